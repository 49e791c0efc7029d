//! The one key table. The dispatcher, the help, the hints in the last line and the table of the
//! README are all made from it.

use crate::model::form::Table;
use crate::tui::action::Action::{
    self, Back, Cancel, Change, Choose, Close, Commands, Copy, CorpusFlag, Edit, Enter, Error, Explain, Filter, Flag,
    Focus, Fold, FullText, Group, Help, HideSame, Hit, Leap, Move, Preview, Quit, Redraw, Scope as ScopeOfSearch,
    Search, Section, Side, Source, Suspend, Swap, Table as ShowTable, Terminal, Triage, Try, Unfilter, Untry, View,
    Year, Zoom,
};
use crate::tui::action::{Fold as F, Leap as L, Piece as P, View as V};
use crate::tui::key::Key;
use crate::tui::strings::Words;
use crate::tui::text::field::Edit as E;

/// Where a group of keys works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Wherever the inspector is, text fields too.
    Always,
    /// In every view without a text field.
    Views,
    /// Wherever something scrolls.
    Moving,
    /// In lists with folds and a filter.
    Lists,
    Browse,
    Report,
    Flags,
    /// In a text field.
    Typing,
    Search,
    /// While a number to be tried is typed.
    Trial,
    /// In the hits of a search, when nothing is typed.
    Hits,
    /// In two reports beside each other.
    Compare,
    /// While a command is chosen.
    Command,
    /// While a report to compare with is chosen.
    Choose,
    /// While help or an explanation lies over the view.
    Overlay,
}

/// What has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Browse,
    Report,
    Flags,
    /// Typing a search.
    Search,
    /// Walking the hits of a search.
    Hits,
    Compare,
    /// Typing the filter of a list.
    Filter,
    /// Typing a number to be tried.
    Trial,
    /// Typing a command.
    Command,
    /// Typing the name of a report to compare with.
    Choose,
    Overlay,
}

impl Mode {
    pub const ALL: [Self; 11] = [
        Self::Browse,
        Self::Report,
        Self::Flags,
        Self::Search,
        Self::Hits,
        Self::Compare,
        Self::Filter,
        Self::Trial,
        Self::Command,
        Self::Choose,
        Self::Overlay,
    ];

    /// The groups of keys that work in this mode; what is special to it first.
    pub fn scopes(self) -> &'static [Scope] {
        match self {
            Self::Browse => &[Scope::Browse, Scope::Views, Scope::Lists, Scope::Moving, Scope::Always],
            Self::Report => &[Scope::Report, Scope::Views, Scope::Moving, Scope::Always],
            Self::Flags => &[Scope::Flags, Scope::Views, Scope::Lists, Scope::Moving, Scope::Always],
            Self::Search => &[Scope::Search, Scope::Typing, Scope::Always],
            Self::Hits => &[Scope::Hits, Scope::Views, Scope::Moving, Scope::Always],
            Self::Compare => &[Scope::Compare, Scope::Views, Scope::Moving, Scope::Always],
            Self::Filter => &[Scope::Typing, Scope::Always],
            Self::Trial => &[Scope::Trial, Scope::Typing, Scope::Always],
            Self::Command => &[Scope::Command, Scope::Typing, Scope::Always],
            Self::Choose => &[Scope::Choose, Scope::Typing, Scope::Always],
            Self::Overlay => &[Scope::Overlay, Scope::Moving, Scope::Always],
        }
    }

    pub fn is_typing(self) -> bool {
        matches!(self, Self::Search | Self::Filter | Self::Trial | Self::Command | Self::Choose)
    }
}

/// One line of the help: verbs that belong together, each with its keys.
#[derive(Debug)]
pub struct Row {
    pub scope: Scope,
    /// Keys as the table writes them (alternatives parted by a blank) and what they do.
    pub verbs: &'static [(&'static str, Action)],
    pub help: Words,
    /// The word in the last line of the screen, for what a newcomer needs next.
    pub hint: Option<Words>,
}

