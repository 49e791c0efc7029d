//! What a reference on the command line stands for: a report by its id, a cell of one, or a flag by
//! its fingerprint. Any prefix that only one of them has is enough.

use crate::model::form::CellId;
use crate::tui::flagged::FlagRef;
use crate::tui::panes::report::{self, At};
use crate::tui::state::{Library, Stage, State};
use crate::tui::strings;

/// Why a reference leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Missing {
    /// Nothing has this name; flags may still come.
    Unknown,
    /// So many things have this prefix.
    Several(usize),
}

/// Goes to the place asked for as soon as it is known; says so when there is none.
pub fn settle(state: &mut State) {
    let Some(text) = state.goto.clone().filter(|_| state.library.is_open()) else { return };
    match resolve(&state.library, &text) {
        Ok((index, at)) => {
            state.goto = None;
            if at == At::Start {
                state.matrix.show(&state.library, index);
            }
            report::open(state, index, at);
        }
        Err(Missing::Unknown) if state.library.stage != Stage::Ready => {}
        Err(missing) => {
            state.goto = None;
            let said = match missing {
                Missing::Unknown => strings::unknown_place(&text),
                Missing::Several(n) => strings::ambiguous_place(&text, n),
            };
            state.goto_failed = Some(said.clone());
            state.tell(said);
        }
    }
}

fn resolve(library: &Library, text: &str) -> Result<(usize, At), Missing> {
    let mut words = text.split_whitespace();
    let (Some(id), cell) = (words.next(), words.next()) else { return Err(Missing::Unknown) };
    let at = match cell.map(str::parse::<CellId>) {
        None => At::Start,
        Some(Ok(cell)) => At::Cell(cell),
        Some(Err(_)) => return Err(Missing::Unknown),
    };
    match one(library.corpus.headers().map(|header| header.id.as_str()), id) {
        Err(Missing::Unknown) if cell.is_none() => {
            let flag = flag(library, id)?;
            Ok((flag.report, At::Flag(flag.nth)))
        }
        found => found.map(|index| (index, at)),
    }
}

fn flag(library: &Library, text: &str) -> Result<FlagRef, Missing> {
    let all: Vec<(FlagRef, &str)> = (0..library.corpus.len())
        .flat_map(|report| {
            let flags = library.checked.flags(report).iter().enumerate();
            flags.map(move |(nth, flag)| (FlagRef { report, nth }, flag.fingerprint.as_str()))
        })
        .collect();
    let number = one(all.iter().map(|(_, fingerprint)| *fingerprint), text)?;
    all.get(number).map(|(flag, _)| *flag).ok_or(Missing::Unknown)
}

/// The number of the only name that is `text` or starts with it.
fn one<'a>(names: impl Iterator<Item = &'a str>, text: &str) -> Result<usize, Missing> {
    let mut starting = Vec::new();
    for (number, name) in names.enumerate() {
        if name == text {
            return Ok(number);
        }
        if name.starts_with(text) {
            starting.push(number);
        }
    }
    match starting.as_slice() {
        [] => Err(Missing::Unknown),
        [only] => Ok(*only),
        several => Err(Missing::Several(several.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_must_be_of_one_only() {
        let names = ["abc", "abd", "ab", "xyz"];
        let check = |text, expected| assert_eq!(one(names.into_iter(), text), expected, "{text}");
        check("abc", Ok(0));
        check("ab", Ok(2));
        check("x", Ok(3));
        check("a", Err(Missing::Several(3)));
        check("q", Err(Missing::Unknown));
    }
}
