//! The sorts of mistakes that are looked for, each undone in every place where that repairs something.

use std::collections::BTreeSet;

use crate::model::form::{APPLICANTS, CellId, Col, Row, Table};
use crate::rules::repair::board::Board;
use crate::rules::repair::{Candidate, Change, Kind, Slip};

/// Fewer numbers of a column than this are no column that was shifted.
const FEWEST_SHIFTED: usize = 2;

/// Every repair of one of the known sorts.
pub(super) fn all(board: &Board) -> Vec<Candidate> {
    let mut found = Found { board, candidates: Vec::new(), seen: BTreeSet::new() };
    found.single_cells();
    found.with_totals();
    found.exchanged();
    found.run_together();
    found.shifted_rows();
    found.shifted_columns();
    found.candidates
}

struct Found<'a> {
    board: &'a Board,
    candidates: Vec<Candidate>,
    /// The changes of the candidates, so that none is told twice.
    seen: BTreeSet<Vec<Change>>,
}

impl Found<'_> {
    /// Keeps changes that repair what they touch. Counts are never negative.
    fn add(&mut self, kind: Kind, changes: &[(CellId, i64)], least: usize) {
        let change = |(cell, to): &(CellId, i64)| Some(Change { cell: *cell, from: self.board.value(*cell)?, to: *to });
        let Some(changes) = changes.iter().map(change).collect::<Option<Vec<_>>>() else { return };
        let changes: Vec<Change> = changes.into_iter().filter(|change| change.from != change.to).collect();
        if changes.is_empty() || changes.iter().any(|change| change.to < 0) {
            return;
        }
        let Some(clears) = self.board.cleared_by(&changes).filter(|clears| clears.len() >= least) else { return };
        if self.seen.insert(changes.clone()) {
            self.candidates.push(Candidate { kind, changes, clears });
        }
    }

    /// One cell is as much more or less as an identity is off.
    fn single_cells(&mut self) {
        let board = self.board;
        for (identity, excess) in board.failing() {
            for cell in identity.cells() {
                let Some(from) = board.value(cell) else { continue };
                let Some(to) = excess.checked_mul(identity.sign(cell)).and_then(|by| from.checked_sub(by)) else {
                    continue;
                };
                self.add(Kind::Cell(slip(from, to)), &[(cell, to)], 1);
            }
        }
    }

    /// The same with the total of the row, which was added up from the wrong number.
    fn with_totals(&mut self) {
        let board = self.board;
        for (identity, excess) in board.failing().filter(|(identity, _)| identity.rule != "T3-ROW") {
            for cell in identity.cells().filter(|cell| cell.table() == Table::T3 && cell.col != Col::Total) {
                let total = CellId::new(cell.row, Col::Total);
                let by = excess.checked_mul(-identity.sign(cell));
                let moved = |cell| board.value(cell)?.checked_add(by?);
                if let (Some(part), Some(whole)) = (moved(cell), moved(total)) {
                    self.add(Kind::WithTotal, &[(cell, part), (total, whole)], 2);
                }
            }
        }
    }

    fn exchanged(&mut self) {
        let rows: Vec<_> = self.board.rows().collect();
        let beside = rows.iter().flat_map(|(_, cells)| cells.windows(2).map(|pair| [pair[0], pair[1]]));
        let above = rows
            .windows(2)
            .filter(|pair| pair[0].0.table() == pair[1].0.table())
            .flat_map(|pair| pair[0].1.iter().zip(&pair[1].1).map(|(upper, lower)| [*upper, *lower]));
        let pairs: Vec<[CellId; 2]> = beside.chain(above).collect();
        for [a, b] in pairs {
            if let (Some(first), Some(second)) = (self.board.value(a), self.board.value(b)) {
                self.add(Kind::Exchanged, &[(a, second), (b, first)], 1);
            }
        }
    }

    /// The digits of a cell and of the one beside it, which holds a zero.
    fn run_together(&mut self) {
        let rows: Vec<_> = self.board.rows().collect();
        for pair in rows.iter().flat_map(|(_, cells)| cells.windows(2)) {
            let [left, right] = [pair[0], pair[1]];
            let (Some(a), Some(b)) = (self.board.value(left), self.board.value(right)) else { continue };
            let ((both, 0) | (0, both)) = (a, b) else { continue };
            for (first, second) in cuts(both) {
                self.add(Kind::RunTogether, &[(left, first), (right, second)], 2);
            }
        }
    }

    /// The numbers of a row one column to the side; the cell that is left over is what the row lacks.
    fn shifted_rows(&mut self) {
        let rows: Vec<_> = self.board.rows().collect();
        for (_, cells) in rows {
            let Some(values) = cells.iter().map(|cell| self.board.value(*cell)).collect::<Option<Vec<_>>>() else {
                continue;
            };
            let (parts, total) = (values.len().saturating_sub(1), values.last().copied().unwrap_or(0));
            let tail = values.get(1..).unwrap_or_default();
            let sum = tail.iter().try_fold(0_i64, |sum, value| sum.checked_add(*value));
            if let Some(sum) = sum {
                let moved: Vec<i64> = tail.iter().copied().chain([sum]).collect();
                self.add_row(true, &cells, &moved);
            }
            let rest = values.get(..parts).unwrap_or_default();
            let (but_last, last) = (rest.get(..parts.saturating_sub(1)).unwrap_or_default(), rest.last().copied());
            let lacks = but_last.iter().try_fold(last.unwrap_or(0), |left, value| left.checked_sub(*value));
            if let Some(first) = lacks.filter(|_| last != Some(total)) {
                let moved: Vec<i64> = [first].into_iter().chain(rest.iter().copied()).collect();
                self.add_row(false, &cells, &moved);
            }
        }
    }

    /// A row as it would be, where more than two of its cells change.
    fn add_row(&mut self, left: bool, cells: &[CellId], values: &[i64]) {
        let changes: Vec<(CellId, i64)> = cells.iter().copied().zip(values.iter().copied()).collect();
        if changes.iter().filter(|(cell, to)| self.board.value(*cell) != Some(*to)).count() > 2 {
            // What stands too far to the right is moved to the left.
            self.add(Kind::RowShifted { left: !left }, &changes, 2);
        }
    }

    /// Some outcomes of a column one row up or down, into a row that holds a zero.
    fn shifted_columns(&mut self) {
        let rows: Vec<Row> = self.board.rows().map(|(row, _)| row).filter(|row| row.is_outcome()).collect();
        for col in APPLICANTS {
            let cells: Vec<CellId> = rows.iter().map(|row| CellId::new(*row, *col)).collect();
            let values: Vec<i64> = cells.iter().map(|cell| self.board.value(*cell).unwrap_or(0)).collect();
            for start in 0..cells.len() {
                for end in start + FEWEST_SHIFTED..cells.len() {
                    self.shift_column(&cells, &values, start..end + 1);
                }
            }
        }
    }

    fn shift_column(&mut self, cells: &[CellId], values: &[i64], range: std::ops::Range<usize>) {
        let (Some(cells), Some(values)) = (cells.get(range.clone()), values.get(range)) else { return };
        if values.iter().filter(|value| **value != 0).count() < FEWEST_SHIFTED {
            return;
        }
        if let [0, rest @ ..] = values {
            self.add_column(false, cells, rest.iter().copied().chain([0]));
        }
        if let [rest @ .., 0] = values {
            self.add_column(true, cells, [0].into_iter().chain(rest.iter().copied()));
        }
    }

    fn add_column(&mut self, up: bool, cells: &[CellId], values: impl Iterator<Item = i64>) {
        let changes: Vec<(CellId, i64)> = cells.iter().copied().zip(values).collect();
        self.add(Kind::ColumnShifted { up }, &changes, 2);
    }
}

