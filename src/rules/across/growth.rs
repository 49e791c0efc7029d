//! What the narrative says of growth, against the tables of this year and the year before.

use crate::model::cell::Number;
use crate::model::flag::Evidence;
use crate::rules::across::{elsewhere, year_of};
use crate::rules::counts::growth::{Direction, Growth};
use crate::rules::narrative::figure::{Answer, figure};
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words, of_words};
use crate::rules::subject::Subject;
use crate::rules::written::quote;

/// The rules of this file.
pub static RULES: &[&Rule] = &[&GROWTH];

rule! {
    /// ## What it checks
    /// A rate or difference against the year before (同比增长12.5%, 较上年减少5件) is that of the tables of
    /// both reports. Only where the number of this year stands in the same sentence and is that of its
    /// own table, so that both speak of the same thing. A rate may be cut or rounded in its last digit.
    ///
    /// ## Why it matters
    /// The rate is what newspapers quote.
    ///
    /// ## Example
    /// `"同比增长20%",2021年报100,本年110,应为10%`
    ///
    /// ## When it is wrong
    /// Where last year's number was corrected since, or counted for another scope.
    GROWTH = "NS-GROWTH" {
        zh: "同比与上年不符", en: "growth differs from last year's table",
        class: Report, default: Shown, severity: Warning,
        forms: &[], basis: None,
        scope: Agency,
        check: growth, examples: tests::examples,
    }
}

fn growth(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let growths: Vec<Growth> = subject.growths();
    if growths.is_empty() {
        return;
    }
    let before = match subject.among.before(subject.report) {
        Ok(before) => Subject::new(before, subject.facts),
        Err(reason) => return sink.cannot("正文", reason),
    };
    for growth in &growths {
        let place = subject.narrative().get(growth.passage).map(|passage| quote(passage, growth.range.clone()));
        match compare(subject, &before, growth, sink.code()) {
            Err(reason) => sink.cannot(place.unwrap_or_default(), reason),
            Ok(None) => sink.holds(),
            Ok(Some(finding)) => sink.fails(finding),
        }
    }
}

/// What is wrong with a comparison, or why it cannot be checked.
fn compare(subject: &Subject<'_>, before: &Subject<'_>, growth: &Growth, rule: &str) -> Result<Option<Finding>, Words> {
    let (Some(topic), Some(said)) = (growth.topic, growth.this_year) else {
        return Err(Words::new("不知所指何数", "what grew is not told"));
    };
    let figure = |of: &Subject<'_>| match figure(of, topic, rule) {
        Answer::None => Err(Words::new("表中无此项", "no table counts this")),
        Answer::Cannot(reason) => Err(reason),
        Answer::Is(figure) => Ok(figure),
    };
    let (now, then) = (figure(subject)?, figure(before)?);
    if now.number != said {
        return Err(Words::new("正文与本年表不同口径", "the text counts something else than the table"));
    }
    if let Some(doubt) = then.doubt {
        return Err(doubt);
    }
    let whole = |number: Number| number.integer().ok_or_else(|| Words::new("不是整数", "not a whole number"));
    let (this, last) = (whole(now.number)?, whole(then.number)?);
    // 受理 of the year before may have been counted with what was carried over.
    for other in then.others {
        if wrong(growth, this, whole(other)?)?.is_none() {
            return Ok(None);
        }
    }
    let Some(expected) = wrong(growth, this, last)? else { return Ok(None) };
    let Some(passage) = subject.narrative().get(growth.passage) else { return Ok(None) };
    let words = passage.words(growth.range.clone());
    let found = quote(passage, growth.range.clone());
    let own = words.map(|(block, range)| of_words(None, block, range, growth.by.as_ref().map(|by| by.value)));
    // On no side: a rate is no sum.
    let cells = now.evidence.into_iter().map(|evidence| Evidence { side: None, ..evidence });
    let others =
        then.evidence.into_iter().map(|evidence| elsewhere(before.report, Evidence { side: None, ..evidence }));
    let year = year_of(before.report);
    Ok(Some(Finding {
        message: Words::new(
            format!("“{found}”,{year}{last},本年{this},应为{expected}"),
            format!("growth of {found}: {last} the year before, {this} now, {expected} expected"),
        ),
        expected,
        found,
        evidence: own.into_iter().chain(cells).chain(others).collect(),
        ..Finding::default()
    }))
}

