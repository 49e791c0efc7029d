//! The statistics for people at a terminal.

use std::io::{self, Write};

use crate::commands::columns::table;
use crate::commands::stats::figures::{Figures, Layout, Misread};
use crate::model::printable::printable;
use crate::review::{Agreement, Counts, Work};
use crate::rules::find;

/// So many disagreements are printed; all of them are in the other formats.
const MOST: usize = 200;

/// Writes the counts by rule, layout and reviewer.
pub(super) fn counts(figures: &Figures, out: &mut dyn Write) -> io::Result<()> {
    let Counts { real, false_alarm, misread, discuss, skipped } = figures.all;
    let decided = figures.all.decided();
    writeln!(
        out,
        "已核 {decided} (属实 {real} 排除 {false_alarm} 读取有误 {misread} 存疑 {discuss}) 跳过 {skipped}  核查人 {}",
        figures.reviewers.len()
    )?;
    let head = ["规则", "已核", "属实", "排除", "读取有误", "存疑", "跳过", "属实率", "95%区间"];
    let rows = figures.rules.iter().map(|(code, counts)| rule_row(code, counts));
    write_table("按规则:属实率 = 属实/(属实+排除)", &head, rows.collect(), out)?;
    if !figures.noisy.is_empty() {
        writeln!(out, "\n属实率不足60%(已判20处以上),可在 jianbao.toml 中改为只显示")?;
        writeln!(out, "  [default]")?;
        for code in &figures.noisy {
            writeln!(out, "  {} = \"shown\"", printable(code))?;
        }
    }
    let rows = figures.layouts.iter().map(|(layout, misread)| layout_row(layout, misread));
    write_table("读取有误,按原文格式和提取程序", &["格式", "疑点", "规则"], rows.collect(), out)?;
    let head = ["核查人", "已核", "属实", "排除", "读取有误", "存疑", "跳过", "结论", "天数", "每天"];
    let rows = figures.reviewers.iter().map(|(by, work)| reviewer_row(by, work));
    write_table("按核查人:一次结论可含多处疑点", &head, rows.collect(), out)
}

/// Writes how far reviewers agree, and on what they do not.
pub(super) fn agreement(figures: &Figures, out: &mut dyn Write) -> io::Result<()> {
    let all = &figures.agreements;
    writeln!(
        out,
        "两人以上核查的疑点:比对 {} 次,一致 {} 次  分歧 {} 处",
        all.all.n,
        all.all.agreed,
        all.disputed.len()
    )?;
    let head = ["", "比对", "一致", "一致率", "kappa", ""];
    let whole = agreement_row("合计".to_owned(), &all.all);
    let rules = all.rules.iter().map(|(code, of)| agreement_row(named(code), of));
    write_table("按规则", &head, std::iter::once(whole).chain(rules).collect(), out)?;
    let pairs = all.pairs.iter().map(|((a, b), of)| agreement_row(printable(&format!("{a} – {b}")).into_owned(), of));
    write_table("按核查人", &head, pairs.collect(), out)?;
    if !figures.disputes.is_empty() {
        writeln!(out, "\n分歧")?;
    }
    for dispute in figures.disputes.iter().take(MOST) {
        let said = dispute.said.iter().map(|(by, verdict)| format!("{by} {}", verdict.name_zh()));
        let said = said.collect::<Vec<_>>().join(",");
        let year = dispute.year.map_or_else(|| "年度不明".to_owned(), |year| year.to_string());
        let agency = dispute.agency.as_deref().unwrap_or("单位不明");
        let line = format!("  {} {agency} {year}  {}  {said}  {}", dispute.rule, dispute.message, dispute.fingerprint);
        writeln!(out, "{}", printable(&line))?;
    }
    if figures.disputes.len() > MOST {
        writeln!(out, "  另有 {} 处", figures.disputes.len() - MOST)?;
    }
    Ok(())
}

fn write_table(title: &str, head: &[&str], mut rows: Vec<Vec<String>>, out: &mut dyn Write) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    rows.insert(0, head.iter().map(|name| (*name).to_owned()).collect());
    writeln!(out, "\n{title}")?;
    table(&rows).iter().try_for_each(|line| writeln!(out, "  {line}"))
}

/// The code and the name of a rule, which may be one of another version.
fn named(code: &str) -> String {
    format!("{} {}", printable(code), find(code).map_or("", |rule| rule.name_zh))
}

fn verdicts(counts: &Counts) -> [String; 6] {
    let all = [counts.decided(), counts.real, counts.false_alarm, counts.misread, counts.discuss, counts.skipped];
    all.map(|count| count.to_string())
}

fn rule_row(code: &str, counts: &Counts) -> Vec<String> {
    let mut row = vec![named(code)];
    row.extend(verdicts(counts));
    row.extend(counts.precision().map_or_else(Default::default, |share| {
        let interval = format!("{}–{}", percent(share.low), percent(share.high));
        [format!("{} n={}", percent(share.value), counts.judged()), interval]
    }));
    row
}

fn layout_row(layout: &Layout, misread: &Misread) -> Vec<String> {
    let extractor = layout.extractor.as_deref().map_or_else(String::new, |name| format!(" {name}"));
    let name = layout.format.map_or_else(|| "库中未见".to_owned(), |format| format!("{format}{extractor}"));
    let rules = misread.rules.iter().map(|(code, count)| format!("{code} {count}"));
    let rules = rules.collect::<Vec<_>>().join(", ");
    vec![printable(&name).into_owned(), misread.flags.to_string(), printable(&rules).into_owned()]
}

fn reviewer_row(by: &str, work: &Work) -> Vec<String> {
    let mut row = vec![printable(by).into_owned()];
    row.extend(verdicts(&work.flags));
    let rate = work.a_day().map_or_else(String::new, |rate| format!("{rate:.1}"));
    row.extend([work.decisions.to_string(), work.days.to_string(), rate]);
    row
}

fn agreement_row(name: String, of: &Agreement) -> Vec<String> {
    let kappa = of.kappa().map_or_else(|| "—".to_owned(), |kappa| format!("{kappa:.2}"));
    let thin = if of.is_thin() { "过少(不足20)" } else { "" };
    let observed = of.observed().map_or_else(|| "—".to_owned(), percent);
    vec![name, of.n.to_string(), of.agreed.to_string(), observed, kappa, thin.to_owned()]
}

fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}
