//! Invented reports for tests, laid out in the ways sources are: every cell holds another number, or
//! most hold a zero and the sums come out.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::model::form::{Block, CellId, Col, Form, Row, RowSpec, Table, TableSpec};

/// How the tables of a sample are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One cell a line.
    Lines,
    /// One cell a line, a blank line after each.
    SpacedLines,
    /// A row a line, values after the label.
    Rows,
    /// The label on one line, its values on the next.
    Stacked,
    /// The values on one line, their label on the next.
    ValuesFirst,
    Tabs,
    Pipes,
    /// The whole report on one line, values set off by spaces.
    OneLine,
    /// The whole report on one line with nothing between two cells.
    Glued,
}

pub const LAYOUTS: [Layout; 8] = [
    Layout::Lines,
    Layout::SpacedLines,
    Layout::Rows,
    Layout::Stacked,
    Layout::ValuesFirst,
    Layout::Tabs,
    Layout::Pipes,
    Layout::OneLine,
];

/// A report with the numbers it prints.
pub struct Sample {
    pub text: String,
    pub cells: BTreeMap<CellId, i64>,
}

struct Printer {
    layout: Layout,
    text: String,
    cells: BTreeMap<CellId, i64>,
}

/// A report of this form in this layout, every cell with another number, so that one in a wrong cell
/// shows.
pub fn sample(form: Form, layout: Layout) -> Sample {
    print(form, layout, all_cells(form).zip(1001..).collect())
}

/// A report of this form in this layout with the counts of a small office, most of them zero; all sums
/// of tables 三 and 四 come out.
pub fn plausible(form: Form, layout: Layout, seed: u64) -> Sample {
    let mut state = seed;
    let mut cells: BTreeMap<CellId, i64> = all_cells(form).map(|id| (id, small(&mut state))).collect();
    let rows = |table: Table| form.table(table).into_iter().flat_map(TableSpec::rows);
    for col in rows(Table::T3).flat_map(|row| row.cols).filter(|col| **col != Col::Total) {
        let results = rows(Table::T3).map(|spec| spec.row).filter(|row| row.is_outcome());
        let handled: i64 = results.map(|row| cells[&CellId::new(row, *col)]).sum();
        let end = handled + cells[&CellId::new(Row::CarriedOut, *col)];
        let before = small(&mut state).min(end);
        let balanced = [(Row::NewReceived, end - before), (Row::CarriedIn, before), (Row::HandledTotal, handled)];
        cells.extend(balanced.map(|(row, value)| (CellId::new(row, *col), value)));
    }
    for spec in [Table::T3, Table::T4].into_iter().flat_map(rows) {
        let sum = |col: &Col| if *col == Col::Total { 0 } else { cells[&CellId::new(spec.row, *col)] };
        let total = spec.cols.iter().map(sum).sum();
        cells.insert(CellId::new(spec.row, Col::Total), total);
    }
    print(form, layout, cells)
}

/// The cells of a form in the order they are printed in.
fn all_cells(form: Form) -> impl Iterator<Item = CellId> {
    let rows = form.tables().iter().flat_map(TableSpec::rows);
    rows.flat_map(|row| row.cols.iter().map(|col| CellId::new(row.row, *col)))
}

/// A count, by a generator of Marsaglia's kind.
fn small(state: &mut u64) -> i64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    let below = [1, 1, 1, 1, 1, 1, 10, 200][usize::try_from(*state % 8).unwrap_or(0)];
    i64::try_from((*state >> 8) % below).unwrap_or(0)
}

