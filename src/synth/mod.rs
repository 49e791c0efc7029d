//! A corpus of invented reports, as large as wanted, for trials and benchmarks: agencies of an invented
//! country over twelve years, read by the program's own parser. Report `n` depends on the seed and on
//! `n` alone, so that it can be made on any core and the first reports of a large corpus are a small one.

pub mod dice;
mod figures;
pub mod flaw;
mod narrative;
mod office;
mod old;
mod piece;
mod places;
mod printing;
mod prose;
mod words;

use crate::model::form::{Form, Table};
use crate::model::report::SectionKey;
use crate::parse::{Input, Parsed, parse};
use crate::synth::dice::Dice;
use crate::synth::figures::Filing;
use crate::synth::flaw::Flaw;
use crate::synth::narrative::Narrative;
use crate::synth::office::{Office, office};
use crate::synth::old::Counts;
use crate::synth::piece::Piece;
use crate::synth::printing::Layout;

/// The first year reported on, and how many follow.
const FIRST: u16 = 2013;
pub const YEARS: u64 = 12;
const LAID_OUT: u64 = 30;
const PUBLISHED: u64 = 31;

/// Which corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    pub seed: u64,
    /// How many of a million reports have a flaw.
    pub flawed: u64,
}

/// A raw report.
#[derive(Debug, Clone)]
pub struct Raw {
    pub path: String,
    pub text: String,
    pub flaw: Option<Flaw>,
    office: Office,
}

impl Plan {
    /// The report with this number as it is crawled.
    pub fn raw(self, number: u64) -> Raw {
        let agency = number / YEARS;
        let office = office(self.seed, agency);
        let year = FIRST + u16::try_from(number % YEARS).unwrap_or(0);
        let filing = Filing { seed: self.seed, number: agency, office: &office, year };
        let flaw = Flaw::of(self.seed, number, self.flawed, Form::of_year(filing.year));
        let layout = filing.dice(LAID_OUT).place(Layout::MET.len());
        let layout = Layout::MET.get(layout).copied().filter(|l| flaw != Some(Flaw::Blank) || l.shows_blanks());
        let layout = layout.unwrap_or(Layout::Page);
        let pieces = self.pieces(filing, flaw);
        let path = format!("{}/{}.{}", office.folder, filing.year, layout.ending());
        Raw { path, text: printing::print(&pieces, layout), flaw, office }
    }

    /// The report with this number as `parse` reads it. The regions and the level, which no text proves
    /// of a place that does not exist, are added as a crawler knows them.
    pub fn report(self, number: u64) -> Parsed {
        let raw = self.raw(number);
        let mut parsed = parse(Input { path: &raw.path, bytes: raw.text.as_bytes() });
        parsed.report.agency = raw.office.agency;
        parsed
    }

    fn pieces(self, filing: Filing<'_>, flaw: Option<Flaw>) -> Vec<Piece> {
        let mut narrative = Narrative::new(filing);
        narrative.pieces.extend(head(filing, flaw));
        narrative.preface(filing.year - u16::from(flaw == Some(Flaw::Year)));
        let neighbour = filing.number ^ 1;
        let other = office(self.seed, neighbour);
        let wanting =
            if flaw == Some(Flaw::Copied) { Filing { number: neighbour, office: &other, ..filing } } else { filing };
        if Form::of_year(filing.year).tables().is_empty() {
            older(&mut narrative, filing, wanting, flaw);
        } else {
            current(&mut narrative, filing, wanting, flaw);
        }
        narrative.pieces
    }
}

/// Title, and the line of a page that says when it was put.
fn head(filing: Filing<'_>, flaw: Option<Flaw>) -> [Piece; 2] {
    let mut dice = filing.dice(PUBLISHED);
    let (month, day) = match flaw {
        Some(Flaw::Late) => (7, dice.between(1, 28)),
        _ => (1, dice.between(6, 26)),
    };
    let name = &filing.office.name;
    let after = filing.year + 1;
    let index = index_number(&mut Dice::of(&[filing.seed, filing.number, PUBLISHED]));
    let serial = dice.between(1, 99_999);
    [
        Piece::Title(format!("{name}{}年政府信息公开工作年度报告", filing.year)),
        Piece::Head([
            format!("发布时间:{after}-{month:02}-{day:02}"),
            format!("索引号:{index}/{after}-{serial:05}"),
            format!("来源:{name}"),
        ]),
    ]
}

/// The code of an organisation, which holds no region: eight digits and that which checks them (GB 11714).
fn index_number(dice: &mut Dice) -> String {
    let digits: [i64; 8] = std::array::from_fn(|_| dice.between(0, 9));
    let weighed: i64 = digits.iter().zip([3, 7, 9, 10, 5, 8, 4, 2]).map(|(digit, weight)| digit * weight).sum();
    let check = match 11 - weighed % 11 {
        10 => "X".to_owned(),
        11 => "0".to_owned(),
        digit => digit.to_string(),
    };
    digits.iter().map(ToString::to_string).collect::<String>() + &check
}

/// A report since 2019.
fn current(narrative: &mut Narrative<'_>, filing: Filing<'_>, wanting: Filing<'_>, flaw: Option<Flaw>) {
    let form = Form::of_year(filing.year);
    let mut cells = figures::cells(filing);
    if let Some(flaw) = flaw {
        flaw.spoil(&mut cells);
    }
    narrative.overview(&cells, flaw == Some(Flaw::Parts));
    let print = piece::print_of(&cells);
    for (key, table) in
        [(SectionKey::Proactive, Table::T2), (SectionKey::Requests, Table::T3), (SectionKey::Disputes, Table::T4)]
    {
        narrative.heading(key.number(), key.title());
        narrative.pieces.extend(piece::table(form, table, &print));
    }
    if flaw != Some(Flaw::Section) {
        narrative.problems("五", SectionKey::Problems.title(), wanting);
    }
    narrative.other();
}

/// A report before 2019.
fn older(narrative: &mut Narrative<'_>, filing: Filing<'_>, wanting: Filing<'_>, flaw: Option<Flaw>) {
    let counts = Counts::of(filing);
    narrative.older(&counts, flaw == Some(Flaw::Parts));
    narrative.problems("五", "存在的主要问题和改进措施", wanting);
    narrative.heading("六", "政府信息公开情况统计表");
    narrative.pieces.push(if Form::of_year(filing.year) == Form::F2014 {
        counts.table_of_2014()
    } else {
        counts.local_table(filing.year)
    });
}

#[cfg(test)]
mod tests;
