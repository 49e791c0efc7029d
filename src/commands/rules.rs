//! `jianbao rules`: the catalogue as a table.

use std::io::Write;

use crate::commands::Outcome;
use crate::commands::columns::left;
use crate::model::form::Form;
use crate::rules::{Destination, LEFT_OUT, Rule, all};

/// Lists the rules that run by default; with `every` also those that are off and those left out,
/// with the reason.
pub fn run(every: bool, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    row(out, ["代码", "名称", "程度", "归口", "格式", "English"])?;
    for rule in all().iter().filter(|rule| every || rule.default != Destination::Off) {
        let forms = forms(rule);
        row(out, [rule.code, rule.name_zh, rule.severity.name_zh(), rule.default.name_zh(), &forms, rule.name_en])?;
    }
    if every {
        writeln!(out)?;
        for left_out in LEFT_OUT {
            row(out, [left_out.code, left_out.name_zh, "—", "—", "—", left_out.why_zh])?;
        }
    }
    Ok(Outcome::Clean)
}

fn row(out: &mut dyn Write, cells: [&str; 6]) -> std::io::Result<()> {
    const WIDTHS: [usize; 6] = [16, 15, 5, 5, 12, 0];
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
    use crate::commands::columns::width;

    fn listed(every: bool) -> String {
        let mut out = Vec::new();
        run(every, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_rule_has_its_line_and_what_is_left_out_its_reason() {
        let (short, long) = (listed(false), listed(true));
        let default = all().iter().filter(|rule| rule.default != Destination::Off);
        assert!(default.clone().all(|rule| short.contains(rule.code)));
        assert!(all().iter().all(|rule| long.contains(rule.code) && long.contains(rule.name_zh)));
        assert!(LEFT_OUT.iter().all(|left_out| long.contains(left_out.why_zh) && !short.contains(left_out.code)));
        assert!(long.lines().all(|line| width(line) <= 100), "{long}");
    }
}
