//! Words about agencies, reports, their parts and their sources.

use crate::corpus::NoSource;
use crate::corpus::agencies::{Agency, Class, Home};
use crate::model::form::{Col, Form, Row, Table};
use crate::model::report::{SectionKey, Source};
use crate::tui::glyph;
use crate::tui::grid::Part;
use crate::tui::strings::language::say;
use crate::tui::strings::{
    CENTRAL, Language, NO_REGION, NO_YEAR, NOT_IN_CORPUS, OWN_LEVEL, SOURCE, Words, count, spoken, words,
};

/// The name of a sort of agencies, when they share a node.
pub fn class(class: Class) -> Option<Words> {
    Some(match class {
        Class::OwnLevel => return None,
        Class::Office => words("办公厅(室)", "general office"),
        Class::Department => words("部门", "departments"),
        Class::Vertical => words("垂直系统", "vertical systems"),
        Class::Zone => words("开发区", "development zones"),
        Class::Institution => words("公共企事业单位", "public institutions"),
        Class::Township => words("乡镇街道", "townships"),
    })
}

/// An agency in the tree, under its region.
pub fn agency(agency: &Agency) -> String {
    match agency.class {
        Class::OwnLevel => OWN_LEVEL.into(),
        _ if agency.name.is_empty() => "人民政府".to_owned(),
        _ => agency.name.clone(),
    }
}

/// The region of an agency on one line.
pub fn home(agency: Option<&Agency>) -> String {
    match agency.map(|agency| &agency.home) {
        Some(Home::Region(path)) => path.join(glyph::STEP),
        Some(Home::Central) => CENTRAL.into(),
        Some(Home::Unknown(Some(place))) => format!("{NO_REGION}{}{place}", glyph::STEP),
        Some(Home::Unknown(None)) | None => NO_REGION.into(),
    }
}

pub fn other_flags(n: usize) -> String {
    say!("另有提示或采集问题 {} 条", "and {} hints or flags about our copy", count(n))
}

pub fn year(year: Option<u16>) -> String {
    year.map_or_else(|| NO_YEAR.into(), |year| say!("{year}年", "{year}"))
}

/// A year over its column.
pub fn year_head(year: Option<u16>) -> String {
    year.map_or_else(|| words("不详", "none").into(), |year| format!("{year:04}"))
}

/// `青石镇人民政府 2021年年报`.
pub fn report_of(name: &str, year: Option<u16>) -> String {
    year.map_or_else(
        || say!("{name} (年份不明)", "{name} (year unknown)"),
        |year| say!("{name} {year}年年报", "{name} {year}"),
    )
}

pub fn several_this_year(n: usize) -> String {
    say!("该年有 {n} 份年报:打开后按 ] 看下一份", "{n} reports this year: open, then ] for the next")
}

pub fn form(form: Form) -> Words {
    match form {
        Form::F2008 => words("2008格式", "form of 2008"),
        Form::F2014 => words("2014统计表", "statistics of 2014"),
        Form::F2019 => words("2019格式", "form of 2019"),
        Form::F2021 => words("2021格式", "form of 2021"),
    }
}

pub fn part(part: Part) -> Words {
    match part {
        Part::Form(table) => self::table(table),
        Part::Old => words("统计表", "statistics"),
    }
}

pub fn table_title(table: Table) -> String {
    let about = match table {
        Table::T2 => words("主动公开政府信息情况", "proactive disclosure"),
        Table::T3 => words("收到和处理申请情况", "requests received and handled"),
        Table::T4 => words("行政复议、行政诉讼情况", "administrative review and litigation"),
    };
    format!("{} {about}", self::table(table))
}

/// A table by its number.
pub fn table(table: Table) -> Words {
    match table {
        Table::T2 => words("表二", "table 2"),
        Table::T3 => words("表三", "table 3"),
        Table::T4 => words("表四", "table 4"),
    }
}

/// A section in at most four characters.
pub fn section(key: SectionKey) -> Words {
    match key {
        SectionKey::Preface => words("前言", "preface"),
        SectionKey::Overview => words("总体情况", "overview"),
        SectionKey::Proactive => words("主动公开", "active"),
        SectionKey::Requests => words("申请办理", "requests"),
        SectionKey::Disputes => words("复议诉讼", "disputes"),
        SectionKey::Problems => words("问题改进", "problems"),
        SectionKey::Other => words("其他事项", "other"),
    }
}

/// A row of a table in our short words.
pub fn row(row: Row) -> &'static str {
    match spoken() {
        Language::Chinese => row.short_zh(),
        Language::English => row.short_en(),
    }
}

/// A column of a table.
pub fn column(col: Col) -> &'static str {
    match spoken() {
        Language::Chinese => col.name_zh(),
        Language::English => col.id(),
    }
}

/// The head of a column on two lines.
pub fn head(col: Col) -> [&'static str; 2] {
    match spoken() {
        Language::Chinese => col.head_zh(),
        Language::English => col.head_en(),
    }
}

pub fn text_about(table: Table) -> String {
    say!("正文中与{}有关的句子", "sentences about {}", self::table(table))
}

pub fn read_of(read: usize, all: usize) -> String {
    say!("有数 {read}/{all} 格", "{read}/{all} cells")
}

pub fn no_section(number: u8) -> String {
    let zh = SectionKey::SIX.get(usize::from(number).saturating_sub(1)).map_or("", |key| key.number());
    say!("本年报没有第{zh}部分", "this report has no section {zh} ({number})")
}

pub fn no_such_report(id: &str) -> String {
    say!("{}编号为 {id} 的年报", "{}report {id}", NOT_IN_CORPUS)
}

/// The source by its path and, where it was not plain, how it became text.
pub fn source_of(source: &Source) -> String {
    let by = source.extractor.as_deref().or(source.encoding.as_deref().filter(|encoding| *encoding != "utf-8"));
    let by = by.map(|by| format!(" ({by})")).unwrap_or_default();
    format!("{SOURCE} {}{by}", source.path)
}

/// Why the source is not shown.
pub fn no_source(reason: &NoSource) -> String {
    match reason {
        NoSource::Gone { path } => say!(
            "原文不在:没有文件 {path}(原文另在别处时,启动时用 --source-root 指明)",
            "no source: there is no file {path} (start with --source-root where it is elsewhere)"
        ),
        NoSource::NotInArchive { archive, member } => {
            say!("原文不在:压缩包 {archive} 中没有 {member}", "no source: archive {archive} does not hold {member}")
        }
        NoSource::Changed { path } => say!(
            "原文已变:{path} 与读取时不同,所记位置不再对应,故不显示",
            "the source has changed: {path} is not what was read, places no longer fit, so it is not shown"
        ),
        NoSource::Unreadable { path, reason } => {
            say!("原文无法读取:{path}:{reason}", "the source cannot be read: {path}: {reason}")
        }
    }
}
