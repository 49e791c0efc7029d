//! Every word of the interface in one place and in both its languages; the key table has its own beside
//! the keys.

mod arranged;
mod broken;
pub mod compare;
mod copied;
mod exporting;
pub mod figured;
mod flag;
pub mod hits;
mod keys;
mod language;
mod lens;
mod line;
mod looks;
mod manners;
mod numbers;
mod report;
mod review;
mod shape;
pub mod spread;
pub mod triage;
mod trial;

use crate::corpus::reference::ReferenceError;
use crate::figures::{part_of, percent};
use crate::search::Found;
use crate::search::query::QueryError;
use crate::tui::entries::Grouping;
use crate::tui::keymap::Scope;
use crate::tui::strings::language::say;

pub use self::arranged::arranged;
pub use self::broken::{NOT_CHECKED, NOT_OPENED, NOT_READ, NOT_SORTED, broken};
pub use self::copied::{NOTHING_TO_COPY, crawled_from, full_title, quotation, sent, too_long};
pub use self::exporting::{
    A_NAME_PLEASE, EXPORT, EXPORTING, NOT_ALL_LISTED, NOTHING_TO_EXPORT, export_hint, exported, file_name,
    not_exported, sheet,
};
pub use self::flag::{
    also_unevaluable, basis, bytes, cell, cell_reason, cell_value, expected_found, fingerprint, line, mark, message,
    name_of_rule, of_rule, piece, place_of, printed_values, quoted, rule_head, rule_name, rule_with_count,
    severity_name, unconfirmed, unevaluable, unplaced_values,
};
pub use self::keys::{fault, in_line, marked, no_language, no_mark, no_such_key, wrong_interface};
pub use self::language::{Language, Words, speak, spoken, words};

pub use self::lens::{indicator, legend_of_matrix, title_of_matrix};
pub use self::line::{TERMINAL, of_line};
pub use self::looks::{no_look, no_role, no_theme};
pub use self::manners::{
    ANY_KEY, MOUSE_OFF, MOUSE_ON, NO_EDITOR, NO_PLAIN_TEXT, NOTHING_TO_EDIT, edited, editor_ended, editor_failed,
    plain_cut, plain_head,
};
pub use self::numbers::{
    admitted_and_entries, and_more, by_severity, count, entries, entries_and_errors, entries_and_flags,
    entries_elsewhere, flags_of_entry, listed, marks, reports, short_count, years,
};
pub use self::report::{
    agency, class, column, form, head, home, no_section, no_source, no_such_report, other_flags, part, read_of,
    report_of, row, section, several_this_year, source_of, table_title, text_about, year, year_head,
};
pub use self::review::{
    A_REASON_PLEASE, ACCEPTING, ALL_DECIDED, CHANGED, DISPUTED, DRAFT_KEPT, GROWN, NOT_TAKEN_UP, NOTE, NOTE_ENDS,
    NOTE_UNCHANGED, NOTHING_OFFERED, NOTHING_TO_DECIDE, NOTHING_TO_REDO, NOTHING_TO_REPEAT, NOTHING_TO_UNDO,
    RANGE_BEGINS, READING_JOURNALS, TAKEN_UP, UNSAVED, VERDICT, change, chosen, decided_by, decided_of, elsewhere,
    first_of, gone, hidden_as_known, how_to_show_only, is_at_it, last_decision, lost_draft, moment, not_recorded,
    note_too_long, now_noisy, offered, precision, press_again, progress, rate, set_aside, share, taken_back,
    taken_offer, verdict,
};
pub use self::shape::{
    ALSO_AT, HEADS, INDEX_NUMBER, LIMIT, MASKED, NO_DATES, NO_SUCH_DAY, NO_SUCH_SECTION, NOT_OF_THE_FORM, PERIOD,
    QUOTED_ONLY, TAKEN, THE_SAME_WORDS, TITLE, YEAR_OF_REPORT, alike, also_alike, date_label, same_there, stands_after,
    table_with,
};
pub use self::trial::{
    NO_CELL_TO_TRY, NO_NUMBER, NOTHING_TRIED, TRIAL, TRIAL_CLEARED, TRIED, TRYING, Tried, flag_changed, flag_come,
    flag_gone, in_report_of, more_causes, now_holds, other_cause, possible_cause, trial, tried,
};

