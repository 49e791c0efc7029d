//! Keys in, screens out.

use ratatui::style::Modifier;

use crate::model::cell::How;
use crate::model::form::{CellId, Col, Row};
use crate::tui::action::View;
use crate::tui::colour::Depth;
use crate::tui::dump;
use crate::tui::fixture::{corpus_of, inspector, press, report, reports, screen, shown, works};
use crate::tui::headless::Headless;
use crate::tui::key::Key;
use crate::tui::layout::Pane;
use crate::tui::line::Ambiguous;
use crate::tui::painter::in_ascii;
use crate::tui::state::State;
use crate::tui::strings::{self, Language};
use crate::tui::text::columns;
use crate::tui::theme::{Named, Theme};
use crate::tui::update::press as press_key;

/// The sizes at which the layout changes.
const SIZES: [(u16, u16); 6] = [(40, 10), (60, 16), (80, 24), (120, 36), (160, 45), (200, 60)];

/// Keys to every screen there is.
const SCREENS: &[(&str, &str)] = &[
    ("browse", "j j"),
    ("browse_year", "j j l l l l"),
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
    let flags: usize = inspector.state.holdings.checked.outcomes.iter().map(|outcome| outcome.flags.len()).sum();
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

fn assert_lines_are_as_wide(text: &str, (width, height): (u16, u16), what: &str) {
    assert_eq!(text.lines().count(), usize::from(height), "{what}");
    for line in text.lines() {
        assert_eq!(columns::of(line), usize::from(width), "{what} at {width}x{height}: {line:?}");
    }
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

/// Whether some line of the screen holds all of the pieces.
fn has_line(text: &str, pieces: &[&str]) -> bool {
    text.lines().any(|line| pieces.iter().all(|piece| line.contains(piece)))
}

#[test]
fn enter_on_a_flag_goes_to_the_very_cell_and_on_to_the_other_side() {
    let first = screen("6 j enter } enter", 80, 24);
    assert!(has_line(&first, &["上年结转", "6"]) && has_line(&first, &["表三·", " = "]), "{first}");
    let mut inspector = inspector((80, 24));
    press(&mut inspector, "6 j enter }");
    let cell = |inspector: &Headless| {
        let opened = inspector.state.opened.as_ref().unwrap();
        opened.cell_id(inspector.state.report().unwrap()).unwrap().to_string()
    };
    assert_eq!((cell(&inspector).as_str(), inspector.state.focus()), ("t3.new_received.total", Pane::Table));
    assert!(
        has_line(&shown(&inspector), &["118", "6", "= 124"]) && has_line(&shown(&inspector), &["121", "2", "= 123"])
    );
    press(&mut inspector, "enter");
    assert_eq!(cell(&inspector), "t3.handled_total.total");
    press(&mut inspector, "enter");
    assert_eq!(cell(&inspector), "t3.new_received.total");
}

#[test]
fn a_sum_in_the_text_is_shown_beside_its_sentence() {
    let text = screen("6 j enter", 80, 24);
    assert!(has_line(&text, &[">错", "82条"]), "{text}");
    assert!(has_line(&text, &["分项", "32条 + 68条 = 100", "差额 18"]), "{text}");
}

#[test]
fn evidence_in_another_report_is_gone_to_and_back_returns() {
    let mut inspector = inspector((80, 24));
    press(&mut inspector, "6 j enter } } enter enter");
    assert!(shown(&inspector).starts_with(" 年报库 > 白沙镇 > 2020年"), "{}", shown(&inspector));
    press(&mut inspector, "backspace");
    assert!(shown(&inspector).starts_with(" 年报库 > 云河县白沙镇人民政府 > 2021年"));
    press(&mut inspector, "backspace");
    assert!(has_line(&shown(&inspector), &[">", "白沙镇人民政府"]));
}

#[test]
fn years_keep_the_place_and_back_returns_to_the_same_row() {
    let mut inspector = inspector((80, 24));
    press(&mut inspector, "6 j enter g t 3 j j l l");
    let here = |inspector: &Headless| {
        let opened = inspector.state.opened.as_ref().unwrap();
        (inspector.state.holdings.year(opened.index), opened.cell, opened.focus)
    };
    let before = here(&inspector);
    press(&mut inspector, "[");
    assert_eq!(here(&inspector), (Some(2020), before.1, before.2));
    press(&mut inspector, "]");
    assert_eq!(here(&inspector), before);
    press(&mut inspector, "]");
    assert!(has_line(&shown(&inspector), &["没有其他年度"]));
    press(&mut inspector, "q");
    assert!(has_line(&shown(&inspector), &[">", "白沙镇人民政府"]) && !inspector.state.ended);
    press(&mut inspector, "q");
    assert!(inspector.state.ended);
}

#[test]
fn the_matrix_marks_errors_doubles_and_what_is_missing() {
    let text = screen("", 80, 24);
    assert!(has_line(&text, &["单位", "2016", "2019", "2020", "2021", "不详", "合计"]), "{text}");
    assert!(has_line(&text, &["白沙镇人民政府", "0", "2!"]), "{text}");
    assert!(has_line(&text, &["桥头街道", "2x"]), "{text}");
    assert!(has_line(&text, &["地区不明"]) && has_line(&text, &["南塘镇人民政府"]));
    let missing = screen("j j l l l enter", 80, 24);
    assert!(has_line(&missing, &["该年库中未见年报"]), "{missing}");
}

#[test]
fn a_region_opens_the_report_of_its_own_government() {
    let mut inspector = inspector((80, 24));
    press(&mut inspector, "3 j l l l l l");
    assert!(has_line(&shown(&inspector), &[">", "青石市 > 云河县", "[   1 ]"]), "{}", shown(&inspector));
    press(&mut inspector, "enter");
    assert!(shown(&inspector).starts_with(" 年报库 > 云河县人民政府 > 2020年"));
    press(&mut inspector, "backspace");
    assert!(has_line(&shown(&inspector), &[">", "青石市 > 云河县", "[   1 ]"]));
    press(&mut inspector, "space");
    assert!(!shown(&inspector).contains("财政局"), "folded");
}

#[test]
fn counts_and_prefixes_work_and_full_width_keys_are_folded() {
    let row = |keys: &str| {
        let mut inspector = inspector((80, 24));
        press(&mut inspector, keys);
        inspector.state.matrix.node()
    };
    assert_eq!(row("3 j"), row("j j j"));
    assert_eq!(row("3 ｊ"), row("j j j"));
    assert_eq!(row("G 2 k"), row("G k k"));
    assert_eq!(row("4 G"), row("j j j"));
    assert_eq!(row("1 2 esc j"), row("j"));
    assert!(screen("／", 80, 24).contains("搜索正文"));
    assert!(has_line(&screen("政", 80, 24), &["输入法"]));
}

#[test]
fn the_flags_add_up_and_enter_and_back_keep_the_row() {
    let text = screen("g f", 80, 24);
    assert!(has_line(&text, &["疑点 4/4"]), "{text}");
    let everything = screen("g f C", 80, 24);
    assert!(has_line(&everything, &["疑点 5/5"]) && has_line(&everything, &["含提示与采集问题"]), "{everything}");
    let mut inspector = inspector((80, 24));
    press(&mut inspector, "g f j j");
    let at = inspector.state.flags.flag();
    press(&mut inspector, "enter ) ) backspace");
    assert_eq!((inspector.state.view, inspector.state.flags.flag()), (View::Flags, at));
}

#[test]
fn the_next_flag_of_the_corpus_crosses_reports() {
    let mut inspector = inspector((80, 24));
    let mut seen = Vec::new();
    for _ in 0..4 {
        press(&mut inspector, ")");
        seen.push(inspector.state.flag_at_hand().unwrap());
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 4, "every flag once");
    press(&mut inspector, ")");
    assert!(has_line(&shown(&inspector), &["已绕回"]));
}

#[test]
fn filters_count_live_complain_and_are_undone() {
    let typed = screen("& \"year:2020\"", 80, 24);
    assert!(has_line(&typed, &["筛选", "year:2020", "5/10"]), "{typed}");
    let wrong = screen("& \"year:x\"", 80, 24);
    assert!(has_line(&wrong, &["筛选", "year:x"]) && !has_line(&wrong, &["year:x", "0/10"]), "{wrong}");
    let kept = screen("& \"year:2020\" enter", 80, 24);
    assert!(has_line(&kept, &["单位与年度", "筛选 year:2020"]) && !kept.contains("南塘镇"), "{kept}");
    assert!(screen("& \"year:2020\" enter c-x", 80, 24).contains("南塘镇"));
    assert!(screen("& \"year:2020\" esc", 80, 24).contains("南塘镇"));
    let flags = screen("g f & \"sev:error\"", 80, 24);
    assert!(has_line(&flags, &["疑点 2/4"]) && !flags.contains("逾期"), "{flags}");
}

#[test]
fn searching_shows_hits_and_walks_them() {
    let mut inspector = inspector((80, 24));
    press(&mut inspector, "/ \"申请128件\"");
    let (_, caret) = inspector.screen(&Theme::default());
    assert_eq!(caret, Some((12, 2)), "the real cursor is at the caret");
    assert!(has_line(&shown(&inspector), &["10 处 / 10 份"]), "{}", shown(&inspector));
    press(&mut inspector, "down down enter");
    let text = shown(&inspector);
    assert!(has_line(&text, &[">", "申请128件"]), "{text}");
    let first = inspector.state.opened.as_ref().unwrap().index;
    press(&mut inspector, "n");
    assert_ne!(inspector.state.opened.as_ref().unwrap().index, first);
    assert!(has_line(&shown(&inspector), &["第 4/10 处"]));
    press(&mut inspector, "/");
    assert!(has_line(&shown(&inspector), &["范围:本年报"]) && has_line(&shown(&inspector), &["1 处 / 1 份"]));
    press(&mut inspector, "tab");
    assert!(has_line(&shown(&inspector), &["10 处 / 10 份"]));
    press(&mut inspector, "enter backspace");
    assert_eq!(inspector.screen(&Theme::default()).1, None, "back among the hits, nothing is typed");
    press(&mut inspector, "j j q");
    assert_eq!((inspector.state.view, inspector.state.finder.field.text()), (View::Report, "申请128件"));
}

#[test]
fn places_of_the_command_line_open() {
    let at = |goto: &str| {
        let inspector = Headless::open(corpus_of(&reports()), works(), (80, 24), View::Browse, Some(goto.into()));
        (shown(&inspector), inspector.state.goto_failed.clone())
    };
    assert!(at("caizheng2").0.starts_with(" 年报库 > 云河县财政局 > 2020年"));
    let (cell, _) = at("baisha21 t3.carried_in.total");
    assert!(has_line(&cell, &["表三·上年结转·总计 = 6"]), "{cell}");
    assert!(has_line(&at("fp-t3").0, &["表三·本年新收·总计 = 118"]));
    assert!(at("caizheng").1.is_some() && at("nothing").1.is_some());
    assert!(has_line(&at("nothing").0, &["库中未见", "nothing"]));
}

#[test]
fn keys_work_while_the_corpus_opens() {
    let mut state = State::new((80, 24), View::Browse, None);
    let draw = |state: &State| {
        let mut buffer = crate::tui::draw::canvas(state);
        crate::tui::draw::draw(state, &Theme::new(Named::Terminal, Depth::None), &mut buffer);
        dump::text(&buffer)
    };
    assert!(draw(&state).contains("正在打开年报库"));
    for key in ['j', '?', 'q', ')', 'n', ']', '&', '['] {
        press_key(&mut state, Key::Char(key));
        assert_lines_are_as_wide(&draw(&state), (80, 24), "opening");
    }
    press_key(&mut state, Key::Esc);
    press_key(&mut state, Key::Char('q'));
    assert!(state.ended);
}

#[test]
fn what_cannot_be_read_is_listed_with_its_reason() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("broken.jsonl");
    std::fs::write(&path, "{\"schema\":\n").unwrap();
    let corpus = crate::corpus::open(&[path, dir.path().join("nowhere")], &|_| ());
    let inspector = Headless::open(corpus, works(), (120, 24), View::Browse, None);
    let text = shown(&inspector);
    assert!(has_line(&text, &["无法读取 (2)"]) && has_line(&text, &["broken.jsonl:1"]), "{text}");
}

#[test]
fn text_that_would_act_on_a_terminal_is_shown_as_marks() {
    let mut hostile =
        report("evil\u{1b}[31m", Some("坏\u{1b}]0;x\u{7}\u{202e}镇人民政府"), ["\u{9b}省", "", ""], Some(2021));
    hostile.sections[0].blocks[0].text = "申请\u{1b}[2J12件\r\n\u{200b}".into();
    for keys in ["", "l", "j enter", "j enter z", "/ \"申请\"", "g f"] {
        let mut inspector =
            Headless::open(corpus_of(std::slice::from_ref(&hostile)), works(), (120, 36), View::Browse, None);
        press(&mut inspector, keys);
        let (buffer, _) = inspector.screen(&Theme::default());
        for cell in buffer.content() {
            assert!(!cell.symbol().chars().any(|c| c.is_control() || c == '\u{202e}'), "{keys}: {:?}", cell.symbol());
        }
        assert_lines_are_as_wide(&dump::text(&buffer), (120, 36), keys);
    }
}

/// A generator of numbers that is the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(sides).unwrap()).unwrap()
    }
}

