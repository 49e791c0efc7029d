//! What is found, in which order, and that it is what a plain search finds.

use std::cell::Cell;

use proptest::prelude::*;

use super::*;
use crate::model::report::{Block, Report, Section};
use crate::search::fold::folded;
use crate::search::reference;
use crate::search::scan::Sentences;

fn report(blocks: &[(SectionKey, &str)]) -> Report {
    let section = |(key, text): &(SectionKey, &str)| Section {
        key: Some(*key),
        blocks: vec![Block { text: (*text).to_owned(), ..Block::default() }],
        ..Section::default()
    };
    Report { sections: blocks.iter().map(section).collect(), ..Report::default() }
}

fn corpus(texts: &[&str]) -> Sentences {
    let mut sentences = Sentences::default();
    for (index, text) in texts.iter().enumerate() {
        sentences.add(index, &report(&[(SectionKey::Overview, text)]));
    }
    sentences
}

fn find(sentences: &Sentences, query: &str) -> Found {
    sentences.search(&Query::parse(query).unwrap(), 100, &|_| true, &|| false).unwrap()
}

/// The hits with what matched in «».
fn shown(found: &Found) -> Vec<String> {
    found.hits.iter().map(|hit| marked(&hit.text, &hit.matched)).collect()
}

fn marked(text: &str, matched: &[Range<usize>]) -> String {
    let mut out = String::new();
    let mut at = 0;
    for range in matched {
        out += text.get(at..range.start).unwrap();
        out = out + "«" + text.get(range.clone()).unwrap() + "»";
        at = range.end;
    }
    out + text.get(at..).unwrap()
}

#[test]
fn what_is_found_and_marked() {
    let sentences = corpus(&[
        "一是收到申请 128 件；二是全部办结。",
        "共收到一百二十八件申请，收取费用0元。",
        "“放管服”改革取得实效。",
        "未收费。",
    ]);
    let check = |query: &str, expected: &[&str]| assert_eq!(shown(&find(&sentences, query)), expected, "{query}");
    check("128件", &["一是收到申请 «128 件»；"]);
    check("num:128", &["一是收到申请 «128» 件；", "共收到«一百二十八»件申请，收取费用0元。"]);
    check("num:100..200 费用", &["共收到«一百二十八»件申请，收取«费用»0元。"]);
    check("放管服改革", &["“«放管服”改革»取得实效。"]);
    check("收费", &["未«收费»。", "共收到一百二十八件申请，«收»取«费»用0元。"]);
    check("'收费", &["未«收费»。"]);
    check("收到 !num:128", &[]);
    check("收到 !全部", &["一是«收到»申请 128 件；", "共«收到»一百二十八件申请，收取费用0元。"]);
    check("^一是", &["«一是»收到申请 128 件；"]);
    check("办结$", &["二是全部«办结»。"]);
    check("^收到", &[]);
    check("实效|全部 是|得", &["二«是»«全部»办结。", "“放管服”改革取«得»«实效»。"]);
    check("没有的词", &[]);
}

#[test]
fn exact_before_loose_tight_before_apart_then_in_order() {
    let sentences = corpus(&["公布后开展。", "公开。", "公众开放。", "公开与申请都有。", "申请公开。", "公开。"]);
    assert_eq!(
        shown(&find(&sentences, "公开")),
        ["«公开»。", "«公开»与申请都有。", "申请«公开»。", "«公开»。", "«公»众«开»放。", "«公»布后«开»展。"]
    );
    assert_eq!(shown(&find(&sentences, "公开 申请")), ["«申请»«公开»。", "«公开»与«申请»都有。"]);
    for query in ["公开|开请", "开请|公开"] {
        assert_eq!(shown(&find(&corpus(&["公未开，放放请"]), query)), ["«公»未«开»，放放请"]);
    }
    // The end of a longer alternative counts, wherever a shorter one inside it ends.
    let nested = corpus(&["公开申请办结", "公开，申请，办结"]);
    assert_eq!(shown(&find(&nested, "公开申请|开 办结"))[0], "«公开申请»«办结»");
    let scores: Vec<_> = find(&nested, "公开申请|开 办结").hits.iter().map(|hit| hit.score % 10_000_000_000).collect();
    assert_eq!((999_999 * 10_000 - scores[0], 999_999 * 10_000 - scores[1]), (0, 40_000));
    let scores: Vec<_> = find(&sentences, "公开").hits.iter().map(|hit| hit.score).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b) && scores[3] > scores[4] && scores[4] > scores[5]);
}

