//! Every word the Chinese interface says, in one place; the key table has its own beside the keys.
//! A second language is a second set of these.

mod copied;
mod flag;
mod line;
mod numbers;
mod trial;

use crate::corpus::NoSource;
use crate::corpus::agencies::{Agency, Class, Home};
use crate::corpus::reference::ReferenceError;
use crate::model::form::{Form, Table};
use crate::model::report::{SectionKey, Source};
use crate::tui::entries::Grouping;
use crate::tui::glyph;
use crate::tui::grid::Part;
use crate::tui::keymap::Scope;

pub use self::copied::{NOTHING_TO_COPY, crawled_from, full_title, quotation, sent, too_long};
pub use self::flag::{
    also_unevaluable, basis, bytes, cell, cell_reason, cell_value, expected_found, fingerprint, line, piece, place_of,
    printed_values, quoted, rule_head, rule_name, rule_with_count, unconfirmed, unevaluable, unplaced_values,
};
pub use self::line::{TERMINAL, of_line};
pub use self::numbers::{
    and_more, by_severity, count, entries, entries_and_errors, entries_and_flags, entries_elsewhere, flags_of_entry,
    listed, marks, reports, short_count, years,
};
pub use self::trial::{
    NO_CELL_TO_TRY, NO_NUMBER, NOTHING_TRIED, TRIAL, TRIAL_CLEARED, TRIED, TRYING, Tried, flag_changed, flag_come,
    flag_gone, in_report_of, more_causes, now_holds, other_cause, possible_cause, trial, tried,
};

