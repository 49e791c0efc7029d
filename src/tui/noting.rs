//! What is typed in a review: notes on flags, in the line or in the user's editor, and why flags are taken as known.

use crate::model::date::Date;
use crate::review::Act;
use crate::rules::{Brief, FlagRef, Group};
use crate::tui::action::{Action, View};
use crate::tui::deciding::{known_anew, propose, seen, targets, told};
use crate::tui::effect::Effect;
use crate::tui::reviewing::Typing;
use crate::tui::state::State;
use crate::tui::strings;
use crate::tui::text::field::Field;

/// So many characters a note has at most.
const LONGEST: usize = 4000;
/// The editor is told what so many flags say.
const MOST_TOLD: usize = 20;

/// Begins a note on what the cursor is on or what is chosen.
pub fn note(state: &mut State) -> Vec<Effect> {
    let flags = targets(state);
    let Some(first) = flags.first().copied() else { return told(state, strings::NOTHING_TO_DECIDE.to_string()) };
    let name = state.holdings.brief(first).map(Brief::name);
    let kept = name.and_then(|name| state.review.note(name)).unwrap_or_default().to_owned();
    let draft = state.review.draft.take_if(|(of, _)| *of == flags);
    let text = draft.map_or(kept, |(_, text)| text);
    // A line holds no lines.
    if text.trim().contains('\n') {
        return hand_over(state, flags, text);
    }
    state.review.field = Some((Typing::Note(flags), Field::new(text.trim())));
    Vec::new()
}

/// Has a note written in the user's editor; until that ends it is a draft.
fn hand_over(state: &mut State, flags: Vec<FlagRef>, note: String) -> Vec<Effect> {
    let first = flags.first().map(|at| strings::first_of(&state.holdings, *at, flags.len())).unwrap_or_default();
    let messages = flags.iter().take(MOST_TOLD).filter_map(|at| state.holdings.flag(*at));
    let messages = messages.map(|flag| strings::message(&flag).to_owned());
    let about: Vec<String> = std::iter::once(first).chain(messages).collect();
    state.review.draft = Some((flags.clone(), note.clone()));
    vec![Effect::Write { flags, note, about: about.join("\n") }]
}

/// Takes in the note as the editor left it, or why it ended otherwise: then it stays a draft.
pub fn written(state: &mut State, flags: &[FlagRef], note: Result<String, String>) -> Vec<Effect> {
    let note = match note {
        Ok(note) => note.trim().to_owned(),
        Err(reason) => return told(state, reason),
    };
    if note.chars().count() > LONGEST {
        state.review.draft = Some((flags.to_vec(), note));
        return told(state, strings::note_too_long(LONGEST));
    }
    state.review.draft = None;
    let name = flags.first().and_then(|at| state.holdings.brief(*at)).map(Brief::name);
    let kept = name.and_then(|name| state.review.note(name)).unwrap_or_default();
    if note == kept {
        return told(state, strings::NOTE_UNCHANGED.to_string());
    }
    let act = Act::Note { note, flags: seen(state, flags) };
    propose(state, act, flags)
}

/// Begins the reason why that is taken as known.
pub fn accept(state: &mut State) -> Vec<Effect> {
    let (flags, of) = match (state.view, state.flags.heading_at_cursor()) {
        (View::Flags, Some((label, heads))) if !state.review.is_selecting() => {
            let groups = heads.into_iter().filter_map(|at| state.holdings.groups.of_flag(at));
            (groups.flat_map(Group::flags).collect(), label)
        }
        _ => (targets(state), String::new()),
    };
    let Some(first) = flags.first().copied() else { return told(state, strings::NOTHING_TO_DECIDE.to_string()) };
    let of = if of.is_empty() { strings::first_of(&state.holdings, first, flags.len()) } else { of };
    state.review.field = Some((Typing::Accept(flags, of), Field::default()));
    Vec::new()
}

/// What the verbs mean while a note or a reason is typed.
pub fn type_in(state: &mut State, action: Action) -> Vec<Effect> {
    let Some((typing, mut field)) = state.review.field.take() else { return Vec::new() };
    match action {
        Action::Enter => return typed(state, typing, field.text()),
        Action::Cancel => {
            if let Typing::Note(flags) = typing
                && !field.text().trim().is_empty()
            {
                state.review.draft = Some((flags, field.text().to_owned()));
                state.tell(strings::DRAFT_KEPT);
            }
            return Vec::new();
        }
        Action::WriteNote => {
            if let Typing::Note(flags) = typing {
                return hand_over(state, flags, field.text().to_owned());
            }
        }
        Action::Edit(edit) => _ = field.edit(edit),
        _ => {}
    }
    state.review.field = Some((typing, field));
    Vec::new()
}

fn typed(state: &mut State, typing: Typing, text: &str) -> Vec<Effect> {
    match typing {
        Typing::Note(flags) => {
            let act = Act::Note { note: text.trim().to_owned(), flags: seen(state, &flags) };
            propose(state, act, &flags)
        }
        Typing::Accept(flags, of) => {
            let Some((reason, until)) = reason_of(text) else {
                state.review.field = Some((Typing::Accept(flags, of), Field::new(text)));
                return told(state, strings::A_REASON_PLEASE.to_string());
            };
            let names = flags.iter().filter_map(|at| state.holdings.brief(*at)).map(|flag| flag.name().to_string());
            let mut fingerprints: Vec<String> = names.collect();
            fingerprints.sort_unstable();
            fingerprints.dedup();
            let act = Act::Accept { of, reason: reason.to_owned(), until, fingerprints };
            state.review.deselect();
            let effects = propose(state, act, &flags);
            known_anew(state);
            effects
        }
    }
}

/// A reason, with a day at its end where there is one: `2019年以前的旧账 2026-12-31`. A reason there must be.
fn reason_of(text: &str) -> Option<(&str, Option<Date>)> {
    let text = text.trim();
    let (before, last) = text.rsplit_once(char::is_whitespace).unwrap_or(("", text));
    let until = Date::parse(last.trim());
    let reason = if until.is_some() { before.trim() } else { text };
    (!reason.is_empty()).then_some((reason, until))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_may_end_with_a_day() {
        let day = Date::new(2026, 12, 31);
        let check =
            |text: &str, expected: Option<(&str, Option<Date>)>| assert_eq!(reason_of(text), expected, "{text}");
        check("2019年以前的旧账 2026-12-31", Some(("2019年以前的旧账", day)));
        check(" 旧账,不再核查 ", Some(("旧账,不再核查", None)));
        check("旧账 2026-13-31", Some(("旧账 2026-13-31", None)));
        check("2026-12-31", None);
        check("  ", None);
    }
}
