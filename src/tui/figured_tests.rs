//! Tables of figures by keys: what is asked, what is shown, and the way back.

use std::sync::{Arc, Mutex};

use crate::figures::{Chart, Choices, Column, Count, Dot, Field, Holds, Leads, Mark, Note, Row, Sheet, Term};
use crate::tui::action::View;
use crate::tui::asking::{Answerer, Asking, Figurer, Shown, Told};
use crate::tui::effect::Answer;
use crate::tui::fixture::{
    SIZES, assert_lines_are_as_wide, corpus_of, has_line, press, reports, shown as text_of, works,
};
use crate::tui::headless::Headless;
use crate::tui::receive::receive;

/// Answers with what was asked, and remembers it.
#[derive(Debug, Default)]
struct Echo(Mutex<Vec<String>>);

impl Figurer for Arc<Echo> {
    fn answer(&self, asking: &Asking, shown: &Shown) -> Result<Told, String> {
        let line = format!("{} {}", asking.command, asking.line());
        self.0.lock().unwrap().push(line.clone());
        if line.contains("wrong") {
            return Err("no such cell\nbut others".to_owned());
        }
        let column = |id: &'static str, zh, holds| Column::new(Term::new(id, zh), holds);
        let columns = vec![
            column("name", "单位", Holds::Text),
            column("new_received", "本年新收", Holds::Number).sorted_by("new_received".to_owned()),
            column("grant_rate", "公开率", Holds::Share),
            column("trend", "走势", Holds::Line),
        ];
        let row = |nth: usize| {
            let line = Field::Line(vec![Some(1), None, Some(5)]);
            let fields = vec![Field::text(format!("云河县{nth}")), Field::whole(nth), Field::share(nth, 40), line];
            let leads = match nth {
                0 => Leads::Report(0),
                1 => Leads::Ask(vec!["table".to_owned(), "新收".to_owned(), "--by".to_owned(), "city".to_owned()]),
                2 => Leads::Filter("region:云南".to_owned()),
                3 => Leads::Two(0, 1),
                _ => Leads::Nowhere,
            };
            Row { fields, leads, is_head: false }
        };
        let dot = |year: u16, own| Dot { year, own, range: Some([1, 2_000_000, 5_000_000]), is_break: year == 2021 };
        let chart = (asking.command == "trend").then(|| Chart {
            dots: vec![
                dot(2019, Mark::Value(3_000_000)),
                dot(2020, Mark::NoReport),
                dot(2021, Mark::NoNumber),
                dot(2022, Mark::Value(0)),
            ],
            is_share: false,
            has_own: true,
        });
        let sheet = Sheet {
            n: Some(Count { term: Term::new("reports", "年报"), n: shown.corpus.len() }),
            left_out: vec![Count { term: Term::new("flagged", "有所列规则疑点"), n: 3 }],
            notes: vec![Note::new("固定样本", "fixed panel")],
            columns,
            rows: (0..30).map(row).collect(),
            choices: Choices { by: vec!["agency", "city"], taken: Some("agency"), ..Choices::default() },
            chart,
            ..Sheet::default()
        };
        Ok(Told { sheet, command: format!("jianbao {line}"), citation: "jianbao 0".to_owned() })
    }
}

fn inspector(size: (u16, u16)) -> (Headless, Arc<Echo>) {
    let echo = Arc::new(Echo::default());
    let works = works().with_answerer(Some(Answerer::of(echo.clone())));
    (Headless::open(corpus_of(&reports()), works, size, View::Browse, None), echo)
}

fn asked(echo: &Echo) -> String {
    echo.0.lock().unwrap().last().cloned().unwrap_or_default()
}

#[test]
fn keys_change_the_question() {
    let (mut inspector, echo) = inspector((120, 36));
    press(&mut inspector, "gi");
    assert!(asked(&echo).starts_with("table "), "{}", asked(&echo));
    press(&mut inspector, "= c-u \"新收\" enter");
    let check = |inspector: &mut Headless, keys: &str, expected: &str| {
        press(inspector, keys);
        assert_eq!(asked(&echo), expected, "{keys}");
    };
    check(&mut inspector, "B", "table 新收 --by city");
    check(&mut inspector, "B", "table 新收 --by city");
    check(&mut inspector, "l ,", "table 新收 --by city --sort new_received");
    check(&mut inspector, "M c-u \"公开率\" enter", "table 公开率 --by city --sort 公开率");
    check(&mut inspector, "p # ~", "table 公开率 --by city --sort 公开率 --panel --min 10 --inferred include");
    check(&mut inspector, "p # ~ & \"region:云南\" enter", "table 公开率 --by city --sort 公开率 --where region:云南");
    let filtered = text_of(&inspector);
    assert!(has_line(&filtered, &["region:云南"]), "{filtered}");
    press(&mut inspector, "c-x");
    // What is typed and cancelled asks nothing.
    let before = asked(&echo);
    press(&mut inspector, "= \"x\" esc");
    assert_eq!(asked(&echo), before);
    press(&mut inspector, "= space \"'open\" enter");
    assert!(has_line(&text_of(&inspector), &["引号不成对"]), "{}", text_of(&inspector));
}

