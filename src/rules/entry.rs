//! What a group of flags says on one line: the words of its root, or, where a row of a table after the
//! other has the same fault, the fault with the list of rows.

use std::collections::BTreeSet;

use crate::model::cell::How;
use crate::model::flag::Flag;
use crate::model::form::{Form, Row, RowSpec, Table, TableSpec};
use crate::rules::fold::is_wording;
use crate::rules::registry::find;
use crate::rules::sink::Words;

/// A list of rows takes at most so many characters.
const LONGEST_LIST: usize = 24;

/// The line for the flags of a group that stand in one report, the one that tells most first; empty
/// where there are none.
pub fn entry_words(flags: &[&Flag]) -> Words {
    let Some(root) = flags.first() else { return Words::default() };
    let slips = flags.iter().filter(|flag| is_wording(flag.rule)).count();
    if slips > 1 && is_wording(root.rule) {
        return Words::new(format!("文字问题{slips}处"), format!("{slips} slips in the text"));
    }
    rows_of(flags).unwrap_or_else(|| Words::new(root.message.clone(), root.message_en.clone()))
}

/// The same fault in several rows of a table: `表三5行35格空白:(一)(二)(三)1-3`.
fn rows_of(flags: &[&Flag]) -> Option<Words> {
    let root = flags.first().filter(|root| root.rule.starts_with("S-"))?;
    let table = row_of(root)?.table();
    let same: Vec<&&Flag> = flags
        .iter()
        .filter(|flag| flag.rule == root.rule && row_of(flag).is_some_and(|row| row.table() == table))
        .collect();
    let rows: BTreeSet<Row> = same.iter().filter_map(|flag| row_of(flag)).collect();
    if rows.len() < 2 {
        return None;
    }
    let rule = find(root.rule)?;
    let (n, zh, list) = (rows.len(), table.short_zh(), list_of(table, &rows));
    let fault = match (root.rule, blank_cells(&same)) {
        ("S-CELL-BLANK", Some(cells)) => format!("{zh}{n}行{cells}格空白"),
        ("S-CELL-BLANK", None) => format!("{zh}{n}行有空白格"),
        ("S-ROW-MISSING", _) => format!("{zh}缺{n}行"),
        _ => format!("{zh}{n}行{}", rule.name_zh),
    };
    Some(Words::new(format!("{fault}:{list}"), format!("table {table}, {n} rows: {}", rule.name_en)))
}

/// The row a flag is about.
fn row_of(flag: &Flag) -> Option<Row> {
    flag.evidence.iter().filter(|piece| piece.report.is_none()).find_map(|piece| piece.cell).map(|cell| cell.row)
}

/// How many cells are blank, where their places are known.
fn blank_cells(flags: &[&&Flag]) -> Option<usize> {
    let of_flag = |flag: &&&Flag| {
        let cells = flag.evidence.iter().filter(|piece| piece.cell.is_some());
        let known = cells.clone().all(|piece| piece.how != Some(How::Unplaced));
        Some(cells.filter(|piece| piece.how == Some(How::Blank)).count()).filter(|blank| known && *blank > 0)
    };
    flags.iter().map(of_flag).sum()
}

/// Rows by the numbers of the form, one after another as it prints them: `一(一)(二)(三)1-3`.
fn list_of(table: Table, rows: &BTreeSet<Row>) -> String {
    let mut parts: Vec<String> = Vec::new();
    for run in runs(table, rows) {
        let numbers = match run.as_slice() {
            [one] => number_of(one).to_owned(),
            [one, two] => format!("{}、{}", number_of(one), number_of(two)),
            [first, .., last] => format!("{}-{}", number_of(first), number_of(last)),
            [] => continue,
        };
        let group = run.first().and_then(|spec| spec.group).and_then(|group| group.split_inclusive(')').next());
        let text = format!("{}{numbers}", group.unwrap_or_default());
        let apart = parts.last().is_some_and(|last| !last.ends_with(')') && !text.starts_with('('));
        parts.push(if apart { format!("、{text}") } else { text });
    }
    let whole = parts.concat();
    let mut shown = 0;
    let fits = |part: &&String| {
        shown += part.chars().count();
        shown <= LONGEST_LIST
    };
    let cut: String = parts.iter().take_while(fits).map(String::as_str).collect();
    if cut.len() < whole.len() { format!("{cut}等") } else { whole }
}

