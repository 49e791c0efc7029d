//! Keys in, screens out.

use ratatui::style::Modifier;

use crate::model::cell::How;
use crate::model::form::{CellId, Col, Row};
use crate::tui::action::View;
use crate::tui::colour::Depth;
use crate::tui::dump;
use crate::tui::fixture::{
    SIZES, assert_lines_are_as_wide, corpus_of, has_line, inspector, press, reports, screen, shown,
};
use crate::tui::headless::Headless;
use crate::tui::layout::Pane;
use crate::tui::line::Ambiguous;
use crate::tui::painter::in_ascii;
use crate::tui::state::State;
use crate::tui::strings::{self, Language};
use crate::tui::text::columns;
use crate::tui::theme::{Named, Theme};

/// Keys to every screen there is.
const SCREENS: &[(&str, &str)] = &[
    ("browse", "j j"),
    ("browse_year", "j j l l l l"),
    ("browse_dates", "M M j j l l l l"),
    ("browse_indicator", "M M M M M j j l l l l"),
    ("browse_preview", "j j o tab"),
    ("browse_filter", "& \"财政\""),
    ("report_sum", "6 j enter"),
    ("report_balance", "6 j enter } enter"),
    ("report_other_side", "6 j enter } enter enter"),
    ("report_text_and_table", "6 j enter } } enter"),
    ("report_table_two", "6 j enter g t 2"),
    ("report_table_four", "6 j enter g t 4"),
    ("report_full_text", "6 j enter z"),
    ("report_old_table", "5 j l enter G enter"),
    ("flags", "g f"),
    ("flags_by_agency", "g f B"),
    ("flags_unfolded", "g f l j"),
    ("search", "/ \"申请\""),
    ("search_by_report", "/ \"政府信息\" c-t enter q j l"),
    ("search_distribution", "/ \"政府信息\" c-g j l"),
    ("search_distribution_of_a_region", "/ \"政府信息\" c-g j enter j left left"),
    ("search_nothing", "/ \"没有的词句\""),
    ("help", "?"),
    ("explain", "g f K"),
    ("prefix", "6 j enter g"),
    ("commands", ": \"疑点\""),
    ("terminal", "f1"),
];

/// Screens on which the rules are at work, not flags made by hand.
const JUDGED: &[(&str, &str)] = &[
    ("hint", "baisha21 t3.new_received.total enter"),
    ("what_if_typed", "baisha21 t3.new_received.total = 1 1 7"),
    ("what_if", "baisha21 t3.new_received.total = 1 1 7 enter"),
    ("what_if_two", "baisha21 t3.new_received.total = 1 1 7 enter left left left left left = 1 4 enter"),
    ("what_if_other_year", "baisha20 t3.carried_out.total = 6 enter"),
    ("unevaluable", "baisha21 t3.new_received.total esc G"),
];

/// The fixture as the rules judge it, opened at a place, after keys.
fn judged(keys: &str, size: (u16, u16)) -> Headless {
    let (place, keys) = keys.split_at(keys.match_indices(' ').nth(1).map_or(keys.len(), |(at, _)| at));
    let works = crate::tui::work::Works::default();
    let mut inspector = Headless::open(corpus_of(&reports()), works, size, View::Browse, Some(place.to_owned()));
    press(&mut inspector, keys);
    inspector
}

#[test]
fn the_screens_of_hints_and_trials() {
    for (name, keys) in JUDGED {
        for (width, height) in [(80, 24), (160, 45)] {
            let text = shown(&judged(keys, (width, height)));
            insta::assert_snapshot!(format!("{name}_{width}"), text);
        }
        for size in SIZES {
            assert_lines_are_as_wide(&shown(&judged(keys, size)), size, name);
        }
    }
}

#[test]
fn the_matrix_counts_the_entries_that_the_flags_list() {
    // A mistake that is made again, and a second copy of the report it is in.
    let mut all = reports();
    let mut again = |id: &str, year| {
        let mut report = all.iter().find(|report| report.id == "baisha21").unwrap().clone();
        (report.id, report.year, report.source.path) = (id.to_owned(), Some(year), format!("{id}.txt"));
        all.push(report);
    };
    again("baisha21copy", 2021);
    again("baisha22", 2022);
    let works = crate::tui::work::Works::default();
    let mut inspector = Headless::open(corpus_of(&all), works, (80, 24), View::Browse, None);
    let flags: usize = inspector.state.holdings.checked.briefs().all().len();
    press(&mut inspector, "g f");
    let State { holdings, flags: list, .. } = &inspector.state;
    assert_eq!(holdings.total.total(), list.total.0);
    assert!(list.total.0 < list.total.1 && list.total.1 <= flags, "{:?} of {flags}", list.total);
    let of_nodes = |depth: usize| -> usize {
        let nodes = (0..holdings.tree.nodes.len()).filter(|node| holdings.tree.nodes[*node].depth == depth);
        nodes.map(|node| holdings.tree.total(node).entries).sum()
    };
    assert_eq!(of_nodes(0), list.total.0);
    // Under their years the entries are as many as the columns say.
    press(&mut inspector, "B B B B");
    let tree = &inspector.state.holdings.tree;
    for (column, year) in tree.years.iter().enumerate() {
        let said: usize = (0..tree.nodes.len())
            .filter(|node| tree.nodes[*node].depth == 0)
            .map(|node| tree.sum(node, column).entries)
            .sum();
        let heading = crate::tui::strings::year(*year);
        let listed = inspector.state.flags.entries_under(&heading);
        assert_eq!(said, listed, "{heading}");
    }
}

