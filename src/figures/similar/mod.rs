//! Alike sections (雷同): what agencies say alike in one year, and an agency year after year. Reports find each other by
//! their sketches, and what is told as measured was measured on the texts.

mod chains;
mod copies;
mod gather;
mod near;
mod pair;
mod peers;
mod region;
mod share;
mod sheet;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::ops::RangeInclusive;

use crate::corpus::Corpus;
use crate::corpus::agencies::Agencies;
use crate::corpus::header::Header;
use crate::figures::current::current;
use crate::figures::similar::share::Levels;
use crate::model::date::Date;
use crate::model::ids::ids;
use crate::model::report::SectionKey;
use crate::rules::{Facts, Sketches, Text};

pub use crate::figures::similar::gather::Likeness;
pub use crate::figures::similar::pair::{Beside, Piece, Sentences};
pub use crate::figures::similar::region::Reach;
pub use crate::figures::similar::share::{Kind, Share};

/// From this on texts are alike, in hundredths: as the rules have it.
pub const LEAST: u8 = 80;
/// Of texts less alike than this too many are not found by their sketches.
pub const LOWEST: u8 = 70;
/// So many texts are read and measured without being asked for more; the largest groups come first.
pub const MEASURED: usize = 3000;

ids! {
    /// Between what texts are alike.
    pub enum Across {
        /// Those of several agencies for one year.
        Agencies = "agencies",
        /// Those of one agency, each like that of the year before.
        Years = "years",
    }
}

ids! {
    /// What groups are sorted by.
    pub enum Order {
        /// The largest first.
        Size = "size",
        /// Those whose least alike text is most alike first.
        Similarity = "similarity",
        /// By their region, from one county to several provinces.
        Region = "region",
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub across: Vec<Across>,
    /// Sections 一 and 五, or one of them.
    pub sections: Vec<SectionKey>,
    /// Groups with a report of one of these years.
    pub years: Option<RangeInclusive<u16>>,
    /// Groups with one of these reports; the others of such a group need not be among them.
    pub reports: Option<Vec<bool>>,
    /// From this on texts are alike, in hundredths.
    pub least: u8,
    /// So many texts at most are read to measure how alike they are; of the other groups it is estimated.
    pub measured: usize,
    pub order: Order,
}

impl Wish {
    /// The sections that are compared.
    pub const SECTIONS: [SectionKey; 2] = crate::rules::SECTIONS;

    /// Whether one of some reports is asked for.
    fn asks_for(&self, corpus: &Corpus, mut reports: impl Iterator<Item = usize>) -> bool {
        let is_in = |report: usize| self.reports.as_ref().is_none_or(|r| r.get(report).copied().unwrap_or(false));
        let year = |report: usize| corpus.header(report).and_then(|header| header.year);
        let is_of = |report: usize| {
            self.years.as_ref().is_none_or(|years| year(report).is_some_and(|year| years.contains(&year)))
        };
        reports.any(|report| is_in(report) && is_of(report))
    }
}

/// A report of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    pub report: usize,
    /// To the centre, or to the year before; none of the centre itself or of the first year.
    pub likeness: Option<Likeness>,
}

/// The first of a group to be published, as far as that is known. It need not be where the text is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct First {
    pub report: usize,
    pub day: Date,
    /// How many others were published that day.
    pub also: usize,
    /// How many of the group have a day that can be believed.
    pub dated: usize,
}

/// Reports of which a section is alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    pub across: Across,
    pub section: SectionKey,
    /// The first and the last year.
    pub years: (u16, u16),
    /// The centre first, then those most alike to it; of years in their order.
    pub members: Vec<Member>,
    /// How many agencies it is of.
    pub agencies: usize,
    pub least: Likeness,
    /// The one in the middle; of two in the middle the lesser.
    pub median: Likeness,
    pub reach: Reach,
    /// The regions all of it stands in, from the widest on.
    pub regions: Vec<String>,
    pub kind: Kind,
    /// How many of a level in a province it is of: where most of its agencies are.
    pub share: Option<Share>,
    /// Only of several agencies.
    pub first: Option<First>,
}

impl Cluster {
    /// The report the others are alike to; of years the first.
    pub fn centre(&self) -> Option<usize> {
        self.members.first().map(|member| member.report)
    }

    pub fn is_measured(&self) -> bool {
        self.least.is_measured() && self.median.is_measured()
    }
}

/// The groups of a corpus, and what they were found among.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Similar {
    pub clusters: Vec<Cluster>,
    /// Reports that were held against others.
    pub n: usize,
    /// Older versions of an agency's report for a year.
    pub versions: usize,
    /// Whole reports that are there twice.
    pub copies: usize,
    /// What is no report, or of no year.
    pub left_out: usize,
    /// Reports that have none of the sections, or too few letters in them.
    pub short: usize,
    /// Reports of agencies that nothing tells from others of their name: held against no other year.
    pub unproved: usize,
    /// Texts beside which so many others stand that not all that may be alike to them were compared.
    pub beyond: usize,
    /// How many pairs of sketches or texts were compared.
    pub compared: u64,
}

