//! Entries as a digest that one can mail: Markdown of at most 40 lines, whatever came in.

use std::io::Write;

use crate::commands::check::escape::{in_table, plain};
use crate::commands::triage::Told;
use crate::commands::triage::text::{example, head, share, sites, usable};

/// Sites that fail more often than before, at most: 14 reasons and these leave room for the rest.
const RISES: usize = 8;

pub(super) fn write(told: &Told<'_>, out: &mut dyn Write) -> anyhow::Result<()> {
    writeln!(out, "# 年报分拣 {}\n", told.now.short())?;
    writeln!(out, "{}", plain(&head(told)))?;
    if !told.overview.rows.is_empty() {
        writeln!(out, "\n| 事由 | 处理 | 数 | 涉及站点 | 最近一例 |")?;
        writeln!(out, "|---|---|---:|---|---|")?;
    }
    for row in &told.overview.rows {
        let (reason, action) = (row.reason.name_zh(), row.action().name_zh());
        let example = row.example.and_then(|number| told.entries.get(number)).map(|(entry, _)| example(entry));
        let [sites, example] = [sites(row), example.unwrap_or_default()].map(|text| in_table(&text));
        writeln!(out, "| {reason} | {action} | {} | {sites} | {example} |", row.count)?;
    }
    writeln!(out)?;
    for line in usable(told) {
        writeln!(out, "- {}", plain(&line))?;
    }
    let risen = &told.overview.rises;
    if !risen.is_empty() {
        writeln!(out, "\n失败率上升的站点({} 个):\n", risen.len())?;
    }
    for rise in risen.iter().take(RISES) {
        writeln!(out, "- {} {},此前 {}", plain(&rise.site), share(rise.now), share(rise.before))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::triage::{Overview, Reason, Rise, Row, Usable};

    #[test]
    fn a_digest_has_at_most_forty_lines_and_nothing_in_it_acts() {
        let site = "<b>|站".to_owned();
        let row = |reason: &Reason| Row {
            reason: *reason,
            count: 7,
            handled: 1,
            sites: 3,
            worst: Some((site.clone(), 5)),
            example: None,
        };
        let rise = Rise { site: site.clone(), now: (4, 10), before: (1, 10) };
        let overview = Overview {
            received: 500,
            rows: Reason::ALL.iter().map(row).collect(),
            rises: vec![rise; 30],
            before: Some((1, 10)),
            ..Overview::default()
        };
        let usable = Usable { reports: 3, groups: 2, errors: 2, families: [1; 7], ..Usable::default() };
        let now = crate::model::moment::Moment::parse("2026-11-22T01:00:00Z").unwrap();
        let told = Told { entries: &[], overview: &overview, usable: &usable, since: None, last: Some(now), now };
        let mut digest = Vec::new();
        write(&told, &mut digest).unwrap();
        let digest = String::from_utf8(digest).unwrap();
        assert!((30..=40).contains(&digest.lines().count()), "{digest}");
        assert!(digest.starts_with("# 年报分拣 11-22 09:00\n") && digest.contains("失败率上升的站点(30 个)"));
        assert!(!digest.contains("<b>") && digest.contains("4/10(40.0%),此前 1/10(10.0%)"), "{digest}");
    }
}
