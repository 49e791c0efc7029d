//! The compact protocol of Thrift, in which the heads of Parquet files are written.

/// What a field or the elements of a list are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    I8 = 3,
    I32 = 5,
    I64 = 6,
    Bytes = 8,
    List = 9,
    Struct = 12,
}

/// A value that is being written, a struct in a struct.
#[derive(Debug, Default)]
pub(super) struct Compact {
    bytes: Vec<u8>,
    /// The last field of each struct that is open.
    last: Vec<i16>,
}

impl Compact {
    /// A struct that stands by itself, with what `write` puts into it.
    pub fn of(write: impl FnOnce(&mut Self)) -> Vec<u8> {
        let mut compact = Self::default();
        compact.element(write);
        compact.bytes
    }

    /// A struct that is an element of a list.
    pub fn element(&mut self, write: impl FnOnce(&mut Self)) {
        self.last.push(0);
        write(self);
        self.last.pop();
        self.bytes.push(0);
    }

    fn head(&mut self, field: i16, kind: u8) {
        let last = self.last.last_mut();
        let step = last.map_or(field, |last| field - std::mem::replace(last, field));
        if let Ok(step @ 1..=15) = u8::try_from(step) {
            self.bytes.push(step << 4 | kind);
        } else {
            self.bytes.push(kind);
            self.zigzag(field.into());
        }
    }

    pub fn inner(&mut self, field: i16, write: impl FnOnce(&mut Self)) {
        self.head(field, Type::Struct as u8);
        self.element(write);
    }

    /// A number of 8 bits stands as it is, others as few bytes as they need.
    pub fn number(&mut self, field: i16, kind: Type, number: i64) {
        self.head(field, kind as u8);
        match kind {
            Type::I8 => self.bytes.push(number.to_le_bytes()[0]),
            _ => self.zigzag(number),
        }
    }

    pub fn bool(&mut self, field: i16, is: bool) {
        self.head(field, if is { 1 } else { 2 });
    }

    pub fn bytes(&mut self, field: i16, bytes: &[u8]) {
        self.head(field, Type::Bytes as u8);
        self.plain(bytes);
    }

    /// A list; `write` is called for each of its elements.
    pub fn list<T>(&mut self, field: i16, kind: Type, all: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.head(field, Type::List as u8);
        if let Ok(len @ 0..=14) = u8::try_from(all.len()) {
            self.bytes.push(len << 4 | kind as u8);
        } else {
            self.bytes.push(0xF0 | kind as u8);
            self.varint(all.len() as u64);
        }
        for one in all {
            write(self, one);
        }
    }

    /// A number that is an element of a list.
    pub fn zigzag(&mut self, number: i64) {
        self.varint(((number << 1) ^ (number >> 63)).cast_unsigned());
    }

    /// Bytes that are an element of a list.
    pub fn plain(&mut self, bytes: &[u8]) {
        self.varint(bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
    }

    fn varint(&mut self, number: u64) {
        varint(&mut self.bytes, number);
    }
}

/// Seven bits a byte, the lowest first.
pub(super) fn varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_as_the_protocol_has_them() {
        let bytes = Compact::of(|all| {
            all.number(1, Type::I32, -1);
            all.bytes(3, b"ab");
            all.number(20, Type::I64, 300);
            all.inner(21, |inner| inner.bool(1, true));
            all.list(22, Type::I32, &[1, 2], |list, one| list.zigzag(*one));
        });
        let expected =
            [&[0x15, 1][..], &[0x28, 2, b'a', b'b'], &[0x06, 40, 0xD8, 4], &[0x1C, 0x11, 0], &[0x19, 0x25, 2, 4], &[0]];
        assert_eq!(bytes, expected.concat());
    }
}
