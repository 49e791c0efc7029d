//! Words about copying, and those that go with what is copied.

use crate::tui::action::Piece;

pub const NOTHING_TO_COPY: &str = "此处没有可复制的这类内容";

fn name(piece: Piece) -> &'static str {
    match piece {
        Piece::Smart => "所在之处",
        Piece::Cell => "单元格",
        Piece::Row => "行",
        Piece::Table => "表",
        Piece::Place => "位置",
        Piece::Evidence => "依据",
        Piece::Source => "来源",
        Piece::Quotation => "引文",
    }
}

/// What was sent, by its first line.
pub fn sent(piece: Piece, text: &str) -> String {
    let first = text.lines().next().unwrap_or_default();
    format!("已发送到剪贴板(OSC 52)  {}:{}", name(piece), first.replace('\t', " "))
}

/// A text that no terminal would take.
pub fn too_long(bytes: usize) -> String {
    format!("{} KB,超过剪贴板(OSC 52)的限度,未发送", bytes / 1024)
}

/// `云河县财政局2021年政府信息公开工作年度报告`.
pub fn full_title(name: &str, year: Option<u16>) -> String {
    let year = year.map_or_else(String::new, |year| format!("{year}年"));
    format!("{name}{year}政府信息公开工作年度报告")
}

/// Where a report was found, and when.
pub fn crawled_from(address: &str, crawled: Option<&str>) -> String {
    crawled.map_or_else(|| address.to_owned(), |crawled| format!("{address} (采集 {crawled})"))
}

/// Words of a report with their source.
pub fn quotation(words: &str, title: &str, section: Option<&str>, whence: Option<&str>) -> String {
    let section = section.map(|number| format!(",第{number}部分")).unwrap_or_default();
    let whence = whence.map(|whence| format!(",{whence}")).unwrap_or_default();
    format!("“{words}”——{title}{section}{whence}")
}
