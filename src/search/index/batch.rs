//! Some reports that follow one another as they stand in a segment: their chunks, and the lists that they
//! belong to. One core makes a batch by itself.

use std::mem::take;

use crate::search::index::code::{Code, ZERO};
use crate::search::index::format::Chunk;
use crate::search::index::gathered::Gathered;
use crate::search::index::laid::Laid;
use crate::search::index::slots::{Gram, Slots, name};

/// As many reports are in a batch; their numbers there fit in a byte.
pub(super) const BATCH: usize = 256;

/// Reports as they are written.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// The chunks, one behind the other.
    pub bytes: Vec<u8>,
    /// Where they are in `bytes`; their first reports are counted from the first one here.
    pub chunks: Vec<Chunk>,
    pub lists: Gathered,
    pub reports: usize,
}

/// A batch that is being made.
#[derive(Debug)]
pub(super) struct Making<'c> {
    code: &'c Code,
    slots: Slots,
    chunk_bytes: usize,
    /// A bit for each list that the report at hand is in.
    seen: Vec<u64>,
    /// Those that it is found to be in, and room for more.
    fresh: Vec<u32>,
    /// The lists and the reports in them, in the order of the reports: `slot << 8 | report`.
    grams: Vec<u32>,
    chunk: Open,
    made: Batch,
}

/// The chunk that is being filled.
#[derive(Debug, Default)]
struct Open {
    ends: Vec<u8>,
    reports: usize,
    sentences: usize,
    parts: [Vec<u8>; 3],
}

impl<'c> Making<'c> {
    /// Begins a batch whose chunks are closed once they have so many bytes of text.
    pub(super) fn new(code: &'c Code, slots: Slots, chunk_bytes: usize) -> Self {
        let seen = vec![0; slots.len().div_ceil(64)];
        let (chunk, made) = (Open::default(), Batch::default());
        Self { code, slots, chunk_bytes, seen, fresh: Vec::new(), grams: Vec::new(), chunk, made }
    }

    /// Adds the next report, of at most `BATCH`.
    pub(super) fn add(&mut self, laid: &Laid) {
        // A character is in two lists at most, its own and that of the pair it ends.
        let room = 2 * laid.text.len() + laid.values.len();
        if self.fresh.len() < room {
            self.fresh.resize(room, 0);
        }
        let mut put = Put { seen: &mut self.seen, fresh: &mut self.fresh, len: 0, report: self.made.reports };
        let [bytes, ..] = &mut self.chunk.parts;
        code_text(&laid.text, self.code, self.slots, &mut put, bytes);
        laid.values.iter().for_each(|value| put.put(self.slots.of(Gram::Number(*value), self.code)));
        let fresh = put.len;
        let fresh = self.fresh.get(..fresh).unwrap_or_default();
        self.grams.extend_from_slice(fresh);
        for gram in fresh {
            if let Some(word) = self.seen.get_mut((gram >> 8) as usize / 64) {
                *word = 0;
            }
        }
        let [_, places, numbers] = &mut self.chunk.parts;
        places.extend_from_slice(&laid.places);
        numbers.extend_from_slice(&laid.numbers);
        for part in &self.chunk.parts {
            self.chunk.ends.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
        }
        self.chunk.reports += 1;
        self.chunk.sentences += laid.sentences;
        self.made.reports += 1;
        if self.chunk.parts[0].len() >= self.chunk_bytes {
            self.close();
        }
    }

    /// Ends the open chunk.
    fn close(&mut self) {
        let Open { ends, reports, sentences, parts } = take(&mut self.chunk);
        if reports == 0 {
            return;
        }
        let [text, places, numbers] = &parts;
        let mut sum = crc32fast::Hasher::new();
        sum.update(&ends);
        sum.update(text);
        self.made.chunks.push(Chunk {
            at: self.made.bytes.len() as u64,
            first: self.made.reports - reports,
            reports,
            sentences,
            lens: [text.len(), places.len(), numbers.len()],
            sums: [sum.finalize(), crc32fast::hash(places), crc32fast::hash(numbers)],
        });
        for bytes in [&ends, text, places, numbers] {
            self.made.bytes.extend_from_slice(bytes);
        }
    }

    /// Ends the batch.
    pub(super) fn finish(mut self) -> Batch {
        self.close();
        self.made.lists = Gathered::new(&sorted(take(&mut self.grams)), self.slots.len());
        self.made
    }
}

/// Writes the text of a report in code, and puts the report in the lists of its characters and pairs of them.
fn code_text(text: &str, code: &Code, slots: Slots, put: &mut Put<'_>, bytes: &mut Vec<u8>) {
    bytes.reserve(text.len());
    let mut before = None;
    for c in text.chars() {
        // What is no character of a sentence stands between two.
        if let Some(byte) = u8::try_from(u32::from(c)).ok().filter(|byte| *byte < ZERO) {
            bytes.push(byte);
            before = None;
            continue;
        }
        let rank = code.rank(c);
        code.push_ranked(c, rank, bytes);
        let name = name(c, rank);
        put.put(slots.one(name));
        if let Some(before) = before {
            put.put(slots.two(before, name));
        }
        before = Some(name);
    }
}

/// Puts a report in lists, in each once.
struct Put<'a> {
    seen: &'a mut [u64],
    fresh: &'a mut [u32],
    len: usize,
    report: usize,
}

impl Put<'_> {
    #[inline]
    fn put(&mut self, slot: usize) {
        let (Some(word), Some(to)) = (self.seen.get_mut(slot / 64), self.fresh.get_mut(self.len)) else { return };
        // Nobody can guess whether it is there already: it is written in any case, and then counted or not.
        let bit = 1_u64 << (slot % 64);
        *to = u32::try_from(slot << 8 | self.report).unwrap_or(u32::MAX);
        self.len += usize::from(*word & bit == 0);
        *word |= bit;
    }
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

/// Sorts grams by their list. Those of a list are in order already, and stay so.
fn sorted(mut grams: Vec<u32>) -> Vec<u32> {
    let mut other = vec![0; grams.len()];
    for shift in [8, 18] {
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