pub const CORPUS: Words = words("年报库", "corpus");
pub const MATRIX: Words = words("单位与年度", "agencies by years");
pub const AGENCY: Words = words("单位", "agency");
pub const SUM: Words = words("合计", "sum");
pub const CENTRAL: Words = words("国务院部门及垂直系统", "departments of the State Council, vertical systems");
pub const NO_REGION: Words = words("地区不明", "region unknown");
pub const OWN_LEVEL: Words = words("本级政府(汇总)", "own-level aggregate");
pub const EMPTY: Words = words("没有可显示的年报", "no reports to show");
pub const NOTHING_ADMITTED: Words =
    words("没有符合筛选的内容(Ctrl-x 清除筛选)", "nothing passes the filter (Ctrl-x clears it)");
pub const NO_REPORT_THIS_YEAR: Words = words("该年库中未见年报", "no report of this year in the corpus");
pub const NO_OTHER_YEAR: Words = words("该单位没有其他年度的年报", "this agency has no report of another year");
pub const OPEN_A_REGION: Words = words(
    "Enter 展开或收起;在年度列打开本级政府年报",
    "Enter folds and unfolds; on a year it opens the region's own report",
);
pub const PREVIEW: Words = words("预览", "preview");
pub const REPORTS: Words = words("年报", "reports");
pub const FLAGS: Words = words("疑点", "flags");
/// Groups of flags, each of them one mistake.
pub const ENTRIES: Words = words("疑点组", "entries");
pub const REPORTS_COUNTED: Words = words("份数", "reports");
pub const YEAR: Words = words("年度", "year");
pub const YEARS: Words = words("各年", "years");
pub const PUBLISHED: Words = words("公布", "published");
pub const REGION: Words = words("地区", "region");
pub const FILE: Words = words("文件", "file");
pub const ID: Words = words("编号", "id");
pub const SECTIONS: Words = words("部分", "sections");
pub const TABLES: Words = words("表格", "tables");
pub const NOTES: Words = words("读取", "reading");
pub const NOTES_OF_PARSER: Words = words("采集与读取", "crawl and reading");
pub const SOURCE: Words = words("原文", "source");
pub const CUT_INTO: Words = words("分为  ", "cut into  ");
pub const FORM_UNKNOWN: Words = words("格式不明", "form unknown");
pub const LOADING: Words = words("正在读取……", "reading ...");
pub const OPENING: Words = words("正在打开年报库", "opening the corpus");
pub const CHECKING: Words = words("正在核对……", "checking ...");
pub const NO_YEAR: Words = words("无年份", "no year");
pub const CONTENTS: Words = words("目录", "contents");
pub const CELL_BLANK: Words = words("空", "\"\"");
pub const CELL_ABSENT: &str = "x";
pub const CELL_UNKNOWN: &str = "_";
pub const OTHER_FORM: Words = words("另一格式的行列", "rows and columns of another form");
pub const THIS_YEAR: Words = words("本年", "this year");
pub const CUMULATIVE: Words = words("累计", "cumulative");
pub const INDICATOR: Words = words("指标", "indicator");
pub const UNIT: Words = words("单位", "unit");
pub const OLD_TABLE: Words = words("政府信息公开情况统计表", "statistics table");
pub const TABLE_NOT_THERE: Words = words("原文中没有读到此表", "no such table was read in the source");
pub const AFTER_NUMBER: Words = words("、", ". ");
pub const FULL_TEXT: Words = words("正文全文", "full text");
pub const NOT_MENTIONED: Words = words("正文未提及(zf 看全文)", "not mentioned in the text (zf: full text)");
pub const NO_TEXT: Words = words("此部分没有文字", "no text in this section");
pub const EVIDENCE: Words = words("依据", "evidence");
pub const NO_FLAG_CHOSEN: Words = words("光标移到疑点上,此处显示依据", "put the cursor on a flag to see its evidence");
pub const NO_FLAG_HERE: Words = words("此处没有疑点(} 到下一疑点)", "no flag here (} goes to the next)");
pub const NO_FLAGS: Words = words("本年报没有这类疑点", "no such flags in this report");
pub const NO_FLAGS_AT_ALL: Words = words("没有疑点", "no flags");
pub const NO_FLAG_IN_OTHER_YEARS: Words =
    words("该单位其他年度没有列出的疑点", "no flags listed in other years of this agency");