/// Rows that follow on each other within a numbered group of the form.
fn runs(table: Table, rows: &BTreeSet<Row>) -> Vec<Vec<&'static RowSpec>> {
    let specs = [Form::F2021, Form::F2019].into_iter().filter_map(|form| form.table(table)).flat_map(TableSpec::rows);
    let mut known: Vec<&'static RowSpec> = specs.filter(|spec| rows.contains(&spec.row)).collect();
    known.sort_by_key(|spec| spec.row);
    known.dedup_by_key(|spec| spec.row);
    let next = |spec: &RowSpec| spec.number.parse::<u8>().ok().and_then(|number| number.checked_add(1));
    let mut runs: Vec<Vec<&'static RowSpec>> = Vec::new();
    for spec in known {
        match runs.last_mut().filter(|run| {
            run.last().is_some_and(|last| {
                last.group == spec.group && next(last) == spec.number.parse().ok() && next(last).is_some()
            })
        }) {
            Some(run) => run.push(spec),
            None => runs.push(vec![spec]),
        }
    }
    runs
}

/// The number of a row; its name where the form prints none.
fn number_of(spec: &RowSpec) -> &'static str {
    if spec.number.is_empty() { spec.row.short_zh() } else { spec.number }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::flag::Severity;
    use crate::rules::draft::{Draft, check_all, complete, flag};

    fn words(draft: Draft, rule: &str) -> String {
        let flags = check_all(&draft.build()).flags;
        let own: Vec<&Flag> = flags.iter().filter(|flag| flag.rule == rule).collect();
        entry_words(&own).zh.into_owned()
    }

    #[test]
    fn rows_with_one_fault_are_listed() {
        let blank = |rows: &[Row]| {
            words(rows.iter().fold(complete(Form::F2021), |draft, row| draft.blank(*row)), "S-CELL-BLANK")
        };
        assert_eq!(blank(&[Row::Granted]), "表三·予以公开:7格全部空白");
        let rows = [Row::Granted, Row::Partial, Row::DenyStateSecret, Row::DenyOtherLaw, Row::DenyThreeSecurity];
        assert_eq!(blank(&rows), "表三5行35格空白:(一)(二)(三)1-3");
        let rows = [Row::NewReceived, Row::CarriedIn, Row::DenyStateSecret, Row::DenyThreeSecurity, Row::UnableNotHeld];
        assert_eq!(blank(&rows), "表三5行35格空白:一、二(三)1(三)3(四)1");
        assert_eq!(blank(&[Row::Regulations, Row::AdminLicense]), "表二2行4格空白:规章、行政许可");
        let of_two = [Row::Regulations, Row::NormativeDocuments, Row::AdminLicense];
        assert_eq!(blank(&of_two), "表二3行7格空白:规章、规范性文件、行政许可");
        let missing = [Row::DenyProcess, Row::DenyEnforcementFile, Row::DenyAdminQuery, Row::UnableNotHeld];
        let missing = words(complete(Form::F2021).absent(missing), "S-ROW-MISSING");
        assert_eq!(missing, "表三缺4行:(三)6-8(四)1");
    }

    #[test]
    fn a_long_list_is_cut() {
        let rows = Form::F2021.table(Table::T3).unwrap().rows().map(|spec| spec.row).step_by(2);
        let text = words(rows.fold(complete(Form::F2021), Draft::blank), "S-CELL-BLANK");
        assert!(text.ends_with('等') && text.chars().count() <= 60, "{text}");
    }

    #[test]
    fn slips_are_counted_and_other_entries_say_what_their_root_says() {
        let [typo, twice, sum] =
            ["X-TYPO", "X-DUPWORD", "NS-SUM"].map(|rule| flag(rule, "\"82条\",分项100", Severity::Warning));
        assert_eq!(entry_words(&[&typo, &twice]).zh, "文字问题2处");
        assert_eq!(entry_words(&[&typo]).zh, "\"82条\",分项100");
        assert_eq!(entry_words(&[&sum, &twice, &typo]).zh, "\"82条\",分项100");
        assert_eq!(entry_words(&[]), Words::default());
    }
}
