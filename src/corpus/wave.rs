//! The heads of a file of lines, some stretches at a time, each read by a core of its own.

use rayon::prelude::*;

use crate::corpus::extent::Extent;
use crate::corpus::heads::Location;
use crate::corpus::heads::line::Head;
use crate::corpus::lines::LinesFile;
use crate::corpus::store::Sum;
use crate::corpus::stretch::{Line, STRETCH, Stretch};

/// Stretches that the cores share out before what they hold is taken in.
const STRETCHES: u64 = 8;

/// What was read of a stretch.
pub(super) struct ReadHeads {
    pub heads: Vec<ReadHead>,
    pub sum: Sum,
}

/// The head of a line, or the reason why it has none.
pub(super) struct ReadHead {
    pub offset: u64,
    /// Lines of the stretch before it.
    pub before: usize,
    pub head: Result<(Head, Location), String>,
}

/// The heads of some stretches of a file.
pub(super) struct Wave {
    pub heads: Vec<ReadHeads>,
    /// Where the next ones begin; `None` at the end of the file.
    pub next: Option<u64>,
}

/// Reads some stretches from a place on.
pub(super) fn wave(file: &LinesFile, number: u32, from: u64) -> Wave {
    let at = |nth: u64| from + nth * STRETCH as u64;
    let read: Vec<(ReadHeads, bool)> =
        (0..STRETCHES).into_par_iter().map(|nth| read_stretch(file, number, at(nth))).collect();
    let ended = read.iter().position(|(_, is_last)| *is_last);
    let len = ended.map_or(read.len(), |last| last + 1);
    let heads = read.into_iter().take(len).map(|(heads, _)| heads).collect();
    Wave { heads, next: ended.is_none().then(|| at(STRETCHES)) }
}

fn read_stretch(file: &LinesFile, number: u32, at: u64) -> (ReadHeads, bool) {
    let stretch = match Stretch::read(file, at) {
        Ok(stretch) => stretch,
        Err(error) => {
            let failed = ReadHead { offset: at, before: 0, head: Err(error.to_string()) };
            return (ReadHeads { heads: vec![failed], sum: Sum { sum: 0, feeds: 0 } }, true);
        }
    };
    let head = |line: Line<'_>| {
        let head = line.text().and_then(|text| Head::from_json(text).map_err(|error| error.to_string()));
        let location = Location::Line { file: number, at: Extent::of(line.offset, line.bytes) };
        ReadHead { offset: line.offset, before: line.before, head: head.map(|head| (head, location)) }
    };
    let feeds = u32::try_from(stretch.feeds()).unwrap_or(u32::MAX);
    let sum = Sum { sum: stretch.sum(), feeds };
    (ReadHeads { heads: stretch.lines().map(head).collect(), sum }, stretch.is_last())
}
