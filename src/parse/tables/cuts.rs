//! Digits that ran together, cut into numbers: every way to do it that leaves no number with a zero in
//! front, with or without a sum that has to come out. Knows no form and decides nothing.

use std::ops::Range;

use crate::model::cell::Number;
use crate::model::report::Span;
use crate::parse::fold::fold;
use crate::parse::tables::value::{Kind, Value};

/// Longer rows are not looked at: fifteen cells of four digits each.
const MOST_DIGITS: usize = 60;
/// Longer numbers are no counts.
const LONGEST_NUMBER: usize = 12;
/// As many numbers are tried for one row, so that a hostile one costs no more than a long page.
const MOST_STEPS: usize = 200_000;
/// As many ways to cut a row are weighed; where there are more, one more than this is as good as all.
pub const MOST_CUTS: usize = 4096;

/// The digits printed in a row, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digits {
    digits: Vec<Digit>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Digit {
    value: i64,
    at: Span,
    /// White space or the like before it, so that a number starts here.
    starts: bool,
}

/// One way to cut: where each number ends.
pub type Cut = Vec<usize>;

/// What the numbers of a cut have to fulfil.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Any numbers.
    None,
    /// The last one of each group is the sum of those before it.
    LastIsSum,
}

impl Digits {
    /// The digits of values that print nothing else; `None` for signs, points, units and marks.
    pub fn of(source: &str, values: &[Value]) -> Option<Self> {
        let mut digits = Vec::new();
        for value in values {
            let plain = matches!(value.kind, Kind::Number(_) | Kind::Odd) && !value.touched && value.unit.is_none();
            let printed = value.at.of(source).filter(|_| plain)?;
            for (n, (offset, c)) in printed.char_indices().enumerate() {
                let start = value.at.start + offset;
                let at = Span::new(start, start + c.len_utf8());
                digits.push(Digit { value: i64::from(fold(c).to_digit(10)?), at, starts: n == 0 });
            }
        }
        (digits.len() <= MOST_DIGITS).then_some(Self { digits })
    }

    /// Every way to cut the digits into groups of so many numbers, or more than `MOST_CUTS` of them; `None`
    /// where there are too many to try them all.
    pub fn cuts(&self, groups: &[usize], rule: Rule) -> Option<Vec<Cut>> {
        let cells = groups.iter().sum();
        if rule == Rule::None || self.digits.len() < cells {
            return self.first_cuts(cells, MOST_CUTS + 1);
        }
        Search::of(&self.digits, MOST_CUTS + 1).groups(0, groups)
    }

    /// No more ways than this to cut the digits into so many numbers; `None` as for `cuts`.
    fn first_cuts(&self, cells: usize, most: usize) -> Option<Vec<Cut>> {
        if self.digits.len() < cells {
            return Some(Vec::new());
        }
        let mut search = Search::of(&self.digits, most);
        search.parts(0..self.digits.len(), cells, None)?;
        Some(search.found)
    }

    /// The way in which the digits make so many numbers, where there is no other and none that makes fewer,
    /// so that no cell was empty either.
    pub fn settled(&self, cells: usize) -> Option<Cut> {
        let ways = |n: usize, most: usize| self.first_cuts(n, most).map(|cuts| cuts.len());
        let [only] = <[Cut; 1]>::try_from(self.first_cuts(cells, 2)?).ok()?;
        (1..cells).all(|fewer| ways(fewer, 1) == Some(0)).then_some(only)
    }

    /// The numbers of a cut.
    pub fn numbers(&self, cut: &Cut) -> Vec<i64> {
        ranges(cut).map(|range| number(self.digits.get(range).unwrap_or_default())).collect()
    }

    /// The numbers of a cut with their places.
    pub fn values(&self, cut: &Cut) -> Vec<Value> {
        let value = |range: Range<usize>| {
            let digits = self.digits.get(range).unwrap_or_default();
            let at = digits.iter().map(|digit| digit.at).reduce(Span::cover).unwrap_or(Span::new(0, 0));
            let kind = Kind::Number(Number::from(number(digits)));
            Value { kind, unit: None, at, touched: false, named: false }
        };
        ranges(cut).map(value).collect()
    }
}

fn ranges(cut: &Cut) -> impl Iterator<Item = Range<usize>> {
    let starts = std::iter::once(0).chain(cut.iter().copied());
    starts.zip(cut.iter().copied()).map(|(start, end)| start..end)
}

