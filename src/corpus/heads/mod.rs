//! The heads of a corpus, held in little room: rows of fixed size, one text for all words, agencies and
//! hosts once for all their reports. A corpus that is still being read shares what it has so far.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use crate::corpus::extent::Extent;
use crate::corpus::header::Header;
use crate::corpus::heads::line::Head;
use crate::model::agency::Agency;
use crate::model::date::Date;
use crate::model::form::Form;
use crate::model::report::Kind;

mod disk;
pub(super) mod line;

/// Reports in a chunk, at most, and in the first one: of a list that is read from an index it is shown first.
const CHUNK: usize = 1 << 16;
const FIRST_CHUNK: usize = 1 << 11;
/// Bytes of words after which a chunk takes no more, so that places in it fit in 32 bits: the words of one
/// head are at most a line of 256 MB.
const CHUNK_BYTES: usize = 1 << 30;

/// Where the bytes of a report are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Location {
    /// A line of the file with this number.
    Line { file: u32, at: Extent },
    /// The raw report with this number.
    Raw(u32),
    /// The raw report with this number, and the line that was made of it among the records of the index.
    Record { raw: u32, at: Extent },
}

/// The heads of a corpus, in its order.
#[derive(Debug, Clone, Default)]
pub(super) struct Heads {
    /// With the number of the first report of each.
    chunks: Vec<(usize, Arc<Chunk>)>,
    len: usize,
}

/// Some heads in a row.
#[derive(Debug, Clone, Default)]
struct Chunk {
    rows: Vec<Row>,
    /// Ids, paths and titles.
    words: String,
    agencies: Vec<Agency>,
    hosts: Vec<Box<str>>,
}

/// One head. Words stand one after another from `start`: the id, the path, the title.
#[derive(Debug, Clone)]
struct Row {
    location: Location,
    start: u32,
    /// Length of the id, and of what of it stands in the source.
    id: u32,
    own_id: u32,
    path: u32,
    title: Option<u32>,
    agency: u32,
    host: Option<u32>,
    notes: u32,
    published: Option<Date>,
    year: Option<u16>,
    kind: Kind,
    form: Option<Form>,
}

impl Heads {
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn get(&self, index: usize) -> Option<Header<'_>> {
        let (chunk, row) = self.row(index)?;
        chunk.header(row)
    }

    pub fn location(&self, index: usize) -> Option<Location> {
        self.row(index).map(|(_, row)| row.location)
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = Header<'_>> {
        let all = self.chunks.iter().flat_map(|(_, chunk)| chunk.rows.iter().map(|row| (&**chunk, row)));
        Iter { all, left: self.len }
    }

    fn row(&self, index: usize) -> Option<(&Chunk, &Row)> {
        let after = self.chunks.partition_point(|(first, _)| *first <= index);
        let (first, chunk) = self.chunks.get(after.checked_sub(1)?)?;
        Some((chunk, chunk.rows.get(index - first)?))
    }
}

struct Iter<I> {
    all: I,
    left: usize,
}

impl<'a, I: Iterator<Item = (&'a Chunk, &'a Row)>> Iterator for Iter<I> {
    type Item = Header<'a>;

    fn next(&mut self) -> Option<Header<'a>> {
        let (chunk, row) = self.all.next()?;
        self.left = self.left.saturating_sub(1);
        chunk.header(row)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<'a, I: Iterator<Item = (&'a Chunk, &'a Row)>> ExactSizeIterator for Iter<I> {}

impl Chunk {
    fn header(&self, row: &Row) -> Option<Header<'_>> {
        let start = row.start as usize;
        let (path, title) = (start + row.id as usize, start + row.id as usize + row.path as usize);
        Some(Header {
            id: self.words.get(start..path)?,
            id_len: row.own_id as usize,
            path: self.words.get(path..title)?,
            kind: row.kind,
            agency: self.agencies.get(row.agency as usize)?,
            year: row.year,
            form: row.form,
            title: row.title.and_then(|len| self.words.get(title..title + len as usize)),
            published: row.published,
            host: row.host.and_then(|host| self.hosts.get(host as usize)).map(|host| (&**host).into()),
            notes: row.notes as usize,
        })
    }
}

