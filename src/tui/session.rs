//! Where the reader stopped, as a small text that the next start takes up: view, place, filters, and what was being
//! written. Flags and reports go by their names, so that they are found in whatever the corpus has become.

use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::model::json::to_json;
use crate::review::{Damaged, Stopped};
use crate::rules::FlagRef;
use crate::tui::action::View;
use crate::tui::copying;
use crate::tui::effect::Effect;
use crate::tui::entries::Grouping;
use crate::tui::filtering::sift;
use crate::tui::panes::opened::Opened;
use crate::tui::panes::search;
use crate::tui::reviewing::Typing;
use crate::tui::state::{Stage, State};
use crate::tui::strings;
use crate::tui::text::field::Field;

/// What is kept of a session.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Kept {
    view: String,
    /// The report, cell or flag that the report view was on, as the command line takes it.
    place: Option<String>,
    /// What the cursor of the matrix was on: names from the top down, and the year.
    row: Vec<String>,
    year: Option<String>,
    /// The flag the cursor of the list was on.
    flag: Option<String>,
    browse_filter: String,
    flags_filter: String,
    grouping: String,
    everything: bool,
    query: String,
    note: Option<Note>,
    /// Whether the view was asked for at the start, whatever the last session showed.
    #[serde(skip)]
    view_is_asked: bool,
}

/// A note that is not finished: its flags, and whether it was being written.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
struct Note {
    flags: Vec<String>,
    text: String,
    open: bool,
}

const VIEWS: [(View, &str); 5] = [
    (View::Browse, "browse"),
    (View::Flags, "flags"),
    (View::Report, "report"),
    (View::Search, "search"),
    (View::Triage, "triage"),
];

impl Kept {
    /// What a text says; nothing of one that says something else. `view_is_asked`: whether the view was asked for
    /// at the start.
    pub fn parse(text: &str, view_is_asked: bool) -> Option<Self> {
        let kept: Self = serde_json::from_str(text).ok()?;
        Some(Self { view_is_asked, ..kept })
    }

    fn view(&self) -> Option<View> {
        VIEWS.iter().find(|(_, name)| *name == self.view).map(|(view, _)| *view)
    }
}

/// Reads where the last session stopped, to be taken up once the reports are there.
pub fn resume(state: &mut State, stopped: &Stopped, view_is_asked: bool) {
    match stopped.read() {
        Ok(None) => {}
        Ok(Some(text)) => match Kept::parse(&text, view_is_asked) {
            Some(kept) => state.resume = Some(kept),
            None => state.tell(strings::NOT_TAKEN_UP),
        },
        Err(Damaged) => state.tell(strings::NOT_TAKEN_UP),
    }
}

/// What there is to keep; `None` while the last session has not been taken up, or there is nothing yet.
pub fn kept(state: &State) -> Option<Kept> {
    if state.resume.is_some() || state.holdings.stage != Stage::Ready {
        return None;
    }
    let name = |at: FlagRef| state.holdings.brief(at).map(|brief| brief.name().to_string());
    let (row, year) = state.matrix.cursor_in_words(&state.holdings).unwrap_or_default();
    // Two reports beside each other are left for the list they came from.
    let view = VIEWS.iter().find(|(view, _)| *view == state.view).map_or("browse", |(_, name)| *name);
    let shown = state.opened.as_ref().is_some_and(Opened::shows_evidence);
    let at_flag = || state.flag_at_hand().filter(|_| shown).and_then(name);
    let note = |flags: &[FlagRef], text: &str, open| Note {
        flags: flags.iter().filter_map(|at| name(*at)).collect(),
        text: text.to_owned(),
        open,
    };
    let typed = match &state.review.field {
        Some((Typing::Note(flags), field)) => Some(note(flags, field.text(), true)),
        _ => state.review.draft.as_ref().map(|(flags, text)| note(flags, text, false)),
    };
    let orphan = || {
        let (flags, text) = state.review.orphan.clone()?;
        Some(Note { flags, text, open: false })
    };
    Some(Kept {
        view: view.to_owned(),
        place: (state.view == View::Report).then(|| at_flag().or_else(|| copying::place(state))).flatten(),
        row,
        year,
        flag: state.flags.at_hand().and_then(name),
        browse_filter: state.matrix.sieve.text().to_owned(),
        flags_filter: state.flags.sieve.text().to_owned(),
        grouping: state.flags.grouping.id().to_owned(),
        everything: state.flags.everything(),
        query: state.finder.field.text().to_owned(),
        note: typed.or_else(orphan),
        view_is_asked: false,
    })
}

