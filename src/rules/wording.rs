//! Slips in the text that any careful reader sees: words left to be filled in, numbers that are
//! missing, words twice.

use std::ops::Range;

use crate::model::flag::Severity;
use crate::model::report::{Block, Section};
use crate::rules::basis;
use crate::rules::paragraph::Paragraph;
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words, of_words};
use crate::rules::slips::{blanks, doubled, doubled_marks, is_comma, placeholders};
use crate::rules::subject::Subject;

/// The rules of this file, in the order of the catalogue.
pub static RULES: &[&Rule] = &[&PLACEHOLDER, &BLANK, &TWICE, &TYPO, &MOJIBAKE, &PUNCTUATION];

rule! {
    /// ## What it checks
    /// No place of a template is left to be filled in: `XX`, `××`, `***`, `___`, `【】`, `(此处…`.
    ///
    /// ## Why it matters
    /// The number or name that belongs there is missing.
    ///
    /// ## Example
    /// `占位符未填:“XX条”`
    ///
    /// ## When it is wrong
    /// Names are masked in the same way; four and more asterisks are taken for a mask.
    PLACEHOLDER = "X-PLACEHOLDER" {
        zh: "占位符未填", en: "placeholder left",
        class: Report, default: Queue, severity: Error,
        forms: &[], basis: Some(basis::ACCURATE),
        check: placeholder, examples: tests::placeholder_examples,
    }
}

rule! {
    /// ## What it checks
    /// A number stands where the sentence needs one: before 条, 件, 次, 份, 期 or 篇 right behind a verb of
    /// disclosure or receipt, and in a clause that says 共 of information.
    ///
    /// ## Why it matters
    /// The figure the sentence is about is missing.
    ///
    /// ## Example
    /// `数字漏填:“主动公开信息  条”`
    ///
    /// ## When it is wrong
    /// Where the number was lost on the way to us; a loss noted there makes it speak of our copy.
    BLANK = "X-NUM-BLANK" {
        zh: "数字漏填", en: "number missing",
        class: Report, default: Queue, severity: Warning,
        forms: &[], basis: Some(basis::ACCURATE),
        check: blank, examples: tests::blank_examples,
    }
}

rule! {
    /// ## What it checks
    /// Two to eight characters do not stand twice in a row, with at most a comma between.
    ///
    /// ## Why it matters
    /// A slip of the pen, and often a sentence edited in haste.
    ///
    /// ## Example
    /// `字词重复:“发布了发布了”`
    ///
    /// ## When it is wrong
    /// Words that are doubled on purpose; those with 一 (一件一件) are let pass.
    TWICE = "X-DUPWORD" {
        zh: "字词重复", en: "word twice",
        class: Report, default: Shown, severity: Warning,
        forms: &[], basis: None,
        check: twice, examples: tests::twice_examples,
    }
}

rule! {
    /// ## What it checks
    /// Words that are written wrong again and again in these reports: 截止 for 截至 before a date, 既使, 布署.
    ///
    /// ## Why it matters
    /// Small, but it is what readers notice.
    ///
    /// ## Example
    /// `“布署”应为“部署”`
    ///
    /// ## When it is wrong
    /// Seldom; the list is short. It is off unless selected.
    TYPO = "X-TYPO" {
        zh: "错别字", en: "misspelt word",
        class: Report, default: Off, severity: Info,
        forms: &[], basis: None,
        check: typo, examples: tests::typo_examples,
    }
}

rule! {
    /// ## What it checks
    /// The text has no characters that stand for bytes nobody could read.
    ///
    /// ## Why it matters
    /// What they stood for is lost in our copy.
    ///
    /// ## Example
    /// `乱码:3处`
    ///
    /// ## When it is wrong
    /// Where the page itself has them. It speaks of our copy.
    MOJIBAKE = "X-MOJIBAKE" {
        zh: "乱码", en: "garbled text",
        class: Copy, default: Triage, severity: Warning,
        forms: &[], basis: None,
        check: mojibake, examples: tests::mojibake_examples,
    }
}

rule! {
    /// ## What it checks
    /// No mark of punctuation stands twice, and no two different ones meet: `。。`, `，，`, `；。`.
    ///
    /// ## Why it matters
    /// Hardly; it is there for those who clean texts.
    ///
    /// ## Example
    /// `标点重复:“；。”`
    ///
    /// ## When it is wrong
    /// Where a word between the two was lost. It is off unless selected.
    PUNCTUATION = "X-PUNCT" {
        zh: "标点重复", en: "punctuation",
        class: Report, default: Off, severity: Info,
        forms: &[], basis: None,
        check: punctuation, examples: tests::punctuation_examples,
    }
}

