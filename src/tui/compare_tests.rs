//! Two reports beside each other: keys in, screens out.

use ratatui::style::Modifier;

use crate::model::cell::{Cell, How};
use crate::model::form::{APPLICANTS, CellId, Col, Row};
use crate::model::report::{Block, Report, Span};
use crate::model::tables::OldRow;
use crate::tui::action::View;
use crate::tui::colour::Depth;
use crate::tui::dump;
use crate::tui::fixture::{SIZES, assert_lines_are_as_wide, corpus_of, has_line, press, report, shown, works};
use crate::tui::headless::Headless;
use crate::tui::layout::Pane;
use crate::tui::line::{Ambiguous, Line};
use crate::tui::painter::in_ascii;
use crate::tui::strings::{self, Language};
use crate::tui::text::columns;
use crate::tui::theme::{Named, Theme};

const COUNTY: [&str; 3] = ["云河省", "青石市", "云河县"];

/// Keys to every screen of a comparison, from the report of 2022.
const SCREENS: &[(&str, &str)] = &[
    ("years", "g d"),
    ("all_rows", "g d H"),
    ("cell", "g d n n n n"),
    ("column", "g d 5 n h h h h h h"),
    ("text", "g d tab n n"),
    ("swapped", "g d X tab n"),
    ("forms", "[ g d g t 3"),
    ("agencies", "g d w \"水利\" enter"),
    ("old_table", "g d w \"caizheng 2016\" enter"),
    ("choosing", "g d w"),
];

fn put(report: &mut Report, row: Row, values: [i64; 7]) {
    for (col, value) in APPLICANTS.iter().zip(values) {
        report.tables.cells.insert(CellId::new(row, *col), Cell::read(value.into(), Span::new(9100, 9103)));
    }
}

fn say(report: &mut Report, section: usize, texts: &[&str]) {
    let block = |text: &&str| Block { text: (*text).to_owned(), ..Block::default() };
    report.sections[section].blocks = texts.iter().map(block).collect();
}

/// Five years of an agency, one of another.
fn reports() -> Vec<Report> {
    let of = |year: u16| report(&format!("caizheng{}", year % 100), Some("云河县财政局"), COUNTY, Some(year));
    let mut before = of(2021);
    put(&mut before, Row::NewReceived, [81, 22, 0, 0, 0, 0, 103]);
    put(&mut before, Row::CarriedIn, [7, 2, 0, 0, 0, 0, 9]);
    put(&mut before, Row::Granted, [40, 12, 0, 0, 0, 0, 52]);
    put(&mut before, Row::HandledTotal, [84, 24, 0, 0, 0, 0, 108]);
    put(&mut before, Row::CarriedOut, [4, 0, 0, 0, 0, 0, 4]);
    say(
        &mut before,
        0,
        &[
            "2021年,本局认真贯彻落实条例。举办培训3次。全年共收到政府信息公开申请103件,其中自然人申请81件。",
            "公开指南修订一次。",
        ],
    );
    say(&mut before, 4, &["公开的主动性有待加强。下一步将完善会商机制。"]);
    let mut after = of(2022);
    put(&mut after, Row::NewReceived, [96, 32, 0, 0, 0, 0, 128]);
    put(&mut after, Row::CarriedIn, [4, 2, 0, 0, 0, 0, 6]);
    put(&mut after, Row::Granted, [40, 12, 0, 0, 0, 0, 52]);
    put(&mut after, Row::HandledTotal, [99, 33, 0, 0, 0, 0, 132]);
    put(&mut after, Row::CarriedOut, [1, 1, 0, 0, 0, 0, 2]);
    let partial = CellId::new(Row::Partial, Col::Total);
    after.tables.cells.insert(partial, Cell::null(How::Blank));
    let granted = after.tables.cells.get_mut(&CellId::new(Row::Granted, Col::Commercial)).unwrap();
    (granted.value, granted.how) = (Some(13.into()), Some(How::Inferred));
    say(
        &mut after,
        0,
        &[
            "2022年,本局认真贯彻落实条例。举办培训3次。全年共收到政府信息公开申请128件,其中自然人申请96件。",
            "新开政务新媒体账号两个。",
        ],
    );
    say(&mut after, 4, &["公开的主动性有待加强。"]);
    let mut older = of(2020);
    put(&mut older, Row::Other, [2, 0, 0, 0, 0, 0, 2]);
    let mut old = of(2016);
    let row = |id: &str, path: &[&str], value: i64| OldRow {
        id: Some(id.to_owned()),
        path: path.iter().map(|label| (*label).to_owned()).collect(),
        cell: Cell { unit: Some("件".into()), ..Cell::read(value.into(), Span::new(9000, 9001)) },
        cumulative: None,
    };
    old.tables.old = vec![row("req_total", &["三、依申请公开情况", "(一)收到申请数"], 12)];
    let water = report("shuili22", Some("云河县水利局"), COUNTY, Some(2022));
    vec![before, after, older, old, water]
}

