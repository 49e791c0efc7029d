//! Percentages of the narrative against the numbers they are made of.

use crate::rules::basis;
use crate::rules::counts::passage::Passage;
use crate::rules::counts::quantity::Quantity;
use crate::rules::counts::statement::Statement;
use crate::rules::counts::topic::Role;
use crate::rules::counts::unit::Counts;
use crate::rules::registry::rule;
use crate::rules::sink::{Finding, Sink, Words, of_words};
use crate::rules::subject::Subject;

rule! {
    /// ## What it checks
    /// A percentage right behind a part of a list (148条,占34.8%; 20件(1.7%)) is its share of the list's
    /// total, within a tenth of a point and the last digit printed.
    ///
    /// ## Why it matters
    /// As for NS-SUM: both operands are printed, so that one of three numbers is wrong.
    ///
    /// ## Example
    /// `148是425的34.8%,正文写38.4%`
    ///
    /// ## When it is wrong
    /// Where the base is no number of the section: any that makes the percentage is believed. Growth rates
    /// and rates of other things (办结率) are not shares.
    PERCENT = "NS-PCT" {
        zh: "百分比不符", en: "percentage",
        class: Report, default: Queue, severity: Warning,
        forms: &[], basis: Some(basis::ACCURATE),
        check: percent, examples: tests::examples,
    }
}

/// How far a percentage may stand behind its number.
const NEAR: usize = 14;

fn percent(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let statements = subject.statements();
    for (n, share) in statements.iter().enumerate() {
        let (Some(passage), Some(percent)) = (subject.narrative().get(share.passage), share.quantity()) else {
            continue;
        };
        let Some(part) = n.checked_sub(1).and_then(|before| statements.get(before)) else { continue };
        if !is_share(passage, share, percent) || part.passage != share.passage || !belongs(passage, part, share) {
            continue;
        }
        let Some(amount) = part.quantity().filter(|quantity| quantity.is_exact() && is_count(quantity)) else {
            continue;
        };
        judge(subject, sink, &Share { passage, part: amount, percent }, share);
    }
}

/// A number with its percentage.
struct Share<'a, 'b> {
    passage: &'b Passage<'a>,
    part: &'b Quantity,
    percent: &'b Quantity,
}

fn is_count(quantity: &Quantity) -> bool {
    quantity.unit.is_some_and(|unit| !matches!(unit.counts, Counts::Percent)) && quantity.value.integer().is_some()
}

fn is_share(passage: &Passage<'_>, statement: &Statement, quantity: &Quantity) -> bool {
    statement.role != Role::Growth
        && quantity.is_exact()
        && quantity.unit.is_some_and(|unit| unit.counts == Counts::Percent)
        && passage.before(statement.range.end) == '%'
}

/// Whether only words of sharing stand between a number and a percentage.
fn belongs(passage: &Passage<'_>, part: &Statement, share: &Statement) -> bool {
    const WORDS: &str = "(,，占比为达总数量的申请信息公开件条";
    let between = part.range.end..share.range.start;
    let bracket = passage.at(between.start) == '(';
    let shares = bracket || between.clone().any(|index| passage.at(index) == '占');
    shares && between.len() <= NEAR && between.clone().all(|index| WORDS.contains(passage.at(index)))
}

fn judge(subject: &Subject<'_>, sink: &mut Sink<'_>, share: &Share<'_, '_>, statement: &Statement) {
    let of_list = subject
        .breakdowns()
        .iter()
        .filter(|list| list.passage == statement.passage && list.total.is_exact())
        .find(|list| list.parts.iter().any(|part| part.quantity.range == share.part.range))
        .map(|list| &list.total);
    let near = subject.statements().iter().filter(|other| other.passage == statement.passage);
    let mut bases = near
        .filter_map(Statement::quantity)
        .chain(of_list)
        .filter(|base| is_count(base) && base.unit == share.part.unit && base.value >= share.part.value);
    if bases.any(|base| base.range != share.part.range && is_made_of(share.percent, share.part, base)) {
        return sink.holds();
    }
    if let Some(base) = of_list {
        sink.fails(finding(share, base));
    } else {
        let place = share.passage.text(share.percent.range.clone());
        sink.cannot(place, Words::new("不知以何数为底数", "the base of the percentage is not known"));
    }
}

