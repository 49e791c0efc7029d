//! Words about copying, and those that go with what is copied.

use crate::tui::action::Piece;
use crate::tui::strings::language::say;
use crate::tui::strings::{Words, words};

pub const NOTHING_TO_COPY: Words = words("此处没有可复制的这类内容", "nothing of this kind to copy here");

fn name(piece: Piece) -> Words {
    match piece {
        Piece::Smart => words("光标所在", "this"),
        Piece::Cell => words("单元格", "cell"),
        Piece::Row => words("行", "row"),
        Piece::Table => words("表", "table"),
        Piece::Place => words("位置", "place"),
        Piece::Link => words("链接", "link"),
        Piece::Evidence => words("依据", "evidence"),
        Piece::Source => words("来源", "source"),
        Piece::Quotation => words("引文", "quotation"),
        Piece::Command => words("命令", "command"),
    }
}

/// What was sent, by its first line.
pub fn sent(piece: Piece, text: &str) -> String {
    let first = text.lines().next().unwrap_or_default();
    let first = first.replace('\t', " ");
    say!("已发送到剪贴板(OSC 52)  {}:{first}", "sent to the clipboard (OSC 52)  {}: {first}", name(piece))
}

/// A text that no terminal would take.
pub fn too_long(bytes: usize) -> String {
    say!("{} KB,超过剪贴板(OSC 52)的限度,未发送", "{} KB, more than a clipboard (OSC 52) takes; not sent", bytes / 1024)
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
