//! The compact protocol of Thrift, in which the heads of Parquet files are written: read without trust. No
//! length takes memory for what is not there.

/// Structs within structs deeper than this are refused; those of Parquet go six deep.
const DEEPEST: u8 = 24;

/// Why a head cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failed {
    /// It goes on behind the bytes that are there.
    Short,
    Damaged,
}

pub(super) type Result<T> = std::result::Result<T, Failed>;

/// What a field or the elements of a list are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    True,
    False,
    Byte,
    Number,
    Double,
    Bytes,
    List,
    Map,
    Struct,
    Uuid,
}

impl Type {
    fn of(kind: u8) -> Result<Self> {
        Ok(match kind {
            1 => Self::True,
            2 => Self::False,
            3 => Self::Byte,
            4..=6 => Self::Number,
            7 => Self::Double,
            8 => Self::Bytes,
            9 | 10 => Self::List,
            11 => Self::Map,
            12 => Self::Struct,
            13 => Self::Uuid,
            _ => return Err(Failed::Damaged),
        })
    }
}

/// Bytes from which values are taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Compact<'a> {
    rest: &'a [u8],
    depth: u8,
}

impl<'a> Compact<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, depth: 0 }
    }

    /// Bytes that were not taken.
    pub fn left(&self) -> usize {
        self.rest.len()
    }

    fn byte(&mut self) -> Result<u8> {
        let (first, rest) = self.rest.split_first().ok_or(Failed::Short)?;
        self.rest = rest;
        Ok(*first)
    }

    pub fn take(&mut self, len: u64) -> Result<&'a [u8]> {
        let len = usize::try_from(len).map_err(|_| Failed::Damaged)?;
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(Failed::Short)?;
        self.rest = rest;
        Ok(taken)
    }

    pub fn varint(&mut self) -> Result<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Failed::Damaged)
    }

    pub fn number(&mut self) -> Result<i64> {
        let number = self.varint()?;
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    pub fn bytes(&mut self) -> Result<&'a [u8]> {
        let len = self.varint()?;
        self.take(len)
    }

    /// Reads a struct: `field` is given the number and the type of each field, takes its value and says so; what
    /// it leaves is passed over.
    pub fn fields(&mut self, field: &mut dyn FnMut(i16, Type, &mut Self) -> Result<bool>) -> Result<()> {
        self.deeper(|all| {
            let mut number = 0_i16;
            loop {
                let head = all.byte()?;
                if head == 0 {
                    return Ok(());
                }
                number = match head >> 4 {
                    0 => i16::try_from(all.number()?).map_err(|_| Failed::Damaged)?,
                    step => number.checked_add(step.into()).ok_or(Failed::Damaged)?,
                };
                let kind = Type::of(head & 15)?;
                if !field(number, kind, all)? {
                    all.skip(kind)?;
                }
            }
        })
    }

    /// Reads a list: `element` takes each of its elements.
    pub fn list(&mut self, element: &mut dyn FnMut(Type, &mut Self) -> Result<()>) -> Result<()> {
        self.deeper(|all| {
            let head = all.byte()?;
            let len = if head >> 4 == 15 { all.varint()? } else { u64::from(head >> 4) };
            let kind = Type::of(head & 15)?;
            // Every element takes a byte at least, so that the bytes bound the work.
            for _ in 0..len {
                element(kind, all)?;
            }
            Ok(())
        })
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Failed::Damaged);
        }
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    /// Passes over the value of a field.
    fn skip(&mut self, kind: Type) -> Result<()> {
        match kind {
            Type::True | Type::False => Ok(()),
            _ => self.skip_element(kind),
        }
    }

    /// Passes over an element of a list; truth values take a byte there.
    fn skip_element(&mut self, kind: Type) -> Result<()> {
        match kind {
            Type::True | Type::False | Type::Byte => self.byte().map(|_| ()),
            Type::Number => self.varint().map(|_| ()),
            Type::Double => self.take(8).map(|_| ()),
            Type::Uuid => self.take(16).map(|_| ()),
            Type::Bytes => self.bytes().map(|_| ()),
            Type::List => self.list(&mut |kind, all| all.skip_element(kind)),
            Type::Struct => self.fields(&mut |_, _, _| Ok(false)),
            // No head of Parquet has one.
            Type::Map => Err(Failed::Damaged),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn fields_are_found_and_others_passed_over() {
        let bytes = [
            &[0x15, 1][..],                  // 1: -1
            &[0x28, 2, b'a', b'b'],          // 3: "ab"
            &[0x06, 40, 0xD8, 4],            // 20: 300
            &[0x1C, 0x11, 0],                // 21: { 1: true }
            &[0x19, 0x25, 2, 4],             // 22: [1, 2]
            &[0x17, 0, 0, 0, 0, 0, 0, 0, 0], // 23: 0.0
            &[0],
        ]
        .concat();
        let (mut found, mut text, mut all) = (Vec::new(), "", Compact::new(&bytes));
        let mut field = |number: i16, kind: Type, all: &mut Compact<'_>| {
            match (number, kind) {
                (_, Type::Number) => found.push(all.number()?),
                (22, Type::List) => all.list(&mut |_, all| {
                    found.push(all.number()?);
                    Ok(())
                })?,
                _ => return Ok(false),
            }
            Ok(true)
        };
        all.fields(&mut field).unwrap();
        assert_eq!((found, all.left()), (vec![-1, 300, 1, 2], 0));
        let mut again = Compact::new(&bytes);
        again
            .fields(&mut |number, _, all| {
                if number == 3 {
                    text = std::str::from_utf8(all.bytes()?).unwrap_or_default();
                }
                Ok(number == 3)
            })
            .unwrap();
        assert_eq!(text.len(), 2);
        for end in 0..bytes.len() {
            let cut = Compact::new(&bytes[..end]).fields(&mut |_, _, _| Ok(false));
            assert_eq!(cut, Err(Failed::Short), "{end}");
        }
    }

    #[test]
    fn lengths_and_depths_that_are_claimed_are_not_believed() {
        let skip = |bytes: &[u8]| Compact::new(bytes).fields(&mut |_, _, _| Ok(false));
        // A list of 2^62 structs, a text of 2^62 bytes, structs without end.
        let huge = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40];
        assert_eq!(skip(&[&[0x19, 0xFC][..], &huge].concat()), Err(Failed::Short));
        assert_eq!(skip(&[&[0x18][..], &huge].concat()), Err(Failed::Short));
        assert_eq!(skip(&[0x1C; 100]), Err(Failed::Damaged));
        assert_eq!(skip(&[0x19; 100]), Err(Failed::Damaged));
        assert_eq!(skip(&[0x15, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255]), Err(Failed::Damaged));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Compact::new(&bytes).fields(&mut |_, _, _| Ok(false));
        }
    }
}
