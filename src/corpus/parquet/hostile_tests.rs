//! Files that somebody made to harm: each has one claim that the crate believes. Without the guards some of these
//! end the program, others take all memory or hours.

use std::io::{Read as _, Write as _};

use super::lines::lines;
use crate::corpus::compressed::tests::{gzip, zstandard};

/// A number as varint, and one as zigzag.
fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 127 {
        bytes.push(u8::try_from(number & 127).unwrap() | 128);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).unwrap());
    bytes
}

fn number(number: usize) -> Vec<u8> {
    varint(number as u64 * 2)
}

/// What a file is made of: its pages, the codec and rows it claims, its columns and what its foot begins with.
struct Made {
    pages: Vec<u8>,
    codec: usize,
    rows: usize,
    columns: Vec<u8>,
    first: Vec<u8>,
}

/// One column of lines that are always there.
fn columns() -> Vec<u8> {
    [&[0x2C, 0x48, 1, b's', 0x15, 2, 0][..], &[0x15, 12, 0x25, 0, 0x18, 4], b"line", &[0]].concat()
}

impl Default for Made {
    fn default() -> Self {
        Self { pages: Vec::new(), codec: 0, rows: 1, columns: columns(), first: Vec::new() }
    }
}

impl Made {
    fn with(pages: &[Vec<u8>]) -> Self {
        Self { pages: pages.concat(), ..Self::default() }
    }

    fn file(&self) -> Vec<u8> {
        let (rows, len) = (number(self.rows), number(self.pages.len()));
        // List of row groups, list of columns, a column and what is known of it.
        let chunk = [&[0x26, 0, 0x1C, 0x15, 12, 0x19, 0x15, 0, 0x19, 0x18, 4][..], b"line", &[0x15]].concat();
        let chunk = [&chunk[..], &number(self.codec), &[0x16], &rows, &[0x16], &len, &[0x16], &len, &[0x26, 8, 0, 0]];
        let group = [&[0x19, 0x1C, 0x19, 0x1C][..], &chunk.concat(), &[0x16, 0, 0x16], &rows, &[0, 0]].concat();
        let head = [&self.first[..], &[0x15, 2, 0x19], &self.columns, &[0x16], &rows].concat();
        let foot = [head, group].concat();
        let len = u32::try_from(foot.len()).unwrap().to_le_bytes();
        [b"PAR1", &self.pages[..], &foot, &len, b"PAR1"].concat()
    }

    /// What is read of it, and what stopped it.
    fn read(&self) -> (Vec<u8>, Option<String>) {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&self.file()).unwrap();
        let mut all = Vec::new();
        let failed = lines(file).and_then(|mut lines| lines.read_to_end(&mut all)).err();
        (all, failed.map(|error| error.to_string()))
    }

    fn is_damaged(&self) {
        let (_, failed) = self.read();
        assert!(failed.is_some_and(|failed| failed.contains("damaged")));
    }
}

/// A page of so many values in an encoding; what its head says beside comes first in it.
fn page(beside: &[u8], count: usize, encoding: usize, values: &[u8]) -> Vec<u8> {
    let len = number(values.len());
    let head = [&[0x15, 0, 0x15][..], &len, &[0x15], &len, &[0x2C, 0x15], &number(count)].concat();
    let head = [&head, &[0x15][..], &number(encoding), &[0x15, 6, 0x15, 6, 0], beside, &[0], values];
    head.concat()
}

fn dictionary(count: usize, values: &[u8]) -> Vec<u8> {
    let len = number(values.len());
    let head = [&[0x15, 4, 0x15][..], &len, &[0x15], &len, &[0x4C, 0x15], &number(count)].concat();
    [&head, &[0x15, 0, 0, 0][..], values].concat()
}

const PLAIN: usize = 0;
const LENGTHS: usize = 6;
const SHARED: usize = 7;
const INDICES: usize = 8;
/// A list of so many truth values, none of which takes a byte when they are passed over.
const LIST: [u8; 6] = [0xF1, 0xFF, 0xFF, 0xFF, 0xFF, 0x07];

#[test]
fn such_files_are_read_where_they_claim_what_is_true() {
    let plain = page(&[], 1, PLAIN, b"\x02\0\0\0{}");
    let check = |made: Made, expected: &[u8]| assert_eq!(made.read(), (expected.to_vec(), None));
    check(Made::with(std::slice::from_ref(&plain)), b"{}\n");
    check(Made { rows: 2, ..Made::with(&[plain.clone(), plain.clone()]) }, b"{}\n{}\n");
    // A page without rows is not the end.
    check(Made { rows: 2, ..Made::with(&[plain.clone(), page(&[], 0, PLAIN, b""), plain]) }, b"{}\n{}\n");
    check(Made::with(&[dictionary(1, b"\x02\0\0\0{}"), page(&[], 1, INDICES, &[1, 2, 0])]), b"{}\n");
    check(Made::with(&[page(&[], 1, LENGTHS, &[128, 1, 4, 1, 4, b'{', b'}'])]), b"{}\n");
    check(Made::with(&[page(&[], 1, SHARED, &[128, 1, 4, 1, 0, 128, 1, 4, 1, 4, b'{', b'}'])]), b"{}\n");
}

