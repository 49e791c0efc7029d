//! What the verdicts of the journals come to on a corpus as it is now: of which flags the evidence has changed,
//! which flags go by another name by now, which are no longer there. It finds; it neither decides nor shows.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rayon::prelude::*;

use crate::corpus::Corpus;
use crate::model::flag::Flag;
use crate::review::ledger::{Ledger, Standing};
use crate::review::seen::Change;
use crate::review::whereabouts::{TIERS, Whereabouts};
use crate::rules::{Checked, Fingerprint};

/// How verdicts stand to the flags of a corpus. A verdict that is in none of the lists is on a flag that is as it
/// was.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Board {
    /// Flags whose evidence is not as it was when they were decided, by their name now.
    pub changed: BTreeMap<Fingerprint, Vec<Change>>,
    /// Flags that had another name when they were decided: the name now, and the one then.
    pub found_again: BTreeMap<Fingerprint, Fingerprint>,
    /// Verdicts on flags that are no longer there (已不再出现), by the names of the flags.
    pub gone: Vec<Gone>,
    /// Reports whose flags could not be read, so that nothing is known of changes in them.
    pub unread: Vec<usize>,
}

/// A verdict on a flag that is no longer there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gone {
    pub flag: Fingerprint,
    /// The report it was raised in, where that is in the corpus still.
    pub report: Option<usize>,
}

impl Board {
    /// Compares the verdicts of the journals with the flags of a corpus. Only of the reports they are about are
    /// the words of flags read.
    pub fn of(corpus: &Corpus, checked: &Checked, ledger: &Ledger) -> Self {
        let asked: HashSet<Fingerprint> = ledger.verdicts().map(|(flag, _)| flag).collect();
        let mut places: HashMap<Fingerprint, Vec<usize>> = HashMap::new();
        for (at, brief) in checked.briefs().iter().filter(|(_, brief)| asked.contains(&brief.name())) {
            places.entry(brief.name()).or_default().push(at.report);
        }
        let mut asked: Vec<Fingerprint> = asked.into_iter().collect();
        asked.sort_unstable();
        let (here, missing): (Vec<_>, Vec<_>) = asked.into_iter().partition(|flag| places.contains_key(flag));
        let mut board = Self::default();
        board.compare(&here, &places, (checked, ledger));
        let lost = missing.iter().filter_map(|flag| Some((*flag, ledger.standing(*flag)?)));
        board.seek(&lost.collect::<Vec<_>>(), (corpus, checked, ledger));
        board.unread.sort_unstable();
        board.unread.dedup();
        board
    }

    /// Finds what has changed of flags that have the name they had.
    fn compare(
        &mut self,
        here: &[Fingerprint],
        places: &HashMap<Fingerprint, Vec<usize>>,
        (checked, ledger): (&Checked, &Ledger),
    ) {
        let mut by_report: BTreeMap<usize, Vec<Fingerprint>> = BTreeMap::new();
        for flag in here {
            let mut reports = places.get(flag).cloned().unwrap_or_default();
            reports.dedup();
            for report in reports {
                by_report.entry(report).or_default().push(*flag);
            }
        }
        let by_report: Vec<_> = by_report.into_iter().collect();
        let compared: Vec<_> = by_report
            .par_iter()
            .map(|(report, flags)| (*report, checked.read(*report).map(|o| differences(&o.flags, flags, ledger))))
            .collect();
        // A copy of a report has flags of the same names: one that is as it was seen is enough.
        let mut same: BTreeSet<Fingerprint> = BTreeSet::new();
        for (report, differences) in compared {
            let Ok(differences) = differences else {
                self.unread.push(report);
                continue;
            };
            for (flag, changes) in differences {
                if changes.is_empty() {
                    same.insert(flag);
                } else {
                    self.changed.entry(flag).or_insert(changes);
                }
            }
        }
        self.changed.retain(|flag, _| !same.contains(flag));
    }

