//! Words about what a view lists, written to a file.

use crate::model::date::Date;
use crate::model::printable::printable;
use crate::tui::exporting::{Refusal, Sheet, Written};
use crate::tui::strings::language::say;
use crate::tui::strings::{Words, count, words};

pub const EXPORT: Words = words("导出", "export");
pub const EXPORTING: Words = words("正在写文件……", "writing ...");
pub const NOTHING_TO_EXPORT: Words = words("此处没有可导出的清单", "no list to export here");
pub const NOT_ALL_LISTED: Words = words("清单尚未列全,请稍候再导出", "not all is listed yet; wait, then export");
pub const A_NAME_PLEASE: Words = words("请输入文件名", "a file name, please");

/// What is written.
pub fn sheet(sheet: Sheet) -> Words {
    match sheet {
        Sheet::Flags => words("疑点", "flags"),
        Sheet::Problems => words("问题清单", "problems"),
        Sheet::Reports => words("年报", "reports"),
        Sheet::Hits => words("命中", "hits"),
        Sheet::Entries => words("分拣", "triage"),
        Sheet::Figures => words("统计", "figures"),
    }
}

/// The name that is offered for a file: `疑点-20261123.csv`.
pub fn file_name(of: Sheet, today: Option<Date>) -> String {
    let day = today.map_or_else(String::new, |day| format!("-{}", day.to_string().replace('-', "")));
    let ending = of.endings().first().copied().unwrap_or_default();
    format!("{}{day}.{ending}", sheet(of))
}

/// How it can be written, and what else: `csv xlsx md · 或问题清单`.
pub fn export_hint(of: Sheet, next: Option<Sheet>) -> String {
    let endings = of.endings().join(" ");
    match next {
        Some(next) => {
            let next = sheet(next);
            say!("{endings} · 或{next}", "{endings} · or {next}")
        }
        None => endings,
    }
}

/// Where a file is, and how much is in it: `已导出问题清单 2 条:/tmp/a.md`.
pub fn exported(of: Sheet, Written { path, rows, unread }: &Written) -> String {
    let (rows, sheet, path) = (count(*rows), sheet(of), printable(path));
    let told = say!("已导出{sheet} {rows} 条:{path}", "exported {rows} {sheet}: {path}");
    if *unread == 0 {
        return told;
    }
    let unread = count(*unread);
    say!("{told}({unread} 份年报读不出)", "{told} ({unread} reports could not be read)")
}

/// Why there is no file.
pub fn not_exported(of: Sheet, name: &str, refusal: &Refusal) -> String {
    let name = printable(name);
    let endings = of.endings().join(" ");
    match refusal {
        Refusal::Nowhere => say!("打印的画面不写文件", "screens that are printed write no files"),
        Refusal::Exists => say!("已有 {name};再按 Enter 覆盖", "{name} exists; Enter again replaces it"),
        Refusal::Ending => say!("文件名请以 {endings} 之一结尾", "end the name in one of {endings}"),
        Refusal::Failed(reason) => {
            let reason = printable(reason);
            say!("未导出:{reason}", "not exported: {reason}")
        }
    }
}