fn number(digits: &[Digit]) -> i64 {
    digits.iter().fold(0, |sum, digit| sum * 10 + digit.value)
}

/// Looks for cuts, counting what it tries.
struct Search<'a> {
    digits: &'a [Digit],
    steps: usize,
    /// The ends of the numbers taken so far, in the stretch that is being cut.
    ends: Cut,
    found: Vec<Cut>,
    /// As many cuts are looked for.
    most: usize,
}

impl<'a> Search<'a> {
    fn of(digits: &'a [Digit], most: usize) -> Self {
        Self { digits, steps: 0, ends: Cut::new(), found: Vec::new(), most }
    }

    /// The ways to cut what starts here into groups, each of which ends in its sum; `None` once there
    /// were too many steps.
    fn groups(&mut self, from: usize, groups: &[usize]) -> Option<Vec<Cut>> {
        let Some((cells, rest)) = groups.split_first() else {
            return Some(if from == self.digits.len() { vec![Cut::new()] } else { Vec::new() });
        };
        let after: usize = rest.iter().sum();
        let ends = if rest.is_empty() { self.digits.len() } else { from + cells }..=self.digits.len() - after;
        let mut found = Vec::new();
        for end in ends {
            let heads = self.group(from..end, *cells)?;
            let tails = if heads.is_empty() { Vec::new() } else { self.groups(end, rest)? };
            for head in &heads {
                let left = self.most.saturating_sub(found.len());
                found.extend(tails.iter().take(left).map(|tail| [head.as_slice(), tail].concat()));
            }
            if found.len() >= self.most {
                break;
            }
        }
        Some(found)
    }

    /// The ways to cut a stretch into numbers of which the last is the sum of the others.
    fn group(&mut self, range: Range<usize>, cells: usize) -> Option<Vec<Cut>> {
        let mut found = Vec::new();
        for len in 1..=LONGEST_NUMBER.min(range.len()) {
            let from = range.end - len;
            let Some(sum) = self.number(from..range.end) else { continue };
            self.parts(range.start..from, cells - 1, Some(sum))?;
            found.extend(self.found.drain(..).map(|mut cut| {
                cut.push(range.end);
                cut
            }));
            if found.len() >= self.most {
                break;
            }
        }
        Some(found)
    }

    /// Cuts a stretch into so many numbers, which add up where a sum is given.
    fn parts(&mut self, range: Range<usize>, cells: usize, sum: Option<i64>) -> Option<()> {
        if self.found.len() >= self.most {
            return Some(());
        }
        if cells == 0 {
            if range.is_empty() && sum.is_none_or(|left| left == 0) {
                self.found.push(self.ends.clone());
            }
            return Some(());
        }
        let least = sum.map_or(0, |_| least_sum(range.len(), cells));
        if range.len() < cells || sum.is_some_and(|left| left < least) {
            return Some(());
        }
        let shortest = if cells == 1 { range.len() } else { 1 };
        for len in shortest..=LONGEST_NUMBER.min(range.len() + 1 - cells) {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return None;
            }
            let end = range.start + len;
            let Some(number) = self.number(range.start..end) else { break };
            let left = sum.map(|sum| sum - number);
            if left.is_some_and(|left| left < 0) {
                break;
            }
            self.ends.push(end);
            let done = self.parts(end..range.end, cells - 1, left);
            self.ends.pop();
            done?;
        }
        Some(())
    }

    /// The number that these digits print; `None` for a zero in front or where one starts inside.
    fn number(&self, range: Range<usize>) -> Option<i64> {
        let digits = self.digits.get(range)?;
        let (first, rest) = digits.split_first()?;
        let sound = rest.is_empty() || first.value != 0 && rest.iter().all(|digit| !digit.starts);
        sound.then(|| number(digits))
    }
}

