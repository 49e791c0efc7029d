//! A rule as SARIF describes it, with its help in both languages of the interface.

use serde::Serialize;

use crate::commands::check::sarif::Text;
use crate::model::flag::{Destination, Severity};
use crate::rules::{Rule, Selection};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor<'a> {
    id: &'a str,
    /// The code without its hyphens, since a name is one word.
    name: String,
    short_description: Text<'a>,
    full_description: Text<'a>,
    help: Help,
    default_configuration: Configuration,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    enabled: bool,
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'a> {
    tags: [&'a str; 2],
    name_en: &'a str,
    class: &'a str,
    destination: Destination,
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<&'a str>,
}

impl<'a> Descriptor<'a> {
    pub(super) fn of(rule: &'a Rule, selection: &Selection) -> Self {
        let Rule { code, name_zh, name_en, docs, basis, .. } = rule;
        let severity = selection.severity(rule);
        let destination = selection.destination(rule);
        let basis_zh = basis.map_or_else(|| "无(本程序的推理)".to_owned(), ToOwned::to_owned);
        let head = format!("{name_zh}。程度:{};法规依据:{basis_zh}。", severity.name_zh());
        let docs = docs.trim_end();
        Self {
            id: code,
            name: code.replace('-', ""),
            short_description: Text { text: (*name_zh).into() },
            full_description: Text { text: format!("{name_zh} / {name_en}").into() },
            help: Help {
                text: format!("{head}\n\n{name_en}\n\n{}", docs.replace("## ", "")),
                markdown: format!("{head}\n\n# {name_en}\n\n{docs}"),
            },
            default_configuration: Configuration { enabled: rule.default != Destination::Off, level: level(severity) },
            properties: Properties {
                tags: [rule.family(), rule.class.id()],
                name_en,
                class: rule.class.id(),
                destination,
                basis: *basis,
            },
        }
    }
}

/// The word of SARIF.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}