/// Puts heads together, tells equal ids apart, and knows each agency and host of a chunk again.
#[derive(Debug, Default)]
pub(super) struct Gatherer {
    heads: Heads,
    growing: Chunk,
    agencies: HashMap<Agency, u32>,
    hosts: HashMap<Box<str>, u32>,
    /// The first report with an id, by the hash of the id.
    first: HashMap<u64, usize, BuildHasherDefault<DefaultHasher>>,
    /// How often the ids were there that were there before, or whose hash was.
    again: HashMap<String, usize>,
}

impl Gatherer {
    /// Goes on from heads that were gathered before.
    pub fn from(heads: Heads) -> Self {
        let mut gatherer = Self::default();
        for (index, header) in heads.iter().enumerate() {
            let own_id = header.id_in_source();
            let names = [Some(own_id), Some(header.id).filter(|id| *id != own_id)];
            for id in names.into_iter().flatten() {
                let first = gatherer.first.get(&hash(id)).copied();
                let is_it = |first: usize| heads.get(first).is_some_and(|header| header.goes_by(id));
                gatherer.count(id, index, first.map(is_it));
            }
        }
        Self { heads, ..gatherer }
    }

    pub fn len(&self) -> usize {
        self.heads.len + self.growing.rows.len()
    }

    pub fn push(&mut self, mut head: Head, location: Location) {
        let own_id = size(head.id.len());
        head.id = self.unique(head.id);
        let words = [Some(&head.id), Some(&head.path), head.title.as_ref()];
        let start = size(self.growing.words.len());
        words.into_iter().flatten().for_each(|word| self.growing.words.push_str(word));
        let agency = known(&mut self.agencies, &mut self.growing.agencies, head.agency);
        let host = head.host.map(|host| known(&mut self.hosts, &mut self.growing.hosts, host.into_boxed_str()));
        self.growing.rows.push(Row {
            location,
            start,
            id: size(head.id.len()),
            own_id,
            path: size(head.path.len()),
            title: head.title.map(|title| size(title.len())),
            agency,
            host,
            notes: size(head.notes),
            published: head.published,
            year: head.year,
            kind: head.kind,
            form: head.form,
        });
        let most = CHUNK.min(FIRST_CHUNK << self.heads.chunks.len().min(8));
        if self.growing.rows.len() >= most || self.growing.words.len() >= CHUNK_BYTES {
            self.close();
        }
    }

    /// The heads so far; they go on growing here.
    pub fn heads(&mut self) -> Heads {
        self.close();
        self.heads.clone()
    }

    fn close(&mut self) {
        if self.growing.rows.is_empty() {
            return;
        }
        let mut chunk = std::mem::take(&mut self.growing);
        chunk.rows.shrink_to_fit();
        chunk.words.shrink_to_fit();
        chunk.agencies.shrink_to_fit();
        let first = self.heads.len;
        self.heads.len += chunk.rows.len();
        self.heads.chunks.push((first, Arc::new(chunk)));
        self.agencies.clear();
        self.hosts.clear();
    }

    /// The id, or what it is called where another report has it already, by its own id or by such a name.
    fn unique(&mut self, own: String) -> String {
        let nth = self.times(&own);
        if nth == 1 {
            return own;
        }
        let names = (nth..).map(|nth| format!("{own}-{nth}"));
        let mut free = names.skip_while(|name| self.is_taken(name));
        let name = free.next().unwrap_or(own);
        self.times(&name);
        name
    }

    fn is_taken(&self, id: &str) -> bool {
        let first = self.first.get(&hash(id)).is_some_and(|first| self.has_id(*first, id));
        first || self.again.contains_key(id)
    }

    /// How often this id has been there, this time counted.
    fn times(&mut self, id: &str) -> usize {
        let first = self.first.get(&hash(id)).copied();
        // Another id may have the same hash.
        let is_it = first.is_some_and(|first| self.has_id(first, id));
        self.count(id, self.len(), first.map(|_| is_it))
    }

    /// Counts an id: `before` says whether the first report with its hash, if there was one, has it.
    fn count(&mut self, id: &str, here: usize, before: Option<bool>) -> usize {
        let Some(is_it) = before else {
            self.first.insert(hash(id), here);
            return 1;
        };
        let times = self.again.entry(id.to_owned()).or_insert(usize::from(is_it));
        *times += 1;
        *times
    }

    fn has_id(&self, report: usize, id: &str) -> bool {
        let growing = || {
            let row = self.growing.rows.get(report.checked_sub(self.heads.len)?)?;
            self.growing.header(row)
        };
        self.heads.get(report).or_else(growing).is_some_and(|header| header.goes_by(id))
    }
}