macro_rules! keymap {
    ($($scope:ident { $($($keys:literal => $action:expr),+; $zh:literal, $en:literal $(, $hint_zh:literal, $hint_en:literal)?;)+ })+) => {
        /// Every key, in the order of the help.
        pub static ROWS: &[Row] = &[$($(Row {
            scope: Scope::$scope,
            verbs: &[$(($keys, $action)),+],
            help: Words { zh: $zh, en: $en },
            hint: keymap!(@hint $($hint_zh, $hint_en)?),
        },)+)+];
    };
    (@hint $zh:literal, $en:literal) => { Some(Words { zh: $zh, en: $en }) };
    (@hint) => { None };
}

keymap! {
    Browse {
        "enter" => Enter; "打开年报;在地区上打开本级政府年报或展开", "open the report; on a region its own report", "打开", "open";
        "h left" => Side(-1), "l right" => Side(1); "上一年、下一年;在名称列收起、展开", "previous, next year; on the name fold and unfold", "年份/收展", "year/fold";
        "o" => Preview; "显示或隐藏预览", "show or hide the preview", "预览", "preview";
    }
    Flags {
        "enter" => Enter; "到疑点的依据所在;在组名上收起或展开", "to the evidence of the flag; on a group fold or unfold", "看依据", "evidence";
        "B" => Group; "换分组:规则、单位、地区、年报、年度、程度", "group by rule, agency, region, report, year, severity", "分组", "group";
        "C" => Triage; "另列提示与采集问题", "list hints and flags about our copy too", "另列提示", "hints";
        "h left" => Side(-1), "l right" => Side(1); "收起、展开", "fold, unfold";
    }
    Report {
        "enter" => Enter; "到疑点的依据;再按到另一处", "to the evidence of the flag; again: to its other side", "依据", "evidence";
        "}" => Flag(1), "{" => Flag(-1); "下一、上一疑点(本年报)", "next, previous flag of this report", "疑点", "flag";
        "ge" => Error(1), "gE" => Error(-1); "下一、上一错误(本年报)", "next, previous error of this report";
        "h left" => Side(-1), "l right" => Side(1); "左一格、右一格", "one cell left, right";
        "g1" => Section(1), "g2" => Section(2), "g3" => Section(3), "g4" => Section(4), "g5" => Section(5), "g6" => Section(6);
            "第一至第六部分", "section 1 to 6";
        "gt2" => ShowTable(Table::T2), "gt3" => ShowTable(Table::T3), "gt4" => ShowTable(Table::T4); "表二、表三、表四(第二、三、四部分的表格)", "tables 2, 3, 4 (of sections 2, 3, 4)";
        "v" => Source; "原文及其中读到的部分,再按返回;h l 逐格对照", "the source and what was read of it, again: back; h l go cell by cell", "原文", "source";
        "=" => Try; "试算:在此格试填一个数,看本年和他年哪些疑点消失、新增;数据不变", "what if: try a number in this cell, see which flags of this and other years go and come; nothing is written", "试算", "what if";
        "c-x" => Untry; "清除全部试算", "clear what was tried";
        "z" => FullText; "正文全文,或只看说到此表的句子", "all text, or the sentences about this table", "全文", "full text";
        "o" => Preview; "显示或隐藏依据", "show or hide the evidence";
    }
    Compare {
        "n" => Change(1), "N" => Change(-1); "下一处、上一处差异,到头为止", "next, previous difference, stops at the ends", "差异", "differences";
        "}" => Change(1), "{" => Change(-1); "同 n N", "as n and N";
        "enter" => Enter; "打开年报,到此格或此句", "open the report at this cell or sentence", "打开", "open";
        "tab" => Focus(1); "表格、正文", "tables, text", "表格/正文", "tables/text";
        "h left" => Side(-1), "l right" => Side(1); "表三换列:自然人至总计", "another column of table 3", "换列", "column";
        "w" => Choose; "换对照年报:输入单位和年度", "compare with another report", "换对照", "with";
        "[" => Year(-1), "]" => Year(1); "右边换上一年、下一年", "previous, next year on the right", "右边年份", "year";
        "X" => Swap; "左右互换", "swap the sides", "互换", "swap";
        "H" => HideSame; "只看不同的行,或全部行", "only rows that differ, or all rows", "全部行", "all rows";
        "gt2" => ShowTable(Table::T2), "gt3" => ShowTable(Table::T3), "gt4" => ShowTable(Table::T4); "表二、表三、表四", "tables 2, 3, 4";
    }
    Views {
        "[" => Year(-1), "]" => Year(1); "该单位上一年、下一年,位置不变", "previous, next year of this agency, same place", "年份", "year";
        ")" => CorpusFlag(1), "(" => CorpusFlag(-1); "全库下一、上一疑点", "next, previous flag of the corpus", "全库疑点", "all flags";
        "gf" => View(V::Flags); "疑点清单", "flags", "疑点", "flags";
        "/" => Search; "搜索正文", "search the text", "搜索", "search";
        "n" => Hit(1), "N" => Hit(-1); "下一处、上一处命中", "next, previous hit";
        "gd" => View(V::Compare); "对比:与上一年,w 另选", "compare with the year before, w chooses another";
        "gb" => View(V::Browse), "gs" => View(V::Search); "年报库、搜索", "browse, search";
        "K" => Explain; "说明:规则、法规依据、算式", "explain: the rule, its basis, the arithmetic", "说明", "explain";
        "yy" => Copy(P::Smart); "复制光标所在(单元格、引文、依据或位置)到本地剪贴板", "copy what the cursor is on to your own clipboard", "复制", "copy";
        "yc" => Copy(P::Cell), "yr" => Copy(P::Row), "yt" => Copy(P::Table); "复制单元格、行、表(制表符分隔)", "copy the cell, row, table (tab-separated)";
        "yp" => Copy(P::Place), "yu" => Copy(P::Source); "复制位置(命令行可用)、来源网址", "copy the place (for the command line), the source URL";
        "ye" => Copy(P::Evidence), "yq" => Copy(P::Quotation); "复制依据、引文(附出处)", "copy the evidence, a quotation with its source";
        "tab" => Focus(1); "下一窗格", "next pane", "窗格", "pane";
        "backtab" => Focus(-1); "上一窗格", "previous pane";
        "+" => Zoom; "放大窗格", "zoom the pane";
        "backspace c-o" => Back; "返回来处", "back to where you came from", "返回", "back";
        "q" => Close; "关闭此视图,在首页退出", "close this view, at the root quit", "关闭", "close";
        "Q" => Quit; "退出", "quit";
        "esc" => Cancel; "取消,从不退出", "cancel, never quits";
        ":" => Commands; "命令:输入几个字,Enter 执行", "commands: type a few letters, Enter runs", "命令", "commands";
        "f1" => Terminal; "终端:已发送字节、颜色、字符宽度、剪贴板", "the terminal: bytes sent, colours, widths, clipboard";
        "?" => Help; "此处可用的按键", "the keys that work here", "帮助", "help";
    }
    Lists {
        "&" => Filter; "筛选", "filter", "筛选", "filter";
        "c-x" => Unfilter; "清除筛选", "clear the filter";
        "za space" => Fold(F::Toggle), "zM" => Fold(F::CloseAll), "zR" => Fold(F::OpenAll); "收起或展开、全部收起、全部展开", "fold or unfold, fold all, unfold all";
    }
    Moving {
        "j down" => Move(1), "k up" => Move(-1); "下一行、上一行;12j 下移12行", "next, previous row; 12j moves 12 rows";
        "c-d" => Leap(L::HalfDown), "c-u" => Leap(L::HalfUp); "下、上半页", "half a page down, up";
        "pgdn c-f" => Leap(L::PageDown), "pgup c-b" => Leap(L::PageUp); "下、上一页", "a page down, up";
        "gg home" => Leap(L::First), "G end" => Leap(L::Last); "首行、末行;42G 到第42行", "first, last row; 42G goes to row 42";
    }
    Search {
        "enter" => Enter; "打开年报,到这一句", "open the report at this sentence", "打开", "open";
        "tab" => ScopeOfSearch; "范围:本年报、全库", "scope: this report, the corpus", "范围", "scope";
    }
    Trial {
        "enter" => Enter; "试填此数;空或 - 为无数", "try this number; empty or - for none", "试算", "try";
    }
    Command {
        "enter" => Enter; "执行", "run", "执行", "run";
    }
    Choose {
        "enter" => Enter; "与此年报对比", "compare with this report", "对比", "compare";
    }
    Hits {
        "enter" => Enter; "打开年报,到这一句", "open the report at this sentence", "打开", "open";
    }
    Typing {
        "enter" => Enter; "完成", "done", "完成", "done";
        "esc" => Cancel; "取消", "cancel", "取消", "cancel";
        "down c-n" => Move(1), "up c-p" => Move(-1); "下一行、上一行", "next, previous row", "选择", "choose";
        "pgdn" => Leap(L::PageDown), "pgup" => Leap(L::PageUp); "下、上一页", "a page down, up";
        "left" => Edit(E::Left), "right" => Edit(E::Right), "home c-a" => Edit(E::Start), "end c-e" => Edit(E::End); "移动光标", "move the caret";
        "backspace" => Edit(E::Backspace), "delete c-d" => Edit(E::Delete); "删前一字、后一字", "delete before, after";
        "c-u" => Edit(E::ClearBefore); "删至行首", "delete to the start", "清空", "clear";
        "c-w" => Edit(E::DropWord); "删前一词", "delete the word before";
    }
    Overlay {
        "esc q ? K enter backspace" => Close; "关闭", "close", "关闭", "close";
    }
    Always {
        "c-c" => Quit; "退出", "quit";
        "c-l" => Redraw; "重绘屏幕", "redraw the screen";
        "c-z" => Suspend; "挂起(fg 返回)", "suspend (fg returns)";
    }
}

