//! Bytes to the source text: encodings, byte order marks.