    /// Looks for flags that may go by another name.
    fn seek(&mut self, lost: &[(Fingerprint, Standing<'_>)], (corpus, checked, ledger): (&Corpus, &Checked, &Ledger)) {
        let reports = Whereabouts::of(corpus, lost.iter().map(|(_, standing)| standing.latest.seen));
        let mut wanted: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
        for (number, (_, standing)) in lost.iter().enumerate() {
            for (tier, reports) in reports.tiers(standing.latest.seen).into_iter().enumerate() {
                for report in reports {
                    wanted.entry(*report).or_default().push((number, tier));
                }
            }
        }
        let wanted: Vec<_> = wanted.into_iter().collect();
        let found: Vec<_> = wanted
            .par_iter()
            .map(|(report, asked)| (*report, checked.read(*report).map(|o| alike(&o.flags, asked, (lost, ledger)))))
            .collect();
        let mut likely: BTreeMap<usize, [Vec<Likely>; TIERS]> = BTreeMap::new();
        for (report, found) in found {
            match found {
                Ok(found) => found.into_iter().for_each(|((number, tier), one)| {
                    likely.entry(number).or_default().get_mut(tier).into_iter().for_each(|tier| tier.push(one.clone()));
                }),
                Err(_) => self.unread.push(report),
            }
        }
        self.settle(lost, likely, &reports);
    }

    /// Gives each lost verdict the one flag that it can be about. Where two claim a flag the later one has it.
    fn settle(
        &mut self,
        lost: &[(Fingerprint, Standing<'_>)],
        mut likely: BTreeMap<usize, [Vec<Likely>; TIERS]>,
        reports: &Whereabouts,
    ) {
        let mut owners: BTreeMap<Fingerprint, (usize, Vec<Change>)> = BTreeMap::new();
        let said = |number: usize| lost.get(number).map(|(flag, standing)| (standing.latest.at, *flag));
        for number in 0..lost.len() {
            let Some(one) = likely.remove(&number).and_then(the_one) else { continue };
            let later = owners.get(&one.now).is_none_or(|(other, _)| said(number) > said(*other));
            if later {
                owners.insert(one.now, (number, one.changes));
            }
        }
        let mut kept: BTreeSet<usize> = BTreeSet::new();
        for (now, (number, changes)) in owners {
            let Some((then, _)) = lost.get(number) else { continue };
            kept.insert(number);
            self.found_again.insert(now, *then);
            if !changes.is_empty() {
                self.changed.insert(now, changes);
            }
        }
        let gone = lost.iter().enumerate().filter(|(number, _)| !kept.contains(number));
        self.gone = gone
            .map(|(_, (flag, standing))| Gone { flag: *flag, report: reports.first(standing.latest.seen) })
            .collect();
    }
}

/// A flag that a verdict may be about.
#[derive(Debug, Clone)]
struct Likely {
    now: Fingerprint,
    changes: Vec<Change>,
}

/// What of these flags of a report has changed.
fn differences(flags: &[Flag], names: &[Fingerprint], ledger: &Ledger) -> Vec<(Fingerprint, Vec<Change>)> {
    let mut all = Vec::new();
    for flag in flags {
        let name = Fingerprint::of(&flag.fingerprint);
        let standing = names.contains(&name).then(|| ledger.standing(name)).flatten();
        all.extend(standing.map(|standing| (name, standing.latest.seen.changes(flag))));
    }
    all
}

/// The flags of a report, without a verdict of their own, that lost verdicts may be about.
fn alike(
    flags: &[Flag],
    asked: &[(usize, usize)],
    (lost, ledger): (&[(Fingerprint, Standing<'_>)], &Ledger),
) -> Vec<((usize, usize), Likely)> {
    let names = flags.iter().map(|flag| (Fingerprint::of(&flag.fingerprint), flag));
    let free = names.filter(|(name, _)| !ledger.verdict(*name).is_some_and(crate::model::verdict::Verdict::decides));
    let free: Vec<_> = free.collect();
    let mut all = Vec::new();
    for (number, tier) in asked {
        let Some((_, standing)) = lost.get(*number) else { continue };
        let seen = standing.latest.seen;
        for (now, flag) in free.iter().filter(|(_, flag)| seen.is_about(flag)) {
            all.push(((*number, *tier), Likely { now: *now, changes: seen.changes(flag) }));
        }
    }
    all
}

/// The only flag in question, or the only one that is as it was seen, in the first way that any is found in.
fn the_one(tiers: [Vec<Likely>; TIERS]) -> Option<Likely> {
    let mut found = tiers.into_iter().find(|found| !found.is_empty())?;
    if found.len() > 1 {
        found.retain(|one| one.changes.is_empty());
    }
    let one = found.pop()?;
    // Copies of a report have flags of one name.
    found.iter().all(|other| other.now == one.now).then_some(one)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::model::cell::Cell;
    use crate::model::flag::Severity;
    use crate::model::form::{CellId, Col, Form, Row};
    use crate::model::report::{Report, Span};
    use crate::model::verdict::Verdict;
    use crate::review::event::{Act, Event, EventId};
    use crate::review::seen::Seen;
    use crate::rules::{FlagRef, Outcome, Selection, check_corpus, draft};

    /// A report of an agency whose table 四 does not add up.
    fn report(id: &str, agency: &str, total: i64) -> Report {
        let mut report = draft::complete(Form::F2021).build();
        report.id = id.into();
        report.source.path = format!("2021/{id}.html");
        report.agency.name = Some(agency.into());
        for (col, value) in [(Col::Upheld, 10), (Col::Corrected, 1)] {
            report.tables.cells.insert(CellId::new(Row::Review, col), Cell::read(value.into(), Span::new(1, 3)));
        }
        report.tables.cells.insert(CellId::new(Row::Review, Col::Total), Cell::read(total.into(), Span::new(4, 6)));
        report
    }

    /// Reports as they are opened and checked.
    fn opened(dir: &Path, reports: &[Report]) -> (Corpus, Checked) {
        let path = dir.join(format!("{}.jsonl", crate::review::session()));
        let lines: Vec<_> = reports.iter().map(|report| report.to_json().unwrap() + "\n").collect();
        std::fs::write(&path, lines.concat()).unwrap();
        let corpus = crate::corpus::open(&[path], &|_| ());
        let selection = Selection::parse(&["T4-SUM".to_owned()], &[]).unwrap();
        let checked = check_corpus(&corpus, &selection, &|_| ());
        (corpus, checked)
    }

    /// A ledger in which every flag of a corpus is decided.
    fn decided((corpus, checked): &(Corpus, Checked), at: &str, by: &str) -> Ledger {
        let mut ledger = Ledger::default();
        for (n, (at_flag, _)) in (1..).zip(checked.briefs().iter()) {
            let seen = Seen::of(&checked.flag(at_flag).unwrap(), &corpus.header(at_flag.report).unwrap());
            let id = EventId { by: by.into(), session: "s".into(), n };
            let act = Act::Decide { verdict: Verdict::Real, note: None, flags: vec![seen] };
            ledger.extend([Event { id, at: at.into(), act }]);
        }
        ledger
    }

    fn name(checked: &Checked, report: usize) -> Fingerprint {
        checked.briefs().get(FlagRef { report, nth: 0 }).unwrap().name()
    }

    #[test]
    fn a_parser_that_reads_other_numbers_leaves_verdicts_and_marks_them() {
        let dir = tempfile::tempdir().unwrap();
        let before = opened(dir.path(), &[report("aaa", "云河县财政局", 0), report("bbb", "青石镇人民政府", 0)]);
        let ledger = decided(&before, "2024-03-30T10:40:00.123Z", "li");
        assert_eq!(Board::of(&before.0, &before.1, &ledger), Board::default(), "nothing has happened");
        let after = opened(dir.path(), &[report("aaa", "云河县财政局", 7), report("bbb", "青石镇人民政府", 0)]);
        let board = Board::of(&after.0, &after.1, &ledger);
        let flag = name(&after.1, 0);
        assert_eq!((ledger.verdict(flag), flag), (Some(Verdict::Real), name(&before.1, 0)));
        assert_eq!(board.changed.keys().collect::<Vec<_>>(), [&flag]);
        let told: Vec<_> = board.changed[&flag].iter().map(|c| (c.old.as_str(), c.new.as_str())).collect();
        assert_eq!(told, [("0", "7")]);
        assert!(board.found_again.is_empty() && board.gone.is_empty() && board.unread.is_empty());
    }

    #[test]
    fn a_flag_under_another_name_is_found_by_its_place() {
        let dir = tempfile::tempdir().unwrap();
        let before = opened(dir.path(), &[report("aaa", "云河县财政局", 0), report("bbb", "青石镇人民政府", 0)]);
        let ledger = decided(&before, "2024-03-30T10:40:00.123Z", "li");
        // One agency is read otherwise by now; the other's file has moved and was read in a later year.
        let mut moved = report("ccc", "青石镇人民政府", 3);
        moved.source.path = "2021/bbb.html".into();
        moved.year = Some(2022);
        let after = opened(dir.path(), &[report("aaa", "云河县财政局(国资办)", 0), moved]);
        let board = Board::of(&after.0, &after.1, &ledger);
        let expected = [0, 1].map(|n| (name(&after.1, n), name(&before.1, n)));
        assert_eq!(board.found_again, BTreeMap::from(expected));
        assert_eq!(board.changed.keys().collect::<Vec<_>>(), [&name(&after.1, 1)]);
        assert!(board.gone.is_empty());
    }

    #[test]
    fn what_is_nowhere_is_gone_with_or_without_its_report() {
        let dir = tempfile::tempdir().unwrap();
        let before = opened(dir.path(), &[report("aaa", "云河县财政局", 0), report("bbb", "青石镇人民政府", 0)]);
        let ledger = decided(&before, "2024-03-30T10:40:00.123Z", "li");
        let after = opened(dir.path(), &[report("ddd", "别的单位", 0), report("aaa", "云河县财政局", 11)]);
        let board = Board::of(&after.0, &after.1, &ledger);
        let mut expected =
            vec![Gone { flag: name(&before.1, 0), report: Some(1) }, Gone { flag: name(&before.1, 1), report: None }];
        expected.sort_by_key(|gone| gone.flag);
        assert_eq!(board, Board { gone: expected, ..Board::default() });
    }

    #[test]
    fn a_flag_that_two_verdicts_claim_goes_to_the_later() {
        let dir = tempfile::tempdir().unwrap();
        let of = |agency: &str| opened(dir.path(), &[report("aaa", agency, 0)]);
        let (first, second, now) = (of("云河县财政局"), of("云河县财政厅"), of("云河县财政局和国资办"));
        let mut ledger = decided(&first, "2024-03-30T10:40:00.123Z", "li");
        let later = decided(&second, "2024-03-31T10:40:00.123Z", "an");
        ledger.extend(later.events().map(|(event, _)| event.clone()));
        let board = Board::of(&now.0, &now.1, &ledger);
        assert_eq!(board.found_again, BTreeMap::from([(name(&now.1, 0), name(&second.1, 0))]));
        assert_eq!(board.gone, [Gone { flag: name(&first.1, 0), report: Some(0) }]);
        // What has a verdict of its own is nobody else's.
        let board = Board::of(&second.0, &second.1, &ledger);
        assert!(board.found_again.is_empty() && board.gone.len() == 1);
    }

    #[test]
    fn flags_of_copies_are_as_they_were_where_one_of_them_is() {
        let dir = tempfile::tempdir().unwrap();
        let before = opened(dir.path(), &[report("aaa", "云河县财政局", 0)]);
        let ledger = decided(&before, "2024-03-30T10:40:00.123Z", "li");
        let copies = [report("bbb", "云河县财政局", 5), report("aaa", "云河县财政局", 0)];
        let after = opened(dir.path(), &copies);
        assert_eq!(Board::of(&after.0, &after.1, &ledger), Board::default());
        let after = opened(dir.path(), &copies[..1]);
        assert_eq!(Board::of(&after.0, &after.1, &ledger).changed.len(), 1);
    }

    #[test]
    fn words_that_cannot_be_read_are_told() {
        let flags = [draft::flag("T3-ROW", &draft::name("a"), Severity::Error)];
        let mut checked = Checked::of([Outcome { flags: flags.into(), ..Outcome::default() }]);
        let mut ledger = Ledger::default();
        let report = Report::default();
        let seen = Seen::of(&checked.flags(0)[0], &crate::corpus::header::Header::of(&report));
        let id = EventId { by: "li".into(), session: "s".into(), n: 1 };
        let act = Act::Decide { verdict: Verdict::Real, note: None, flags: vec![seen] };
        ledger.extend([Event { id, at: String::new(), act }]);
        assert_eq!(Board::of(&Corpus::default(), &checked, &ledger), Board::default());
        checked.lose_words();
        assert_eq!(Board::of(&Corpus::default(), &checked, &ledger).unread, [0]);
    }
}