/// What keys typed so far mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolved {
    Action(Action),
    /// The start of longer sequences.
    Prefix,
    Unknown,
}

/// The rows that work in a mode; a key of an earlier scope hides the same key of a later one.
pub fn rows(mode: Mode) -> impl Iterator<Item = &'static Row> {
    let scopes = mode.scopes().iter();
    let all = scopes.flat_map(|scope| ROWS.iter().filter(move |row| row.scope == *scope));
    all.scan(Vec::new(), |seen, row| {
        let keys: Vec<&str> = row.verbs.iter().map(|(keys, _)| *keys).collect();
        let hidden = keys.iter().all(|keys| seen.contains(keys));
        seen.extend(keys);
        Some((!hidden).then_some(row))
    })
    .flatten()
}

/// Every sequence that works in a mode with what it does.
fn sequences(mode: Mode) -> impl Iterator<Item = (Vec<Key>, Action)> {
    rows(mode)
        .flat_map(|row| row.verbs)
        .flat_map(|(keys, action)| keys.split(' ').map(move |alternative| (Key::sequence(alternative), *action)))
}

/// Looks up keys typed one after another.
pub fn resolve(mode: Mode, typed: &[Key]) -> Resolved {
    let mut prefix = false;
    for (sequence, action) in sequences(mode) {
        if sequence == typed {
            return Resolved::Action(action);
        }
        prefix |= sequence.starts_with(typed);
    }
    if prefix { Resolved::Prefix } else { Resolved::Unknown }
}

