//! Sets of rules with a name of their own, by what they look at.

use crate::model::flag::{Class, Destination};
use crate::rules::registry::{Rule, all};

/// A set of rules as `--preset` names it.
struct Preset {
    name: &'static str,
    has: fn(&Rule) -> bool,
}

const PRESETS: [Preset; 6] = [
    Preset { name: "勾稽", has: |rule| ["T2", "T3", "T4"].contains(&rule.family()) },
    Preset { name: "文表", has: |rule| ["NT", "NS"].contains(&rule.family()) },
    Preset { name: "时效", has: |rule| rule.family() == "D" },
    Preset { name: "雷同", has: |rule| rule.family() == "R" },
    Preset { name: "采集", has: may_be_copy },
    Preset { name: "文字", has: |rule| rule.family() == "X" },
];

/// Whether a rule may speak of our copy: structure that is not there may be missing on the page as well.
fn may_be_copy(rule: &Rule) -> bool {
    rule.class == Class::Copy || rule.default == Destination::Triage || rule.family() == "S"
}

/// The names of the sets that have rules.
pub(crate) fn names() -> Vec<&'static str> {
    let has_rules = |preset: &&Preset| all().iter().any(|rule| (preset.has)(rule));
    PRESETS.iter().filter(has_rules).map(|preset| preset.name).collect()
}

/// Whether a set of this name has the rule; `false` where there is no such set.
pub(crate) fn has(name: &str, rule: &Rule) -> bool {
    PRESETS.iter().any(|preset| preset.name == name && (preset.has)(rule))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::registry::find;

    #[test]
    fn a_set_has_what_its_name_says() {
        let check = |name, code, expected| assert_eq!(has(name, find(code).unwrap()), expected, "{name} {code}");
        check("勾稽", "T3-BAL", true);
        check("勾稽", "NS-SUM", false);
        check("文表", "NS-SUM", true);
        check("时效", "D-LATE", true);
        check("采集", "S-ROW-MISSING", true);
        check("采集", "T3-BAL", false);
        check("文字", "X-DUPWORD", true);
        assert!(!has("勾", find("T3-BAL").unwrap()));
        assert!(names().contains(&"采集"));
    }
}
