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
mod guard;
#[cfg(feature = "parquet")]
#[cfg(test)]
mod hostile_tests;
#[cfg(feature = "parquet")]
mod lines;
#[cfg(feature = "parquet")]
mod pages;
#[cfg(feature = "parquet")]
#[cfg(test)]
mod tests;

#[cfg(not(feature = "parquet"))]
pub use crate::corpus::parquet::absent::is_guarded;
#[cfg(not(feature = "parquet"))]
pub(super) use crate::corpus::parquet::absent::{Lines, lines, lines_of_stream};
#[cfg(feature = "parquet")]
pub use crate::corpus::parquet::guard::is_guarded;
#[cfg(feature = "parquet")]
pub(super) use crate::corpus::parquet::lines::{Lines, lines, lines_of_stream};

/// What is said of Parquet by a program that was built without it.
pub const NO_PARQUET: &str = "this program was built without Parquet (--no-default-features)";

/// The column that makes a table a corpus.
#[cfg(feature = "parquet")]
pub const LINE: &str = "line";

/// How the name of whatever wrote a file begins where it was this program: its version follows.
#[cfg(feature = "parquet")]
pub const WRITER: &str = "jianbao version ";

/// The key of what this program says of the lines that it writes: a checksum a group of rows, in hexadecimal with
/// blanks between them. Each is the CRC32 of the lines of the group, every one with its line feed.
#[cfg(feature = "parquet")]
pub const SUMS: &str = "jianbao.lines.crc32";
