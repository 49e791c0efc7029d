//! Which shape the evidence of a flag has: told from what the evidence holds and from the family of the
//! rule, in this one place.

use crate::model::flag::{Evidence, Flag, Side};

/// How the evidence of a flag is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Two sides that should be equal: their sums, the rows they stand in, the sentence.
    Sums,
    /// The sections of the form beside those found.
    Sections,
    /// Cells, in the rows they stand in.
    Cells,
    /// Two texts: what differs in them.
    Alike,
    /// The dates of the report beside the limit.
    Dates,
    /// Words of the report, in their sentences.
    Words,
}

/// The beginnings of the codes of rules about headings.
const HEADINGS: [&str; 4] = ["S-SEC", "S-TBL", "S-HEAD", "S-MISPLACED"];

/// The shape of a flag's evidence.
pub fn of(flag: &Flag) -> Shape {
    let evidence = &flag.evidence;
    let has = |what: &dyn Fn(&Evidence) -> bool| evidence.iter().any(what);
    let side = |side: Side| has(&|piece| piece.side == Some(side) && piece.value.is_some());
    let words_elsewhere = |piece: &Evidence| piece.report.is_some() && piece.cell.is_none() && piece.quote.is_some();
    if flag.rule.starts_with("D-") {
        Shape::Dates
    } else if side(Side::Left) && side(Side::Right) {
        Shape::Sums
    } else if has(&words_elsewhere) {
        Shape::Alike
    } else if has(&|piece| piece.cell.is_some()) {
        Shape::Cells
    } else if HEADINGS.iter().any(|family| flag.rule.starts_with(family)) {
        Shape::Sections
    } else {
        Shape::Words
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::rules::{Selection, all, check_reports};

    /// The shape of every rule's evidence, by the rule's own example.
    #[test]
    fn the_shape_of_every_rule() {
        let mut shapes: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for rule in all() {
            let selection = Selection::parse(&[rule.code.to_owned()], &[]).unwrap();
            let outcomes = check_reports(&(rule.examples)().fails, &selection);
            let flag = outcomes.iter().flat_map(|outcome| &outcome.flags).find(|flag| flag.rule == rule.code).unwrap();
            shapes.entry(format!("{:?}", of(flag))).or_default().push(rule.code);
        }
        insta::assert_debug_snapshot!("shapes", shapes);
    }
}
