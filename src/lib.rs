#![doc = include_str!("ARCHITECTURE.md")]

pub mod cli;
pub mod commands;
pub mod compare;
pub mod config;
pub mod corpus;
pub mod figures;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
pub mod model;
pub mod parse;
pub mod review;
pub mod rules;
pub mod search;
pub mod synth;
pub mod triage;
pub mod tui;
