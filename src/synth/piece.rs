//! A report before it is printed: its parts in order, whatever container they go into.

use crate::model::form::{CellId, Form, OUTCOMES_GROUP, RowSpec, T3_CORNER_NOTE, Table, TableSpec};
use crate::synth::figures::{Cells, printed};

/// A part of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Title(String),
    /// What a page tells of where and when it was put.
    Head([String; 3]),
    /// A heading of level 1 or 2.
    Heading(u8, String),
    Paragraph(String),
    Table(Vec<Vec<Td>>),
}

/// A cell of a printed table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Td {
    pub text: String,
    pub cols: usize,
    /// 0 where a cell above reaches down here.
    pub rows: usize,
}

impl Td {
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), cols: 1, rows: 1 }
    }

    fn wide(text: impl Into<String>, cols: usize) -> Self {
        Self { cols, ..Self::new(text) }
    }

    fn high(text: impl Into<String>, rows: usize) -> Self {
        Self { rows, ..Self::new(text) }
    }
}

/// What a cell prints: its figure, or nothing where it was left blank.
pub type Print<'a> = &'a dyn Fn(CellId) -> String;

/// How cells are printed that are all filled in.
pub fn print_of(cells: &Cells) -> impl Fn(CellId) -> String + '_ {
    |id| cells.get(&id).map_or_else(String::new, |value| printed(id, *value))
}

/// A table of a form with its cells.
pub fn table(form: Form, table: Table, print: Print<'_>) -> Option<Piece> {
    let spec = form.table(table)?;
    Some(Piece::Table(match table {
        Table::T2 => disclosure(spec, print),
        Table::T3 => requests(spec, print),
        Table::T4 => disputes(spec, print),
    }))
}

fn values(row: &RowSpec, print: Print<'_>) -> impl Iterator<Item = Td> {
    row.cols.iter().map(move |col| Td::new(print(CellId::new(row.row, *col))))
}

fn disclosure(spec: &TableSpec, print: Print<'_>) -> Vec<Vec<Td>> {
    let mut rows = Vec::new();
    for block in spec.blocks {
        rows.push(vec![Td::wide(block.caption, 4)]);
        // Three columns of values, however few the block has.
        let last = 4 - block.heads.len();
        let heads = block.heads.iter().enumerate().map(|(at, head)| Td::wide(*head, if at == 0 { last } else { 1 }));
        rows.push(std::iter::once(Td::new("信息内容")).chain(heads).collect());
        for row in block.rows {
            let mut cells: Vec<Td> = std::iter::once(Td::new(row.label)).chain(values(row, print)).collect();
            if let Some(first) = cells.get_mut(1) {
                first.cols = last;
            }
            rows.push(cells);
        }
    }
    rows
}

fn requests(spec: &TableSpec, print: Print<'_>) -> Vec<Vec<Td>> {
    let heads = spec.blocks.first().map_or(&[][..], |block| block.heads);
    let all: Vec<_> = spec.rows().collect();
    let (total, applicants) = heads.split_last().map_or(("", &[][..]), |(last, others)| (*last, others));
    let (person, organisations) = applicants.split_first().map_or(("", &[][..]), |(first, others)| (*first, others));
    let corner = Td { text: format!("({T3_CORNER_NOTE})"), cols: 3, rows: 3 };
    let below = || Td { text: String::new(), cols: 3, rows: 0 };
    let mut rows = vec![
        vec![corner, Td::wide("申请人情况", heads.len())],
        vec![below(), Td::high(person, 2), Td::wide("法人或其他组织", organisations.len()), Td::high(total, 2)],
        std::iter::once(below())
            .chain([Td::high("", 0)])
            .chain(organisations.iter().map(|head| Td::new(*head)))
            .chain([Td::high("", 0)])
            .collect(),
    ];
    // Between 二 and 四 stand the outcomes, under one label.
    let outcomes = all.len().saturating_sub(3);
    let mut group = None;
    for (at, row) in all.iter().enumerate() {
        let label = label(row);
        let mut cells = if at < 2 || at + 1 == all.len() {
            vec![Td::wide(label, 3)]
        } else {
            let outer = if at == 2 { Td::high(OUTCOMES_GROUP, outcomes) } else { Td::high("", 0) };
            let inner = match row.group {
                None => vec![Td::wide(label, 2)],
                Some(name) if group == row.group => vec![Td { rows: 0, ..Td::new(name) }, Td::new(label)],
                Some(name) => {
                    let high = all.iter().filter(|other| other.group == row.group).count();
                    vec![Td::high(name, high), Td::new(label)]
                }
            };
            std::iter::once(outer).chain(inner).collect()
        };
        group = row.group;
        cells.extend(values(row, print));
        rows.push(cells);
    }
    rows
}

/// The label of a row with its number.
fn label(row: &RowSpec) -> String {
    let mark = match row.number.chars().next() {
        Some('一'..='龥') => "、",
        Some('0'..='9') => ".",
        _ => "",
    };
    format!("{}{mark}{}", row.number, row.label)
}

fn disputes(spec: &TableSpec, print: Print<'_>) -> Vec<Vec<Td>> {
    let heads = spec.blocks.first().map_or(&[][..], |block| block.heads);
    let results = || heads.iter().map(|head| Td::new(*head));
    let width = heads.len();
    vec![
        vec![Td { text: "行政复议".into(), cols: width, rows: 2 }, Td::wide("行政诉讼", 2 * width)],
        vec![
            Td { text: String::new(), cols: width, rows: 0 },
            Td::wide("未经复议直接起诉", width),
            Td::wide("复议后起诉", width),
        ],
        results().chain(results()).chain(results()).collect(),
        spec.rows().flat_map(|row| values(row, print)).collect(),
    ]
}
