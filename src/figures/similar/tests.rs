//! Groups beside those that comparing each with each would find.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::Write as _;

use super::gather::gather;
use super::near::{HEADS, near};
use super::*;
use crate::model::agency::{AgencyKind, Level};
use crate::model::report::{Block, Report, Section};
use crate::rules::{BANDS, Selection, Sketch, Texts};

/// Numbers that look like chance and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    /// Letters of which none is masked.
    fn letters(&mut self, count: usize) -> Vec<char> {
        (0..count).map(|_| char::from_u32(0x5F00 + u32::try_from(self.below(0x700)).unwrap()).unwrap()).collect()
    }

    /// The same with some letters in a row replaced.
    fn changed(&mut self, text: &[char], letters: usize) -> Vec<char> {
        let at = self.below(text.len() - letters);
        let mut text = text.to_vec();
        let new = self.letters(letters);
        text[at..at + letters].copy_from_slice(&new);
        text
    }
}

/// How many letters the texts of these tests have.
const LONG: usize = 300;

fn report(place: [&str; 3], name: &str, year: u16, text: &str) -> Report {
    let mut report = Report { id: format!("{name}{year}"), year: Some(year), ..Report::default() };
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let agency = &mut report.agency;
    agency.name = Some(name.to_owned());
    [agency.province, agency.city, agency.county] = place.map(some);
    (agency.level, agency.kind) = (Some(Level::Township), Some(AgencyKind::TownshipGov));
    report.title = Some(format!("{name}{year}年政府信息公开工作年度报告"));
    report.published = Date::new(year + 1, 1, 20);
    let block = Block { text: text.to_owned(), ..Block::default() };
    let key = Some(SectionKey::Overview);
    report.sections.push(Section { key, blocks: vec![block], ..Section::default() });
    report
}

const COUNTY: [&str; 3] = ["云河省", "青石市", "松坪县"];

/// A report of the n-th town.
fn town(n: usize, year: u16, text: &[char]) -> Report {
    report(COUNTY, &format!("第{n:03}镇"), year, &text.iter().collect::<String>())
}

fn corpus(reports: &[Report]) -> Corpus {
    let lines: String = reports.iter().map(|report| report.to_json().unwrap() + "\n").collect();
    let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
    file.write_all(lines.as_bytes()).unwrap();
    // The corpus keeps the file open; its name is not needed any more.
    crate::corpus::open(&[file.path().to_owned()], &|_| ())
}

fn wish() -> Wish {
    Wish {
        across: Across::ALL.to_vec(),
        sections: crate::rules::SECTIONS.to_vec(),
        years: None,
        reports: None,
        least: LEAST,
        measured: MEASURED,
        order: Order::Size,
    }
}

fn similar(corpus: &Corpus, wish: &Wish) -> Similar {
    let agencies = Agencies::join(corpus.headers());
    let sketches = Sketches::read(corpus, &Selection::default(), &|_| ());
    Similar::of(corpus, &agencies, &sketches, wish)
}

/// The ids of the members of each group, the centre first and the others in the order of their ids.
fn told(corpus: &Corpus, found: &Similar) -> BTreeSet<Vec<String>> {
    let id = |member: &Member| corpus.header(member.report).unwrap().id.to_owned();
    let members = |cluster: &Cluster| {
        let mut ids: Vec<String> = cluster.members.iter().map(id).collect();
        ids[1..].sort();
        ids
    };
    found.clusters.iter().map(members).collect()
}

fn found(reports: &[Report], wish: &Wish) -> (BTreeSet<Vec<String>>, Similar) {
    let corpus = corpus(reports);
    let found = similar(&corpus, wish);
    (told(&corpus, &found), found)
}

fn text_of(report: &Report) -> Vec<char> {
    report.sections[0].blocks[0].text.chars().collect()
}