pub const WENT_ROUND: Words = words("已绕回", "went round");
pub const EVIDENCE_OUTSIDE: Words =
    words("此处依据不在正文和表格内(标题、日期等)", "this evidence is neither text nor table (title, dates)");
pub const LEFT: Words = words("左边", "left");
pub const RIGHT: Words = words("右边", "right");
pub const WHOLE: Words = words("总数", "total");
pub const ITEMS: Words = words("分项", "items");
pub const DIFFERENCE: Words = words("差额", "delta");
pub const EXPECTED: Words = words("应为", "expected");
pub const FOUND: Words = words("实为", "found");
pub const RESTS_ON_INFERRED: Words = words("含推算的格(~),请对照原文", "rests on inferred cells (~): see the source");
pub const INFERRED: Words = words("推算", "inferred");
pub const UNEVALUABLE: Words = words("无法核对", "not evaluable");
pub const UNCONFIRMED: Words = words("未确认", "unconfirmed");
/// In place of the severity of a flag that is gone by a trial.
pub const GONE: Words = words("消", "-");
pub const SAME_GROUP: Words = words("同组疑点", "same group");
pub const SEARCH: Words = words("搜索正文", "search the text");
pub const PROMPT: &str = "> ";
pub const RESULTS: Words = words("命中", "hits");
pub const PASSAGE: Words = words("所在段落", "paragraph");
pub const NO_HIT: Words = words("没有命中", "no hits");
pub const NO_HIT_YET: Words = words("尚无命中,仍在读入年报……", "no hits yet, still reading ...");
pub const NO_HIT_SO_FAR: Words = words("尚无命中,仍在查找……", "no hits yet, still looking ...");
pub const NO_HITS_TO_WALK: Words = words("还没有搜索(/ 搜索)", "nothing searched yet (/ searches)");
pub const NO_REPORT_OPEN: Words = words("没有打开的年报", "no report is open");
pub const HELP: Words = words("帮助:此处可用的按键", "help: the keys that work here");
pub const TYPE_TO_FILTER: Words = words("输入几个字筛选,Enter 执行", "type to filter, Enter runs");
pub const COMMANDS: Words = words("命令", "commands");
pub const COMMAND_PROMPT: &str = ": ";
pub const NO_SUCH_COMMAND: Words = words("没有这样的命令", "no such command");
pub const EXPLANATION: Words = words("说明", "explanation");
pub const NOTHING_TO_EXPLAIN: Words = words("光标移到疑点上再按 K", "put the cursor on a flag, then K");
pub const NOWHERE_BACK: Words = words("已在首页(q 退出)", "this is the first screen (q quits)");
pub const NOWHERE_FORWARD: Words = words("前面没有跳转记录", "no jump lies before");
pub const REPORT: Words = words("年报", "report");
pub const NO_LAST_LIST: Words = words("还没有打开过命令清单", "no list of commands was opened yet");
pub const CHAIN: Words = words("结转 ", "carried ");
pub const NO_OTHER_END: Words = words("库中未见那一年的年报", "no report of that year in the corpus");
pub const NO_TABLE_HERE: Words = words("此处没有表格", "there is no table here");
pub const NOT_ARRANGED: Words =
    words("此表有几组栏目,不能排序、互换", "this table has several blocks: it cannot be arranged");
pub const NOTHING_ALIKE: Words =
    words("光标移到有规则、单位、地区或年度的一行", "put the cursor on something with a rule, agency, region or year");
/// Fields of the query language, as they are typed.
pub const YEAR_FIELD: Words = words("年", "year");
pub const AGENCY_FIELD: Words = words("单位", "agency");
pub const REGION_FIELD: Words = words("地", "region");
pub const RULE_FIELD: Words = words("规则", "rule");
pub const VERDICT_FIELD: Words = words("结论", "verdict");
pub const INPUT_METHOD: Words =
    words("输入法似乎开着:按键命令请用英文输入", "an input method seems to be on: type commands in English");
