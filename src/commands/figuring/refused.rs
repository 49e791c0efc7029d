//! What is said where reports of several populations would have been added up.

use anyhow::anyhow;

use crate::commands::columns::{left, right};
use crate::figures::Refused;

/// Why nothing is added, and what could be.
pub(in crate::commands) fn refused(refused: Refused) -> anyhow::Error {
    let (found, unknown) = match refused {
        Refused::Nothing => return anyhow!("no report is of a known level and kind: nothing to count"),
        Refused::Mixed(found, unknown) => (found, unknown),
    };
    let mut lines = vec![
        "these reports are of several levels or kinds, and a county's report holds those of its departments: name one population".to_owned(),
    ];
    let width = found.first().map_or(1, |(_, n)| n.to_string().len());
    for (population, n) in &found {
        let asked = format!("--level {} --kind {}", population.level, population.body);
        lines.push(format!("  {}  {}  {}", right(&n.to_string(), width), left(&asked, 48), population.name_zh()));
    }
    if unknown > 0 {
        lines.push(format!("  {}  of no known level or kind", right(&unknown.to_string(), width)));
    }
    lines.push("  (--by agency and --by population put them beside each other)".to_owned());
    anyhow!(lines.join("\n"))
}