/// What a hand on the keyboard might press.
const KEYS: &str = "g d g d w X H = = 1 7 c-x j k h l enter enter esc backspace tab backtab } { ) ( [ ] g g t 2 3 4 1 5 G c-d c-u pgdn pgup z a M R \
    o v v + B C K ? / & c-x n N f b s e E 申 请 件 : y down up left right home end delete c-w c-u space ！ c-l";

#[test]
fn no_keys_and_no_sizes_bring_it_down() {
    let keys = crate::tui::key::script(KEYS).unwrap();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut inspector = inspector((80, 24));
    for turn in 0..20_000 {
        if dice.roll(40) == 0 {
            let (width, height) = if dice.roll(4) == 0 { (30, 12) } else { (200, 60) };
            let size = (1 + dice.roll(width), 1 + dice.roll(height));
            inspector.resize((columns::screen(size.0), columns::screen(size.1)));
        } else {
            inspector.press(keys[dice.roll(keys.len())]);
        }
        inspector.state.ended = false;
        if turn % 10 == 0 {
            let size = inspector.state.size;
            assert_lines_are_as_wide(&shown(&inspector), size, "random keys");
        }
        assert!(inspector.state.holdings.corpus.live() < 16, "reports are dropped again");
    }
    inspector.resize((80, 24));
    press(&mut inspector, "esc esc esc esc g b");
    assert!(shown(&inspector).contains("年报库"));
}

