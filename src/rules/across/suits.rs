//! Suits after a review beside the reviews they can follow, of this year and of the year before.

use crate::model::flag::Side;
use crate::model::form::{CellId, Col, Form, Row};
use crate::model::report::Report;
use crate::rules::across::{elsewhere, year_of};
use crate::rules::identity::Sum;
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words};
use crate::rules::subject::Subject;

/// The rules of this file.
pub static RULES: &[&Rule] = &[&AFTER_REVIEW];

const ENDED: [CellId; 3] = [
    CellId { row: Row::Review, col: Col::Upheld },
    CellId { row: Row::Review, col: Col::Corrected },
    CellId { row: Row::Review, col: Col::OtherResult },
];
const SUITS: CellId = CellId { row: Row::LitigationAfterReview, col: Col::Total };
const OPEN: CellId = CellId { row: Row::LitigationAfterReview, col: Col::Pending };

rule! {
    /// ## What it checks
    /// Suits after a review (复议后起诉) are at most as many as the reviews concluded in the year and in
    /// the year before, together with the suits of this kind that were open when the year began.
    ///
    /// ## Why it matters
    /// A suit of this kind needs a review that came to its end, and there are fifteen days to bring it.
    ///
    /// ## Example
    /// `表四:复议后起诉19件,两年审结复议9件,上年未结2件`
    ///
    /// ## When it is wrong
    /// Several persons may sue over one review, and courts may let in late suits. Where the reviews of
    /// this year are too few and the corpus lacks the year before, nothing can be said: those of that
    /// year may explain the rest. It is a figure to look at, not a fault.
    AFTER_REVIEW = "T4-AFTER-GT" {
        zh: "后诉多于复议", en: "more suits than reviews",
        class: Indicator, default: Off, severity: Info,
        forms: &[Form::F2019, Form::F2021], basis: None,
        scope: Agency,
        check: after_review, examples: tests::after_examples,
    }
}

fn after_review(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    const PLACE: &str = "表四·复议后起诉";
    let code = sink.code();
    let own =
        Sum::of(subject.report, code, [SUITS]).and_then(|suits| Ok((suits, Sum::of(subject.report, code, ENDED)?)));
    let (suits, ended) = match own {
        Ok(own) => own,
        Err(reason) => return sink.cannot(PLACE, reason),
    };
    if suits.value <= ended.value {
        return sink.holds();
    }
    let earlier = subject.among.before(subject.report).and_then(|before| {
        let (ended_before, open) = of_year_before(before, code)?;
        let reviews = ended.value.checked_add(ended_before.value).ok_or_else(too_large)?;
        let most = reviews.checked_add(open.value).ok_or_else(too_large)?;
        Ok((before, ended_before, open, reviews, most))
    });
    let (before, ended_before, open, reviews, most) = match earlier {
        Ok(earlier) => earlier,
        Err(reason) => return sink.cannot(PLACE, reason),
    };
    if suits.value <= most {
        return sink.holds();
    }
    let n = suits.value;
    let (left, left_en) = if open.value.is_zero() {
        (String::new(), String::new())
    } else {
        (format!(",上年未结{}件", open.value), format!(", {} suits were open", open.value))
    };
    let theirs = ended_before.evidence(Side::Left).chain(open.evidence(Side::Left));
    sink.fails(Finding {
        message: Words::new(
            format!("表四:复议后起诉{n}件,两年审结复议{reviews}件{left}"),
            format!("table 四: {n} suits after review, {reviews} reviews concluded in two years{left_en}"),
        ),
        expected: format!("≤{most}"),
        found: n.to_string(),
        evidence: suits
            .evidence(Side::Right)
            .chain(ended.evidence(Side::Left))
            .chain(theirs.map(|evidence| elsewhere(before, evidence)))
            .collect(),
        ..Finding::default()
    });
}

/// The reviews the year before concluded, and the suits it left open.
///
/// # Errors
/// Which cell of that year has no value, with the year.
fn of_year_before<'a>(before: &'a Report, code: &str) -> Result<(Sum<'a>, Sum<'a>), Words> {
    let sums = Sum::of(before, code, ENDED).and_then(|ended| Ok((ended, Sum::of(before, code, [OPEN])?)));
    sums.map_err(|reason| {
        Words::new(format!("{}:{}", year_of(before), reason.zh), format!("the year before: {}", reason.en))
    })
}

