//! Entries for people at a terminal: a line a reason, then what is usable.

use std::io::Write;

use crate::commands::columns::{fitted, left, right, width};
use crate::commands::triage::Told;
use crate::model::printable::printable;
use crate::triage::{Entry, FAMILIES, Overview, Row, Standing};

/// Columns of a line.
const WIDEST: usize = 100;
/// As many characters of a name and of a path are shown.
const NAME: usize = 18;
/// Sites that fail more often than before, at most.
const RISES: usize = 5;

pub(super) fn write(told: &Told<'_>, out: &mut dyn Write) -> anyhow::Result<()> {
    writeln!(out, "{}", head(told))?;
    if !told.overview.rows.is_empty() {
        writeln!(out)?;
        let rows: Vec<[String; 5]> = told.overview.rows.iter().map(|row| cells(row, told.entries)).collect();
        table(&rows, out)?;
    }
    writeln!(out)?;
    for line in usable(told) {
        writeln!(out, "{line}")?;
    }
    let risen = told.overview.rises.iter().take(RISES);
    for (nth, rise) in risen.enumerate() {
        let title = if nth == 0 { "失败率上升" } else { "" };
        let (now, before) = (share(rise.now), share(rise.before));
        writeln!(out, "{}  {}  {now},此前 {before}", left(title, 10), printable(&rise.site))?;
    }
    Ok(())
}

/// `分拣  收 500  待处理 109  忽略 35  可用 356`, with what is new of it.
pub(super) fn head(told: &Told<'_>) -> String {
    let Overview { received, waiting, handled, ignored, usable, new, changed, spoilt, .. } = told.overview;
    let spoilt = if *spoilt > 0 { format!("(原可用 {spoilt})") } else { String::new() };
    let parts = [
        Some("分拣".to_owned()),
        told.span(),
        Some(format!("收 {received}")),
        told.last.map(|_| format!("新到 {new}  变动 {changed}{spoilt}")),
        Some(format!("待处理 {waiting}")),
        (*handled > 0).then(|| format!("已处理 {handled}")),
        Some(format!("忽略 {ignored}")),
        Some(format!("可用 {usable}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("  ")
}

/// Reason, action, count, sites and one example.
fn cells(row: &Row, entries: &[(&Entry, &Standing)]) -> [String; 5] {
    let handled = if row.handled > 0 { format!("(已处理 {})", row.handled) } else { String::new() };
    let example = row.example.and_then(|number| entries.get(number)).map(|(entry, _)| example(entry));
    [
        row.reason.name_zh().to_owned(),
        row.action().name_zh().to_owned(),
        format!("{}{handled}", row.count),
        sites(row),
        example.unwrap_or_default(),
    ]
}

/// How many sites, and the worst of several, with how many.
pub(super) fn sites(row: &Row) -> String {
    match &row.worst {
        None => "—".to_owned(),
        Some((site, _)) if row.sites == 1 => format!("1 站  {}", printable(site)),
        Some((site, count)) => format!("{} 站  {} {count}", row.sites, printable(site)),
    }
}

/// `青石县统计局 2025 k7q2… “点击下载”`.
pub(super) fn example(entry: &Entry) -> String {
    let year = entry.year.map_or_else(String::new, |year| format!(" {year}"));
    let detail = entry.detail.as_ref().map_or_else(String::new, |detail| format!("  {}", detail.words_zh()));
    format!("{}{year}  {}{}", short(&entry.name), entry.id, printable(&detail))
}

/// The beginning of a name, of a path its end.
fn short(name: &str) -> String {
    let shown = printable(name);
    let count = shown.chars().count();
    if count <= NAME {
        return shown.into_owned();
    }
    if shown.contains('/') {
        return format!("…{}", shown.chars().skip(count - NAME + 1).collect::<String>());
    }
    format!("{}…", shown.chars().take(NAME - 1).collect::<String>())
}

/// Lines of a table; the third column is of numbers.
fn table(rows: &[[String; 5]], out: &mut dyn Write) -> anyhow::Result<()> {
    let head = ["事由", "处理", "数", "涉及站点", "最近一例"].map(str::to_owned);
    let all: Vec<&[String; 5]> = std::iter::once(&head).chain(rows).collect();
    let widest = |col: usize| all.iter().filter_map(|row| row.get(col)).map(|cell| width(cell)).max().unwrap_or(0);
    for row in &all {
        let cells = row.iter().enumerate().map(|(col, cell)| match col {
            2 => right(cell, widest(col)),
            4 => cell.clone(),
            _ => left(cell, widest(col)),
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        writeln!(out, "{}", fitted(line.trim_end(), WIDEST))?;
    }
    Ok(())
}

/// What is usable, and what there is to review in it.
pub(super) fn usable(told: &Told<'_>) -> Vec<String> {
    let usable = told.usable;
    let hints = if usable.hints > 0 { format!("  提示 {}", usable.hints) } else { String::new() };
    let mut lines = vec![format!(
        "可用 {} 份  疑点组 {}  错误 {}  警告 {}{hints}",
        usable.reports, usable.groups, usable.errors, usable.warnings
    )];
    let families = FAMILIES.iter().zip(usable.families).filter(|(_, count)| *count > 0);
    let families: Vec<String> = families.map(|(name, count)| format!("{name} {count}")).collect();
    if !families.is_empty() {
        lines.push(format!("疑点组  {}", families.join("  ")));
    }
    let now = (told.overview.failures, told.overview.received);
    if now.1 > 0 {
        let before = told.overview.before.map_or_else(String::new, |before| format!(",此前 {}", share(before)));
        lines.push(format!("读取失败 {}{before}", share(now)));
    }
    lines
}

/// `3/120(2.5%)`.
pub(super) fn share((part, all): (usize, usize)) -> String {
    let permille = (part * 1000 + all / 2).checked_div(all).unwrap_or(0);
    format!("{part}/{all}({}.{}%)", permille / 10, permille % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_names_are_short() {
        assert_eq!(share((3, 120)), "3/120(2.5%)");
        assert_eq!((share((0, 0)).as_str(), share((7, 7)).as_str()), ("0/0(0.0%)", "7/7(100.0%)"));
        assert_eq!(short("青石县统计局"), "青石县统计局");
        assert_eq!(short(&"云".repeat(30)).chars().count(), NAME);
        assert_eq!(short("a/b/c/d/e/f/g/h/2021.html"), "…e/f/g/h/2021.html");
    }
}