#[test]
fn twenty_thousand_reports_are_held_as_headers() {
    let mut all = Vec::new();
    for number in 0..20_000_usize {
        let (agency, year) = (number / 4, 2019 + u16::try_from(number % 4).unwrap());
        let county = format!("第{}县", agency / 40);
        let name = format!("{county}第{}局", agency % 40);
        let mut small = report(&format!("r{number:05}"), Some(&name), ["云河省", "", &county], Some(year));
        small.tables = crate::model::tables::Tables::default();
        small.sections.truncate(1);
        all.push(small);
    }
    let mut inspector = Headless::open(corpus_of(&all), works(), (80, 24), View::Browse, None);
    assert_eq!(inspector.state.holdings.corpus.len(), 20_000);
    assert_eq!(inspector.state.holdings.corpus.live(), 0, "browsing decodes nothing");
    let mut most = 0;
    let walk = "j j l j j l l enter ] ] } q j j enter q 5 0 0 j G enter [ q / \"82条\" down down enter n n n q esc o j j j j k";
    for key in crate::tui::key::script(walk).unwrap() {
        inspector.press(key);
        most = most.max(inspector.state.holdings.corpus.live());
        assert_lines_are_as_wide(&shown(&inspector), (80, 24), "twenty thousand");
    }
    assert!(most > 0 && most <= 64, "{most} decoded reports at once");
}

