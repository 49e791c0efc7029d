//! Running the rules over one report.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::model::flag::{Class, Destination, Flag, Severity};
use crate::model::report::{Kind, Report};
use crate::rules::conceal::conceal;
use crate::rules::facts::Facts;
use crate::rules::fingerprint::fingerprint;
use crate::rules::fold::fold;
use crate::rules::identity::INFERRED_BY_ITSELF;
use crate::rules::registry::{Scope, find};
use crate::rules::ruleset::RuleSet;
use crate::rules::selection::Selection;
use crate::rules::sink::{Answers, Raised, Sink, Words};
use crate::rules::subject::Subject;

/// A rule that could not be evaluated at some place, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unevaluable {
    pub rule: &'static str,
    /// Where: a cell, a row or a section, in the words of the form.
    pub place: Cow<'static, str>,
    pub reason: Cow<'static, str>,
    pub reason_en: Cow<'static, str>,
}

impl Unevaluable {
    /// Whether the check was not made because it inferred a number it is about: it would confirm itself.
    pub fn is_unconfirmed(&self) -> bool {
        self.reason.ends_with(INFERRED_BY_ITSELF)
    }
}

/// The three answers for one report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// In the order of their places in the report, then by rule.
    pub flags: Vec<Flag>,
    pub unevaluable: Vec<Unevaluable>,
    /// How many checks held.
    pub held: usize,
    /// The rules of which a check held, whatever became of their others.
    pub held_by: RuleSet,
}

/// Where a flag goes: to the triage when it speaks of our copy, nowhere when it is a mere figure, and
/// else where the user sends it; without their word to the report view when it is for information
/// only, or where its rule says.
pub fn destination(flag: &Flag) -> Destination {
    let default = find(flag.rule).map_or(Destination::Queue, |rule| rule.default);
    match (flag.class, flag.sent.unwrap_or(default)) {
        (Class::Indicator, _) | (_, Destination::Off) => Destination::Off,
        (Class::Copy, _) => Destination::Triage,
        (Class::Report, sent) if flag.sent.is_some() => sent,
        (Class::Report, default) if flag.severity == Severity::Info => default.max(Destination::Shown),
        (Class::Report, default) => default,
    }
}

/// Runs the selected rules over one report by itself. Pages that are no report are not checked.
pub fn check(report: &Report, facts: &Facts, selection: &Selection) -> Outcome {
    check_subject(&Subject::new(report, facts), selection, &[Scope::Report])
}

/// Runs the selected rules of some scopes over a report and what is beside it.
pub(crate) fn check_subject(subject: &Subject<'_>, selection: &Selection, scopes: &[Scope]) -> Outcome {
    let report = subject.report;
    if !is_checked(report.kind) {
        return Outcome::default();
    }
    let mut answers = Answers { shows_persons: selection.shows_persons(), ..Answers::default() };
    for rule in selection.rules().iter().filter(|rule| scopes.contains(&rule.scope)) {
        let spoken_of = subject.form().is_none_or(|form| rule.forms.contains(&form));
        if !spoken_of && !rule.forms.is_empty() {
            continue;
        }
        let held = answers.held;
        let mut sink = Sink::new(rule, &mut answers);
        if rule.family() == "S" && !subject.is_bound() {
            sink.cannot("全文", not_bound());
        } else {
            (rule.check)(subject, &mut sink);
        }
        if answers.held > held {
            answers.held_by.insert_code(rule.code);
        }
    }
    let Answers { mut raised, unevaluable, held, held_by, shows_persons } = answers;
    if !shows_persons {
        conceal(subject, &mut raised);
    }
    for raised in &mut raised {
        selection.amend(&mut raised.flag);
    }
    Outcome { flags: finish(report, raised), unevaluable, held, held_by }
}

/// Whether the rules speak of what a file turned out to be.
pub(crate) fn is_checked(kind: Kind) -> bool {
    matches!(kind, Kind::Report | Kind::Partial)
}

/// Why the form and its deadline do not bind a public institution.
pub(crate) fn not_bound() -> Words {
    Words::new("公共企事业单位不适用统一格式和期限", "the form and its deadline do not bind public institutions")
}