/// The share of runs in common, counted one by one.
fn share(one: &[char], other: &[char]) -> u8 {
    let runs = |text: &[char]| -> HashSet<Vec<char>> { text.windows(5).map(<[char]>::to_vec).collect() };
    let (one, other) = (runs(one), runs(other));
    u8::try_from(one.intersection(&other).count() * 100 / one.union(&other).count()).unwrap()
}

/// The groups of one year by comparing each text with every centre.
fn by_hand(reports: &[Report]) -> BTreeSet<Vec<String>> {
    let mut texts: BTreeMap<Vec<char>, Vec<String>> = BTreeMap::new();
    for report in reports {
        texts.entry(text_of(report)).or_default().push(report.id.clone());
    }
    let mut texts: Vec<(Vec<char>, Vec<String>)> = texts.into_iter().collect();
    for (_, ids) in &mut texts {
        ids.sort();
    }
    texts.sort_by_key(|(_, ids)| (std::cmp::Reverse(ids.len()), ids[0].clone()));
    let mut groups: Vec<(Vec<char>, Vec<String>)> = Vec::new();
    for (text, ids) in texts {
        let alike = groups.iter().enumerate().map(|(nth, (centre, _))| (share(centre, &text), nth));
        let best =
            alike.filter(|(share, _)| *share >= LEAST).max_by_key(|(share, nth)| (*share, std::cmp::Reverse(*nth)));
        match best {
            Some((_, nth)) => groups[nth].1.extend(ids),
            None => groups.push((text, ids)),
        }
    }
    let groups = groups.into_iter().map(|(_, ids)| ids).filter(|ids| ids.len() > 1);
    groups
        .map(|mut ids| {
            ids[1..].sort();
            ids
        })
        .collect()
}

/// Towns of one year with texts of some families, each text changed by as many letters as `changes` says.
fn families(dice: &mut Dice, changes: &dyn Fn(&mut Dice) -> usize) -> Vec<Report> {
    let mut reports = Vec::new();
    for _ in 0..=dice.below(3) {
        let first = dice.letters(LONG);
        let mut family = vec![first.clone()];
        for _ in 0..dice.below(7) {
            let like = family[dice.below(family.len())].clone();
            let like = if dice.below(2) == 0 { first.clone() } else { like };
            let by = changes(dice);
            family.push(dice.changed(&like, by));
        }
        for text in &family {
            for _ in 0..=dice.below(2) {
                reports.push(town(reports.len(), 2021, text));
            }
        }
    }
    reports
}

#[test]
fn groups_are_those_of_comparing_each_with_each() {
    let mut several = 0;
    for seed in 0..40 {
        let mut dice = Dice(seed);
        let reports = families(&mut dice, &|dice| if dice.below(4) == 0 { 160 } else { 1 + dice.below(14) });
        let hand = by_hand(&reports);
        let (groups, found) = found(&reports, &wish());
        assert_eq!(groups, hand, "seed {seed}");
        assert_eq!(found.n, reports.len());
        several += groups.len();
    }
    assert!(several > 60, "{several}");
}

#[test]
fn whatever_texts_there_are_each_is_alike_to_its_centre_and_told_once() {
    let (mut of_hand, mut met) = (0, 0);
    for seed in 100..140 {
        let mut dice = Dice(seed);
        let mut reports = families(&mut dice, &|dice| 1 + dice.below(90));
        let hand = by_hand(&reports);
        let (groups, clusters) = found(&reports, &wish());
        let texts: BTreeMap<String, Vec<char>> = reports.iter().map(|r| (r.id.clone(), text_of(r))).collect();
        let mut told = HashSet::new();
        for group in &groups {
            for id in group {
                assert!(told.insert(id.clone()), "{id} is in two groups");
                assert!(share(&texts[&group[0]], &texts[id]) >= LEAST, "seed {seed}: {id} is not like {}", group[0]);
            }
        }
        let ids: Vec<String> = reports.iter().map(|report| report.id.clone()).collect();
        for cluster in &clusters.clusters {
            let text = |member: &Member| &texts[&ids[member.report]];
            let shares = cluster.members.iter().skip(1).map(|m| share(text(&cluster.members[0]), text(m)));
            let own = cluster.members.iter().skip(1).map(|m| m.likeness.unwrap());
            assert!(own.eq(shares.map(Likeness::Measured)), "measured is what is counted one by one");
        }
        of_hand += hand.iter().map(Vec::len).sum::<usize>();
        met += hand.iter().flatten().filter(|id| told.contains(*id)).count();
        // The order of the corpus changes nothing.
        for _ in 0..2 {
            for at in (1..reports.len()).rev() {
                reports.swap(at, dice.below(at + 1));
            }
            assert_eq!(found(&reports, &wish()).0, groups, "seed {seed}");
        }
    }
    assert!(met * 100 >= of_hand * 98 && of_hand > 100, "{met} of {of_hand}");
}

