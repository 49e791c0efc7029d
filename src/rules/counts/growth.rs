//! Comparisons with the year before: 同比增长12.5%, 较上年减少5件. What is said to have grown, which way and
//! by how much; whether it did is for a rule that has the other report.

use std::ops::Range;

use crate::model::cell::Number;
use crate::rules::counts::passage::{Passage, is_comma, is_stop};
use crate::rules::counts::quantity::Quantity;
use crate::rules::counts::statement::Statement;
use crate::rules::counts::topic::{Role, Scope, Topic};
use crate::rules::counts::unit::Counts;

/// Which way a number went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
    /// 持平.
    Level,
}

/// One thing that is said to have grown or shrunk.
#[derive(Debug, Clone)]
pub struct Growth {
    /// Number of the passage it stands in.
    pub passage: usize,
    /// The words of the rate or difference; of 持平 where there is none.
    pub range: Range<usize>,
    pub direction: Direction,
    /// The rate in percent or the difference; `None` for 持平.
    pub by: Option<Quantity>,
    /// What grew, and its number this year, where the clause before tells; `None` else.
    pub topic: Option<Topic>,
    pub this_year: Option<Number>,
    pub scope: Scope,
}

impl Growth {
    /// Whether it is a rate (12.5%) rather than a difference (5件).
    pub fn is_rate(&self) -> bool {
        self.by.as_ref().and_then(|by| by.unit).is_some_and(|unit| unit.counts == Counts::Percent)
    }
}

const UP: &[&str] = &["增长", "上升", "增加", "提升", "提高", "增幅", "多于", "增多"];
const DOWN: &[&str] = &["下降", "减少", "降低", "降幅", "少于", "减"];
const LEVEL: &[&str] = &["持平", "基本持平", "相当"];
/// Words of a comparison with another year.
const COMPARED: &[&str] =
    &["同比", "较上年", "较去年", "比上年", "比去年", "较上一年", "比上一年", "与上年", "与去年", "较20", "比20"];

/// The comparisons with the year before among the statements of a passage, in order.
pub fn growths(passage: &Passage<'_>, statements: &[Statement]) -> Vec<Growth> {
    let mut found: Vec<Growth> = Vec::new();
    let mut last: Option<&Statement> = None;
    for statement in statements {
        if let (Role::Growth, Some(by)) = (statement.role, statement.quantity()) {
            let words = clause_start(passage, statement.range.start)..statement.range.start;
            let direction = direction(passage, words.clone());
            let subject = last.filter(|last| follows(passage, last, statement));
            if let Some(direction) = direction.filter(|_| passage.holds(words, COMPARED)) {
                found.push(growth(statement, statement.range.clone(), direction, Some(by.clone()), subject));
            }
        } else {
            last = Some(statement);
            found.extend(level(passage, statement));
        }
    }
    found
}

fn growth(
    statement: &Statement,
    range: Range<usize>,
    direction: Direction,
    by: Option<Quantity>,
    subject: Option<&Statement>,
) -> Growth {
    Growth {
        passage: statement.passage,
        range,
        direction,
        by,
        topic: subject.and_then(|subject| subject.topic),
        this_year: subject.and_then(Statement::value),
        scope: subject.map_or(statement.scope, |subject| subject.scope),
    }
}

/// The last word of direction before a number.
fn direction(passage: &Passage<'_>, words: Range<usize>) -> Option<Direction> {
    words.rev().find_map(|index| {
        let says = |list: &[&str]| passage.one_of(index, list).is_some();
        if says(UP) { Some(Direction::Up) } else { says(DOWN).then_some(Direction::Down) }
    })
}

fn clause_start(passage: &Passage<'_>, index: usize) -> usize {
    let mut start = index;
    while start > 0 && !is_comma(passage.at(start - 1)) && !is_stop(passage.at(start - 1)) {
        start -= 1;
    }
    start
}

/// Whether a comparison stands in the sentence of a number, with nothing but its own clause between.
fn follows(passage: &Passage<'_>, number: &Statement, comparison: &Statement) -> bool {
    let between = number.range.end..comparison.range.start;
    number.passage == comparison.passage
        && !between.clone().any(|index| is_stop(passage.at(index)) || passage.at(index) == ';')
        && between.filter(|index| is_comma(passage.at(*index))).count() <= 1
}

/// 收到申请12件,与上年持平.
fn level(passage: &Passage<'_>, statement: &Statement) -> Option<Growth> {
    /// How far behind the number the words may stand.
    const NEAR: usize = 12;
    let from = statement.range.end;
    let (at, end) = (from..from + NEAR)
        .take_while(|index| !is_stop(passage.at(*index)))
        .find_map(|index| Some((index, index + passage.one_of(index, LEVEL)?.chars().count())))?;
    let compared = passage.holds(from..at, COMPARED) || passage.holds(from..at, &["与上一年", "和上年", "和去年"]);
    compared.then(|| growth(statement, at..end, Direction::Level, None, Some(statement)))
}

#[cfg(test)]
mod tests {
    use super::Direction::{Down, Level, Up};
    use super::*;
    use crate::model::report::Block;
    use crate::rules::counts::statement::{Frame, statements};

    /// Topic, number of this year, direction, rate or difference.
    type Told<'a> = (Option<&'a str>, Option<i64>, Direction, Option<&'a str>);

    #[test]
    fn growth_is_told_with_what_grew() {
        let check = |text: &str, expected: &[Told<'_>]| {
            let blocks = [Block { text: text.to_owned(), ..Block::default() }];
            let passage = Passage::of(&blocks);
            let frame = Frame { year: Some(2021), ..Frame::default() };
            let found = growths(&passage, &statements(&passage, frame));
            let told: Vec<_> = found
                .iter()
                .map(|growth| {
                    let by = growth.by.as_ref().map(|by| format!("{}{}", by.value, by.unit_word()));
                    let this_year = growth.this_year.and_then(Number::integer);
                    (growth.topic.map(Topic::id), this_year, growth.direction, by)
                })
                .collect();
            let told: Vec<_> = told.iter().map(|(t, n, d, by)| (*t, *n, *d, by.as_deref())).collect();
            assert_eq!(told, expected, "{text}");
        };
        check("收到政府信息公开申请23件,同比增长27.8%。", &[(Some("received"), Some(23), Up, Some("27.8%"))]);
        check("收到申请23件,较上年减少5件,下降18%。", &[(Some("received"), Some(23), Down, Some("5件"))]);
        check("主动公开信息900条,比上年增加100条。", &[(Some("published"), Some(900), Up, Some("100条"))]);
        check("收到申请12件,与上年持平。", &[(Some("received"), Some(12), Level, None)]);
        check("浏览量为536万,同比显著增长82%。", &[(None, None, Up, Some("82%"))]);
        check("经济增长5%,收到申请12件。增加窗口3个。", &[]);
    }
}
