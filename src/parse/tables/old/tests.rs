//! Invented statistics tables, of 2014 and local ones, in the layouts that converters leave; whole and
//! damaged.

use std::fmt::Write as _;

use proptest::prelude::*;

use crate::model::cell::{Cell, How};
use crate::model::form::Form;
use crate::model::report::{OldRow, Report, SectionKey};
use crate::parse::tables::old::form::{F2014, Indicator};
use crate::parse::{Input, Parsed, parse};

fn read(path: &str, text: &str) -> Parsed {
    parse(Input { path, bytes: text.as_bytes() })
}

/// The unit that the form prints for a row.
fn unit_of(row: &Indicator) -> &'static str {
    match row.id.unwrap_or_default() {
        "normative_issued" => "件",
        id if id.starts_with("via_") || id.starts_with("disclosed_") => "条",
        "interpretations" => "篇",
        id if id.ends_with("_wan") => "万元",
        id if id.starts_with("staff_") => "人",
        "trained_persons" => "人次",
        "offices" | "reading_points" => "个",
        "meetings" | "trainings" => "次",
        id if id.contains("responses") || id.contains("interview") || id.starts_with("press") => "次",
        _ => "件",
    }
}

/// An invented figure for the row with this place in the form: all kinds of lengths, zeros too.
fn figure_of(n: usize) -> String {
    match n % 5 {
        0 => "0".to_owned(),
        1 => (100 + 37 * n).to_string(),
        2 => (n + 3).to_string(),
        3 => "1".to_owned(),
        _ => (21_000 + n).to_string(),
    }
}

fn label_of(row: &Indicator) -> String {
    let number = match row.number {
        "" if row.id == Some("normative_issued") || row.depth == 3 && row.id != Some("press_by_leader") => {
            String::new()
        }
        "" => "其中：".to_owned(),
        number if number.starts_with('(') => number.replace('(', "（").replace(')', "）"),
        number if number.bytes().all(|b| b.is_ascii_digit()) => format!("{number}."),
        number => format!("{number}、"),
    };
    let note =
        if row.id == Some("disclosed_total") { "（不同渠道和方式公开相同信息计1条）" } else { "" };
    format!("{number}{}{note}", row.label)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    Glued,
    GluedWithMarks,
    Tabs,
    Pipes,
    Spaces,
    WithoutUnits,
    OneCellALine,
    FullWidth,
    Page,
}

const LAYOUTS: [Layout; 9] = [
    Layout::Glued,
    Layout::GluedWithMarks,
    Layout::Tabs,
    Layout::Pipes,
    Layout::Spaces,
    Layout::WithoutUnits,
    Layout::OneCellALine,
    Layout::FullWidth,
    Layout::Page,
];

impl Layout {
    fn row(self, label: &str, unit: &str, figure: &str) -> String {
        let group = unit.is_empty();
        match self {
            Self::Glued if group => label.to_owned(),
            Self::GluedWithMarks if group => format!("{label} —— ——"),
            Self::Glued | Self::GluedWithMarks => format!("{label}{unit}{figure}"),
            Self::Tabs => format!("{label}\t{unit}\t{figure}\n"),
            Self::Pipes => format!("| {label} | {unit} | {figure} |\n"),
            Self::Spaces => format!("    {label}      {unit}     {figure}\n"),
            Self::WithoutUnits => format!("{label}  {figure}\n"),
            Self::OneCellALine => {
                let cells = [label, unit, figure].into_iter().filter(|cell| !cell.is_empty());
                cells.flat_map(|cell| [cell, "\n"]).collect()
            }
            Self::FullWidth => {
                let wide = |c: char| match c {
                    '0'..='9' => char::from_u32(u32::from(c) + 0xFEE0).unwrap(),
                    c => c,
                };
                format!("{label}\t{unit}\t{}\n", figure.chars().map(wide).collect::<String>())
            }
            Self::Page => format!("<tr><td>{label}</td><td>{unit}</td><td>{figure}</td></tr>\n"),
        }
    }

