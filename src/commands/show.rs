//! `jianbao show`: a report, one of its rows or cells, or a flag, as the report view shows them.

use std::io::{self, IsTerminal as _, Write};

use crate::cli::{Format, RuleArgs, ShowArgs};
use crate::commands::cells::{Cells, cell_text};
use crate::commands::columns::{left, table};
use crate::commands::hints::hint_lines;
use crate::commands::in_force::InForce;
use crate::commands::output::copied;
use crate::commands::{Outcome, Session, facts, history, paths_and_last, read_outcome};
use crate::corpus::SourceText;
use crate::corpus::reference::{Reference, resolve};
use crate::model::cell::Cell;
use crate::model::flag::{Evidence, Flag, Side};
use crate::model::form::{CellId, Form, Row, TableSpec};
use crate::model::old_place::{self, OldRef};
use crate::model::printable::printable;
use crate::model::report::{Report, Section, Span};
use crate::rules::{self, FlagRef, Groups, OneFlag};

pub fn run(args: &ShowArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let (paths, reference) = paths_and_reference(&args.args);
    let rules = InForce::load(&RuleArgs::default(), &paths)?.selection;
    if args.history {
        return history::run(args, (&paths, &reference), &rules, out);
    }
    let session = Session::open(&paths, args.manifest.as_deref(), &rules)?;
    let reference = resolve(&reference, &session.corpus, &|text| session.checked.named(text))?;
    let index = reference.report();
    if args.source {
        let source = session.corpus.source_text(index, args.source_root.as_deref());
        let report = session.corpus.report(index)?;
        source_with_marks(&source, &report, out)?;
        return Ok(read_outcome(&session.corpus, args.keep_going));
    }
    if args.facts {
        let report = session.corpus.report(index)?;
        if matches!(args.format, None | Some(Format::Text)) {
            title_line(&report, out)?;
        }
        let source = session.corpus.source_text(index, args.source_root.as_deref());
        facts::write(&report, &source, args.format, out)?;
        return Ok(read_outcome(&session.corpus, args.keep_going));
    }
    if matches!(args.format, Some(Format::Json | Format::Jsonl)) {
        writeln!(out, "{}", copied(&session.corpus.line(index)?, io::stdout().is_terminal()))?;
        return Ok(read_outcome(&session.corpus, args.keep_going));
    }
    let report = session.corpus.report(index)?;
    match reference {
        Reference::Report(_) => whole_report(&report, &session.flags(index), out)?,
        Reference::Section(_, section) => {
            title_line(&report, out)?;
            report.sections.get(section).map_or(Ok(()), |section| whole_section(&report, section, out))?;
        }
        Reference::Row(_, row) => {
            title_line(&report, out)?;
            Cells::of(&session.corpus, index, &report).row(row, out)?;
            flags_about(&session.flags(index), &|cell| cell.row == row, out)?;
        }
        Reference::Cell(_, cell) => {
            title_line(&report, out)?;
            Cells::of(&session.corpus, index, &report).cell(cell, out)?;
            flags_about(&session.flags(index), &|other| other == cell, out)?;
        }
        Reference::Old(_, OldRef::Table) => {
            title_line(&report, out)?;
            old_table(&report, out)?;
        }
        Reference::Old(_, OldRef::Value(place)) => {
            title_line(&report, out)?;
            Cells::of(&session.corpus, index, &report).old(place, out)?;
        }
        Reference::Flag(_, nth) => {
            if let Some(flag) = session.flags(index).get(nth) {
                title_line(&report, out)?;
                one_flag(flag, out)?;
                its_group(&session, FlagRef { report: index, nth }, &report, out)?;
            }
        }
    }
    Ok(read_outcome(&session.corpus, args.keep_going))
}