fn print(form: Form, layout: Layout, cells: BTreeMap<CellId, i64>) -> Sample {
    let mut printer = Printer { layout, text: String::new(), cells };
    printer.line("云河县青石镇人民政府2022年政府信息公开工作年度报告");
    printer.line("根据《中华人民共和国政府信息公开条例》编制本报告,数据期限为2022年1月1日至12月31日。");
    printer.line("一、总体情况");
    printer.line("(一)主动公开方面。全年公开信息36条,其中行政许可5条、行政处罚3条。");
    for (number, table) in [("二", Table::T2), ("三", Table::T3), ("四", Table::T4)] {
        let Some(spec) = form.table(table) else { continue };
        printer.line(&format!("{number}、{}", spec.caption));
        match table {
            Table::T2 => spec.blocks.iter().for_each(|block| printer.block(block)),
            Table::T3 => printer.requests(&spec.blocks[0]),
            Table::T4 => printer.disputes(&spec.blocks[0]),
        }
    }
    printer.line("五、存在的主要问题及改进情况");
    printer.line("目前还有2个方面的不足。下一步将改进。");
    printer.line("六、其他需要报告的事项");
    printer.line("无。");
    Sample { text: printer.text, cells: printer.cells }
}

impl Printer {
    fn line(&mut self, text: &str) {
        let end = match self.layout {
            Layout::OneLine | Layout::Glued => "",
            Layout::SpacedLines => "\n\n",
            _ => "\n",
        };
        self.text.push_str(text);
        self.text.push_str(end);
    }

    fn cells(&mut self, cells: &[String]) {
        match self.layout {
            Layout::Lines | Layout::SpacedLines => {
                cells.iter().filter(|cell| !cell.is_empty()).for_each(|cell| self.line(cell));
            }
            Layout::Tabs => self.line(&cells.join("\t")),
            Layout::Pipes => self.line(&format!("| {} |", cells.join(" | "))),
            Layout::Glued => self.line(&cells.concat()),
            _ => self.line(&cells.iter().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>().join(" ")),
        }
    }

    fn values(&self, row: &RowSpec) -> Vec<String> {
        row.cols.iter().map(|col| self.cells[&CellId::new(row.row, *col)].to_string()).collect()
    }

    fn row(&mut self, labels: &[&str], row: &RowSpec) {
        let labels: Vec<String> = labels.iter().map(ToString::to_string).collect();
        let values = self.values(row);
        match self.layout {
            Layout::Stacked => {
                self.cells(&labels);
                self.cells(&values);
            }
            Layout::ValuesFirst => {
                self.cells(&values);
                self.cells(&labels);
            }
            _ => self.cells(&[labels, values].concat()),
        }
    }

    fn block(&mut self, block: &Block) {
        self.line(block.caption);
        let heads = std::iter::once("信息内容").chain(block.heads.iter().copied()).map(str::to_owned);
        self.cells(&heads.collect::<Vec<_>>());
        for row in block.rows {
            self.row(&[row.label], row);
        }
    }

    fn requests(&mut self, block: &Block) {
        self.line("(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和)");
        self.cells(&["申请人情况".into()]);
        self.cells(&block.heads.iter().map(ToString::to_string).collect::<Vec<_>>());
        let mut last = None;
        for row in block.rows {
            let mut label = String::new();
            let han = row.number.chars().all(|c| "一二三四".contains(c));
            let _ = write!(
                label,
                "{}{}{}",
                row.number,
                if han {
                    "、"
                } else if row.number.starts_with('(') {
                    ""
                } else {
                    "."
                },
                row.label
            );
            let group = row.group.filter(|_| last != row.group).unwrap_or_default();
            last = row.group;
            let outer = if row.label == "予以公开" { "三、本年度办理结果" } else { "" };
            self.row(&[outer, group, &label], row);
        }
    }

    fn disputes(&mut self, block: &Block) {
        self.cells(&["行政复议".into(), "行政诉讼".into()]);
        self.cells(&["未经复议直接起诉".into(), "复议后起诉".into()]);
        let heads: Vec<String> = block.heads.iter().map(ToString::to_string).collect();
        self.cells(&[heads.clone(), heads.clone(), heads].concat());
        let values: Vec<String> = block.rows.iter().flat_map(|row| self.values(row)).collect();
        self.cells(&values);
    }
}
