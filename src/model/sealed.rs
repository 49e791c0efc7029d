//! A line of JSON with a checksum at its end, so that one that was torn or damaged is known as such and never read as
//! something else.

/// What stands before the checksum, which is the last thing of a line.
const CHECKSUM: &str = ",\"crc\":\"";
/// What stands behind its eight digits.
const END: &str = "\"}";

/// What the end of a line says of the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seal {
    /// The line is as it was written: this is the object without its checksum.
    Whole(String),
    /// The checksum is that of another line.
    Broken,
    /// There is none.
    Missing,
}

/// An object as a line with the CRC-32 of itself as its last key, `crc`; without the line feed.
pub fn seal(object: &str) -> String {
    let open = object.strip_suffix('}').unwrap_or(object);
    format!("{open}{CHECKSUM}{:08x}{END}", crc32fast::hash(object.as_bytes()))
}

/// Holds a line against its checksum.
pub fn unseal(line: &str) -> Seal {
    let sealed = line.strip_suffix(END).and_then(|line| {
        let (open, sum) = line.split_at_checked(line.len().checked_sub(8)?)?;
        Some((open.strip_suffix(CHECKSUM)?, sum))
    });
    let Some((open, sum)) = sealed else { return Seal::Missing };
    let object = format!("{open}}}");
    if sum == format!("{:08x}", crc32fast::hash(object.as_bytes())) { Seal::Whole(object) } else { Seal::Broken }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_flipped_bit_and_every_cut_of_a_line_is_noticed() {
        let object = "{\"note\":\"旧账,\\\"crc\\\":\\\"00000000\\\"}\",\"n\":3}";
        let line = seal(object);
        assert!(serde_json::from_str::<serde_json::Value>(&line).is_ok(), "{line}");
        assert_eq!(unseal(&line), Seal::Whole(object.to_owned()));
        assert_eq!(unseal(object), Seal::Missing);
        for at in 0..line.len() {
            for bit in 0..8 {
                let mut bytes = line.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                let read = String::from_utf8(bytes).map(|line| unseal(&line));
                assert!(!matches!(read, Ok(Seal::Whole(_))), "bit {bit} of byte {at}");
            }
            assert!(line.get(..at).is_none_or(|start| unseal(start) == Seal::Missing), "cut at {at}");
        }
    }

    proptest! {
        #[test]
        fn what_was_sealed_is_found_again_and_nothing_else(body in ".{0,60}", line in ".{0,200}") {
            let object = serde_json::json!({"body": body}).to_string();
            prop_assert_eq!(unseal(&seal(&object)), Seal::Whole(object));
            prop_assert!(!matches!(unseal(&line), Seal::Whole(_)));
        }
    }
}