/// Takes up what needs the reports alone, as soon as they are there: view, filters, the cursor of the matrix.
pub fn take_up_reports(state: &mut State) -> Vec<Effect> {
    let Some(kept) = state.resume.clone() else { return Vec::new() };
    let mut effects = Vec::new();
    // Whoever has begun to move is not moved.
    let untouched = state.line.keys == 0 && state.goto.is_none();
    if untouched {
        state.matrix.show_in_words(&state.holdings, &kept.row, kept.year.as_deref());
    }
    let shown = std::mem::replace(&mut state.view, View::Browse);
    if !kept.browse_filter.is_empty() {
        effects.extend(sift(state, &kept.browse_filter));
    }
    state.view = shown;
    state.finder.field = Field::new(&kept.query);
    // Whoever reviews was in the list of flags, or in a report they came to from there.
    let asked = kept.view_is_asked.then_some(state.view);
    if untouched && (asked.is_none() || (asked, kept.view()) == (Some(View::Flags), Some(View::Report))) {
        match kept.view() {
            Some(View::Search) => effects.extend(search::open(state)),
            Some(view @ (View::Flags | View::Triage)) => state.view = view,
            // The flags come first in the way back from a report that was opened from them.
            Some(View::Report) => state.goto.clone_from(&kept.place),
            _ => {}
        }
    }
    effects
}

/// Takes up what needs the flags: the list of flags, and what was being written.
pub fn take_up_flags(state: &mut State) -> Vec<Effect> {
    let Some(kept) = state.resume.take() else { return Vec::new() };
    let State { flags, review, holdings, .. } = state;
    let find =
        |name: &str| holdings.checked.named(name).first().map(|(report, nth)| FlagRef { report: *report, nth: *nth });
    flags.grouping = Grouping::named(&kept.grouping);
    flags.set_everything(kept.everything);
    flags.regroup(holdings, review);
    let flag = kept.flag.as_deref().and_then(find);
    if let Some(flag) = flag.filter(|_| state.line.keys == 0) {
        flags.show(flag);
    }
    if let Some(note) = kept.note {
        let of: Vec<FlagRef> = note.flags.iter().filter_map(|name| find(name)).collect();
        if of.is_empty() {
            // Its flags are gone, for now; what was written is not.
            let told = strings::lost_draft(&note.text);
            review.orphan = Some((note.flags, note.text));
            state.tell(told);
        } else if note.open && state.line.keys == 0 {
            review.field = Some((Typing::Note(of), Field::new(&note.text)));
        } else {
            review.draft = Some((of, note.text));
        }
    }
    let view = std::mem::replace(&mut state.view, View::Flags);
    let effects = if kept.flags_filter.is_empty() { Vec::new() } else { sift(state, &kept.flags_filter) };
    state.view = view;
    let is_typing = state.review.field.is_some();
    if state.notice.is_none() && kept.view != "browse" && !is_typing {
        state.tell(strings::TAKEN_UP);
    }
    effects
}

/// Of what happens within this time only the last is written.
const TOGETHER: Duration = Duration::from_millis(250);

/// Writes where the reader is, on a thread of its own, some time after they came there.
#[derive(Debug)]
pub struct Keeper {
    last: Option<Kept>,
    texts: Option<Sender<String>>,
    writer: Option<JoinHandle<()>>,
}

impl Keeper {
    /// One that keeps nothing where there is no file.
    pub fn of(file: Option<Stopped>) -> Self {
        let Some(file) = file else { return Self { last: None, texts: None, writer: None } };
        let (texts, receiver) = channel::<String>();
        let writer = thread::spawn(move || {
            while let Ok(mut text) = receiver.recv() {
                while let Ok(newer) = receiver.recv_timeout(TOGETHER) {
                    text = newer;
                }
                // Where it cannot be kept the next start begins at the start: nobody is to be stopped for that.
                let _ = file.keep(&text);
            }
        });
        Self { last: None, texts: Some(texts), writer: Some(writer) }
    }

