//! Words about numbers that are tried, and about what may have gone wrong.

use crate::model::cell::{Cell, Number};
use crate::model::flag::Flag;
use crate::rules::Trial;
use crate::tui::strings::language::say;
use crate::tui::strings::{Words, cell_value, count, mark, message, rule_name, words};

pub const TRIAL: Words = words("试算", "what if");
pub const TRYING: Words = words("试算中……", "trying ...");
pub const TRIAL_CLEARED: Words = words("试算已清除", "what was tried is cleared");
pub const NOTHING_TRIED: Words =
    words("没有试算的格(光标在表格的格上按 =)", "nothing is tried (= on a cell of a table)");
pub const NO_CELL_TO_TRY: Words =
    words("光标移到表二至表四的格上再按 =", "put the cursor on a cell of tables 2 to 4, then =");
pub const NO_NUMBER: Words = words("不是数字(空或 - 表示无数字)", "not a number (empty or - for none)");
/// Before a number that is tried.
pub const TRIED: &str = "?";

/// A tried number: `?117`, `?-` for none.
pub fn tried(value: Option<Number>) -> String {
    value.map_or_else(|| format!("{TRIED}-"), |value| format!("{TRIED}{value}"))
}

/// What stands in a cell that something is being tried in.
pub fn now_holds(cell: Option<&Cell>) -> String {
    say!("现为 {}", "now {}", cell_value(cell))
}

/// How many flags go, come and change.
#[derive(Debug, Clone, Copy)]
pub struct Tried {
    /// Of those that go, how many are of the group at hand; `None` without one.
    pub of_group: Option<usize>,
    pub gone: usize,
    pub come: usize,
    pub changed: usize,
    /// Flags of other years that go, come and change.
    pub elsewhere: [usize; 3],
}

/// `试算:若该格为117,则本组3条消失,新增1条`.
pub fn trial(cells: &Trial, counts: &Tried) -> String {
    let mut all = cells.cells();
    let premise = match (all.next(), all.count()) {
        (Some((_, Some(value))), 0) => say!("若该格为{value}", "were the cell {value}"),
        (Some((_, None)), 0) => say!("若该格无数字", "had the cell no number"),
        (_, others) => say!("若这{}格为所试的数", "were the {} cells as tried", others + 1),
    };
    let own = counts.of_group.unwrap_or(counts.gone);
    let gone = words("条消失", " gone");
    let changed = words("条数字有变", " with other numbers");
    let each = [
        (own, if counts.of_group.is_some() { words("本组", "of this group ") } else { words("", "") }, gone),
        (counts.gone - own.min(counts.gone), words("另", "another "), gone),
        (counts.come, words("新增", ""), words("条", " new")),
        (counts.changed, words("", ""), changed),
        (counts.elsewhere[0], words("他年", "of other years "), gone),
        (counts.elsewhere[1], words("他年新增", "of other years "), words("条", " new")),
        (counts.elsewhere[2], words("他年", "of other years "), changed),
    ];
    let told =
        each.into_iter().filter(|(n, ..)| *n > 0).map(|(n, before, after)| format!("{before}{}{after}", count(n)));
    let told = told.collect::<Vec<_>>().join(&words(",", ", "));
    let told = if told.is_empty() { say!("疑点不变", "no flag changes") } else { told };
    say!("{TRIAL}:{premise},则{told}", "{TRIAL}: {premise}, {told}")
}

/// Over the flags of another year that a trial changes.
pub fn in_report_of(year: Option<u16>) -> String {
    year.map_or_else(
        || say!("年度不明的年报", "report of an unknown year"),
        |year| say!("{year}年年报", "report of {year}"),
    )
}

fn flag_line(what: Words, flag: &Flag) -> String {
    format!("{what} {} {}  {}", mark(flag.severity), rule_name(flag), message(flag))
}

pub fn flag_gone(flag: &Flag) -> String {
    flag_line(words("消失", "gone"), flag)
}

pub fn flag_come(flag: &Flag) -> String {
    flag_line(words("新增", "new"), flag)
}

pub fn flag_changed(flag: &Flag) -> String {
    flag_line(words("有变", "changed"), flag)
}

pub fn possible_cause(words: &str) -> String {
    say!("可能原因(仅供参考):{words}", "possible cause (a hint only): {words}")
}

pub fn other_cause(words: &str) -> String {
    say!("也可能:{words}", "or: {words}")
}

pub fn more_causes(n: usize) -> String {
    say!("另有{}种可能", "{} more possible causes", count(n))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::form::{CellId, Col, Row};

    #[test]
    fn a_trial_is_told_on_one_line() {
        let cell = |row| CellId::new(row, Col::Total);
        let of = |values: &[(Row, Option<i64>)]| -> Trial {
            values.iter().map(|(row, value)| (cell(*row), value.map(Number::from))).collect()
        };
        let one = of(&[(Row::NewReceived, Some(117))]);
        let check = |cells: &Trial, counts: (Option<usize>, usize, usize, usize), expected: &str| {
            let (of_group, gone, come, changed) = counts;
            assert_eq!(trial(cells, &Tried { of_group, gone, come, changed, elsewhere: [0; 3] }), expected);
        };
        check(&one, (Some(3), 3, 1, 0), "试算:若该格为117,则本组3条消失,新增1条");
        check(&one, (Some(1), 3, 0, 2), "试算:若该格为117,则本组1条消失,另2条消失,2条数字有变");
        check(&one, (None, 2, 0, 0), "试算:若该格为117,则2条消失");
        check(&one, (Some(0), 0, 0, 0), "试算:若该格为117,则疑点不变");
        check(&of(&[(Row::NewReceived, None)]), (None, 0, 1, 0), "试算:若该格无数字,则新增1条");
        let two = of(&[(Row::NewReceived, None), (Row::CarriedIn, Some(2))]);
        check(&two, (None, 0, 0, 0), "试算:若这2格为所试的数,则疑点不变");
        let elsewhere = Tried { of_group: None, gone: 0, come: 0, changed: 0, elsewhere: [1, 2, 0] };
        assert_eq!(trial(&one, &elsewhere), "试算:若该格为117,则他年1条消失,他年新增2条");
        assert_eq!((tried(None), tried(Some(117.into()))), ("?-".to_owned(), "?117".to_owned()));
    }
}
