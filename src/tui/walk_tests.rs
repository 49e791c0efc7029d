//! What a reader does on the screens, key by key: from flags to cells, through years, lists and hits.

use crate::tui::action::View;
use crate::tui::colour::Depth;
use crate::tui::dump;
use crate::tui::fixture::{
    assert_lines_are_as_wide, corpus_of, has_line, inspector, press, reports, screen, shown, works,
};
use crate::tui::headless::Headless;
use crate::tui::key::Key;
use crate::tui::layout::Pane;
use crate::tui::state::State;
use crate::tui::theme::{Named, Theme};
use crate::tui::update::press as press_key;

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
    assert!(has_line(&shown(&inspector), &["10 处  10/10 份 = 100.0%"]), "{}", shown(&inspector));
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
    assert!(has_line(&shown(&inspector), &["10 处  10/10 份 = 100.0%"]));
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
    assert!(has_line(&at("fpt3").0, &["表三·本年新收·总计 = 118"]));
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
