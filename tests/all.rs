//! The integration tests, one binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod architecture;
mod catalogue;
mod colours;
mod commands;
mod outputs;
mod readme;
mod sample;
mod schema;
mod support;
mod terminal;
