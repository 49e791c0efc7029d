//! Which of several cuts of a row the sums over rows leave: (一)至(六) make (七), and 一+二 make 三(七)+四.
//! A sum that no cut fulfils is the publisher's mistake and chooses nothing.

use crate::model::form::{Form, Row, Table};
use crate::parse::tables::bind::{Found, Reading};
use crate::parse::tables::cuts::{Cut, Digits, MOST_CUTS};
use crate::parse::tables::glued::{BY_ROW, Glued};
use crate::parse::tables::sums::count;
use crate::parse::tables::value::Value;

/// As many combinations of open rows are weighed.
const MOST_COMBINATIONS: usize = MOST_CUTS;

/// A row with several cuts that its own sum allows, or with cuts of which none adds up.
pub struct Open {
    /// Its place among the readings.
    pub reading: usize,
    pub tokens: Vec<Value>,
    pub digits: Digits,
    pub cuts: Vec<Cut>,
    /// Its own sum comes out.
    pub adds_up: bool,
}

/// Decides open rows of table 三 as far as the sums over rows do.
pub fn choose(open: &[Open], readings: &mut [Reading]) {
    let sums = Sum::results(readings).into_iter().chain([Sum::balance()]);
    let sums: Vec<Bound> = sums.filter_map(|sum| Bound::of(&sum, open, readings)).collect();
    let left = Left::of(open, &sums);
    for (n, row) in open.iter().enumerate() {
        let (cuts, by) = left.of_row(n, row.cuts.len(), &sums);
        let found = match cuts.as_slice() {
            // A row that does not add up needs another reason to be believed.
            [only] if row.adds_up || !by.is_empty() => {
                let own = row.adds_up.then_some(BY_ROW);
                let by: Vec<&'static str> = own.into_iter().chain(by).collect();
                Glued::settled(&row.tokens, row.digits.values(&row.cuts[*only]), &by)
            }
            several => {
                let cuts: Vec<&Cut> = several.iter().filter_map(|n| row.cuts.get(*n)).collect();
                Glued::open(&row.tokens, &row.digits, cuts.into_iter())
            }
        };
        readings[row.reading].found = Found::Glued(found);
    }
}

/// An identity over whole rows of table 三: the rows on its two sides.
struct Sum {
    code: &'static str,
    left: Vec<Row>,
    right: Vec<Row>,
}

impl Sum {
    /// (一)至(六)之和 = (七), with the rows of the form that is printed.
    fn results(readings: &[Reading]) -> Option<Self> {
        let split = readings.iter().any(|reading| Row::PARTS_OF_OTHER.contains(&reading.label.row));
        let form = if split { Form::F2021 } else { Form::F2019 };
        let rows = form.table(Table::T3)?.rows().map(|spec| spec.row);
        let left = rows.filter(|row| row.is_outcome()).collect();
        Some(Self { code: "T3-SUM7", left, right: vec![Row::HandledTotal] })
    }

    /// 一+二 = 三(七)+四.
    fn balance() -> Self {
        let (left, right) = (vec![Row::NewReceived, Row::CarriedIn], vec![Row::HandledTotal, Row::CarriedOut]);
        Self { code: "T3-BAL", left, right }
    }
}

/// An identity with what is known of it put in: the open rows in it, and what they have to make up.
struct Bound {
    code: &'static str,
    /// Left side less right side, column by column, over the rows that are known.
    rest: Vec<i64>,
    /// Open rows with the sign they come in with.
    open: Vec<(usize, i64)>,
}

impl Bound {
    /// `None` where a row of it is neither known nor open, or none is open.
    fn of(sum: &Sum, open: &[Open], readings: &[Reading]) -> Option<Self> {
        let mut bound = Self { code: sum.code, rest: Vec::new(), open: Vec::new() };
        let sides = sum.left.iter().map(|row| (row, 1)).chain(sum.right.iter().map(|row| (row, -1)));
        for (row, sign) in sides {
            let at = readings.iter().position(|reading| reading.label.row == *row)?;
            match open.iter().position(|open| open.reading == at) {
                Some(n) => bound.open.push((n, sign)),
                None => add(&mut bound.rest, &known(&readings[at].found)?, sign)?,
            }
        }
        (!bound.open.is_empty()).then_some(bound)
    }

