//! What a filter asks for, in the words people type: the one query language, in which a rule may also be called by
//! its Chinese name.

use crate::rules;
use crate::search::query::{Query, QueryError};

/// Why a text is no filter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadFilter {
    /// The query with the codes of rules in place of their names, to which the place of the error belongs.
    #[error("{1}")]
    Query(String, QueryError),
    /// No rule begins with this.
    #[error("no rule begins with {0}")]
    NoSuchRule(String),
}

/// Reads a filter.
///
/// # Errors
/// When the query cannot be understood, or names a rule that does not exist.
pub fn wanted(text: &str) -> Result<Query, BadFilter> {
    let text = with_codes(text);
    let query = Query::parse(&text).map_err(|error| BadFilter::Query(text, error))?;
    let known = |code: &&str| rules::all().iter().any(|rule| starts_with(rule.code, code));
    let unknown = query.rule_codes().find(|code| !known(code)).map(|code| BadFilter::NoSuchRule(code.to_owned()));
    unknown.map_or(Ok(query), Err)
}

/// A query in which rules that are called by their names (`规则:勾稽不平`) are called by their codes.
fn with_codes(text: &str) -> String {
    let field = |word: &str| -> Option<String> {
        let (name, values) = word.split_once([':', '：'])?;
        if !matches!(name.trim_start_matches('!'), "rule" | "规则") {
            return None;
        }
        let code = |value: &str| {
            let named = rules::all().iter().find(|rule| rule.name_zh == value);
            named.map_or(value, |rule| rule.code).to_owned()
        };
        let codes: Vec<String> = values.split([',', '，']).map(code).collect();
        Some(format!("{name}:{}", codes.join(",")))
    };
    let word = |word: &str| field(word).unwrap_or_else(|| word.to_owned());
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn starts_with(code: &str, start: &str) -> bool {
    code.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_called_by_their_names_too() {
        let balance = rules::find("T3-BAL").unwrap().name_zh;
        assert_eq!(wanted(&format!("规则:{balance} year:2021")), wanted("规则:T3-BAL year:2021"));
        assert_eq!(wanted(&format!("!规则:{balance},T2")), wanted("!rule:T3-BAL,T2"));
        assert_eq!(wanted("rule:T9"), Err(BadFilter::NoSuchRule("T9".to_owned())));
    }

    #[test]
    fn what_cannot_be_understood_is_told_with_its_place() {
        let Err(BadFilter::Query(text, error)) = wanted("收费 yaer:2019") else { panic!("a year is no yaer") };
        assert_eq!((text.as_str(), text.get(error.at..)), ("收费 yaer:2019", Some("yaer:2019")));
    }
}
