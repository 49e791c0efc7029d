//! A flag as a reviewer saw it: the parts of its fingerprint and the values they decided on, so that a later
//! program can find it again and tell what has changed.

use std::borrow::Cow;

use crate::corpus::header::Header;
use crate::model::cell::How;
use crate::model::flag::{Class, Evidence, Flag, Severity, Side};
use crate::rules::masked;

/// What a reviewer saw of a flag.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Seen {
    pub fingerprint: String,
    pub rule: String,
    pub severity: Severity,
    pub class: Class,
    /// Id of its report, which a moved file changes.
    pub report: String,
    /// Where the report was read from, below the folder of its corpus.
    pub path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
    pub message: String,
    pub expected: String,
    pub found: String,
    pub evidence: Vec<Piece>,
}

/// A cell or a quotation of the evidence, without its place: a new parser may find it elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Piece {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// Id of another report, where it stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
    /// A cell, by its id in the corpus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// The number as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<How>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
}

impl Piece {
    fn of(evidence: &Evidence) -> Self {
        Self {
            side: evidence.side,
            report: evidence.report.clone(),
            cell: evidence.cell.map(|cell| cell.to_string()),
            value: evidence.value.map(|value| value.to_string()),
            how: evidence.how,
            quote: evidence.quote.clone(),
        }
    }

    /// What it says: its number, its words, or why there is neither.
    fn told(&self) -> Cow<'_, str> {
        match (&self.value, &self.quote, self.how) {
            (Some(value), ..) if self.how == Some(How::Inferred) => format!("~{value}").into(),
            (Some(value), ..) => value.as_str().into(),
            (None, Some(quote), _) => quote.as_str().into(),
            (None, None, Some(how)) => how.id().into(),
            (None, None, None) => "-".into(),
        }
    }

    /// Whether it says the same. Ids of reports are no part of that, since a moved file has another.
    fn says_the_same(&self, other: &Self) -> bool {
        let is_inferred = |piece: &Self| piece.how == Some(How::Inferred);
        (self.side, &self.cell, &self.value) == (other.side, &other.cell, &other.value)
            && self.report.is_some() == other.report.is_some()
            && is_inferred(self) == is_inferred(other)
            && (self.value.is_some() || self.how == other.how)
            && are_alike(self.quote.as_deref(), other.quote.as_deref())
    }
}

/// Whether two quotations have the same words, also where what belongs to persons is masked in one of them.
fn are_alike(one: Option<&str>, other: Option<&str>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return one == other };
    let (one, other) = (squash(one), squash(other));
    one == other || is_masked_as(&one, &other) || {
        let (one, other) = (masked(one), masked(other));
        one == other || is_masked_as(&one, &other)
    }
}

/// Whether two texts differ only where one of them has marks for what is not shown.
fn is_masked_as(one: &str, other: &str) -> bool {
    let alike = |(one, other): (char, char)| one == other || one == MARK || other == MARK;
    one.chars().count() == other.chars().count() && one.chars().zip(other.chars()).all(alike)
}

/// Stands for a character that is not shown.
const MARK: char = '*';

/// The letters of a text: white space is no part of what it says.
fn squash(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// One thing that is not as it was seen.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Change {
    /// The cell, where it is one.
    pub cell: Option<String>,
    /// What was seen, and what is there now; empty where there is none.
    pub old: String,
    pub new: String,
}

impl Seen {
    /// A flag of a report as it is now.
    pub fn of(flag: &Flag, header: &Header<'_>) -> Self {
        Self {
            fingerprint: flag.fingerprint.clone(),
            rule: flag.rule.to_owned(),
            severity: flag.severity,
            class: flag.class,
            report: header.id.to_owned(),
            path: header.path.to_owned(),
            agency: header.agency.name.clone(),
            year: header.year,
            message: flag.message.clone(),
            expected: flag.expected.clone(),
            found: flag.found.clone(),
            evidence: flag.evidence.iter().map(Piece::of).collect(),
        }
    }

    /// What of a flag is no longer as it was seen; empty where the evidence is the same.
    pub fn changes(&self, flag: &Flag) -> Vec<Change> {
        let now: Vec<Piece> = flag.evidence.iter().map(Piece::of).collect();
        let mut changes = Vec::new();
        for nth in 0..self.evidence.len().max(now.len()) {
            let (old, new) = (self.evidence.get(nth), now.get(nth));
            if old.zip(new).is_some_and(|(old, new)| old.says_the_same(new)) {
                continue;
            }
            let told = |piece: Option<&Piece>| piece.map(|piece| piece.told().into_owned()).unwrap_or_default();
            let cell = new.or(old).and_then(|piece| piece.cell.clone());
            changes.push(Change { cell, old: told(old), new: told(new) });
        }
        changes
    }

