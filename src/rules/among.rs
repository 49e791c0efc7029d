//! The other reports a report is compared with: the years before and the earlier version of the same
//! agency, and what the whole corpus knows that is like it or below it.

use std::cell::OnceCell;

use crate::model::report::{Report, SectionKey};
use crate::rules::shingles::Texts;
use crate::rules::sink::Words;

/// How many years before a report rules look at.
pub const YEARS_BACK: u16 = 2;

/// The reports of the same agency, as far as the corpus has them.
#[derive(Debug, Clone, Copy)]
pub enum Among<'a> {
    /// The report is looked at by itself.
    Alone,
    /// Nothing proves that reports under this name are of one agency: no region, and several hosts or
    /// several reports of one year.
    Namesakes,
    Agency(Years<'a>),
}

/// What the corpus has of an agency beside one of its reports.
#[derive(Debug, Clone, Copy, Default)]
pub struct Years<'a> {
    /// The reports of the [`YEARS_BACK`] years before, the latest version of each; the year before
    /// first.
    pub before: [Option<Earlier<'a>>; YEARS_BACK as usize],
    /// The version of the same year that was published before this one.
    pub earlier: Option<&'a Report>,
    /// The last year before this one of which the corpus has a report.
    pub last: Option<u16>,
}

/// A report of an earlier year.
#[derive(Debug, Clone, Copy)]
pub struct Earlier<'a> {
    pub report: &'a Report,
    /// Its texts, once anything asked for them.
    pub texts: &'a OnceCell<Texts>,
}

impl<'a> Earlier<'a> {
    /// The texts that are compared with other reports'.
    pub fn texts(self) -> &'a Texts {
        self.texts.get_or_init(|| Texts::of(self.report))
    }
}

/// What other agencies' reports have to do with a report.
#[derive(Debug, Clone, Default)]
pub struct Beyond {
    /// The groups of alike texts in which this report comes first.
    pub alike: Vec<Alike>,
    /// What the agencies below this one report together, cell by cell.
    pub below: Vec<Below>,
}

/// Texts of one section and year, of different agencies, that are alike.
#[derive(Debug, Clone)]
pub struct Alike {
    pub section: SectionKey,
    /// The other reports, in the order of the corpus.
    pub others: Vec<Member>,
}

/// A report whose text is like another's.
#[derive(Debug, Clone)]
pub struct Member {
    pub id: String,
    pub name: String,
    /// Which share of the five-character runs of both texts are in both, in hundredths.
    pub percent: u8,
    /// How a paragraph that both have begins; empty where they share no whole one.
    pub passage: String,
}

/// One cell added up over the reports below an own-level report.
#[derive(Debug, Clone)]
pub struct Below {
    pub cell: crate::model::form::CellId,
    /// What the reports that have a number there make together.
    pub sum: i64,
    /// How many of them have another than zero.
    pub count: usize,
    /// Ids, names and numbers of the first of those, which count most.
    pub most: Vec<(String, String, i64)>,
}

impl<'a> Years<'a> {
    /// The report of so many years before.
    pub fn back(&self, years: u16) -> Option<&'a Report> {
        self.before.get(usize::from(years.checked_sub(1)?)).copied().flatten().map(|earlier| earlier.report)
    }
}

impl<'a> Among<'a> {
    /// The report of the year before.
    ///
    /// # Errors
    /// Why there is none, in words.
    pub fn before(&self, report: &Report) -> Result<&'a Report, Words> {
        self.year_before(report).map(|earlier| earlier.report)
    }

    /// The report of the year before, with its texts.
    ///
    /// # Errors
    /// Why there is none, in words.
    pub fn year_before(&self, report: &Report) -> Result<Earlier<'a>, Words> {
        let years = self.years()?;
        let Some(year) = report.year else {
            return Err(Words::new("报告年度不明", "the report year is not known"));
        };
        let before = year.saturating_sub(1);
        let [last, ..] = years.before;
        last.ok_or_else(|| {
            Words::new(format!("库中未见{before}年年报"), format!("the corpus has no report for {before}"))
        })
    }

    /// What the corpus has of the same agency.
    ///
    /// # Errors
    /// Why that is not known, in words.
    pub fn years(&self) -> Result<Years<'a>, Words> {
        match self {
            Self::Agency(years) => Ok(*years),
            Self::Alone => Err(Words::new("只核对这一份年报", "this report is checked by itself")),
            Self::Namesakes => {
                Err(Words::new("同名单位无法区分", "agencies of this name cannot be told from one another"))
            }
        }
    }
}
