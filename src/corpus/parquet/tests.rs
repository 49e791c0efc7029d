//! Files of other writers, each with five lines and a row without one, whole and damaged.

use std::io::{Read as _, Write as _};

use super::lines::{lines, lines_of_stream, put};

const SAMPLES: [(&str, &[u8]); 5] = [
    ("plain, snappy", include_bytes!("samples/duckdb.parquet")),
    ("lengths, zstd", include_bytes!("samples/duckdb-v2.parquet")),
    ("pages of the second version, dictionary, gzip", include_bytes!("samples/arrow-v2.parquet")),
    ("lengths and what is shared", include_bytes!("samples/arrow-shared.parquet")),
    ("pages of the second version, lengths", include_bytes!("samples/arrow-lengths.parquet")),
];

fn expected() -> String {
    let ids = ["aaa", "aab", "bbb", "ccc", "ccd"].into_iter().enumerate();
    let line = |(n, id)| format!("{{\"schema\":\"jianbao/1\",\"id\":\"{id}\",\"year\":{}}}\n", 2019 + n % 3);
    ids.map(line).chain(["null\n".to_owned()]).collect()
}

/// What is read of a file, and what stopped it.
fn read(bytes: &[u8]) -> (String, Option<String>) {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    let mut all = Vec::new();
    let failed = lines(file).and_then(|mut lines| lines.read_to_end(&mut all)).err();
    (String::from_utf8_lossy(&all).into_owned(), failed.map(|error| error.to_string()))
}

#[test]
fn what_other_programs_write_is_read() {
    for (name, bytes) in SAMPLES {
        assert_eq!(read(bytes), (expected(), None), "{name}");
        let mut all = String::new();
        lines_of_stream(bytes).unwrap().read_to_string(&mut all).unwrap();
        assert_eq!(all, expected(), "{name}");
    }
}

#[test]
fn what_is_cut_off_is_an_error() {
    for (name, bytes) in SAMPLES {
        for end in 0..bytes.len() {
            let (_, failed) = read(&bytes[..end]);
            assert!(failed.is_some(), "{name}: {end}");
        }
    }
    assert!(read(b"PAR1PAR1").1.unwrap().contains("cut off"));
    assert!(read(b"PAR1\x04\0\0\0PARE").1.unwrap().contains("encrypted"));
    assert!(read(b"PAR1\xFF\xFF\xFF\x7FPAR1").1.unwrap().contains("damaged"));
}

/// Every byte in turn is another: no line is lost, and none comes from nowhere.
#[test]
fn damaged_bytes_are_an_error_or_change_nothing_but_themselves() {
    for (name, bytes) in SAMPLES {
        let mut bytes = bytes.to_vec();
        for at in 0..bytes.len() {
            for flip in [0x01, 0x80, 0xFF, 0x40] {
                bytes[at] ^= flip;
                let (all, failed) = read(&bytes);
                assert!(failed.is_some() || all.lines().count() == 6, "{name}: {at}");
                bytes[at] ^= flip;
            }
        }
    }
}

#[test]
fn a_line_feed_within_a_line_is_a_blank() {
    let mut out = Vec::new();
    put(b"{\n\"id\":\n1}", &mut out);
    put(b"", &mut out);
    assert_eq!(out, b"{ \"id\": 1}\n\n");
}
