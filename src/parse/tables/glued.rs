//! Rows whose digits ran together: the row's own sum cuts it, and what several cuts are left of waits
//! for the sums over rows. What stays open is told with all its readings. Nothing here is ever `read`.

use crate::model::form::{APPLICANTS, RESULTS, Table};
use crate::parse::tables::bind::{Found, Reading};
use crate::parse::tables::choose::{Open, choose};
use crate::parse::tables::cuts::{Cut, Digits, Rule};
use crate::parse::tables::symbols::{Symbol, Token};
use crate::parse::tables::value::{Kind, Value};

/// As many readings of one row are told; of more, none, since a part of them would mislead.
const MOST_CANDIDATES: usize = 64;

/// The identity by which a row of table 三 is cut.
pub const BY_ROW: &str = "T3-ROW";
const BY_GROUP: &str = "T4-SUM";

/// What was made of digits that ran together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glued {
    /// The digits as printed.
    pub tokens: Vec<Value>,
    /// One value for each cell, where one reading is left.
    pub values: Option<Vec<Value>>,
    /// The identities that left it; none where the digits allow no other.
    pub by: Vec<&'static str>,
    /// The readings that are left, where there are several.
    pub candidates: Vec<Vec<i64>>,
}

impl Glued {
    pub fn settled(tokens: &[Value], values: Vec<Value>, by: &[&'static str]) -> Self {
        Self { tokens: tokens.to_vec(), values: Some(values), by: by.to_vec(), candidates: Vec::new() }
    }

    pub fn open<'c>(tokens: &[Value], digits: &Digits, cuts: impl ExactSizeIterator<Item = &'c Cut>) -> Self {
        let few = cuts.len() <= MOST_CANDIDATES;
        let candidates = cuts.filter(|_| few).map(|cut| digits.numbers(cut)).collect();
        Self { tokens: tokens.to_vec(), values: None, by: Vec::new(), candidates }
    }
}

/// Cuts the rows of table 二 or 三 in which fewer values than cells stand.
pub fn cut_rows(source: &str, symbols: &[Symbol], table: Table, readings: &mut [Reading]) {
    let glued = readings.iter().filter(|reading| is_glued(reading)).count();
    if glued == 0 {
        return;
    }
    let everywhere = glued * 3 > readings.len();
    let full = everywhere && readings.iter().all(|reading| has_digits_for_all(source, reading));
    let mut open = Vec::new();
    for (at, reading) in readings.iter_mut().enumerate() {
        let Found::Unplaced(tokens) = &reading.found else { continue };
        if !(everywhere || ran_together(tokens)) || !stand_together(symbols, reading.label.last, tokens) {
            continue;
        }
        let Some(digits) = few(source, tokens, reading.cols.len()) else { continue };
        let glued = match table {
            // A column more than those of the form is not in its sums.
            Table::T3 if reading.cols.len() != APPLICANTS.len() => None,
            Table::T3 => row_of_requests(tokens, digits, at, &mut open),
            _ => row_without_sum(tokens, &digits, reading.cols.len(), full),
        };
        if let Some(glued) = glued {
            reading.found = Found::Glued(glued);
        }
    }
    choose(&open, readings);
}

/// A row of table 三; one with several readings goes to those that the sums over rows decide.
fn row_of_requests(tokens: &[Value], digits: Digits, reading: usize, open: &mut Vec<Open>) -> Option<Glued> {
    let (cuts, adds_up) = match Way::of(&digits, &[APPLICANTS.len()], Rule::LastIsSum) {
        Way::Settled(cut) => return Some(Glued::settled(tokens, digits.values(&cut), &[])),
        Way::Summed(cuts) => match cuts.as_slice() {
            [only] => return Some(Glued::settled(tokens, digits.values(only), &[BY_ROW])),
            _ => (cuts, true),
        },
        Way::Any(cuts) => (cuts, false),
        Way::None => return None,
    };
    open.push(Open { reading, tokens: tokens.to_vec(), digits, cuts, adds_up });
    None
}

