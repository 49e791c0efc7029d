//! What is to be reviewed in the reports that are usable: entries (疑点组) by severity and by family.

use std::sync::Arc;

use crate::model::flag::Severity;
use crate::rules::{Briefs, Groups};
use crate::triage::overview::usable_reports;
use crate::triage::{Entry, Standing};

/// The families of rules in the order in which they are reviewed.
pub const FAMILIES: [&str; 7] = ["勾稽", "结转", "文表", "分项", "时效", "雷同", "其他"];

/// The usable reports and their entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usable {
    pub reports: usize,
    pub groups: usize,
    pub errors: usize,
    pub warnings: usize,
    pub hints: usize,
    /// One count for each of [`FAMILIES`].
    pub families: [usize; FAMILIES.len()],
}

impl Usable {
    /// Counts the entries whose head stands in one of the usable reports.
    pub fn of(entries: &[(&Entry, &Standing)], flags: &Arc<Briefs>) -> Self {
        let reports = usable_reports(entries);
        let mut usable = Self { reports: reports.len(), ..Self::default() };
        for (_, flag) in Groups::of(flags).queued().filter(|(at, _)| reports.contains(&at.report)) {
            usable.groups += 1;
            let count = match flag.severity() {
                Severity::Error => &mut usable.errors,
                Severity::Warning => &mut usable.warnings,
                Severity::Info => &mut usable.hints,
            };
            *count += 1;
            if let Some(count) = usable.families.get_mut(family(flag.rule())) {
                *count += 1;
            }
        }
        usable
    }
}

/// The place of a rule's family among [`FAMILIES`].
fn family(code: &str) -> usize {
    let name = match code.split('-').next().unwrap_or_default() {
        "T2" | "T3" | "T4" if code.contains("-YOY-") => "结转",
        "T2" | "T3" | "T4" | "OLD" => "勾稽",
        "NT" => "文表",
        "NS" => "分项",
        "D" => "时效",
        "R" => "雷同",
        _ => "其他",
    };
    FAMILIES.iter().position(|family| *family == name).unwrap_or(FAMILIES.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::all;

    #[test]
    fn every_rule_has_a_family() {
        let check = |code: &str, name: &str| assert_eq!(FAMILIES.get(family(code)), Some(&name), "{code}");
        check("T3-BAL", "勾稽");
        check("T3-YOY-CARRY", "结转");
        check("NT-REQ-TOTAL", "文表");
        check("NS-SUM", "分项");
        check("R-PEER-DUP", "雷同");
        check("X-DUPWORD", "其他");
        let used: std::collections::BTreeSet<usize> = all().iter().map(|rule| family(rule.code)).collect();
        assert_eq!(used.len(), FAMILIES.len());
    }
}
