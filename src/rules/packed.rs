//! Numbers and texts in few bytes, one behind the other. What is read may come from anywhere: no length in
//! it is believed before so many bytes are seen to be there.

/// Takes values and gives their bytes.
#[derive(Debug, Default)]
pub(crate) struct Packer(Vec<u8>);

impl Packer {
    pub(crate) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// A number, seven bits a byte, the lowest first.
    pub(crate) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.0.push(number.to_le_bytes()[0]);
    }

    pub(crate) fn count(&mut self, count: usize) {
        self.number(count as u64);
    }

    /// A number that may be negative: small ones of both signs take few bytes.
    pub(crate) fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)).cast_unsigned());
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.count(text.len());
        self.bytes(text.as_bytes());
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// Reads what a [`Packer`] wrote; `None` where the bytes are none of its.
#[derive(Debug)]
pub(crate) struct Unpacker<'a>(&'a [u8]);

impl<'a> Unpacker<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub(crate) fn bytes(&mut self, len: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(bytes)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.bytes(N)?.try_into().ok()
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7F);
            if bits << shift >> shift != bits {
                return None;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    pub(crate) fn size(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    /// How many things follow, each of which takes a byte or more: never more than there are bytes.
    pub(crate) fn count(&mut self) -> Option<usize> {
        self.size().filter(|count| *count <= self.0.len())
    }

    pub(crate) fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        let len = self.size()?;
        std::str::from_utf8(self.bytes(len)?).ok()
    }

    /// Whether everything was read.
    pub(crate) fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn values_are_read_as_they_were_written(
            values in prop::collection::vec((any::<u64>(), any::<i64>(), ".{0,9}", any::<u8>()), 0..9),
            small in 0_u64..300,
        ) {
            let mut packer = Packer::default();
            packer.number(small);
            for (number, signed, text, byte) in &values {
                packer.number(*number);
                packer.signed(*signed);
                packer.text(text);
                packer.byte(*byte);
            }
            let bytes = packer.into_bytes();
            let mut unpacker = Unpacker::new(&bytes);
            prop_assert_eq!(unpacker.number(), Some(small));
            for (number, signed, text, byte) in &values {
                prop_assert_eq!(unpacker.number(), Some(*number));
                prop_assert_eq!(unpacker.signed(), Some(*signed));
                prop_assert_eq!(unpacker.text(), Some(text.as_str()));
                prop_assert_eq!(unpacker.byte(), Some(*byte));
            }
            prop_assert!(unpacker.is_at_end());
            prop_assert_eq!(unpacker.byte(), None);
        }
    }

    #[test]
    fn lengths_are_not_believed() {
        let long = [0xFF, 0xFF, 0xFF, 0xFF, 0x0F, b'a'];
        assert_eq!(Unpacker::new(&long).text(), None);
        assert_eq!(Unpacker::new(&long).count(), None);
        assert_eq!(Unpacker::new(&[0xFF; 12]).number(), None);
        assert_eq!(Unpacker::new(&[2, 0xC3, 0x28]).text(), None, "no UTF-8");
        assert_eq!(Unpacker::new(&[1, 2]).array::<3>(), None);
    }
}
