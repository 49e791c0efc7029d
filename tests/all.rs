//! The integration tests, one binary.

mod architecture;
mod commands;
mod support;