pub const CORPUS: &str = "年报库";
pub const MATRIX: &str = "单位与年度";
pub const AGENCY: &str = "单位";
pub const SUM: &str = "合计";
pub const CENTRAL: &str = "国务院部门及垂直系统";
pub const NO_REGION: &str = "地区不明";
pub const OWN_LEVEL: &str = "本级政府(汇总)";
pub const EMPTY: &str = "没有可显示的年报";
pub const NOTHING_ADMITTED: &str = "没有符合筛选的内容(Ctrl-x 清除筛选)";
pub const NO_REPORT_THIS_YEAR: &str = "该年库中未见年报";
pub const NO_OTHER_YEAR: &str = "该单位没有其他年度的年报";
pub const OPEN_A_REGION: &str = "Enter 展开或收起;在年度列打开本级政府年报";
pub const PREVIEW: &str = "预览";
pub const REPORTS: &str = "年报";
pub const FLAGS: &str = "疑点";
/// Groups of flags, each of them one mistake.
pub const ENTRIES: &str = "疑点组";
pub const YEAR: &str = "年度";
pub const YEARS: &str = "各年";
pub const PUBLISHED: &str = "公布";
pub const REGION: &str = "地区";
pub const FILE: &str = "文件";
pub const ID: &str = "编号";
pub const SECTIONS: &str = "部分";
pub const TABLES: &str = "表格";
pub const NOTES: &str = "读取";
pub const NOTES_OF_PARSER: &str = "采集与读取";
pub const SOURCE: &str = "原文";
pub const CUT_INTO: &str = "分为  ";
pub const FORM_UNKNOWN: &str = "格式不明";
pub const LOADING: &str = "正在读取……";
pub const OPENING: &str = "正在打开年报库";
pub const CHECKING: &str = "正在核对……";
pub const NO_YEAR: &str = "无年份";
pub const CONTENTS: &str = "目录";
pub const CELL_BLANK: &str = "空";
pub const CELL_ABSENT: &str = "x";
pub const CELL_UNKNOWN: &str = "_";
pub const OTHER_FORM: &str = "另一格式的行列";
pub const THIS_YEAR: &str = "本年";
pub const CUMULATIVE: &str = "累计";
pub const INDICATOR: &str = "指标";
pub const UNIT: &str = "单位";
pub const OLD_TABLE: &str = "政府信息公开情况统计表";
pub const TABLE_NOT_THERE: &str = "原文中没有读到此表";
pub const AFTER_NUMBER: &str = "、";
pub const FULL_TEXT: &str = "正文全文";
pub const NOT_MENTIONED: &str = "正文未提及(z 看全文)";
pub const NO_TEXT: &str = "此部分没有文字";
pub const EVIDENCE: &str = "依据";
pub const NO_FLAG_CHOSEN: &str = "光标移到疑点上,此处显示依据";
pub const NO_FLAG_HERE: &str = "此处没有疑点(} 到下一疑点)";
pub const NO_FLAGS: &str = "本年报没有这类疑点";
pub const NO_FLAGS_AT_ALL: &str = "没有疑点";
pub const NO_FLAG_IN_OTHER_YEARS: &str = "该单位其他年度没有列出的疑点";
pub const WENT_ROUND: &str = "已绕回";
pub const EVIDENCE_OUTSIDE: &str = "此处依据不在正文和表格内(标题、日期等)";
pub const LEFT: &str = "左边";
pub const RIGHT: &str = "右边";
pub const WHOLE: &str = "总数";
pub const ITEMS: &str = "分项";
pub const DIFFERENCE: &str = "差额";
pub const EXPECTED: &str = "应为";
pub const FOUND: &str = "实为";
pub const RESTS_ON_INFERRED: &str = "含推算的格(~),请对照原文";
pub const INFERRED: &str = "推算";
pub const UNEVALUABLE: &str = "无法核对";
pub const UNCONFIRMED: &str = "未确认";
/// In place of the severity of a flag that is gone by a trial.
pub const GONE: &str = "消";
pub const SAME_GROUP: &str = "同组疑点";
pub const SEARCH: &str = "搜索正文";
pub const PROMPT: &str = "> ";
pub const RESULTS: &str = "命中";
pub const PASSAGE: &str = "所在段落";
pub const NO_HIT: &str = "没有命中";
pub const NO_HIT_YET: &str = "尚无命中,仍在读入年报……";
pub const NO_HITS_TO_WALK: &str = "还没有搜索(/ 搜索)";
pub const NO_REPORT_OPEN: &str = "没有打开的年报";
pub const HELP: &str = "此处可用的按键";
pub const COMMANDS: &str = "命令";
pub const COMMAND_PROMPT: &str = ": ";
pub const NO_SUCH_COMMAND: &str = "没有这样的命令";
pub const EXPLANATION: &str = "说明";
pub const NOTHING_TO_EXPLAIN: &str = "光标移到疑点上再按 K";
pub const NOWHERE_BACK: &str = "已在首页(q 退出)";
pub const INPUT_METHOD: &str = "输入法似乎开着:按键命令请用英文输入";
pub const FILTER: &str = "筛选";
/// What the marks of the matrix and of the tables stand for.
pub const LEGEND_OF_MATRIX: &str = "数字 疑点组数  ! 含错误  - 库中未见  2x 该年两份";
pub const LEGEND_OF_TABLE: &str = "空 空白  x 原文无此行  ? 未能定位  ~ 推算  * 疑点依据";
pub const LEGEND_OF_TRIAL: &str = "?数 试算  空 空白  x 原文无此行  ~ 推算  * 疑点依据  Ctrl-x 清除试算";
pub const LEGEND_OF_NUMBERS: &str = "数字 下划线 与表相符  反显 疑点  暗色 未核对";
pub const LEGEND_OF_SOURCE: &str = "~ 推算  ? 未能定位  暗色 未读取  v 返回";
pub const TOO_SMALL: &str = "窗口太小,至少 40x10";
pub const NOT_IN_CORPUS: &str = "库中未见";

/// What an empty search shows.
pub const SEARCH_HELP: &[&str] = &[
    "输入要找的词,空格表示同时含有",
    "",
    "依申请公开      模糊匹配",
    "'行政复议       精确匹配      \"政府 信息\"  含空格的词",
    "!收费           不含          复议|诉讼    任一",
    "年:2021         年度          单位:青石镇  单位名称",
    "部分:五         第五部分      规则:NS-SUM  有此疑点的年报",
];

/// Reports that were there when the corpus was opened.
pub fn unreadable_now(count_: usize, reason: &str) -> String {
    format!("{} 份年报已无法读取,未核对:{reason}", count(count_))
}

pub fn unreadable(count: usize) -> String {
    format!("无法读取 ({count})")
}

/// The name of a sort of agencies, when they share a node.
pub fn class(class: Class) -> Option<&'static str> {
    Some(match class {
        Class::OwnLevel => return None,
        Class::Office => "办公厅(室)",
        Class::Department => "部门",
        Class::Vertical => "垂直系统",
        Class::Zone => "开发区",
        Class::Institution => "公共企事业单位",
        Class::Township => "乡镇街道",
    })
}

