//! What a run over a corpus stood on, kept with its flags: which reports there were and what each was held
//! against. A later run finds by it what has changed, and what it must look at again.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use crate::corpus::agencies::Agency;
use crate::corpus::header::Header;
use crate::rules::among::{Alike, Below, Beyond, Member};
use crate::rules::beyond::Known;
use crate::rules::corpus::is_one;
use crate::rules::facts::Facts;
use crate::rules::fingerprint::Fingerprint;
use crate::rules::packed::{Packer, Unpacker};

/// What the bytes begin with; the last one is the version of the format.
const BEGINNING: [u8; 8] = *b"jbgrnd\0\x01";

/// Which report it was: a hash of its id, and length and checksum of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identity {
    pub id: [u8; 8],
    pub len: u32,
    pub sum: u32,
}

impl Identity {
    pub(crate) fn of(header: &Header<'_>, (len, sum): (u32, u32)) -> Self {
        let digest = Sha256::digest(header.id);
        Self { id: digest.first_chunk().copied().unwrap_or_default(), len, sum }
    }
}

/// The reports of an agency in the order in which they are held against each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Walk {
    pub order: Vec<usize>,
    /// Whether they are surely of one agency.
    pub told_apart: bool,
}

impl Walk {
    /// By their years, versions of a year by their day.
    pub(crate) fn of(agency: &Agency, headers: &[&Header<'_>]) -> Self {
        let mut order = agency.reports.clone();
        order.sort_by_key(|index| {
            let header = headers[*index];
            (header.year.is_none(), header.year, header.published.is_none(), header.published, *index)
        });
        let told_apart = is_one(agency, &order, headers);
        Self { order, told_apart }
    }
}

/// A hash of what other agencies had to do with a report.
pub(crate) type Mark = [u8; 16];

pub(crate) fn mark(Beyond { alike, below }: &Beyond) -> Mark {
    let mut packer = Packer::default();
    for Alike { section, others } in alike {
        packer.text(section.id());
        packer.count(others.len());
        for Member { id, name, percent, passage } in others {
            for text in [id, name, passage] {
                packer.text(text);
            }
            packer.byte(*percent);
        }
    }
    for Below { cell, sum, count, most } in below {
        packer.text(cell.row.id());
        packer.text(cell.col.id());
        packer.signed(*sum);
        packer.count(*count);
        packer.count(most.len());
        for (id, name, number) in most {
            packer.text(id);
            packer.text(name);
            packer.signed(*number);
        }
    }
    Sha256::digest(packer.into_bytes()).first_chunk().copied().unwrap_or_default()
}

/// What a run stood on.
#[derive(Debug, Clone)]
pub(crate) struct Ground {
    /// Which report each was; `None` where that is not known, or it could not be read.
    pub reports: Vec<Option<Identity>>,
    pub walks: Vec<Walk>,
    pub facts: Facts,
    /// Where anything was asked about other agencies.
    pub digests: Option<Known>,
    pub beyond: BTreeMap<usize, Mark>,
    /// The flags with another root since they were folded over the corpus, by their numbers, and the root they had.
    pub roots: Vec<(usize, Option<Fingerprint>)>,
}

impl Ground {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut packer = Packer::default();
        packer.bytes(&BEGINNING);
        packer.count(self.reports.len());
        for identity in &self.reports {
            // No report is an empty line.
            let Identity { id, len, sum } = identity.unwrap_or(Identity { id: [0; 8], len: 0, sum: 0 });
            packer.bytes(&id);
            packer.bytes(&len.to_le_bytes());
            packer.bytes(&sum.to_le_bytes());
        }
        packer.count(self.walks.len());
        for walk in &self.walks {
            packer.byte(u8::from(walk.told_apart));
            packer.count(walk.order.len());
            walk.order.iter().for_each(|report| packer.count(*report));
        }
        self.facts.pack(&mut packer);
        packer.byte(u8::from(self.digests.is_some()));
        self.digests.iter().for_each(|digests| digests.pack(&mut packer));
        packer.count(self.beyond.len());
        for (report, mark) in &self.beyond {
            packer.count(*report);
            packer.bytes(mark);
        }
        packer.count(self.roots.len());
        for (flag, root) in &self.roots {
            packer.count(*flag);
            packer.byte(u8::from(root.is_some()));
            if let Some(root) = root {
                packer.bytes(&root.bytes());
            }
        }
        packer.into_bytes()
    }

    /// Reads it again; `None` for bytes that are none.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut from = Unpacker::new(bytes);
        if from.array()? != BEGINNING {
            return None;
        }
        let reports = (0..from.count()?).map(|_| identity(&mut from)).collect::<Option<Vec<_>>>()?;
        let reports = reports.into_iter().map(|known| (known.len > 0).then_some(known)).collect();
        let walks = (0..from.count()?).map(|_| walk(&mut from)).collect::<Option<_>>()?;
        let facts = Facts::unpack(&mut from)?;
        let digests = if from.byte()? == 1 { Some(Known::unpack(&mut from)?) } else { None };
        let beyond = (0..from.count()?).map(|_| Some((from.size()?, from.array()?))).collect::<Option<_>>()?;
        let roots = (0..from.count()?).map(|_| root(&mut from)).collect::<Option<_>>()?;
        from.is_at_end().then_some(Self { reports, walks, facts, digests, beyond, roots })
    }
}

fn identity(from: &mut Unpacker<'_>) -> Option<Identity> {
    let (id, len, sum) = (from.array()?, from.array()?, from.array()?);
    Some(Identity { id, len: u32::from_le_bytes(len), sum: u32::from_le_bytes(sum) })
}

fn walk(from: &mut Unpacker<'_>) -> Option<Walk> {
    let told_apart = from.byte()? == 1;
    let order = (0..from.count()?).map(|_| from.size()).collect::<Option<_>>()?;
    Some(Walk { order, told_apart })
}

fn root(from: &mut Unpacker<'_>) -> Option<(usize, Option<Fingerprint>)> {
    let flag = from.size()?;
    let root = if from.byte()? == 1 { Some(Fingerprint::from_bytes(from.array()?)) } else { None };
    Some((flag, root))
}
