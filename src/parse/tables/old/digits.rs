//! Figures of the year and since the beginning that run together, `4251516` for 425 and 1516: where
//! they can be cut, and which cut the sums of the table or the narrative leave.

use crate::model::cell::Number;
use crate::parse::tables::old::narrative::Narrative;

/// Two figures in one run of digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// How many digits belong to the first.
    pub at: usize,
    pub year: i64,
    pub cumulative: i64,
}

/// What settled a cut.
pub const SUM: &str = "OLD-SUM";
pub const CUMULATIVE: &str = "OLD-CUM";
pub const NARRATIVE: &str = "NARRATIVE";

/// All cuts of a run of digits into two numbers without leading zeros.
pub fn cuts(digits: &str) -> Vec<Cut> {
    const LONGEST: usize = 18;
    if digits.len() > LONGEST || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Vec::new();
    }
    let cut = |at: usize| {
        let number = |text: &str| if text.len() > 1 && text.starts_with('0') { None } else { text.parse().ok() };
        Some(Cut { at, year: number(digits.get(..at)?)?, cumulative: number(digits.get(at..)?)? })
    };
    (1..digits.len()).filter_map(cut).collect()
}

/// A row as the choice sees it.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// The cuts that are left, or the one reading of a row whose figures stand apart.
    pub cuts: Vec<Cut>,
    /// Whether the figures ran together.
    pub torn: bool,
    pub unit: Option<String>,
    /// The rows that are its parts.
    pub parts: Vec<usize>,
    /// What settled it.
    pub by: Vec<&'static str>,
}

impl Choice {
    /// Whether both figures are nothing but zeros, `00`, of which none can be left out.
    pub fn is_nothing(&self) -> bool {
        matches!(self.cuts[..], [Cut { year: 0, cumulative: 0, .. }])
    }
}

/// More combinations than this are not tried.
const MOST_WAYS: usize = 4096;

/// Leaves each row with the cuts that its own figures, sums and narrative admit. Where one of these admits
/// none, it is the publisher's mistake and counts for nothing.
pub fn choose(rows: &mut [Choice], narrative: &Narrative) {
    for row in rows.iter_mut().filter(|row| row.torn && row.cuts.len() > 1) {
        keep(row, CUMULATIVE, |cut| cut.year <= cut.cumulative);
    }
    for total in 0..rows.len() {
        choose_by_sum(rows, total);
    }
    for row in rows.iter_mut().filter(|row| row.torn && row.cuts.len() > 1) {
        choose_by_narrative(row, narrative);
    }
    for total in 0..rows.len() {
        choose_by_sum(rows, total);
    }
}

fn keep(row: &mut Choice, by: &'static str, admits: impl Fn(&Cut) -> bool) {
    let left: Vec<Cut> = row.cuts.iter().copied().filter(admits).collect();
    if left.is_empty() || left.len() == row.cuts.len() {
        return;
    }
    row.cuts = left;
    if !row.by.contains(&by) {
        row.by.push(by);
    }
}

/// Where only one way to cut a total and its parts makes the parts add up to the total in both columns,
/// that is how they are cut.
fn choose_by_sum(rows: &mut [Choice], total: usize) {
    let Some(parts) = rows.get(total).map(|row| row.parts.clone()) else { return };
    let family: Vec<usize> = std::iter::once(total).chain(parts).collect();
    let cuts: Vec<&[Cut]> = family.iter().filter_map(|row| rows.get(*row)).map(|row| row.cuts.as_slice()).collect();
    let ways = cuts.iter().try_fold(1_usize, |ways, cuts| ways.checked_mul(cuts.len()));
    if family.len() < 2 || !ways.is_some_and(|ways| (2..=MOST_WAYS).contains(&ways)) {
        return;
    }
    let mut sound = (0..ways.unwrap_or(0)).filter_map(|way| way_that_adds_up(&cuts, way));
    let (Some(way), None) = (sound.next(), sound.next()) else { return };
    for (row, cut) in family.into_iter().zip(way) {
        if let Some(row) = rows.get_mut(row) {
            keep(row, SUM, |own| *own == cut);
        }
    }
}