#[test]
fn every_topic_is_asked_from_every_other() {
    let (mut inspector, echo) = inspector((120, 36));
    for (keys, command) in
        [("gu", "similar"), ("gi", "table"), ("gc", "coverage"), ("gu", "similar"), ("gc", "coverage")]
    {
        press(&mut inspector, keys);
        assert!(asked(&echo).starts_with(command), "{keys}: {}", asked(&echo));
    }
}

#[test]
fn years_go_round_with_all_of_them_behind_the_last() {
    let (mut inspector, echo) = inspector((120, 36));
    let years: Vec<u16> = inspector.state.holdings.tree.years.iter().flatten().copied().collect();
    let (first, last) = (years[0], years[years.len() - 1]);
    press(&mut inspector, "gi = c-u \"新收\" enter ]");
    assert_eq!(asked(&echo), format!("table 新收 --years {first}"));
    press(&mut inspector, "[");
    assert_eq!(asked(&echo), "table 新收", "all of them stand before the first, too");
    press(&mut inspector, "[");
    assert_eq!(asked(&echo), format!("table 新收 --years {last}"));
    press(&mut inspector, "T");
    assert_eq!(asked(&echo), "table 新收 --pivot");
}

#[test]
fn rows_lead_on_and_there_is_a_way_back() {
    let (mut inspector, echo) = inspector((120, 36));
    press(&mut inspector, "gi enter");
    assert_eq!(inspector.state.view, View::Report);
    press(&mut inspector, "backspace");
    assert_eq!(inspector.state.view, View::Figures);
    press(&mut inspector, "j enter");
    assert_eq!(asked(&echo), "table 新收 --by city");
    press(&mut inspector, "esc");
    assert_eq!(inspector.state.figured.page().unwrap().row, 1, "back to the row it was asked from");
    press(&mut inspector, "j j enter");
    assert_eq!(inspector.state.view, View::Compare);
    press(&mut inspector, "backspace k enter");
    assert_eq!((inspector.state.view, inspector.state.matrix.sieve.text()), (View::Browse, "region:云南"));
    press(&mut inspector, "gi 4 j enter");
    assert!(has_line(&text_of(&inspector), &["此行没有可打开的"]), "{}", text_of(&inspector));
    press(&mut inspector, "q");
    assert_eq!(inspector.state.view, View::Browse);
}

#[test]
fn an_answer_that_comes_late_is_dropped_and_a_wrong_question_can_be_put_right() {
    let (mut inspector, _) = inspector((120, 36));
    press(&mut inspector, "gi = c-u \"wrong\" enter");
    let text = text_of(&inspector);
    assert!(has_line(&text, &["no such cell"]) && has_line(&text, &["but others"]), "{text}");
    receive(&mut inspector.state, Answer::Figured(1, Err("late".to_owned())));
    assert!(has_line(&text_of(&inspector), &["no such cell"]));
    press(&mut inspector, "= c-u \"新收\" enter");
    assert!(has_line(&text_of(&inspector), &["云河县0"]));
}

#[test]
fn the_command_and_what_is_cited_are_copied() {
    let (mut inspector, _) = inspector((120, 36));
    press(&mut inspector, "gi = c-u \"新收 --by city\" enter j l y k");
    assert!(has_line(&text_of(&inspector), &["命令", "jianbao table 新收 --by city"]), "{}", text_of(&inspector));
    press(&mut inspector, "y y");
    assert!(has_line(&text_of(&inspector), &["光标所在:1"]), "{}", text_of(&inspector));
    press(&mut inspector, "y q");
    assert!(has_line(&text_of(&inspector), &["引文", "单位 云河县1,本年新收 1"]), "{}", text_of(&inspector));
}

#[test]
fn tables_and_courses_fit_every_size() {
    for size in SIZES {
        for keys in ["gi", "gi l l l G", "gi t", "gi t + l", "F", "gi M", "gi ="] {
            let (mut inspector, _) = inspector(size);
            press(&mut inspector, keys);
            assert_lines_are_as_wide(&text_of(&inspector), size, keys);
        }
    }
}

#[test]
fn a_course_shows_gaps_and_breaks() {
    let (mut inspector, _) = inspector((80, 24));
    press(&mut inspector, "gi t");
    insta::assert_snapshot!("course_80", text_of(&inspector));
    let text = text_of(&inspector);
    assert!(has_line(&text, &["x", "-"]) && has_line(&text, &["2019", "2020", "2021", "2022"]), "{text}");
}
