//! The narrative against the tables of its report (NT), against itself (NS) and whom it speaks for.
//!
//! `compare` holds every statement against the tables once; the rules only sort its answers.

mod announced;
mod claims;
pub mod compare;
mod conflicts;
pub mod figure;
mod scope;
mod shares;
mod silence;

use crate::rules::registry::Rule;

/// The rules of this family, in the order of the catalogue.
pub static RULES: &[&Rule] = &[
    &claims::REQUESTS_NONE,
    &claims::REQUESTS,
    &claims::DONE,
    &claims::CARRIED,
    &claims::BREAKDOWN,
    &silence::CHANNELS,
    &claims::REVIEWS,
    &claims::LITIGATION,
    &silence::SILENT,
    &claims::DOCUMENTS,
    &claims::LICENCES,
    &claims::PENALTIES,
    &claims::COMPULSIONS,
    &claims::FEES,
    &silence::PROCESSING_FEE,
    &shares::PERCENT,
    &conflicts::CONFLICT,
    &announced::COUNT_LIST,
    &announced::COVER_LIST,
    &conflicts::BASE,
    &scope::SCOPE,
];
