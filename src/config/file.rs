//! The keys of `jianbao.toml` and what they mean. Every word is looked up at once, so that a mistake is
//! told with its line.

use std::collections::BTreeMap;

use toml::{Spanned, Value};

use crate::config::{Config, FailOn};
use crate::model::flag::{Destination, Severity};
use crate::model::limits::Limits;
use crate::rules::{UnknownRule, Wishes, known_code, known_preset, known_words};

/// The line (counted from 1) and what is wrong there.
type Wrong = (usize, String);

/// ```toml
/// preset = ["勾稽", "文表"]      # sets of rules
/// select = ["T3", "NS-SUM"]      # rules; without both every rule that is not off
/// ignore = ["T3-ROW"]
/// fail-on = "warning"            # never, info, warning, error
///
/// [severity]                     # how grave every flag of a rule is
/// NS-SUM = "warning"
///
/// [default]                      # where its flags go: queue, shown, triage, off
/// D-LATE = "off"
///
/// [limits]                       # how much of any input is read, as --limit says it
/// file = "512M"
/// ```
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Keys {
    preset: Vec<Spanned<String>>,
    select: Vec<Spanned<String>>,
    ignore: Vec<Spanned<String>>,
    fail_on: Option<Spanned<String>>,
    severity: BTreeMap<Spanned<String>, Severity>,
    default: BTreeMap<Spanned<String>, Destination>,
    limits: BTreeMap<Spanned<String>, Value>,
}

/// The configuration that a text says.
pub(super) fn parsed(text: &str) -> Result<Config, Wrong> {
    let at = |offset: usize| 1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count();
    let keys: Keys = toml::from_str(text)
        .map_err(|error| (at(error.span().map_or(0, |span| span.start)), error.message().replace('\n', ", ")))?;
    let words = |list: Vec<Spanned<String>>, known: fn(&str) -> Result<(), UnknownRule>| {
        let word = |word: Spanned<String>| match known(word.get_ref()) {
            Ok(()) => Ok(word.into_inner()),
            Err(unknown) => Err((at(word.span().start), unknown.to_string())),
        };
        list.into_iter().map(word).collect::<Result<Vec<_>, Wrong>>()
    };
    let wishes = Wishes {
        preset: words(keys.preset, known_preset)?,
        select: words(keys.select, known_words)?,
        ignore: words(keys.ignore, known_words)?,
        severity: by_code(keys.severity, &at)?,
        default: by_code(keys.default, &at)?,
    };
    let fail_on = keys.fail_on.map(|word| fail_on(&word, &at)).transpose()?;
    let limits = limits(keys.limits, &at)?;
    Ok(Config { wishes, fail_on, limits, ..Config::default() })
}

fn by_code<T>(map: BTreeMap<Spanned<String>, T>, at: &dyn Fn(usize) -> usize) -> Result<BTreeMap<String, T>, Wrong> {
    let mut by_code = BTreeMap::new();
    for (word, value) in map {
        let code = known_code(word.get_ref()).map_err(|unknown| (at(word.span().start), unknown.to_string()))?;
        if by_code.insert(code.to_owned(), value).is_some() {
            return Err((at(word.span().start), format!("{code} for the second time")));
        }
    }
    Ok(by_code)
}

fn limits(map: BTreeMap<Spanned<String>, Value>, at: &dyn Fn(usize) -> usize) -> Result<Limits, Wrong> {
    let mut limits = Limits::default();
    for (name, amount) in map {
        let amount = match amount {
            Value::String(text) => text,
            other => other.to_string(),
        };
        limits.set(name.get_ref(), &amount).map_err(|wrong| (at(name.span().start), wrong.to_string()))?;
    }
    Ok(limits)
}

fn fail_on(word: &Spanned<String>, at: &dyn Fn(usize) -> usize) -> Result<FailOn, Wrong> {
    let known = match word.get_ref().as_str() {
        "never" => Some(FailOn::Never),
        word => Severity::from_id(word).map(FailOn::At),
    };
    let wrong = || format!("fail-on is never, info, warning or error, not {:?}", word.get_ref());
    known.ok_or_else(|| (at(word.span().start), wrong()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_understood() {
        let text = r#"
preset = ["勾稽"]
select = ["NS", "x-dupword"]
ignore = ["T3-ROW"]
fail-on = "warning"

[severity]
"NS-SUM" = "warning"
T3-bal = "info"

[default]
D-LATE = "off"

[limits]
file = "512M"
entries = 9
"#;
        let config = parsed(text).unwrap();
        let Wishes { preset, select, ignore, severity, default } = config.wishes;
        assert_eq!((preset, select), (vec!["勾稽".to_owned()], vec!["NS".to_owned(), "x-dupword".to_owned()]));
        assert_eq!(ignore, ["T3-ROW"]);
        let severities = [("NS-SUM", Severity::Warning), ("T3-BAL", Severity::Info)];
        assert!(severity.iter().map(|(code, severity)| (code.as_str(), *severity)).eq(severities));
        assert_eq!(default.get("D-LATE"), Some(&Destination::Off));
        assert_eq!(config.fail_on, Some(FailOn::At(Severity::Warning)));
        assert_eq!(config.limits.changed(), " file=536870912 entries=9");
        assert_eq!(parsed("fail-on = \"never\"").unwrap().fail_on, Some(FailOn::Never));
        assert_eq!(parsed("# nothing\n").unwrap(), Config::default());
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        let check = |text: &str, line: usize, said: &str| {
            let (at, reason) = parsed(text).unwrap_err();
            assert_eq!(at, line, "{reason}");
            assert!(reason.contains(said) && !reason.contains('\n'), "{reason}");
        };
        check("select = [\"T3\"]\nselct = []", 2, "selct");
        check("select = [\n  \"T3\",\n  \"T9\",\n]", 3, "\"T9\"");
        check("\nignore = [\"勾\"]", 2, "勾");
        check("preset = [\"T3\"]", 1, "\"T3\"");
        check("fail-on = \"fatal\"", 1, "fatal");
        check("[severity]\nNS-SUM = \"grave\"", 2, "grave");
        check("[severity]\nNS-SUM = \"info\"\nNS = \"info\"", 3, "\"NS\"");
        check("[severity]\nNS-SUM = \"info\"\nns-sum = \"error\"", 3, "second");
        check("[default]\n# 云河县\nD-LATE = 1", 3, "string");
        check("select = [\"T3\"\nfail-on = 3", 2, "");
        check("severity = \"error\"", 1, "map");
        check("[limits]\nfile = \"1G\"\nfiel = \"1M\"", 3, "\"fiel\"");
        check("[limits]\npdf-time = \"1M\"", 2, "60s");
        check("[limits]\nfile = -1", 2, "512M");
    }
}
