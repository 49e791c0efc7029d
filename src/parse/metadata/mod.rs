//! Title, agency, region, year, dates and numbers of a report, from its lines.

mod agency;
mod author;
mod dates;
mod fields;
mod header;
mod kind;
mod labels;
mod mentions;
mod name;
mod numbers;
mod period;
mod proof;
mod regions;
mod scan;
mod title;
mod view;
mod wording;

use crate::model::agency::Agency;
use crate::model::date::Date;
use crate::model::note::Note;
use crate::model::report::{DateFound, Span};
use crate::parse::Line;
use crate::parse::metadata::agency::{Around, Names};
use crate::parse::metadata::header::Header;
use crate::parse::metadata::labels::Key;
use crate::parse::metadata::name::Name;
use crate::parse::metadata::view::Page;

/// What the text of a report says about the report itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Metadata {
    pub title: Option<String>,
    pub title_at: Option<Span>,
    pub agency: Agency,
    pub year: Option<u16>,
    pub published: Option<Date>,
    pub dates: Vec<DateFound>,
    pub index_no: Option<String>,
    pub doc_no: Option<String>,
    pub period: Option<(Date, Date)>,
    pub url: Option<String>,
    pub notes: Vec<Note>,
}

/// How much of the text, without blanks, is searched for the period, for regions and names, in bytes.
const TEXT: usize = 24 * 1024;

/// Reads the metadata from the lines of a report, in order, the page around it included.
///
/// Looks at a bounded part of the lines: the header and preface, and the signature at the end.
pub fn read(lines: &[Line<'_>]) -> Metadata {
    let page = Page::new(lines);
    let header = Header::read(&page);
    let publisher = header.name(Key::Publisher);
    let title = title::read(&page, &header.fields, publisher.as_ref());
    let joined = period::joined_with_torn_numbers(&page.head, TEXT);
    let period = period::read(&page.head, &joined);
    let year = title.as_ref().and_then(|title| title.wording.year);
    let year = year.or(period.days.map(|(_, last)| last.year()).filter(|year| wording::YEARS.contains(year)));
    let year = year.or_else(|| mentions::year(&joined.text));
    let dates = dates::read(&page, &header.pairs(), title.as_ref().map(|title| title.line), year);
    let index_no = header.text(Key::IndexNo).find_map(numbers::index_no);
    let in_title = title.as_ref().and_then(|title| title.wording.agency.clone());
    let names = Names {
        text: if in_title.as_ref().is_some_and(Name::is_whole) { None } else { author::of(&joined.text) },
        title: in_title,
        publisher,
        signature: mentions::signature(page.tail()),
        origin: header.name(Key::Origin),
        breadcrumbs: mentions::breadcrumbs(page.preface()),
    };
    Metadata {
        agency: agency::of(names, Around { year, index_no: index_no.as_deref(), text: &joined.text }),
        year,
        published: dates.published(),
        index_no,
        doc_no: header.text(Key::DocNo).find_map(numbers::doc_no).or_else(|| numbers::doc_no_alone(page.preface())),
        period: period.days,
        url: header
            .text(Key::Url)
            .find(|url| url.starts_with("http"))
            .map(|url| url.split(' ').next().unwrap_or(url).to_owned()),
        dates: dates.found,
        notes: period.note.into_iter().chain(dates.notes).collect(),
        title_at: title.as_ref().map(|title| title.at),
        title: title.map(|title| title.text),
    }
}

/// An agency of which nothing but its name is known.
pub fn agency_named(name: &str, year: Option<u16>) -> Agency {
    let names = Names { publisher: Name::parse(name), ..Names::default() };
    agency::of(names, Around { year, index_no: None, text: "" })
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use proptest::prelude::*;

    use super::*;
    use crate::model::agency::{AgencyKind, Level};

    fn lines(text: &str) -> Vec<Line<'_>> {
        let mut at = 0;
        let line = |text| {
            at += str::len(text) + 1;
            Line { text: Cow::Borrowed(text), at: Span::new(at - text.len() - 1, at - 1) }
        };
        text.split('\n').map(line).collect()
    }

    fn read_text(text: &str) -> Metadata {
        read(&lines(text))
    }

    fn region(agency: &Agency) -> Vec<&str> {
        agency.regions().collect()
    }

    #[test]
    fn a_page_with_a_header() {
        let read = read_text(
            "欢迎访问!\n索 引 号 640424-200/2020-00022 文  号 生成日期 2020-01-20\n发布机构 泾源县六盘山镇人民政府 责任部门 六盘山镇 关 键 字\n\n六盘山镇人民政府2019年信息公开工作年度报告\n\n一、总体情况",
        );
        assert_eq!(read.agency.name.as_deref(), Some("泾源县六盘山镇人民政府"));
        assert_eq!((read.agency.level, read.agency.kind), (Some(Level::Township), Some(AgencyKind::TownshipGov)));
        assert_eq!(region(&read.agency), ["宁夏回族自治区", "固原市", "泾源县", "六盘山镇"]);
        assert_eq!(read.agency.code.as_deref(), Some("640424102"));
        assert_eq!((read.year, read.published), (Some(2019), Date::new(2020, 1, 20)));
        assert_eq!((read.index_no.as_deref(), read.doc_no, read.period), (Some("640424-200/2020-00022"), None, None));
    }

    #[test]
    fn nothing_in_nothing_out() {
        assert_eq!(read(&[]), Metadata::default());
        assert_eq!(read_text("\n \n二、主动公开政府信息情况 规章000"), Metadata::default());
    }

    const PIECES: &[&str] = &[
        "隆德县",
        "城关镇",
        "人民政府",
        "教育局",
        "2019",
        "年",
        "政府信息公开",
        "工作",
        "年度报告",
        "标题",
        ":",
        "索引号",
        "发布日期",
        "2020-01-02",
        "1月1日",
        "至",
        "12月32日",
        "统计期限",
        "\n",
        " ",
        "|",
        "首页",
        ">",
        "当前位置",
        "\u{200b}",
        "２０",
        "。",
        "(",
        ")",
        "二〇",
        "一、",
        "原文链接",
        "https://a.cn/t20200110_1.htm",
        "市",
        "区",
        "街道",
        "号",
        "〔",
        "本报告由",
        "编制",
        "与",
        "联系",
        "\u{3000}",
        "#",
        "*",
        "640424-200/2020-00022",
        "\u{0}",
        "e\u{301}",
        "😀",
        "月",
        "日",
        "31",
    ];

    proptest! {
        #[test]
        fn any_lines_are_read(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..60), noise in ".{0,30}") {
            let text = pieces.concat() + &noise;
            let read = read_text(&text);
            let places = read.title_at.into_iter().chain(read.dates.iter().filter_map(|date| date.at));
            for place in places.chain(read.notes.iter().filter_map(|note| note.at)) {
                prop_assert!(place.of(&text).is_some_and(|part| !part.is_empty()), "{place:?}");
            }
            prop_assert!(read.year.is_none_or(|year| wording::YEARS.contains(&year)));
            if let (Some(title), Some(at)) = (&read.title, read.title_at) {
                let words = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
                prop_assert_eq!(words(at.of(&text).unwrap_or_default()), words(title));
            }
        }
    }
}
