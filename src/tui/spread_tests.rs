//! Where hits are: that the table says what narrowing finds, and that every step can be taken back.

use crate::tui::action::View;
use crate::tui::fixture::{corpus_of, has_line, inspector, press, report, reports, shown, works};
use crate::tui::headless::Headless;
use crate::tui::keymap::Mode;
use crate::tui::layout::Pane;

/// What the status line says the cell under the cursor holds.
fn hits(inspector: &Headless) -> usize {
    let screen = shown(inspector);
    let status = screen.lines().rev().nth(1).unwrap_or_default();
    let before = status.split(" 处").next().unwrap_or_default();
    before.rsplit(' ').next().and_then(|hits| hits.parse().ok()).unwrap_or_else(|| panic!("{screen}"))
}

/// What the header says was found.
fn found(inspector: &Headless) -> usize {
    let screen = shown(inspector);
    let head = screen.lines().next().unwrap_or_default();
    head.split(" 处")
        .next()
        .and_then(|head| head.rsplit(' ').next()?.parse().ok())
        .unwrap_or_else(|| panic!("{screen}"))
}

fn query(inspector: &Headless) -> String {
    inspector.state.finder.field.text().to_owned()
}

/// Goes through every cell of the table and narrows the search to it, and on from there.
fn every_cell(inspector: &mut Headless, depth: usize) -> usize {
    let mut cells = 0;
    let all = found(inspector);
    let (rows, columns) = (40, 12);
    for row in 0..rows {
        press(inspector, "gg left left left left left left left left left left left left");
        press(inspector, &"j ".repeat(row));
        let mut of_row = Vec::new();
        for _ in 0..columns {
            let told = hits(inspector);
            let (before, table) = (query(inspector), shown(inspector));
            if told > 0 && !table.contains("Enter 看命中") && !table.contains("Enter 展开") {
                press(inspector, "enter");
                assert_eq!(found(inspector), told, "{}", shown(inspector));
                assert!(query(inspector).starts_with(&before) && query(inspector) != before);
                cells += 1 + if depth > 0 { every_cell(inspector, depth - 1) } else { 0 };
                press(inspector, "backspace");
                assert_eq!((query(inspector), shown(inspector)), (before, table));
            }
            of_row.push(told);
            let here = shown(inspector);
            press(inspector, "l");
            if shown(inspector) == here {
                break;
            }
        }
        let sum = of_row.pop().unwrap_or(0);
        assert_eq!(of_row.iter().sum::<usize>(), sum, "{}", shown(inspector));
        assert!(row > 0 || sum == all, "{}", shown(inspector));
        let here = shown(inspector);
        press(inspector, "j");
        if shown(inspector) == here {
            break;
        }
    }
    cells
}

#[test]
fn every_cell_finds_what_it_says_and_is_taken_back() {
    let mut inspector = inspector((160, 45));
    press(&mut inspector, "/ \"政府信息\" c-g");
    assert_eq!(inspector.state.mode(), Mode::Spread);
    let cells = every_cell(&mut inspector, 1);
    assert!(cells > 30, "{cells}");
    assert_eq!(query(&inspector), "政府信息");
}

/// A corpus of two provinces: counties of one name in both, departments beside counties, and one that
/// begins like another.
fn provinces() -> Headless {
    let mut all = Vec::new();
    for (n, place) in [
        ["云河省", "青石市", "沙县"],
        ["云河省", "长沙市", "长沙县"],
        ["山阳省", "沙市", "沙县"],
        ["山阳省", "沙市", ""],
        ["山阳省", "", ""],
    ]
    .into_iter()
    .enumerate()
    {
        for (m, name) in ["财政局", "财政局白沙分局", "人民政府", "人民政府办公室"].into_iter().enumerate()
        {
            for year in 2019..2019 + 1 + u16::try_from((n + m) % 3).unwrap() {
                let narrowest = place.iter().rev().find(|name| !name.is_empty()).unwrap();
                let name = format!("{narrowest}{name}");
                all.push(report(&format!("r{n}x{m}x{year}"), Some(&name), place, Some(year)));
            }
        }
    }
    all.extend(reports());
    Headless::open(corpus_of(&all), works(), (160, 45), View::Browse, None)
}