#[test]
fn hits_know_their_report_section_and_bytes() {
    let mut sentences = Sentences::default();
    let text = "第一句。  第二句收费。";
    sentences.add(7, &report(&[(SectionKey::Overview, "没有。"), (SectionKey::Problems, text)]));
    sentences.add(3, &report(&[(SectionKey::Other, "收费。")]));
    let found = find(&sentences, "收费");
    assert_eq!((found.total, found.reports), (2, 2));
    let [first, second] = found.hits.as_slice() else { panic!("two hits") };
    assert_eq!((first.report, first.section, first.block), (3, Some(SectionKey::Other), (0, 0)));
    assert_eq!((second.report, second.section, second.block), (7, Some(SectionKey::Problems), (1, 0)));
    assert_eq!(text.get(second.range.clone()), Some(second.text.as_str()));
    assert_eq!(find(&sentences, "收费 section:五").hits.len(), 1);
    assert_eq!(find(&sentences, "section:五").total, 2);
    assert_eq!(find(&sentences, "收费 !section:五,六").total, 0);
}

#[test]
fn only_admitted_reports_are_searched_and_all_hits_are_counted() {
    let texts: Vec<String> = (0..9000).map(|n| format!("第{n}号：收费。不收。")).collect();
    let sentences = corpus(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(sentences.len(), 18_000);
    let query = Query::parse("收费").unwrap();
    let found = sentences.search(&query, 3, &|report| report >= 5000, &|| false).unwrap();
    assert_eq!((found.total, found.reports), (4000, 4000));
    assert_eq!(found.hits.iter().map(|hit| hit.report).collect::<Vec<_>>(), [5000, 5001, 5002]);
    let counted = sentences.search(&query, 0, &|_| true, &|| false).unwrap();
    assert_eq!((counted.hits.len(), counted.total), (0, 9000));
}

#[test]
fn a_cancelled_search_answers_nothing_and_stops() {
    let texts = vec!["收费。".repeat(2000); 200];
    let sentences = corpus(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    let asked = Cell::new(0);
    let cancel = || {
        asked.set(asked.get() + 1);
        asked.get() > 2
    };
    let query = Query::parse("收费").unwrap();
    assert_eq!(sentences.search(&query, 10, &|_| true, &cancel), None);
    assert_eq!(asked.get(), 3);
}

#[test]
fn a_text_is_marked_sentence_by_sentence() {
    let check = |text: &str, query: &str, expected: Option<&str>| {
        let found = matches(text, &Query::parse(query).unwrap());
        assert_eq!(found.map(|ranges| marked(text, &ranges)).as_deref(), expected, "{query}");
    };
    let text = "收到申请12件。全部办结，未收费。收费0元。";
    check(text, "'收费", Some("收到申请12件。全部办结，未«收费»。«收费»0元。"));
    check(text, "收费 办结", Some("收到申请12件。全部«办结»，未«收费»。收费0元。"));
    check(text, "申请 收费", None);
    check(text, "!收", None);
    check("", "", None);
}

#[test]
fn hostile_sentences_take_no_more_than_their_length() {
    let long = "公".repeat(200_000) + "x" + &"开".repeat(200_000);
    let sentences = corpus(&[&long, &"公开 ".repeat(100_000)]);
    for query in ["公开", "公x开", "公公公开开开", "公 开 x", "^公 开$", "'公 '开"] {
        assert!(find(&sentences, query).total > 0, "{query}");
    }
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof!["[公开申ａ1２，,。“ 十件]{0,14}", "[公开申]{3,6}"]
}

pub(super) fn any_corpus() -> impl Strategy<Value = Vec<Report>> {
    let key = proptest::sample::select(SectionKey::ALL);
    let section = (proptest::option::of(key), proptest::collection::vec(any_text(), 0..4)).prop_map(|(key, texts)| {
        let blocks = texts.into_iter().map(|text| Block { text, ..Block::default() }).collect();
        Section { key, blocks, ..Section::default() }
    });
    let report = proptest::collection::vec(section, 0..3).prop_map(|sections| Report { sections, ..Report::default() });
    proptest::collection::vec(report, 0..6)
}

pub(super) fn any_query() -> impl Strategy<Value = String> {
    let word = "[公开申A1２,件]{1,3}";
    let term = prop_oneof![
        4 => word,
        1 => proptest::sample::select(vec!["gk", "gongkai", "gkai", "kais", "kaishen", "ga", "sg", "yibai"]).prop_map(str::to_owned),
        1 => "[公开申]{4,5}",
        1 => word.prop_map(|w: String| format!("'{w}")),
        1 => word.prop_map(|w: String| format!("^{w}")),
        1 => word.prop_map(|w: String| format!("{w}$")),
        1 => "\"[公开 申1件]{1,3}\"",
    ];
    let words = (proptest::bool::weighted(0.2), proptest::collection::vec(term, 1..3))
        .prop_map(|(negated, terms)| format!("{}{}", if negated { "!" } else { "" }, terms.join("|")));
    let number = (0..130_u32).prop_map(|n| format!("num:{n}"));
    let clause = prop_oneof![
        6 => words,
        1 => number,
        1 => proptest::sample::select(vec!["section:一,五", "!section:三", "num:>=10", "!num:1"]).prop_map(str::to_owned),
    ];
    proptest::collection::vec(clause, 0..4).prop_map(|clauses| clauses.join(" "))
}

/// What the reference knows of a hit, and the fast search should know alike.
fn as_plain(hit: &Hit, tier: usize, slack: usize) -> reference::Plain {
    reference::Plain { report: hit.report, block: hit.block, range: hit.range.clone(), tier, slack }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn the_scan_equals_the_plain_search(reports in any_corpus(), text in any_query(), limit in 0..12_usize) {
        let query = Query::parse(&text).unwrap();
        let mut sentences = Sentences::default();
        for (index, report) in reports.iter().enumerate().rev() {
            let mut other = Sentences::default();
            other.add(index, report);
            if index % 2 == 0 { sentences.append(other) } else { sentences.add(index, report) }
        }
        let plain = reference::search(&reports, &query);
        let all = sentences.search(&query, usize::MAX, &|_| true, &|| false).unwrap();
        prop_assert_eq!(all.total, plain.len());
        let mut with_hits: Vec<_> = plain.iter().map(|hit| hit.report).collect();
        with_hits.dedup();
        with_hits.sort_unstable();
        with_hits.dedup();
        prop_assert_eq!(all.reports, with_hits.len());
        // Of one grade the finer score decides first, so the sets of each grade are compared.
        let mut at = 0;
        for same in plain.chunk_by(|a, b| (a.tier, a.slack) == (b.tier, b.slack)) {
            let hits = &all.hits[at..at + same.len()];
            let mut found: Vec<_> = hits.iter().map(|hit| as_plain(hit, same[0].tier, same[0].slack)).collect();
            found.sort_by_key(|hit| (hit.report, hit.block, hit.range.start));
            prop_assert_eq!(&found, same);
            prop_assert!(hits.is_sorted_by_key(|hit| (std::cmp::Reverse(hit.score), hit.report, hit.block, hit.range.start)));
            at += same.len();
        }
        let few = sentences.search(&query, limit, &|_| true, &|| false).unwrap();
        prop_assert_eq!(&few.hits[..], &all.hits[..limit.min(all.total)]);
        prop_assert_eq!((few.total, few.reports), (all.total, all.reports));
    }

    #[test]
    fn marks_lie_in_the_text_and_say_what_was_asked(reports in any_corpus(), word in "[公开申请a1２3，件一十]{1,3}") {
        let sentences = {
            let mut sentences = Sentences::default();
            reports.iter().enumerate().for_each(|(index, report)| sentences.add(index, report));
            sentences
        };
        let term = folded(&word);
        for (query, exact) in [(word.clone(), false), (format!("'{word}"), true)] {
            for hit in find(&sentences, &query).hits {
                let marks: Vec<_> = hit.matched.iter().map(|range| folded(hit.text.get(range.clone()).unwrap())).collect();
                prop_assert!(hit.matched.is_sorted_by(|a, b| a.end <= b.start));
                prop_assert!(!marks.is_empty());
                let all_exact = marks.iter().all(|mark| *mark == term);
                prop_assert!(all_exact || (!exact && marks.concat() == term), "{:?} {:?}", query, marks);
                prop_assert_eq!(matches(&hit.text, &Query::parse(&query).unwrap()), Some(hit.matched));
            }
        }
    }
}