pub const FILTER: Words = words("筛选", "filter");
pub const FILTER_NAME: Words = words("存下筛选,名称", "keep the filter as");
pub const NO_FILTER_KEPT: Words = words("还没有存下的或用过的筛选", "no filter is kept yet");

/// A filter has got a name, or lost it.
pub fn filter_kept(name: &str, filter: &str) -> String {
    if filter.is_empty() {
        say!("已删去筛选 {}", "filter {} is dropped", name)
    } else {
        say!("已存下筛选 {}", "filter {} is kept", name)
    }
}

pub fn filter_not_kept(reason: &str) -> String {
    say!("筛选未能存下:{}", "the filter could not be kept: {}", reason)
}

/// What the marks of the matrix and of the tables stand for.
pub const LEGEND_OF_TABLE: Words = words(
    "空 空白  x 原文无此行  ? 未能定位  ~ 推算  * 疑点依据",
    "\"\" blank  x no such row  ? unplaced  ~ inferred  * evidence",
);
pub const LEGEND_OF_TRIAL: Words = words(
    "?数 试算  空 空白  x 原文无此行  ~ 推算  * 疑点依据  Ctrl-x 清除试算",
    "?n tried  x no such row  ~ inferred  * evidence  Ctrl-x clears",
);
pub const LEGEND_OF_NUMBERS: Words = words(
    "数字 下划线 与表相符  反显 疑点  暗色 未核对",
    "numbers: underlined agree  reversed flagged  dim not compared",
);
pub const LEGEND_OF_SOURCE: Words =
    words("~ 推算  ? 未能定位  暗色 未读取  v 返回", "~ inferred  ? unplaced  dim not read  v back");
pub const TOO_SMALL: Words = words("窗口太小,至少 40x10", "window too small, 40x10 at least");
pub const NOT_IN_CORPUS: Words = words("库中未见", "not in the corpus: ");

/// What an empty search shows.
pub const SEARCH_HELP: [Words; 7] = [
    words("输入要找的词,空格表示同时含有", "type the words to look for; a blank means and"),
    words("", ""),
    words("依申请公开      模糊匹配", "依申请公开      fuzzy"),
    words(
        "'行政复议       精确匹配      \"政府 信息\"  含空格的词",
        "'行政复议       exact          \"政府 信息\"  words with blanks",
    ),
    words("!收费           不含          复议|诉讼    任一", "!收费           not            复议|诉讼    either"),
    words(
        "年:2021         年度          单位:青石镇  单位名称",
        "year:2021       of a year      agency:青石镇  of an agency, also agency:qsz",
    ),
    words(
        "部分:五         第五部分      规则:NS-SUM  有此疑点的年报",
        "section:五      of a section   rule:NS-SUM  reports with this flag",
    ),
];

/// Reports that were there when the corpus was opened.
pub fn unreadable_now(count_: usize, reason: &str) -> String {
    say!(
        "{} 份年报已无法读取,未核对:{reason}",
        "{} reports can no longer be read and were not checked: {reason}",
        count(count_)
    )
}

pub fn unreadable(count: usize) -> String {
    say!("无法读取 ({count})", "unreadable ({count})")
}

/// `行 5/18`.
pub fn row_of(row: usize, rows: usize) -> String {
    say!("行 {}/{}", "row {}/{}", count(row), count(rows))
}

pub fn filtered(text: &str) -> String {
    format!("{FILTER} {text}")
}

pub fn grouping(grouping: Grouping) -> Words {
    match grouping {
        Grouping::Rule => words("规则", "rule"),
        Grouping::Agency => words("单位", "agency"),
        Grouping::Region => words("地区", "region"),
        Grouping::Report => words("年报", "report"),
        Grouping::Year => words("年度", "year"),
        Grouping::Severity => words("程度", "severity"),
    }
}

pub fn grouped_by(name: &str) -> String {
    say!("按{name}分组", "by {name}")
}