/// Puts flags in order, names them and folds those that tell of one mistake.
fn finish(report: &Report, mut raised: Vec<Raised>) -> Vec<Flag> {
    raised.sort_by_cached_key(|raised| {
        let flag = &raised.flag;
        let cell = flag.evidence.iter().find_map(|e| e.cell);
        (flag.place().map_or(usize::MAX, |at| at.start), cell, flag.rule, raised.place.clone())
    });
    let mut times: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let named = raised.into_iter().map(|raised| {
        let nth = times.entry((raised.flag.rule, raised.place.clone())).or_default();
        *nth += 1;
        Flag { fingerprint: fingerprint(report, raised.flag.rule, &raised.place, *nth), ..raised.flag }
    });
    let mut flags: Vec<_> = named.collect();
    fold(&mut flags);
    flags
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::agency::AgencyKind;
    use crate::model::cell::{Cell, How, Number};
    use crate::model::date::Date;
    use crate::model::form::{CellId, Form, Row, Table};
    use crate::model::note::{Note, NoteCode};
    use crate::model::report::{
        Block, DateFound, DateLabel, Grid, GridRow, GridStatus, Section, SectionKey, Span, Tables,
    };
    use crate::rules::draft::{check_all, complete};
    use crate::rules::selection::Wishes;

    fn any_of<T: Copy + std::fmt::Debug + 'static>(values: &'static [T]) -> impl Strategy<Value = T> {
        prop::sample::select(values)
    }

    fn any_span() -> impl Strategy<Value = Option<Span>> {
        prop::option::of((0_usize..5000, 0_usize..50).prop_map(|(start, len)| Span::new(start, start + len)))
    }

    fn any_cell() -> impl Strategy<Value = Cell> {
        let value = prop_oneof![0_i64..9, any::<i64>()];
        let number = (value, 0_u8..4).prop_map(|(digits, scale)| Number::new(digits, scale));
        let by = prop::collection::vec(any_of(&["T3-ROW", "T3-BAL", "x"]), 0..2);
        (prop::option::of(number), prop::option::of(any_of(How::ALL)), any_span(), by).prop_map(
            |(value, how, at, by)| Cell {
                value,
                how,
                at,
                by: by.into_iter().map(str::to_owned).collect(),
                ..Cell::default()
            },
        )
    }

    fn any_tables() -> impl Strategy<Value = Tables> {
        let ids: Vec<CellId> = [Form::F2019, Form::F2021]
            .iter()
            .flat_map(|form| form.tables())
            .flat_map(crate::model::form::TableSpec::cells)
            .collect();
        let cells = prop::collection::btree_map(prop::sample::select(ids), any_cell(), 0..300);
        let absent = prop::collection::btree_set(any_of(Row::ALL), 0..6);
        (cells, absent).prop_map(|(cells, absent)| {
            let mut tables = Tables::default();
            (tables.cells, tables.absent) = (cells, absent);
            tables
        })
    }

    fn any_grid() -> impl Strategy<Value = Grid> {
        let token = ("[0-9/.-]{0,9}", 0_usize..5000, 0_usize..5000);
        let row = (prop::option::of(any_of(Row::ALL)), any_span(), prop::collection::vec(token, 0..18))
            .prop_map(|(id, at, tokens)| GridRow { id, at, tokens, label: "行".into(), candidates: vec![] });
        let rows = prop::collection::vec(row, 0..6);
        (prop::option::of(any_of(Table::ALL)), any_of(GridStatus::ALL), any_span(), rows).prop_map(
            |(table, status, at, rows)| Grid {
                table,
                form: None,
                at,
                status,
                caption: None,
                corner_note: None,
                header: None,
                rows,
            },
        )
    }

    fn any_sections() -> impl Strategy<Value = Vec<Section>> {
        let text = "[其中公开信息条件,。;:()0-9一二十万余\n]{0,60}";
        let block = (text, any_span()).prop_map(|(text, at)| Block { text, at, ..Block::default() });
        let section = (prop::option::of(any_of(SectionKey::ALL)), prop::collection::vec(block, 0..4), any_span());
        let section = section.prop_map(|(key, blocks, at)| Section { key, at, blocks, ..Section::default() });
        prop::collection::vec(section, 0..9)
    }

    fn any_dates() -> impl Strategy<Value = Vec<DateFound>> {
        let date = (2008_u16..2030, 1_u8..13, 1_u8..29, any_of(DateLabel::ALL), any_span());
        let found = date.prop_filter_map("no such day", |(year, month, day, label, at)| {
            Some(DateFound { label, date: Date::new(year, month, day)?, at })
        });
        prop::collection::vec(found, 0..4)
    }

    fn any_report() -> impl Strategy<Value = Report> {
        let head = (
            prop::option::of(2005_u16..2026),
            prop::option::of(any_of(Form::ALL)),
            prop::option::of(any_of(AgencyKind::ALL)),
            prop::option::of("[一-龥()（） ]{0,12}"),
        );
        let note = (any_of(NoteCode::ALL), any_span()).prop_map(|(code, at)| Note::new(code, "", at));
        let notes = prop::collection::vec(note, 0..3);
        let grids = prop::collection::vec(any_grid(), 0..4);
        (head, any_tables(), grids, any_sections(), any_dates(), notes).prop_map(
            |((year, form, kind, name), tables, grids, sections, dates, notes)| {
                let mut report =
                    Report { id: "x".into(), year, form, tables, grids, sections, dates, notes, ..Report::default() };
                (report.agency.kind, report.agency.name) = (kind, name);
                report
            },
        )
    }

    proptest! {
        #[test]
        fn no_report_is_too_odd(report in any_report()) {
            let outcome = check_all(&report);
            let flags = &outcome.flags;
            prop_assert!(flags.is_sorted_by_key(|flag| flag.place().map_or(usize::MAX, |at| at.start)));
            for (index, flag) in flags.iter().enumerate() {
                prop_assert!(flags[..index].iter().all(|other| other.fingerprint != flag.fingerprint));
                prop_assert!(!flag.message.is_empty() && !flag.message.contains('\n'));
                let inferred = flag.evidence.iter().any(|e| e.how == Some(How::Inferred));
                prop_assert_eq!(flag.inferred, inferred);
                if let Some(root) = &flag.root {
                    let root = flags.iter().find(|other| other.fingerprint == *root).unwrap();
                    prop_assert!(root.root.is_none() && root.severity >= flag.severity);
                }
            }
            prop_assert_eq!(outcome, check_all(&report));
            let all = check(&report, &Facts::default(), &Selection::all());
            prop_assert!(all.flags.iter().all(|flag| !flag.message.is_empty() && !flag.message.contains('\n')));
        }
    }

    #[test]
    fn a_complete_report_raises_nothing_and_leaves_little_open() {
        for form in [Form::F2019, Form::F2021] {
            let outcome = check_all(&complete(form).build());
            assert_eq!(outcome.flags, []);
            let open: Vec<_> = outcome.unevaluable.iter().map(|u| u.rule).collect();
            // Nothing is known of the heads of hand-made tables, nor of the region of an invented place.
            let few = ["S-HEAD-MISSING", "S-HEAD-MISSING", "S-HEAD-MISSING", "A-NAME-TITLE", "A-REGION-CODE"];
            assert_eq!(open, few);
            let rows = form.table(Table::T3).unwrap().rows().count();
            assert!(outcome.held > rows + 7 + 7 + 3, "{}", outcome.held);
        }
    }

    #[test]
    fn pages_that_are_no_report_are_not_checked() {
        for kind in Kind::ALL.iter().filter(|kind| !matches!(kind, Kind::Report | Kind::Partial)) {
            let page = complete(Form::F2021).without(SectionKey::Other).with(|report| report.kind = *kind).build();
            assert_eq!(check_all(&page), Outcome::default());
        }
    }

    #[test]
    fn flags_are_as_grave_as_the_user_says_before_they_are_folded() {
        let report = crate::rules::draft::narrative("全年公开信息135条,其中动态153条,规划10条。");
        let flags = |severity: &[(&str, Severity)]| {
            let severity = severity.iter().map(|(code, severity)| ((*code).to_owned(), *severity)).collect();
            let wishes = Wishes { select: vec!["NS".into()], severity, ..Wishes::default() };
            check(&report, &Facts::default(), &Selection::wished(&wishes).unwrap()).flags
        };
        let root = |flags: &[Flag]| flags.iter().find(|flag| flag.root.is_none()).unwrap().rule;
        assert_eq!(root(&flags(&[])), "NS-SUM");
        let changed = flags(&[("NS-SUM", Severity::Info)]);
        assert_eq!(root(&changed), "NS-PARTS-GT");
        assert!(changed.iter().any(|flag| flag.rule == "NS-SUM" && flag.severity == Severity::Info));
    }

    #[test]
    fn a_flag_goes_where_class_severity_and_rule_say() {
        let flag = |rule, class, severity| Flag {
            rule,
            severity,
            class,
            basis: None,
            message: String::new(),
            message_en: String::new(),
            expected: String::new(),
            found: String::new(),
            evidence: vec![],
            root: None,
            fingerprint: String::new(),
            inferred: false,
            sent: None,
        };
        let check =
            |class, severity, expected| assert_eq!(destination(&flag("S-TBL-MISSING", class, severity)), expected);
        check(Class::Report, Severity::Error, Destination::Queue);
        check(Class::Report, Severity::Info, Destination::Shown);
        check(Class::Copy, Severity::Error, Destination::Triage);
        check(Class::Indicator, Severity::Error, Destination::Off);
        // A flag of a program with more rules is not hidden.
        assert_eq!(destination(&flag("Z-NEW", Class::Report, Severity::Warning)), Destination::Queue);
        // What the user says holds for reports; a damaged copy never comes before a reviewer.
        let sent = |class, to| destination(&Flag { sent: Some(to), ..flag("D-LATE", class, Severity::Info) });
        assert_eq!(sent(Class::Report, Destination::Queue), Destination::Queue);
        assert_eq!(sent(Class::Report, Destination::Off), Destination::Off);
        assert_eq!(sent(Class::Copy, Destination::Queue), Destination::Triage);
    }
}
