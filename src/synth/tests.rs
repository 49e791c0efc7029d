//! What a corpus of invented reports must be: the same again, whole, with true places, and flawed as
//! often as was asked.

use std::collections::BTreeSet;

use super::*;
use crate::model::cell::Cell;
use crate::model::form::TableSpec;
use crate::model::report::{Kind, Report};

const CLEAN: Plan = Plan { seed: 5, flawed: 0 };
/// An agency of each kind: province, city, county and township, with those beside the first of each.
const AGENCIES: [u64; 14] = [0, 1, 2, 5, 12, 13, 15, 24, 25, 26, 27, 30, 34, 41];

fn numbers() -> impl Iterator<Item = u64> {
    AGENCIES.into_iter().flat_map(|agency| agency * YEARS..(agency + 1) * YEARS)
}

#[test]
fn a_report_depends_on_its_number_and_seed_alone() {
    let line = |plan: Plan, number| plan.report(number).report.to_json().unwrap();
    let forwards: Vec<String> = (290..300).map(|number| line(CLEAN, number)).collect();
    let backwards: Vec<String> = (290..300).rev().map(|number| line(CLEAN, number)).collect();
    assert!(forwards.iter().eq(backwards.iter().rev()));
    assert_ne!(line(CLEAN, 295), line(Plan { seed: 6, ..CLEAN }, 295));
    let ids: BTreeSet<String> = numbers().map(|number| CLEAN.report(number).report.id).collect();
    assert_eq!(ids.len(), numbers().count());
}

#[test]
fn the_bytes_are_those_of_every_machine() {
    use sha2::Digest as _;
    let hash = numbers().take(24).fold(sha2::Sha256::new(), |hash, number| hash.chain_update(CLEAN.raw(number).text));
    assert_eq!(format!("{:x}", hash.finalize()).get(..16), Some(HASH));
}

/// Changes with every word of the vocabulary; what must not change it is the machine.
const HASH: &str = "467e1e386610d2fe";

#[test]
fn reports_are_read_whole() {
    for number in numbers() {
        let Parsed { report, .. } = CLEAN.report(number);
        let year = FIRST + u16::try_from(number % YEARS).unwrap();
        let form = Form::of_year(year);
        let path = &report.source.path;
        assert_eq!((report.kind, report.year, report.form), (Kind::Report, Some(year), Some(form)), "{path}");
        assert!(report.notes.is_empty(), "{path}: {:?}", report.notes);
        let name = &office(CLEAN.seed, number / YEARS).name;
        assert_eq!(report.title, Some(format!("{name}{year}年政府信息公开工作年度报告")));
        assert!(report.published.is_some() && report.period.is_some() && report.index_no.is_some(), "{path}");
        let cells =
            figures::cells(Filing { seed: 5, number: number / YEARS, office: &office(5, number / YEARS), year });
        let wanted = form.tables().iter().flat_map(TableSpec::cells).count();
        let read = report.tables.cells.iter().filter(|(id, cell)| value(cell, id.col) == cells.get(id).copied());
        assert_eq!(read.count(), wanted, "{path}");
        let old = match form {
            Form::F2008 => 11,
            Form::F2014 => 36,
            _ => 0,
        };
        assert_eq!(report.tables.old.iter().filter(|row| row.cell.value.is_some()).count(), old, "{path}");
        let sections = report.sections.iter().filter(|section| section.key != Some(SectionKey::Preface)).count();
        assert_eq!(sections, 6, "{path}");
    }
}

/// The value of a cell as the figures hold it: amounts in hundredths.
fn value(cell: &Cell, col: crate::model::form::Col) -> Option<i64> {
    use crate::model::form::Col;
    let number = cell.value?;
    match col {
        Col::AmountWan | Col::TotalAmount if !number.is_zero() => number
            .checked_mul(crate::model::cell::Number::new(100, 0))?
            .to_string()
            .trim_end_matches(".00")
            .parse()
            .ok(),
        _ => number.integer(),
    }
}

#[test]
fn places_are_true() {
    for number in numbers() {
        let Parsed { report, text } = CLEAN.report(number);
        for (id, cell) in &report.tables.cells {
            let quote = cell.at.and_then(|at| at.of(&text)).unwrap_or_else(|| panic!("{id} has no place"));
            let printed = cell.raw.clone().or_else(|| Some(cell.value?.to_string())).unwrap();
            assert!(quote.contains(&printed), "{id}: {quote:?} is not {printed:?}");
        }
        for (_, block) in report.blocks() {
            let quote = block.at.and_then(|at| at.of(&text)).unwrap_or_default();
            let first: String = block.text.chars().take(4).collect();
            assert!(quote.contains(&first), "{}: {first}", report.source.path);
        }
    }
}

#[test]
fn narratives_have_the_length_of_real_ones() {
    let letters = |report: &Report| report.blocks().map(|(_, block)| block.text.chars().count()).sum::<usize>();
    let lengths: Vec<usize> = numbers().map(|number| letters(&CLEAN.report(number).report)).collect();
    let mean = lengths.iter().sum::<usize>() / lengths.len();
    assert!((2000..3000).contains(&mean), "{mean} characters a report");
}

#[test]
fn flaws_come_as_often_as_asked() {
    let flawed = |rate| {
        let plan = Plan { seed: 9, flawed: rate };
        (0..4000).filter(|number| plan.raw(*number).flaw.is_some()).count()
    };
    assert_eq!((flawed(0), flawed(1_000_000)), (0, 4000));
    let some = flawed(200_000);
    assert!((700..900).contains(&some), "{some} of 4000");
    let plan = Plan { seed: 9, flawed: 1_000_000 };
    let kinds: BTreeSet<&str> = (0..200).filter_map(|number| plan.raw(number).flaw).map(Flaw::id).collect();
    assert_eq!(kinds.len(), Flaw::ALL.len(), "{kinds:?}");
}