    fn path(self) -> &'static str {
        if self == Self::Page { "a.html" } else { "a.txt" }
    }
}

const TITLE: &str = "云河县审计局2016年政府信息公开工作年度报告";

/// A report of 2016 with the table of 2014.
fn report_of_2014(layout: Layout) -> String {
    let heads = match layout {
        Layout::WithoutUnits => "统计指标  统计数\n".to_owned(),
        layout => layout.row("统 计 指 标", "单位", "统计数"),
    };
    let row = |(n, row): (usize, &Indicator)| match row.id {
        Some(_) => layout.row(&label_of(row), unit_of(row), &figure_of(n)),
        None => layout.row(&label_of(row), "", ""),
    };
    let rows: String = F2014.iter().enumerate().map(row).collect();
    let text = "一、概述\n2016年，本局主动公开政府信息一批。\n二、主动公开政府信息情况\n公开及时。\n\
                三、依申请公开政府信息情况\n收到申请若干件。\n四、收费及减免情况\n未收费。\n";
    match layout {
        Layout::Page => {
            let paragraphs: String = text.lines().flat_map(|line| ["<p>", line, "</p>\n"]).collect();
            format!(
                "<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{paragraphs}<p>附件:政府信息公开情况统计表</p>\
                 <table>{heads}{rows}</table><p>单位负责人:</p></body></html>"
            )
        }
        _ => format!(
            "{TITLE}\n{text}附件:政府信息公开情况统计表\n{heads}{rows}\n单位负责人:  审核人:  填报日期:2017年3月6日\n"
        ),
    }
}

/// What is read of a row other than what was printed.
fn wrong(report: &Report) -> Vec<String> {
    let mut wrong = Vec::new();
    for row in &report.tables.old {
        let Some(value) = row.cell.value else { continue };
        let printed = F2014.iter().position(|own| own.id.is_some() && own.id == row.id.as_deref()).map(figure_of);
        if printed.as_deref() != Some(value.to_string().as_str()) {
            wrong.push(format!("{row:?} read as {value}, printed {printed:?}"));
        }
    }
    wrong
}

#[test]
fn the_form_of_2014_is_read_in_every_layout() {
    for layout in LAYOUTS {
        let parsed = read(layout.path(), &report_of_2014(layout));
        let report = &parsed.report;
        assert_eq!(wrong(report), Vec::<String>::new(), "{layout:?}");
        let ids: Vec<_> = report.tables.old.iter().filter_map(|row| row.id.as_deref()).collect();
        let wanted: Vec<_> = F2014.iter().filter_map(|row| row.id).collect();
        assert_eq!(ids, wanted, "{layout:?} {:?}", report.notes);
        assert!(report.tables.old.iter().all(|row| row.cell.how == Some(How::Read)), "{layout:?}");
        assert_eq!((report.form, report.year), (Some(Form::F2014), Some(2016)), "{layout:?}");
        assert!(report.notes.is_empty() && report.tables.cells.is_empty(), "{layout:?} {:?}", report.notes);
        let corrected = report.tables.old.iter().find(|row| row.id.as_deref() == Some("litigation_corrected")).unwrap();
        assert_eq!(corrected.path, ["五、行政诉讼数量", "（二）被依法纠错数"], "{layout:?}");
        let units = report.tables.old.iter().filter(|row| row.cell.unit.is_some()).count();
        assert_eq!(units, if layout == Layout::WithoutUnits { 0 } else { wanted.len() }, "{layout:?}");
        for row in &report.tables.old {
            let printed = row.cell.at.and_then(|at| at.of(&parsed.text)).unwrap();
            let digits: String = printed.chars().map(crate::parse::fold::fold).collect();
            assert_eq!(Some(digits), row.cell.value.map(|value| value.to_string()), "{layout:?}");
        }
        assert!(report.blocks().all(|(_, block)| !block.text.contains("公报")), "{layout:?}: the table is no text");
    }
}

