//! From where a sentence begins in an index to the sentence as its report prints it.

use memchr::memchr;
use rayon::prelude::*;

use crate::search::Hit;
use crate::search::index::Damaged;
use crate::search::index::chunk::Candidate;
use crate::search::index::code::{BLOCK, SENTENCE};
use crate::search::index::laid::{Places, key_of};
use crate::search::index::segment::{Part, Segment};
use crate::search::matcher::Matcher;

/// The hits of these candidates, in their order. The matcher is one of UTF-8.
pub(super) fn resolve(segments: &[Segment], matcher: &Matcher, wanted: &[Candidate]) -> Result<Vec<Hit>, Damaged> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    let place = |nth: &usize| wanted.get(*nth).map(|(_, report, at)| (*report, *at));
    order.sort_unstable_by_key(place);
    let groups: Vec<&[usize]> = order.chunk_by(|a, b| place(a).map(|p| p.0) == place(b).map(|p| p.0)).collect();
    let found = groups.par_iter().with_min_len(8).map(|group| of_report(segments, matcher, wanted, group));
    let mut hits: Vec<Option<Hit>> = vec![None; wanted.len()];
    for (nth, hit) in found.collect::<Result<Vec<_>, _>>()?.into_iter().flatten() {
        if let Some(slot) = hits.get_mut(nth) {
            *slot = Some(hit);
        }
    }
    hits.into_iter().map(|hit| hit.ok_or(Damaged::Checksum)).collect()
}

/// The hits of one report, whose candidates are given in the order of its text, each with its number.
fn of_report(
    segments: &[Segment],
    matcher: &Matcher,
    wanted: &[Candidate],
    group: &[usize],
) -> Result<Vec<(usize, Hit)>, Damaged> {
    let candidates: Vec<_> = group.iter().filter_map(|nth| Some((*nth, *wanted.get(*nth)?))).collect();
    let Some((_, (_, report, _))) = candidates.first().copied() else { return Ok(Vec::new()) };
    let segment = segments.get(segments.partition_point(|segment| segment.first <= report).saturating_sub(1));
    let segment = segment.ok_or(Damaged::Checksum)?;
    let own = report.checked_sub(segment.first).ok_or(Damaged::Checksum)?;
    let chunks = &segment.open.directory.chunks;
    let number = chunks.partition_point(|chunk| chunk.first <= own).saturating_sub(1);
    let in_chunk = own - chunks.get(number).ok_or(Damaged::Checksum)?.first;
    let (mut text, mut places) = (Vec::new(), Vec::new());
    let text = segment.open.piece(number, in_chunk, Part::Text, &mut text)?;
    let places = segment.open.piece(number, in_chunk, Part::Places, &mut places)?;
    let mut at = Walk { text, at: 0, places: Places::new(places), key: 0 };
    let mut hits = Vec::with_capacity(candidates.len());
    for (nth, (score, _, start)) in candidates {
        let placed = at.to(start, &segment.open.code).ok_or(Damaged::Checksum)?;
        hits.push((
            nth,
            Hit {
                report,
                section: key_of(at.key),
                block: (placed.section, placed.block),
                range: placed.range,
                matched: matcher.matched(&placed.text),
                text: placed.text,
                score: score.0,
            },
        ));
    }
    Ok(hits)
}

/// Walks over the text of a report and its places together.
struct Walk<'a> {
    text: &'a [u8],
    at: usize,
    places: Places<'a>,
    key: u8,
}

impl Walk<'_> {
    /// The sentence that begins at an offset, which is not before those asked for earlier.
    fn to(&mut self, start: usize, code: &super::code::Code) -> Option<super::laid::Placed> {
        loop {
            if self.text.get(self.at) == Some(&BLOCK) {
                self.places.block()?;
                self.key = *self.text.get(self.at + 1)?;
                // Of a block without the sentence nothing is read.
                let rest = self.text.get(self.at + 2..)?;
                match memchr(BLOCK, rest) {
                    Some(next) if self.at + 2 + next <= start => {
                        self.at += 2 + next;
                        continue;
                    }
                    _ => self.at += 2,
                }
            }
            let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
            let end = memchr(SENTENCE, rest)?;
            let placed = self.places.sentence(code.chars(rest.get(..end)?))?;
            let found = self.at == start;
            self.at += end + 1;
            if found || self.at > start {
                return found.then_some(placed);
            }
        }
    }
}
