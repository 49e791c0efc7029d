//! Names of cells in a query: the id (`t3.new_received.total`) or short names of the form (`新收`,
//! `表三.新收.自然人`). A part of a name will do where only one name has it.

use crate::model::form::{APPLICANTS, CellId, Col, Form, Row, Table, TableSpec};
use crate::search::fold::folded;

/// What a name of a cell comes to.
#[derive(Debug, PartialEq, Eq)]
pub enum Named {
    Cell(CellId),
    /// The name fits several cells; what each may be called.
    Several(Vec<String>),
    /// No cell is called so.
    Nothing,
}

/// How exactly a name was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// The whole name.
    Whole,
    /// A part of it.
    Part,
}

/// The cell of a name, and whether the row was named in full. Without a column it is the total, or
/// the only column that the row has in every form.
pub fn named(text: &str) -> (Named, Fit) {
    let mut parts: Vec<&str> = text.split(['.', '．', '·']).collect();
    let table = parts.first().and_then(|part| table(part)).filter(|_| parts.len() > 1);
    if table.is_some() {
        parts.remove(0);
    }
    let (name, col) = match parts.as_slice() {
        [row] => (*row, None),
        [row, col] => (*row, Some(*col)),
        _ => return (Named::Nothing, Fit::Whole),
    };
    let rows = Row::ALL.iter().copied().filter(|row| table.is_none_or(|table| row.table() == table));
    let (rows, fit) = find(rows, name, |row| vec![row.id(), row.short_zh()]);
    let found = match rows.as_slice() {
        [] => Named::Nothing,
        [row] => col.map_or_else(|| default_cell(*row), |col| cell_in(*row, col)),
        rows => Named::Several(rows.iter().map(|row| row.short_zh().to_owned()).collect()),
    };
    (found, fit)
}

/// Every name a cell query may begin with, for hints.
pub fn row_names() -> impl Iterator<Item = &'static str> {
    Row::ALL.iter().flat_map(|row| [row.id(), row.short_zh()])
}

fn table(name: &str) -> Option<Table> {
    Table::ALL.iter().copied().find(|table| name.eq_ignore_ascii_case(table.id()) || name == table.short_zh())
}

/// What has this name, else what has it in its Chinese name.
fn find<T: Copy>(all: impl Iterator<Item = T>, name: &str, names: impl Fn(T) -> Vec<&'static str>) -> (Vec<T>, Fit) {
    let name = folded(name);
    let all: Vec<T> = all.collect();
    let whole: Vec<T> = all.iter().copied().filter(|one| names(*one).iter().any(|n| folded(n) == name)).collect();
    if !whole.is_empty() {
        return (whole, Fit::Whole);
    }
    let has_it = |one: &T| names(*one).iter().any(|n| !n.is_ascii() && folded(n).contains(&*name));
    let part = all.into_iter().filter(|one| !name.is_empty() && has_it(one)).collect();
    (part, Fit::Part)
}

/// The columns a row has in any form.
fn cols(row: Row) -> Vec<Col> {
    let mut cols: Vec<Col> = specs(row).flatten().copied().collect();
    if row.table() == Table::T3 {
        cols.extend(APPLICANTS);
        cols.push(Col::Org);
    }
    cols.sort_unstable();
    cols.dedup();
    cols
}

/// The columns of a row in each form that prints it.
fn specs(row: Row) -> impl Iterator<Item = &'static [Col]> {
    let tables = Form::ALL.iter().flat_map(|form| form.tables());
    tables.flat_map(TableSpec::rows).filter(move |spec| spec.row == row).map(|spec| spec.cols)
}

fn default_cell(row: Row) -> Named {
    let cols = cols(row);
    if cols.contains(&Col::Total) {
        return Named::Cell(CellId::new(row, Col::Total));
    }
    let common: Vec<_> = cols.iter().filter(|col| specs(row).all(|form| form.contains(col))).collect();
    match common.as_slice() {
        [col] => Named::Cell(CellId::new(row, **col)),
        _ => several(row, &cols),
    }
}

fn cell_in(row: Row, name: &str) -> Named {
    let (found, _) = find(cols(row).into_iter(), name, |col| vec![col.id(), col.name_zh()]);
    match found.as_slice() {
        [] => Named::Nothing,
        [col] => Named::Cell(CellId::new(row, *col)),
        found => several(row, found),
    }
}

fn several(row: Row, cols: &[Col]) -> Named {
    Named::Several(cols.iter().map(|col| format!("{}.{}", row.short_zh(), col.name_zh())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_go_by_id_and_by_short_name() {
        let check = |name: &str, id: &str, fit: Fit| {
            let (found, how) = named(name);
            let Named::Cell(cell) = found else { panic!("{name}: {found:?}") };
            assert_eq!((cell.to_string().as_str(), how), (id, fit), "{name}");
        };
        check("t3.new_received.total", "t3.new_received.total", Fit::Whole);
        check("T3.new_received", "t3.new_received.total", Fit::Whole);
        check("new_received", "t3.new_received.total", Fit::Whole);
        check("本年新收", "t3.new_received.total", Fit::Whole);
        check("新收", "t3.new_received.total", Fit::Part);
        check("新收.自然人", "t3.new_received.natural_person", Fit::Part);
        check("表三·总计·企业", "t3.handled_total.commercial", Fit::Whole);
        check("总计", "t3.handled_total.total", Fit::Whole);
        check("其他", "t3.other_misc.total", Fit::Whole);
        check("行政复议.维持", "t4.review.upheld", Fit::Whole);
        check("行政处罚", "t2.admin_penalty.decisions", Fit::Whole);
        check("规章.废止", "t2.regulations.repealed", Fit::Whole);
        check("不予公开小计", "t3.deny_total.total", Fit::Whole);
        check("新收.法人", "t3.new_received.org", Fit::Part);
    }

    #[test]
    fn a_name_of_several_cells_lists_them() {
        assert_eq!(named("结转").0, Named::Several(vec!["上年结转".into(), "结转下年度".into()]));
        let (Named::Several(cols), _) = named("规章") else { panic!("no list") };
        assert!(cols.contains(&"规章.现行有效件数".to_owned()) && cols.contains(&"规章.本年新公开数量".to_owned()));
        for nothing in ["", "时间", "t3", "t2.new_received", "t3.new_received.upheld", "a.b.c.d", "表三."] {
            assert_eq!(named(nothing).0, Named::Nothing, "{nothing}");
        }
    }

    #[test]
    fn every_cell_of_the_forms_can_be_named_by_its_id() {
        for cell in Form::ALL.iter().flat_map(|form| form.tables()).flat_map(TableSpec::cells) {
            assert_eq!(named(&cell.to_string()), (Named::Cell(cell), Fit::Whole));
        }
    }
}