/// Whether these keys are a verb anywhere: `gf`, `gt3`.
pub fn is_verb(keys: &[Key]) -> bool {
    Mode::ALL.iter().any(|mode| matches!(resolve(*mode, keys), Resolved::Action(_)))
}

/// The rows with a verb whose keys start with `typed`, for showing what may follow.
pub fn continuations(mode: Mode, typed: &[Key]) -> impl Iterator<Item = &'static Row> {
    rows(mode).filter(move |row| {
        let mut sequences = row.verbs.iter().flat_map(|(keys, _)| keys.split(' ')).map(Key::sequence);
        sequences.any(|sequence| sequence.len() > typed.len() && sequence.starts_with(typed))
    })
}

/// The keys of a row as help and hints show them: the first key of each verb, or all of them.
pub fn labels(row: &Row, all: bool) -> String {
    let of_verb = |(keys, _): &(&str, Action)| {
        let shown = keys.split(' ').take(if all { usize::MAX } else { 1 });
        shown.map(label).collect::<Vec<_>>().join(" ")
    };
    row.verbs.iter().map(of_verb).collect::<Vec<_>>().join(" ")
}

/// The sequences of a row that go on from the keys typed.
pub fn labels_after(row: &Row, typed: &[Key]) -> String {
    let all = row.verbs.iter().flat_map(|(keys, _)| keys.split(' '));
    let following: Vec<String> = all.filter(|keys| Key::sequence(keys).starts_with(typed)).map(label).collect();
    // `g1 … g6` need not be spelt out.
    match following.as_slice() {
        [first, _, _, .., last] => format!("{first}-{last}"),
        few => few.join(" "),
    }
}

