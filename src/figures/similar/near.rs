//! Texts that gather around others, by their sketches: each is compared with the few texts before it that it shares a
//! band with, so that the work grows with the texts and not with their pairs.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::rules::{BANDS, Sketch};

/// So many texts of a band are compared with those that come later.
pub(super) const HEADS: usize = 8;
/// What agrees in fewer minima with the text it is near to may be alike to others that this one is not near to.
const SURELY_ALIKE: usize = 85;

/// Texts by their numbers, those near to one another together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Near {
    /// Each in order, the one that the others are near to first; every text is in one.
    pub groups: Vec<Vec<usize>>,
    /// How many pairs of sketches were compared.
    pub compared: u64,
}

/// Texts by the bands of their sketches, in each band the first few.
#[derive(Debug, Default)]
pub(super) struct Bands(HashMap<(usize, u64), Vec<usize>>);

impl Bands {
    /// Texts that share a band with this one, in the order of their numbers.
    pub(super) fn beside(&self, sketch: &Sketch) -> Vec<usize> {
        let bands = (0..BANDS).filter_map(|band| self.0.get(&(band, sketch.band(band))));
        let mut all: Vec<usize> = bands.flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Keeps a text; says whether there was room for it in most of its bands.
    pub(super) fn keep(&mut self, text: usize, sketch: &Sketch) -> bool {
        let mut kept = 0;
        for band in 0..BANDS {
            let heads = self.0.entry((band, sketch.band(band))).or_default();
            if heads.len() < HEADS {
                heads.push(text);
                kept += 1;
            }
        }
        kept * 2 > BANDS
    }
}

/// Gathers texts: each goes to the nearest of the texts before it that are kept for that. Kept is what no other is near
/// to, and what is near to another but perhaps not alike.
pub(super) fn near(sketches: &[&Sketch]) -> Near {
    let has_company = company(sketches);
    let mut bands = Bands::default();
    // Of each text that is kept its group.
    let mut group_of: HashMap<usize, usize> = HashMap::new();
    let mut found = Near::default();
    for (text, sketch) in sketches.iter().enumerate() {
        let shares = has_company.get(text).copied().unwrap_or(false);
        let beside = if shares { bands.beside(sketch) } else { Vec::new() };
        found.compared += beside.len() as u64;
        let near = beside.into_iter().filter_map(|head| Some((head, *sketches.get(head)?)));
        let near = near.filter(|(_, head)| head.is_near(sketch));
        let near = near.map(|(head, other)| (other.agreed(sketch), Reverse(head)));
        // Of those equally near the first.
        let nearest = near.max().map(|(agreed, head)| (agreed, head.0));
        let group = nearest.and_then(|(_, head)| group_of.get(&head)).copied().unwrap_or(found.groups.len());
        match found.groups.get_mut(group) {
            Some(others) => others.push(text),
            None => found.groups.push(vec![text]),
        }
        if shares && nearest.is_none_or(|(agreed, _)| agreed < SURELY_ALIKE) {
            group_of.insert(text, group);
            bands.keep(text, sketch);
        }
    }
    found
}

/// Which texts share a band with another: the others need no place in any table.
fn company(sketches: &[&Sketch]) -> Vec<bool> {
    let mut has_company = vec![false; sketches.len()];
    for band in 0..BANDS {
        let mut all: Vec<(u64, usize)> = sketches.iter().map(|sketch| sketch.band(band)).zip(0..).collect();
        all.sort_unstable();
        for several in all.chunk_by(|one, other| one.0 == other.0).filter(|run| run.len() > 1) {
            for (_, text) in several {
                has_company.get_mut(*text).into_iter().for_each(|has| *has = true);
            }
        }
    }
    has_company
}
