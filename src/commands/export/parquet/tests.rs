//! A table of every kind of column, read back by the crate: what the schema says, what the values are, and words.

use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::file::statistics::Statistics;

use super::*;
use crate::commands::export::table::column;
use crate::model::cell::Number;
use crate::model::date::Date;

const COLUMNS: [Column<'static>; 7] = [
    column("report", Kind::Text),
    column("often", Kind::Text),
    column("evidence", Kind::Json),
    column("value", Kind::Whole),
    column("amount", Kind::Decimal),
    column("published", Kind::Day),
    column("inferred", Kind::Bool),
];

fn table(compression: Compression) -> SerializedFileReader<std::fs::File> {
    let mut out = tempfile::tempfile().unwrap();
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
    SerializedFileReader::new(out).unwrap()
}

#[test]
fn values_and_nulls_come_back() {
    for compression in [Compression::None, Compression::Snappy, Compression::Zstd] {
        let rows: Vec<_> = table(compression).into_iter().map(|row| row.unwrap().to_string()).collect();
        assert_eq!(rows.len(), 20);
        let zero = "{report: \"report0\", often: \"云河县\", evidence: \"[{\"cell\":0}]\", value: -4000000000000, \
                    amount: -10000.000000000000000000, published: 1969-12-31, inferred: true}";
        assert_eq!(rows[0], zero);
        let last = "{report: \"report19\", often: \"=1\", evidence: \"[{\"cell\":19}]\", value: null, \
                    amount: 141546.660000000000000000, published: 1988-12-31, inferred: null}";
        assert_eq!(rows[19], last);
        assert!(rows[3].contains("often: null") && rows[13].contains("amount: null"));
    }
}

#[test]
fn the_foot_says_what_columns_mean_and_what_the_file_rests_on() {
    let file = table(Compression::Snappy);
    let foot = file.metadata().file_metadata();
    let words = foot.key_value_metadata().unwrap();
    assert!(words.contains(&KeyValue::new("jianbao.schema".to_owned(), "jianbao/1".to_owned())));
    assert_eq!((foot.created_by(), foot.num_rows()), (Some(&*format!("{WRITER}{}", env!("CARGO_PKG_VERSION"))), 20));
    let mut schema = Vec::new();
    parquet::schema::printer::print_schema(&mut schema, foot.schema());
    let expected = "message jianbao {
  OPTIONAL BYTE_ARRAY report (STRING);
  OPTIONAL BYTE_ARRAY often (STRING);
  OPTIONAL BYTE_ARRAY evidence (JSON);
  OPTIONAL INT64 value (INTEGER(64,true));
  OPTIONAL FIXED_LEN_BYTE_ARRAY (16) amount (DECIMAL(38,18));
  OPTIONAL INT32 published (DATE);
  OPTIONAL BOOLEAN inferred;
}
";
    assert_eq!(String::from_utf8(schema).unwrap(), expected);
    let group = file.metadata().row_group(0);
    let known: Vec<_> = group.columns().iter().map(|column| column.statistics()).collect();
    assert!(known[2].is_none());
    let Some(Statistics::Int64(wholes)) = known[3] else { panic!("no numbers") };
    assert_eq!((wholes.min_opt(), wholes.null_count_opt()), (Some(&-4_000_000_000_000), Some(7)));
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
    assert_eq!((writer.file.flushed_row_groups().len(), writer.rows), (1, 8));
    let mut writer = Writer::begin(&mut out, &columns, Compression::Snappy, Vec::new()).unwrap();
    for _ in 0..=ROWS {
        writer.row(&[Datum::Null]).unwrap();
    }
    assert_eq!((writer.file.flushed_row_groups().len(), writer.rows), (1, 1));
}
