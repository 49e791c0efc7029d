//! Addresses of values in the statistics tables before 2019: `old` for the table, `old.req_total`,
//! `old.12`, `old.12.cumulative` for a value, a row by its id, its number from 1 or its label.

use crate::model::cell::Cell;
use crate::model::tables::OldRow;

/// A value of a statistics table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OldPlace {
    /// The row, from 0.
    pub row: usize,
    /// Whether the figure since the beginning is meant.
    pub cumulative: bool,
}

/// What an address of a statistics table names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OldRef {
    Table,
    Value(OldPlace),
}

const TABLE: &str = "old";
const CUMULATIVE: &str = ".cumulative";

/// Whether a text is written like an address of a statistics table.
pub fn is_address(text: &str) -> bool {
    text == TABLE || text.strip_prefix(TABLE).is_some_and(|rest| rest.starts_with('.'))
}

/// What an address names among these rows; `None` where it names none of them, or several.
pub fn find(rows: &[OldRow], text: &str) -> Option<OldRef> {
    let rest = text.trim().strip_prefix(TABLE)?;
    if rest.is_empty() {
        return Some(OldRef::Table);
    }
    let rest = rest.strip_prefix('.')?;
    let (key, cumulative) = rest.strip_suffix(CUMULATIVE).map_or((rest, false), |key| (key, true));
    let row = row_of(rows, key)?;
    Some(OldRef::Value(OldPlace { row, cumulative }))
}

fn row_of(rows: &[OldRow], key: &str) -> Option<usize> {
    if let Ok(number) = key.parse::<usize>() {
        return number.checked_sub(1).filter(|row| *row < rows.len());
    }
    let by = |same: &dyn Fn(&OldRow) -> bool| {
        let mut found = rows.iter().enumerate().filter(|(_, row)| same(row)).map(|(n, _)| n);
        found.next().filter(|_| found.next().is_none())
    };
    by(&|row| row.id.as_deref() == Some(key)).or_else(|| by(&|row| row.path.last().is_some_and(|label| label == key)))
}

impl OldPlace {
    /// The cell at this place.
    pub fn cell(self, rows: &[OldRow]) -> Option<&Cell> {
        let row = rows.get(self.row)?;
        if self.cumulative { row.cumulative.as_ref() } else { Some(&row.cell) }
    }

    /// The address of this place, by the id of the row where only this row has it.
    pub fn address(self, rows: &[OldRow]) -> String {
        let id = rows.get(self.row).and_then(|row| row.id.as_deref()).filter(|id| row_of(rows, id) == Some(self.row));
        let key = id.map_or_else(|| (self.row + 1).to_string(), str::to_owned);
        format!("{TABLE}.{key}{}", if self.cumulative { CUMULATIVE } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_what_they_are_made_of() {
        let row = |id: Option<&str>, label: &str| OldRow {
            id: id.map(str::to_owned),
            path: vec!["组".into(), label.into()],
            cell: Cell::default(),
            cumulative: None,
        };
        let rows =
            [row(Some("req_total"), "收到申请数"), row(None, "其他"), row(None, "其他"), row(Some("meetings"), "会议")];
        for n in 0..rows.len() {
            for cumulative in [false, true] {
                let place = OldPlace { row: n, cumulative };
                let address = place.address(&rows);
                assert!(is_address(&address));
                assert_eq!(find(&rows, &address), Some(OldRef::Value(place)), "{address}");
            }
        }
        assert_eq!(OldPlace { row: 1, cumulative: true }.address(&rows), "old.2.cumulative");
        assert_eq!(find(&rows, "old"), Some(OldRef::Table));
        assert_eq!(find(&rows, "old.会议"), Some(OldRef::Value(OldPlace { row: 3, cumulative: false })));
        for none in ["old.其他", "old.0", "old.9", "older", "old.", "t3.new_received.total"] {
            assert_eq!(find(&rows, none), None, "{none}");
        }
        assert!(!is_address("older") && !is_address("t2"));
    }
}