/// Splits `PATH… REF`, where a REF to a row or a cell may come as one word or as two.
fn paths_and_reference(args: &[String]) -> (Vec<std::path::PathBuf>, String) {
    let (mut paths, last) = paths_and_last(args);
    match paths.pop() {
        Some(id) if last.parse::<CellId>().is_ok() || Row::at(last).is_some() || old_place::is_address(last) => {
            (paths, format!("{} {last}", id.display()))
        }
        id => {
            paths.extend(id);
            (paths, last.to_owned())
        }
    }
}

fn title_line(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let name = report.agency.name.as_deref().or(report.title.as_deref()).unwrap_or(&report.source.path);
    let year = report.year.map_or_else(|| "无年份".to_owned(), |year| year.to_string());
    let form = report.form.map_or("格式不明", Form::id);
    writeln!(out, "{}  {year}  {form}  {}", printable(name), printable(&report.id))
}

fn whole_report(report: &Report, flags: &[Flag], out: &mut dyn Write) -> io::Result<()> {
    title_line(report, out)?;
    let mut field = |name: &str, value: Option<&str>| match value {
        Some(value) => writeln!(out, "  {} {}", left(name, 8), printable(value)),
        None => Ok(()),
    };
    let regions: Vec<_> = report.agency.regions().collect();
    field("标题", report.title.as_deref())?;
    field("地区", (!regions.is_empty()).then(|| regions.join(" ")).as_deref())?;
    field("公布", report.published.map(|date| date.to_string()).as_deref())?;
    field("统计期限", report.period.map(|(from, to)| format!("{from} 至 {to}")).as_deref())?;
    field("索引号", report.index_no.as_deref())?;
    field("文件", Some(&report.source.path))?;
    for section in &report.sections {
        whole_section(report, section, out)?;
    }
    if !report.tables.old.is_empty() {
        writeln!(out)?;
        old_table(report, out)?;
    }
    writeln!(out, "\n疑点 {}", flags.len())?;
    for flag in flags {
        let rule = left(flag.rule, 14);
        writeln!(out, "  {} {rule} {}  {}", flag.severity.mark_zh(), printable(&flag.message), flag.fingerprint)?;
    }
    for note in &report.notes {
        writeln!(out, "  读取备注 {}: {}", note.code, printable(&note.message))?;
    }
    Ok(())
}

/// The statistics table of an older report; `old` and the number before a row name its figure.
fn old_table(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let cumulative = report.tables.old.iter().any(|row| row.cumulative.is_some());
    let mut rows = vec![["统计表", "单位", "本年", "累计"].map(str::to_owned).to_vec()];
    for (n, row) in report.tables.old.iter().enumerate() {
        let label = row.path.last().map_or("", String::as_str);
        let indent = "  ".repeat(row.path.len().saturating_sub(1).min(4));
        let name = format!("{:>3} {indent}{}", n + 1, printable(label));
        let unit = printable(row.cell.unit.as_deref().unwrap_or_default()).into_owned();
        let figure = |cell: Option<&Cell>| cell_text(cell.map(|cell| Cell { unit: None, ..cell.clone() }).as_ref());
        rows.push(vec![name, unit, figure(Some(&row.cell)), figure(row.cumulative.as_ref())]);
    }
    if !cumulative {
        for row in &mut rows {
            row.truncate(3);
        }
    }
    for line in table(&rows) {
        writeln!(out, "  {line}")?;
    }
    Ok(())
}

fn whole_section(report: &Report, section: &Section, out: &mut dyn Write) -> io::Result<()> {
    let number = section.number.as_deref().map_or_else(String::new, |number| format!("{number}、"));
    writeln!(out, "\n{}{}", printable(&number), printable(&section.heading))?;
    for block in &section.blocks {
        let number = block.number.as_deref().unwrap_or_default();
        writeln!(out, "  {}{}", printable(number), printable(&block.text))?;
    }
    let printed = section.key.and_then(|key| report.form?.table(key.table()?));
    match printed {
        Some(spec) => whole_table(report, spec, out),
        None => Ok(()),
    }
}

