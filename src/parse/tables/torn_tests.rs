//! A whole table 三, its words and values torn apart as narrow columns and printers of PDF text do it.

use crate::model::cell::Number;
use crate::model::form::{APPLICANTS, CellId, Form, Row, RowSpec, Table};
use crate::parse::blocks;
use crate::parse::tables::{TablesFound, read, symbols};

const HEADS: &str = "申请人情况\n自然人 法人或其他组织 总计\n商业企业 科研机构 社会公益组织 法律服务机构 其他\n";

/// Counts that add up in every row and column: outcome `n` has `n` of the first applicants, one of the
/// second and none of the others.
fn table(form: Form) -> Vec<(&'static RowSpec, Vec<i64>)> {
    let rows: Vec<&RowSpec> = form.table(Table::T3).unwrap().rows().collect();
    let outcomes = i64::try_from(rows.iter().filter(|spec| spec.row.is_outcome()).count()).unwrap();
    let sum = outcomes * (outcomes + 1) / 2;
    let mut n = 0;
    let counts = |row: Row, n: &mut i64| match row {
        Row::NewReceived => (sum, outcomes + 2),
        Row::CarriedIn => (0, 1),
        Row::HandledTotal => (sum, outcomes),
        Row::CarriedOut => (0, 3),
        _ => {
            *n += 1;
            (*n, 1)
        }
    };
    let line = |(first, second)| vec![first, second, 0, 0, 0, 0, first + second];
    rows.into_iter().map(|spec| (spec, line(counts(spec.row, &mut n)))).collect()
}

fn label(spec: &RowSpec) -> String {
    let mark = match spec.number {
        number if number.starts_with('(') => "",
        number if number.bytes().all(|b| b.is_ascii_digit()) => ".",
        _ => "、",
    };
    format!("{}{mark}{}", spec.number, spec.label)
}

fn spaced(values: &[i64]) -> String {
    values.iter().map(i64::to_string).collect::<Vec<_>>().join("   ")
}

fn found(text: &str) -> TablesFound {
    let source = format!("三、收到和处理政府信息公开申请情况\n{HEADS}{text}\n四、政府信息公开行政复议、行政诉讼情况\n");
    let stream = blocks::read_lines(&source, false);
    let symbols = symbols::scan(&stream);
    read(&source, &stream, &symbols)
}

/// Cells read right and wrong.
fn score(text: &str, rows: &[(&RowSpec, Vec<i64>)]) -> (usize, usize) {
    let found = found(text);
    let (mut right, mut wrong) = (0, 0);
    for (spec, values) in rows {
        for (col, value) in APPLICANTS.iter().zip(values) {
            let cell = found.tables.cell(CellId::new(spec.row, *col)).and_then(|cell| cell.value);
            match cell {
                Some(read) if read == Number::new(*value, 0) => right += 1,
                Some(_) => wrong += 1,
                None => {}
            }
        }
    }
    (right, wrong)
}

fn torn(spec: &RowSpec, values: &[i64]) -> String {
    let letters: Vec<char> = label(spec).chars().collect();
    let mut lines: Vec<String> = letters.chunks(4).map(|part| part.iter().collect()).collect();
    lines[0] = format!("{}   {}", lines[0], spaced(values));
    lines.join("\n")
}

#[test]
fn labels_torn_around_their_values() {
    for form in [Form::F2019, Form::F2021] {
        let rows = table(form);
        let text = |of: &dyn Fn(&RowSpec, &[i64]) -> String| {
            rows.iter().map(|(spec, values)| of(spec, values)).collect::<Vec<_>>().join("\n")
        };
        let all = rows.len() * APPLICANTS.len();
        assert_eq!(score(&text(&torn), &rows), (all, 0), "{form:?}");
        let centred = |spec: &RowSpec, values: &[i64]| {
            let letters: Vec<char> = label(spec).chars().collect();
            let (first, second) = letters.split_at(letters.len() / 2);
            format!("{}\n{}\n{}", String::from_iter(first), spaced(values), String::from_iter(second))
        };
        assert_eq!(score(&text(&centred), &rows), (all, 0), "{form:?}");
        let above = |spec: &RowSpec, values: &[i64]| format!("{}\n{}", spaced(values), label(spec));
        assert_eq!(score(&text(&above), &rows), (all, 0), "{form:?}");
    }
}

#[test]
fn values_column_by_column() {
    let rows = table(Form::F2019);
    let column = |from: usize, to: usize, col: usize| {
        rows[from..to].iter().map(|(_, values)| values[col].to_string()).collect::<Vec<_>>().join("\n")
    };
    let block = |from: usize, to: usize| (0..7).map(|col| column(from, to, col)).collect::<Vec<_>>().join("\n\n");
    let labels: String = rows.iter().map(|(spec, _)| label(spec) + "\n").collect();
    let text = format!("{}\n\n{labels}", block(0, rows.len()));
    assert_eq!(score(&text, &rows), (161, 0));
    let row = |n: usize| rows[n].1.iter().map(i64::to_string).collect::<Vec<_>>().join("\n\n");
    let mixed = format!("{}\n\n{}\n\n{labels}\n{}", row(0), row(1), block(2, rows.len()));
    assert_eq!(score(&mixed, &rows), (161, 0));
    // One value less, and nothing tells where it is missing.
    let (_, less) = mixed.rsplit_once('\n').map(|(rest, last)| (last, rest)).unwrap();
    assert_eq!(score(less, &rows).1, 0);
}

#[test]
fn values_between_a_label_and_its_number() {
    let rows = table(Form::F2021);
    let line = |(spec, values): &(&'static RowSpec, Vec<i64>)| match spec.group {
        Some(_) => format!("{}.\n{}\n{}", spec.number, spaced(values).replace("   ", "\n"), spec.label),
        None => format!("{}\n{}", label(spec), spaced(values).replace("   ", "\n")),
    };
    let whole: Vec<String> = rows.iter().map(line).collect();
    assert_eq!(score(&whole.join("\n"), &rows).1, 0);
    // A stray number, so that counting proves nothing.
    assert_eq!(score(&format!("{}\n7", whole.join("\n")), &rows).1, 0);
}

#[test]
fn lines_out_of_order_are_not_tied_to_labels() {
    let rows = table(Form::F2019);
    let mut lines: Vec<String> =
        rows.iter().map(|(spec, values)| format!("{} {}", label(spec), spaced(values))).collect();
    let bare: Vec<String> = rows.iter().map(|(_, values)| spaced(values)).collect();
    lines[2] = format!("{} {} {}", label(rows[2].0), bare[2], label(rows[3].0));
    lines[3] = bare[3].clone();
    lines.swap(2, 3);
    assert_eq!(score(&lines.join("\n"), &rows).1, 0);
}

#[test]
fn digits_that_wrap_in_their_cell_are_no_number() {
    let rows = table(Form::F2021);
    let total = rows.len() - 2;
    let lines: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(n, (spec, values))| {
            if n != total {
                return torn(spec, values);
            }
            let line = spaced(values);
            let (start, last) = line.split_at(line.len() - 1);
            format!("{} {start}\n{last}", label(spec))
        })
        .collect();
    assert_eq!(score(&lines.join("\n"), &rows), (24 * 7, 0));
}