#[test]
fn flags_are_found_by_what_stands_on_their_row() {
    let listed = |filter: &str| {
        let mut inspector = inspector((120, 30));
        press(&mut inspector, &format!("gf & \"{filter}\" enter"));
        let text = shown(&inspector);
        text.lines().next().unwrap_or_default().split("疑点组 ").nth(1).unwrap_or_default().to_owned()
    };
    let check = |filter: &str, size: &str| assert!(listed(filter).starts_with(size), "{filter}: {}", listed(filter));
    check("勾稽不平", "1/3");
    check("T3-BAL", "1/3");
    check("规则:勾稽不平", "1/3");
    check("规则:勾稽不平,逾期公布", "2/3");
    check("分项32+68", "1/3");
    check("财政局 逾期", "1/3");
    check("白沙镇 逾期", "0/3");
    check("bszrmzf", "2/3");
    check("!逾期", "2/3");
}

#[test]
fn a_hit_is_in_sight_in_a_pane_of_any_width() {
    for width in 40..100 {
        for height in [10, 12, 15, 24] {
            let text = screen("/ \"128件\" enter", width, height);
            let status = text.lines().filter(|line| line.starts_with('>') || line.contains("│>")).count();
            assert!(status > 0 && text.contains("128件"), "{width}x{height}: {text}");
        }
    }
}
