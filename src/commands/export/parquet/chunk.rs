//! One column of a row group while its values come: with a dictionary as long as that pays, else one value
//! after the other, cut into pages.

use std::collections::HashMap;

use crate::commands::export::parquet::hybrid::{pack, width};
use crate::commands::export::parquet::page::{Encoding, Page};
use crate::commands::export::table::{Datum, Kind};
use crate::model::cell::Number;
use crate::model::date::Date;

/// A page of plain values is closed when it is as long as this.
const PAGE: usize = 1 << 20;
/// A dictionary that would be longer is given up.
const DICTIONARY: usize = 1 << 20;
/// Digits behind the point of a decimal, and all of them. Numbers of a form have at most 18.
pub(super) const SCALE: u8 = 18;
pub(super) const PRECISION: u8 = 38;

/// The column.
#[derive(Debug)]
pub(super) struct Chunk {
    kind: Kind,
    /// Of the page that is open: where there is a value, and the values.
    present: Vec<u32>,
    values: Values,
    pages: Vec<Page>,
    /// The value at hand, as it is written.
    scratch: Vec<u8>,
    rows: usize,
    nulls: usize,
    /// Bytes of all values as they were given.
    size: usize,
}

#[derive(Debug)]
enum Values {
    Named(Dictionary),
    Plain(Vec<u8>),
}

/// Distinct values, as they are written, and which of them each row has.
#[derive(Debug, Default)]
struct Dictionary {
    numbers: HashMap<Box<[u8]>, u32>,
    values: Vec<Box<[u8]>>,
    size: usize,
    rows: Vec<u32>,
}

/// The pages of a column, and what is known of all its values.
#[derive(Debug)]
pub(super) struct Pages {
    pub dictionary: Option<Page>,
    pub data: Vec<Page>,
    pub rows: usize,
    pub nulls: usize,
    /// The least and the greatest value.
    pub bounds: Option<(Vec<u8>, Vec<u8>)>,
}

impl Chunk {
    pub fn new(kind: Kind, is_long: bool) -> Self {
        // Bits are as short as numbers in a dictionary, and lines are never alike.
        let is_plain = kind == Kind::Bool || is_long;
        let values = if is_plain { Values::Plain(Vec::new()) } else { Values::Named(Dictionary::default()) };
        let (present, pages, scratch) = (Vec::new(), Vec::new(), Vec::new());
        Self { kind, present, values, pages, scratch, rows: 0, nulls: 0, size: 0 }
    }

    /// Bytes of the values so far.
    pub fn size(&self) -> usize {
        self.size
    }

    pub fn push(&mut self, datum: &Datum<'_>) {
        self.rows += 1;
        self.scratch.clear();
        let is_null = !plain(datum, &mut self.scratch);
        self.present.push(u32::from(!is_null));
        if is_null {
            self.nulls += 1;
            return;
        }
        self.size += self.scratch.len();
        match &mut self.values {
            Values::Named(dictionary) => {
                dictionary.push(&self.scratch);
                if dictionary.size > DICTIONARY {
                    self.values = Values::Plain(dictionary.plain());
                }
            }
            Values::Plain(values) => values.extend_from_slice(&self.scratch),
        }
        if matches!(&self.values, Values::Plain(values) if values.len() >= PAGE) {
            self.close();
        }
    }

    /// Closes the page of plain values that is open.
    fn close(&mut self) {
        let Values::Plain(values) = &mut self.values else { return };
        let values = std::mem::take(values);
        let body = if self.kind == Kind::Bool { bits(&values) } else { values };
        self.pages.push(Page::data(&std::mem::take(&mut self.present), &body, Encoding::Plain));
    }

    /// The pages of all values.
    pub fn finish(mut self) -> Pages {
        let mut bounds = None;
        let mut named = None;
        if let Values::Named(dictionary) = &self.values {
            bounds = dictionary.bounds(self.kind);
            if dictionary.values.len() * 2 > dictionary.rows.len() {
                self.values = Values::Plain(dictionary.plain());
            } else {
                let most = u32::try_from(dictionary.values.len().saturating_sub(1)).unwrap_or(u32::MAX);
                let width = width(most);
                let mut body = vec![width];
                pack(&mut body, &dictionary.rows, width);
                named = Some(Page::dictionary(dictionary.values.len(), dictionary.values.concat()));
                self.pages.push(Page::data(&self.present, &body, Encoding::Dictionary));
                self.present.clear();
            }
        }
        if !self.present.is_empty() {
            self.close();
        }
        Pages { dictionary: named, data: self.pages, rows: self.rows, nulls: self.nulls, bounds }
    }
}

impl Dictionary {
    fn push(&mut self, value: &[u8]) {
        let before = self.rows.last().copied();
        let is_same = |number: &u32| self.values.get(*number as usize).is_some_and(|before| **before == *value);
        let number = before.filter(is_same).or_else(|| self.numbers.get(value).copied());
        let number = number.unwrap_or_else(|| {
            let number = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
            self.values.push(value.into());
            self.numbers.insert(value.into(), number);
            self.size += value.len();
            number
        });
        self.rows.push(number);
    }

