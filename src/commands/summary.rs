//! What a parse read, to be told at its end: files, cells, notes, sites, and where to look first.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use crate::corpus::origin::site;
use crate::model::cell::How;
use crate::model::form::TableSpec;
use crate::model::note::NoteCode;
use crate::model::printable::printable;
use crate::model::report::{Kind, Report};

/// As many files are named to be looked at first, and as many sites.
const NAMED: usize = 10;

/// Counts over the reports of a run.
#[derive(Debug, Default)]
pub struct Summary {
    pub reports: usize,
    kinds: BTreeMap<Kind, usize>,
    cells: BTreeMap<How, usize>,
    notes: BTreeMap<NoteCode, usize>,
    sites: BTreeMap<String, Site>,
    /// The files with most to look at: weight, then path backwards, so that the least goes first.
    look_at: BTreeSet<(usize, std::cmp::Reverse<String>)>,
}

/// What came from one site.
#[derive(Debug, Default, Clone, Copy)]
struct Site {
    files: usize,
    /// Cells that could not be placed.
    unplaced: usize,
}

impl Summary {
    /// The counts of one report.
    pub fn of(report: &Report) -> Self {
        let mut summary = Self { reports: 1, ..Self::default() };
        summary.kinds.insert(report.kind, 1);
        for how in report.tables.cells.values().filter_map(|cell| cell.how) {
            *summary.cells.entry(how).or_default() += 1;
        }
        let absent = |table: &TableSpec| table.cells().filter(|cell| report.tables.absent.contains(&cell.row)).count();
        let absent: usize = report.form.map_or(0, |form| form.tables().iter().map(absent).sum());
        if absent > 0 {
            *summary.cells.entry(How::Absent).or_default() += absent;
        }
        for note in &report.notes {
            *summary.notes.entry(note.code).or_default() += 1;
        }
        let unplaced = summary.cells.get(&How::Unplaced).copied().unwrap_or(0);
        if let Some(site) = site(report.source.url.as_deref(), report.source.manifest.as_ref()) {
            summary.sites.insert(site, Site { files: 1, unplaced });
        }
        let weight = unplaced + report.notes.iter().map(|note| weight(note.code)).sum::<usize>();
        if weight > 0 {
            summary.look_at.insert((weight, std::cmp::Reverse(report.source.path.clone())));
        }
        summary
    }

    /// Adds the counts of another.
    pub fn add(&mut self, other: Self) {
        fn merge<K: Ord>(into: &mut BTreeMap<K, usize>, from: BTreeMap<K, usize>) {
            for (key, count) in from {
                *into.entry(key).or_default() += count;
            }
        }
        self.reports += other.reports;
        merge(&mut self.kinds, other.kinds);
        merge(&mut self.cells, other.cells);
        merge(&mut self.notes, other.notes);
        for (site, counts) in other.sites {
            let all = self.sites.entry(site).or_default();
            all.files += counts.files;
            all.unplaced += counts.unplaced;
        }
        self.look_at.extend(other.look_at);
        while self.look_at.len() > NAMED {
            self.look_at.pop_first();
        }
    }

    /// Writes the counts for people.
    pub fn tell(&self, err: &mut dyn Write) -> io::Result<()> {
        fn list<K: std::fmt::Display>(counts: &BTreeMap<K, usize>) -> String {
            let parts: Vec<_> = counts.iter().map(|(key, count)| format!("{key} {count}")).collect();
            if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
        }
        writeln!(err, "files  {} ({})", self.reports, list(&self.kinds))?;
        writeln!(err, "cells  {}", list(&self.cells))?;
        writeln!(err, "notes  {}", list(&self.notes))?;
        self.tell_sites(err)?;
        for (nth, (weight, std::cmp::Reverse(path))) in self.look_at.iter().rev().enumerate() {
            let title = if nth == 0 { "look at" } else { "" };
            writeln!(err, "{title:<7}{weight:>5}  {}", printable(path))?;
        }
        Ok(())
    }

    fn tell_sites(&self, err: &mut dyn Write) -> io::Result<()> {
        let mut sites: Vec<_> = self.sites.iter().collect();
        sites.sort_by_key(|(_, site)| std::cmp::Reverse(site.files));
        for (nth, (name, site)) in sites.iter().take(NAMED).enumerate() {
            let title = if nth == 0 { "sites" } else { "" };
            let unplaced =
                if site.unplaced > 0 { format!(", {} cells unplaced", site.unplaced) } else { String::new() };
            writeln!(err, "{title:<7}{:>5}  {}{unplaced}", site.files, printable(name))?;
        }
        if sites.len() > NAMED {
            writeln!(err, "            and {} more sites", sites.len() - NAMED)?;
        }
        Ok(())
    }
}

/// How much there is to look at behind a note.
fn weight(code: NoteCode) -> usize {
    match code {
        NoteCode::ChromeDropped | NoteCode::ControlCharacters => 0,
        code if code.is_loss() => 10,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cell::Cell;
    use crate::model::note::Note;

    #[test]
    fn counts_add_up_and_the_worst_come_first() {
        let mut all = Summary::default();
        for n in 0..30_usize {
            let mut report = Report::default();
            report.source.path = format!("{n:02}\u{1b}.txt");
            report.source.url = Some(format!("http://s{}.gov.cn/a", n % 12));
            report.notes = vec![Note::new(NoteCode::OddValue, "", None); n / 2];
            report.tables.cells.insert("t3.granted.total".parse().unwrap(), Cell::null(How::Unplaced));
            all.add(Summary::of(&report));
        }
        let mut told = Vec::new();
        all.tell(&mut told).unwrap();
        let told = String::from_utf8(told).unwrap();
        assert!(told.starts_with("files  30 (report 30)\ncells  unplaced 30\nnotes  odd_value 210\n"), "{told}");
        assert!(
            told.contains("sites      3  s0.gov.cn, 3 cells unplaced\n") && told.contains("and 2 more sites"),
            "{told}"
        );
        let worst: Vec<_> = told.lines().filter(|line| line.contains("␛")).collect();
        assert_eq!((worst.len(), worst[0]), (10, "look at   15  28␛.txt"));
        assert!(worst[9].contains("11  21"), "{told}");
    }
}
