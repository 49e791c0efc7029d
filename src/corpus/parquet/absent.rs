//! What stands for the reader of Parquet where the program is built without it: it says so.

use std::fs::File;
use std::io::{self, Read};

use crate::corpus::parquet::NO_PARQUET;

/// Nothing is read.
pub fn is_guarded() -> bool {
    false
}

/// No lines.
pub(in crate::corpus) type Lines = io::Empty;

/// # Errors
/// Always.
pub(in crate::corpus) fn lines(_: File) -> io::Result<Lines> {
    Err(io::Error::new(io::ErrorKind::Unsupported, NO_PARQUET))
}

/// # Errors
/// Always.
pub(in crate::corpus) fn lines_of_stream(_: impl Read) -> io::Result<Lines> {
    Err(io::Error::new(io::ErrorKind::Unsupported, NO_PARQUET))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_names_what_the_build_lacks() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("corpus.parquet");
        std::fs::write(&path, "PAR1 and more").unwrap();
        let corpus = crate::corpus::open(&[path], &|_| ());
        let problems: Vec<_> = corpus.problems().iter().map(ToString::to_string).collect();
        assert!(problems.len() == 1 && problems[0].contains("corpus.parquet"), "{problems:?}");
        assert!(problems[0].contains(NO_PARQUET), "{problems:?}");
    }
}