#[test]
fn a_chain_of_texts_is_not_one_group() {
    let mut dice = Dice(7);
    let mut texts = vec![dice.letters(LONG)];
    for step in 0..5 {
        // Other letters each time.
        let (mut next, new) = (texts[step].clone(), dice.letters(20));
        next[step * 50..step * 50 + 20].copy_from_slice(&new);
        texts.push(next);
    }
    assert!(texts.windows(2).all(|pair| share(&pair[0], &pair[1]) >= LEAST));
    assert!(share(&texts[0], &texts[2]) < LEAST && share(&texts[0], &texts[5]) < 50);
    let reports: Vec<Report> = texts.iter().enumerate().map(|(n, text)| town(n, 2021, text)).collect();
    let (groups, _) = found(&reports, &wish());
    let pair = |a: usize, b: usize| vec![format!("第{a:03}镇2021"), format!("第{b:03}镇2021")];
    assert_eq!(groups, BTreeSet::from([pair(0, 1), pair(2, 3), pair(4, 5)]));
    // Of one agency, year after year, it is told as what it is.
    let years = |(n, text): (u16, &Vec<char>)| Report { id: format!("{n}"), ..town(0, 2015 + n, text) };
    let reports: Vec<Report> = (0..).zip(&texts).map(years).collect();
    let (_, found) = found(&reports, &wish());
    let [chain] = found.clusters.as_slice() else { panic!("one chain") };
    assert_eq!((chain.across, chain.years, chain.agencies), (Across::Years, (2015, 2020), 1));
    assert!(chain.members[0].likeness.is_none() && chain.least.percent() >= LEAST && chain.is_measured());
}

#[test]
fn the_work_grows_with_the_reports_and_not_with_their_pairs() {
    // All of one template, each with a word of its own; all as far from the template as can be and still be near;
    // and all the same.
    for (letters, least_groups) in [(3, 1), (60, 50), (0, 1)] {
        let work = |count: usize| {
            let mut dice = Dice(11);
            let template = dice.letters(LONG);
            let texts: Vec<Texts> = (0..count)
                // Most have the template itself, so it comes first.
                .map(|n| if letters == 0 || n == 0 { template.clone() } else { dice.changed(&template, letters) })
                .enumerate()
                .map(|(n, text)| Texts::of(&town(n, 2021, &text)))
                .collect();
            let key = SectionKey::Overview;
            let sketches: Vec<Sketch> = texts.iter().map(|texts| texts.get(key).unwrap().sketch()).collect();
            let sketches: Vec<&Sketch> = sketches.iter().collect();
            let found = near(&sketches);
            let (mut compared, mut groups) = (found.compared, 0);
            for group in &found.groups {
                let own: Vec<&Sketch> = group.iter().map(|place| sketches[*place]).collect();
                let read = |place: usize| texts[group[place]].get(key).cloned();
                let found = gather(&own, LEAST, Some(&read));
                compared += found.compared;
                groups += found.groups.len();
            }
            (compared, groups)
        };
        let ((few, groups), (many, _)) = (work(200), work(2000));
        assert!(few > 0 && groups >= least_groups, "{letters}: {few} comparisons, {groups} groups");
        let at_most = u64::try_from(2 * BANDS * HEADS).unwrap();
        assert!(few <= at_most * 200 && many <= at_most * 2000, "{letters}: {many} comparisons");
        // What is far from the template reaches that bound only with more texts.
        assert!(
            letters == 60 || many <= few * 12 && groups == 1,
            "{letters}: {few} comparisons of 200 texts, {many} of 2000"
        );
    }
}