fn too_large() -> Words {
    Words::new("数值过大", "numbers too large")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cell::{Cell, How};
    use crate::model::flag::Flag;
    use crate::rules::across::tests::{of_year, two};
    use crate::rules::corpus::check_reports;
    use crate::rules::draft::{Corpora, Draft};
    use crate::rules::run::Outcome;
    use crate::rules::selection::Selection;

    /// A year in which `ended` reviews were concluded, and in which of `suits` suits after a review `open`
    /// were left.
    fn disputes(draft: Draft, ended: i64, [suits, open]: [i64; 2]) -> Draft {
        draft
            .row(Row::Review, [ended, 0, 0, 1, ended + 1])
            .row(Row::LitigationAfterReview, [suits - open, 0, 0, open, suits])
    }

    fn years(before: (i64, [i64; 2]), this: (i64, [i64; 2])) -> Vec<Report> {
        two(|draft| disputes(draft, before.0, before.1), |draft| disputes(draft, this.0, this.1))
    }

    pub(super) fn after_examples() -> Corpora {
        Corpora { fails: years((2, [1, 1]), (3, [7, 0])), holds: years((2, [1, 1]), (3, [6, 0])) }
    }

    fn outcomes(reports: &[Report]) -> Vec<Outcome> {
        check_reports(reports, &Selection::parse(&["T4-AFTER-GT".to_owned()], &[]).unwrap())
    }

    fn told(reports: &[Report]) -> Vec<String> {
        let flags = |outcome: Outcome| outcome.flags.into_iter().map(|flag: Flag| flag.message);
        outcomes(reports).into_iter().flat_map(flags).collect()
    }

    #[test]
    fn the_year_before_may_explain_the_suits() {
        let check = |before, this, expected: &[&str]| assert_eq!(told(&years(before, this)), expected);
        check((0, [0, 0]), (7, [7, 0]), &[]);
        check((5, [0, 0]), (2, [7, 0]), &[]);
        check((3, [2, 2]), (2, [7, 3]), &[]);
        check((3, [2, 2]), (2, [8, 3]), &["表四:复议后起诉8件,两年审结复议5件,上年未结2件"]);
        check((4, [2, 0]), (2, [7, 3]), &["表四:复议后起诉7件,两年审结复议6件"]);
    }

    #[test]
    fn both_years_are_evidence() {
        let outcomes = outcomes(&years((3, [2, 2]), (2, [8, 3])));
        let flag = outcomes.iter().flat_map(|outcome| &outcome.flags).next().unwrap();
        let sides = |report: Option<&str>| flag.evidence.iter().filter(|e| e.report.as_deref() == report).count();
        assert_eq!((sides(None), sides(Some("year2021"))), (4, 4));
        assert_eq!((flag.expected.as_str(), flag.found.as_str()), ("≤7", "8"));
    }

    #[test]
    fn without_the_year_before_nothing_is_said() {
        let reasons = |reports: &[Report]| -> Vec<String> {
            outcomes(reports)
                .into_iter()
                .flat_map(|outcome| outcome.unevaluable)
                .map(|u| u.reason.into_owned())
                .collect()
        };
        let alone = disputes(of_year(2022), 3, [7, 0]).build();
        assert_eq!(reasons(std::slice::from_ref(&alone)), ["库中未见2021年年报"]);
        // Where the year explains its suits by itself, the year before is not needed.
        assert_eq!(reasons(&[disputes(of_year(2022), 7, [7, 0]).build()]), [] as [String; 0]);
        let unplaced = |col| {
            let before = disputes(of_year(2021), 3, [2, 2]).cell(Row::Review, col, Cell::null(How::Unplaced));
            vec![before.build(), alone.clone()]
        };
        let answers = reasons(&unplaced(Col::Corrected));
        assert_eq!(answers.last().unwrap(), "2021年报:表四·行政复议·结果纠正未能定位");
        assert_eq!(told(&unplaced(Col::Corrected)), [] as [String; 0]);
    }
}
