//! A table that is exported: its columns, and rows of values that borrow from the report they were made of.

use crate::model::agency::{Agency, AgencyKind, Level};
use crate::model::cell::Number;
use crate::model::date::Date;
use crate::model::form::Form;

/// What a column holds. Every column may hold nulls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::commands) enum Kind {
    Text,
    /// A JSON value.
    Json,
    Whole,
    /// An exact decimal number.
    Decimal,
    Day,
    Bool,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::commands) struct Column<'n> {
    /// No reserved word of SQL.
    pub name: &'n str,
    pub kind: Kind,
}

/// The columns of these names, each after what it holds.
pub(in crate::commands) const fn column(name: &'static str, kind: Kind) -> Column<'static> {
    Column { name, kind }
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::commands) enum Datum<'a> {
    Null,
    Text(&'a str),
    /// A text, or JSON, that was made for this row.
    Made(String),
    Whole(i64),
    Decimal(Number),
    Day(Date),
    Bool(bool),
}

impl<'a> Datum<'a> {
    pub fn text(text: Option<&'a str>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }

    pub fn whole(number: impl TryInto<i64>) -> Self {
        number.try_into().map_or(Self::Null, Self::Whole)
    }
}

/// Takes the rows of a table, one after the other.
pub(in crate::commands) type Put<'p> = &'p mut dyn FnMut(&[Datum<'_>]) -> anyhow::Result<()>;

/// The columns that say whose report a row is from, and of what year.
pub(in crate::commands) const WHOSE: [Column<'static>; 10] = [
    column("agency", Kind::Text),
    column("level", Kind::Text),
    column("agency_kind", Kind::Text),
    column("province", Kind::Text),
    column("city", Kind::Text),
    column("county", Kind::Text),
    column("township", Kind::Text),
    column("code", Kind::Text),
    column("year", Kind::Whole),
    column("form", Kind::Text),
];

/// The values of [`WHOSE`].
pub(in crate::commands) fn whose(agency: &Agency, year: Option<u16>, form: Option<Form>) -> [Datum<'_>; WHOSE.len()] {
    [
        Datum::text(agency.name.as_deref()),
        Datum::text(agency.level.map(Level::id)),
        Datum::text(agency.kind.map(AgencyKind::id)),
        Datum::text(agency.province.as_deref()),
        Datum::text(agency.city.as_deref()),
        Datum::text(agency.county.as_deref()),
        Datum::text(agency.township.as_deref()),
        Datum::text(agency.code.as_deref()),
        year.map_or(Datum::Null, Datum::whole),
        Datum::text(form.map(Form::id)),
    ]
}
