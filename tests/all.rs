//! The integration tests, one binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod architecture;
mod catalogue;
mod colours;
mod commands;
mod coverage;
mod faults;
mod figures;
mod guides;
#[cfg(target_os = "linux")]
mod hostile;
#[cfg(target_os = "linux")]
mod manners;
mod outputs;
mod poison;
#[cfg(target_os = "linux")]
mod pty;
mod questions;
mod readme;
#[cfg(target_os = "linux")]
mod reviewing;
mod sample;
mod schema;
mod similar;
mod supply;
mod support;
mod synth;
mod terminal;
mod triage;
mod verdicts;
#[cfg(target_os = "linux")]
mod watching;
