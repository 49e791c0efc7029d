//! Invented pages for tests: every cell holds another number, written in the ways pages are.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::model::form::{Block, CellId, Form, RowSpec, Table};

/// How a page is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// A site around an article with clean tables.
    Site,
    /// By Word: a span for every run, numbers torn over them.
    Word,
    /// No end tags.
    Unclosed,
    /// The whole page in tables that lay it out.
    Nested,
    /// A line for every cell.
    Breaks,
    /// A place for every line, as converters of PDF write.
    Placed,
    /// Text with tabs.
    Pre,
    /// Every Chinese character as a reference.
    References,
}

pub const STYLES: [Style; 8] = [
    Style::Site,
    Style::Word,
    Style::Unclosed,
    Style::Nested,
    Style::Breaks,
    Style::Placed,
    Style::Pre,
    Style::References,
];

/// A page with the numbers it prints.
pub struct Sample {
    pub html: String,
    pub cells: BTreeMap<CellId, i64>,
}

struct Printer {
    style: Style,
    html: String,
    cells: BTreeMap<CellId, i64>,
    next: i64,
    /// How far down the page the next line stands.
    top: usize,
}

/// A report of this form on a page of this style.
pub fn sample(form: Form, style: Style) -> Sample {
    let mut printer = Printer { style, html: String::new(), cells: BTreeMap::new(), next: 1001, top: 40 };
    printer.html.push_str(match style {
        Style::Site => SITE,
        Style::Nested => "<table width=100%><tr><td>菜单</td><td><table><tr><td>",
        Style::Pre => "<html><body><pre>\n",
        Style::Placed => "<html><body><div style=\"position:relative\">",
        _ => "<html><body><div>",
    });
    printer.heading("云河县青石镇人民政府2022年政府信息公开工作年度报告");
    printer.line("根据《中华人民共和国政府信息公开条例》编制本报告,数据期限为2022年1月1日至12月31日。");
    printer.line("一、总体情况");
    printer.line("(一)主动公开方面。全年公开信息36条,其中行政许可5条、行政处罚3条。");
    for (number, table) in [("二", Table::T2), ("三", Table::T3), ("四", Table::T4)] {
        let Some(spec) = form.table(table) else { continue };
        printer.line(&format!("{number}、{}", spec.caption));
        printer.open("table");
        match table {
            Table::T2 => spec.blocks.iter().for_each(|block| printer.block(block)),
            Table::T3 => printer.requests(&spec.blocks[0]),
            Table::T4 => printer.disputes(&spec.blocks[0]),
        }
        printer.close("table");
    }
    printer.line("五、存在的主要问题及改进情况");
    printer.line("目前还有2个方面的不足。下一步将改进。");
    printer.line("六、其他需要报告的事项");
    printer.line("无。");
    if style == Style::Site {
        printer.html.push_str("</div><div class=footer><p>主办：云河县人民政府办公室</p></div>");
    }
    Sample { html: printer.html, cells: printer.cells }
}

const SITE: &str = "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>年度报告_云河县人民政府</title>\
    <style>td{padding:1px}</style><script>var a='<td>9</td>';</script></head><body>\
    <div class=\"nav\"><a href=\"/\">首页</a><a href=\"/xxgk\">政务公开</a></div>\
    <div class=\"crumb\">当前位置：<a href=\"/\">首页</a> &gt; <a href=\"/nb\">政府信息公开年报</a></div><div class=\"article\">";

impl Printer {
    fn tag(&mut self, tag: &str) {
        self.html.push_str(tag);
    }

    fn open(&mut self, element: &str) {
        if self.has_tables() {
            let _ = write!(self.html, "<{element}>");
        }
    }

    fn close(&mut self, element: &str) {
        if self.has_tables() && (self.style != Style::Unclosed || element == "table") {
            let _ = writeln!(self.html, "</{element}>");
        }
    }

    fn has_tables(&self) -> bool {
        !matches!(self.style, Style::Breaks | Style::Placed | Style::Pre)
    }

    /// Words as the style writes them.
    fn words(&self, text: &str) -> String {
        match self.style {
            Style::Word => {
                let mut words = String::from("<span style='font-family:宋体'>");
                for (n, c) in text.chars().enumerate() {
                    words.push_str(if n % 3 == 2 { "</span><span lang=EN-US>" } else { "" });
                    words.push(c);
                }
                words + "<o:p></o:p></span>"
            }
            Style::References => {
                let reference = |c: char| if c.is_ascii() { c.to_string() } else { format!("&#x{:x};", c as u32) };
                text.chars().map(reference).collect()
            }
            _ => text.to_owned(),
        }
    }