/// The ways to cut a number in two, no part with a needless zero before it.
fn cuts(number: i64) -> Vec<(i64, i64)> {
    let digits = number.to_string();
    let cut = |at: usize| {
        let (first, second) = (digits.get(..at)?, digits.get(at..)?);
        let plain = second.len() == 1 || !second.starts_with('0');
        Some((first.parse().ok()?, second.parse().ok()?)).filter(|_| plain)
    };
    (1..digits.len()).filter_map(cut).collect()
}

/// How one number may have become another.
fn slip(from: i64, to: i64) -> Slip {
    let (wrong, right) = (from.to_string().into_bytes(), to.to_string().into_bytes());
    let differing: Vec<usize> = (0..wrong.len().min(right.len())).filter(|at| wrong[*at] != right[*at]).collect();
    let without = |longer: &[u8], shorter: &[u8]| {
        longer.len() == shorter.len() + 1
            && (0..longer.len()).any(|at| {
                let rest = longer.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, digit)| digit);
                rest.eq(shorter)
            })
    };
    match differing.as_slice() {
        [a, b] if wrong.len() == right.len() && a + 1 == *b && wrong[*a] == right[*b] && wrong[*b] == right[*a] => {
            Slip::Transposed
        }
        _ if without(&right, &wrong) && from != 0 => Slip::Missing,
        _ if without(&wrong, &right) && to != 0 => Slip::Surplus,
        _ => Slip::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_pen() {
        for (from, to, expected) in [
            (12, 21, Slip::Transposed),
            (1231, 1321, Slip::Transposed),
            (12, 12, Slip::Unknown),
            (132, 231, Slip::Unknown),
            (10, 1, Slip::Surplus),
            (112, 12, Slip::Surplus),
            (12, 128, Slip::Missing),
            (0, 10, Slip::Unknown),
            (5, 0, Slip::Unknown),
        ] {
            assert_eq!(slip(from, to), expected, "{from} {to}");
            let back = match expected {
                Slip::Missing => Slip::Surplus,
                Slip::Surplus => Slip::Missing,
                other => other,
            };
            assert_eq!(slip(to, from), back, "{to} {from}");
        }
    }

    #[test]
    fn numbers_are_cut_in_two() {
        assert_eq!(cuts(152), [(1, 52), (15, 2)]);
        assert_eq!(cuts(100), [(10, 0)]);
        assert_eq!(cuts(7), []);
    }
}