/// Damage to one line or word of a text.
fn damaged(text: &str, kind: usize, at: usize) -> String {
    let glued = text.lines().count() < 30;
    let parts: Vec<&str> = if glued {
        text.split_inclusive(['、', '）', '：']).collect()
    } else {
        text.split_inclusive('\n').collect()
    };
    let at = at % parts.len();
    let mut parts: Vec<String> = parts.into_iter().map(str::to_owned).collect();
    match kind {
        0 => _ = parts.remove(at),
        1 => {
            let next = (at + 1) % parts.len();
            parts.swap(at, next);
        }
        2 => parts.insert(at, "- 3 -\n".into()),
        3 => parts.insert(at, "第 2 页 共 3 页\n".into()),
        4 => parts.truncate(at),
        5 => _ = parts.drain(..at),
        6 => parts[at] = parts[at].replace(['条', '件', '次', '篇'], ""),
        7 => parts[at] = parts[at].replace(|c: char| c.is_ascii_digit(), ""),
        8 => parts.insert(at, "\n\n".into()),
        9 => parts.insert(at, "统计指标\t单位\t统计数\n".into()),
        _ => {
            let kept: String = parts[at].chars().filter(|c| !matches!(c, '（' | '）' | '.' | '、')).collect();
            parts[at] = kept;
        }
    }
    parts.concat()
}

proptest! {
    #[test]
    fn damage_loses_figures_and_changes_none(layout in 0..LAYOUTS.len(), damages in proptest::collection::vec((0..11_usize, 0..400_usize), 1..4)) {
        let layout = LAYOUTS[layout];
        let whole = report_of_2014(layout);
        let text = damages.iter().fold(whole, |text, (kind, at)| if text.is_empty() { text } else { damaged(&text, *kind, *at) });
        let parsed = read(layout.path(), &text);
        // What lost its label is of a local table; a row of the form has the figure printed behind it.
        let of_form = parsed.report.tables.old.iter().filter(|row| row.id.is_some()).cloned().collect();
        let mut report = parsed.report.clone();
        report.tables.old = of_form;
        prop_assert_eq!(wrong(&report), Vec::<String>::new(), "{:?}\n{}", damages, text);
        let json = parsed.report.to_json().unwrap();
        prop_assert_eq!(&Report::from_json(&json).unwrap(), &parsed.report);
    }

    #[test]
    fn figures_that_run_together_are_never_cut_wrong(
        parts in proptest::collection::vec((0..3000_u32, 0..90_000_u32), 1..4),
        extra in prop_oneof![Just((0, 0)), (0..50_u32, 0..900_u32)],
        other in (0..400_u32, 0..4000_u32),
    ) {
        let parts: Vec<(u32, u32)> = parts.into_iter().map(|(year, before)| (year, year + before)).collect();
        let sum = |figure: fn(&(u32, u32)) -> u32| parts.iter().map(figure).sum::<u32>();
        let total = (sum(|part| part.0) + extra.0, sum(|part| part.1) + extra.0 + extra.1);
        let other = (other.0, other.0 + other.1);
        let mut printed = vec![total];
        let mut text = format!("{TITLE}\n一、概述\n全年公开信息若干条。\n指标名称计量单位2016年度历年累计主动公开信息数条{}{}", total.0, total.1);
        for (n, part) in parts.iter().enumerate() {
            let first = if n == 0 { "其中：" } else { "" };
            let _ = write!(text, "{first}{}.渠道公开条{}{}", n + 1, part.0, part.1);
            printed.push(*part);
        }
        let _ = write!(text, "受理申请数件{}{}", other.0, other.1);
        printed.push(other);
        let report = read("a.txt", &text).report;
        prop_assert_eq!(report.tables.old.len(), printed.len(), "{}", text);
        for (row, (year, cumulative)) in report.tables.old.iter().zip(&printed) {
            let read = row.cell.value.zip(row.cumulative.as_ref().and_then(|cell| cell.value));
            let wanted = (i64::from(*year).into(), i64::from(*cumulative).into());
            prop_assert!(read.is_none_or(|read| read == wanted), "{read:?} for {wanted:?} in {text}");
        }
    }

    #[test]
    fn any_text_behind_heads_is_read(text in "(?s)[ 0-9.,、。()一二(（）)条件次其中公开数|\t\n-]{0,200}") {
        let source = format!("{TITLE}\n统计指标 单位 统计数 历年累计\n{text}");
        let parsed = read("a.txt", &source);
        for cell in parsed.report.tables.old.iter().flat_map(|row| std::iter::once(&row.cell).chain(&row.cumulative)) {
            let Some(value) = cell.value else { continue };
            let printed = cell.at.and_then(|at| at.of(&parsed.text)).unwrap();
            prop_assert!(printed.replace(',', "").contains(&value.to_string()), "{value} in {printed:?}");
        }
    }
}