    /// Whether a flag is about the same place, whatever its agency and its report are called by now: the same
    /// rule, and the same cells, or, where there are none, the same words.
    pub fn is_about(&self, flag: &Flag) -> bool {
        if self.rule != flag.rule {
            return false;
        }
        let mut of_flag = flag.evidence.iter().filter_map(|piece| piece.cell).map(|cell| cell.to_string()).peekable();
        let mut seen = self.evidence.iter().filter_map(|piece| piece.cell.clone()).peekable();
        if of_flag.peek().is_some() || seen.peek().is_some() {
            return of_flag.eq(seen);
        }
        let now: Vec<&str> = flag.evidence.iter().filter_map(|piece| piece.quote.as_deref()).collect();
        let then: Vec<&str> = self.evidence.iter().filter_map(|piece| piece.quote.as_deref()).collect();
        now.len() == then.len() && now.iter().zip(then).all(|(now, then)| are_alike(Some(now), Some(then)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::agency::Agency;
    use crate::model::cell::Number;
    use crate::model::form::{CellId, Col, Row};
    use crate::model::report::{Report, Span};
    use crate::rules::{Facts, Selection, check};

    #[test]
    fn what_is_masked_now_says_what_it_said() {
        let check = |one: &str, other: &str, same: bool| {
            assert_eq!(are_alike(Some(one), Some(other)), same, "{one} {other}");
            assert_eq!(are_alike(Some(other), Some(one)), same, "{other} {one}");
        };
        check("转张三丰办理", "转张**办理", true);
        check("邮箱sanfeng@qq.com,5件", "邮箱sa****@qq.com, 5件", true);
        check("电话13800000001", "电话138****0001", true);
        check("收到128件", "收到138件", false);
        check("转张三丰办理5件", "转张**办理6件", false);
        check("转张三丰", "转张*", false);
    }

    /// A flag with a cell that holds a number, and a quotation.
    fn flag(value: i64, how: How, quote: &str, at: usize) -> Flag {
        let cell = CellId::new(Row::NewReceived, Col::Total);
        Flag {
            rule: "NT-REQ-COUNT",
            severity: Severity::Error,
            class: Class::Report,
            basis: None,
            message: "正文与表三不一致".into(),
            message_en: String::new(),
            expected: "118".into(),
            found: quote.into(),
            evidence: vec![
                Evidence {
                    cell: Some(cell),
                    value: Some(Number::from(value)),
                    how: Some(how),
                    at: Some(Span::new(at, at + 3)),
                    ..Evidence::default()
                },
                Evidence { quote: Some(quote.into()), at: Some(Span::new(at + 9, at + 15)), ..Evidence::default() },
            ],
            root: None,
            fingerprint: "aaaabbbbccccdddd".into(),
            inferred: false,
            sent: None,
        }
    }

    fn seen(flag: &Flag) -> Seen {
        let mut report = Report { id: "aaaabbbbcccc".into(), year: Some(2021), ..Report::default() };
        report.source.path = "2021/a.html".into();
        report.agency = Agency { name: Some("云河县财政局".into()), ..Agency::default() };
        Seen::of(flag, &Header::of(&report))
    }

    #[test]
    fn a_flag_is_unchanged_wherever_it_stands_by_now() {
        let old = seen(&flag(118, How::Read, "共收到128件", 10));
        assert_eq!(old.changes(&flag(118, How::Read, "共 收到\n128件", 500)), []);
    }

    #[test]
    fn other_values_are_told_with_the_old_ones() {
        let old = seen(&flag(118, How::Read, "共收到128件", 10));
        let told = |new: &Flag| old.changes(new).into_iter().map(|c| (c.old, c.new)).collect::<Vec<_>>();
        assert_eq!(told(&flag(117, How::Read, "共收到128件", 10)), [("118".to_owned(), "117".to_owned())]);
        assert_eq!(told(&flag(118, How::Inferred, "共收到128件", 10)), [("118".to_owned(), "~118".to_owned())]);
        let quoted = told(&flag(118, How::Read, "共收到138件", 10));
        assert_eq!(quoted, [("共收到128件".to_owned(), "共收到138件".to_owned())]);
        let mut shorter = flag(118, How::Read, "", 10);
        shorter.evidence.truncate(1);
        assert_eq!(told(&shorter), [("共收到128件".to_owned(), String::new())]);
    }

    #[test]
    fn it_is_found_again_by_rule_and_cells() {
        let old = seen(&flag(118, How::Read, "共收到128件", 10));
        assert!(old.is_about(&flag(90, How::Read, "其他", 10)));
        let other = Flag { rule: "T3-BAL", ..flag(118, How::Read, "共收到128件", 10) };
        assert!(!old.is_about(&other));
        let mut elsewhere = flag(118, How::Read, "共收到128件", 10);
        elsewhere.evidence[0].cell = Some(CellId::new(Row::CarriedIn, Col::Total));
        assert!(!old.is_about(&elsewhere));
        let mut words = flag(118, How::Read, "共收到128件", 10);
        words.evidence.remove(0);
        assert!(seen(&words).is_about(&words) && !old.is_about(&words));
    }

    #[test]
    fn flags_of_the_rules_come_back_as_they_were_written() {
        let mut report = Report { id: "aaaabbbbcccc".into(), year: Some(2021), ..Report::default() };
        report.agency.name = Some("云河县财政局".into());
        for flag in &check(&report, &Facts::default(), &Selection::default()).flags {
            let seen = Seen::of(flag, &Header::of(&report));
            let text = serde_json::to_string(&seen).unwrap();
            assert_eq!(serde_json::from_str::<Seen>(&text).unwrap(), seen);
            assert!(seen.changes(flag).is_empty() && seen.is_about(flag));
        }
    }
}
