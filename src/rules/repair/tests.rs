//! Tables that balance are broken in one way; the hint must undo it, and what it proposes must clear.

use proptest::prelude::*;

use super::*;
use crate::model::form::{Form, Row, Table};
use crate::rules::draft::{Draft, balanced, check_all, complete};
use crate::rules::trial::difference;

/// The flags of the identities.
fn failing(report: &Report) -> Vec<Flag> {
    let rules = ["T3-ROW", "T3-SUM7", "T3-BAL", "T4-SUM"];
    check_all(report).flags.into_iter().filter(|flag| rules.contains(&flag.rule)).collect()
}

fn hint_of(report: &Report) -> Hint {
    hint(report, &failing(report))
}

fn told(draft: Draft) -> Vec<String> {
    let found = hint_of(&draft.build());
    found.repairs.iter().map(|repair| repair.words().zh.into_owned()).collect()
}

/// 新收 118 and 办结 118, all of it 予以公开 but for three.
fn table() -> Draft {
    complete(Form::F2021)
        .row(Row::NewReceived, [96, 15, 1, 3, 2, 1, 118])
        .row(Row::Granted, [80, 14, 1, 3, 2, 1, 101])
        .row(Row::Partial, [12, 1, 0, 0, 0, 0, 13])
        .row(Row::UnableNotHeld, [4, 0, 0, 0, 0, 0, 4])
        .row(Row::HandledTotal, [96, 15, 1, 3, 2, 1, 118])
}

#[test]
fn one_wrong_cell_is_named() {
    assert_eq!(told(table()), [""; 0]);
    assert_eq!(
        told(table().row(Row::Partial, [12, 1, 0, 0, 0, 0, 31])),
        ["表三·部分公开·总计若为13(现31),则2处相符(两位数字颠倒)"]
    );
    assert_eq!(
        told(table().row(Row::Granted, [8, 14, 1, 3, 2, 1, 101])),
        ["表三·予以公开·自然人若为80(现8),则2处相符(少一位数字)"]
    );
    let done = told(table().row(Row::HandledTotal, [96, 15, 1, 3, 2, 1, 117]));
    assert_eq!(done, ["表三·总计·总计若为118(现117),则3处相符"]);
}

#[test]
fn a_cell_and_its_total_are_named_together() {
    let draft = table().row(Row::CarriedIn, [0, 2, 0, 0, 0, 0, 2]);
    let expected = [
        "表三·本年新收·商业企业若为13(现15)、总计若为116(现118),则2处相符",
        "表三·上年结转·商业企业若为0(现2)、总计若为0(现2),则2处相符",
        "表三·结转下年度·商业企业若为2(现0)、总计若为2(现0),则2处相符",
    ];
    assert_eq!(told(draft), expected);
}

#[test]
fn numbers_in_the_wrong_place_are_seen() {
    let beside = told(table().row(Row::Granted, [14, 80, 1, 3, 2, 1, 101]));
    assert_eq!(beside, ["表三·予以公开:自然人14与商业企业80若互换,则2处相符"]);
    let above = table().row(Row::Granted, [12, 14, 1, 3, 2, 1, 101]).row(Row::Partial, [80, 1, 0, 0, 0, 0, 13]);
    assert_eq!(told(above), ["表三·自然人:予以公开12与部分公开80若互换,则2处相符"]);
    let shifted = told(table().row(Row::Granted, [0, 80, 14, 1, 3, 2, 1]));
    assert_eq!(shifted, ["表三·予以公开各数若左移一列,则8处相符"]);
    let glued = told(table().row(Row::Partial, [121, 0, 0, 0, 0, 0, 13]));
    assert_eq!(glued, ["表三·部分公开·自然人若为12(现121)、商业企业若为1(现0),则3处相符"]);
    let column = table()
        .row(Row::Granted, [0, 14, 1, 3, 2, 1, 101])
        .row(Row::Partial, [80, 1, 0, 0, 0, 0, 13])
        .row(Row::DenyStateSecret, [12, 0, 0, 0, 0, 0, 0]);
    assert_eq!(told(column), ["表三·自然人:部分公开至国家秘密各数若上移一行,则3处相符"]);
}

#[test]
fn several_places_are_told_one_after_another_and_the_rest_counted() {
    let draft = table().row(Row::Review, [3, 1, 0, 0, 5]).row(Row::LitigationDirect, [12, 0, 0, 0, 21]);
    let found = hint_of(&draft.build());
    let cells: Vec<String> = found.repairs.iter().map(|repair| repair.changes[0].cell.to_string()).collect();
    assert_eq!(cells, ["t4.litigation_direct.total", "t4.review.total", "t4.litigation_direct.upheld"]);
    assert_eq!(found.more, 7);
}

#[test]
fn other_flags_have_no_hint() {
    let report = table().row(Row::NormativeDocuments, [3, 0, 0]).build();
    assert!(hint(&report, &check_all(&report).flags).is_empty());
    assert!(hint(&Report::default(), &failing(&table().row(Row::Partial, [0; 7]).build())).is_empty());
}

fn cells() -> impl Strategy<Value = [i64; 6]> {
    prop::array::uniform6(prop_oneof![3 => Just(0_i64), 2 => 0_i64..500])
}

/// A table 三 that balances, without negative numbers.
fn any_balanced() -> impl Strategy<Value = Report> {
    let form = prop::sample::select(&[Form::F2019, Form::F2021][..]);
    (form, prop::collection::vec(cells(), 21), cells())
        .prop_map(|(form, outcomes, carried_out)| balanced(form, &outcomes, [[0; 6], carried_out]).build())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_broken_cell_is_among_the_repairs(report in any_balanced(), at in any::<prop::sample::Index>(), value in 0_i64..600) {
        prop_assert!(hint_of(&report).is_empty());
        let spec = report.form.and_then(|form| form.table(Table::T3)).unwrap();
        let id = spec.cells().nth(at.index(spec.cells().count())).unwrap();
        let before = report.tables.cells[&id].value.and_then(Number::integer).unwrap();
        prop_assume!(before != value);
        let mut trial = Trial::default();
        trial.put(id, Some(value.into()));
        let broken = trial.apply(&report);
        let found = hint_of(&broken);
        let change = Change { cell: id, from: value, to: before };
        prop_assert!(found.repairs.iter().any(|repair| repair.changes == [change]), "{found:?}");
    }

    #[test]
    fn what_is_proposed_clears_and_breaks_nothing(
        report in any_balanced(),
        broken in prop::collection::vec((any::<prop::sample::Index>(), 0_i64..40), 0..5),
    ) {
        let spec = report.form.and_then(|form| form.table(Table::T3)).unwrap();
        let ids: Vec<CellId> = spec.cells().collect();
        let trial: Trial = broken.iter().map(|(at, value)| (ids[at.index(ids.len())], Some((*value).into()))).collect();
        let report = trial.apply(&report);
        let found = hint_of(&report);
        prop_assert!(found.repairs.len() <= TOLD && (found.more == 0 || found.repairs.len() == TOLD));
        let flags = |report: &Report| crate::rules::run::Outcome { flags: failing(report), ..Default::default() };
        for repair in &found.repairs {
            let difference = difference(&report, &repair.trial(), &flags);
            prop_assert_eq!(difference.gone.len(), repair.repaired, "{:?}", repair);
            prop_assert!(difference.come.is_empty() && difference.changed.is_empty(), "{:?}", repair);
            prop_assert!(!repair.words().zh.is_empty() && !repair.words().en.is_empty());
        }
    }
}
