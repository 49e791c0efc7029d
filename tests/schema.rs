//! The printed JSON Schema and what `parse` writes are kept in step, both ways: every line fits the
//! schema, and no key is written that the schema does not name.

use serde_json::Value;

use crate::support::jianbao;

/// What a value breaks of a schema, of the keywords our schema uses.
struct Validator<'a> {
    root: &'a Value,
    errors: Vec<String>,
}

impl Validator<'_> {
    fn check(&mut self, schema: &Value, value: &Value, path: &str) {
        if let Some(reference) = schema["$ref"].as_str() {
            let target = self.root.pointer(reference.trim_start_matches('#')).unwrap().clone();
            return self.check(&target, value, path);
        }
        self.check_kind(schema, value, path);
        match value {
            Value::Object(map) => {
                for required in schema["required"].as_array().into_iter().flatten() {
                    self.expect(map.contains_key(required.as_str().unwrap()), || format!("{path}: lacks {required}"));
                }
                for (key, value) in map {
                    let known = schema["properties"].get(key).or_else(|| schema.get("additionalProperties"));
                    // Where a schema names keys at all, it has to name every key that we write.
                    let names = schema.get("properties").is_some();
                    self.expect(known.is_some() || !names, || format!("{path}.{key}: not in the schema"));
                    if let Some(known) = known.cloned() {
                        self.check(&known, value, &format!("{path}.{key}"));
                    }
                }
            }
            Value::Array(items) => {
                let len = items.len() as u64;
                let fits = schema["minItems"].as_u64().is_none_or(|min| len >= min)
                    && schema["maxItems"].as_u64().is_none_or(|max| len <= max);
                self.expect(fits, || format!("{path}: {len} items"));
                for (nth, item) in items.iter().enumerate() {
                    if let Some(schema) = schema.get("items").cloned() {
                        self.check(&schema, item, &format!("{path}[{nth}]"));
                    }
                }
            }
            _ => {}
        }
    }

    fn check_kind(&mut self, schema: &Value, value: &Value, path: &str) {
        if let Some(expected) = schema.get("const") {
            self.expect(value == expected, || format!("{path}: {value} is not {expected}"));
        }
        if let Some(allowed) = schema["enum"].as_array() {
            self.expect(allowed.contains(value), || format!("{path}: {value} is none of {allowed:?}"));
        }
        if let Some(kinds) = schema.get("type") {
            let kinds = kinds.as_array().cloned().unwrap_or_else(|| vec![kinds.clone()]);
            self.expect(kinds.iter().any(|kind| is_of(value, kind.as_str().unwrap())), || format!("{path}: {value}"));
        }
        if schema.get("pattern").is_some() {
            let digits = value.as_str().is_some_and(|text| text.len() == 10 && text.split('-').count() == 3);
            self.expect(digits, || format!("{path}: {value} is no date"));
        }
        if let Some(ways) = schema["oneOf"].as_array() {
            let fitting = ways.iter().filter(|way| {
                let mut tried = Validator { root: self.root, errors: Vec::new() };
                tried.check(way, value, path);
                tried.errors.is_empty()
            });
            let fitting = fitting.count();
            self.expect(fitting == 1, || format!("{path}: fits {fitting} of {} ways", ways.len()));
        }
    }

    fn expect(&mut self, holds: bool, error: impl FnOnce() -> String) {
        if !holds {
            self.errors.push(error());
        }
    }
}

fn is_of(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        other => panic!("the schema uses a type this test does not know: {other}"),
    }
}

pub fn errors_of(line: &Value) -> Vec<String> {
    let printed = jianbao().arg("schema").output().unwrap().stdout;
    let root: Value = serde_json::from_slice(&printed).unwrap();
    let mut validator = Validator { root: &root, errors: Vec::new() };
    validator.check(&root, line, "$");
    validator.errors
}

#[test]
fn every_line_of_the_sample_fits_the_schema() {
    let written = jianbao().args(["parse", "--keep-text"]).output().unwrap().stdout;
    let written = String::from_utf8(written).unwrap();
    assert!(written.lines().count() >= 12);
    for line in written.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(errors_of(&line), Vec::<String>::new(), "{}", line["source"]["path"]);
    }
}

#[test]
fn the_validator_sees_what_does_not_fit() {
    let broken = |line: &str| errors_of(&serde_json::from_str(line).unwrap());
    assert_eq!(broken(r#"{"schema":"jianbao/1","id":"x"}"#), Vec::<String>::new());
    for bad in [
        r#"{"schema":"jianbao/1"}"#,
        r#"{"schema":"jianbao/2","id":"x"}"#,
        r#"{"schema":"jianbao/1","id":"x","surprise":1}"#,
        r#"{"schema":"jianbao/1","id":"x","year":"2020"}"#,
        r#"{"schema":"jianbao/1","id":"x","published":"2020"}"#,
        r#"{"schema":"jianbao/1","id":"x","tables":{"t3":{"granted":{"total":{"how":"guessed"}}}}}"#,
        r#"{"schema":"jianbao/1","id":"x","sections":[{"at":[1]}]}"#,
    ] {
        assert!(!broken(bad).is_empty(), "{bad}");
    }
}