    /// Keeps where the reader is, if that is somewhere else than before.
    pub fn note(&mut self, state: &State) {
        let Some(texts) = &self.texts else { return };
        let Some(now) = kept(state).filter(|now| Some(now) != self.last.as_ref()) else { return };
        if let Ok(text) = to_json(&now) {
            // The writer ends with us alone.
            let _ = texts.send(text);
        }
        self.last = Some(now);
    }

    /// Waits until what was noted is written.
    pub fn finish(&mut self) {
        self.texts = None;
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fixture::{inspector, press, shown};
    use crate::tui::headless::Headless;

    /// The inspector as a next start would have it.
    fn again(before: &Headless) -> Headless {
        let text = serde_json::to_string(&kept(&before.state).unwrap()).unwrap();
        let mut again = inspector((100, 24));
        again.state.resume = Kept::parse(&text, false);
        let mut effects = take_up_reports(&mut again.state);
        effects.extend(take_up_flags(&mut again.state));
        again.carry_out(effects);
        again.state.notice = None;
        again
    }

    #[test]
    fn the_next_start_shows_the_same_screen() {
        for keys in [
            "",
            "j j l",
            "g f j j",
            "g f B B G",
            "g f & \"sev:e\" enter j j",
            "& \"白沙\" enter j",
            "g f enter",
            "/ \"82条\"",
        ] {
            let mut before = inspector((100, 24));
            press(&mut before, keys);
            before.state.notice = None;
            let after = again(&before);
            assert_eq!(shown(&after), shown(&before), "{keys}");
        }
    }

    #[test]
    fn what_was_being_written_is_there_again() {
        let mut before = inspector((100, 24));
        press(&mut before, "g f i \"已打电话,等回\"");
        let after = again(&before);
        assert!(shown(&after).contains("已打电话,等回"), "{}", shown(&after));
        press(&mut before, "esc");
        let mut after = again(&before);
        press(&mut after, "i");
        assert!(shown(&after).contains("已打电话,等回"), "{}", shown(&after));
    }

    #[test]
    fn a_draft_whose_flag_is_gone_is_kept_until_it_is_there_again() {
        let mut before = inspector((100, 24));
        press(&mut before, "g f i \"等回音\"");
        let text = serde_json::to_string(&kept(&before.state).unwrap()).unwrap();
        let with_flags = |text: &str, flags: &serde_json::Value| {
            let mut kept: serde_json::Value = serde_json::from_str(text).unwrap();
            kept["note"]["flags"] = flags.clone();
            kept.to_string()
        };
        let names = serde_json::from_str::<serde_json::Value>(&text).unwrap()["note"]["flags"].clone();
        let other = serde_json::json!(["aaaaaaaaaaaaaaaa"]);
        let start = |text: &str| {
            let mut again = inspector((100, 24));
            again.state.resume = Kept::parse(text, false);
            let effects = take_up_flags(&mut again.state);
            again.carry_out(effects);
            again
        };
        let gone = start(&with_flags(&text, &other));
        assert!(shown(&gone).contains("草稿的疑点已不存在") && gone.state.review.field.is_none(), "{}", shown(&gone));
        let text = serde_json::to_string(&kept(&gone.state).unwrap()).unwrap();
        assert!(text.contains("等回音") && text.contains("aaaaaaaaaaaaaaaa"), "{text}");
        // The flag is back: so is the draft.
        let mut back = start(&with_flags(&text, &names));
        press(&mut back, "g f i");
        assert!(shown(&back).contains("等回音"), "{}", shown(&back));
    }

    #[test]
    fn nothing_is_taken_from_a_text_that_says_something_else() {
        assert_eq!(Kept::parse("{\"view\": 3}", false), None);
        assert_eq!(Kept::parse("", false), None);
        let odd = Kept::parse("{\"view\": \"moon\", \"flag\": \"nowhere\", \"grouping\": \"x\"}", false);
        let mut state = inspector((80, 24)).state;
        state.resume = odd;
        let _ = take_up_reports(&mut state);
        let _ = take_up_flags(&mut state);
        assert_eq!((state.view, state.flags.grouping), (View::Browse, Grouping::Rule));
    }
}
