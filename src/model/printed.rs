//! What the grids of a report keep of a row whose values did not map one to one to its cells: the
//! values as printed, how they were cut, and why no reading was taken.

use crate::model::cell::{How, Number};
use crate::model::form::{CellId, RESULTS, Row, Table};
use crate::model::note::NoteCode;
use crate::model::report::{GridRow, Report, Span};

/// A row as it is printed.
#[derive(Debug, Clone, Copy)]
pub struct Printed<'a> {
    report: &'a Report,
    row: &'a GridRow,
    table: Table,
}

/// Why the printed values of a row went to no cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undecided {
    /// It cannot be told which values belong to the row.
    NoValues,
    /// So many values, and nothing says which cell each belongs to.
    Values(usize),
    /// Digits that ran together, with more ways to cut them than can be told.
    TooManyWays,
    /// Digits that ran together, with so many ways left to cut them.
    Ways(usize, Sums),
}

/// The reason of a value that stands outside its row: the remark in its cell names the column.
pub const BY_REMARK: &str = "REMARK";

/// An identity of the forms, by the code of its rule, as a reason for a value.
pub fn identity_zh(code: &str) -> Option<&'static str> {
    Some(match code {
        "T3-ROW" => "本行各列之和=总计",
        "T3-SUM7" => "(一)至(六)之和=(七)",
        "T3-BAL" => "一+二=三(七)+四",
        "T4-SUM" => "各项结果之和=总计",
        BY_REMARK => "格内括注说明其栏",
        _ => return None,
    })
}

/// What the sum printed in a row says of the ways to cut it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sums {
    /// The row prints none.
    None,
    /// Each way comes out.
    AllFit,
    /// At least one way does not come out.
    NotAll,
}

impl Report {
    /// The row of a cell as printed, where the report keeps it.
    pub fn printed(&self, row: Row) -> Option<Printed<'_>> {
        let table = row.table();
        let rows = self.grids.iter().filter(|grid| grid.table == Some(table)).flat_map(|grid| &grid.rows);
        // Table 四 is printed on one line, which is no single row of the form.
        let own = |kept: &&GridRow| kept.id == Some(row) || table == Table::T4 && kept.id.is_none();
        rows.filter(own).max_by_key(|kept| kept.id.is_some()).map(|row| Printed { report: self, row, table })
    }
}

impl<'a> Printed<'a> {
    /// The values as printed.
    pub fn tokens(self) -> impl Iterator<Item = &'a str> {
        self.row.tokens.iter().map(|(text, ..)| text.as_str())
    }

    /// Where the values are printed; where there are none, the row.
    pub fn place(self) -> Option<Span> {
        let spans = self.row.tokens.iter().map(|(_, start, end)| Span::new(*start, *end));
        spans.reduce(Span::cover).or(self.row.at)
    }

    /// The readings that are left of digits that ran together.
    pub fn candidates(self) -> &'a [Vec<i64>] {
        &self.row.candidates
    }

    /// The cells that were cut out of the printed values, in their order.
    pub fn cut(self) -> Vec<(CellId, Number)> {
        let inferred = self.report.tables.cells.iter().filter(|(_, cell)| cell.how == Some(How::Inferred));
        let inside = |at: Span| self.row.tokens.iter().any(|(_, start, end)| Span::new(*start, *end).contains(at));
        let mut found: Vec<(Span, CellId, Number)> =
            inferred.filter_map(|(id, cell)| Some((cell.at.filter(|at| inside(*at))?, *id, cell.value?))).collect();
        found.sort_by_key(|(at, id, _)| (*at, *id));
        found.into_iter().map(|(_, id, value)| (id, value)).collect()
    }

    /// Why the values went to no cells.
    pub fn undecided(self) -> Undecided {
        let (values, ways) = (self.row.tokens.len(), &self.row.candidates);
        let glued = |note: &&crate::model::note::Note| note.code == NoteCode::RunTogether && note.at == self.row.at;
        match (values, ways.len()) {
            (0, _) => Undecided::NoValues,
            (_, 0) if self.report.notes.iter().any(|note| glued(&note)) => Undecided::TooManyWays,
            (_, 0) => Undecided::Values(values),
            (_, several) => Undecided::Ways(several, self.sums()),
        }
    }

    fn sums(self) -> Sums {
        let group = match self.table {
            Table::T2 => return Sums::None,
            Table::T3 => usize::MAX,
            Table::T4 => RESULTS.len(),
        };
        let adds_up = |numbers: &[i64]| {
            let (last, parts) = numbers.split_last().unwrap_or((&0, &[]));
            parts.iter().map(|n| i128::from(*n)).sum::<i128>() == i128::from(*last)
        };
        let all = self.row.candidates.iter().all(|way| way.chunks(group.min(way.len().max(1))).all(adds_up));
        if all { Sums::AllFit } else { Sums::NotAll }
    }
}

