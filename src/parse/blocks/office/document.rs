//! The body of a Word document as blocks: paragraphs, and tables with each cell in its column. Follows
//! what Word shows: deleted text, field codes and fallbacks for older programs are left out.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::model::limits::Limit;
use crate::parse::blocks::COLUMNS_END;
use crate::parse::blocks::office::numbering::Numbering;
use crate::parse::blocks::office::package::{number, reference, xml};
use crate::parse::blocks::office::styles::{Properties, Styles};

/// Tables inside each other; deeper ones are read as the text in them.
const DEEPEST: usize = 16;

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    Paragraph {
        text: String,
        /// Depth of a heading from 1.
        heading: Option<u8>,
    },
    Picture,
    Table(Vec<Vec<Cell>>),
}

/// A cell that a row shows; those that a cell above goes on through are none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    pub column: u16,
    pub blocks: Vec<Block>,
}

/// The blocks of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    pub blocks: Vec<Block>,
    /// Whether something at the end was not read.
    pub stopped: bool,
}

/// Reads `document.xml`.
pub fn read(part: &str, styles: &Styles, numbering: Numbering) -> Body {
    let mut builder = Builder {
        styles,
        numbering,
        body: Body::default(),
        prefix: None,
        tables: Vec::new(),
        paragraphs: Vec::new(),
        in_text: false,
        too_deep: 0,
        text: 0,
        count: 0,
    };
    builder.read(&mut xml(part));
    builder.finish()
}

/// A paragraph that is open.
#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    properties: Properties,
    pictures: usize,
}

/// A table that is open.
#[derive(Debug, Default)]
struct Table {
    rows: Vec<Vec<Cell>>,
    cell: Option<Cell>,
    /// The column behind the open cell.
    next: u16,
    /// Whether the open cell is a part of one above.
    covered: bool,
}

struct Builder<'a> {
    styles: &'a Styles,
    numbering: Numbering,
    body: Body,
    /// The prefix of the names of Word's own elements.
    prefix: Option<String>,
    tables: Vec<Table>,
    paragraphs: Vec<Paragraph>,
    in_text: bool,
    /// Tables open beyond the deepest.
    too_deep: usize,
    text: usize,
    count: usize,
}