fn whole_table(report: &Report, spec: &TableSpec, out: &mut dyn Write) -> io::Result<()> {
    for block in spec.blocks {
        let mut rows = vec![
            std::iter::once(block.caption.to_owned())
                .chain(block.cols.iter().map(|col| col.head_zh().concat()))
                .collect::<Vec<_>>(),
        ];
        for row in block.rows {
            let cells = row.cols.iter().map(|col| cell_text(report.tables.cell(CellId::new(row.row, *col))));
            rows.push(std::iter::once(format!("{}{}", row.number, row.row.short_zh())).chain(cells).collect());
        }
        for line in table(&rows) {
            writeln!(out, "  {line}")?;
        }
    }
    Ok(())
}

/// The flags whose evidence stands in one of these cells.
fn flags_about(flags: &[Flag], is_about: &dyn Fn(CellId) -> bool, out: &mut dyn Write) -> io::Result<()> {
    let own = |piece: &Evidence| piece.report.is_none() && piece.cell.is_some_and(is_about);
    flags.iter().filter(|flag| flag.evidence.iter().any(own)).try_for_each(|flag| one_flag(flag, out))
}

fn one_flag(flag: &Flag, out: &mut dyn Write) -> io::Result<()> {
    let name = rules::find(flag.rule).map_or("", |rule| rule.name_zh);
    writeln!(out, "{} {} {name}  {}", flag.severity.name_zh(), flag.rule, printable(&flag.message))?;
    writeln!(out, "  应为 {}  实为 {}", printable(&flag.expected), printable(&flag.found))?;
    for evidence in &flag.evidence {
        writeln!(out, "  {}", evidence_line(evidence))?;
    }
    if let Some(basis) = flag.basis {
        writeln!(out, "  法规依据 {basis}")?;
    }
    writeln!(out, "  疑点编号 {}", flag.fingerprint)
}

/// The other flags of a flag's group, and what may have gone wrong where they stand.
fn its_group(session: &Session, at: FlagRef, report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let groups = Groups::of(session.checked.briefs());
    let Some(group) = groups.of_flag(at) else { return Ok(()) };
    let here = group.flags().filter(|other| other.report == at.report);
    let own: Vec<OneFlag> = here.filter_map(|other| session.checked.flag(other)).collect();
    for line in hint_lines(report, own.iter().map(|flag| &**flag)) {
        writeln!(out, "  {line}")?;
    }
    for other in group.flags().filter(|other| *other != at) {
        let Some(flag) = session.checked.flag(other) else { continue };
        let year = session.corpus.header(other.report).filter(|_| other.report != at.report).and_then(|h| h.year);
        let year = year.map_or_else(String::new, |year| format!("{year} "));
        let mark = flag.severity.mark_zh();
        writeln!(out, "  同组 {mark} {year}{}  {}", printable(&flag.message), flag.fingerprint)?;
    }
    Ok(())
}

fn evidence_line(evidence: &Evidence) -> String {
    let side = match evidence.side {
        Some(Side::Left) => "左边 ",
        Some(Side::Right) => "右边 ",
        None => "依据 ",
    };
    let report = evidence.report.as_deref().map_or_else(String::new, |id| format!("[{id}] "));
    let cell = evidence.cell.map_or_else(String::new, |cell| {
        let value = evidence.value.map_or_else(|| "?".to_owned(), |value| value.to_string());
        format!("{cell} = {value} ")
    });
    let quote = evidence.quote.as_deref().map_or_else(String::new, |quote| format!("“{}” ", printable(quote)));
    let place = evidence.at.map_or_else(String::new, |at| format!("字节 {}-{}", at.start, at.end));
    format!("{side}{report}{cell}{quote}{place}").trim_end().to_owned()
}