fn at_report(size: (u16, u16), place: &str) -> Headless {
    Headless::open(corpus_of(&reports()), works(), size, View::Browse, Some(place.to_owned()))
}

fn after(keys: &str, size: (u16, u16)) -> Headless {
    let mut inspector = at_report(size, "caizheng22");
    press(&mut inspector, keys);
    inspector
}

#[test]
fn the_screens() {
    for (name, keys) in SCREENS {
        for (width, height) in [(80, 24), (160, 45)] {
            insta::assert_snapshot!(format!("{name}_{width}"), shown(&after(keys, (width, height))));
        }
    }
    insta::assert_snapshot!("years_40", shown(&after("g d", (40, 10))));
}

#[test]
fn every_line_is_as_wide_as_the_screen() {
    for (name, keys) in SCREENS {
        for size in SIZES {
            assert_lines_are_as_wide(&shown(&after(keys, size)), size, name);
        }
    }
}

#[test]
fn every_line_is_as_wide_in_english_and_with_wide_marks() {
    for (name, keys) in SCREENS {
        for size in SIZES {
            strings::speak(Language::English);
            assert_lines_are_as_wide(&shown(&after(keys, size)), size, name);
            strings::speak(Language::Chinese);
            columns::measure_as(Ambiguous::Wide);
            let (mut buffer, _) = after(keys, size).screen(&Theme::new(Named::Terminal, Depth::None));
            in_ascii(&mut buffer);
            assert_lines_are_as_wide(&dump::text(&buffer), size, name);
            columns::measure_as(Ambiguous::Narrow);
        }
    }
}

#[test]
fn the_year_before_is_two_keys_away() {
    let text = shown(&after("g d", (80, 24)));
    assert!(text.starts_with(" 对比 > 云河县财政局 2021年 <-> 2022年"), "{text}");
    assert!(has_line(&text, &["2021结转下年度 4 -> 2022上年结转 6", "!="]), "{text}");
    assert!(has_line(&text, &["一 本年新收", "103", "128", "+25", "+24%"]), "{text}");
    assert!(has_line(&text, &["二 上年结转", "9", "6", "-3"]) && !has_line(&text, &["-3", "-33%"]), "a base below 10");
    // From the matrix and from the first year as well.
    let text = shown(&{
        let mut inspector = at_report((80, 24), "caizheng16");
        press(&mut inspector, "g d");
        inspector
    });
    assert!(text.starts_with(" 对比 > 云河县财政局 2016年 <-> 2020年"), "{text}");
}