impl Builder<'_> {
    fn read(&mut self, reader: &mut Reader<&[u8]>) {
        loop {
            if self.text > Limit::Text.size() || self.count > Limit::Cells.size() {
                self.body.stopped = true;
                return;
            }
            match reader.read_event() {
                Ok(Event::Start(element)) => {
                    if is_left_out(&element) {
                        // Where its end is missing nothing is left to read.
                        self.body.stopped |= reader.read_to_end(element.name()).is_err();
                    } else {
                        self.start(&element);
                    }
                }
                Ok(Event::End(element)) => self.end(&element.name()),
                Ok(Event::Text(text)) if self.in_text => self.push(&text.xml10_content()),
                Ok(Event::CData(text)) if self.in_text => self.push(&text.xml10_content()),
                Ok(Event::GeneralRef(name)) if self.in_text => {
                    if let Some(c) = reference(&name) {
                        self.push(c.encode_utf8(&mut [0; 4]));
                    }
                }
                Ok(Event::Eof) => return,
                Ok(_) => {}
                Err(_) => {
                    self.body.stopped = true;
                    return;
                }
            }
        }
    }

    /// Whether a name is one of Word's own, as the root of the document is.
    fn is_own(&mut self, name: &quick_xml::name::QName<'_>) -> bool {
        let prefix = name.prefix().map(|prefix| prefix.as_ref().to_owned()).unwrap_or_default();
        *self.prefix.get_or_insert_with(|| prefix.clone()) == prefix
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let name = element.local_name();
        if matches!(name.as_ref(), "blip" | "imagedata") {
            if let Some(paragraph) = self.paragraphs.last_mut() {
                paragraph.pictures += 1;
            }
            return;
        }
        if !self.is_own(&element.name()) {
            return;
        }
        match name.as_ref() {
            "p" => {
                self.count += 1;
                self.paragraphs.push(Paragraph::default());
            }
            "t" => self.in_text = true,
            "tab" => self.push("\t"),
            "br" | "cr" => self.push("\n"),
            "noBreakHyphen" => self.push("-"),
            "tbl" if self.tables.len() >= DEEPEST => self.too_deep += 1,
            "tbl" => self.tables.push(Table::default()),
            _ if self.too_deep > 0 => {}
            "tr" => self.with_table(Table::start_row),
            "tc" => self.with_table(Table::start_cell),
            "gridBefore" => self.with_table(|table| table.skip(number(element).unwrap_or(0))),
            "gridSpan" => self.with_table(|table| table.widen(number(element).unwrap_or(1))),
            "vMerge" => {
                let starts = super::package::attribute(element, "val").is_some_and(|val| val == "restart");
                self.with_table(|table| table.covered = !starts);
            }
            _ => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.properties.read(element);
                }
            }
        }
    }

    fn with_table(&mut self, change: impl FnOnce(&mut Table)) {
        if let Some(table) = self.tables.last_mut() {
            change(table);
        }
    }

    fn end(&mut self, name: &quick_xml::name::QName<'_>) {
        if !self.is_own(name) {
            return;
        }
        match name.local_name().as_ref() {
            "t" => self.in_text = false,
            "p" => self.end_paragraph(),
            "tbl" if self.too_deep > 0 => self.too_deep -= 1,
            "tbl" => self.end_table(),
            "tc" | "tr" if self.too_deep == 0 => self.with_table(Table::end_cell),
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            self.text += text.len();
            paragraph.text.push_str(text);
        }
    }

    fn end_paragraph(&mut self) {
        let Some(mut paragraph) = self.paragraphs.pop() else { return };
        let properties = self.styles.of(&paragraph.properties);
        if !paragraph.text.trim().is_empty()
            && let Some(number) = self.numbering.count(properties.list)
        {
            let apart = if number.ends_with(|c: char| c.is_ascii_alphanumeric()) { " " } else { "" };
            self.text += number.len();
            paragraph.text.insert_str(0, &format!("{number}{apart}"));
        }
        // A sentence in the style of a heading is text.
        let heading = properties.outline.filter(|level| *level < 9 && !paragraph.text.contains('。'));
        for _ in 0..paragraph.pictures.min(1) {
            self.put(Block::Picture);
        }
        self.put(Block::Paragraph { text: paragraph.text, heading: heading.map(|level| level + 1) });
    }

    fn end_table(&mut self) {
        let Some(mut table) = self.tables.pop() else { return };
        table.end_cell();
        table.rows.retain(|row| !row.is_empty());
        self.put(Block::Table(table.rows));
    }

    /// Puts a block into the open cell, or into the body.
    fn put(&mut self, block: Block) {
        match self.tables.last_mut() {
            Some(Table { covered: true, cell: Some(_), .. }) => {}
            Some(Table { cell: Some(cell), .. }) => cell.blocks.push(block),
            // Text between the cells of a broken table is text.
            _ => self.body.blocks.push(block),
        }
    }

    /// Closes what was left open.
    fn finish(mut self) -> Body {
        while !self.paragraphs.is_empty() {
            self.end_paragraph();
        }
        while !self.tables.is_empty() {
            self.end_table();
        }
        self.body
    }
}

impl Table {
    fn start_row(&mut self) {
        self.end_cell();
        self.rows.push(Vec::new());
        self.next = 0;
    }

    fn start_cell(&mut self) {
        self.end_cell();
        if self.rows.is_empty() {
            self.rows.push(Vec::new());
        }
        self.cell = Some(Cell { column: self.next, blocks: Vec::new() });
        self.skip(1);
    }

    /// Goes on by some columns.
    fn skip(&mut self, columns: u16) {
        self.next = self.next.saturating_add(columns).min(COLUMNS_END);
    }

    /// Gives the open cell its width.
    fn widen(&mut self, columns: u16) {
        if let Some(cell) = &self.cell {
            self.next = cell.column.saturating_add(columns.max(1)).min(COLUMNS_END);
        }
    }

    fn end_cell(&mut self) {
        let covered = std::mem::take(&mut self.covered);
        if let (Some(cell), Some(row)) = (self.cell.take().filter(|_| !covered), self.rows.last_mut()) {
            row.push(cell);
        }
    }
}