/// What groups are looked for in.
struct Field<'a> {
    corpus: &'a Corpus,
    agencies: &'a Agencies,
    sketches: &'a Sketches,
    wish: &'a Wish,
    /// Of each agency and year one report, without copies.
    reports: Vec<usize>,
    facts: Facts,
    levels: Levels<'a>,
}

impl Field<'_> {
    fn header(&self, report: usize) -> Option<Header<'_>> {
        self.corpus.header(report)
    }

    /// The text of a section of a report, where it can be read.
    fn text(&self, report: usize, section: SectionKey) -> Option<Text> {
        let told = self.corpus.narrative(report).ok()?;
        crate::rules::Texts::one(&told, self.header(report)?.agency, section)
    }
}

impl Similar {
    /// The groups of alike sections that are asked for, of the current reports of a corpus.
    pub fn of(corpus: &Corpus, agencies: &Agencies, sketches: &Sketches, wish: &Wish) -> Self {
        let all: Vec<usize> = (0..corpus.len()).collect();
        let found = current(corpus, agencies, &all);
        let mut reports = found.reports;
        let copies = copies::take_out(corpus, sketches, &mut reports);
        let headers: Vec<Header<'_>> = corpus.headers().collect();
        let facts = Facts::gather(headers.iter());
        let levels = Levels::of(corpus, agencies, &reports);
        let field = Field { corpus, agencies, sketches, wish, reports, facts, levels };
        let has = |report: &usize| wish.sections.iter().any(|section| sketches.of(*report, *section).is_some());
        let n = field.reports.iter().filter(|report| has(report)).count();
        let mut similar = Self {
            n,
            versions: found.others,
            copies,
            left_out: found.left_out,
            short: field.reports.len() - n,
            ..Self::default()
        };
        for across in Across::ALL.iter().filter(|across| wish.across.contains(across)) {
            match across {
                Across::Agencies => peers::find(&field, &mut similar),
                Across::Years => chains::find(&field, &mut similar),
            }
        }
        similar.clusters.retain(|cluster| wish.asks_for(corpus, cluster.members.iter().map(|member| member.report)));
        similar.sort(corpus, wish.order);
        similar
    }

    /// Puts the groups in the order asked for; equal ones by year, section and centre.
    fn sort(&mut self, corpus: &Corpus, order: Order) {
        let id = |cluster: &Cluster| cluster.centre().and_then(|centre| corpus.header(centre)).map(|header| header.id);
        self.clusters.sort_by(|a, b| {
            let by_size = || b.members.len().cmp(&a.members.len());
            let by_likeness = || b.least.percent().cmp(&a.least.percent());
            let first = match order {
                Order::Size => by_size().then_with(by_likeness),
                Order::Similarity => by_likeness().then_with(by_size),
                Order::Region => a.reach.cmp(&b.reach).then_with(|| a.regions.cmp(&b.regions)).then_with(by_size),
            };
            let rest = |cluster: &Cluster| (cluster.across, cluster.years, cluster.section);
            first.then_with(|| rest(a).cmp(&rest(b))).then_with(|| id(a).cmp(&id(b)))
        });
    }
}

/// How alike the members of a group are: the least alike of them, and the one in the middle. Where one was estimated,
/// both are.
fn summed_up(members: &[Member]) -> Option<(Likeness, Likeness)> {
    let mut all: Vec<Likeness> = members.iter().filter_map(|member| member.likeness).collect();
    let is_measured = all.iter().all(|likeness| likeness.is_measured());
    let said = |percent: u8| if is_measured { Likeness::Measured(percent) } else { Likeness::Estimated(percent) };
    all.sort_by_key(|likeness| likeness.percent());
    let (least, median) = (all.first()?, all.get((all.len() - 1) / 2)?);
    Some((said(least.percent()), said(median.percent())))
}

/// Which groups are measured, of those that are worth it in this order, each with how many texts that takes.
fn within(budget: usize, costs: impl Iterator<Item = usize>) -> Vec<bool> {
    let mut left = budget;
    let take = |cost: usize| {
        let fits = cost <= left;
        left -= if fits { cost } else { 0 };
        fits
    };
    costs.map(take).collect()
}

/// How many agencies some reports are of.
fn agencies_of(agencies: &Agencies, reports: impl Iterator<Item = usize>) -> usize {
    reports.filter_map(|report| agencies.number_of(report)).collect::<HashSet<_>>().len()
}