    /// Whether it comes out with these cuts.
    fn holds(&self, open: &[Open], picked: &[usize]) -> bool {
        let mut rest = self.rest.clone();
        let added = self.open.iter().all(|(n, sign)| {
            let numbers = open[*n].digits.numbers(&open[*n].cuts[picked[*n]]);
            add(&mut rest, &numbers, *sign).is_some()
        });
        added && rest.iter().all(|difference| *difference == 0)
    }
}

fn add(sum: &mut Vec<i64>, row: &[i64], sign: i64) -> Option<()> {
    sum.resize(sum.len().max(row.len()), 0);
    for (sum, n) in sum.iter_mut().zip(row) {
        *sum = sum.checked_add(sign * n)?;
    }
    Some(())
}

/// The numbers of a row that is read or settled.
fn known(found: &Found) -> Option<Vec<i64>> {
    match found {
        Found::Cells(cells) => cells.iter().map(|cell| count(cell.as_ref()?)).collect(),
        Found::Glued(glued) => glued.values.as_ref()?.iter().map(count).collect(),
        Found::Surplus(_) | Found::Unplaced(_) | Found::Nothing => None,
    }
}

/// The combinations of cuts, each with the identities it fulfils.
struct Left {
    picked: Vec<(Vec<usize>, Vec<bool>)>,
}

impl Left {
    /// All combinations; none where there are too many to weigh.
    fn of(open: &[Open], sums: &[Bound]) -> Self {
        let count = open.iter().try_fold(1_usize, |count, row| count.checked_mul(row.cuts.len()));
        let count = count.filter(|count| *count <= MOST_COMBINATIONS && !open.is_empty()).unwrap_or(0);
        let combination = |mut n: usize| -> Vec<usize> {
            let digit = |row: &Open| {
                let pick = n % row.cuts.len();
                n /= row.cuts.len();
                pick
            };
            open.iter().map(digit).collect()
        };
        let weighed = (0..count).map(combination).map(|picked| {
            let holds = sums.iter().map(|sum| sum.holds(open, &picked)).collect();
            (picked, holds)
        });
        Self { picked: weighed.collect() }
    }

    /// The cuts of a row that these identities leave, by their place in `sums`.
    fn by(&self, row: usize, sums: &[usize]) -> Vec<usize> {
        let fits = self.picked.iter().filter(|(_, holds)| sums.iter().all(|sum| holds[*sum]));
        let mut cuts: Vec<usize> = fits.map(|(picked, _)| picked[row]).collect();
        cuts.sort_unstable();
        cuts.dedup();
        cuts
    }

    /// The cuts of a row that are left, and the fewest identities that leave them.
    fn of_row(&self, row: usize, cuts: usize, sums: &[Bound]) -> (Vec<usize>, Vec<&'static str>) {
        let sound: Vec<usize> = (0..sums.len()).filter(|sum| !self.by(row, &[*sum]).is_empty()).collect();
        let together = self.by(row, &sound);
        if together.is_empty() {
            // Identities that contradict each other choose nothing.
            let mut any: Vec<usize> = sound.iter().flat_map(|sum| self.by(row, &[*sum])).collect();
            any.sort_unstable();
            any.dedup();
            return (if any.is_empty() { (0..cuts).collect() } else { any }, Vec::new());
        }
        let own = |sum: &&usize| sums[**sum].open.iter().any(|(open, _)| *open == row);
        let alone = sound.iter().filter(own).find(|sum| self.by(row, &[**sum]).len() == 1);
        let used = match alone {
            Some(sum) => vec![*sum],
            None if sound.iter().any(|sum| own(&sum)) => sound,
            None => Vec::new(),
        };
        (together, used.iter().map(|sum| sums[*sum].code).collect())
    }
}