/// Elements that are left out with everything in them.
fn is_left_out(element: &BytesStart<'_>) -> bool {
    matches!(
        element.local_name().as_ref(),
        "del" | "moveFrom" | "instrText" | "delText" | "Fallback" | "rPr" | "tblPr" | "sectPr" | "pPrChange" | "tabs"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(xml: &str, expected: &[&str]) {
        let body =
            read(&format!("<w:document><w:body>{xml}</w:body></w:document>"), &Styles::default(), Numbering::default());
        let shown: Vec<_> = body.blocks.iter().map(show).collect();
        assert_eq!(shown, expected, "{xml}");
    }

    fn show(block: &Block) -> String {
        match block {
            Block::Paragraph { text, heading: Some(level) } => format!("h{level} {text}"),
            Block::Paragraph { text, heading: None } => text.clone(),
            Block::Picture => "(picture)".to_owned(),
            Block::Table(rows) => {
                let cell = |cell: &Cell| {
                    format!("{}:{}", cell.column, cell.blocks.iter().map(show).collect::<Vec<_>>().join("/"))
                };
                let row = |row: &Vec<Cell>| row.iter().map(cell).collect::<Vec<_>>().join(" ");
                format!("[{}]", rows.iter().map(row).collect::<Vec<_>>().join("; "))
            }
        }
    }

    #[test]
    fn paragraphs() {
        check(
            "<w:p><w:r><w:t>本年</w:t></w:r><w:r><w:t>收到&amp;&#20214;</w:t><w:br/><w:t>乙</w:t></w:r></w:p>",
            &["本年收到&件\n乙"],
        );
        check(
            "<w:p><w:pPr><w:outlineLvl w:val=\"0\"/><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>一、总体</w:t></w:r></w:p>",
            &["h1 一、总体"],
        );
        check(
            "<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins></w:p>",
            &["新"],
        );
        check(
            "<w:p><w:r><w:instrText>PAGE</w:instrText><w:t>1</w:t><w:drawing><a:t>图</a:t><a:blip/></w:drawing></w:r></w:p>",
            &["(picture)", "1"],
        );
        check(
            "<w:p><w:r><w:t>外</w:t><w:txbxContent><w:p><w:r><w:t>内</w:t></w:r></w:p></w:txbxContent></w:r></w:p>",
            &["内", "外"],
        );
        check("<w:p/>", &[""]);
    }

    #[test]
    fn cells_stand_in_their_columns() {
        let cell = |properties: &str, text: &str| {
            format!("<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
        };
        let (wide, top, under) = ("<w:gridSpan w:val=\"2\"/>", "<w:vMerge w:val=\"restart\"/>", "<w:vMerge/>");
        let table = format!(
            "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>{}</w:tr></w:tbl>",
            cell(top, "甲"),
            cell(wide, "乙"),
            cell(under, "?"),
            cell("", "1"),
            cell("", ""),
            cell(wide, "丙"),
        );
        check(&table, &["[0:甲 1:乙; 1:1 2:; 1:丙]"]);
    }

    #[test]
    fn tables_in_tables_and_broken_ones() {
        check(
            "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>",
            &["[0:a/[0:]]"],
        );
        check("<w:tbl><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b", &["[0:a 1:b]"]);
        check("</w:tc></w:tbl></w:p><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr>", &["a"]);
    }

    #[test]
    fn hostile_documents_are_bounded() {
        let deep = "<w:tbl><w:tr><w:tc>".repeat(100_000);
        let body = read(&format!("<w:document>{deep}<w:p><w:r><w:t>a"), &Styles::default(), Numbering::default());
        assert_eq!(body.blocks.len(), 1);
        let entities = "<!DOCTYPE a [<!ENTITY b \"&c;&c;\"><!ENTITY c \"ha\">]><w:document><w:p><w:r><w:t>x&b;y";
        let body = read(entities, &Styles::default(), Numbering::default());
        assert_eq!(body.blocks, [Block::Paragraph { text: "xy".into(), heading: None }]);
        let long =
            format!("<w:document><w:p><w:r><w:t>{}", "<w:t>aaaaaaaaaaaaaaaa</w:t>".repeat(Limit::Text.size() / 8));
        assert!(read(&long, &Styles::default(), Numbering::default()).stopped);
    }
}
