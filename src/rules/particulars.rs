//! What stands around the text of a report: the days and numbers its page carries, its title, and how
//! to reach those who wrote it.

use crate::model::flag::Evidence;
use crate::model::note::NoteCode;
use crate::model::report::DateLabel;
use crate::rules::paragraph::Paragraph;
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words, of_line};
use crate::rules::subject::Subject;

/// The rules of this file, in the order of the catalogue.
pub static RULES: &[&Rule] = &[&EARLY, &IMPOSSIBLE, &NO_DATE, &SIGNATURE, &YEAR_OF_INDEX, &TITLE, &INDEX, &CONTACT];

rule! {
    /// ## What it checks
    /// No report was published before its year was over.
    ///
    /// ## Why it matters
    /// The date is that of a folder or of another page.
    ///
    /// ## Example
    /// `公布日期2021-06-30早于2021年底`
    ///
    /// ## When it is wrong
    /// Bodies that were dissolved report early. It speaks of what the page says of itself.
    EARLY = "D-EARLY" {
        zh: "早于年底公布", en: "published before its time",
        class: Copy, default: Triage, severity: Warning,
        forms: &[], basis: None,
        check: early, examples: tests::early_examples,
    }
}

rule! {
    /// ## What it checks
    /// Every date on the page is in the calendar.
    ///
    /// ## Why it matters
    /// A date that is not cannot be compared with the limit.
    ///
    /// ## Example
    /// `日历上没有的日期`
    ///
    /// ## When it is wrong
    /// Where digits of the date were lost on the way to us.
    IMPOSSIBLE = "D-IMPOSSIBLE" {
        zh: "日期不存在", en: "date that does not exist",
        class: Copy, default: Triage, severity: Warning,
        forms: &[], basis: None,
        check: impossible, examples: tests::impossible_examples,
    }
}

rule! {
    /// ## What it checks
    /// The page or its address tells when the report was published.
    ///
    /// ## Why it matters
    /// Without it nobody can tell whether the report was in time.
    ///
    /// ## Example
    /// `没有公布日期`
    ///
    /// ## When it is wrong
    /// The page has it and our copy not, most often. It goes to the triage.
    NO_DATE = "D-PUBDATE-MISSING" {
        zh: "没有公布日期", en: "no date of publication",
        class: Copy, default: Triage, severity: Info,
        forms: &[], basis: None,
        check: no_date, examples: tests::no_date_examples,
    }
}

rule! {
    /// ## What it checks
    /// The date under the report and the day of publication are at most 60 days apart.
    ///
    /// ## Why it matters
    /// One of the two is not what it says.
    ///
    /// ## Example
    /// `落款2021-01-20,公布2021-06-30,相差161天`
    ///
    /// ## When it is wrong
    /// Where the page was put up again. It is off unless selected.
    SIGNATURE = "D-SIGN" {
        zh: "落款公布相隔久", en: "signed long before",
        class: Report, default: Off, severity: Info,
        forms: &[], basis: None,
        check: signature, examples: tests::signature_examples,
    }
}

rule! {
    /// ## What it checks
    /// The year in the index number is that of the publication.
    ///
    /// ## Why it matters
    /// The number is given when a page is made.
    ///
    /// ## Example
    /// `索引号年份2020,公布2021年`
    ///
    /// ## When it is wrong
    /// Where it is given when the text is drafted.
    YEAR_OF_INDEX = "D-INDEX-YEAR" {
        zh: "索引号年份不符", en: "year of the index number",
        class: Copy, default: Triage, severity: Info,
        forms: &[], basis: None,
        check: year_of_index, examples: tests::year_of_index_examples,
    }
}

rule! {
    /// ## What it checks
    /// The title says 政府信息公开 and 工作年度报告 or 年度报告.
    ///
    /// ## Why it matters
    /// It is what people search for.
    ///
    /// ## Example
    /// `标题缺“政府信息公开”`
    ///
    /// ## When it is wrong
    /// Where the page's title was cut. It is off unless selected.
    TITLE = "M-TITLE-FORM" {
        zh: "标题不规范", en: "form of the title",
        class: Report, default: Off, severity: Info,
        forms: &[], basis: None,
        check: title, examples: tests::title_examples,
    }
}

rule! {
    /// ## What it checks
    /// The page has an index number.
    ///
    /// ## Why it matters
    /// It tells pages of one site apart.
    ///
    /// ## Example
    /// `没有索引号`
    ///
    /// ## When it is wrong
    /// Many sites have none. It goes to the triage.
    INDEX = "M-INDEX-MISSING" {
        zh: "没有索引号", en: "no index number",
        class: Copy, default: Triage, severity: Info,
        forms: &[], basis: None,
        check: index, examples: tests::index_examples,
    }
}

