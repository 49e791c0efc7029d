//! What may have gone wrong where the flags of a group stand, in lines: never more than a hint.

use crate::model::flag::Flag;
use crate::model::report::Report;
use crate::rules::repair;

/// The lines for the flags of a group that stand in this report; none where nothing is likely.
pub(super) fn hint_lines<'a>(report: &Report, flags: impl IntoIterator<Item = &'a Flag>) -> Vec<String> {
    let hint = repair::hint(report, flags);
    let told = hint.repairs.iter().map(|repair| repair.words().zh).enumerate();
    let mut lines: Vec<String> =
        told.map(|(n, words)| format!("{}:{words}", if n == 0 { "可能原因(仅供参考)" } else { "也可能" })).collect();
    lines.extend((hint.more > 0).then(|| format!("另有{}种可能", hint.more)));
    lines
}
