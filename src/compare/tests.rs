//! What holds of every comparison.

use std::fmt::Write as _;
use std::time::Instant;

use proptest::prelude::*;

use super::*;
use crate::compare::narrative::{Passage, Sentence};
use crate::corpus;
use crate::model::cell::{Cell, How, Number};
use crate::model::form::{CellId, Col, Form, Row};
use crate::model::report::{Block, OldRow, Section, SectionKey, Span};

fn section(key: Option<SectionKey>, paragraphs: &[String]) -> Section {
    let block = |text: &String| Block { text: text.clone(), ..Block::default() };
    Section { key, blocks: paragraphs.iter().map(block).collect(), ..Section::default() }
}

/// The text of a side's sentences and pieces, section by section, as the comparison gives it.
fn retold(comparison: &Comparison, report: &Report, side: Side) -> Vec<(usize, String)> {
    let text = |at: &Sentence, range: &std::ops::Range<usize>| {
        report.sections[at.section].blocks[at.block].text.get(range.clone()).unwrap().to_owned()
    };
    let of_passage = |passage: &Passage| -> String {
        let Some(sentence) = passage.sentences.side(side) else { return String::new() };
        let whole = text(sentence, &sentence.range);
        let pieces: String = passage.pieces.iter().map(|piece| text(sentence, piece.ranges.side(side))).collect();
        assert!(passage.pieces.is_empty() || pieces == whole, "{pieces:?} {whole:?}");
        whole
    };
    let sections = comparison.sections.iter().filter_map(|section| {
        Some(((*section.sections.side(side))?, section.passages.iter().map(of_passage).collect()))
    });
    let mut sections: Vec<_> = sections.collect();
    sections.sort();
    sections
}

fn printed(report: &Report) -> Vec<(usize, String)> {
    let text = |section: &Section| section.blocks.iter().map(|block| block.text.as_str()).collect();
    report.sections.iter().map(text).enumerate().collect()
}

fn any_cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        3 => (0_i64..200).prop_map(|value| Cell::read(value.into(), Span::new(0, 1))),
        1 => (0..How::ALL.len()).prop_map(|how| Cell::null(How::ALL[how])),
        1 => Just(Cell::default()),
    ]
}

fn any_report() -> impl Strategy<Value = Report> {
    let form = prop_oneof![Just(Form::F2014), Just(Form::F2019), Just(Form::F2021)];
    let cells = proptest::collection::vec((0..Row::ALL.len(), 0..Col::ALL.len(), any_cell()), 0..20);
    let keys = prop_oneof![Just(None), (0..SectionKey::ALL.len()).prop_map(Some)];
    let text = "(工作平稳有序。|收到申请[0-9]{1,3}件,办结[1-3]件。|举办培训两次；|[。”\n 件a①\\PC]{0,6}){0,5}";
    let sections = proptest::collection::vec((keys, proptest::collection::vec(text, 0..3)), 0..5);
    let old = proptest::collection::vec((proptest::option::of("[ab]"), "[甲乙丙]", any_cell()), 0..5);
    (form, cells, sections, old).prop_map(|(form, cells, sections, old)| {
        let mut report = Report { form: Some(form), ..Report::default() };
        for (row, col, cell) in cells {
            report.tables.cells.insert(CellId::new(Row::ALL[row], Col::ALL[col]), cell);
        }
        let of = |(key, texts): (Option<usize>, Vec<String>)| section(key.map(|key| SectionKey::ALL[key]), &texts);
        report.sections = sections.into_iter().map(of).collect();
        let row = |(id, label, cell)| OldRow { id, path: vec![label], cell, cumulative: None };
        report.tables.old = old.into_iter().map(row).collect();
        report
    })
}