#[test]
fn counts_that_are_claimed_take_no_memory() {
    let many = 1 << 36;
    let index = page(&[], 1, INDICES, &[1, 2, 0]);
    Made::with(&[dictionary(0x7FFF_FFFF, b"\x02\0\0\0{}"), index]).is_damaged();
    let lengths = |count: u64| [&[128, 1, 4][..], &varint(count), &[4, 0, 0, 0, 0, 0]].concat();
    for (encoding, lengths) in
        [(LENGTHS, lengths(many)), (SHARED, lengths(many)), (SHARED, [lengths(1), lengths(many)].concat())]
    {
        Made::with(&[page(&[], 1, encoding, &lengths)]).is_damaged();
        Made { rows: 0x7FFF_FFFF, ..Made::with(&[page(&[], 0x7FFF_FFFF, encoding, &lengths)]) }.is_damaged();
    }
    // As many lines as are claimed, all empty.
    let (block, count) = (varint(1 << 31), 0x7FFF_FFFF);
    let empty = [&block, &[1][..], &varint(count as u64), &[0, 0, 0]].concat();
    Made { rows: count, ..Made::with(&[page(&[], count, LENGTHS, &empty)]) }.is_damaged();
    // Columns under a name.
    let claimed = [&[0x2C, 0x48, 1, b's', 0x15][..], &varint(0xFFFF_FFFE), &[0], &columns()[7..]].concat();
    Made { columns: claimed, ..Made::default() }.is_damaged();
}

#[test]
fn pages_do_not_swell() {
    let len = 130_u32 << 20;
    let mut line = len.to_le_bytes().to_vec();
    line.resize(line.len() + len as usize, b' ');
    let snappy = snap::raw::Encoder::new().compress_vec(&line).unwrap();
    for (codec, packed) in [(1, snappy), (2, gzip(&line)), (6, zstandard(&line))] {
        Made { codec, ..Made::with(&[page(&[], 1, PLAIN, &packed)]) }.is_damaged();
    }
}

#[test]
fn a_foot_is_shorter_than_what_it_speaks_of() {
    let long = [&[0x08, 0x7E][..], &varint(9 << 20), &vec![b' '; 9 << 20], &[0x05, 0, 0]].concat();
    Made { first: long, ..Made::with(&[page(&[], 1, PLAIN, b"\x02\0\0\0{}")]) }.is_damaged();
}

#[test]
fn columns_within_columns_do_not_end_the_program() {
    let count = 100_000;
    let one = [0x35, 0, 0x18, 1, b'a', 0x15, 2, 0];
    let deep = [&[0xFC][..], &varint(count + 2), &[0x48, 1, b's', 0x15, 2, 0], &one.repeat(100_000), &columns()[7..]];
    Made { columns: deep.concat(), ..Made::default() }.is_damaged();
}

#[test]
fn lists_of_nothing_are_not_gone_through() {
    let lists = [&[0x09, 0x7E][..], &LIST].concat().repeat(1000);
    Made { first: [&lists[..], &[0x05, 0, 0]].concat(), ..Made::with(&[page(&[], 1, PLAIN, b"\x02\0\0\0{}")]) }
        .is_damaged();
    Made::with(&[page(&lists, 1, PLAIN, b"\x02\0\0\0{}")]).is_damaged();
}

/// The crate panics over these.
#[test]
fn what_is_not_there_is_damage() {
    for (encoding, values) in [
        (PLAIN, &b""[..]),
        (PLAIN, b"\x02\0\0\0{"),
        (INDICES, &[1, 2, 0]),
        (INDICES, b""),
        (LENGTHS, b""),
        (LENGTHS, &[128, 1, 4, 0, 0]),
        (LENGTHS, &[128, 1, 4, 1, 6, b'{', b'}']),
        (LENGTHS, &[128, 1, 4, 1, 1, b'{', b'}']),
        (SHARED, &[128, 1, 4, 1, 2, 128, 1, 4, 1, 4, b'{', b'}']),
        (SHARED, &[128, 1, 4, 1, 0, 128, 1, 4, 0, 4, b'{', b'}']),
        (9, b"{}"),
    ] {
        Made::with(&[page(&[], 1, encoding, values)]).is_damaged();
    }
    let plain = page(&[], 1, PLAIN, b"\x02\0\0\0{}");
    Made::with(&[plain.clone(), plain.clone()]).is_damaged();
    Made { rows: 2, ..Made::with(&[plain]) }.is_damaged();
}
