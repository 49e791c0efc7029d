//! A repair in words: what would have to stand where, never that it does.

use crate::model::form::CellId;
use crate::rules::identity::row_name;
use crate::rules::repair::{Change, Kind, Repair, Slip};
use crate::rules::sink::Words;

/// As many changes of a row or column are told one by one.
const TOLD: usize = 3;

pub(super) fn of(repair: &Repair) -> Words {
    let (zh, en) = (premise_zh(repair), premise_en(repair));
    let n = repair.repaired;
    let (slip_zh, slip_en) = match repair.kind {
        Kind::Cell(slip) => slip_words(slip),
        _ => ("", ""),
    };
    let checks = if n == 1 { "1 check holds".to_owned() } else { format!("{n} checks hold") };
    Words::new(format!("{zh},则{n}处相符{slip_zh}"), format!("{en}: {checks}{slip_en}"))
}

fn slip_words(slip: Slip) -> (&'static str, &'static str) {
    match slip {
        Slip::Transposed => ("(两位数字颠倒)", " (two digits changed places)"),
        Slip::Missing => ("(少一位数字)", " (a digit missing)"),
        Slip::Surplus => ("(多一位数字)", " (a digit too many)"),
        Slip::Unknown => ("", ""),
    }
}

/// `表三·予以公开·总计`.
fn cell_zh(cell: CellId) -> String {
    format!("{}·{}", row_name(cell.row), cell.col.name_zh())
}

fn cell_en(cell: CellId) -> String {
    format!("table {}, {}, {}", cell.table(), cell.row.short_en(), cell.col.id())
}

/// The first and the last number of those that stand in the wrong row.
fn moved(changes: &[Change]) -> Option<(&Change, &Change)> {
    let mut printed = changes.iter().filter(|change| change.from != 0);
    let first = printed.next()?;
    Some((first, printed.next_back().unwrap_or(first)))
}

fn premise_zh(repair: &Repair) -> String {
    let changes = repair.changes.as_slice();
    let each = |change: &Change, name: String| format!("{name}若为{}(现{})", change.to, change.from);
    match (repair.kind, changes) {
        (Kind::Exchanged, [a, b]) if a.cell.row == b.cell.row => {
            let (first, second) = (a.cell.col.name_zh(), b.cell.col.name_zh());
            format!("{}:{first}{}与{second}{}若互换", row_name(a.cell.row), a.from, b.from)
        }
        (Kind::Exchanged, [a, b]) => {
            let (first, second) = (a.cell.row.short_zh(), b.cell.row.short_zh());
            let (table, col) = (a.cell.table().short_zh(), a.cell.col.name_zh());
            format!("{table}·{col}:{first}{}与{second}{}若互换", a.from, b.from)
        }
        (Kind::RowShifted { left }, [first, ..]) => {
            format!("{}各数若{}移一列", row_name(first.cell.row), if left { "右" } else { "左" })
        }
        (Kind::ColumnShifted { up }, changes) => {
            let Some((first, last)) = moved(changes) else { return String::new() };
            let (table, col) = (first.cell.table().short_zh(), first.cell.col.name_zh());
            let (from, to) = (first.cell.row.short_zh(), last.cell.row.short_zh());
            format!("{table}·{col}:{from}至{to}各数若{}移一行", if up { "下" } else { "上" })
        }
        (_, [first, rest @ ..]) => {
            let rest = rest.iter().take(TOLD).map(|change| {
                let own_row = change.cell.row == first.cell.row;
                each(change, if own_row { change.cell.col.name_zh().to_owned() } else { cell_zh(change.cell) })
            });
            std::iter::once(each(first, cell_zh(first.cell))).chain(rest).collect::<Vec<_>>().join("、")
        }
        (_, []) => String::new(),
    }
}

fn premise_en(repair: &Repair) -> String {
    let changes = repair.changes.as_slice();
    match (repair.kind, changes) {
        (Kind::Exchanged, [a, b]) => format!("if {} and {} changed places", cell_en(a.cell), cell_en(b.cell)),
        (Kind::RowShifted { left }, [first, ..]) => {
            let side = if left { "right" } else { "left" };
            format!("if {} were a column to the {side}", first.cell.row.short_en())
        }
        (Kind::ColumnShifted { up }, changes) => {
            let Some((first, last)) = moved(changes) else { return String::new() };
            let (from, to) = (first.cell.row.short_en(), last.cell.row.short_en());
            format!("if {} from {from} to {to} were a row {}", first.cell.col.id(), if up { "down" } else { "up" })
        }
        (_, changes) => {
            let each = |change: &Change| format!("{} were {} (now {})", cell_en(change.cell), change.to, change.from);
            format!("if {}", changes.iter().take(TOLD).map(each).collect::<Vec<_>>().join(" and "))
        }
    }
}
