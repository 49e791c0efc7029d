//! Whole reports that are there more than once: their texts are no alike texts of two agencies.

use std::collections::HashMap;

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use crate::corpus::Corpus;
use crate::rules::{SECTIONS, Sketch, Sketches};

/// Takes those reports out that are copies of another one among them, and answers how many: of one id, or with the
/// same title, agency and text. Of several the one published first stays, else that with the first id.
pub(super) fn take_out(corpus: &Corpus, sketches: &Sketches, reports: &mut Vec<usize>) -> usize {
    let before = reports.len();
    let mut of_id: HashMap<&str, Vec<usize>> = HashMap::new();
    for report in reports.iter().copied() {
        if let Some(header) = corpus.header(report) {
            of_id.entry(header.id_in_source()).or_default().push(report);
        }
    }
    let same_id = of_id.into_values().filter(|several| several.len() > 1).flat_map(|several| later(corpus, several));
    remove(reports, same_id.collect());
    let mut likely: HashMap<_, Vec<usize>> = HashMap::new();
    for report in reports.iter().copied() {
        let whole = SECTIONS.map(|section| sketches.of(report, section).map(Sketch::whole));
        if let Some(header) = corpus.header(report).filter(|_| whole.iter().any(Option::is_some)) {
            likely.entry((header.title, header.agency.name.as_deref(), whole)).or_default().push(report);
        }
    }
    let likely: Vec<Vec<usize>> = likely.into_values().filter(|several| several.len() > 1).collect();
    let same_text = likely.par_iter().flat_map_iter(|several| of_one_text(corpus, several));
    let same_text = same_text.flat_map_iter(|same| later(corpus, same));
    remove(reports, same_text.collect());
    before - reports.len()
}

fn remove(reports: &mut Vec<usize>, mut gone: Vec<usize>) {
    gone.sort_unstable();
    reports.retain(|report| gone.binary_search(report).is_err());
}

/// Those of some reports that say the same, together. What cannot be read any more is no copy of anything.
fn of_one_text(corpus: &Corpus, reports: &[usize]) -> Vec<Vec<usize>> {
    let mut by_text: HashMap<[u8; 32], Vec<usize>> = HashMap::new();
    for report in reports {
        if let Some(digest) = digest(corpus, *report) {
            by_text.entry(digest).or_default().push(*report);
        }
    }
    by_text.into_values().collect()
}

/// All of some copies but the one that stays.
fn later(corpus: &Corpus, mut same: Vec<usize>) -> Vec<usize> {
    same.sort_by_key(|report| {
        let header = corpus.header(*report);
        let published = header.as_ref().and_then(|header| header.published);
        (published.is_none(), published, header.map(|header| header.id))
    });
    same.split_off(1.min(same.len()))
}

/// A hash of the narrative of a report as it is written.
fn digest(corpus: &Corpus, report: usize) -> Option<[u8; 32]> {
    let told = corpus.narrative(report).ok()?;
    let mut hash = Sha256::new();
    for (section, block) in told.blocks() {
        let heading = section.heading.as_bytes();
        for part in [heading, block.text.as_bytes()] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
    Some(hash.finalize().into())
}
