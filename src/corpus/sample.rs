//! The sample corpus inside the program, so that an installed `jianbao` shows something anywhere.

use crate::corpus::Corpus;

/// A raw file compiled into the program.
#[derive(Debug)]
pub struct Embedded {
    /// Relative to `sample-data`.
    pub path: &'static str,
    pub bytes: &'static [u8],
}

static SAMPLE: [Embedded; 0] = [];

/// Opens the sample corpus.
pub fn sample() -> Corpus {
    Corpus::of_embedded(&SAMPLE)
}
