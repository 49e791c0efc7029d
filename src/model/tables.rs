//! The tables of a report: cells addressed by row and column, absent rows, and the statistics tables
//! of older reports; with their JSON in both directions.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Unexpected, Visitor};
use serde::ser::SerializeMap as _;
use serde_json::value::RawValue;

use crate::model::cell::{Cell, How};
use crate::model::form::{CellId, Col, Row, Table};

/// A row of a statistics table from before 2019.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldRow {
    /// Id of F2014 (domain.md 2), `None` for a local row.
    pub id: Option<String>,
    /// The labels from the outermost group to the row, as printed.
    pub path: Vec<String>,
    /// The figure of the year; its unit and place are those of the row.
    pub cell: Cell,
    /// The figure since the beginning, where the table has one.
    pub cumulative: Option<Cell>,
}

/// Everything the tables of a report hold, addressed by cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tables {
    pub cells: BTreeMap<CellId, Cell>,
    /// Rows of the form that the source does not print at all.
    pub absent: BTreeSet<Row>,
    pub old: Vec<OldRow>,
    /// Cells of a foreign corpus that hold no number of a form; reported as notes when read.
    pub(super) odd: Vec<(CellId, String)>,
}

impl Tables {
    /// The cell, an absent one where its row is absent; `None` where nothing is known of it.
    pub fn cell(&self, id: CellId) -> Option<&Cell> {
        static ABSENT: Cell =
            Cell { value: None, how: Some(How::Absent), by: Vec::new(), raw: None, at: None, unit: None };
        self.cells.get(&id).or_else(|| self.absent.contains(&id.row).then_some(&ABSENT))
    }

    /// The cells of a row of which something is known.
    pub fn row(&self, row: Row) -> impl Iterator<Item = (&CellId, &Cell)> {
        let from = Col::ALL.iter().min().map_or(Bound::Unbounded, |col| Bound::Included(CellId::new(row, *col)));
        self.cells.range((from, Bound::Unbounded)).take_while(move |(id, _)| id.row == row)
    }

    /// Whether any row of the table holds a number.
    pub fn has(&self, table: Table) -> bool {
        self.cells.iter().any(|(id, cell)| id.table() == table && cell.value.is_some())
    }
}

impl serde::Serialize for Tables {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for table in Table::ALL {
            let rows = TableOnDisk { tables: self, table: *table };
            if !rows.is_empty() {
                map.serialize_entry(table.id(), &rows)?;
            }
        }
        if !self.old.is_empty() {
            map.serialize_entry("old", &self.old)?;
        }
        map.end()
    }
}

/// The rows of one table, borrowed for writing.
struct TableOnDisk<'a> {
    tables: &'a Tables,
    table: Table,
}

impl TableOnDisk<'_> {
    fn rows(&self) -> BTreeSet<Row> {
        let printed = self.tables.cells.keys().map(|id| id.row);
        let absent = self.tables.absent.iter().copied();
        printed.chain(absent).filter(|row| row.table() == self.table).collect()
    }

    fn is_empty(&self) -> bool {
        self.rows().is_empty()
    }
}

impl serde::Serialize for TableOnDisk<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for row in self.rows() {
            let first = CellId::new(row, Col::MadeNew);
            let last = CellId::new(row, Col::Total);
            let cells: Vec<_> = self.tables.cells.range(first..=last).map(|(id, cell)| (id.col, cell)).collect();
            if cells.is_empty() {
                map.serialize_entry(row.id(), How::Absent.id())?;
            } else {
                map.serialize_entry(row.id(), &RowOnDisk(&cells))?;
            }
        }
        map.end()
    }
}

struct RowOnDisk<'a>(&'a [(Col, &'a Cell)]);

impl serde::Serialize for RowOnDisk<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(col, cell)| (col.id(), cell)))
    }
}

