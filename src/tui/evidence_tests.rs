//! The evidence of every rule on the sample corpus, in the shape of the rule.

use crate::corpus;
use crate::rules::{FlagRef, Selection, all};
use crate::tui::action::View;
use crate::tui::fixture::{press, shown};
use crate::tui::headless::Headless;
use crate::tui::panes::evidence;
use crate::tui::strings::{self, Language};
use crate::tui::text::columns;
use crate::tui::work::Works;

/// Rules of every shape.
const SHAPES: &[&str] = &[
    "T3-BAL",
    "T3-ROW",
    "T3-SUM7",
    "T4-SUM",
    "T3-YOY-CARRY",
    "OLD-SUM",
    "NT-LIT",
    "NS-SUM",
    "S-SEC-MISSING",
    "S-SEC-ORDER",
    "S-SEC5-EMPTY",
    "S-HEAD-GARBLED",
    "S-TBL-MISSING",
    "S-ROW-MISSING",
    "S-ROW-DUP",
    "S-CELL-BLANK",
    "N-NEG",
    "T2-21-YOY-STOCK",
    "R-YOY-DUP",
    "R-SEC5-DUP",
    "R-PEER-DUP",
    "R-NUM-DUP",
    "C-REVISED",
    "D-LATE",
    "D-EARLY",
    "D-YEAR-TITLE",
    "D-IMPOSSIBLE",
    "D-PUBDATE-MISSING",
    "X-DUPWORD",
];

/// Rules whose evidence is drawn in full screens.
const SCREENS: &[&str] = &["T3-BAL", "S-SEC-MISSING", "S-ROW-MISSING", "R-YOY-DUP", "NT-LIT", "NS-SUM", "D-LATE"];

/// The inspector on the sample with the flags of some rules alone.
fn inspector(codes: &[&str], size: (u16, u16)) -> Headless {
    let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
    let works = Works::of(Selection::parse(&codes, &[]).unwrap());
    let mut inspector = Headless::open(corpus::sample(), works, size, View::Browse, None);
    press(&mut inspector, "g f C");
    inspector
}

/// Puts the cursor on the first flag of a rule.
fn first_of(inspector: &mut Headless, code: &str) -> Option<FlagRef> {
    let holdings = &inspector.state.holdings;
    let at = inspector.state.flags.sequence().find(|at| holdings.flag(*at).is_some_and(|flag| flag.rule == code))?;
    inspector.state.flags.show(at);
    inspector.resize(inspector.state.size);
    Some(at)
}

fn evidence_of(inspector: &mut Headless, code: &str, width: usize) -> Vec<String> {
    let Some(at) = first_of(inspector, code) else { return Vec::new() };
    let lines = evidence::of_flag(&inspector.state, at, width);
    lines.iter().map(|line| line.iter().map(|span| span.text.as_str()).collect()).collect()
}

#[test]
fn the_evidence_of_every_shape() {
    let mut inspector = inspector(SHAPES, (80, 24));
    let mut told = String::new();
    for code in SHAPES {
        let lines = evidence_of(&mut inspector, code, 80);
        assert!(lines.len() > 1, "{code}");
        told.extend(std::iter::once(format!("== {code}\n")).chain(lines.into_iter().map(|line| line + "\n")));
    }
    insta::assert_snapshot!("evidence_of_every_shape", told);
}

#[test]
fn no_line_of_evidence_is_wider_than_its_pane() {
    let codes: Vec<&str> = all().iter().map(|rule| rule.code).collect();
    let mut inspector = inspector(&codes, (80, 24));
    let mut seen = 0;
    for language in [Language::Chinese, Language::English] {
        strings::speak(language);
        for code in &codes {
            for width in [80, 61] {
                let lines = evidence_of(&mut inspector, code, width);
                seen += usize::from(!lines.is_empty());
                for line in lines {
                    assert!(columns::of(line.trim_end()) <= width - 2, "{code} at {width}: {line}");
                }
            }
        }
    }
    strings::speak(Language::Chinese);
    assert!(seen > 4 * 100, "{seen}");
}

#[test]
fn the_screens_of_evidence() {
    for (width, height) in [(80, 24), (160, 45)] {
        let mut inspector = inspector(SCREENS, (width, height));
        for code in SCREENS {
            first_of(&mut inspector, code);
            let name = format!("evidence_screen_{}_{width}", code.to_lowercase());
            insta::assert_snapshot!(name, shown(&inspector));
        }
    }
}

#[test]
fn every_line_is_as_wide_as_the_screen_in_both_languages() {
    for language in [Language::Chinese, Language::English] {
        strings::speak(language);
        for (width, height) in [(40, 10), (80, 24), (120, 36), (160, 45)] {
            let mut inspector = inspector(SHAPES, (width, height));
            for code in SHAPES {
                first_of(&mut inspector, code);
                // In the list, then in the report.
                for keys in ["", "enter", "backspace"] {
                    press(&mut inspector, keys);
                    let text = shown(&inspector);
                    assert_eq!(text.lines().count(), usize::from(height), "{code}");
                    for line in text.lines() {
                        assert_eq!(columns::of(line), usize::from(width), "{code} at {width}x{height}: {line:?}");
                    }
                }
            }
        }
    }
    strings::speak(Language::Chinese);
}

#[test]
fn the_other_text_is_loaded_and_compared_in_the_report_too() {
    let mut inspector = inspector(&["R-YOY-DUP"], (160, 45));
    first_of(&mut inspector, "R-YOY-DUP");
    press(&mut inspector, "enter");
    let text = shown(&inspector);
    for piece in ["[-因政府信息公开引发行政复议3件", "{+因政府信息公开引发行政诉讼2件", "[2022年|2023年]"]
    {
        assert!(text.contains(piece), "{piece}: {text}");
    }
}

#[test]
fn places_are_lines_of_the_source_where_that_is_here() {
    let mut inspector = inspector(&["D-EARLY", "D-IMPOSSIBLE"], (160, 45));
    first_of(&mut inspector, "D-EARLY");
    assert!(shown(&inspector).contains("发布日期  原文字节"), "{}", shown(&inspector));
    press(&mut inspector, "enter");
    assert!(shown(&inspector).contains("发布日期  原文第"), "{}", shown(&inspector));
}
