//! When to draw: at once after a rest, then no oftener than the line can carry, and once more when
//! the cursor has come to rest. Nothing ticks.

use std::time::{Duration, Instant};

use crate::tui::line::Reached;

/// So long nothing must be pressed before the panes beside follow the cursor.
const REST: Duration = Duration::from_millis(80);
/// After so long what may follow the keys typed is told.
const WAIT: Duration = Duration::from_millis(300);
/// The shortest time between two frames, here and over a line.
const GAP: Duration = Duration::from_millis(16);
const GAP_OVER_SSH: Duration = Duration::from_millis(66);

/// A frame waits so long for the answer to a key: what is typed and what it finds then come as one. It is
/// less than anybody sees, and more than the first answer to a search may take.
const ANSWER: Duration = Duration::from_millis(12);

/// What there is to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// A frame, with the panes that follow the cursor or, while it moves, without.
    Frame { moving: bool },
    /// The keys typed have waited long enough: what may follow is to be told.
    Following,
    /// Nothing before that time has passed.
    In(Duration),
    /// Nothing until something happens.
    Nothing,
}

/// What has happened since the last frame.
#[derive(Debug)]
pub struct Pace {
    gap: Duration,
    drawn: Option<Instant>,
    pressed: Option<Instant>,
    /// Something has happened that a frame would show.
    stale: bool,
    /// The last frame kept panes back.
    held: bool,
    /// Keys wait for others to follow.
    waiting: bool,
    /// So long after a key a frame waits: for the answer to what the key asked, else not at all.
    answer: Duration,
}

impl Pace {
    /// The pace of a terminal that is reached over a line or not.
    pub fn new(reached: Reached) -> Self {
        let gap = if reached == Reached::OverSsh { GAP_OVER_SSH } else { GAP };
        Self { gap, drawn: None, pressed: None, stale: true, held: false, waiting: false, answer: Duration::ZERO }
    }

    /// A key was pressed.
    pub fn press(&mut self, now: Instant) {
        self.pressed = Some(now);
        self.stale = true;
    }

    /// Something else happened.
    pub fn hear(&mut self) {
        self.stale = true;
    }

    /// Whether keys wait for others to follow, and what may follow is not told yet.
    pub fn wait(&mut self, waiting: bool) {
        self.waiting = waiting;
    }

    /// Whether what a key asked is still to be answered.
    pub fn ask(&mut self, asking: bool) {
        self.answer = if asking { ANSWER } else { Duration::ZERO };
    }

    /// A frame was drawn, and kept panes back or not.
    pub fn draw(&mut self, now: Instant, held: bool) {
        // The answer to a key that has been shown alone does not wait for the next frame.
        self.drawn = Some(now).filter(|_| self.answer.is_zero());
        (self.stale, self.held) = (false, held);
    }

    pub fn due(&self, now: Instant) -> Due {
        let left = |since: Option<Instant>, span: Duration| {
            since.map_or(Duration::ZERO, |since| span.saturating_sub(now.saturating_duration_since(since)))
        };
        let rest = left(self.pressed, REST);
        let gap = left(self.drawn, self.gap).max(left(self.pressed, self.answer));
        let wait = left(self.pressed, WAIT);
        if self.waiting && wait.is_zero() {
            return Due::Following;
        }
        match (self.stale, self.held) {
            (true, _) if gap.is_zero() => Due::Frame { moving: !rest.is_zero() },
            (true, _) => Due::In(gap),
            (false, true) if rest.is_zero() && gap.is_zero() => Due::Frame { moving: false },
            (false, true) => Due::In(rest.max(gap)),
            (false, false) if self.waiting => Due::In(wait),
            (false, false) => Due::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(n: u64) -> Duration {
        Duration::from_millis(n)
    }

    #[test]
    fn a_key_is_shown_at_once_and_what_follows_it_after_a_rest() {
        let start = Instant::now();
        let mut pace = Pace::new(Reached::Here);
        assert_eq!(pace.due(start), Due::Frame { moving: false });
        pace.draw(start, false);
        assert_eq!(pace.due(start), Due::Nothing);
        let later = start + ms(1000);
        pace.press(later);
        assert_eq!(pace.due(later), Due::Frame { moving: true });
        pace.draw(later, true);
        assert_eq!(pace.due(later), Due::In(REST));
        assert_eq!(pace.due(later + ms(79)), Due::In(ms(1)));
        assert_eq!(pace.due(later + REST), Due::Frame { moving: false });
        pace.draw(later + REST, false);
        assert_eq!(pace.due(later + ms(5000)), Due::Nothing);
    }

    #[test]
    fn keys_held_down_are_drawn_no_oftener_than_the_line_carries() {
        for (reached, gap) in [(Reached::Here, GAP), (Reached::OverSsh, GAP_OVER_SSH)] {
            let start = Instant::now();
            let mut pace = Pace::new(reached);
            pace.draw(start, false);
            pace.press(start + ms(1));
            assert_eq!(pace.due(start + ms(1)), Due::In(gap.saturating_sub(ms(1))));
            pace.press(start + ms(5));
            assert_eq!(pace.due(start + gap), Due::Frame { moving: true });
        }
    }

    #[test]
    fn a_key_and_its_answer_are_one_frame() {
        for reached in [Reached::Here, Reached::OverSsh] {
            let start = Instant::now();
            let mut pace = Pace::new(reached);
            pace.draw(start, false);
            let pressed = start + ms(1000);
            pace.press(pressed);
            pace.ask(true);
            assert_eq!(pace.due(pressed + ms(1)), Due::In(ANSWER.saturating_sub(ms(1))));
            let mut answered = Pace { ..pace };
            answered.hear();
            answered.ask(false);
            assert_eq!(answered.due(pressed + ms(3)), Due::Frame { moving: true });
            // What takes longer does not keep back what was typed, and comes at once then.
            assert_eq!(pace.due(pressed + ANSWER), Due::Frame { moving: true });
            pace.draw(pressed + ANSWER, true);
            pace.hear();
            pace.ask(false);
            assert_eq!(pace.due(pressed + ms(13)), Due::Frame { moving: true });
            pace.draw(pressed + ms(13), true);
            pace.hear();
            assert!(matches!(pace.due(pressed + ms(14)), Due::In(_)));
        }
    }

    #[test]
    fn what_was_held_waits_while_keys_go_on() {
        let start = Instant::now();
        let mut pace = Pace::new(Reached::Here);
        pace.press(start);
        pace.draw(start, true);
        pace.press(start + ms(70));
        pace.draw(start + ms(70), true);
        assert_eq!(pace.due(start + ms(80)), Due::In(ms(70)));
        // What a job tells meanwhile does not end the movement.
        pace.hear();
        assert_eq!(pace.due(start + ms(100)), Due::Frame { moving: true });
    }
}
