//! Corpora in Parquet: a table with a column `line` as a stream of its lines, by the crate `parquet`, where the
//! program is built with it. Nothing of a file is believed. What writes such files is `commands::export`.

#[cfg(not(feature = "parquet"))]
mod absent;
#[cfg(feature = "parquet")]
mod compact;
#[cfg(feature = "parquet")]
mod delta;
#[cfg(feature = "parquet")]
mod foot;
#[cfg(feature = "parquet")]
mod lines;
#[cfg(feature = "parquet")]
mod pages;
#[cfg(feature = "parquet")]
#[cfg(test)]
mod tests;

#[cfg(not(feature = "parquet"))]
pub(super) use crate::corpus::parquet::absent::{Lines, lines, lines_of_stream};
#[cfg(feature = "parquet")]
pub(super) use crate::corpus::parquet::lines::{Lines, lines, lines_of_stream};

/// What is said of Parquet by a program that was built without it.
pub const NO_PARQUET: &str = "this build has no Parquet: cargo install --path . --features parquet";