/// A row of table 二, in which nothing adds up: only digits that make so many numbers in one way are
/// cut. `full`: no cell of the table is empty. That what is disclosed in all is no less than what is
/// disclosed anew decides nothing, since publishers get that wrong.
fn row_without_sum(tokens: &[Value], digits: &Digits, cells: usize, full: bool) -> Option<Glued> {
    match Way::of(digits, &[cells], Rule::None) {
        Way::Settled(cut) => Some(Glued::settled(tokens, digits.values(&cut), &[])),
        Way::Any(cuts) | Way::Summed(cuts) => match cuts.as_slice() {
            [only] if full => Some(Glued::settled(tokens, digits.values(only), &[])),
            _ => Some(Glued::open(tokens, digits, cuts.iter())),
        },
        Way::None => None,
    }
}

/// Whether a row has a value or at least a digit for each of its cells.
fn has_digits_for_all(source: &str, reading: &Reading) -> bool {
    match &reading.found {
        Found::Cells(cells) => cells.iter().all(Option::is_some),
        Found::Unplaced(tokens) => {
            let digits = |token: &Value| token.at.of(source).unwrap_or_default().matches(char::is_numeric).count();
            tokens.iter().map(digits).sum::<usize>() >= reading.cols.len()
        }
        Found::Surplus(_) | Found::Glued(_) => true,
        Found::Nothing => false,
    }
}

/// Cuts the line of table 四 into its groups, each of which ends in its sum.
pub fn cut_groups(source: &str, tokens: &[Value], groups: usize) -> Option<Glued> {
    let cells = groups * RESULTS.len();
    let digits = few(source, tokens, cells).filter(|_| ran_together(tokens))?;
    match Way::of(&digits, &vec![RESULTS.len(); groups], Rule::LastIsSum) {
        Way::Settled(cut) => Some(Glued::settled(tokens, digits.values(&cut), &[])),
        Way::Summed(cuts) => match cuts.as_slice() {
            [only] => Some(Glued::settled(tokens, digits.values(only), &[BY_GROUP])),
            _ => Some(Glued::open(tokens, &digits, cuts.iter())),
        },
        Way::Any(cuts) => Some(Glued::open(tokens, &digits, cuts.iter())),
        Way::None => None,
    }
}

/// The digits of fewer values than cells.
fn few(source: &str, tokens: &[Value], cells: usize) -> Option<Digits> {
    (!tokens.is_empty() && tokens.len() < cells).then(|| Digits::of(source, tokens)).flatten()
}

fn is_glued(reading: &Reading) -> bool {
    matches!(&reading.found, Found::Unplaced(tokens) if tokens.len() < reading.cols.len() && ran_together(tokens))
}

/// Whether the values show by themselves that they are none: all in one, or a zero in front. Otherwise
/// one may as well be lost, and what is left add up by accident.
fn ran_together(tokens: &[Value]) -> bool {
    tokens.len() == 1 || tokens.iter().any(|token| token.kind == Kind::Odd)
}

/// What the digits of one row allow.
enum Way {
    /// One reading, by the digits alone: no sum is needed for it, and one that fails is printed so.
    Settled(Cut),
    /// The readings whose sum comes out.
    Summed(Vec<Cut>),
    /// Readings that nothing speaks for.
    Any(Vec<Cut>),
    None,
}

impl Way {
    fn of(digits: &Digits, groups: &[usize], rule: Rule) -> Self {
        let cells = groups.iter().sum();
        if let Some(cut) = digits.settled(cells) {
            return Self::Settled(cut);
        }
        let summed = (rule == Rule::LastIsSum).then(|| digits.cuts(groups, rule)).flatten().unwrap_or_default();
        if !summed.is_empty() {
            return Self::Summed(summed);
        }
        match digits.cuts(&[cells], Rule::None) {
            Some(any) if any.is_empty() => Self::None,
            any => Self::Any(any.unwrap_or_default()),
        }
    }
}

/// Whether the values follow the label and each other with nothing but text of the label between.
fn stand_together(symbols: &[Symbol], label: usize, tokens: &[Value]) -> bool {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return false };
    let at = |value: &Value| symbols.partition_point(|symbol| symbol.at.start < value.at.start);
    let (first, last) = (at(first), at(last));
    let label_end = symbols.get(label + 1..first).unwrap_or_default();
    let run = symbols.get(first..=last).unwrap_or_default();
    label < first
        && label_end.iter().all(|symbol| matches!(symbol.token, Token::Other { ends: false, .. }))
        && run.len() == tokens.len()
        && run.iter().all(|symbol| symbol.value().is_some())
}