#[test]
fn a_trial_is_marked_told_and_cleared_and_changes_nothing() {
    let before = shown(&judged("baisha21 t3.new_received.total", (80, 24)));
    let mut inspector = judged("baisha21 t3.new_received.total = 1 1 7 enter", (80, 24));
    let one = shown(&inspector);
    assert!(has_line(&one, &["本年新收", "?117"]) && has_line(&one, &["试算:若该格为117,则"]), "{one}");
    assert!(has_line(&one, &["表三·本年新收·总计 = ?117", "现为 118"]), "{one}");
    press(&mut inspector, "left left left left left = １ ４ enter");
    assert!(has_line(&shown(&inspector), &["若这2格为所试的数,则", "条消失"]), "{}", shown(&inspector));
    // The number that stands there ends the trial of its cell.
    press(&mut inspector, "= 1 5 enter");
    assert!(has_line(&shown(&inspector), &["若该格为117"]), "{}", shown(&inspector));
    press(&mut inspector, "= x enter");
    assert!(has_line(&shown(&inspector), &["不是数字"]));
    press(&mut inspector, "esc right right right right right c-x");
    assert!(has_line(&shown(&inspector), &["试算已清除"]));
    press(&mut inspector, "esc g t 3 right right right right right right");
    assert_eq!(shown(&inspector).lines().nth(4), before.lines().nth(4));
    assert!(!shown(&inspector).contains("?1"), "{}", shown(&inspector));
}

#[test]
fn a_trial_tells_of_the_next_year() {
    let text = shown(&judged("baisha20 t3.carried_out.total = 6 enter", (80, 36)));
    assert!(has_line(&text, &["他年1条消失"]) && has_line(&text, &["2021年年报"]), "{text}");
    assert!(has_line(&text, &["消失", "结转不衔接", "上年结转6"]), "{text}");
}

#[test]
fn a_group_unfolds_in_the_contents_and_for_the_next_flag() {
    let mut inspector = inspector((80, 24));
    press(&mut inspector, "6 j enter");
    assert!(has_line(&shown(&inspector), &["勾稽不平", "+1"]), "{}", shown(&inspector));
    let contains_rule = |line: &str| line.split_once('│').is_some_and(|(left, _)| left.contains("申请数文表"));
    let listed = |inspector: &Headless| shown(inspector).lines().filter(|line| contains_rule(line)).count();
    assert_eq!(listed(&inspector), 0);
    press(&mut inspector, "} }");
    assert_eq!(listed(&inspector), 1, "{}", shown(&inspector));
    assert!(shown(&inspector).lines().next().unwrap().contains("疑点 3/3"));
    // Back in the contents, folded from the flag that follows.
    press(&mut inspector, "tab");
    while inspector.state.focus() != Pane::Contents {
        press(&mut inspector, "tab");
    }
    press(&mut inspector, "left");
    assert_eq!(listed(&inspector), 0, "{}", shown(&inspector));
    assert!(shown(&inspector).lines().next().unwrap().contains("疑点 2/3"));
    press(&mut inspector, "right");
    assert_eq!(listed(&inspector), 1);
    press(&mut inspector, "right");
    assert_eq!(inspector.state.focus(), Pane::Table);
}

#[test]
fn what_rests_on_an_inferred_number_says_so() {
    let mut doubtful = reports().into_iter().find(|report| report.id == "baisha21").unwrap();
    let carried = doubtful.tables.cells.get_mut(&CellId::new(Row::CarriedOut, Col::Total)).unwrap();
    carried.how = Some(How::Inferred);
    carried.by = vec!["T3-ROW".into()];
    let works = crate::tui::work::Works::default();
    let place = Some("baisha21 t3.carried_out.total".to_owned());
    let mut inspector = Headless::open(corpus_of(&[doubtful]), works, (80, 24), View::Browse, place);
    let text = shown(&inspector);
    assert!(has_line(&text, &["推算,依 T3-ROW"]) && has_line(&text, &["T3-ROW", "未确认"]), "{text}");
    assert!(has_line(&text, &["错~", "勾稽不平"]), "{text}");
    press(&mut inspector, "esc esc G l G");
    assert!(has_line(&shown(&inspector), &["无法核对"]), "{}", shown(&inspector));
    assert!(inspector.state.opened.as_ref().unwrap().page.paragraphs.iter().any(|words| {
        words.text(inspector.state.report().unwrap()).starts_with("未确认  表三·结转下年度:")
    }));
    press(&mut inspector, "g f");
    assert!(has_line(&shown(&inspector), &["表三·总计:新收118", "推算"]), "{}", shown(&inspector));
}