/// Digits behind the decimal point of a percentage.
fn decimals(percent: &Quantity) -> u32 {
    u32::from(percent.value.scale())
}

/// Part and base as whole numbers, and the printed percentage without its decimal point.
fn whole(percent: &Quantity, part: &Quantity, base: &Quantity) -> Option<(i128, i128, i128)> {
    let scaled = percent.value.checked_mul(10_i64.checked_pow(decimals(percent))?.into())?;
    Some((part.value.integer()?.into(), base.value.integer()?.into(), scaled.integer()?.into()))
}

/// Whether the percentage is that of two numbers, within a tenth of a point and its last digit.
fn is_made_of(percent: &Quantity, part: &Quantity, base: &Quantity) -> bool {
    let Some((part, base, printed)) = whole(percent, part, base) else { return true };
    let tenth = 10_i128.pow(decimals(percent).saturating_sub(1).min(6));
    let factor = 10_i128.pow(decimals(percent).min(12));
    base == 0 || (100 * part * factor - printed * base).abs() < tenth * base
}

fn finding(share: &Share<'_, '_>, base: &Quantity) -> Finding {
    let (part, total) = (share.part.value, base.value);
    let right = whole(share.percent, share.part, base).map_or_else(String::new, |(part, base, _)| {
        let factor = 10_i128.pow(decimals(share.percent).min(12));
        let rounded = (200 * part * factor + base) / (2 * base.max(1));
        let fraction = usize::try_from(decimals(share.percent)).unwrap_or_default();
        match fraction {
            0 => rounded.to_string(),
            _ => format!("{}.{:0fraction$}", rounded / factor, rounded % factor),
        }
    });
    let printed = share.percent.value;
    // A share is no sum: its numbers are on no side.
    let piece = |quantity: &Quantity| {
        let (block, range) = share.passage.words(quantity.range.clone())?;
        Some(of_words(None, block, range, Some(quantity.value)))
    };
    Finding {
        message: Words::new(
            format!("{part}是{total}的{right}%,正文写{printed}%"),
            format!("{part} is {right}% of {total}, the text has {printed}%"),
        ),
        expected: format!("{right}%"),
        found: format!("{printed}%"),
        evidence: [share.part, base, share.percent].into_iter().filter_map(piece).collect(),
        ..Finding::default()
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::draft::{Examples, check_all, flags_of, narrative};

    pub(super) fn examples() -> Examples {
        Examples {
            fails: narrative("公开信息425条,其中机构类148条,占38.4%。"),
            holds: narrative("公开信息425条,其中机构类148条,占34.8%。"),
        }
    }

    #[test]
    fn shares() {
        let check = |text: &str, expected: Option<&str>| {
            let flags = flags_of(&narrative(text), "NS-PCT");
            assert_eq!(flags.first().map(|flag| flag.message.as_str()), expected, "{text}");
        };
        check("公开信息425条,其中机构类148条,占38.4%。", Some("148是425的34.8%,正文写38.4%"));
        check("办结1191件。其中,予以公开208件(17.46%),不予公开20件(1.68%)。", None);
        check("公开信息425条。县直单位公开303条,占71.3%,各乡镇公开122条,占28.7%。", None);
        check("公开信息3条,其中机构类1条,占33%,政策类2条,占66%。", None);
        check("收到申请20件,办结20件,办结率100%,同比增长12.5%。", None);
        check("公开信息400条,其中机构类100条,同比增长30%。", None);
        check("公开信息100条,其中机构类30条,占总数的40%。", Some("30是100的30%,正文写40%"));
        check("机构类148条,占38.4%。", None);
        check("公开信息400条,其中机构类100条,占约30%。", None);
    }

    #[test]
    fn huge_numbers_do_not_overflow() {
        check_all(&narrative("公开信息99999999999999条,其中机构类9999999999999条,占0.0000000001%。"));
    }
}
