//! The key table: every verb with its name, its usual keys and its words.

use crate::model::form::Table;
use crate::model::indicator::Indicator as I;
use crate::model::verdict::Verdict;
use crate::tui::action::Action::{
    self, Accept, Align, Alike, Back, Cancel, Change, Choose, Close, Commands, Copy, CorpusFlag, Decide, Disputes,
    Edit, Enter, Error, Explain, Export, Fewest, Figures, Filter, Flag, Focus, Fold, Forward, FullText, Group, Handle,
    Help, HideSame, Hit, Inferred, KeepFilter, Leap, Mark, Measures, Mouse, Move, Names, NextLens, Note, OnlyNew,
    OpenInEditor, Panel, Pivot, Plain, Populations, Preview, Question, Quit, RecallFilter, Redo, Redraw, Reopen,
    Repeat, Scope as ScopeOfSearch, Search, Section, Select, SelectRange, Show, ShowHandled, Side, Sort, Source,
    Spread, Suspend, Swap, Table as ShowTable, TakeOffer, Terminal, ToMark, Transpose, Triage, Try, Undo, Unfilter,
    Untry, View, Widen, WriteNote, Year, Zeros, Zoom,
};
use crate::tui::action::{Align as A, Fold as F, Leap as L, Piece as P, Topic, View as V};
use crate::tui::keymap::{Row, Scope, Sequence, Verb};
use crate::tui::lens::Lens;
use crate::tui::strings::Words;
use crate::tui::text::field::Edit as E;

