//! Properties of whole pages: read whole in every style, no wrong number after damage, every place true.

use std::ops::Range;

use proptest::prelude::*;

use crate::model::form::Form;
use crate::model::report::{Report, Span};
use crate::parse::blocks::html::references::{self, Place};
use crate::parse::blocks::html::samples::{STYLES, Sample, Style, sample};
use crate::parse::blocks::inline::is_invisible;
use crate::parse::{Input, Parsed, parse};

fn read(html: &str) -> Parsed {
    parse(Input { path: "2022/a.html", bytes: html.as_bytes() })
}

/// Every number read is the one printed in that cell.
fn wrong_cells(parsed: &Parsed, sample: &Sample) -> Vec<String> {
    let cells = parsed.report.tables.cells.iter().filter_map(|(id, cell)| Some((*id, cell.value?)));
    let wrong = cells.filter(|(id, value)| sample.cells.get(id).copied() != value.integer());
    wrong.map(|(id, value)| format!("{id} read as {value}, printed {:?}", sample.cells.get(&id))).collect()
}

/// What a part of a page shows: tags taken out, references read, white space and what is invisible left out.
fn visible(html: &str) -> String {
    let mut shown = String::new();
    let mut rest = html;
    while let Some(c) = rest.chars().next() {
        let tag = if c == '<' { rest.find('>').map(|end| end + 1) } else { None };
        let reference = if c == '&' { references::read(rest, Place::Text) } else { None };
        let (c, len) = match (tag, reference) {
            (Some(len), _) => (' ', len),
            (None, Some(found)) => found,
            _ => (c, c.len_utf8()),
        };
        shown.push(c);
        rest = rest.get(len..).unwrap();
    }
    shown.chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect()
}

/// What must hold of any page.
fn check(parsed: &Parsed) {
    let Parsed { report, text } = parsed;
    let json = report.to_json().unwrap();
    assert_eq!(&Report::from_json(&json).unwrap(), report);
    // A place that is added to the report and not led back would be found here.
    let document: serde_json::Value = serde_json::from_str(&json).unwrap();
    check_places(&document, text);
    for (id, cell) in &report.tables.cells {
        if let Some(value) = cell.value {
            let shown: String = visible(cell.at.unwrap().of(text).unwrap()).replace(',', "");
            let shown: String = shown.chars().map(crate::parse::fold::fold).collect();
            assert!(shown.contains(value.to_string().trim_start_matches('-')), "{id}: {value} is not in {shown:?}");
        }
    }
    for (_, block) in report.blocks() {
        for (offset, c) in block.text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            let place = block.place(offset..offset + c.len_utf8()).unwrap();
            assert_eq!(visible(place.of(text).unwrap()), c.to_string(), "{place:?}");
        }
    }
}

/// Every `at` in a report is a place of the source.
fn check_places(value: &serde_json::Value, text: &str) {
    match value {
        serde_json::Value::Array(items) => items.iter().for_each(|item| check_places(item, text)),
        serde_json::Value::Object(fields) => {
            for (name, field) in fields {
                let at: Option<Span> = (name == "at").then(|| serde_json::from_value(field.clone()).ok()).flatten();
                assert!(at.is_none_or(|at| at.of(text).is_some()), "{at:?} is no place of {text}");
                check_places(field, text);
            }
        }
        _ => {}
    }
}

#[test]
fn every_style_is_read_whole() {
    for form in [Form::F2019, Form::F2021] {
        for style in STYLES {
            let sample = sample(form, style);
            let parsed = read(&sample.html);
            check(&parsed);
            assert_eq!(wrong_cells(&parsed, &sample), Vec::<String>::new(), "{form} {style:?}");
            let report = &parsed.report;
            let read = report.tables.cells.values().filter(|cell| cell.value.is_some()).count();
            assert_eq!(read, sample.cells.len(), "{form} {style:?}: {:?}", report.notes);
            assert_eq!(report.form, Some(form), "{style:?}");
            assert_eq!(report.sections.iter().filter(|section| section.number.is_some()).count(), 6, "{style:?}");
            assert_eq!(
                report.title.as_deref(),
                Some("云河县青石镇人民政府2022年政府信息公开工作年度报告"),
                "{style:?}"
            );
        }
    }
}

/// The tags of a page, as ranges of bytes.
fn tags(html: &str) -> Vec<Range<usize>> {
    html.match_indices('<').map(|(at, _)| at..at + html.get(at..).unwrap().find('>').map_or(1, |end| end + 1)).collect()
}