pub fn flags_by(grouping: &str, everything: bool) -> String {
    let more =
        if everything { words("  含提示与采集问题", "  with hints and our copy") } else { words("", "") };
    say!("疑点清单  按{grouping}分组{more}", "flags by {grouping}{more}")
}

pub fn scope(within_report: bool) -> Words {
    if within_report {
        words("范围:本年报 (Tab 换全库)", "in this report (Tab: the corpus)")
    } else {
        words("范围:全库", "in the corpus")
    }
}

/// How much was found; an estimate says so.
pub fn found(found: &Found) -> String {
    let about = if found.estimated { "~" } else { "" };
    let (hits, reports) = (count(found.total), count(found.reports));
    if found.among == 0 {
        return say!("{about}{hits} 处 / {about}{reports} 份", "{about}{hits} hits / {about}{reports} reports");
    }
    let among = count(found.among);
    let share = part_of(found.reports, found.among).map(percent).unwrap_or_default();
    say!(
        "{about}{hits} 处  {about}{reports}/{among} 份 = {about}{share}",
        "{about}{hits} hits  {about}{reports}/{among} reports = {about}{share}"
    )
}

/// What the list of hits is: of a preliminary one that it is not yet known to have the best, and of one of
/// words with a wrong character that it has none as they were typed.
pub fn results(found: Option<&Found>, goes_on: bool) -> String {
    let Some(found) = found else { return RESULTS.to_string() };
    match (found.forgiving && found.total > 0, goes_on && !found.settled) {
        (true, _) => say!("{RESULTS} ─ 没有原词,差一字", "{RESULTS} ─ none as typed, one character off"),
        (false, true) => say!("{RESULTS} ─ 排序未定", "{RESULTS} ─ better ones may come"),
        (false, false) => RESULTS.to_string(),
    }
}

pub fn indexing(read: usize, reports: usize) -> String {
    say!("编索引 {}/{}", "indexing {}/{}", count(read), count(reports))
}

pub fn damaged(reason: &str) -> String {
    say!("索引不能用,正在重建({reason})", "the index cannot be used and is made anew ({reason})")
}

pub fn first_hits(n: usize) -> String {
    say!("前 {} 处", "first {}", count(n))
}

pub fn hit_of(n: usize, all: usize) -> String {
    say!("第 {}/{} 处", "hit {}/{}", count(n), count(all))
}

pub fn opening(done: usize, total: usize) -> String {
    if total == 0 {
        OPENING.into()
    } else {
        say!("{OPENING}  {}/{} 个文件", "{OPENING}  {}/{} files", count(done), count(total))
    }
}

pub fn opened_so_far(reports: usize) -> String {
    say!("{OPENING}  已有 {} 份", "{OPENING}  {} so far", count(reports))
}

/// Why the next start will not be faster than this one.
pub fn not_kept(reason: &str) -> String {
    say!("索引写不进去:{reason}", "the index cannot be written: {reason}")
}

/// A file is not what the index was made of.
pub fn stale(name: &str) -> String {
    say!(
        "{name} 内容已变,索引作废:重新打开即重建",
        "{name} has other content: its index is void, open again to make one"
    )
}

/// The heading of raw reports that are still to be read.
pub fn awaited(names: usize) -> String {
    say!("尚未读取 ({})", "still to be read ({})", count(names))
}

pub fn checking(done: usize, total: usize) -> String {
    say!("核对 {}/{}", "checking {}/{}", count(done), count(total))
}

pub fn admitted(n: usize, all: usize) -> String {
    format!("{}/{}", count(n), count(all))
}

pub fn flag_of(n: Option<usize>, all: usize) -> String {
    n.map_or_else(|| format!("{FLAGS} {all}"), |n| format!("{FLAGS} {}/{all}", n + 1))
}

/// A note of the parser with the line of the source it speaks of.
pub fn note_at(line: usize, message: &str) -> String {
    say!("第{}行  {message}", "line {}  {message}", count(line))
}