/// One verb as the table writes it: its name, its own words where it shares its row with others, its keys
/// (alternatives parted by a blank) and what they do.
type Line = (&'static str, Option<&'static str>, &'static str, Action);

macro_rules! keymap {
    ($($scope:ident { $($($name:ident $(($own:literal))? = $keys:literal => $action:expr),+; $zh:literal, $en:literal $(, $hint_zh:literal, $hint_en:literal)?;)+ })+) => {
        /// Every key, in the order of the help.
        pub fn rows() -> Vec<Row> {
            vec![$($(row(
                Scope::$scope,
                &[$((stringify!($name), keymap!(@maybe $($own)?), $keys, $action)),+],
                Words { zh: $zh, en: $en },
                keymap!(@hint $($hint_zh, $hint_en)?),
            ),)+)+]
        }
    };
    (@maybe $own:literal) => { Some($own) };
    (@maybe) => { None };
    (@hint $zh:literal, $en:literal) => { Some(Words { zh: $zh, en: $en }) };
    (@hint) => { None };
}

fn row(scope: Scope, lines: &[Line], help: Words, hint: Option<Words>) -> Row {
    let verb = |(name, own, keys, action): &Line| Verb {
        name,
        own: *own,
        keys: keys.split(' ').filter(|keys| !keys.is_empty()).map(Sequence::of_table).collect(),
        action: *action,
    };
    Row { scope, verbs: lines.iter().map(verb).collect(), help, hint }
}

keymap! {
    Browse {
        open = "enter" => Enter; "打开年报;在地区上打开本级政府年报或展开", "open the report; on a region its own report", "打开", "open";
        left("上一年;在名称列收起") = "h left" => Side(-1), right("下一年;在名称列展开") = "l right" => Side(1); "上一年、下一年;在名称列收起、展开", "previous, next year; on the name fold and unfold", "年份/收展", "year/fold";
        next_lens = "M" => NextLens; "换显示内容:疑点组、份数、公布日期、指标", "what the matrix shows: entries, reports, dates, indicators";
        show_entries("显示疑点组") = "" => Show(Lens::Entries), show_reports("显示份数") = "" => Show(Lens::Reports), show_dates("显示公布日期") = "" => Show(Lens::Published),
        show_new_received("显示本年新收") = "" => Show(Lens::Indicator(I::NewReceived)), show_carried_out("显示结转下年度") = "" => Show(Lens::Indicator(I::CarriedOut)),
        show_grant_rate("显示公开率") = "" => Show(Lens::Indicator(I::GrantRate)), show_deny_rate("显示不予公开率") = "" => Show(Lens::Indicator(I::DenyRate)), show_review_correct("显示复议纠错率") = "" => Show(Lens::Indicator(I::ReviewCorrect));
            "直接显示其中一种", "show one of them";
        fold = "space" => Fold(F::Toggle); "收起或展开", "fold or unfold";
        preview = "o" => Preview; "显示或隐藏预览", "show or hide the preview";
    }
    Review {
        real = "a f5" => Decide(Verdict::Real); "属实:年报确有问题;记下并到下一条", "real: the report is wrong; noted, on to the next", "属实", "real";
        false_alarm = "x f6" => Decide(Verdict::FalseAlarm); "排除:年报无误,规则不适用", "false alarm: the report is right, the rule does not fit", "排除", "false alarm";
        misread = "e f7" => Decide(Verdict::Misread); "读取有误:我们采集或读取错了", "misread: we read or crawled it wrong", "读取有误", "misread";
        discuss = "d f8" => Decide(Verdict::Discuss); "存疑:留待讨论", "to be discussed", "存疑", "discuss";
        skip = "s f9" => Decide(Verdict::Skip); "跳过:最后再看", "skip: it comes back at the end", "跳过", "skip";
        undo = "u" => Undo, redo("重做") = "U" => Redo; "撤销、重做(重新启动后仍可)", "undo, redo, after a restart too", "撤销", "undo";
        note = "i" => Note; "备注", "a note", "备注", "note";
        repeat = "." => Repeat; "重复上一结论", "the last verdict again";
        take_offer = "A" => TakeOffer; "选中相似的:同县同规则已排除3组以上时,列出其余待核的;再按 x 两次一并排除,Esc 返回", "choose what is alike: once three of a rule are false alarms in a county, the others there; x twice decides them, Esc goes back";
        accept = "b" => Accept; "纳入存量:写明理由和到期日,不再列出(结论:存量 可见)", "take as known, with a reason and a last day; not listed any more (verdict:known shows them)";
    }
    Flags {
        select("选中") = "space" => Select, select_range("选一段") = "V" => SelectRange; "选中此组,或从此处选到光标;随后一个结论记给全部", "choose this entry, or from here to the cursor; a verdict then is for all", "选中", "choose";
        open = "enter" => Enter; "到疑点的依据所在;在组名上收起或展开", "to the evidence of the flag; on a group fold or unfold", "看依据", "evidence";
        group = "B" => Group; "换分组:规则、单位、地区、年报、年度、程度", "group by rule, agency, region, report, year, severity", "分组", "group";
        hints = "C" => Triage; "另列提示与采集问题", "list hints and flags about our copy too", "另列提示", "hints";
        left("收起") = "h left" => Side(-1), right("展开") = "l right" => Side(1); "收起、展开", "fold, unfold";
    }
    Triage {
        open = "enter" => Enter; "列出此事由的条目;在条目上打开年报,读不出的说明原因", "list the entries of a reason; on an entry open the report, or say why there is none", "列出", "list";
        source = "v" => Source; "原文,到读取中止之处", "the source, where reading stopped", "原文", "source";
        select("选中") = "space" => Select, select_range("选一段") = "V" => SelectRange; "选中此条,或从此处选到光标", "choose this entry, or from here to the cursor", "选中", "choose";
        handled = "r" => Handle; "标记已处理,再按重开;文件变动后标记失效", "handled, again: open again; a mark ends when the file changes", "标记已处理", "handled";
        undo = "u" => Undo; "撤销上次标记", "take the last marks back", "撤销", "undo";
        show_handled("显示已处理") = "H" => ShowHandled, only_new("只列新到") = "*" => OnlyNew; "显示或隐藏已处理的;只列新到和有变动的", "list handled ones or not; only what is new or has changed", "已处理/新到", "handled/new";
        left("回到事由") = "h left" => Side(-1), right("到条目") = "l right" => Side(1); "事由、条目", "reasons, entries";
        filter = "&" => Filter; "筛选:单位、站点、网址、事由中的词", "filter by words of names, sites, paths, reasons", "筛选", "filter";
        alike = "@" => Alike; "只列同一站点", "only this site";
        clear_filter = "c-x" => Unfilter; "清除筛选", "clear the filter";
    }
    Report {
        open = "enter" => Enter; "到疑点的依据;再按到另一处", "to the evidence of the flag; again: to its other side", "依据", "evidence";
        next_flag("下一疑点") = "}" => Flag(1), previous_flag("上一疑点") = "{" => Flag(-1); "下一、上一疑点(本年报)", "next, previous flag of this report", "疑点", "flag";
        next_error("下一错误") = "ge" => Error(1), previous_error("上一错误") = "gE" => Error(-1); "下一、上一错误(本年报)", "next, previous error of this report";
        left("左一格") = "h left" => Side(-1), right("右一格") = "l right" => Side(1); "左一格、右一格", "one cell left, right";
        section_1("第一部分") = "g1" => Section(1), section_2("第二部分") = "g2" => Section(2), section_3("第三部分") = "g3" => Section(3), section_4("第四部分") = "g4" => Section(4), section_5("第五部分") = "g5" => Section(5), section_6("第六部分") = "g6" => Section(6);
            "第一至第六部分", "section 1 to 6";
        table_2("表二") = "gt2" => ShowTable(Table::T2), table_3("表三") = "gt3" => ShowTable(Table::T3), table_4("表四") = "gt4" => ShowTable(Table::T4); "表二、表三、表四(第二、三、四部分的表格)", "tables 2, 3, 4 (of sections 2, 3, 4)";
        source = "v" => Source; "原文及其中读到的部分,再按返回;h l 逐格对照", "the source and what was read of it, again: back; h l go cell by cell", "原文", "source";
        what_if = "=" => Try; "试算:在此格试填一个数,看本年和他年哪些疑点消失、新增;数据不变", "what if: try a number in this cell, see which flags of this and other years go and come; nothing is written", "试算", "what if";
        hide_zeros = "H" => Zeros; "隐藏或显示全为零的行", "hide or show rows that are all zero";
        sort = "," => Sort; "按此列排序:降、升、还原", "sort by this column: falling, rising, as the form has it";
        transpose = "T" => Transpose; "行列互换", "exchange rows and columns";
        wider("行名加宽") = ">" => Widen(4), narrower("行名变窄") = "<" => Widen(-4); "行名加宽、变窄", "wider, narrower names of rows";
        full_names = "W" => Names; "行名用全称或简称", "names of rows in full or short";
        clear_what_if = "c-x" => Untry; "清除全部试算", "clear what was tried";
        full_text = "zf" => FullText; "正文全文,或只看说到此表的句子", "all text, or the sentences about this table", "全文", "full text";
        preview = "o" => Preview; "显示或隐藏依据", "show or hide the evidence";
    }
    Compare {
        next_change("下一处差异") = "n }" => Change(1), previous_change("上一处差异") = "N {" => Change(-1); "下一处、上一处差异,到头为止", "next, previous difference, stops at the ends", "差异", "differences";
        open = "enter" => Enter; "打开年报,到此格或此句", "open the report at this cell or sentence", "打开", "open";
        next_pane = "tab" => Focus(1); "表格、正文", "tables, text", "表格/正文", "tables/text";
        left("左一列") = "h left" => Side(-1), right("右一列") = "l right" => Side(1); "表三换列:自然人至总计", "another column of table 3", "换列", "column";
        choose = "w" => Choose; "换对照年报:输入单位和年度", "compare with another report", "换对照", "with";
        previous_year("右边换上一年") = "[" => Year(-1), next_year("右边换下一年") = "]" => Year(1); "右边换上一年、下一年", "previous, next year on the right", "右边年份", "year";
        swap = "X" => Swap; "左右互换", "swap the sides", "互换", "swap";
        hide_same = "H" => HideSame; "只看不同的行,或全部行", "only rows that differ, or all rows", "全部行", "all rows";
        table_2("表二") = "gt2" => ShowTable(Table::T2), table_3("表三") = "gt3" => ShowTable(Table::T3), table_4("表四") = "gt4" => ShowTable(Table::T4); "表二、表三、表四", "tables 2, 3, 4";
    }
    Answer {
        open = "enter" => Enter; "打开年报,或看此行由哪些单位组成", "open the report, or the agencies of this line", "打开", "open";
        left("左一列") = "h left" => Side(-1), right("右一列") = "l right" => Side(1); "左一列、右一列", "one column left, right", "列", "column";
        sort = "," => Sort; "按此列排序,大的在前;再按还原", "sort by this column, the greatest first; again: as it was", "排序", "sort";
        group = "B" => Group; "换分组:单位、省、市、县、人群、年度", "group by agency, province, city, county, population, year", "分组", "group";
        populations = "P" => Populations; "换人群:列出各层级各类别,Enter 选定", "another population: lists them, Enter chooses", "人群", "population";
        previous_year("上一年") = "[" => Year(-1), next_year("下一年") = "]" => Year(1); "只看上一年、下一年;最后是全部年度", "the year before, after; then all years", "年份", "year";
        measures = "M" => Measures; "换指标或单元格(新收,公开率,不掌握/总计)", "other measures: cells, indicators, ratios", "换指标", "measures";
        question = "=" => Question; "改全部选项,写法同命令行;重复的以后一个为准", "change all options, as on the command line; of one given twice the last holds", "选项", "options";
        panel("固定样本") = "p" => Panel, fewest("至少10例") = "#" => Fewest; "只算每年都有数的单位;只列分母不少于10的", "only agencies with a number in every year; only figures of 10 cases or more";
        pivot = "T" => Pivot; "各年横排,带走势;再按还原", "years beside each other, with their course; again: as it was", "各年", "years";
        trend = "t" => Figures(Topic::Trend); "此行此列的历年走势", "the course of this figure over the years", "走势", "trend";
        inferred = "~" => Inferred; "推算的数计入或不计", "count inferred numbers, or do not";
        filter = "&" => Filter; "筛选年报(同年报库的 &)", "filter the reports, as in the corpus", "筛选", "filter";
        clear_filter = "c-x" => Unfilter; "清除筛选", "clear the filter";
    }
    Views {
        previous_year("上一年") = "[" => Year(-1), next_year("下一年") = "]" => Year(1); "该单位上一年、下一年,位置不变", "previous, next year of this agency, same place", "年份", "year";
        next_flag_of_corpus("全库下一疑点") = ")" => CorpusFlag(1), previous_flag_of_corpus("全库上一疑点") = "(" => CorpusFlag(-1); "全库下一、上一疑点", "next, previous flag of the corpus";
        compare = "gd" => View(V::Compare); "对比:与上一年,w 另选", "compare with the year before, w chooses another", "对比", "compare";
        flags = "gf" => View(V::Flags); "疑点清单", "flags", "疑点", "flags";
        disputes = "gD" => Disputes; "分歧清单:两人结论不同的", "what two decided differently";
        search = "/" => Search; "搜索正文", "search the text", "搜索", "search";
        next_hit("下一处命中") = "n" => Hit(1), previous_hit("上一处命中") = "N" => Hit(-1); "下一处、上一处命中", "next, previous hit";
        figures = "gi" => Figures(Topic::Table); "指标表:光标所在人群的指标,由高到低;在搜索中为命中占比", "indicators of the population the cursor is on; of a search the shares of reports with hits", "指标表", "figures";
        trend = "gT" => Figures(Topic::Trend); "走势:光标所在单位的指标或单元格历年的数", "the course of this agency's figure over the years";
        similar = "gu" => Figures(Topic::Similar); "雷同组:同年各单位、单位历年文字相同的部分", "sections that agencies have alike, or repeat";
        coverage = "gc" => Figures(Topic::Coverage); "应收与已收:各地各年应收、已收几份,Enter 列出库中未见的", "who is to report and who is held, by region and year; Enter lists who is missing", "应收", "coverage";
        triage = "gn" => View(V::Triage); "新到分拣:收到的文件按事由列出", "what came in, by what it calls for";
        browse("年报库") = "gb" => View(V::Browse), results("搜索结果") = "gs" => View(V::Search); "年报库、搜索", "browse, search";
        explain = "K" => Explain; "说明:规则、法规依据、算式", "explain: the rule, its basis, the arithmetic", "说明", "explain";
        copy = "yy" => Copy(P::Smart); "复制光标所在(单元格、引文、依据或位置)到本地剪贴板", "copy what the cursor is on to your own clipboard", "复制", "copy";
        copy_cell("复制单元格") = "yc" => Copy(P::Cell), copy_row("复制行") = "yr" => Copy(P::Row), copy_table("复制表") = "yt" => Copy(P::Table); "复制单元格、行、表(制表符分隔)", "copy the cell, row, table (tab-separated)";
        copy_place("复制位置(命令行可用)") = "yp" => Copy(P::Place), copy_link("复制链接") = "yl" => Copy(P::Link), copy_source("复制来源网址") = "yu" => Copy(P::Source); "复制位置(命令行可用)、链接(jianbao://)、来源网址", "copy the place (for the command line), a jianbao:// link, the source URL";
        copy_command("复制命令") = "yk" => Copy(P::Command); "复制得到此表的命令", "copy the command that prints this table";
        copy_evidence("复制依据") = "ye" => Copy(P::Evidence), copy_quotation("复制引文(附出处)") = "yq" => Copy(P::Quotation); "复制依据、引文(附出处)", "copy the evidence, a quotation with its source";
        export = "gx" => Export; "导出此视图所列到文件;Tab 换问题清单", "export what the view lists to a file; Tab: problems";
        next_pane = "tab" => Focus(1); "下一窗格", "next pane", "窗格", "pane";
        previous_pane = "backtab" => Focus(-1); "上一窗格", "previous pane";
        zoom = "+" => Zoom; "放大窗格", "zoom the pane";
        back = "backspace c-o" => Back; "返回来处", "back to where you came from", "返回", "back";
        forward = "go" => Forward; "沿跳转记录向前", "forward again, where back came from";
        mark = "m" => Mark('a'); "在此处放书签:m 加一个字母", "put a mark here: m and a letter";
        to_mark = "'" => ToMark('a'); "到书签:' 加字母", "to a mark: ' and its letter";
        reopen = "gp" => Reopen; "重开上次的命令清单", "open the last list of commands again, as it was";
        open_in_editor = "gv" => OpenInEditor; "在编辑器中打开原文,到光标所在的行(VISUAL、EDITOR)", "the source in your editor, at the line of what the cursor is on (VISUAL, EDITOR)";
        plain_text = "L" => Plain; "纯文本输出此窗格全部内容,供终端选字;任意键返回", "the whole pane as plain text, for the terminal's own selection; any key returns";
        mouse = "f2" => Mouse; "鼠标开、关", "mouse on, off";
        close = "q" => Close; "关闭此视图,在首页退出", "close this view, at the root quit", "关闭", "close";
        quit = "Q" => Quit; "退出", "quit";
        cancel = "esc" => Cancel; "取消,从不退出", "cancel, never quits";
        commands = ":" => Commands; "命令:输入几个字,Enter 执行", "commands: type a few letters, Enter runs", "命令", "commands";
        terminal = "f1" => Terminal; "终端:已发送字节、颜色、字符宽度、剪贴板", "the terminal: bytes sent, colours, widths, clipboard";
        help = "?" => Help; "此处可用的按键", "the keys that work here", "帮助", "help";
    }
    Lists {
        filter = "&" => Filter; "筛选", "filter", "筛选", "filter";
        alike = "@" => Alike; "筛选:只列与此相同的(规则、单位、地区、年度)", "list only what is like this (rule, agency, region, year)";
        clear_filter = "c-x" => Unfilter; "清除筛选", "clear the filter";
        facets = "F" => Figures(Topic::Facets); "分类筛选:所列年报按省份、层级、类别、年度、格式、规则、结论各有多少,Enter 加入筛选", "how what is listed falls apart by province, level, kind, year, form, rule, verdict; Enter adds one to the filter";
        fold("收起或展开") = "za" => Fold(F::Toggle), fold_all("全部收起") = "zM" => Fold(F::CloseAll), unfold_all("全部展开") = "zR" => Fold(F::OpenAll); "收起或展开、全部收起、全部展开", "fold or unfold, fold all, unfold all";
    }
    Moving {
        next_row("下一行") = "j down" => Move(1), previous_row("上一行") = "k up" => Move(-1); "下一行、上一行;12j 下移12行", "next, previous row; 12j moves 12 rows";
        half_page_down("下半页") = "c-d" => Leap(L::HalfDown), half_page_up("上半页") = "c-u" => Leap(L::HalfUp); "下、上半页", "half a page down, up";
        page_down("下一页") = "pgdn c-f" => Leap(L::PageDown), page_up("上一页") = "pgup c-b" => Leap(L::PageUp); "下、上一页", "a page down, up";
        align_middle("此行居中") = "zz" => Align(A::Middle), align_top("此行置顶") = "zt" => Align(A::Top), align_bottom("此行置底") = "zb" => Align(A::Bottom); "此行居中、置顶、置底", "this row to the middle, top, bottom";
        first_row("首行") = "gg home" => Leap(L::First), last_row("末行") = "G end" => Leap(L::Last); "首行、末行;42G 到第42行", "first, last row; 42G goes to row 42";
    }
    Search {
        open = "enter" => Enter; "打开年报,到这一句", "open the report at this sentence", "打开", "open";
        scope = "tab" => ScopeOfSearch; "范围:本年报、全库", "scope: this report, the corpus", "范围", "scope";
        group = "c-t" => Group; "命中按年报合并,或逐句列出", "fold hits by report, or list each", "按年报", "by report";
        distribution = "c-g" => Spread; "命中分布:地区、单位与年度", "where the hits are: by region or agency and year", "分布", "where";
    }
    Trial {
        open = "enter" => Enter; "试填此数;空或 - 为无数字", "try this number; empty or - for none", "试算", "try";
    }
    Filter {
        recall_filter = "c-r" => RecallFilter; "换上一个存下的或用过的筛选:先有名的,再最近的", "the next filter that is kept: those with names, then the last ones", "用过的", "kept ones";
        keep_filter = "c-s" => KeepFilter; "起名存下此筛选(筛选为空则删去此名)", "keep this filter under a name (an empty one drops the name)", "存下", "keep";
    }
    Note {
        open = "enter" => Enter; "记下", "keep it", "记下", "keep";
        write_note = "c-o" => WriteNote; "在编辑器中写备注(VISUAL、EDITOR)", "write the note in your editor (VISUAL, EDITOR)", "编辑器", "editor";
    }
    Export {
        open = "enter" => Enter; "写文件;已有同名文件时再按一次覆盖", "write the file; once more to replace one of this name", "写", "write";
        next_sheet = "tab" => Focus(1); "换一种清单:疑点、问题清单", "another list: flags, problems", "换清单", "other list";
    }
    Command {
        open = "enter" => Enter; "执行", "run", "执行", "run";
    }
    Choose {
        open = "enter" => Enter; "与此年报对比", "compare with this report", "对比", "compare";
    }
    Hits {
        open = "enter" => Enter; "打开年报,到这一句", "open the report at this sentence", "打开", "open";
        group = "B c-t" => Group; "命中按年报合并,或逐句列出", "fold hits by report, or list each", "按年报", "by report";
        distribution = "M c-g" => Spread; "命中分布:地区、单位与年度", "where the hits are: by region or agency and year", "分布", "where";
        left("收起") = "h left" => Side(-1), right("展开") = "l right" => Side(1), fold("收起或展开") = "za space" => Fold(F::Toggle); "展开该年报的全部命中、收起", "all hits of this report, or its best only";
    }
    Spread {
        open = "enter" => Enter; "把此格的地区或单位、年度加进查询;已无可加则看命中", "add place and year of the cell to the query; if there is nothing to add, to the hits", "收窄", "narrow";
        left("上一年") = "h left" => Side(-1), right("下一年") = "l right" => Side(1); "上一年、下一年、合计", "previous, next year, the sum", "年份", "year";
        sort = "," => Sort; "多的在前,或按地区次序", "most hits first, or in the order of regions", "排序", "sort";
        distribution = "M c-g" => Spread; "收起分布;Backspace、Esc 先退回上一步", "put the table away; Backspace and Esc take one step back first", "收起", "away";
    }
    Typing {
        open = "enter" => Enter; "完成", "done", "完成", "done";
        cancel = "esc" => Cancel; "取消", "cancel", "取消", "cancel";
        next_row("下一行") = "down c-n" => Move(1), previous_row("上一行") = "up c-p" => Move(-1); "下一行、上一行", "next, previous row", "选择", "choose";
        page_down("下一页") = "pgdn" => Leap(L::PageDown), page_up("上一页") = "pgup" => Leap(L::PageUp); "下、上一页", "a page down, up";
        caret_left("光标左移") = "left" => Edit(E::Left), caret_right("光标右移") = "right" => Edit(E::Right), caret_to_start("光标到行首") = "home c-a" => Edit(E::Start), caret_to_end("光标到行尾") = "end c-e" => Edit(E::End); "移动光标", "move the caret";
        delete_before("删前一字") = "backspace" => Edit(E::Backspace), delete_after("删后一字") = "delete c-d" => Edit(E::Delete); "删前一字、后一字", "delete before, after";
        delete_to_start = "c-u" => Edit(E::ClearBefore); "删至行首", "delete to the start", "清空", "clear";
        delete_word = "c-w" => Edit(E::DropWord); "删前一词", "delete the word before";
    }
    Overlay {
        close = "esc q ? K enter backspace" => Close; "关闭", "close", "关闭", "close";
    }
    Always {
        quit = "c-c" => Quit; "退出", "quit";
        redraw = "c-l" => Redraw; "重绘屏幕", "redraw the screen";
        suspend = "c-z" => Suspend; "挂起(fg 返回)", "suspend (fg returns)";
    }
}