#[test]
fn the_explanation_tells_what_the_rule_could_not_check() {
    let clean = shown(&judged("baisha21 t3.handled_total.total enter K", (80, 60)));
    assert!(has_line(&clean, &["T3-BAL"]) && !clean.contains("另有"), "every balance can be checked: {clean}");
    let mut broken = reports().into_iter().find(|report| report.id == "baisha21").unwrap();
    let granted = CellId::new(Row::Granted, Col::Total);
    broken.tables.cells.get_mut(&granted).unwrap().value = Some(122.into());
    let works = crate::tui::work::Works::default();
    let place = Some("baisha21 t3.granted.total".to_owned());
    let mut inspector = Headless::open(corpus_of(&[broken]), works, (80, 60), View::Browse, place);
    press(&mut inspector, "enter K");
    let text = shown(&inspector);
    assert!(has_line(&text, &["T3-ROW"]) && has_line(&text, &["此规则另有1处无法核对"]), "{text}");
    assert!(has_line(&text, &["无法核对", "表三·部分公开:", "空白"]), "{text}");
}

#[test]
fn every_line_is_as_wide_as_the_screen() {
    for (name, keys) in SCREENS {
        for size in SIZES {
            assert_lines_are_as_wide(&screen(keys, size.0, size.1), size, name);
        }
    }
}

#[test]
fn every_line_is_as_wide_in_english_too() {
    strings::speak(Language::English);
    for (name, keys) in SCREENS {
        for size in SIZES {
            let text = screen(keys, size.0, size.1);
            assert_lines_are_as_wide(&text, size, name);
            let last = text.lines().last().unwrap_or_default();
            let chinese = last.chars().find(|c| ('\u{4E00}'..='\u{9FFF}').contains(c));
            assert_eq!(chinese, None, "{name}: {last:?}");
        }
    }
    strings::speak(Language::Chinese);
}

#[test]
fn every_line_is_as_wide_in_terminals_with_wide_marks_and_ascii_lines() {
    columns::measure_as(Ambiguous::Wide);
    for (name, keys) in SCREENS {
        for size in SIZES {
            let mut inspector = inspector(size);
            press(&mut inspector, keys);
            let (mut buffer, _) = inspector.screen(&Theme::new(Named::Terminal, Depth::None));
            in_ascii(&mut buffer);
            let text = dump::text(&buffer);
            assert_lines_are_as_wide(&text, size, name);
            let lines = text.chars().find(|c| ('\u{2500}'..='\u{259F}').contains(c));
            assert_eq!(lines, None, "{name} at {size:?}: {text}");
        }
    }
    columns::measure_as(Ambiguous::Narrow);
}

#[test]
fn the_screens() {
    for (name, keys) in SCREENS {
        for (width, height) in [(80, 24), (160, 45)] {
            insta::assert_snapshot!(format!("{name}_{width}"), screen(keys, width, height));
        }
    }
    insta::assert_snapshot!("browse_40", screen("j j", 40, 10));
    insta::assert_snapshot!("report_table_40", screen("6 j enter } enter", 40, 10));
}

#[test]
fn numbers_are_told_apart_without_colour() {
    let mut inspector = inspector((120, 36));
    press(&mut inspector, "6 j enter z");
    let (buffer, _) = inspector.screen(&Theme::new(Named::Terminal, Depth::None));
    let area = inspector.state.layout().body(Pane::Text).unwrap();
    let styled = |modifier: Modifier| -> String {
        let cells = area.positions().map(|position| &buffer[position]);
        cells.filter(|cell| cell.modifier == modifier).map(|cell| cell.symbol().trim()).collect()
    };
    assert_eq!(styled(Modifier::UNDERLINED), "6件121件");
    assert_eq!(styled(Modifier::REVERSED | Modifier::UNDERLINED), "128件");
}

#[test]
fn no_screen_says_what_the_glossary_forbids() {
    let words = [["旗", "标"], ["误", "报"], ["复", "核"], ["语", "料"], ["收", "支"], ["基", "线"], ["素", "排"]];
    for (name, keys) in SCREENS {
        let text = screen(keys, 160, 45);
        for word in words.map(|parts| parts.concat()) {
            assert!(!text.contains(&word), "{name} says {word}");
        }
    }
}