fn shown(cell: Option<&Cell>) -> String {
    match cell.map(|cell| (cell.value, cell.how)) {
        None => "-".into(),
        Some((Some(value), Some(How::Inferred))) => format!("~{value}"),
        Some((Some(value), _)) => value.to_string(),
        Some((None, how)) => how.map_or("?", How::id).into(),
    }
}

fn line(row: &OldRow) -> String {
    let unit = row.cell.unit.as_deref().unwrap_or("-");
    format!("{} {unit} {} {}", row.path.join(" > "), shown(Some(&row.cell)), shown(row.cumulative.as_ref()))
}

fn check(table: &str, expected: &[&str]) {
    let text = format!("云河县2011年政府信息公开工作年度报告\n一、概述\n全年公开信息387条。\n{table}");
    let report = read("a.txt", &text).report;
    let found: Vec<_> = report.tables.old.iter().map(line).collect();
    assert_eq!(found, expected, "{table}\n{:?}", report.notes);
    assert_eq!(report.form, Some(Form::F2008));
}

#[test]
fn local_tables_are_read_as_printed() {
    check(
        "附表:云河县政府信息公开情况统计表\n指标名称计量单位2011年度历年累计主动公开信息数条3871240其中：1.网站公开条38012312.公报公开条79\
         受理申请数条00行政复议数件00",
        &[
            "主动公开信息数 条 ~387 ~1240",
            "主动公开信息数 > 1.网站公开 条 ~380 ~1231",
            "主动公开信息数 > 2.公报公开 条 ~7 ~9",
            "受理申请数 条 ~0 ~0",
            "行政复议数 件 ~0 ~0",
        ],
    );
    check(
        "| 指标 | 代码 | 计量单位 | 2010年 | 2011年 | 历年累计 | 备注 |\n| --- | --- | --- | --- | --- | --- | --- |\n\
         | 主动公开文件数 | 101 | 条 | 11 | 22 | 33 | 含乡镇 |\n| 当面申请数 | 102 | 件 | 1 |  | / | |\n| 减免金额 | 103 | 元 | 0 | 0.5 | 1,200 | |",
        &["主动公开文件数 条 22 33", "当面申请数 件 blank marker", "减免金额 元 0.5 1200"],
    );
    check(
        "指标名称\n单位\n本年度\n历年累计\n主动公开信息数（条）\n12\n行政复议数（件）00\n",
        &["主动公开信息数 条 unplaced unplaced", "行政复议数 件 ~0 ~0"],
    );
    check(
        "指标名称\t\t计量单位\t本年度\t历年累计\n主动公开\t主动公开信息数\t条\t12\t40\n\t其中：网站公开\t条\t11\t39\n\t公报公开\t条\t1\t1\n\
         依申请公开\t当面申请数\t件\t0\t\t\n\t网上申请数\t件\t/\t3\n",
        &[
            "主动公开 > 主动公开信息数 条 12 40",
            "主动公开 > 主动公开信息数 > 网站公开 条 11 39",
            "主动公开 > 主动公开信息数 > 公报公开 条 1 1",
            "依申请公开 > 当面申请数 件 0 blank",
            "依申请公开 > 网上申请数 件 marker 3",
        ],
    );
    check(
        "| 指标 | 单位 | 数量 | 指标 | 单位 | 数量 |\n| 主动公开数 | 条 | 12 | 当面申请数 | 件 | 3 |\n| 网站公开数 | 条 |  | 信函申请数 | 件 | 0 |\n",
        &["主动公开数 条 12 -", "当面申请数 件 3 -", "网站公开数 条 blank -", "信函申请数 件 0 -"],
    );
    check("项目\t数量\n主动公开信息数（条）\t12\n依申请公开数\t3\n", &["主动公开信息数 条 12 -", "依申请公开数 - 3 -"]);
    check(
        "指标   单位   本年   累计\n主动公开   条   12   40\n网站公开   条   30\n公报公开   条   1   2   3\n",
        &["主动公开 条 12 40", "网站公开 条 unplaced unplaced", "公报公开 条 unplaced unplaced"],
    );
}