#[test]
fn what_was_not_read_is_estimated_and_says_so() {
    let mut dice = Dice(3);
    let first = dice.letters(LONG);
    let texts = [first.clone(), first.clone(), dice.changed(&first, 12), dice.letters(LONG), dice.letters(LONG)];
    let mut reports: Vec<Report> = texts.iter().enumerate().map(|(n, text)| town(n, 2021, text)).collect();
    // Another text that two have letter for letter.
    let same = dice.letters(LONG);
    reports.extend([town(8, 2021, &same), town(9, 2021, &same)]);
    let none = Wish { measured: 0, ..wish() };
    let (groups, estimated) = found(&reports, &none);
    assert_eq!(groups, found(&reports, &wish()).0);
    let said: Vec<_> = estimated.clusters.iter().map(|c| (c.members.len(), c.least.is_measured(), c.median)).collect();
    assert!(matches!(said[..], [(3, false, Likeness::Estimated(_)), (2, true, Likeness::Measured(100))]), "{said:?}");
    let corpus = corpus(&reports);
    let sheet = estimated.sheet(&corpus, LEAST, &|_| crate::figures::Leads::Nowhere);
    let crate::figures::Field::Text(told) = &sheet.rows[0].fields[2] else { panic!("in words") };
    assert!(told.starts_with('~'), "{told}");
    // What costs more than is left is passed over for what does not.
    assert!(found(&reports, &Wish { measured: 2, ..wish() }).1.clusters.iter().all(Cluster::is_measured));
}

#[test]
fn copies_and_versions_are_left_out_and_counted() {
    let mut dice = Dice(5);
    let text = dice.letters(LONG);
    let unknown = |id: &str, name: &str| {
        let mut report = report(["", "", ""], name, 2021, &text.iter().collect::<String>());
        report.id = id.to_owned();
        report
    };
    let mut newer = town(1, 2021, &text);
    (newer.id, newer.published) = ("newer".to_owned(), Date::new(2022, 2, 1));
    let mut again = unknown("again", "孤镇");
    again.published = Date::new(2022, 3, 1);
    let reports = [
        town(1, 2021, &text),
        newer,
        unknown("once", "孤镇"),
        // The same page at another address, and the same line twice.
        again.clone(),
        again,
        unknown("other", "远镇"),
    ];
    let (groups, found) = found(&reports, &wish());
    assert_eq!((found.versions, found.copies, found.n), (1, 2, 3));
    assert_eq!(groups, BTreeSet::from([vec!["newer".to_owned(), "once".to_owned(), "other".to_owned()]]));
    assert_eq!(found.clusters[0].reach, Reach::Unknown);
}

#[test]
fn what_nothing_tells_apart_is_no_group_of_agencies() {
    let mut dice = Dice(9);
    let text: String = dice.letters(LONG).iter().collect();
    let of = |place, name: &str, kind, more: &str| {
        let mut report = report(place, name, 2021, &format!("{text}{more}"));
        report.id = format!("{name}{more}");
        report.agency.kind = Some(kind);
        report
    };
    // Two of one name, of which the regions are not known; a government and its office.
    let namesakes = ["甲", "乙"].map(|more| of(["", "", ""], "城关镇", AgencyKind::TownshipGov, more));
    let (groups, found_of) = found(&namesakes, &wish());
    assert!(groups.is_empty() && found_of.unproved == 2, "{groups:?}");
    let government = [
        of(COUNTY, "松坪县人民政府", AgencyKind::GovernmentAggregate, ""),
        of(COUNTY, "松坪县人民政府办公室", AgencyKind::GovernmentOffice, "丙"),
    ];
    assert!(found(&government, &wish()).0.is_empty());
    // With a third there is a group.
    let third = of(COUNTY, "松坪县教育局", AgencyKind::Department, "丁");
    let all = [government.to_vec(), vec![third]].concat();
    let (_, found) = found(&all, &wish());
    assert_eq!((found.clusters.len(), found.clusters[0].members.len(), found.clusters[0].agencies), (1, 3, 3));
}

