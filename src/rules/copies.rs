//! What the text itself shows of damage on its way to us: an end in the middle of a sentence, words of
//! the page inside the report.

use std::ops::Range;

use crate::model::report::{Block, Report, Section};
use crate::rules::paragraph::Paragraph;
use crate::rules::prose::{clip, is_han};
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words, of_words};
use crate::rules::subject::Subject;

/// The rules of this file, in the order of the catalogue.
pub static RULES: &[&Rule] = &[&CUT, &CHROME];

rule! {
    /// ## What it checks
    /// The last paragraph of the report ends where a sentence does: not with a comma, not with a word that
    /// needs another behind it (的, 和, 对), and with a mark where its other sentences have one.
    ///
    /// ## Why it matters
    /// What followed is missing from our copy, and perhaps a table with it.
    ///
    /// ## Example
    /// `文末中断:“…下一步将加强对”`
    ///
    /// ## When it is wrong
    /// Where the author forgot the last mark. It goes to the triage.
    CUT = "X-TRUNC" {
        zh: "文末中断", en: "text cut at its end",
        class: Copy, default: Triage, severity: Warning,
        forms: &[], basis: None,
        check: cut, examples: tests::cut_examples,
    }
}

rule! {
    /// ## What it checks
    /// No words of the page stand inside the report: 扫一扫在手机打开, 分享到, 上一篇, 版权所有, numbers of
    /// records, page numbers between dashes.
    ///
    /// ## Why it matters
    /// They are counted, compared and searched as if the agency had written them.
    ///
    /// ## Example
    /// `夹有网页文字:“扫一扫在手机打开当前页”`
    ///
    /// ## When it is wrong
    /// Where the report speaks of such words. It goes to the triage.
    CHROME = "X-CHROME" {
        zh: "夹有网页文字", en: "words of the page",
        class: Copy, default: Triage, severity: Info,
        forms: &[], basis: None,
        check: chrome, examples: tests::chrome_examples,
    }
}

/// The last paragraph of a report with its section; a signature and a date under it are none.
fn last_paragraph(report: &Report) -> Option<(&Section, &Block)> {
    let section = report.sections.iter().rev().find(|section| !section.blocks.is_empty())?;
    let paragraphs = section.blocks.iter().rev().filter(|block| block.level.is_none());
    let mut own = paragraphs.skip_while(|block| is_signature(&block.text));
    own.next().map(|block| (section, block))
}

/// Whether a line is short and without marks, as 无, a name or a date are.
fn is_signature(text: &str) -> bool {
    let short = text.chars().count() <= 30;
    short && !text.contains(['，', ',', '。', '；', ';', '、'])
}

fn cut(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let Some((section, block)) = last_paragraph(subject.report) else {
        return if subject.report.sections.is_empty() {
            sink.cannot("全文", Words::new("没有分部分的文字", "no text in sections"));
        } else {
            sink.holds();
        };
    };
    let text = block.text.trim_end();
    if !is_cut(text) {
        return sink.holds();
    }
    let start = text.char_indices().rev().nth(11).map_or(0, |(at, _)| at);
    let quote = clip(text.get(start..).unwrap_or_default(), 14);
    let number = section.key.map_or("", crate::model::report::SectionKey::number);
    sink.fails(Finding {
        message: Words::new(format!("文末中断:“…{quote}”"), format!("the text ends with {quote:?}")),
        expected: "完整的句子".to_owned(),
        found: quote,
        evidence: vec![of_words(None, block, start..text.len(), None)],
        place: Some(format!("end{number}")),
        ..Finding::default()
    });
}

/// Whether a paragraph breaks off.
fn is_cut(text: &str) -> bool {
    const LONG: usize = 40;
    const OPEN: &str = "，,、的和与及对在将把为以向由从";
    // 附件 and a date may follow the last sentence on its line.
    let tail = text.rsplit(['。', '；', '！']).next().unwrap_or_default();
    if tail.contains("附件") || tail.ends_with('日') && tail.contains('年') || tail.chars().count() < 4 {
        return text.ends_with(['，', ',', '、']);
    }
    let Some(last) = text.chars().next_back() else { return false };
    let marks = text.matches(['。', '；']).count();
    OPEN.contains(last) || marks >= 2 && text.chars().count() >= LONG && is_han(last)
}

