//! The values of a column of a row group while they come, and on their way into the file.

use crc32fast::Hasher;
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, FixedLenByteArray, FixedLenByteArrayType, Int32Type, Int64Type,
};
use parquet::file::writer::SerializedColumnWriter;

use crate::commands::export::parquet::SCALE;
use crate::commands::export::table::{Datum, Kind};
use crate::model::cell::Number;
use crate::model::date::Date;

/// The column: where there is a value, and the values.
#[derive(Debug)]
pub(super) struct Values {
    kind: Kind,
    present: Vec<i16>,
    kept: Kept,
}

/// Values as the format has them.
#[derive(Debug)]
enum Kept {
    /// All one after the other, and where each ends.
    Texts(Vec<u8>, Vec<usize>),
    Wholes(Vec<i64>),
    Days(Vec<i32>),
    Decimals(Vec<i128>),
    Bools(Vec<bool>),
}

impl Values {
    pub fn new(kind: Kind) -> Self {
        let kept = match kind {
            Kind::Text | Kind::Json => Kept::Texts(Vec::new(), Vec::new()),
            Kind::Whole => Kept::Wholes(Vec::new()),
            Kind::Day => Kept::Days(Vec::new()),
            Kind::Decimal => Kept::Decimals(Vec::new()),
            Kind::Bool => Kept::Bools(Vec::new()),
        };
        Self { kind, present: Vec::new(), kept }
    }

    /// Bytes of the values so far.
    pub fn size(&self) -> usize {
        match &self.kept {
            Kept::Texts(all, ends) => all.len() + size_of_val(&**ends),
            Kept::Wholes(all) => size_of_val(&**all),
            Kept::Days(all) => size_of_val(&**all),
            Kept::Decimals(all) => size_of_val(&**all),
            Kept::Bools(all) => all.len(),
        }
    }

    /// The CRC32 of texts as lines: each with a line feed, and `null` where there is none.
    pub fn sum(&self) -> Option<u32> {
        let Kept::Texts(all, ends) = &self.kept else { return None };
        let (mut sum, mut start, mut ends) = (Hasher::new(), 0, ends.iter());
        for present in &self.present {
            let end = if *present > 0 { *ends.next()? } else { start };
            sum.update(if *present > 0 { all.get(start..end)? } else { b"null" });
            sum.update(b"\n");
            start = end;
        }
        Some(sum.finalize())
    }

    /// The values so far, none of which stay.
    pub fn take(&mut self) -> Self {
        std::mem::replace(self, Self::new(self.kind))
    }

    pub fn push(&mut self, datum: &Datum<'_>) {
        self.present.push(self.kept.push(datum).is_some().into());
    }

    /// Writes all values.
    pub fn write(self, column: &mut SerializedColumnWriter<'_>) -> parquet::errors::Result<usize> {
        let present = Some(&*self.present);
        match self.kept {
            Kept::Texts(all, ends) => column.typed::<ByteArrayType>().write_batch(&texts(all, &ends), present, None),
            Kept::Wholes(all) => column.typed::<Int64Type>().write_batch(&all, present, None),
            Kept::Days(all) => column.typed::<Int32Type>().write_batch(&all, present, None),
            Kept::Decimals(all) => {
                let bytes = |digits: &i128| FixedLenByteArray::from(digits.to_be_bytes().to_vec());
                let all: Vec<_> = all.iter().map(bytes).collect();
                column.typed::<FixedLenByteArrayType>().write_batch(&all, present, None)
            }
            Kept::Bools(all) => column.typed::<BoolType>().write_batch(&all, present, None),
        }
    }
}

impl Kept {
    /// Keeps a value; `None` where there is none of this kind.
    fn push(&mut self, datum: &Datum<'_>) -> Option<()> {
        match (self, datum) {
            (Self::Texts(all, ends), Datum::Text(text)) => put(all, ends, text),
            (Self::Texts(all, ends), Datum::Made(text)) => put(all, ends, text),
            (Self::Wholes(all), Datum::Whole(number)) => all.push(*number),
            (Self::Days(all), Datum::Day(day)) => all.push(days(*day)?),
            (Self::Decimals(all), Datum::Decimal(number)) => all.push(scaled(*number)?),
            (Self::Bools(all), Datum::Bool(is)) => all.push(*is),
            _ => return None,
        }
        Some(())
    }
}

fn put(all: &mut Vec<u8>, ends: &mut Vec<usize>, text: &str) {
    all.extend_from_slice(text.as_bytes());
    ends.push(all.len());
}

/// The texts that stand one after the other; none is copied.
fn texts(all: Vec<u8>, ends: &[usize]) -> Vec<ByteArray> {
    let all = ByteArray::from(all);
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(ends).map(|(start, end)| all.slice(start, end - start)).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        let check = |text: &str, expected: i128| assert_eq!(scaled(Number::parse(text).unwrap()), Some(expected));
        check("0.00000000000000001", 10);
        check("-7976.14", -7_976_140_000_000_000_000_000);
        check("999999999999999999", 999_999_999_999_999_999_000_000_000_000_000_000);
        assert_eq!(scaled(Number::new(1, 19)), None);
    }

    #[test]
    fn what_is_no_value_of_the_column_is_null() {
        let mut all = Values::new(Kind::Text);
        for datum in [Datum::Text("青石镇"), Datum::Null, Datum::Made("云河县".into()), Datum::Whole(1)] {
            all.push(&datum);
        }
        assert_eq!((&*all.present, all.size()), (&[1, 0, 1, 0][..], 18 + 2 * size_of::<usize>()));
        let Kept::Texts(bytes, ends) = all.take().kept else { panic!("no texts") };
        let found: Vec<_> = texts(bytes, &ends).iter().map(|text| text.as_utf8().unwrap().to_owned()).collect();
        assert_eq!((found, all.size()), (vec!["青石镇".to_owned(), "云河县".to_owned()], 0));
    }
}
