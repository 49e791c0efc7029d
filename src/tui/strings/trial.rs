//! Words about numbers that are tried, and about what may have gone wrong.

use crate::model::cell::{Cell, Number};
use crate::model::flag::Flag;
use crate::rules::Trial;
use crate::tui::strings::{cell_value, count, rule_name};

pub const TRIAL: &str = "试算";
pub const TRYING: &str = "试算中……";
pub const TRIAL_CLEARED: &str = "试算已清除";
pub const NOTHING_TRIED: &str = "没有试算的格(光标在表格的格上按 =)";
pub const NO_CELL_TO_TRY: &str = "光标移到表二至表四的格上再按 =";
pub const NO_NUMBER: &str = "不是数字(空或 - 表示无数)";
/// Before a number that is tried.
pub const TRIED: &str = "?";

/// A tried number: `?117`, `?-` for none.
pub fn tried(value: Option<Number>) -> String {
    value.map_or_else(|| format!("{TRIED}-"), |value| format!("{TRIED}{value}"))
}

/// What stands in a cell that something is being tried in.
pub fn now_holds(cell: Option<&Cell>) -> String {
    format!("现为 {}", cell_value(cell))
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
        (Some((_, Some(value))), 0) => format!("若该格为{value}"),
        (Some((_, None)), 0) => "若该格无数".to_owned(),
        (_, others) => format!("若这{}格为所试的数", others + 1),
    };
    let own = counts.of_group.unwrap_or(counts.gone);
    let each = [
        (own, if counts.of_group.is_some() { "本组" } else { "" }, "条消失"),
        (counts.gone - own.min(counts.gone), "另", "条消失"),
        (counts.come, "新增", "条"),
        (counts.changed, "", "条数字有变"),
        (counts.elsewhere[0], "他年", "条消失"),
        (counts.elsewhere[1], "他年新增", "条"),
        (counts.elsewhere[2], "他年", "条数字有变"),
    ];
    let told =
        each.into_iter().filter(|(n, ..)| *n > 0).map(|(n, before, after)| format!("{before}{}{after}", count(n)));
    let told = told.collect::<Vec<_>>().join(",");
    let told = if told.is_empty() { "疑点不变".to_owned() } else { told };
    format!("{TRIAL}:{premise},则{told}")
}

/// Over the flags of another year that a trial changes.
pub fn in_report_of(year: Option<u16>) -> String {
    year.map_or_else(|| "年度不明的年报".to_owned(), |year| format!("{year}年年报"))
}

fn flag_line(what: &str, flag: &Flag) -> String {
    format!("{what} {} {}  {}", flag.severity.mark_zh(), rule_name(flag), flag.message)
}

pub fn flag_gone(flag: &Flag) -> String {
    flag_line("消失", flag)
}

pub fn flag_come(flag: &Flag) -> String {
    flag_line("新增", flag)
}

pub fn flag_changed(flag: &Flag) -> String {
    flag_line("有变", flag)
}

pub fn possible_cause(words: &str) -> String {
    format!("可能原因(仅供参考):{words}")
}

pub fn other_cause(words: &str) -> String {
    format!("也可能:{words}")
}

pub fn more_causes(n: usize) -> String {
    format!("另有{}种可能", count(n))
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
        check(&of(&[(Row::NewReceived, None)]), (None, 0, 1, 0), "试算:若该格无数,则新增1条");
        let two = of(&[(Row::NewReceived, None), (Row::CarriedIn, Some(2))]);
        check(&two, (None, 0, 0, 0), "试算:若这2格为所试的数,则疑点不变");
        let elsewhere = Tried { of_group: None, gone: 0, come: 0, changed: 0, elsewhere: [1, 2, 0] };
        assert_eq!(trial(&one, &elsewhere), "试算:若该格为117,则他年1条消失,他年新增2条");
        assert_eq!((tried(None), tried(Some(117.into()))), ("?-".to_owned(), "?117".to_owned()));
    }
}
