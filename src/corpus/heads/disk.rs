//! Heads on disk: a chunk as its rows, each of the same size, and its words, agencies and hosts. Nothing
//! read is trusted: a number that leads nowhere makes the whole chunk none.

use std::sync::Arc;

use crate::corpus::extent::Extent;
use crate::corpus::heads::{Chunk, Heads, Location, Row};
use crate::model::date::Date;
use crate::model::form::Form;
use crate::model::report::Kind;

/// Bytes of a row.
const ROW: usize = 68;
/// Stands for a number that is not there.
const NONE: u32 = u32::MAX;

impl Heads {
    /// How many chunks there are.
    pub fn chunks(&self) -> usize {
        self.chunks.len()
    }

    /// The number of reports of a chunk, and its bytes.
    pub fn chunk_bytes(&self, number: usize) -> Option<(usize, Vec<u8>)> {
        let (_, chunk) = self.chunks.get(number)?;
        Some((chunk.rows.len(), to_bytes(chunk)?))
    }

    /// Adds the chunk of these bytes; `None`, and nothing added, where they are none.
    pub fn add_bytes(&mut self, bytes: &[u8]) -> Option<()> {
        let chunk = of_bytes(bytes)?;
        let first = self.len;
        self.len = first.checked_add(chunk.rows.len())?;
        self.chunks.push((first, Arc::new(chunk)));
        Some(())
    }
}

fn to_bytes(chunk: &Chunk) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(chunk.rows.len() * ROW + chunk.words.len() + 4096);
    let agencies = postcard::to_stdvec(&chunk.agencies).ok()?;
    let hosts = postcard::to_stdvec(&chunk.hosts).ok()?;
    for len in [chunk.rows.len(), chunk.words.len(), agencies.len(), hosts.len()] {
        bytes.extend(u32::try_from(len).ok()?.to_le_bytes());
    }
    for row in &chunk.rows {
        write_row(row, &mut bytes);
    }
    for part in [chunk.words.as_bytes(), &agencies, &hosts] {
        bytes.extend_from_slice(part);
    }
    Some(bytes)
}

fn of_bytes(bytes: &[u8]) -> Option<Chunk> {
    let mut rest = Rest(bytes);
    let [rows, words, agencies, hosts] =
        [rest.number()?, rest.number()?, rest.number()?, rest.number()?].map(|len| len as usize);
    let rows = rest.take(rows.checked_mul(ROW)?)?.chunks_exact(ROW).map(read_row).collect::<Option<Vec<Row>>>()?;
    let words = std::str::from_utf8(rest.take(words)?).ok()?.to_owned();
    let agencies = postcard::from_bytes(rest.take(agencies)?).ok()?;
    let hosts = postcard::from_bytes(rest.take(hosts)?).ok()?;
    let chunk = Chunk { rows, words, agencies, hosts };
    let leads_somewhere = chunk.rows.iter().all(|row| {
        chunk.header(row).is_some_and(|header| {
            header.title.is_some() == row.title.is_some()
                && header.host.is_some() == row.host.is_some()
                && header.id.is_char_boundary(header.id_len)
        })
    });
    (rest.0.is_empty() && leads_somewhere).then_some(chunk)
}

fn write_row(row: &Row, bytes: &mut Vec<u8>) {
    let mut place = |all: &[u8]| bytes.extend_from_slice(all);
    let nowhere = Extent { offset: 0, len: 0, sum: 0, beginning: 0 };
    let (tag, file, at) = match row.location {
        Location::Line { file, at } => (0, file, at),
        Location::Raw(number) => (1, number, nowhere),
        Location::Record { raw, at } => (2, raw, at),
    };
    let nth = |place: Option<usize>| place.and_then(|nth| u8::try_from(nth + 1).ok()).unwrap_or(0);
    let kind = nth(Kind::ALL.iter().position(|kind| *kind == row.kind));
    let form = nth(row.form.and_then(|form| Form::ALL.iter().position(|other| *other == form)));
    place(&[tag, kind, form, u8::from(row.year.is_some())]);
    place(&row.year.unwrap_or(0).to_le_bytes());
    place(&row.published.map_or(0, Date::year).to_le_bytes());
    place(&[row.published.map_or(0, Date::month), row.published.map_or(0, Date::day), 0, 0]);
    place(&at.offset.to_le_bytes());
    for number in [
        file,
        at.len,
        at.sum,
        at.beginning,
        row.start,
        row.id,
        row.own_id,
        row.path,
        row.title.unwrap_or(NONE),
        row.agency,
        row.host.unwrap_or(NONE),
        row.notes,
    ] {
        place(&number.to_le_bytes());
    }
}

