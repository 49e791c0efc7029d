//! The overview in plain text, printed where there is no terminal to draw on.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use crate::commands::Session;
use crate::commands::columns::table;
use crate::corpus::Corpus;
use crate::corpus::header::Header;
use crate::model::flag::Severity;
use crate::model::printable::printable;
use crate::rules::{FlagRef, Groups};

/// Agencies listed; a corpus of a hundred thousand is no overview.
const AGENCIES: usize = 40;
/// Entries listed, the worst first.
const ENTRIES: usize = 12;

/// Prints agencies by years with their entries, then the gravest entries.
pub(super) fn print(session: &Session, is_sample: bool, out: &mut dyn Write) -> io::Result<()> {
    let corpus = &session.corpus;
    let groups = Groups::of(session.checked.briefs());
    let queued: Vec<(FlagRef, Severity)> = groups.queued().map(|(at, flag)| (at, flag.severity())).collect();
    let name = if is_sample { "示例年报库" } else { "年报库" };
    let count = |severity| queued.iter().filter(|(_, own)| *own == severity).count();
    writeln!(
        out,
        "检报 jianbao {}  {name}  {} 份  疑点组 {} (错 {} 警 {} 提 {})",
        env!("CARGO_PKG_VERSION"),
        corpus.len(),
        queued.len(),
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Info),
    )?;
    writeln!(out, "政府信息公开工作年度报告:逐格读取、勾稽核对、正文检索。格内为疑点组数,! 含错误,- 无年报\n")?;
    matrix(corpus, &queued, out)?;
    worst(session, queued, out)?;
    writeln!(out, "\n在终端中运行 jianbao [PATH…] 逐条查看;jianbao check 列出全部疑点;jianbao --help 查看其他命令")
}

/// Agencies by years: the number of entries, `-` where there is no report.
fn matrix(corpus: &Corpus, queued: &[(FlagRef, Severity)], out: &mut dyn Write) -> io::Result<()> {
    let mut flags_of: BTreeMap<usize, (usize, bool)> = BTreeMap::new();
    for (at, severity) in queued {
        let entry = flags_of.entry(at.report).or_default();
        entry.0 += 1;
        entry.1 |= *severity == Severity::Error;
    }
    let mut agencies: BTreeMap<_, Vec<(usize, Header<'_>)>> = BTreeMap::new();
    for (index, header) in corpus.headers().enumerate() {
        agencies.entry((header.agency.code.as_deref(), header.name())).or_default().push((index, header));
    }
    let years: BTreeSet<Option<u16>> = corpus.headers().map(|header| header.year).collect();
    let year_name = |year: &Option<u16>| year.map_or_else(|| "无年份".to_owned(), |year| year.to_string());
    let mut rows = vec![std::iter::once("单位".to_owned()).chain(years.iter().map(year_name)).collect::<Vec<_>>()];
    for ((_, name), reports) in agencies.iter().take(AGENCIES) {
        let mut row = vec![printable(name).into_owned()];
        for year in &years {
            let of_year: Vec<_> = reports.iter().filter(|(_, header)| header.year == *year).collect();
            let (mut flags, mut error) = (0, false);
            for (index, _) in &of_year {
                let (more, grave) = flags_of.get(index).copied().unwrap_or_default();
                flags += more;
                error |= grave;
            }
            let mark = if error { "!" } else { "" };
            row.push(if of_year.is_empty() { "-".to_owned() } else { format!("{flags}{mark}") });
        }
        rows.push(row);
    }
    for line in table(&rows) {
        writeln!(out, "{line}")?;
    }
    if agencies.len() > AGENCIES {
        writeln!(out, "… 另有 {} 个单位", agencies.len() - AGENCIES)?;
    }
    Ok(())
}

/// The gravest entries with what they rest on.
fn worst(session: &Session, mut queued: Vec<(FlagRef, Severity)>, out: &mut dyn Write) -> io::Result<()> {
    queued.sort_by_key(|(_, severity)| std::cmp::Reverse(*severity));
    writeln!(out, "\n先看这些疑点组 ({}/{})", queued.len().min(ENTRIES), queued.len())?;
    for (at, _) in queued.into_iter().take(ENTRIES) {
        let Some((header, flag)) = session.corpus.header(at.report).zip(session.checked.flag(at)) else { continue };
        let year = header.year.map_or_else(String::new, |year| format!(" {year}"));
        writeln!(out, "  {} {} {}{year}", flag.severity.mark_zh(), flag.rule, printable(header.name()))?;
        writeln!(out, "     {}", printable(&flag.message))?;
    }
    Ok(())
}