#[test]
fn the_walk_takes_every_difference_once_and_stops() {
    let mut inspector = after("g d", (80, 24));
    let all: usize = {
        let text = shown(&inspector);
        let counted = text.split("差异 ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
        counted.parse().unwrap()
    };
    let mut seen = Vec::new();
    for n in 1..=all {
        press(&mut inspector, "n");
        let text = shown(&inspector);
        assert!(has_line(&text, &[&format!("差异 {n}/{all}")]), "{text}");
        seen.push(text);
    }
    assert_eq!(inspector.state.focus(), Pane::Wording, "the text comes last");
    press(&mut inspector, "n");
    assert!(has_line(&shown(&inspector), &["已是最后一处差异"]));
    for before in seen.iter().rev().skip(1) {
        press(&mut inspector, "N");
        let line = |text: &str| text.lines().rev().nth(1).unwrap().to_owned();
        assert_eq!(line(&shown(&inspector)), line(before));
    }
    press(&mut inspector, "{");
    assert!(has_line(&shown(&inspector), &["已是第一处差异"]));
}

#[test]
fn swapped_sides_give_mirrored_numbers() {
    let text = shown(&after("g d X", (80, 24)));
    assert!(text.starts_with(" 对比 > 云河县财政局 2022年 <-> 2021年"), "{text}");
    assert!(has_line(&text, &["一 本年新收", "128", "103", "-25", "-20%"]), "{text}");
    assert!(has_line(&text, &["2021结转下年度 4 -> 2022上年结转 6"]), "the years keep their order");
    let there = shown(&after("g d tab n n", (80, 24)));
    let twice = shown(&after("g d tab n n X X", (80, 24)));
    assert_eq!(there, twice);
}

#[test]
fn a_blank_and_an_inferred_number_are_told_apart_from_numbers() {
    let text = shown(&after("g d H", (80, 45)));
    assert!(has_line(&text, &["(二)部分公开", "0", "空", "!="]), "{text}");
    let column = shown(&after("g d H h h h h h", (80, 45)));
    assert!(has_line(&column, &["(一)予以公开", "12", "~13", "+1"]), "{column}");
    let forms = shown(&after("g d [ H g t 3 2 2 j", (80, 60)));
    assert!(has_line(&forms, &["(六)其他处理"]), "{forms}");
}

#[test]
fn equal_rows_are_shown_and_hidden_and_the_cursor_stays() {
    let mut inspector = after("g d n n", (80, 24));
    let before = shown(&inspector);
    assert!(!has_line(&before, &["规范性文件"]), "{before}");
    press(&mut inspector, "H");
    let address = |text: &str| text.lines().rev().nth(1).unwrap().to_owned();
    assert_eq!(address(&shown(&inspector)), address(&before));
    assert!(has_line(&shown(&inspector), &["规范性文件"]), "{}", shown(&inspector));
    press(&mut inspector, "H");
    assert_eq!(address(&shown(&inspector)), address(&before));
    assert!(!has_line(&shown(&inspector), &["规范性文件"]));
}

#[test]
fn enter_opens_the_report_there_and_back_returns_to_the_row() {
    let mut inspector = after("g d n n", (80, 24));
    let before = shown(&inspector);
    press(&mut inspector, "enter");
    let text = shown(&inspector);
    assert!(
        text.starts_with(" 年报库 > 云河县财政局 > 2022年") && has_line(&text, &["表三·上年结转·总计 = 6"]),
        "{text}"
    );
    press(&mut inspector, "backspace");
    assert_eq!(shown(&inspector), before);
    // A line of the left report opens the left report.
    press(&mut inspector, "tab n enter");
    let text = shown(&inspector);
    assert!(text.starts_with(" 年报库 > 云河县财政局 > 2021年") && has_line(&text, &[">", "2021年,本局"]), "{text}");
    press(&mut inspector, "backspace backspace");
    assert_eq!(inspector.state.view, View::Report);
}

#[test]
fn another_report_is_chosen_by_its_name_sound_and_year() {
    for typed in ["水利局 2022", "slj", "shuili 22"] {
        let text = shown(&after(&format!("g d w \"{typed}\" enter"), (160, 45)));
        assert!(text.contains("云河县财政局 2022年 <-> 云河县水利局 2022年"), "{typed}: {text}");
        assert!(has_line(&text, &["左2022", "右2022"]), "{text}");
    }
    let nothing = after("g d w \"没有这个单位\" enter", (80, 24));
    assert!(shown(&nothing).contains("没有这样的年报"));
    // An agency with one report has no year before: it is asked with what.
    let mut alone = at_report((80, 24), "shuili22");
    press(&mut alone, "g d");
    assert!(shown(&alone).contains("与 云河县水利局 2022年年报 对比"), "{}", shown(&alone));
    press(&mut alone, "esc");
    assert_eq!(alone.state.view, View::Report);
    press(&mut alone, "g d enter");
    assert_eq!(alone.state.view, View::Compare);
    press(&mut alone, "backspace");
    assert_eq!(alone.state.view, View::Report);
}

#[test]
fn the_right_side_goes_through_the_years() {
    let mut inspector = after("[ g d", (80, 24));
    assert!(shown(&inspector).contains("2020年 <-> 2021年"), "{}", shown(&inspector));
    press(&mut inspector, "]");
    assert!(shown(&inspector).contains("2020年 <-> 2022年"), "{}", shown(&inspector));
    press(&mut inspector, "]");
    assert!(has_line(&shown(&inspector), &["没有更晚的年报"]));
    press(&mut inspector, "[ [");
    assert!(shown(&inspector).contains("2020年 <-> 2016年"), "never with itself: {}", shown(&inspector));
}

#[test]
fn what_changed_is_told_without_colour_and_in_colour_without_brackets() {
    let mut inspector = after("g d tab", (80, 24));
    inspector.state.line.depth = Depth::None;
    press(&mut inspector, "n");
    assert!(has_line(&shown(&inspector), &["-", "[2021年],本局认真贯彻落实条例。"]), "{}", shown(&inspector));
    inspector.state.line.depth = Depth::Sixteen;
    press(&mut inspector, "n");
    let text = shown(&inspector);
    assert!(has_line(&text, &["+", "申请128件,其中自然人申请96件。"]), "{text}");
    let (buffer, _) = inspector.screen(&Theme::default());
    let area = inspector.state.layout().body(Pane::Wording).unwrap();
    let cells = area.positions().map(|position| &buffer[position]);
    let marked: String =
        cells.filter(|cell| cell.modifier.contains(Modifier::UNDERLINED)).map(|cell| cell.symbol().trim()).collect();
    assert!(marked.contains("103件") && marked.contains("128件") && !marked.contains("申请"), "{marked}");
}

#[test]
fn figures_and_sentences_are_copied() {
    use crate::tui::action::Piece;
    use crate::tui::copying::text;
    let inspector = after("g d n", (80, 24));
    assert_eq!(text(&inspector.state, Piece::Row).as_deref(), Some("一 本年新收 总计\t103\t128\t25"));
    let table = text(&inspector.state, Piece::Table).unwrap();
    assert!(table.starts_with("项目\t2021\t2022\t差\n") && table.lines().count() > 4, "{table}");
    let words = after("g d tab n", (80, 24));
    let quoted = text(&words.state, Piece::Smart).unwrap();
    assert_eq!(quoted, "[-] 2021年,本局认真贯彻落实条例。\n[+] 2022年,本局认真贯彻落实条例。");
}

/// Reports of which nothing can be read, or far too much.
#[test]
fn hostile_pairs_are_shown_too() {
    let empty = |id: &str, year| Report {
        id: id.into(),
        year,
        agency: report("x", Some("云河县财政局"), COUNTY, None).agency,
        ..Report::default()
    };
    let mut huge = report("huge", Some("云河县财政局"), COUNTY, Some(2022));
    say(&mut huge, 0, &[&"甲乙\u{1b}[2J丙,".repeat(20_000), &"工作已完成。".repeat(20_000)]);
    let all = [empty("bare19", Some(2019)), empty("bare20", Some(2020)), empty("bare", None), huge];
    for place in ["bare19", "bare20", "bare", "huge"] {
        for size in SIZES {
            let corpus = corpus_of(&all);
            let mut inspector = Headless::open(corpus, works(), size, View::Browse, Some(place.to_owned()));
            press(&mut inspector, "g d enter n n tab j G n N X H [ ] w enter h l enter backspace");
            assert_lines_are_as_wide(&shown(&inspector), size, place);
        }
    }
}

#[test]
fn lines_are_cheap_to_move_over() {
    use crate::tui::painter::Painter;
    let mut inspector = after("g d H", (160, 45));
    let mut painter = Painter::new(Theme::default(), &Line::default());
    painter.paint(&inspector.state, false);
    for _ in 0..12 {
        press(&mut inspector, "j");
        let bytes = painter.paint(&inspector.state, true).bytes.len();
        assert!(bytes <= 300, "{bytes}");
    }
}