#[test]
fn regions_of_one_name_are_told_apart() {
    let mut inspector = provinces();
    press(&mut inspector, "/ \"政府信息\" c-g");
    let text = shown(&inspector);
    assert!(has_line(&text, &["云河省"]) && has_line(&text, &["山阳省"]) && has_line(&text, &["地区不明"]), "{text}");
    press(&mut inspector, "j l enter");
    assert_eq!(query(&inspector), "政府信息 地:云河省");
    press(&mut inspector, ", j , j k");
    assert!(has_line(&shown(&inspector), &["命中分布", "云河省"]), "{}", shown(&inspector));
    press(&mut inspector, "backspace backspace");
    assert_eq!(inspector.state.mode(), Mode::Search, "back where it came from");
}

#[test]
fn every_cell_is_one_agency_where_names_begin_alike() {
    let mut inspector = provinces();
    press(&mut inspector, "/ \"82条 地:山阳省\" c-g");
    let cells = every_cell(&mut inspector, 0);
    assert!(cells > 15, "{cells}");
    press(&mut inspector, "tab tab c-u \"82条 地:云河省 地:青石市 地:沙县\" c-g");
    let cells = every_cell(&mut inspector, 0);
    assert!(cells > 10, "{cells}");
}

#[test]
fn narrowing_ends_at_the_hits_and_the_table_goes_away_step_by_step() {
    let mut inspector = inspector((120, 36));
    press(&mut inspector, "/ \"政府信息\" enter q M j enter");
    assert_eq!(inspector.state.focus(), Pane::Spread);
    let narrowed = query(&inspector);
    assert_ne!(narrowed, "政府信息");
    press(&mut inspector, "enter");
    assert_eq!((inspector.state.mode(), query(&inspector)), (Mode::Hits, narrowed.clone()));
    assert!(has_line(&shown(&inspector), &["命中分布"]), "the table stays beside the hits");
    press(&mut inspector, "M");
    assert_eq!(inspector.state.mode(), Mode::Spread);
    press(&mut inspector, "tab tab");
    assert_eq!(inspector.state.mode(), Mode::Search);
    // Whoever edits the text goes on from there: nothing is taken back.
    press(&mut inspector, "end space c-g esc");
    assert!(inspector.state.finder.spread.is_none() && query(&inspector).starts_with(&narrowed));
    press(&mut inspector, "esc");
    assert_ne!(inspector.state.view, View::Search);
}

#[test]
fn sorts_of_agencies_unfold_in_their_place() {
    let mut all = reports();
    for n in 0..14 {
        let name = format!("红岩市第{n:02}局");
        all.push(report(&format!("dept{n}"), Some(&name), ["云河省", "红岩市", ""], Some(2021)));
    }
    let mut inspector = Headless::open(corpus_of(&all), works(), (160, 45), View::Browse, None);
    press(&mut inspector, "/ \"政府信息\" c-g");
    let rows = |inspector: &Headless| shown(inspector).lines().filter(|line| line.contains("局")).count();
    let before = rows(&inspector);
    press(&mut inspector, "G");
    let at = shown(&inspector);
    assert!(has_line(&at, &["地区不明"]), "{at}");
    press(&mut inspector, "enter");
    assert!(has_line(&shown(&inspector), &["▾", "地区不明"]), "{}", shown(&inspector));
    press(&mut inspector, "enter");
    assert_eq!(rows(&inspector), before);
}

#[test]
fn words_that_are_open_at_their_end_are_narrowed_from_their_front() {
    let check = |text: &str, expected: &str| {
        let fields = ["地:云河省".to_owned(), "年:2021".to_owned()];
        assert_eq!(crate::tui::panes::spread::with_fields(text, &fields).as_deref(), Some(expected), "{text}");
    };
    check("政府", "政府 地:云河省 年:2021");
    check("\"政府 信息", "地:云河省 年:2021 \"政府 信息");
    check("政府|", "地:云河省 年:2021 政府|");
    check("!收费 ", "!收费 地:云河省 年:2021");
    let long = "政".repeat(395);
    assert_eq!(crate::tui::panes::spread::with_fields(&long, &["地:云河省".to_owned()]), None);
}

#[test]
fn nothing_found_has_a_table_too() {
    for keys in ["/ \"没有的词句\" c-g", "/ c-g", "/ \"政府\" c-g tab tab c-u", "/ \"年:20x\" c-g enter"] {
        for size in [(40, 10), (80, 24), (160, 45)] {
            let mut inspector = inspector(size);
            press(&mut inspector, keys);
            press(&mut inspector, "j l enter G k enter , tab M M esc");
            assert!(!inspector.state.ended, "{keys}");
        }
    }
}