rule! {
    /// ## What it checks
    /// The text names a telephone number, an address, a postcode or a mailbox.
    ///
    /// ## Why it matters
    /// Usual, though the form does not ask for it.
    ///
    /// ## Example
    /// `没有联系方式`
    ///
    /// ## When it is wrong
    /// Where it stands in the footer of the page. It is off unless selected.
    CONTACT = "A-CONTACT-MISSING" {
        zh: "没有联系方式", en: "no contact told",
        class: Report, default: Off, severity: Info,
        forms: &[], basis: None,
        check: contact, examples: tests::contact_examples,
    }
}

/// A finding about the whole page.
pub(crate) fn about(place: &str, message: Words, expected: impl Into<String>, found: impl Into<String>) -> Finding {
    Finding {
        message,
        expected: expected.into(),
        found: found.into(),
        place: Some(place.to_owned()),
        ..Finding::default()
    }
}

fn early(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    let (Some(published), Some(year)) = (report.published, report.year) else {
        return sink.cannot("公布日期", Words::new("没有公布日期或报告年度", "no date or no report year"));
    };
    if published.year() > year {
        return sink.holds();
    }
    sink.fails(Finding {
        evidence: report
            .dates
            .iter()
            .filter(|found| found.date == published)
            .map(|found| Evidence { at: found.at, ..Evidence::default() })
            .collect(),
        ..about(
            "published",
            Words::new(
                format!("公布日期{published},早于{year}年底"),
                format!("published {published}, before {year} was over"),
            ),
            format!("≥{}-01-01", year + 1),
            published.to_string(),
        )
    });
}

fn impossible(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let notes: Vec<_> = subject.report.notes.iter().filter(|note| note.code == NoteCode::ImpossibleDate).collect();
    if notes.is_empty() {
        return sink.holds();
    }
    sink.fails(Finding {
        evidence: notes.iter().map(|note| Evidence { at: note.at, ..Evidence::default() }).collect(),
        ..about(
            "date",
            Words::new(
                format!("日历上没有的日期:{}处", notes.len()),
                format!("{} dates that do not exist", notes.len()),
            ),
            "真实日期",
            "不存在的日期",
        )
    });
}

fn no_date(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    if subject.report.published.is_some() || !subject.report.dates.is_empty() {
        return sink.holds();
    }
    sink.fails(about("published", Words::new("没有公布日期", "no date of publication"), "有公布日期", "无"));
}

fn signature(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    const MOST: i64 = 60;
    let report = subject.report;
    let of = |label| report.dates.iter().find(move |found| found.label == label);
    let (Some(signed), Some(published)) = (of(DateLabel::Signed), of(DateLabel::Published)) else {
        return sink.cannot("落款", Words::new("没有落款日期或公布日期", "no date under the report or of publication"));
    };
    let days = published.date.days_since(signed.date).abs();
    if days <= MOST {
        return sink.holds();
    }
    sink.fails(Finding {
        evidence: [signed, published].map(|found| Evidence { at: found.at, ..Evidence::default() }).to_vec(),
        ..about(
            "signed",
            Words::new(
                format!("落款{},公布{},相差{days}天", signed.date, published.date),
                format!("signed {}, published {}, {days} days apart", signed.date, published.date),
            ),
            format!("≤{MOST}天"),
            format!("{days}天"),
        )
    });
}

fn year_of_index(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    let (Some(index), Some(published)) = (report.index_no.as_deref(), report.published) else {
        return sink.cannot("索引号", Words::new("没有索引号或公布日期", "no index number or date"));
    };
    // A year is set off on both sides: 640121-200/2020-00022.
    let parts = index.split(|c: char| !c.is_ascii_digit()).filter(|part| part.len() == 4);
    let named: Vec<u16> =
        parts.filter_map(|part| part.parse().ok()).filter(|year| (2008..=2100).contains(year)).collect();
    let Some(year) = named.first() else {
        return sink.cannot("索引号", Words::new("索引号中没有年份", "the index number has no year"));
    };
    if named.contains(&published.year()) {
        return sink.holds();
    }
    sink.fails(Finding {
        evidence: vec![of_line(index, None)],
        ..about(
            "index_no",
            Words::new(
                format!("索引号年份{year},公布{}年", published.year()),
                format!("index of {year}, published in {}", published.year()),
            ),
            published.year().to_string(),
            year.to_string(),
        )
    });
}

