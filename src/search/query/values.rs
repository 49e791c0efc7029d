//! The values that fields take, by the ids of the corpus format and by the words of the forms.

use crate::model::agency::{AgencyKind, Level};
use crate::model::cell::Number;
use crate::model::flag::Severity;
use crate::model::form::Form;
use crate::model::report::SectionKey;
use crate::model::width::narrow;
use crate::search::fold::folded;
use crate::search::query::compare::Compare;

pub(super) fn text(text: &str) -> Option<String> {
    (!folded(text).is_empty()).then(|| text.to_owned())
}

pub(super) fn number(text: &str) -> Option<Number> {
    Number::parse(text)
}

pub(super) fn year_range(text: &str) -> Option<Compare<u16>> {
    Compare::parse(text, year)
}

fn year(text: &str) -> Option<u16> {
    let digits = text.strip_suffix('年').unwrap_or(text);
    let is_year = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    if is_year { digits.parse().ok() } else { None }
}

const LEVELS: &[(&str, Level)] = &[
    ("国务院部门", Level::StateCouncilDept),
    ("省级", Level::Province),
    ("地级", Level::Prefecture),
    ("市级", Level::Prefecture),
    ("县级", Level::County),
    ("乡级", Level::Township),
    ("派出机构", Level::SubAgency),
    ("省", Level::Province),
    ("市", Level::Prefecture),
    ("县", Level::County),
    ("乡", Level::Township),
    ("乡镇", Level::Township),
];

const KINDS: &[(&str, AgencyKind)] = &[
    ("本级政府", AgencyKind::GovernmentAggregate),
    ("办公室", AgencyKind::GovernmentOffice),
    ("办公厅", AgencyKind::GovernmentOffice),
    ("部门", AgencyKind::Department),
    ("乡镇", AgencyKind::TownshipGov),
    ("乡镇政府", AgencyKind::TownshipGov),
    ("街道", AgencyKind::StreetOffice),
    ("街道办", AgencyKind::StreetOffice),
    ("街道办事处", AgencyKind::StreetOffice),
    ("管委会", AgencyKind::ZoneCommittee),
    ("事业单位", AgencyKind::PublicInstitution),
    ("公共企事业单位", AgencyKind::PublicEnterprise),
    ("企业", AgencyKind::PublicEnterprise),
    ("垂直管理", AgencyKind::Vertical),
    ("垂直", AgencyKind::Vertical),
];

fn word<T: Copy>(words: &[(&str, T)], text: &str) -> Option<T> {
    words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value)
}

pub(super) fn level(text: &str) -> Option<Level> {
    Level::from_id(&lower(text)).or_else(|| word(LEVELS, text))
}

pub(super) fn level_names() -> String {
    Level::ALL.iter().map(|level| level.id()).chain(["省级", "县级"]).collect::<Vec<_>>().join(", ")
}

pub(super) fn kind(text: &str) -> Option<AgencyKind> {
    AgencyKind::from_id(&lower(text)).or_else(|| word(KINDS, text))
}

pub(super) fn kind_names() -> String {
    AgencyKind::ALL.iter().map(|kind| kind.id()).chain(["部门", "乡镇"]).collect::<Vec<_>>().join(", ")
}

pub(super) fn form(text: &str) -> Option<Form> {
    Form::from_id(&text.to_ascii_uppercase()).or_else(|| Form::from_id(&format!("F{text}")))
}

/// A section by its id, its number (一 or 1) or a part of its title.
pub(super) fn section(text: &str) -> Option<SectionKey> {
    let text = lower(text);
    let by_number = SectionKey::SIX.iter().enumerate().find(|(index, key)| {
        text == key.number() || text == (index + 1).to_string() || text == format!("第{}部分", key.number())
    });
    if let Some(key) = SectionKey::from_id(&text).or(by_number.map(|(_, key)| *key)) {
        return Some(key);
    }
    let mut titled = SectionKey::ALL.iter().filter(|key| key.title().contains(&text));
    match (titled.next(), titled.next()) {
        (Some(key), None) => Some(*key),
        _ => None,
    }
}

pub(super) fn rule(text: &str) -> String {
    lower(text).to_ascii_uppercase()
}

pub(super) fn severity(text: &str) -> Option<Severity> {
    let text = lower(text);
    Severity::ALL.iter().copied().find(|severity| {
        let names = [severity.id(), severity.name_zh(), severity.mark_zh()];
        names.contains(&text.as_str()) || text.eq_ignore_ascii_case(severity.mark_en())
    })
}

fn lower(text: &str) -> String {
    text.chars().map(narrow).collect::<String>().to_ascii_lowercase()
}
