//! A table of every kind of column, byte for byte as other readers of the format were seen to read it.

use super::*;
use crate::commands::export::table::{Kind, column};
use crate::model::cell::Number;
use crate::model::date::Date;

/// DuckDB 2.0 and pyarrow 26 read of this file what [`table`] writes into it.
const SAMPLE: &[u8] = include_bytes!("sample.parquet");

const COLUMNS: [Column; 7] = [
    column("report", Kind::Text),
    column("often", Kind::Text),
    column("evidence", Kind::Json),
    column("value", Kind::Whole),
    column("amount", Kind::Decimal),
    column("published", Kind::Day),
    column("inferred", Kind::Bool),
];

fn table(compression: Compression) -> Vec<u8> {
    let mut out = Vec::new();
    let words = vec![("jianbao.schema", "jianbao/1".to_owned())];
    let mut writer = Writer::begin(&mut out, &COLUMNS, compression, words).unwrap();
    for n in 0..20_i64 {
        let null = |is_null: bool, datum| if is_null { Datum::Null } else { datum };
        let often = ["云河县", "青石镇", "", "=1"][usize::try_from(n / 5).unwrap()];
        let row = [
            Datum::Made(format!("report{n}")),
            null(n == 3, Datum::Text(often)),
            Datum::Made(format!("[{{\"cell\":{n}}}]")),
            null(n % 3 == 1, Datum::Whole((n - 4) * 1_000_000_000_000)),
            null(n % 4 == 1, Datum::Decimal(Number::new(n * 797_614 - 1_000_000, 2))),
            Datum::Day(Date::new(1969 + u16::try_from(n).unwrap(), 12, 31).unwrap()),
            null(n == 19, Datum::Bool(n % 2 == 0)),
        ];
        writer.row(&row).unwrap();
    }
    writer.end().unwrap();
    out
}

#[test]
fn the_bytes_are_those_that_others_read() {
    // The version of the program stands in the foot.
    let version = env!("CARGO_PKG_VERSION").as_bytes();
    let found = table(Compression::None);
    let at = found.windows(version.len()).rposition(|window| window == version).unwrap();
    assert_eq!(found[..at], SAMPLE[..at]);
    assert_eq!(found[at + version.len()..found.len() - 8], SAMPLE[at + b"0.1.0".len()..SAMPLE.len() - 8]);
}

#[test]
fn groups_of_rows_are_bounded() {
    let text = "青".repeat(1 << 20);
    let mut out = Vec::new();
    let columns = [column("line", Kind::Text)];
    let mut writer = Writer::begin(&mut out, &columns, Compression::Snappy, Vec::new()).unwrap();
    for _ in 0..30 {
        writer.row(&[Datum::Text(&text)]).unwrap();
    }
    assert_eq!((writer.foot.groups.len(), writer.rows), (1, 8));
    let mut writer = Writer::begin(&mut out, &columns, Compression::Snappy, Vec::new()).unwrap();
    for _ in 0..=ROWS {
        writer.row(&[Datum::Null]).unwrap();
    }
    assert_eq!((writer.foot.groups.len(), writer.rows), (1, 1));
}