fn title(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    const PARTS: [(&str, &[&str]); 2] =
        [("政府信息公开", &["政府信息公开", "政务公开"]), ("年度报告", &["年度报告", "年报"])];
    let Some(title) = subject.report.title.as_deref() else {
        return sink.cannot("标题", Words::new("没有标题", "no title was read"));
    };
    let plain: String = title.chars().filter(|c| !c.is_whitespace()).collect();
    let missing: Vec<_> =
        PARTS.iter().filter(|(_, ways)| !ways.iter().any(|way| plain.contains(way))).map(|(name, _)| *name).collect();
    if missing.is_empty() {
        return sink.holds();
    }
    let names = missing.join("、");
    sink.fails(Finding {
        evidence: vec![of_line(title, None)],
        ..about(
            "title",
            Words::new(format!("标题缺“{names}”"), format!("the title lacks {names}")),
            "政府信息公开工作年度报告",
            title.to_owned(),
        )
    });
}

fn index(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    if report.index_no.is_some() {
        return sink.holds();
    }
    if !report.dates.iter().any(|found| found.label == DateLabel::Published) {
        return sink.cannot("索引号", Words::new("页面信息栏没有采到", "what the page says of itself was not crawled"));
    }
    sink.fails(about("index_no", Words::new("没有索引号", "no index number"), "有索引号", "无"));
}

fn contact(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    if subject.paragraphs().iter().any(has_contact) {
        return sink.holds();
    }
    if subject.paragraphs().is_empty() {
        return sink.cannot("全文", Words::new("没有文字", "there is no text"));
    }
    sink.fails(about("contact", Words::new("没有联系方式", "no contact told"), "有电话或地址", "无"));
}

/// Whether a text names a telephone, an address, a postcode or a mailbox.
fn has_contact(paragraph: &Paragraph<'_>) -> bool {
    const LABELS: [&str; 8] = ["电话", "传真", "热线", "邮编", "邮政编码", "地址:", "地址：", "通讯地址"];
    let text = paragraph.text();
    let mailbox = paragraph
        .places("@")
        .any(|(at, _)| text.get(at + 1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric())));
    let near = |label: &&str| {
        paragraph.places(label).any(|(at, label)| {
            let after = text.get(at + label.len()..).unwrap_or_default();
            let web = text.get(..at).is_some_and(|before| before.ends_with(['网', '站']));
            let digits = after.chars().take(14).filter(char::is_ascii_digit).count();
            !web && (digits >= 6 || label.contains("地址"))
        })
    };
    mailbox || LABELS.iter().any(near)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::form::Form;
    use crate::model::note::Note;
    use crate::model::report::Report;
    use crate::rules::draft::{Examples, complete, narrative};
    use crate::rules::paragraph::of_text;

    fn draft(change: impl FnOnce(&mut Report)) -> Report {
        complete(Form::F2021).with(change).build()
    }

    pub(super) fn early_examples() -> Examples {
        let fails = complete(Form::F2021).published(2021, 6, 30).build();
        Examples { fails, holds: draft(|_| ()) }
    }

    pub(super) fn impossible_examples() -> Examples {
        let fails = draft(|report| report.notes.push(Note::new(NoteCode::ImpossibleDate, "2021-02-30", None)));
        Examples { fails, holds: draft(|_| ()) }
    }

    pub(super) fn no_date_examples() -> Examples {
        let fails = draft(|report| {
            report.published = None;
            report.dates.clear();
        });
        Examples { fails, holds: draft(|_| ()) }
    }

    pub(super) fn signature_examples() -> Examples {
        let signed =
            |month| complete(Form::F2021).published(2022, 6, 30).dated(DateLabel::Signed, 2022, month, 20).build();
        Examples { fails: signed(1), holds: signed(6) }
    }

    pub(super) fn year_of_index_examples() -> Examples {
        let index = |year: u16| draft(|report| report.index_no = Some(format!("640121-200/{year}-00022")));
        Examples { fails: index(2020), holds: index(2022) }
    }

    pub(super) fn title_examples() -> Examples {
        let titled = |title: &str| draft(|report| report.title = Some(title.to_owned()));
        Examples {
            fails: titled("青石镇2021年信息公开工作年度报告"),
            holds: titled("青石镇2021年政府信息公开工作年度报告"),
        }
    }

    pub(super) fn index_examples() -> Examples {
        Examples { fails: draft(|report| report.index_no = None), holds: draft(|_| ()) }
    }

    pub(super) fn contact_examples() -> Examples {
        Examples { fails: narrative("主动公开信息12条。"), holds: draft(|_| ()) }
    }

    #[test]
    fn ways_to_be_reached() {
        for (text, expected) in [
            ("联系电话:0951-8012345", true),
            ("地址:云河县青石镇人民路1号", true),
            ("邮箱 a@yunhe.example", true),
            ("网址:www.yunhe.example", false),
            ("公布电话和地址等信息", false),
            ("网站地址:www.yunhe.example", false),
            ("受理12345政务热线46件", false),
        ] {
            assert_eq!(of_text(text, has_contact), expected, "{text}");
        }
    }
}