/// What should be printed instead, where the comparison does not fit the two numbers.
fn wrong(growth: &Growth, this: i64, last: i64) -> Result<Option<String>, Words> {
    let up = match growth.direction {
        Direction::Up => this > last,
        Direction::Down => this < last,
        Direction::Level => this == last,
    };
    let Some(by) = &growth.by else {
        return Ok((!up).then(|| difference(this, last)));
    };
    if !by.is_exact() {
        return Err(Words::new("不是确数", "not an exact number"));
    }
    if !growth.is_rate() {
        let fits = up && Number::from((this - last).abs()) == by.value;
        return Ok((!fits).then(|| difference(this, last)));
    }
    if last <= 0 {
        return Err(Words::new("上年为0", "nothing the year before"));
    }
    Ok((!(up && is_rate(by.value, this, last))).then(|| rate(this, last)))
}

/// Whether a rate in percent is that of two numbers, to less than one of its last printed digit.
fn is_rate(printed: Number, this: i64, last: i64) -> bool {
    let unit = 10_i128.pow(u32::from(printed.scale()).min(18));
    let Some(digits) = Number::new(10_i64.pow(u32::from(printed.scale()).min(18)), 0).checked_mul(printed) else {
        return false;
    };
    let Some(digits) = digits.integer() else { return false };
    let exact = i128::from((this - last).abs()) * 100 * unit;
    (exact - i128::from(digits) * i128::from(last)).abs() < i128::from(last)
}

/// A rate with one digit behind the point, and its direction.
fn rate(this: i64, last: i64) -> String {
    if this == last {
        return "持平".to_owned();
    }
    let tenths = (i128::from((this - last).abs()) * 1000 + i128::from(last) / 2) / i128::from(last);
    let sign = if this < last { "-" } else { "" };
    format!("{sign}{}.{}%", tenths / 10, tenths % 10)
}

fn difference(this: i64, last: i64) -> String {
    match this - last {
        0 => "持平".to_owned(),
        more if more > 0 => format!("增{more}"),
        fewer => format!("减{}", -fewer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::form::Row;
    use crate::model::report::{Report, SectionKey};
    use crate::rules::across::tests::{says, two};
    use crate::rules::corpus::check_reports;
    use crate::rules::draft::{Corpora, Draft};
    use crate::rules::selection::Selection;

    fn years(text: &str) -> Vec<Report> {
        let received = |draft: Draft, count: i64| draft.row(Row::NewReceived, [count, 0, 0, 0, 0, 0, count]);
        two(
            |draft| received(draft, 100),
            |draft| says(received(draft, 110), SectionKey::Overview, &format!("2022年,本机关{text}。")),
        )
    }

    pub(super) fn examples() -> Corpora {
        let of = |rate: &str| years(&format!("收到政府信息公开申请110件,同比增长{rate}"));
        Corpora { fails: of("20%"), holds: of("10%") }
    }

    #[test]
    fn growth_is_held_against_both_tables() {
        let selection = Selection::parse(&["NS-GROWTH".to_owned()], &[]).unwrap();
        for (text, expected) in [
            ("收到政府信息公开申请110件,同比增长10%", None),
            ("收到政府信息公开申请110件,同比增长10.4%", Some("10.0%")),
            ("收到政府信息公开申请110件,同比下降10%", Some("10.0%")),
            ("收到政府信息公开申请110件,较上年增加10件", None),
            ("收到政府信息公开申请110件,较上年增加15件", Some("增10")),
            ("收到政府信息公开申请110件,与上年持平", Some("增10")),
            // Another number than the table's is another scope.
            ("收到政府信息公开申请90件,同比增长20%", None),
            ("组织培训12次,同比增长20%", None),
        ] {
            let outcomes = check_reports(&years(text), &selection);
            let found: Vec<_> = outcomes.iter().flat_map(|o| &o.flags).map(|flag| flag.expected.as_str()).collect();
            assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{text}");
        }
    }

    #[test]
    fn rates_may_be_cut_or_rounded() {
        // 17 of 119 are 14.2857 %.
        for (printed, fits) in [("14.28", true), ("14.29", true), ("14.3", true), ("14.2", true), ("14.4", false)] {
            assert_eq!(is_rate(Number::parse(printed).unwrap(), 136, 119), fits, "{printed}");
        }
    }
}
