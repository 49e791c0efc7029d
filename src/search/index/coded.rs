//! From reports laid out to their bytes in a segment, and to the lists they belong to.

use std::mem::take;

use crate::search::index::code::{Code, ZERO};
use crate::search::index::laid::Laid;
use crate::search::index::slots::{Gram, Slots, name};

/// A report as it is written: text, places and numbers.
#[derive(Debug)]
pub(super) struct Coded {
    pub parts: [Vec<u8>; 3],
    pub sentences: usize,
}

/// The code that suits these texts.
pub(super) fn learn(laid: &[Laid]) -> Code {
    let mut counts = vec![0_u32; 0x1_0000];
    for c in laid.iter().flat_map(|laid| laid.text.chars()) {
        if let Some(count) = counts.get_mut(u32::from(c) as usize) {
            *count = count.saturating_add(1);
        }
    }
    let counted = (0x20..).zip(counts.into_iter().skip(0x20)).filter(|(_, count)| *count > 0);
    let mut chars: Vec<(u32, char)> = counted.filter_map(|(c, count)| Some((count, char::from_u32(c)?))).collect();
    chars.sort_unstable_by_key(|(count, c)| (std::cmp::Reverse(*count), *c));
    Code::new(chars.into_iter().map(|(_, c)| c))
}

/// Some reports as they are written, and their grams: the number of the list and of the report among
/// them, in order, each once.
pub(super) fn coded(laid: &mut [Laid], code: &Code, slots: Slots) -> (Vec<Coded>, Vec<u32>) {
    let mut seen = vec![0_u64; slots.len().div_ceil(64)];
    let (mut reports, mut grams) = (Vec::with_capacity(laid.len()), Vec::new());
    for (number, laid) in (0..).zip(laid) {
        let from = grams.len();
        let mut put = |slot: usize| {
            if let Some(word) = seen.get_mut(slot / 64).filter(|word| **word >> (slot % 64) & 1 == 0) {
                *word |= 1 << (slot % 64);
                grams.push(u32::try_from(slot).unwrap_or(u32::MAX) << 12 | number);
            }
        };
        let text = coded_text(&laid.text, code, slots, &mut put);
        laid.values.iter().for_each(|value| put(slots.of(Gram::Number(*value), code)));
        for gram in grams.iter().skip(from) {
            if let Some(word) = seen.get_mut((gram >> 12) as usize / 64) {
                *word = 0;
            }
        }
        reports
            .push(Coded { parts: [text, take(&mut laid.places), take(&mut laid.numbers)], sentences: laid.sentences });
    }
    (reports, sorted(grams))
}

fn coded_text(text: &str, code: &Code, slots: Slots, put: &mut impl FnMut(usize)) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 2);
    let mut before = None;
    for c in text.chars() {
        // What is no character of a sentence stands between two.
        if let Some(byte) = u8::try_from(u32::from(c)).ok().filter(|byte| *byte < ZERO) {
            bytes.push(byte);
            before = None;
            continue;
        }
        let rank = code.rank(c);
        Code::push_ranked(c, rank, &mut bytes);
        let name = name(c, rank);
        put(slots.one(name));
        if let Some(before) = before {
            put(slots.two(before, name));
        }
        before = Some(name);
    }
    bytes
}

/// Sorts grams by their list. Those of a list are in order already, and stay so.
fn sorted(mut grams: Vec<u32>) -> Vec<u32> {
    let mut other = vec![0; grams.len()];
    for shift in [12, 22] {
        let digit = |gram: u32| (gram >> shift & 0x3FF) as usize;
        let mut starts = [0_usize; 1025];
        for gram in &grams {
            starts[digit(*gram) + 1] += 1;
        }
        (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
        for gram in &grams {
            let start = &mut starts[digit(*gram)];
            other[*start] = *gram;
            *start += 1;
        }
        std::mem::swap(&mut grams, &mut other);
    }
    grams
}