#[test]
fn what_may_be_empty_or_torn_is_not_cut() {
    // One digit for two columns: some cells of this table are empty, and 12 may be one figure.
    check(
        "指标名称计量单位2011年度历年累计主动公开信息数条12当面申请数件3行政复议数件00",
        &["主动公开信息数 条 unplaced unplaced", "当面申请数 件 unplaced unplaced", "行政复议数 件 ~0 ~0"],
    );
    // Nothing tells how many of the last digits number the next label.
    check(
        "指标名称计量单位2011年度主动公开信息数条574.网站公开条3",
        &["主动公开信息数 条 unplaced -", "网站公开 条 3 -"],
    );
}

#[test]
fn a_table_that_is_not_there_is_said_to_be_lost() {
    for (rest, what) in [
        ("附件:政府信息公开情况统计表\n", "只有标题"),
        ("附件:政府信息公开情况统计表\n![](W020120301.png)\n", "图片"),
        ("附件:政府信息公开情况统计表\n[图片]\n", "图片"),
        ("附件 指标名称计量单位本年度主动公开信息数条其中网站公开条", "只有标题"),
    ] {
        let report = read("a.txt", &format!("{TITLE}\n一、概述\n全年公开信息387条。\n{rest}")).report;
        assert_eq!(report.tables.old, [], "{rest}");
        let notes: Vec<_> = report.notes.iter().map(|note| note.message.as_str()).collect();
        assert!(notes.iter().any(|note| note.contains(what)), "{rest}: {notes:?}");
        assert_eq!(report.grids.len(), 1, "{rest}");
    }
}

#[test]
fn narrative_reports_have_sections_and_a_form_and_no_figures() {
    let text = "青石镇2010年政府信息公开工作年度报告\n根据《中华人民共和国政府信息公开条例》编制本报告。\n\
        一、概述\n全年工作有序。\n二、主动公开情况\n（一）公开数量。公开信息31条。\n三、依申请公开政府信息情况\n收到申请2件。\n\
        四、政府信息公开的收费及减免情况\n未收费。\n五、因政府信息公开申请行政复议、提起行政诉讼的情况\n无。\n\
        六、政府信息公开工作机构和人员情况\n专职1人。\n七、存在的主要问题及改进措施\n力度不够。\n";
    for text in [text.to_owned(), text.replace('\n', " ")] {
        let report = read("a.txt", &text).report;
        let found: Vec<_> = report
            .sections
            .iter()
            .map(|section| section.topic.as_deref().or(section.key.map(SectionKey::id)).unwrap_or("?"))
            .collect();
        assert_eq!(
            found,
            ["preface", "overview", "proactive", "requests", "收费及减免", "disputes", "机构", "problems"],
            "{text}"
        );
        assert_eq!((report.form, report.year), (Some(Form::F2008), Some(2010)));
        assert!(
            report.tables.old.is_empty() && report.grids.is_empty() && report.notes.is_empty(),
            "{:?}",
            report.notes
        );
    }
}