impl Undecided {
    /// The reason in Chinese.
    pub fn words_zh(self) -> String {
        match self {
            Self::NoValues => "分不清哪些数属于本行".to_owned(),
            Self::Values(values) => format!("原文{values}个数,看不出各属哪一格"),
            Self::TooManyWays => "数字连写,分法过多,未取".to_owned(),
            Self::Ways(ways, sums) => {
                let why = match sums {
                    Sums::None => "本行没有合计可据",
                    Sums::AllFit => "都符合本行合计",
                    Sums::NotAll => "不都符合本行合计",
                };
                format!("数字连写,有{ways}种分法,{why},未取")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cell::Cell;
    use crate::model::form::Col;
    use crate::model::note::Note;
    use crate::model::report::{Grid, GridStatus};

    fn report(table: Table, row: GridRow) -> Report {
        let grid = Grid {
            table: Some(table),
            form: None,
            at: None,
            status: GridStatus::Read,
            caption: None,
            corner_note: None,
            header: None,
            rows: vec![row],
        };
        Report { grids: vec![grid], ..Report::default() }
    }

    fn kept(id: Option<Row>, tokens: &[&str], candidates: &[&[i64]]) -> GridRow {
        let tokens: Vec<_> = tokens.iter().map(|text| ((*text).to_owned(), 10, 10 + text.len())).collect();
        let candidates = candidates.iter().map(|way| way.to_vec()).collect();
        GridRow { id, at: Some(Span::new(2, 40)), tokens, candidates, ..GridRow::default() }
    }

    #[test]
    fn the_reason_is_told_from_what_is_kept() {
        let check = |table, row: GridRow, of: Row, expected| {
            assert_eq!(report(table, row).printed(of).unwrap().undecided(), expected);
        };
        let granted = Some(Row::Granted);
        check(Table::T3, kept(granted, &[], &[]), Row::Granted, Undecided::NoValues);
        check(Table::T3, kept(granted, &["1", "2"], &[]), Row::Granted, Undecided::Values(2));
        let ways: [&[i64]; 2] = [&[1, 11, 12], &[11, 1, 12]];
        check(Table::T3, kept(granted, &["11112"], &ways), Row::Granted, Undecided::Ways(2, Sums::AllFit));
        let ways: [&[i64]; 2] = [&[1, 112], &[11, 12]];
        check(Table::T3, kept(granted, &["1112"], &ways), Row::Granted, Undecided::Ways(2, Sums::NotAll));
        let rules = Some(Row::Regulations);
        check(Table::T2, kept(rules, &["1112"], &ways), Row::Regulations, Undecided::Ways(2, Sums::None));
        let ways: [&[i64]; 1] = [&[1, 0, 0, 0, 1, 2, 0, 0, 0, 2]];
        check(Table::T4, kept(None, &["1000120002"], &ways), Row::Review, Undecided::Ways(1, Sums::AllFit));
        let mut many = report(Table::T3, kept(granted, &["1".repeat(50).as_str()], &[]));
        many.notes.push(Note::new(NoteCode::RunTogether, "", Some(Span::new(2, 40))));
        assert_eq!(many.printed(Row::Granted).unwrap().undecided(), Undecided::TooManyWays);
        assert!(many.printed(Row::Partial).is_none() && many.printed(Row::Review).is_none());
    }

    #[test]
    fn sums_of_any_numbers_are_made() {
        let ways: [&[i64]; 3] = [&[], &[i64::MAX, i64::MAX, 0], &[i64::MIN; 9]];
        let hostile = report(Table::T4, kept(None, &["1"], &ways));
        assert_eq!(hostile.printed(Row::Review).unwrap().undecided(), Undecided::Ways(3, Sums::NotAll));
    }

    #[test]
    fn the_cut_is_what_was_inferred_in_the_order_printed() {
        let mut report = report(Table::T3, kept(Some(Row::Granted), &["120012"], &[]));
        for (col, value, start) in [(Col::Total, 12, 14), (Col::NaturalPerson, 12, 10), (Col::Commercial, 0, 12)] {
            let at = Some(Span::new(start, start + 2));
            let cell = Cell { value: Some(value.into()), how: Some(How::Inferred), at, ..Cell::default() };
            report.tables.cells.insert(CellId::new(Row::Granted, col), cell);
        }
        let elsewhere = Cell { how: Some(How::Inferred), ..Cell::read(5.into(), Span::new(90, 91)) };
        report.tables.cells.insert(CellId::new(Row::Partial, Col::Total), elsewhere);
        let printed = report.printed(Row::Granted).unwrap();
        let cut: Vec<String> = printed.cut().into_iter().map(|(id, value)| format!("{}={value}", id.col)).collect();
        assert_eq!(cut, ["natural_person=12", "commercial=0", "total=12"]);
        assert_eq!(printed.place(), Some(Span::new(10, 16)));
    }
}