fn read_row(bytes: &[u8]) -> Option<Row> {
    let mut rest = Rest(bytes);
    let [tag, kind, form, has_year] = rest.bytes()?;
    let year = u16::from_le_bytes(rest.bytes()?);
    let published = u16::from_le_bytes(rest.bytes()?);
    let [month, day, _, _] = rest.bytes()?;
    let offset = u64::from_le_bytes(rest.bytes()?);
    let file = rest.number()?;
    let at = Extent { offset, len: rest.number()?, sum: rest.number()?, beginning: rest.number()? };
    let location = match tag {
        0 => Location::Line { file, at },
        1 => Location::Raw(file),
        2 => Location::Record { raw: file, at },
        _ => return None,
    };
    let form = match form {
        0 => None,
        nth => Some(*Form::ALL.get(usize::from(nth) - 1)?),
    };
    let known = |number: u32| (number != NONE).then_some(number);
    Some(Row {
        location,
        start: rest.number()?,
        id: rest.number()?,
        own_id: rest.number()?,
        path: rest.number()?,
        title: known(rest.number()?),
        agency: rest.number()?,
        host: known(rest.number()?),
        notes: rest.number()?,
        published: Date::new(published, month, day),
        year: (has_year != 0).then_some(year),
        kind: *Kind::ALL.get(usize::from(kind).checked_sub(1)?)?,
        form,
    })
}

/// Bytes that are still to be read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn number(&mut self) -> Option<u32> {
        self.bytes().map(u32::from_le_bytes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::corpus::heads::Gatherer;
    use crate::corpus::heads::line::Head;
    use crate::model::report::Report;

    /// Heads of all sorts, drawn from a few numbers.
    fn heads(seeds: &[u32]) -> Heads {
        let mut gatherer = Gatherer::default();
        for seed in seeds {
            let mut report = Report { id: format!("r{}", seed % 5), ..Report::default() };
            report.source.path = format!("云河/{seed}.txt");
            report.year = (seed % 3 > 0).then_some(2000 + (seed % 24) as u16);
            report.form = Form::ALL.get((seed % 7) as usize).copied();
            report.kind = Kind::ALL[*seed as usize % Kind::ALL.len()];
            report.title = (seed % 4 > 0).then(|| format!("{seed}年报"));
            report.agency.name = (seed % 6 > 0).then(|| format!("青石镇{}", seed % 3));
            report.published = Date::new(2021, 1 + (seed % 12) as u8, 1 + (seed % 28) as u8).filter(|_| seed % 5 > 0);
            report.source.url = (seed % 2 > 0).then(|| format!("http://h{}.example/", seed % 3));
            let at = Extent { offset: u64::from(*seed) << 20, len: *seed, sum: !seed, beginning: seed ^ 9 };
            let location = match seed % 3 {
                0 => Location::Raw(*seed),
                1 => Location::Line { file: seed % 3, at },
                _ => Location::Record { raw: *seed, at },
            };
            gatherer.push(Head::of(&report), location);
            if seed % 11 == 0 {
                gatherer.heads();
            }
        }
        gatherer.heads()
    }

    fn again(heads: &Heads) -> Heads {
        let mut again = Heads::default();
        for (_, bytes) in (0..heads.chunks()).filter_map(|number| heads.chunk_bytes(number)) {
            again.add_bytes(&bytes).unwrap();
        }
        again
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(seeds in prop::collection::vec(any::<u32>(), 0..60)) {
            let heads = heads(&seeds);
            let again = again(&heads);
            prop_assert!(again.iter().eq(heads.iter()));
            for index in 0..=heads.len() {
                prop_assert_eq!(again.location(index), heads.location(index));
            }
        }

        #[test]
        fn damaged_bytes_are_none_or_sound(
            seeds in prop::collection::vec(1_u32..99_999, 1..12),
            damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
            len in any::<prop::sample::Index>(),
            cut in any::<bool>(),
        ) {
            let (_, mut bytes) = heads(&seeds).chunk_bytes(0).unwrap();
            for (at, byte) in damage {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if cut {
                bytes.truncate(len.index(bytes.len()));
            }
            let mut read = Heads::default();
            if read.add_bytes(&bytes).is_some() {
                prop_assert_eq!(read.iter().count(), read.len());
            }
        }
    }
}