/// Prints the source with every heading and cell that was read marked: reversed on a terminal,
/// between « and » elsewhere.
fn source_with_marks(source: &SourceText, report: &Report, out: &mut dyn Write) -> anyhow::Result<()> {
    let text = match source {
        SourceText::Exact(text) => text,
        SourceText::Differs(text) => {
            writeln!(io::stderr(), "jianbao: the source has changed since it was read; shown without marks")?;
            print_lines(text, out)?;
            return Ok(());
        }
        SourceText::Unavailable(reason) => {
            anyhow::bail!("the source cannot be shown: {}", printable(&reason.to_string()))
        }
    };
    let (open, close) = if io::stdout().is_terminal() { ("\x1b[7m", "\x1b[0m") } else { ("«", "»") };
    let mut places: Vec<Span> = report.tables.cells.values().filter_map(|cell| cell.at).collect();
    let old = report.tables.old.iter().flat_map(|row| std::iter::once(&row.cell).chain(&row.cumulative));
    places.extend(old.filter_map(|cell| cell.at));
    places.extend(report.sections.iter().filter_map(|section| section.at));
    places.sort();
    let mut done = 0;
    for at in places {
        if let (Some(before), Some(marked)) = (text.get(done..at.start), at.of(text)) {
            print_lines(before, out)?;
            write!(out, "{open}")?;
            print_lines(marked, out)?;
            write!(out, "{close}")?;
            done = at.end;
        }
    }
    print_lines(text.get(done..).unwrap_or_default(), out)?;
    writeln!(out)?;
    Ok(())
}

/// Prints text with its line feeds kept and everything else that acts on a terminal replaced.
fn print_lines(text: &str, out: &mut dyn Write) -> io::Result<()> {
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        write!(out, "{}", printable(line.trim_end_matches('\r')))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_is_shown_with_what_may_have_gone_wrong_and_its_group() {
        let mut report = Report { id: "aaa".into(), year: Some(2021), form: Some(Form::F2021), ..Report::default() };
        report.agency.name = Some("云河县".into());
        for id in Form::F2021.tables().iter().flat_map(TableSpec::cells) {
            report.tables.cells.insert(id, Cell::read(0.into(), Span::new(1, 2)));
        }
        for (row, value) in [(Row::NewReceived, 21), (Row::Granted, 12), (Row::HandledTotal, 12)] {
            for col in [crate::model::form::Col::NaturalPerson, crate::model::form::Col::Total] {
                report.tables.cells.insert(CellId::new(row, col), Cell::read(value.into(), Span::new(1, 2)));
            }
        }
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        std::fs::write(&path, report.to_json().unwrap() + "\n").unwrap();
        let session = Session::open(&[path], None, &crate::rules::Selection::default()).unwrap();
        let nth = session.flags(0).iter().position(|flag| flag.rule == "T3-BAL").unwrap();
        let mut out = Vec::new();
        its_group(&session, FlagRef { report: 0, nth }, &report, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let cause = "  可能原因(仅供参考):表三·本年新收·自然人若为12(现21)、总计若为12(现21),则2处相符";
        assert_eq!(lines[0], cause, "{text}");
        assert!(lines[1].starts_with("  也可能:表三·结转下年度·自然人若为9") && lines.len() == 3, "{text}");
        assert!(lines[2].starts_with("  同组 错 表三·总计:新收21"), "{text}");
    }

    #[test]
    fn a_cell_reference_may_come_as_two_words() {
        let args = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let (paths, reference) = paths_and_reference(&args(&["a", "id", "t3.new_received.total"]));
        assert_eq!((paths.len(), reference.as_str()), (1, "id t3.new_received.total"));
        let (paths, reference) = paths_and_reference(&args(&["id", "t3.granted"]));
        assert_eq!((paths.len(), reference.as_str()), (0, "id t3.granted"));
        let (paths, reference) = paths_and_reference(&args(&["a", "b", "id"]));
        assert_eq!((paths.len(), reference.as_str()), (2, "id"));
    }
}
