//! `jianbao rules`: the catalogue as a table.

use std::io::Write;

use crate::cli::RulesArgs;
use crate::commands::Outcome;
use crate::commands::columns::left;
use crate::commands::in_force::InForce;
use crate::model::flag::Destination;
use crate::model::form::Form;
use crate::model::printable::printable;
use crate::rules::{LEFT_OUT, Rule, Selection, all};

/// Lists the rules in force, as the configuration and the command line have them; what they change is
/// marked. With `--all` also those that are off and those left out, with the reason.
pub fn run(args: &RulesArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let in_force = InForce::load(&args.rules, &[])?;
    let selection = &in_force.selection;
    row(out, ["代码", "名称", "程度", "归口", "格式", "English"])?;
    for rule in all().iter().filter(|rule| args.all || selection.has(rule.code)) {
        let (severity, sent) = (selection.severity(rule), destination(selection, rule));
        let severity = marked(severity.name_zh(), severity != rule.severity);
        let sent = marked(sent.name_zh(), sent != rule.default);
        row(out, [rule.code, rule.name_zh, &severity, &sent, &forms(rule), rule.name_en])?;
    }
    if args.all {
        writeln!(out)?;
        for left_out in LEFT_OUT {
            row(out, [left_out.code, left_out.name_zh, "—", "—", "—", left_out.why_zh])?;
        }
    }
    if let Some(path) = &in_force.config {
        writeln!(out, "\n* {}", printable(&path.display().to_string()))?;
    }
    Ok(Outcome::Clean)
}

/// Where the flags of a rule go: nowhere where it does not run.
fn destination(selection: &Selection, rule: &Rule) -> Destination {
    let sent = selection.destination(rule);
    if selection.has(rule.code) { sent } else { Destination::Off }
}

fn marked(word: &str, changed: bool) -> String {
    format!("{word}{}", if changed { "*" } else { "" })
}

fn row(out: &mut dyn Write, cells: [&str; 6]) -> std::io::Result<()> {
    const WIDTHS: [usize; 6] = [19, 15, 6, 6, 10, 0];
    let padded = cells.iter().zip(WIDTHS).map(|(cell, width)| left(cell, width));
    writeln!(out, "{}", padded.collect::<String>().trim_end())
}

/// The forms a rule speaks about.
pub(super) fn forms(rule: &Rule) -> String {
    if rule.forms.is_empty() {
        return "全部".to_owned();
    }
    rule.forms.iter().map(|form: &Form| form.id().trim_start_matches('F')).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::RuleArgs;
    use crate::commands::columns::width;

    fn listed(all: bool, rules: RuleArgs) -> String {
        let mut out = Vec::new();
        run(&RulesArgs { all, rules }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_rule_has_its_line_and_what_is_left_out_its_reason() {
        let (short, long) = (listed(false, RuleArgs::default()), listed(true, RuleArgs::default()));
        let default = all().iter().filter(|rule| rule.default != Destination::Off);
        assert!(default.clone().all(|rule| short.contains(rule.code)));
        assert!(all().iter().all(|rule| long.contains(rule.code) && long.contains(rule.name_zh)));
        assert!(LEFT_OUT.iter().all(|left_out| long.contains(left_out.why_zh) && !short.contains(left_out.code)));
        assert!(long.lines().all(|line| width(line) <= 100), "{long}");
    }

    #[test]
    fn what_a_configuration_changes_is_marked() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("own.toml");
        std::fs::write(&path, "ignore = [\"T4\"]\n[severity]\nT3-BAL = \"info\"\n[default]\nNS-SUM = \"triage\"\n")
            .unwrap();
        let rules = || RuleArgs { config: Some(path.clone()), ..RuleArgs::default() };
        let list = listed(false, rules());
        let line = |code: &str| list.lines().find(|line| line.starts_with(&format!("{code} "))).map(str::to_owned);
        assert!(line("T3-BAL").unwrap().contains("提示*") && line("NS-SUM").unwrap().contains("分拣*"), "{list}");
        assert_eq!(line("T4-SUM"), None);
        assert!(list.lines().last().unwrap().ends_with("own.toml"));
        let every = listed(true, rules());
        assert!(every.lines().any(|line| line.starts_with("T4-SUM ") && line.contains("停用*")), "{every}");
        let chosen = listed(false, RuleArgs { select: vec!["T4".into()], ..rules() });
        assert!(chosen.contains("T4-SUM") && !chosen.contains("T3-BAL"), "{chosen}");
    }
}