    fn heading(&mut self, text: &str) {
        match self.style {
            Style::Site | Style::Nested => {
                let _ = write!(self.html, "<h1>{text}</h1>");
            }
            _ => self.line(text),
        }
    }

    fn line(&mut self, text: &str) {
        let words = self.words(text);
        let html = match self.style {
            Style::Word => format!("<p class=MsoNormal align=center style='text-align:center'>{words}</p>\n\n"),
            Style::Unclosed => format!("<p>{words}\n"),
            Style::Breaks => format!("{words}<br/>"),
            Style::Pre => format!("{words}\n"),
            Style::Placed => return self.placed(&[text.to_owned()]),
            _ => format!("<p>{words}</p>"),
        };
        self.tag(&html);
    }

    /// Words beside each other.
    fn placed(&mut self, words: &[String]) {
        self.top += 24;
        for (n, text) in words.iter().enumerate() {
            let (top, left) = (self.top - n % 3, 60 + 500 * n.min(1) + 60 * n);
            let _ = writeln!(self.html, "<p style=\"position:absolute;top:{top}px;left:{left}px\">{text}</p>");
        }
    }

    /// A row; each cell with the columns and rows it covers.
    fn cells(&mut self, cells: &[(String, usize, usize)]) {
        let shown: Vec<String> = cells.iter().map(|(text, ..)| text.clone()).filter(|text| !text.is_empty()).collect();
        match self.style {
            Style::Breaks => shown.iter().for_each(|text| self.line(text)),
            Style::Placed => self.placed(&shown),
            Style::Pre => self.line(&shown.join("\t")),
            _ => {
                self.open("tr");
                for (text, wide, high) in cells {
                    let words = self.words(text);
                    let _ = write!(self.html, "<td colspan={wide} rowspan=\"{high}\">{words}");
                    self.close("td");
                }
                self.close("tr");
            }
        }
    }

    fn plain(&mut self, cells: &[&str]) {
        let cells: Vec<_> = cells.iter().map(|text| ((*text).to_owned(), 1, 1)).collect();
        self.cells(&cells);
    }

    fn values(&mut self, row: &RowSpec) -> Vec<(String, usize, usize)> {
        let mut printed = Vec::new();
        for col in row.cols {
            self.cells.insert(CellId::new(row.row, *col), self.next);
            printed.push((self.next.to_string(), 1, 1));
            self.next += 1;
        }
        printed
    }

    fn block(&mut self, block: &Block) {
        self.cells(&[(block.caption.to_owned(), 4, 1)]);
        self.plain(&std::iter::once("信息内容").chain(block.heads.iter().copied()).collect::<Vec<_>>());
        for row in block.rows {
            let mut cells = vec![(row.label.to_owned(), 1, 1)];
            cells.extend(self.values(row));
            self.cells(&cells);
        }
    }

    fn requests(&mut self, block: &Block) {
        let note = "(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和)";
        self.cells(&[(note.to_owned(), 3, 3), ("申请人情况".to_owned(), 7, 1)]);
        self.cells(&[("自然人".to_owned(), 1, 2), ("法人或其他组织".to_owned(), 5, 1), ("总计".to_owned(), 1, 2)]);
        self.plain(&block.heads[1..6]);
        let mut last = None;
        for (n, row) in block.rows.iter().enumerate() {
            let mark = match row.number.chars().next() {
                Some('一' | '二' | '三' | '四') => "、",
                Some('(') => "",
                _ => ".",
            };
            let label = format!("{}{mark}{}", row.number, row.label);
            let mut cells = Vec::new();
            if row.label == "予以公开" {
                cells.push(("三、本年度办理结果".to_owned(), 1, block.rows.len() - n - 1));
            }
            if let Some(group) = row.group.filter(|_| last != row.group) {
                let high = block.rows.iter().filter(|other| other.group == row.group).count();
                cells.push((group.to_owned(), 1, high));
            }
            last = row.group;
            let inner = row.number.starts_with('(') && row.group.is_none();
            cells.push((
                label,
                if row.group.is_some() {
                    1
                } else if inner {
                    2
                } else {
                    3
                },
                1,
            ));
            cells.extend(self.values(row));
            self.cells(&cells);
        }
    }

    fn disputes(&mut self, block: &Block) {
        self.cells(&[("行政复议".to_owned(), 5, 2), ("行政诉讼".to_owned(), 10, 1)]);
        self.cells(&[("未经复议直接起诉".to_owned(), 5, 1), ("复议后起诉".to_owned(), 5, 1)]);
        self.plain(&[block.heads, block.heads, block.heads].concat());
        let values: Vec<_> = block.rows.iter().flat_map(|row| self.values(row)).collect();
        self.cells(&values);
    }
}
