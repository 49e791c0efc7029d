//! The agency of a report: its name chosen from title, publisher, signature and text, and its place
//! as far as they prove it.

use crate::model::agency::{Agency, Level};
use crate::model::division::Division;
use crate::parse::metadata::name::Name;
use crate::parse::metadata::proof::{self, Evidence};

/// The names a report gives for its agency, by where they stand.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub title: Option<Name>,
    pub publisher: Option<Name>,
    pub signature: Option<Name>,
    pub text: Option<Name>,
    pub origin: Option<Name>,
    /// From the widest to the narrowest.
    pub breadcrumbs: Vec<Name>,
}

/// The agency that the names speak of. `text` is the text of the report without blanks.
pub(super) fn of(names: Names, index_no: Option<&str>, text: &str) -> Agency {
    let index = index_no.and_then(proof::of_index);
    let Some(chosen) = chosen(&names, text) else { return Agency::default() };
    let Names { title, publisher, signature, text: in_text, origin, breadcrumbs } = names;
    let others = [publisher, signature, title, origin, in_text].into_iter().flatten();
    let evidence = Evidence { names: others.chain(breadcrumbs.into_iter().rev()).collect(), index, text };
    let place = proof::prove(&chosen, &evidence);
    let mut agency =
        Agency { name: Some(chosen.completed()), kind: chosen.kind, level: chosen.level(), ..Agency::default() };
    if agency.level.is_none() && chosen.regions.is_empty() {
        agency.level = place.filter(|_| index.is_none_or(|(_, own)| own)).map(Division::level);
    }
    fill_regions(&mut agency, &chosen, place);
    agency
}

/// The best name. The title says whose report it is; other places say it in full or where it does not.
fn chosen(names: &Names, text: &str) -> Option<Name> {
    let others = [&names.publisher, &names.signature, &names.text, &names.origin];
    let Some(title) = &names.title else {
        let whole = others.into_iter().flatten().find(|name| name.is_whole());
        return whole.or(others.into_iter().flatten().next()).or(names.breadcrumbs.last()).cloned();
    };
    let full = title.completed();
    let longer = |name: &&Name| name.text.len() > full.len() && name.text.ends_with(&full) && !name.regions.is_empty();
    let by_header = names.publisher.iter().chain(&names.origin).find(longer);
    let elsewhere =
        || names.signature.iter().chain(&names.text).find(longer).cloned().or_else(|| before_in_text(title, text));
    match by_header {
        Some(name) => Some(name.clone()),
        None if title.is_whole() => Some(title.clone()),
        None => elsewhere().or_else(|| Some(title.clone())),
    }
}

/// A name without its region, with the region that the text prints right before it.
fn before_in_text(name: &Name, text: &str) -> Option<Name> {
    if !name.regions.is_empty() {
        return None;
    }
    text.match_indices(&name.text).take(50).find_map(|(at, _)| {
        let before = text.get(..at)?;
        let region = name_at_end(before).filter(Name::is_region_alone)?;
        Name::parse(&format!("{}{}", region.text, name.text))
    })
}

/// The longest name of listed regions that a text ends in.
pub(super) fn name_at_end(text: &str) -> Option<Name> {
    let starts = text.char_indices().rev().map(|(at, _)| at).take(30).collect::<Vec<_>>();
    let parsed = |start: &usize| {
        Name::parse(text.get(*start..)?)
            .filter(|name| !name.regions.places.is_empty() && name.regions.unlisted.is_empty())
    };
    starts.iter().rev().find_map(parsed)
}

fn fill_regions(agency: &mut Agency, name: &Name, place: Option<Division>) {
    for division in place.into_iter().flat_map(Division::chain) {
        let field = match division.level() {
            Level::Province => &mut agency.province,
            Level::Prefecture => &mut agency.city,
            Level::County => &mut agency.county,
            Level::Township => &mut agency.township,
            _ => continue,
        };
        *field = Some(division.name().to_owned());
        agency.code.get_or_insert_with(|| division.code());
    }
    // A region printed inside a proven one is proven, though the table does not have it.
    for (region, level) in name.regions.unlisted.iter().filter(|_| place.is_some()) {
        match level {
            Some(Level::County) => agency.county = Some(region.clone()),
            Some(Level::Township) => agency.township = Some(region.clone()),
            _ => {}
        }
    }
}