    /// The value of each row, one after the other.
    fn plain(&self) -> Vec<u8> {
        self.rows
            .iter()
            .filter_map(|number| self.values.get(*number as usize))
            .flat_map(|value| value.iter())
            .copied()
            .collect()
    }

    /// The least and the greatest value, where readers can pass over rows by them.
    fn bounds(&self, kind: Kind) -> Option<(Vec<u8>, Vec<u8>)> {
        /// Longer texts are no bounds.
        const LONGEST: usize = 64;
        let number = |value: &[u8]| Some(i64::from_le_bytes(value.try_into().ok()?));
        let day = |value: &[u8]| Some(i64::from(i32::from_le_bytes(value.try_into().ok()?)));
        let values = || self.values.iter().map(|value| &**value);
        let (least, most) = match kind {
            Kind::Text => {
                let texts = || values().map(|value| value.get(4..).unwrap_or_default());
                (texts().min()?, texts().max()?)
            }
            Kind::Whole => (values().min_by_key(|value| number(value))?, values().max_by_key(|value| number(value))?),
            Kind::Day => (values().min_by_key(|value| day(value))?, values().max_by_key(|value| day(value))?),
            Kind::Json | Kind::Decimal | Kind::Bool => return None,
        };
        (least.len() <= LONGEST && most.len() <= LONGEST).then(|| (least.to_vec(), most.to_vec()))
    }
}

/// Writes a value as it stands in a page; `false` where there is none.
fn plain(datum: &Datum<'_>, out: &mut Vec<u8>) -> bool {
    let mut text = |text: &str| {
        // A page with a value of this length would be refused before.
        out.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
        out.extend_from_slice(text.as_bytes());
    };
    match datum {
        Datum::Null => return false,
        Datum::Text(of) => text(of),
        Datum::Made(of) => text(of),
        Datum::Whole(number) => out.extend_from_slice(&number.to_le_bytes()),
        Datum::Decimal(number) => match scaled(*number) {
            Some(digits) => out.extend_from_slice(&digits.to_be_bytes()),
            None => return false,
        },
        Datum::Day(day) => match days(*day) {
            Some(days) => out.extend_from_slice(&days.to_le_bytes()),
            None => return false,
        },
        Datum::Bool(is) => out.push((*is).into()),
    }
    true
}

/// A number in units of its last digit, exactly; `None` where it has more digits than a form prints.
fn scaled(number: Number) -> Option<i128> {
    let more = SCALE.checked_sub(number.scale())?;
    i128::from(number.digits()).checked_mul(10_i128.checked_pow(more.into())?)
}

/// Days since the first of 1970.
fn days(day: Date) -> Option<i32> {
    i32::try_from(day.days_since(Date::new(1970, 1, 1)?)).ok()
}

/// Truth values, eight a byte.
fn bits(values: &[u8]) -> Vec<u8> {
    values.chunks(8).map(|eight| eight.iter().rev().fold(0, |byte, bit| byte << 1 | bit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(kind: Kind, data: &[Datum<'_>]) -> Pages {
        let mut chunk = Chunk::new(kind, false);
        for datum in data {
            chunk.push(datum);
        }
        chunk.finish()
    }

    #[test]
    fn what_repeats_has_a_dictionary_and_what_does_not_stands_plain() {
        let texts = ["云河县", "青石镇"].map(Datum::Text);
        let often: Vec<_> = texts.iter().cycle().take(90).cloned().chain([Datum::Null]).collect();
        let found = pages(Kind::Text, &often);
        assert_eq!((found.rows, found.nulls, found.data.len()), (91, 1, 1));
        assert!(found.dictionary.is_some());
        assert_eq!(found.bounds, Some(("云河县".into(), "青石镇".into())));
        let found = pages(Kind::Text, &texts);
        assert!(found.dictionary.is_none() && found.data.len() == 1);
        let long: Vec<_> = (10..50).map(|n| Datum::Made(n.to_string().repeat(90_000))).collect();
        let found = pages(Kind::Text, &long);
        assert_eq!((found.dictionary.is_none(), found.data.len()), (true, 7));
    }

    #[test]
    fn numbers_are_bounded_by_their_worth() {
        let data: Vec<_> = [5, -3, 300, 5, 5, 5, -3, 300].map(Datum::Whole).to_vec();
        let of = |number: i64| number.to_le_bytes().to_vec();
        assert_eq!(pages(Kind::Whole, &data).bounds, Some((of(-3), of(300))));
        assert_eq!(pages(Kind::Whole, &[Datum::Null]).bounds, None);
    }

    #[test]
    fn decimals_are_exact() {
        let check = |text: &str, expected: i128| assert_eq!(scaled(Number::parse(text).unwrap()), Some(expected));
        check("0.00000000000000001", 10);
        check("-7976.14", -7_976_140_000_000_000_000_000);
        check("999999999999999999", 999_999_999_999_999_999_000_000_000_000_000_000);
        assert_eq!(scaled(Number::new(1, 19)), None);
        assert_eq!(bits(&[1, 0, 1, 0, 0, 0, 0, 1, 1]), [0b1000_0101, 1]);
    }
}
