//! What there is to know of an entry's reason before acting on it: links to fetch, tables that are missing, cells
//! that differ.

use crate::model::form::{CellId, Table};
use crate::model::report::{Link, SectionKey};

/// So many cells that differ are named.
pub const MOST_CELLS: usize = 50;
/// As many characters of words from outside are shown.
const LONGEST: usize = 40;

/// What belongs to a reason.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// Why something cannot be read, or the title of what is no report.
    Says(String),
    /// The files that a page links to.
    Links(Vec<Link>),
    /// The tables that are pictures, as far as it is known which.
    Pictures(Vec<Table>),
    /// What is missing, and what the parser or a rule says of it.
    Missing { tables: Vec<Table>, sections: Vec<SectionKey>, says: Option<String> },
    /// The table of which fewest cells could be read.
    Cells { table: Table, read: usize, of: usize },
    /// The place a name begins with, and how many places in China bear it; no name where no agency is named.
    Place { name: Option<String>, namesakes: usize },
    /// An earlier version, by its id: cells that differ, the first of them, and how many have the same number.
    Differs { from: String, differ: usize, same: usize, cells: Vec<CellId> },
    /// The same report, by its id and path.
    SameAs { id: String, path: String },
}

impl Detail {
    /// One short line for people. Words from outside are as they are: whoever prints them passes them through its
    /// gate.
    pub fn words_zh(&self) -> String {
        match self {
            Self::Says(says) => clipped(says),
            Self::Links(links) => match links.first() {
                Some(link) if links.len() == 1 => format!("“{}”", clipped(&label(link))),
                Some(link) => format!("“{}”等{}个", clipped(&label(link)), links.len()),
                None => "网页未见链接".to_owned(),
            },
            Self::Pictures(tables) if tables.is_empty() => "表格为图".to_owned(),
            Self::Pictures(tables) => format!("{}为图", tables_zh(tables)),
            Self::Missing { tables, sections, says } => missing_zh(tables, sections, says.as_deref()),
            Self::Cells { table, read, of } => format!("{} {read}/{of} 格", table.short_zh()),
            Self::Place { name: None, .. } => "单位不明".to_owned(),
            Self::Place { name: Some(name), namesakes: 0 } => format!("{}(名录未见)", clipped(name)),
            Self::Place { name: Some(name), namesakes } => format!("{}(同名 {namesakes})", clipped(name)),
            Self::Differs { from, differ: 0, .. } => format!("与 {from} 文字不同"),
            Self::Differs { from, differ, cells, .. } => {
                let mut tables: Vec<Table> = cells.iter().map(|cell| cell.table()).collect();
                tables.dedup();
                format!("{} {differ} 格与 {from} 不同", tables_zh(&tables))
            }
            Self::SameAs { path, .. } => format!("同 {}", ending(path)),
        }
    }
}

/// What a link is called: its text, else the name of the file.
fn label(link: &Link) -> String {
    let name = || link.href.rsplit('/').next().unwrap_or_default().to_owned();
    if link.text.trim().is_empty() { name() } else { link.text.trim().to_owned() }
}

fn tables_zh(tables: &[Table]) -> String {
    let names: Vec<&str> = tables.iter().map(|table| table.short_zh()).collect();
    names.join("、")
}

fn missing_zh(tables: &[Table], sections: &[SectionKey], says: Option<&str>) -> String {
    let numbers: Vec<&str> = sections.iter().map(|section| section.number()).collect();
    let parts = [
        (!tables.is_empty()).then(|| format!("缺{}", tables_zh(tables))),
        (!numbers.is_empty()).then(|| format!("缺第{}部分", numbers.join("、"))),
        says.map(clipped),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(",")
}

/// The first characters of a text on one line.
fn clipped(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = line.chars().take(LONGEST).collect();
    if line.chars().count() > LONGEST {
        short.push('…');
    }
    short
}

/// The end of a path, from a slash on where one is near.
fn ending(path: &str) -> String {
    let letters: Vec<char> = path.chars().collect();
    let tail = letters.get(letters.len().saturating_sub(LONGEST)..).unwrap_or_default();
    let tail: String = tail.iter().collect();
    if letters.len() <= LONGEST {
        return tail;
    }
    tail.split_once('/').map_or_else(|| format!("…{tail}"), |(_, rest)| format!("…/{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_detail_is_one_short_line() {
        let check = |detail: Detail, expected: &str| assert_eq!(detail.words_zh(), expected);
        let link = |text: &str, href: &str| Link { text: text.into(), href: href.into() };
        check(Detail::Links(vec![link(" 点击下载", "a/b.pdf")]), "“点击下载”");
        check(Detail::Links(vec![link("", "a/年报.pdf"), link("x", "y")]), "“年报.pdf”等2个");
        check(Detail::Links(Vec::new()), "网页未见链接");
        check(Detail::Pictures(vec![Table::T3, Table::T4]), "表三、表四为图");
        check(Detail::Pictures(Vec::new()), "表格为图");
        let missing = |says: Option<&str>| Detail::Missing {
            tables: vec![Table::T2],
            sections: vec![SectionKey::Overview, SectionKey::Other],
            says: says.map(str::to_owned),
        };
        check(missing(None), "缺表二,缺第一、六部分");
        check(missing(Some("网页在表格中间断开")), "缺表二,缺第一、六部分,网页在表格中间断开");
        check(Detail::Cells { table: Table::T3, read: 0, of: 175 }, "表三 0/175 格");
        check(Detail::Place { name: Some("城关镇".into()), namesakes: 88 }, "城关镇(同名 88)");
        check(Detail::Place { name: Some("云河县".into()), namesakes: 0 }, "云河县(名录未见)");
        check(Detail::Place { name: None, namesakes: 0 }, "单位不明");
        let cells = ["t3.granted.total", "t3.partial.total"].map(|cell| cell.parse().unwrap()).to_vec();
        check(Detail::Differs { from: "k7q2".into(), differ: 2, same: 9, cells }, "表三 2 格与 k7q2 不同");
        check(Detail::SameAs { id: "x".into(), path: "a/b.html".into() }, "同 a/b.html");
        check(Detail::SameAs { id: "x".into(), path: format!("{}/b.html", "云".repeat(60)) }, "同 …/b.html");
        check(Detail::Says(format!("a\n\tb{}", "云".repeat(60))), &format!("a b{}…", "云".repeat(37)));
    }

    #[test]
    fn a_detail_reads_back() {
        for detail in [
            Detail::Says("x".into()),
            Detail::Links(vec![Link { text: "附件".into(), href: "a.pdf".into() }]),
            Detail::Missing { tables: vec![Table::T3], sections: vec![SectionKey::Other], says: None },
            Detail::SameAs { id: "a".into(), path: "b".into() },
        ] {
            let json = serde_json::to_string(&detail).unwrap();
            assert_eq!(serde_json::from_str::<Detail>(&json).unwrap(), detail);
        }
    }
}