/// An agency in the tree, under its region.
pub fn agency(agency: &Agency) -> String {
    match agency.class {
        Class::OwnLevel => OWN_LEVEL.to_owned(),
        _ if agency.name.is_empty() => "人民政府".to_owned(),
        _ => agency.name.clone(),
    }
}

/// The region of an agency on one line.
pub fn home(agency: Option<&Agency>) -> String {
    match agency.map(|agency| &agency.home) {
        Some(Home::Region(path)) => path.join(glyph::STEP),
        Some(Home::Central) => CENTRAL.to_owned(),
        Some(Home::Unknown(Some(place))) => format!("{NO_REGION}{}{place}", glyph::STEP),
        Some(Home::Unknown(None)) | None => NO_REGION.to_owned(),
    }
}

pub fn other_flags(n: usize) -> String {
    format!("另有提示或采集问题 {} 条", count(n))
}

pub fn year(year: Option<u16>) -> String {
    year.map_or_else(|| NO_YEAR.to_owned(), |year| format!("{year}年"))
}

/// A year over its column.
pub fn year_head(year: Option<u16>) -> String {
    year.map_or_else(|| NO_YEAR.to_owned(), |year| format!("{year:04}"))
}

/// `青石镇人民政府 2021年年报`.
pub fn report_of(name: &str, year: Option<u16>) -> String {
    year.map_or_else(|| format!("{name} (年份不明)"), |year| format!("{name} {year}年年报"))
}

pub fn several_this_year(n: usize) -> String {
    format!("该年有 {n} 份年报:打开后按 ] 看下一份")
}

pub fn form(form: Form) -> &'static str {
    match form {
        Form::F2008 => "2008格式",
        Form::F2014 => "2014统计表",
        Form::F2019 => "2019格式",
        Form::F2021 => "2021格式",
    }
}

pub fn part(part: Part) -> &'static str {
    match part {
        Part::Form(table) => table.short_zh(),
        Part::Old => "统计表",
    }
}

pub fn table_title(table: Table) -> String {
    let words = match table {
        Table::T2 => "主动公开政府信息情况",
        Table::T3 => "收到和处理申请情况",
        Table::T4 => "行政复议、行政诉讼情况",
    };
    format!("{} {words}", table.short_zh())
}

/// A section in at most four characters.
pub fn section(key: SectionKey) -> &'static str {
    match key {
        SectionKey::Preface => "前言",
        SectionKey::Overview => "总体情况",
        SectionKey::Proactive => "主动公开",
        SectionKey::Requests => "申请办理",
        SectionKey::Disputes => "复议诉讼",
        SectionKey::Problems => "问题改进",
        SectionKey::Other => "其他事项",
    }
}

pub fn text_about(table: Table) -> String {
    format!("正文中与{}有关的句子", table.short_zh())
}

pub fn read_of(read: usize, all: usize) -> String {
    format!("有数 {read}/{all} 格")
}

pub fn no_section(number: u8) -> String {
    let number = SectionKey::SIX.get(usize::from(number).saturating_sub(1)).map_or("", |key| key.number());
    format!("本年报没有第{number}部分")
}

pub fn no_such_report(id: &str) -> String {
    format!("{NOT_IN_CORPUS}编号为 {id} 的年报")
}

/// `行 5/18`.
pub fn row_of(row: usize, rows: usize) -> String {
    format!("行 {}/{}", count(row), count(rows))
}

pub fn filtered(text: &str) -> String {
    format!("筛选 {text}")
}

pub fn grouping(grouping: Grouping) -> &'static str {
    match grouping {
        Grouping::Rule => "规则",
        Grouping::Agency => "单位",
        Grouping::Region => "地区",
        Grouping::Report => "年报",
        Grouping::Year => "年度",
        Grouping::Severity => "程度",
    }
}

pub fn grouped_by(name: &str) -> String {
    format!("按{name}分组")
}

pub fn flags_by(grouping: &str, everything: bool) -> String {
    format!("疑点清单  按{grouping}分组{}", if everything { "  含提示与采集问题" } else { "" })
}

pub fn scope(within_report: bool) -> &'static str {
    if within_report { "范围:本年报 (Tab 换全库)" } else { "范围:全库" }
}

pub fn found(total: usize, reports: usize) -> String {
    format!("{} 处 / {} 份", count(total), count(reports))
}