/// A sequence as written on the screen.
fn label(sequence: &str) -> String {
    Key::named(sequence).map_or_else(|| sequence.to_owned(), Key::label)
}

/// The key table as Markdown, in both languages.
pub fn markdown() -> String {
    use std::fmt::Write as _;
    let mut text = String::from("| keys | what they do | 作用 |\n|---|---|---|\n");
    let scopes = [
        Scope::Moving,
        Scope::Views,
        Scope::Lists,
        Scope::Browse,
        Scope::Report,
        Scope::Flags,
        Scope::Search,
        Scope::Compare,
    ];
    for row in scopes.iter().flat_map(|scope| ROWS.iter().filter(move |row| row.scope == *scope)) {
        let keys = labels(row, true).replace('|', "\\|");
        let keys: Vec<_> = keys.split(' ').map(|key| format!("`{key}`")).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {} | {} | {} |", keys.join(" "), row.help.en, row.help.zh);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_one() {
        for row in ROWS {
            for alternative in row.verbs.iter().flat_map(|(keys, _)| keys.split(' ')) {
                let named = Key::named(alternative).is_some();
                let letters = alternative.len() <= 3 && matches!(alternative.chars().next(), Some('g' | 'z' | 'y'));
                assert!(named || letters, "{alternative:?} is neither a key nor a sequence of g, z or y");
            }
        }
    }

    #[test]
    fn no_key_means_two_things() {
        for mode in Mode::ALL {
            let all: Vec<_> = mode
                .scopes()
                .iter()
                .flat_map(|scope| ROWS.iter().filter(move |row| row.scope == *scope))
                .flat_map(|row| row.verbs.iter().flat_map(|(keys, _)| keys.split(' ')).map(move |key| (row.scope, key)))
                .collect();
            for (n, (scope, key)) in all.iter().enumerate() {
                let sequence = Key::sequence(key);
                for (other_scope, other) in &all[n + 1..] {
                    let other_sequence = Key::sequence(other);
                    let may_hide = *other_scope == Scope::Typing || *scope == Scope::Compare;
                    let hides = sequence == other_sequence && scope != other_scope && may_hide;
                    let clash = sequence.starts_with(&other_sequence) || other_sequence.starts_with(&sequence);
                    assert!(!clash || hides, "{mode:?}: {key:?} of {scope:?} and {other:?} of {other_scope:?}");
                }
            }
        }
    }

    #[test]
    fn looking_up() {
        let check = |mode, typed: &str, expected| assert_eq!(resolve(mode, &Key::sequence(typed)), expected, "{typed}");
        check(Mode::Report, "gt2", Resolved::Action(ShowTable(Table::T2)));
        check(Mode::Report, "gt", Resolved::Prefix);
        check(Mode::Report, "g", Resolved::Prefix);
        check(Mode::Report, "gx", Resolved::Unknown);
        check(Mode::Browse, "g3", Resolved::Unknown);
        check(Mode::Search, "enter", Resolved::Action(Enter));
        check(Mode::Overlay, "j", Resolved::Action(Move(1)));
        assert_eq!(resolve(Mode::Browse, &[Key::Ctrl('c')]), Resolved::Action(Quit));
    }

    #[test]
    fn every_mode_leads_to_help_and_out() {
        for mode in Mode::ALL {
            let out = sequences(mode).any(|(_, action)| matches!(action, Close | Cancel));
            assert!(out, "{mode:?}");
        }
    }

    #[test]
    fn the_table_of_the_readme() {
        let table = markdown();
        assert!(table.contains("| `j` `Down` `k` `Up` | next, previous row"));
        assert!(table.lines().all(|line| line.starts_with("| ") || line.starts_with("|-")));
    }
}