/// The number of a thing among those known, to which it is added where it is new.
fn known<T: Clone + Eq + Hash>(numbers: &mut HashMap<T, u32>, all: &mut Vec<T>, thing: T) -> u32 {
    if let Some(number) = numbers.get(&thing) {
        return *number;
    }
    let number = size(all.len());
    all.push(thing.clone());
    numbers.insert(thing, number);
    number
}

fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

/// A length inside a chunk; chunks are kept so small that none is ever cut off here.
fn size(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::report::Report;

    const AT: Location = Location::Raw(0);

    fn head(id: &str, agency: &str, title: Option<&str>) -> Head {
        let mut report = Report { id: id.to_owned(), title: title.map(str::to_owned), ..Report::default() };
        report.agency.name = (!agency.is_empty()).then(|| agency.to_owned());
        report.source.url = (!agency.is_empty()).then(|| format!("http://{agency}.example/"));
        Head { path: format!("{id}.txt"), ..Head::of(&report) }
    }

    #[test]
    fn equal_ids_are_told_apart_over_chunks() {
        let mut gatherer = Gatherer::default();
        for id in ["a", "b", "a", "a"] {
            gatherer.push(head(id, "", None), AT);
            gatherer.heads();
        }
        let heads = gatherer.heads();
        let ids: Vec<_> = heads.iter().map(|header| header.id).collect();
        assert_eq!(ids, ["a", "b", "a-2", "a-3"]);
        let third = heads.get(3).unwrap();
        assert!(third.is_of("a") && !third.is_of("a-3") && !third.is_of("b"));
        assert!(heads.get(4).is_none() && heads.location(4).is_none());
    }

    #[test]
    fn a_name_that_was_given_is_no_other_reports_id() {
        let all = ["a", "a", "a-2", "a-2", "a", "a-3", "b-2", "b", "b"];
        let expected = ["a", "a-2", "a-2-2", "a-2-3", "a-3", "a-3-2", "b-2", "b", "b-3"];
        for known in 0..=all.len() {
            let mut gatherer = Gatherer::default();
            all.iter().take(known).for_each(|id| gatherer.push(head(id, "", None), AT));
            // As where a file has grown behind what an index knows.
            let mut gatherer = Gatherer::from(gatherer.heads());
            all.iter().skip(known).for_each(|id| gatherer.push(head(id, "", None), AT));
            let heads = gatherer.heads();
            let ids: Vec<_> = heads.iter().map(|header| header.id).collect();
            assert_eq!(ids, expected, "{known}");
        }
    }

    proptest! {
        #[test]
        fn heads_are_given_back_as_they_came(
            all in prop::collection::vec(("[a-z\u{4e00}-\u{4e20}]{0,4}", "[青石云河]{0,2}", prop::option::of("\\PC{0,9}")), 0..40),
            shared in prop::collection::vec(any::<bool>(), 40),
        ) {
            let mut gatherer = Gatherer::default();
            let mut earlier = Vec::new();
            for ((id, agency, title), shared) in all.iter().zip(shared) {
                gatherer.push(head(id, agency, title.as_deref()), AT);
                if shared {
                    earlier.push(gatherer.heads());
                }
            }
            let heads = gatherer.heads();
            prop_assert_eq!((heads.len(), heads.iter().len()), (all.len(), all.len()));
            let mut ids = std::collections::BTreeSet::new();
            for (nth, (id, agency, title)) in all.iter().enumerate() {
                let header = heads.get(nth).unwrap();
                let wanted = head(id, agency, title.as_deref());
                let before = all.iter().take(nth).filter(|(other, ..)| other == id).count();
                prop_assert_eq!(header.path, wanted.path.as_str());
                prop_assert_eq!(before == 0 && !ids.contains(id), header.id == id);
                prop_assert!(ids.insert(header.id.to_owned()), "{} is the id of two reports", header.id);
                prop_assert_eq!((header.title, header.agency), (title.as_deref(), &wanted.agency));
                prop_assert_eq!(header.host.as_deref(), wanted.host.as_deref());
                prop_assert!(header.is_of(id));
            }
            for snapshot in earlier {
                prop_assert!(snapshot.iter().eq(heads.iter().take(snapshot.len())));
            }
        }
    }
}