#[test]
fn a_template_is_what_more_than_a_fifth_of_a_level_say() {
    let mut dice = Dice(13);
    let text = dice.letters(LONG);
    let check = |alike: usize, all: usize, expected: Kind| {
        let mut dice = Dice(17);
        let mut reports: Vec<Report> = (0..all)
            .map(|n| if n < alike { town(n, 2021, &text) } else { town(n, 2021, &dice.letters(LONG)) })
            .collect();
        // Another level and another year do not count.
        for n in 0..5 {
            let mut other = town(900 + n, 2021, &dice.letters(LONG));
            other.agency.level = Some(Level::County);
            reports.extend([other, town(n, 2019, &dice.letters(LONG))]);
        }
        let (_, found) = found(&reports, &wish());
        let [cluster] = found.clusters.as_slice() else { panic!("one group") };
        let share = cluster.share.clone().unwrap();
        assert_eq!((share.part, share.whole, share.level, cluster.kind), (alike, all, Level::Township, expected));
        assert_eq!((cluster.reach, cluster.regions.join("")), (Reach::County, COUNTY.concat()));
    };
    check(2, 10, Kind::Alike);
    check(3, 10, Kind::Template);
    check(4, 20, Kind::Alike);
    check(5, 20, Kind::Template);
}

#[test]
fn the_first_to_be_published_is_told_by_days_that_can_be_believed() {
    let mut dice = Dice(21);
    let text = dice.letters(LONG);
    let published = |n: usize, day: &str| Report { published: Date::parse(day), ..town(n, 2021, &text) };
    let reports = [
        published(1, "2021-03-01"),
        published(2, "2022-01-15"),
        published(3, "2022-01-15"),
        published(4, ""),
        published(5, "2022-02-01"),
    ];
    let (_, found) = found(&reports, &wish());
    let first = found.clusters[0].first.unwrap();
    assert_eq!((first.report, first.also, first.dated), (1, 1, 3), "a day within the year is no day of publication");
}

#[test]
fn groups_are_asked_for_by_year_report_and_section() {
    let mut dice = Dice(23);
    let (one, other) = (dice.letters(LONG), dice.letters(LONG));
    let mut reports: Vec<Report> = Vec::new();
    for n in 0..3 {
        reports.extend([town(n, 2020, &one), town(10 + n, 2021, &other)]);
    }
    reports.push(town(0, 2021, &one));
    let sizes =
        |wish: &Wish| found(&reports, wish).1.clusters.iter().map(|c| (c.across, c.members.len())).collect::<Vec<_>>();
    let all = [(Across::Agencies, 3), (Across::Agencies, 3), (Across::Years, 2)];
    assert_eq!(sizes(&wish()), all);
    assert_eq!(sizes(&Wish { years: Some(2020..=2020), ..wish() }), [all[0], all[2]]);
    assert_eq!(sizes(&Wish { across: vec![Across::Years], ..wish() }), all[2..]);
    assert_eq!(sizes(&Wish { sections: vec![SectionKey::Problems], ..wish() }), []);
    let mut only = vec![false; reports.len()];
    only[1] = true;
    assert_eq!(sizes(&Wish { reports: Some(only), ..wish() }), all[..1], "with the others of its group");
    // A report for which nothing was found among agencies that no longer say the same.
    assert_eq!(sizes(&Wish { least: 100, ..wish() }), all);
}