/// What is wrong at a place of a paragraph.
pub(crate) struct Slip {
    pub at: Range<usize>,
    pub message: Words,
    pub expected: String,
    pub severity: Option<Severity>,
}

/// Reports the slips that `find` sees in each paragraph; one without any holds.
fn each_block(subject: &Subject<'_>, sink: &mut Sink<'_>, find: impl Fn(&Paragraph<'_>) -> Vec<Slip>) {
    for paragraph in subject.paragraphs() {
        let slips = find(paragraph);
        if slips.is_empty() {
            sink.holds();
        }
        for slip in slips {
            sink.fails(finding(subject, paragraph.section, paragraph.block, slip));
        }
    }
}

pub(crate) fn finding(subject: &Subject<'_>, section: &Section, block: &Block, slip: Slip) -> Finding {
    let gap = subject.class_of_gap(block.at.or(section.at));
    Finding {
        message: slip.message,
        expected: slip.expected,
        found: block.text.get(slip.at.clone()).unwrap_or_default().to_owned(),
        evidence: vec![of_words(None, block, slip.at, None)],
        severity: slip.severity,
        class: Some(gap),
        ..Finding::default()
    }
}

/// `name:“quote”` in both languages, the quotation cut to fit a line.
fn quoted(zh: &str, en: &str, quote: &str) -> Words {
    let quote: String = quote.chars().take(20).collect();
    Words::new(format!("{zh}:“{quote}”"), format!("{en}: {quote:?}"))
}

/// Reports every place that `find` names in a paragraph, in the same words with a quotation.
fn each_place(
    subject: &Subject<'_>,
    sink: &mut Sink<'_>,
    find: fn(&Paragraph<'_>) -> Vec<Range<usize>>,
    [zh, en, expected]: [&str; 3],
) {
    each_block(subject, sink, |paragraph| {
        let slip = |at: Range<usize>| {
            let message = quoted(zh, en, paragraph.text().get(at.clone()).unwrap_or_default());
            Slip { message, at, expected: expected.to_owned(), severity: None }
        };
        find(paragraph).into_iter().map(slip).collect()
    });
}

fn placeholder(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    each_place(subject, sink, placeholders, ["占位符未填", "placeholder left", "已填写"]);
}

fn blank(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    each_place(subject, sink, blanks, ["数字漏填", "number missing", "有数字"]);
}

fn twice(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    each_block(subject, sink, |paragraph| {
        let text = paragraph.text();
        let places = doubled(text).into_iter();
        places
            .map(|at| {
                let quote = text.get(at.clone()).unwrap_or_default();
                let severity = if quote.starts_with("其中") { Severity::Info } else { Severity::Warning };
                Slip {
                    message: quoted("字词重复", "word twice", quote),
                    expected: quote.chars().take(quote.chars().count().div_ceil(2)).filter(|c| !is_comma(*c)).collect(),
                    severity: Some(severity),
                    at,
                }
            })
            .collect()
    });
}

/// Words written wrong, and how they are written.
const TYPOS: [(&str, &str); 6] = [
    ("布署", "部署"),
    ("既使", "即使"),
    ("按装", "安装"),
    ("帐号", "账号"),
    ("做为", "作为"),
    ("收到影响", "受到影响"),
];

fn typo(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    each_block(subject, sink, |paragraph| {
        let text = paragraph.text();
        let wrong = TYPOS.iter().flat_map(|(wrong, right)| {
            paragraph.places(wrong).map(move |(at, _)| (at..at + wrong.len(), *wrong, *right))
        });
        let dated = |at: usize| {
            text.get(at + "截止".len()..)
                .is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
        };
        let until = paragraph
            .places("截止")
            .filter(|(at, _)| dated(*at))
            .map(|(at, word)| (at..at + word.len(), "截止", "截至"));
        wrong
            .chain(until)
            .map(|(at, wrong, right)| Slip {
                at,
                message: Words::new(format!("“{wrong}”应为“{right}”"), format!("{wrong:?} for {right:?}")),
                expected: right.to_owned(),
                severity: None,
            })
            .collect()
    });
}

fn mojibake(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let garbled = subject.paragraphs().iter().filter(|paragraph| paragraph.says("\u{FFFD}"));
    let blocks: Vec<&Block> = garbled.map(|paragraph| paragraph.block).collect();
    let Some(first) = blocks.first() else { return sink.holds() };
    let count: usize = blocks.iter().map(|block| block.text.matches('\u{FFFD}').count()).sum();
    let at = first.text.find('\u{FFFD}').unwrap_or(0);
    sink.fails(Finding {
        message: Words::new(format!("乱码:{count}处"), format!("garbled text: {count} characters")),
        expected: "0处".to_owned(),
        found: format!("{count}处"),
        evidence: vec![of_words(None, first, at..at + '\u{FFFD}'.len_utf8(), None)],
        place: Some("text".to_owned()),
        ..Finding::default()
    });
}

fn punctuation(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    each_place(subject, sink, doubled_marks, ["标点重复", "punctuation", "一个标点"]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::draft::{Examples, flags_of, narrative};

    fn examples(fails: &str, holds: &str) -> Examples {
        Examples { fails: narrative(fails), holds: narrative(holds) }
    }

    pub(super) fn placeholder_examples() -> Examples {
        examples("全年主动公开信息XX条。", "全年主动公开信息12条。")
    }

    pub(super) fn blank_examples() -> Examples {
        examples("全年主动公开信息  条。", "全年主动公开信息12条。")
    }

    pub(super) fn twice_examples() -> Examples {
        examples("及时发布了发布了栏目。", "及时发布了栏目。")
    }

    pub(super) fn typo_examples() -> Examples {
        examples("按上级布署开展工作。", "按上级部署开展工作。")
    }

    pub(super) fn mojibake_examples() -> Examples {
        examples("主动公\u{FFFD}信息。", "主动公开信息。")
    }

    pub(super) fn punctuation_examples() -> Examples {
        examples("主动公开信息；。", "主动公开信息。")
    }

    fn check(code: &str, text: &str, expected: &[&str]) {
        let found: Vec<_> = flags_of(&narrative(text), code).into_iter().map(|flag| flag.found).collect();
        assert_eq!(found, expected, "{code}: {text}");
    }

    #[test]
    fn templates_are_told_from_masks() {
        for (text, expected) in [
            ("公开信息××条,收到申请___件。", vec!["××", "___"]),
            ("申请人手机138****1234。", vec![]),
            ("国办发〔2021〕×号文件。", vec![]),
            ("使用XXL型号。", vec![]),
            ("(此处填写数字)", vec!["(此处"]),
            ("WindowsXX系统", vec![]),
        ] {
            check("X-PLACEHOLDER", text, &expected);
        }
    }

    #[test]
    fn numbers_that_are_missing() {
        for (text, expected) in [
            ("全年公开信息条,受理3件。", vec!["全年公开信息条"]),
            ("根据《政府信息公开条例》,受理申请。", vec![]),
            ("全年共发布政府信息及时维护。", vec!["共发布政府信息及时维护"]),
            ("全年共公开政府信息二十条。", vec![]),
            ("公共企事业单位公开信息,社会共享信息。", vec![]),
            ("共公开政府信息情况:", vec![]),
            ("办理文件、公文、信件,未收到申请公开件。", vec![]),
        ] {
            check("X-NUM-BLANK", text, &expected);
        }
    }

    #[test]
    fn words_twice() {
        for (text, expected) in [
            ("公开12条,其中,其中政策类3条。", vec!["其中,其中"]),
            ("一件一件办理,一项一项落实。", vec![]),
            ("稳步稳步推进", vec!["稳步稳步"]),
            ("应公开、尽公开,公开为常态,成立领导小组,领导小组负责。", vec![]),
            ("加强政策解读工作,加强政策解读工作。", vec!["加强政策解读工作,加强政策解读工作"]),
            ("三年三年规划,点点滴滴", vec![]),
            ("政府信息公开政府信息公开工作", vec!["政府信息公开政府信息公开"]),
        ] {
            check("X-DUPWORD", text, &expected);
        }
        let flags = flags_of(&narrative("公开12条,其中,其中政策类3条。"), "X-DUPWORD");
        assert_eq!(flags[0].severity, Severity::Info);
    }

    #[test]
    fn words_that_are_misspelt() {
        check("X-TYPO", "截止2021年12月31日,报名截止日期", &["截止"]);
    }
}
