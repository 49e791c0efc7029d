//! Texts that are alike to a centre: each text goes to the centre it is most alike to, so that no chain of texts, each
//! a little other than the last, makes one group of what is not alike.

use rayon::prelude::*;

use crate::figures::similar::near::Bands;
use crate::rules::{Sketch, Text};

/// Of so many centres the texts stay in memory; those of others are read again when they are compared.
const HELD: usize = 2048;
/// Texts that are read together.
const WAVE: usize = 256;

/// How alike two texts are, in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Likeness {
    /// Counted on the texts themselves, or of texts with the same letters.
    Measured(u8),
    /// As their sketches let it seem.
    Estimated(u8),
}

impl Likeness {
    /// In hundredths.
    pub fn percent(self) -> u8 {
        match self {
            Self::Measured(percent) | Self::Estimated(percent) => percent,
        }
    }

    pub fn is_measured(self) -> bool {
        matches!(self, Self::Measured(_))
    }

    /// That of a text and its like: by the texts where both are there, else by their sketches.
    pub(super) fn of((one, text): (&Sketch, Option<&Text>), (other, their): (&Sketch, Option<&Text>)) -> Self {
        if one.whole() == other.whole() {
            return Self::Measured(100);
        }
        match (text, their) {
            (Some(one), Some(other)) => Self::Measured(one.alike(other)),
            _ => Self::Estimated(Sketch::estimate(one.agreed(other))),
        }
    }
}

/// Texts by their places among those that were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gathered {
    pub centre: usize,
    pub others: Vec<(usize, Likeness)>,
}

/// What became of some texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Gathering {
    pub groups: Vec<Gathered>,
    /// Centres that too many others stand beside for all texts to be compared with them.
    pub beyond: usize,
    /// How many pairs of texts or sketches were compared.
    pub compared: u64,
}

/// Reads a text by its place; `None` where that cannot be done.
pub(super) type ReadText<'r> = dyn Fn(usize) -> Option<Text> + Sync + 'r;

struct Centre<'s> {
    sketch: &'s Sketch,
    text: Option<Text>,
}

impl Centre<'_> {
    /// How alike a text is to that of the centre, which is read where it is not held.
    fn likeness(&self, place: usize, other: (&Sketch, Option<&Text>), read: Option<&ReadText<'_>>) -> Likeness {
        let is_needed = self.text.is_none() && other.1.is_some() && self.sketch.whole() != other.0.whole();
        let again = if is_needed { read.and_then(|read| read(place)) } else { None };
        Likeness::of((self.sketch, self.text.as_ref().or(again.as_ref())), other)
    }
}

/// Gathers texts that are near one another: in order, each goes to the centre it is most alike to, or, where it is
/// alike to none by as much as `least` hundredths, becomes one itself. Without `read` by their sketches alone.
pub(super) fn gather(sketches: &[&Sketch], least: u8, read: Option<&ReadText<'_>>) -> Gathering {
    let mut found = Gathering::default();
    let mut centres: Vec<Centre<'_>> = Vec::new();
    let mut bands = Bands::default();
    let read = read.filter(|_| sketches.len() > 1);
    let places: Vec<usize> = (0..sketches.len()).collect();
    for wave in places.chunks(WAVE) {
        let texts: Vec<Option<Text>> = match read {
            Some(read) => wave.par_iter().map(|place| read(*place)).collect(),
            None => wave.iter().map(|_| None).collect(),
        };
        for (place, text) in wave.iter().zip(texts) {
            let Some(sketch) = sketches.get(*place) else { continue };
            let mut best: Option<(usize, Likeness)> = None;
            for nth in bands.beside(sketch) {
                let (Some(centre), Some(group)) = (centres.get(nth), found.groups.get(nth)) else { continue };
                found.compared += 1;
                if !centre.sketch.is_near(sketch) {
                    continue;
                }
                let likeness = centre.likeness(group.centre, (sketch, text.as_ref()), read);
                // Of those equally alike the first.
                let is_better = best.is_none_or(|(_, best)| likeness.percent() > best.percent());
                if likeness.percent() >= least && is_better {
                    best = Some((nth, likeness));
                }
            }
            if let Some((group, likeness)) =
                best.and_then(|(nth, likeness)| Some((found.groups.get_mut(nth)?, likeness)))
            {
                group.others.push((*place, likeness));
                continue;
            }
            found.beyond += usize::from(!bands.keep(centres.len(), sketch));
            centres.push(Centre { sketch, text: text.filter(|_| centres.len() < HELD) });
            found.groups.push(Gathered { centre: *place, others: Vec::new() });
        }
    }
    found
}
