//! `jianbao explain`: one rule as Markdown, what it checks and when it is wrong.

use std::io::Write;

use anyhow::bail;

use crate::commands::Outcome;
use crate::commands::rules::forms;
use crate::rules::{LEFT_OUT, Rule, all, find};

/// Explains the rule with this code.
///
/// # Errors
/// When there is no such rule, or it cannot be written.
pub fn run(code: &str, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    if let Some(rule) = find(code) {
        explain(rule, out)?;
        return Ok(Outcome::Clean);
    }
    if let Some(left_out) = LEFT_OUT.iter().find(|left_out| left_out.code.eq_ignore_ascii_case(code)) {
        writeln!(out, "# {} {}\n\n{}\n{}", left_out.code, left_out.name_zh, left_out.why_zh, left_out.why_en)?;
        return Ok(Outcome::Clean);
    }
    let codes: Vec<_> = all().iter().map(|rule| rule.code).collect();
    bail!("no such rule: {code:?} (there are {})", codes.join(", "));
}

fn explain(rule: &Rule, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "# {} {}: {}\n", rule.code, rule.name_zh, rule.name_en)?;
    writeln!(out, "- 程度 severity: {} {}", rule.severity.name_zh(), rule.severity)?;
    writeln!(out, "- 类别 class: {}", rule.class)?;
    writeln!(out, "- 归口 goes to: {} {}", rule.default.name_zh(), rule.default)?;
    writeln!(out, "- 格式 forms: {}", forms(rule))?;
    writeln!(out, "- 法规依据 basis: {}\n", rule.basis.unwrap_or("—"))?;
    writeln!(out, "{}", rule.docs.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(code: &str) -> anyhow::Result<String> {
        let mut out = Vec::new();
        run(code, &mut out)?;
        Ok(String::from_utf8(out)?)
    }

    #[test]
    fn every_code_is_explained_and_others_are_named() {
        for rule in all() {
            let text = explained(&rule.code.to_lowercase()).unwrap();
            assert!(text.starts_with(&format!("# {} {}", rule.code, rule.name_zh)));
            assert!(text.contains("\n## When it is wrong\n") && !text.contains("\n "));
        }
        assert!(explained("t3-carry-gt").unwrap().contains("T3-BAL"));
        assert!(explained("T9-X").unwrap_err().to_string().contains("\"T9-X\""));
    }
}
