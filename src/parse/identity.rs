//! The id of a report and the digest of its file.

use sha2::{Digest, Sha256};

/// The alphabet of RFC 4648 base 32 in lower case.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// Twelve letters of the SHA-256 of the path, a NUL and the bytes.
pub fn id(path: &str, bytes: &[u8]) -> String {
    let digest = Sha256::new().chain_update(path.as_bytes()).chain_update([0]).chain_update(bytes).finalize();
    let bits = digest.iter().take(8).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    (0..12).map(|n| char::from(ALPHABET[(bits >> (59 - 5 * n) & 31) as usize])).collect()
}

/// The SHA-256 of the bytes in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_depends_on_path_and_bytes() {
        // The digest of the empty file under the empty path is that of one NUL: 6e340b9cffb37a98…
        assert_eq!(id("", b""), "ny2axhh7wn5j");
        assert_ne!(id("a", b"b"), id("", b"ab"));
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