/// The cuts of a way, given by its number, where the parts add up to the total.
fn way_that_adds_up(cuts: &[&[Cut]], way: usize) -> Option<Vec<Cut>> {
    let mut rest = way;
    let mut chosen = Vec::with_capacity(cuts.len());
    for cuts in cuts {
        chosen.push(*cuts.get(rest % cuts.len())?);
        rest /= cuts.len();
    }
    let (total, parts) = chosen.split_first()?;
    let sum = |figure: fn(&Cut) -> i64| parts.iter().try_fold(0_i64, |sum, cut| sum.checked_add(figure(cut)));
    let fits = sum(|cut| cut.year) == Some(total.year) && sum(|cut| cut.cumulative) == Some(total.cumulative);
    fits.then_some(chosen)
}

/// The narrative settles a row when it names a figure of one cut and none of another.
fn choose_by_narrative(row: &mut Choice, narrative: &Narrative) {
    let Some(unit) = row.unit.clone() else { return };
    let named = |cut: &Cut| [cut.year, cut.cumulative].iter().filter(|figure| narrative.names(**figure, &unit)).count();
    let telling = |cut: &Cut| {
        [cut.year, cut.cumulative].iter().any(|figure| *figure >= TELLING && narrative.names(*figure, &unit))
    };
    let any = row.cuts.iter().filter(|cut| named(cut) > 0).count();
    if any == 1 {
        keep(row, NARRATIVE, telling);
    }
}

/// A smaller figure may stand in the narrative for something else.
const TELLING: i64 = 100;

/// The figures of the only cut that is left.
pub fn settled(row: &Choice) -> Option<(Cut, Number, Number)> {
    let [cut] = row.cuts[..] else { return None };
    Some((cut, cut.year.into(), cut.cumulative.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn torn(digits: &str, parts: &[usize]) -> Choice {
        Choice { cuts: cuts(digits), torn: true, unit: Some("条".into()), parts: parts.to_vec(), by: Vec::new() }
    }

    fn check(rows: &[(&str, &[usize])], narrative: &str, expected: &[Option<(i64, i64)>]) {
        let mut rows: Vec<_> = rows.iter().map(|(digits, parts)| torn(digits, parts)).collect();
        let mut named = Narrative::default();
        named.read(narrative);
        choose(&mut rows, &named);
        let found: Vec<_> = rows.iter().map(|row| settled(row).map(|(cut, ..)| (cut.year, cut.cumulative))).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn one_way_to_add_up_settles_the_cuts() {
        let rows: [(&str, &[usize]); 3] = [("3821260", &[1, 2]), ("3751251", &[]), ("79", &[])];
        check(&rows, "", &[Some((382, 1260)), Some((375, 1251)), Some((7, 9))]);
        check(&[("00", &[1]), ("00", &[])], "", &[Some((0, 0)), Some((0, 0))]);
    }

    #[test]
    fn what_several_ways_explain_stays_open() {
        let rows: [(&str, &[usize]); 3] = [("214065217", &[1, 2]), ("214065217", &[]), ("00", &[])];
        check(&rows, "", &[None, None, Some((0, 0))]);
        check(&rows, "全年公开政府信息2140条。", &[Some((2140, 65217)), Some((2140, 65217)), Some((0, 0))]);
        check(&rows, "全年公开21条,其中2140条为新增。", &[None, None, Some((0, 0))]);
    }

    #[test]
    fn a_rule_that_admits_none_counts_for_nothing() {
        check(&[("90", &[])], "", &[Some((9, 0))]);
        check(&[("12", &[1]), ("57", &[])], "", &[Some((1, 2)), Some((5, 7))]);
        check(&[("007", &[])], "", &[None]);
    }
}