/// Words of pages that no report writes.
const PHRASES: [&str; 14] = [
    "扫一扫在手机打开",
    "分享到:",
    "分享到：",
    "打印本页",
    "关闭窗口",
    "【打印】",
    "【关闭】",
    "上一篇:",
    "上一篇：",
    "下一篇:",
    "下一篇：",
    "版权所有",
    "公网安备",
    "网站标识码",
];

fn chrome(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    for paragraph in subject.paragraphs() {
        let Some(place) = of_the_page(paragraph) else {
            sink.holds();
            continue;
        };
        let quote = clip(paragraph.text().get(place.clone()).unwrap_or_default(), 20);
        sink.fails(Finding {
            message: Words::new(format!("夹有网页文字:“{quote}”"), format!("words of the page: {quote:?}")),
            expected: "只有年报文字".to_owned(),
            found: quote,
            evidence: vec![of_words(None, paragraph.block, place, None)],
            ..Finding::default()
        });
    }
}

/// Where a text goes over into words of the page.
fn of_the_page(paragraph: &Paragraph<'_>) -> Option<Range<usize>> {
    let phrase = PHRASES.iter().filter_map(|phrase| paragraph.find(phrase)).min();
    phrase.map(|at| at..paragraph.text().len()).or_else(|| page_number(paragraph))
}

/// A page number between dashes that is left in the text: `— 5 —`.
fn page_number(paragraph: &Paragraph<'_>) -> Option<Range<usize>> {
    const DASHES: [char; 3] = ['—', '–', '－'];
    let text = if paragraph.may_hold_any(&DASHES) { paragraph.text() } else { return None };
    let dashes = |c: char| DASHES.contains(&c);
    text.char_indices().filter(|(_, c)| dashes(*c)).find_map(|(at, dash)| {
        let rest = text.get(at + dash.len_utf8()..)?;
        let number = rest.trim_start_matches(' ').split(|c: char| !c.is_ascii_digit()).next()?;
        let after = rest.trim_start_matches(' ').strip_prefix(number)?.trim_start_matches(' ');
        let closed = after.chars().next().filter(|c| dashes(*c))?;
        let end = text.len() - after.len() + closed.len_utf8();
        // 2019—2021—… is no page number, nor is a number that follows a letter at once.
        let starts = text.get(..at)?.chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        ((1..=3).contains(&number.len()) && starts).then_some(at..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::form::Form;
    use crate::model::report::{SectionKey, Span};
    use crate::rules::draft::{Examples, complete, flags_of, narrative};
    use crate::rules::paragraph::of_text;

    fn ending(text: &str) -> Report {
        complete(Form::F2021)
            .with(|report| {
                let last = report.sections.iter_mut().find(|section| section.key == Some(SectionKey::Other)).unwrap();
                let at = Some(Span::new(9000, 9000 + text.len()));
                last.blocks = vec![Block { text: text.to_owned(), at, ..Block::default() }];
            })
            .build()
    }

    pub(super) fn cut_examples() -> Examples {
        Examples {
            fails: ending("全年未收取信息处理费,下一步将加强对"), holds: ending("全年未收取信息处理费。")
        }
    }

    pub(super) fn chrome_examples() -> Examples {
        Examples {
            fails: narrative("全年公开信息30条。上一篇：云河县2020年年报"),
            holds: narrative("全年公开信息30条,印制打印本60册。"),
        }
    }

    #[test]
    fn ends_of_texts() {
        for (text, flagged) in [
            ("无", false),
            ("本机关无其他需要报告的事项", false),
            ("无其他需要报告的事项。云河县财政局2022年1月20日", false),
            ("无其他需要报告的事项。附件:统计表", false),
            ("全年收取信息处理费120元,", true),
            ("一是完善制度。二是加强培训。三是围绕群众关心的移民搬迁和乡村道路建设继续扩大公开的范围", true),
            ("全年收取信息处理费120元,其中财政局收取60元、交通局收取60元", false),
        ] {
            assert_eq!(!flags_of(&ending(text), "X-TRUNC").is_empty(), flagged, "{text}");
        }
    }

    #[test]
    fn page_numbers_stand_between_dashes() {
        for (text, found) in [
            ("公开信息 — 5 — 30条", Some("— 5 —")),
            ("—12—", Some("—12—")),
            ("2019—2021年", None),
            ("第1—5—9条", None),
            ("甲——乙", None),
            ("— 2021 —", None),
        ] {
            assert_eq!(of_text(text, page_number).and_then(|range| text.get(range)), found, "{text}");
        }
    }
}