proptest! {
    #[test]
    fn a_report_does_not_differ_from_itself(report in any_report()) {
        let comparison = compare(&report, &report);
        prop_assert_eq!(comparison.differences(), (0, 0));
    }

    #[test]
    fn the_other_way_round_is_the_mirror_image(left in any_report(), right in any_report()) {
        let there = compare(&left, &right);
        let back = compare(&right, &left);
        prop_assert_eq!(there.differences(), back.differences());
        let cells = |comparison: &Comparison| -> Vec<_> {
            comparison.tables.iter().flat_map(|table| &table.rows).flat_map(|row| row.cells.clone()).collect()
        };
        for (one, other) in cells(&there).iter().zip(cells(&back)) {
            prop_assert_eq!(one.difference().map(Number::negated), other.difference());
        }
        // The name of a row is that of its left side, so it alone may differ.
        prop_assert_eq!(&there.sections, &back.clone().mirrored().sections);
        prop_assert_eq!(cells(&there), cells(&back.mirrored()));
    }

    #[test]
    fn nothing_is_left_out(left in any_report(), right in any_report()) {
        let comparison = compare(&left, &right);
        prop_assert_eq!(retold(&comparison, &left, Side::Left), printed(&left));
        prop_assert_eq!(retold(&comparison, &right, Side::Right), printed(&right));
    }
}

fn of_text(text: String) -> Report {
    Report { sections: vec![section(Some(SectionKey::Overview), &[text])], ..Report::default() }
}

/// Texts of a megabyte that a comparison could get lost in.
#[test]
fn hostile_lengths_come_to_an_end() {
    const LONG: usize = 1_000_000;
    let numbered = |step: usize| {
        let mut text = String::new();
        for n in 0.. {
            let _ = write!(text, "第{}项工作已完成。", n * step % 9_973);
            if text.len() > LONG {
                return text;
            }
        }
        text
    };
    let pairs = [
        ("甲。".repeat(LONG / 6), "乙。".repeat(LONG / 6)),
        ("甲。乙。".repeat(LONG / 12), "乙。丙。甲。".repeat(LONG / 18)),
        ("甲乙".repeat(LONG / 6), "乙甲丙".repeat(LONG / 9)),
        ("1件".repeat(LONG / 4), "2件".repeat(LONG / 4)),
        (numbered(7), numbered(11)),
        ("\n".repeat(LONG), "。".repeat(LONG / 3)),
        (String::new(), numbered(3)),
    ];
    for (left, right) in pairs {
        let (left, right) = (of_text(left), of_text(right));
        let start = Instant::now();
        let comparison = compare(&left, &right);
        // Debug builds on a loaded machine are slow, but a quadratic comparison takes hours.
        assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
        assert_eq!(retold(&comparison, &left, Side::Left), printed(&left));
        assert_eq!(retold(&comparison, &right, Side::Right), printed(&right));
    }
}

#[test]
fn nothing_compares_with_nothing() {
    assert_eq!(compare(&Report::default(), &Report::default()).differences(), (0, 0));
}

/// Every report of the sample beside every later one: nothing is lost, and a pair takes no time that a
/// reader would notice.
#[test]
fn reports_as_they_are() {
    let sample = corpus::sample();
    let reports: Vec<_> = (0..sample.len()).filter_map(|n| sample.report(n).ok()).collect();
    assert!(reports.len() > 30);
    let mut times = Vec::new();
    for (n, left) in reports.iter().enumerate() {
        for right in reports.iter().skip(n) {
            let start = Instant::now();
            let comparison = compare(left, right);
            times.push(start.elapsed());
            assert_eq!(retold(&comparison, left, Side::Left), printed(left));
            assert_eq!(retold(&comparison, right, Side::Right), printed(right));
            assert!(left.id != right.id || comparison.differences() == (0, 0));
        }
    }
    times.sort_unstable();
    let (median, most) = (times[times.len() / 2], times[times.len() - 1]);
    println!("{} pairs, median {median:?}, most {most:?}", times.len());
    assert!(most.as_secs() < 20, "{most:?}");
}