/// Why the place asked for cannot be shown.
pub fn no_such_place(error: &ReferenceError) -> String {
    match error {
        ReferenceError::Unknown(text) => {
            say!("{}编号以 {text} 开头的年报或疑点", "{}reports or flags whose id begins with {text}", NOT_IN_CORPUS)
        }
        ReferenceError::Ambiguous { text, count: n } => {
            say!("{text} 对应 {} 处,请多写几位", "{text} means {} places: write more of it", count(*n))
        }
        ReferenceError::NoCell(text) => {
            say!("没有名为 {text} 的格(写法如 t3.new_received.total)", "no cell {text} (as in t3.new_received.total)")
        }
        ReferenceError::NoLink { text, .. } => {
            say!(
                "链接写法有误: {text} (写法如 jianbao://年报编号/t3.granted)",
                "no link: {text} (as in jianbao://ID/t3.granted)"
            )
        }
    }
}

/// Why a query means nothing.
pub fn query_error(error: QueryError) -> String {
    match spoken() {
        Language::Chinese => error.message,
        Language::English => error.message_en,
    }
}

pub fn no_such_rule(code: &str) -> String {
    say!("没有以 {code} 开头的规则", "no rule begins with {code}")
}

/// The heading over a group of keys.
pub fn scope_of_keys(scope: Scope) -> Words {
    match scope {
        Scope::Always => words("随时", "always"),
        Scope::Views => words("视图", "views"),
        Scope::Moving => words("移动", "moving"),
        Scope::Lists => words("清单", "lists"),
        Scope::Browse => words("年报库", "corpus"),
        Scope::Report => words("年报", "report"),
        Scope::Flags => words("疑点", "flags"),
        Scope::Triage => words("新到分拣", "what came in"),
        Scope::Review => words("核查", "review"),
        Scope::Typing => words("输入", "typing"),
        Scope::Search => words("搜索", "search"),
        Scope::Trial => words("试算", "what if"),
        Scope::Filter => words("筛选", "filter"),
        Scope::Note => words("备注", "note"),
        Scope::Export => words("导出", "export"),
        Scope::Command => words("命令", "commands"),
        Scope::Hits => words("命中", "hits"),
        Scope::Spread => words("命中分布", "where hits are"),
        Scope::Compare => words("对比", "comparison"),
        Scope::Answer => words("统计表", "figures"),
        Scope::Choose => words("选年报", "which report"),
        Scope::Overlay => words("此窗口", "this box"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::report::SectionKey;

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

    /// The files in which words stand.
    fn sources() -> Vec<(String, String)> {
        let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tui");
        let mut paths: Vec<_> =
            std::fs::read_dir(here.join("strings")).unwrap().map(|file| file.unwrap().path()).collect();
        paths.push(here.join("keymap/table.rs"));
        paths.iter().map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap())).collect()
    }

    #[test]
    fn the_words_are_those_of_the_glossary() {
        for (name, source) in sources() {
            for word in FORBIDDEN.map(String::from_iter) {
                assert!(!source.contains(&word), "{name} says {word}");
            }
        }
    }

    /// The English of a pair holds Chinese only where the words are to be typed, or are the names of parts of
    /// the reports.
    #[test]
    fn what_is_said_in_english_is_english() {
        let chinese = |text: &str| text.chars().any(|c| ('\u{3400}'..='\u{9FFF}').contains(&c));
        let mut pairs = 0;
        for (name, source) in sources() {
            let calls =
                source.match_indices("words(").chain(source.match_indices("say!(")).map(|(at, call)| at + call.len());
            for at in calls {
                let literals: Vec<&str> = source.get(at..).unwrap_or_default().trim_start().splitn(5, '"').collect();
                let ["", zh, between, en, _] = literals[..] else { continue };
                if between.trim() != "," {
                    continue;
                }
                pairs += 1;
                let example = SEARCH_HELP.iter().any(|words| words.zh == zh);
                assert!(!chinese(en) || example, "{name}: {en}");
            }
        }
        assert!(pairs > 150, "the pairs were found: {pairs}");
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
            assert!(columns::of(&section(*key)) <= 8, "{key}");
        }
        for scope in [Scope::Always, Scope::Browse, Scope::Overlay] {
            assert!(columns::of(&scope_of_keys(scope)) <= 10);
        }
        assert!(SEARCH_HELP.iter().all(|line| columns::of(line) <= 74), "fits 80 columns");
    }
}