impl<'de> serde::Deserialize<'de> for Tables {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Whole;
        impl<'de> Visitor<'de> for Whole {
            type Value = Tables;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("the tables of a report")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tables, A::Error> {
                let mut found = Found::default();
                while let Some((is_old, table)) =
                    map.next_key_seed(Key(|key: &str| (key == "old", Table::from_id(key))))?
                {
                    match table {
                        _ if is_old => found.tables.old = map.next_value::<Option<Vec<OldRow>>>()?.unwrap_or_default(),
                        Some(table) => map.next_value_seed(Rows { found: &mut found, table })?,
                        None => _ = map.next_value::<IgnoredAny>()?,
                    }
                }
                // They stand in order, and a map is made of many faster than it takes in one after another.
                found.tables.cells = found.cells.into_iter().collect();
                Ok(found.tables)
            }
        }
        deserializer.deserialize_map(Whole)
    }
}

/// What was read of the tables so far.
#[derive(Default)]
struct Found {
    tables: Tables,
    cells: Vec<(CellId, Cell)>,
}

/// A key that is looked up where it stands.
struct Key<F>(F);

impl<'de, T, F: FnOnce(&str) -> T> DeserializeSeed<'de> for Key<F> {
    type Value = T;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<T, F: FnOnce(&str) -> T> Visitor<'_> for Key<F> {
    type Value = T;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<T, E> {
        Ok((self.0)(key))
    }
}

/// Reads the rows of a table, or null.
struct Rows<'t> {
    found: &'t mut Found,
    table: Table,
}

impl<'de> DeserializeSeed<'de> for Rows<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Rows<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the rows of a table")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(row) = map.next_key_seed(Key(Row::from_id))? {
            match row.filter(|row| row.table() == self.table) {
                Some(row) => map.next_value_seed(Cells { found: self.found, row })?,
                None => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        Ok(())
    }
}

/// Reads the cells of a row, the word `absent`, or null.
struct Cells<'t> {
    found: &'t mut Found,
    row: Row,
}

impl<'de> DeserializeSeed<'de> for Cells<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Cells<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the cells of a row")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<(), E> {
        if word != How::Absent.id() {
            return Err(E::invalid_type(Unexpected::Str(word), &self));
        }
        self.found.tables.absent.insert(self.row);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(col) = map.next_key_seed(Key(Col::from_id))? {
            let json: &'de RawValue = map.next_value()?;
            let Some(col) = col else { continue };
            let id = CellId::new(self.row, col);
            let cell = Cell::from_json(json.get()).unwrap_or_else(|_| {
                self.found.tables.odd.push((id, json.get().to_owned()));
                Cell::default()
            });
            self.found.cells.push((id, cell));
        }
        Ok(())
    }
}

impl serde::Serialize for OldRow {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("path", &self.path)?;
        map.serialize_entry("unit", &self.cell.unit)?;
        map.serialize_entry("value", &self.cell.value)?;
        if let Some(how) = self.cell.how.filter(|how| *how != How::Read) {
            map.serialize_entry("how", &how)?;
        }
        if !self.cell.by.is_empty() {
            map.serialize_entry("by", &self.cell.by)?;
        }
        if let Some(raw) = &self.cell.raw {
            map.serialize_entry("raw", raw)?;
        }
        if let Some(cumulative) = &self.cumulative {
            map.serialize_entry("cumulative", cumulative)?;
        }
        if let Some(at) = &self.cell.at {
            map.serialize_entry("at", at)?;
        }
        map.end()
    }
}

impl<'de> serde::Deserialize<'de> for OldRow {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        struct OnDisk<'a> {
            #[serde(default)]
            id: Option<String>,
            #[serde(default)]
            path: Vec<String>,
            #[serde(borrow, default)]
            cumulative: Option<&'a RawValue>,
        }
        let json: &'de RawValue = serde::Deserialize::deserialize(deserializer)?;
        let on_disk: OnDisk<'de> = serde_json::from_str(json.get()).map_err(serde::de::Error::custom)?;
        let cell = Cell::from_json(json.get()).unwrap_or_default();
        let cumulative = on_disk.cumulative.filter(|json| json.get() != "null");
        Ok(Self {
            id: on_disk.id,
            path: on_disk.path,
            cell,
            cumulative: cumulative.map(|json| Cell::from_json(json.get()).unwrap_or_default()),
        })
    }
}