/// The least that numbers of so many digits can make: the longest of them has its share of the digits,
/// and none of more than one begins with a zero.
fn least_sum(digits: usize, cells: usize) -> i64 {
    let longest = u32::try_from(digits.div_ceil(cells)).unwrap_or(u32::MAX);
    if longest < 2 { 0 } else { 10_i64.checked_pow(longest - 1).unwrap_or(i64::MAX) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn digits(text: &str) -> Digits {
        let tokens = text.split(' ').scan(0, |at, token| {
            let start = *at;
            *at += token.len() + 1;
            Some(Span::new(start, start + token.len()))
        });
        let value = |at| Value { kind: Kind::Odd, unit: None, at, touched: false, named: false };
        Digits::of(text, &tokens.map(value).collect::<Vec<_>>()).unwrap()
    }

    fn numbers(text: &str, groups: &[usize], rule: Rule) -> Vec<Vec<i64>> {
        let digits = digits(text);
        digits.cuts(groups, rule).unwrap().iter().map(|cut| digits.numbers(cut)).collect()
    }

    #[test]
    fn a_sum_leaves_few_cuts() {
        for (text, groups, expected) in [
            ("15130000154", vec![7], vec![vec![151, 3, 0, 0, 0, 0, 154]]),
            ("0000000", vec![7], vec![vec![0; 7]]),
            ("20 0 00 0 121", vec![7], vec![vec![20, 0, 0, 0, 0, 1, 21]]),
            ("1000002", vec![7], vec![]),
            ("１２３", vec![3], vec![vec![1, 2, 3]]),
            ("110022", vec![3, 3], vec![]),
            ("112033", vec![3, 3], vec![vec![1, 1, 2, 0, 3, 3]]),
            // 11 1 12 or 1 11 12: the sum alone does not tell.
            ("11112", vec![3], vec![vec![1, 11, 12], vec![11, 1, 12]]),
        ] {
            assert_eq!(numbers(text, &groups, Rule::LastIsSum), expected, "{text}");
        }
    }

    #[test]
    fn without_a_rule_all_cuts_come() {
        assert_eq!(numbers("1205", &[2], Rule::None), [[1, 205], [120, 5]]);
        assert_eq!(numbers("12 05", &[3], Rule::None), [[12, 0, 5]]);
        assert!(numbers("12", &[3], Rule::None).is_empty());
    }

    #[test]
    fn digits_are_settled_where_no_cell_can_be_empty() {
        for (text, cells, expected) in [
            ("007", 3, true),
            ("000", 3, true),
            ("123", 3, false),
            ("0000001", 7, true),
            ("1000002", 7, false),
            ("0 0", 3, false),
        ] {
            assert_eq!(digits(text).settled(cells).is_some(), expected, "{text}");
        }
    }

    #[test]
    fn hostile_digits_cost_little() {
        let hostile = digits(&"1".repeat(MOST_DIGITS));
        assert_eq!(hostile.cuts(&[7], Rule::None), None);
        let value = Value { kind: Kind::Odd, unit: None, at: Span::new(0, 100), touched: false, named: false };
        assert_eq!(Digits::of(&"1".repeat(100), &[value]), None);
    }

    proptest! {
        #[test]
        fn the_cut_that_was_printed_is_found(cells in prop::collection::vec(0_i64..400, 6), glue in prop::collection::vec(any::<bool>(), 6)) {
            let mut row = cells;
            row.push(row.iter().sum());
            let mut text = row[0].to_string();
            for (glued, n) in glue.iter().zip(&row[1..]) {
                text.push_str(if *glued { "" } else { " " });
                text.push_str(&n.to_string());
            }
            let found = numbers(&text, &[7], Rule::LastIsSum);
            prop_assert!(found.contains(&row), "{text}");
            for cut in &found {
                prop_assert_eq!(cut[..6].iter().sum::<i64>(), cut[6]);
                let printed: String = cut.iter().map(i64::to_string).collect();
                prop_assert_eq!(printed, text.replace(' ', ""));
            }
        }

        #[test]
        fn the_search_finds_what_trying_all_finds(text in "[0-3]{3,9}") {
            let all = |mask: u32| {
                let mut parts = vec![String::new()];
                for (n, c) in text.chars().enumerate() {
                    if n > 0 && mask & (1 << (n - 1)) != 0 { parts.push(String::new()); }
                    parts.last_mut().unwrap().push(c);
                }
                let sound = parts.iter().all(|part| part.len() == 1 || !part.starts_with('0'));
                let row: Vec<i64> = parts.iter().map(|part| part.parse().unwrap()).collect();
                (sound && row.len() == 3 && row[0] + row[1] == row[2]).then_some(row)
            };
            let mut expected: Vec<_> = (0..1 << (text.len() - 1)).filter_map(all).collect();
            let mut found = numbers(&text, &[3], Rule::LastIsSum);
            expected.sort();
            found.sort();
            prop_assert_eq!(found, expected);
        }
    }
}