pub fn read(read: usize, reports: usize) -> String {
    format!("已读入 {}/{}", count(read), count(reports))
}

pub fn first_hits(n: usize) -> String {
    format!("前 {} 处", count(n))
}

pub fn hit_of(n: usize, all: usize) -> String {
    format!("第 {}/{} 处", count(n), count(all))
}

pub fn opening(done: usize, total: usize) -> String {
    if total == 0 { OPENING.to_owned() } else { format!("{OPENING}  {}/{} 个文件", count(done), count(total)) }
}

pub fn checking(done: usize, total: usize) -> String {
    format!("核对 {}/{}", count(done), count(total))
}

pub fn admitted(n: usize, all: usize) -> String {
    format!("{}/{}", count(n), count(all))
}

pub fn flag_of(n: Option<usize>, all: usize) -> String {
    n.map_or_else(|| format!("疑点 {all}"), |n| format!("疑点 {}/{all}", n + 1))
}

/// A note of the parser with the line of the source it speaks of.
pub fn note_at(line: usize, message: &str) -> String {
    format!("第{}行  {message}", count(line))
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
        NoSource::Gone { path } => format!("原文不在:没有文件 {path}(原文另在别处时,启动时用 --source-root 指明)"),
        NoSource::NotInArchive { archive, member } => format!("原文不在:压缩包 {archive} 中没有 {member}"),
        NoSource::Changed { path } => format!("原文已变:{path} 与读取时不同,所记位置不再对应,故不显示"),
        NoSource::Unreadable { path, reason } => format!("原文无法读取:{path}:{reason}"),
    }
}

/// Why the place asked for cannot be shown.
pub fn no_such_place(error: &ReferenceError) -> String {
    match error {
        ReferenceError::Unknown(text) => format!("{NOT_IN_CORPUS}编号以 {text} 开头的年报或疑点"),
        ReferenceError::Ambiguous { text, count: n } => format!("{text} 对应 {} 处,请多写几位", count(*n)),
        ReferenceError::NoCell(text) => format!("没有名为 {text} 的格(写法如 t3.new_received.total)"),
    }
}

pub fn no_such_rule(code: &str) -> String {
    format!("没有以 {code} 开头的规则")
}

/// The heading over a group of keys.
pub fn scope_of_keys(scope: Scope) -> &'static str {
    match scope {
        Scope::Always => "随时",
        Scope::Views => "视图",
        Scope::Moving => "移动",
        Scope::Lists => "清单",
        Scope::Browse => "年报库",
        Scope::Report => "年报",
        Scope::Flags => "疑点",
        Scope::Typing => "输入",
        Scope::Search => "搜索",
        Scope::Trial => "试算",
        Scope::Command => "命令",
        Scope::Hits => "命中",
        Scope::Overlay => "此窗口",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words of `terms.md` that mean something else to the people who use this.
    const FORBIDDEN: [[char; 2]; 8] = [
        ['旗', '标'],
        ['误', '报'],
        ['复', '核'],
        ['语', '料'],
        ['收', '支'],
        ['基', '线'],
        ['素', '排'],
        ['分', '面'],
    ];

    #[test]
    fn the_words_are_those_of_the_glossary() {
        let sources = [
            ("strings", include_str!("mod.rs")),
            ("flag", include_str!("flag.rs")),
            ("numbers", include_str!("numbers.rs")),
            ("trial", include_str!("trial.rs")),
            ("copied", include_str!("copied.rs")),
            ("line", include_str!("line.rs")),
            ("keymap", include_str!("../keymap.rs")),
        ];
        for (name, source) in sources {
            for word in FORBIDDEN.map(String::from_iter) {
                assert!(!source.contains(&word), "{name} says {word}");
            }
        }
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([9999, 12_345, 123_456].map(short_count), ["9999", "1.2万", "12万"]);
    }

    #[test]
    fn sections_and_parts_fit_the_contents() {
        use crate::tui::text::columns;
        for key in SectionKey::ALL {
            assert!(columns::of(section(*key)) <= 8, "{key}");
        }
        for scope in [Scope::Always, Scope::Browse, Scope::Overlay] {
            assert!(columns::of(scope_of_keys(scope)) <= 10);
        }
        assert!(SEARCH_HELP.iter().all(|line| columns::of(line) <= 74), "fits 80 columns");
    }
}