#[derive(Debug, Clone, Copy)]
enum Damage {
    Drop,
    Double,
    Swap,
    Insert(&'static str),
    CutAfter,
    CutBefore,
}

const DAMAGES: [Damage; 14] = [
    Damage::Drop,
    Damage::Double,
    Damage::Swap,
    Damage::Insert("</table>"),
    Damage::Insert("<table>"),
    Damage::Insert("<tr>"),
    Damage::Insert("<td>"),
    Damage::Insert("</div></div>"),
    Damage::Insert("<p>- 3 -</p>"),
    Damage::Insert("<br>"),
    Damage::Insert("<!-- "),
    Damage::Insert("<span style=\"display:none\">"),
    Damage::CutAfter,
    Damage::CutBefore,
];

/// A page with one of its tags damaged; `None` where every browser would show other numbers.
fn damaged(html: &str, damage: Damage, tags: &[Range<usize>], n: usize) -> Option<String> {
    let tag = tags[n].clone();
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let last_before = |tag: &Range<usize>| html.get(..tag.start)?.chars().next_back();
    let next_after = |tag: &Range<usize>| html.get(tag.end..)?.chars().next();
    let last = tags.iter().take(n + 1).rev().map(last_before).find(|c| *c != Some('>'));
    let next = tags.iter().skip(n).map(next_after).find(|c| *c != Some('<'));
    let in_number = digit(last.flatten()) && digit(next.flatten());
    if in_number && matches!(damage, Damage::Insert(_) | Damage::Swap) {
        return None;
    }
    let (before, rest) = html.split_at(tag.start);
    let (own, after) = rest.split_at(tag.len());
    Some(match damage {
        Damage::Drop => format!("{before}{after}"),
        Damage::Double => format!("{before}{own}{own}{after}"),
        Damage::Swap => match tags.get(n + 1) {
            Some(next) if html.get(tag.end..next.start)?.chars().all(|c| !c.is_ascii_digit()) => {
                let (between, rest) = after.split_at(next.start - tag.end);
                let (next, rest) = rest.split_at(next.len());
                format!("{before}{next}{own}{between}{rest}")
            }
            _ => return None,
        },
        Damage::Insert(new) => format!("{before}{new}{rest}"),
        Damage::CutAfter => format!("{before}{own}"),
        Damage::CutBefore => after.to_owned(),
    })
}

#[test]
fn one_damage_never_makes_a_wrong_number() {
    let mut found = Vec::new();
    let step = if std::env::var_os("EVERY").is_some() { 1 } else { 151 };
    for (s, style) in STYLES.into_iter().enumerate() {
        let sample = sample(if s % 2 == 0 { Form::F2021 } else { Form::F2019 }, style);
        let tags = tags(&sample.html);
        for (m, damage) in DAMAGES.into_iter().enumerate() {
            for n in ((s * 7 + m * 11) % step..tags.len()).step_by(step) {
                let Some(html) = damaged(&sample.html, damage, &tags, n) else { continue };
                let wrong = wrong_cells(&read(&html), &sample);
                if !wrong.is_empty() {
                    let at = tags[n].start;
                    let near = html.get(at..).unwrap_or_default().chars().take(120).collect::<String>();
                    found.push(format!("{style:?} {damage:?} at {at} {near:?}: {wrong:?}"));
                }
            }
        }
    }
    assert!(
        found.is_empty(),
        "{} of them:\n{}",
        found.len(),
        found.iter().take(20).cloned().collect::<Vec<_>>().join("\n")
    );
}

const PIECES: [&str; 56] = [
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<td colspan=999999999 rowspan=0>",
    "<tbody>",
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<br>",
    "<h2>",
    "</h2>",
    "<pre>",
    "</pre>",
    "<span style='display:none'>",
    "</span>",
    "<nav>",
    "</nav>",
    "<a href='a.doc?x=&amp;'>",
    "</a>",
    "<img src=a.jpg>",
    "<input value=5>",
    "<del>",
    "</del>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<title>",
    "</title>",
    "<meta name=PubDate content='2020-01-02'>",
    "&nbsp;",
    "&#x5e74;",
    "&#0;",
    "&",
    "<",
    "规章",
    "行政许可",
    "第二十条第（一）项",
    "一、总体情况",
    "一、本年新收政府信息公开申请数量",
    "行政复议",
    "1",
    "12",
    "。",
    "\n",
    " ",
    "\u{A0}",
    "\u{3000}",
    "\u{1B}",
    "<p style='top:10px;left:20px'>",
    "<svg/>",
    "<button>",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_pieces_of_a_page_are_read(words in proptest::collection::vec(0..PIECES.len(), 0..120)) {
        let html: String = words.iter().map(|n| PIECES[*n]).collect();
        let parsed = read(&format!("<p>{html}"));
        check(&parsed);
        prop_assert_eq!(read(&format!("<p>{html}")).report, parsed.report);
    }

    #[test]
    fn damaged_bytes_of_a_page_are_read(
        style in 0..STYLES.len(),
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), 0..4_u8, any::<u8>()), 1..12),
    ) {
        let mut bytes = sample(Form::F2021, STYLES[style]).html.into_bytes();
        for (index, kind, byte) in cuts {
            let at = index.index(bytes.len().max(1)).min(bytes.len().saturating_sub(1));
            match kind {
                0 => bytes.truncate(at),
                1 => _ = bytes.get(at).is_some().then(|| bytes.remove(at)),
                2 => bytes.insert(at, byte),
                _ => bytes.iter_mut().skip(at).take(1).for_each(|b| *b = byte),
            }
        }
        check(&parse(Input { path: "2022/a.html", bytes: &bytes }));
    }
}

#[test]
fn other_encodings_give_the_same_report() {
    let page = sample(Form::F2021, Style::Site).html.replace("utf-8", "gb2312");
    let (gbk, ..) = encoding_rs::GBK.encode(&page);
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(page.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let expected = read(&page).report;
    for (bytes, encoding) in [(gbk.as_ref(), "gb18030"), (&utf16, "utf-16le")] {
        let found = parse(Input { path: "2022/a.html", bytes }).report;
        assert_eq!(found.source.encoding.as_deref(), Some(encoding));
        assert_eq!((found.tables, found.sections), (expected.tables.clone(), expected.sections.clone()), "{encoding}");
    }
}
