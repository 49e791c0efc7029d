//! What the decoder makes of bytes, whole, in parts and late.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use crate::tui::input::decode::Decoder;
use crate::tui::input::{Button, Heard, Mouse};
use crate::tui::key::Key;
use crate::tui::line::Reached;

fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

/// What pieces mean that come so many milliseconds after one another, with a long rest at the end.
fn heard(reached: Reached, pieces: &[(u64, &[u8])]) -> Vec<Heard> {
    let mut decoder = Decoder::new(reached);
    let mut now = Instant::now();
    let mut heard = Vec::new();
    for (gap, bytes) in pieces {
        let next = now + ms(*gap);
        while let Some(deadline) = decoder.deadline().filter(|deadline| *deadline <= next) {
            heard.extend(decoder.wait(deadline));
        }
        now = next;
        heard.extend(decoder.take(bytes, now));
    }
    while let Some(deadline) = decoder.deadline() {
        heard.extend(decoder.wait(deadline));
    }
    heard
}

fn at_once(bytes: &[u8]) -> Vec<Heard> {
    heard(Reached::Here, &[(0, bytes)])
}

fn keys(keys: &[Key]) -> Vec<Heard> {
    keys.iter().copied().map(Heard::Key).collect()
}

#[test]
fn keys_as_terminals_send_them() {
    let check = |bytes: &[u8], expected: Key| assert_eq!(at_once(bytes), keys(&[expected]), "{bytes:?}");
    check(b"j", Key::Char('j'));
    check("政".as_bytes(), Key::Char('政'));
    check("𠮷".as_bytes(), Key::Char('𠮷'));
    check(b"\x1b", Key::Esc);
    check(b"\r", Key::Enter);
    check(b"\t", Key::Tab);
    check(b"\x08", Key::Backspace);
    check(b"\x7f", Key::Backspace);
    check(b"\x03", Key::Ctrl('c'));
    check(b"\x0f", Key::Ctrl('o'));
    check(b"\0", Key::Ctrl(' '));
    for arrow in [&b"\x1b[A"[..], b"\x1bOA", b"\x1b[1;5A", b"\x1b[1;2A"] {
        check(arrow, Key::Up);
    }
    check(b"\x1b[Z", Key::BackTab);
    check(b"\x1b[3~", Key::Delete);
    for end in [&b"\x1b[F"[..], b"\x1bOF", b"\x1b[4~", b"\x1b[8~"] {
        check(end, Key::End);
    }
    check(b"\x1b[6;3~", Key::PageDown);
    let functions: [(&[u8], u8); 9] = [
        (b"\x1bOP", 1),
        (b"\x1b[11~", 1),
        (b"\x1b[[B", 2),
        (b"\x1bOQ", 2),
        (b"\x1b[15~", 5),
        (b"\x1b[17~", 6),
        (b"\x1b[21~", 10),
        (b"\x1b[23~", 11),
        (b"\x1b[24~", 12),
    ];
    for (bytes, n) in functions {
        check(bytes, Key::F(n));
    }
    check(b"\x1bOM", Key::Enter);
}

#[test]
fn a_lone_esc_is_told_from_a_sequence() {
    let check = |reached, gap, expected: &[Key]| {
        assert_eq!(heard(reached, &[(0, b"\x1b"), (gap, b"[A")]), keys(expected), "{gap} ms {reached:?}");
    };
    check(Reached::Here, 5, &[Key::Up]);
    check(Reached::Here, 20, &[Key::Up]);
    // Too late: Esc has done what it does, and the arrow is still an arrow, never `[` and `A`.
    check(Reached::Here, 60, &[Key::Esc, Key::Up]);
    check(Reached::OverSsh, 60, &[Key::Up]);
    check(Reached::OverSsh, 250, &[Key::Esc, Key::Up]);
    // Typed by hand one after another they are keys.
    let typed = heard(Reached::Here, &[(0, b"\x1b"), (150, b"["), (150, b"A")]);
    assert_eq!(typed, keys(&[Key::Esc, Key::Char('['), Key::Char('A')]));
    let parted: &[(u64, &[u8])] = &[(0, b"\x1b["), (200, b"1;"), (200, b"5"), (200, b"A")];
    assert_eq!(heard(Reached::Here, parted), keys(&[Key::Up]));
}

#[test]
fn esc_and_a_key_at_once_are_both_there() {
    assert_eq!(at_once(b"\x1bj"), keys(&[Key::Esc, Key::Char('j')]));
    assert_eq!(at_once(b"\x1b\x1b"), keys(&[Key::Esc, Key::Esc]));
    assert_eq!(at_once(b"\x1b\x1b[A"), keys(&[Key::Esc, Key::Up]));
    assert_eq!(at_once(b"\x1b\r"), keys(&[Key::Esc, Key::Enter]));
    assert_eq!(at_once("\x1b政".as_bytes()), keys(&[Key::Esc, Key::Char('政')]));
    assert_eq!(at_once(b"\x1b["), keys(&[Key::Esc, Key::Char('[')]));
    assert_eq!(at_once(b"\x1b]"), keys(&[Key::Esc, Key::Char(']')]));
    assert_eq!(at_once(b"\x1bOx"), keys(&[Key::Esc, Key::Char('O'), Key::Char('x')]));
}

#[test]
fn answers_are_no_keys() {
    assert_eq!(at_once(b"\x1b[1;2R"), [Heard::Position(1, 0)]);
    assert_eq!(at_once(b"\x1b[24;80R"), [Heard::Position(79, 23)]);
    assert_eq!(at_once(b"\x1b[?62;4c\x1b[>0;10;1c"), [Heard::Attributes, Heard::Attributes]);
    // What another program asked and did not wait for.
    assert_eq!(at_once(b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\j"), keys(&[Key::Char('j')]));
    assert_eq!(at_once(b"\x1b]10;rgb:ff/ff/ff\x07j"), keys(&[Key::Char('j')]));
    assert_eq!(at_once(b"\x1bP1$r0m\x1b\\\x1bP>|foot\x1b\\"), []);
    assert_eq!(at_once(b"\x1b[?2026;2$y\x1b[I\x1b[O\x1b[?1u"), []);
    // Parted by a slow line, and cut off.
    assert_eq!(heard(Reached::OverSsh, &[(0, b"\x1b["), (90, b"1;"), (300, b"2R")]), [Heard::Position(1, 0)]);
    assert_eq!(heard(Reached::Here, &[(0, b"\x1b[1;2"), (900, b"j")]), keys(&[Key::Char('j')]));
    assert_eq!(at_once(b"\x1b[0;0R\x1b[99999;99999999R").len(), 2);
}

#[test]
fn the_mouse() {
    let press = |button, at| Heard::Mouse(Mouse { button, at });
    assert_eq!(at_once(b"\x1b[<0;12;3M\x1b[<0;12;3m"), [press(Button::Left, (11, 2))], "a release is nothing");
    assert_eq!(
        at_once(b"\x1b[<64;1;1M\x1b[<65;1;1M"),
        [press(Button::WheelUp, (0, 0)), press(Button::WheelDown, (0, 0))]
    );
    assert_eq!(at_once(b"\x1b[<2;5;5M\x1b[<35;5;5M"), [], "other buttons and motion");
    assert_eq!(at_once(b"\x1b[M !!\x1b[M\x23\xff\xffj"), [press(Button::Left, (0, 0)), Heard::Key(Key::Char('j'))]);
}

#[test]
fn pastes_are_one_whatever_they_hold() {
    let paste = |text: &str| Heard::Paste(text.to_owned());
    assert_eq!(at_once(b"\x1b[200~q\x1b[A\r\x1b[201~j"), [paste("q\x1b[A\r"), Heard::Key(Key::Char('j'))]);
    let parted: &[(u64, &[u8])] = &[(0, b"\x1b[200~ab"), (3000, b"cd\x1b[20"), (900, b"1~"), (5, b"k")];
    assert_eq!(heard(Reached::Here, parted), [paste("abcd"), Heard::Key(Key::Char('k'))]);
    // One that never ends ends with time.
    assert_eq!(at_once(b"\x1b[200~never"), [paste("never")]);
    let mut long = b"\x1b[200~".to_vec();
    long.extend(std::iter::repeat_n(b'x', 9 << 20));
    long.extend(b"\x1b[201~j");
    let mut decoder = Decoder::new(Reached::Here);
    let found: Vec<Heard> = long.chunks(4096).flat_map(|part| decoder.take(part, Instant::now())).collect();
    assert!(matches!(&found[..], [Heard::Paste(text), Heard::Key(Key::Char('j'))] if text.len() <= (4 << 20) + 4096));
}

#[test]
fn broken_bytes_are_nothing() {
    assert_eq!(at_once(b"\xff\xfe\xc3j"), keys(&[Key::Char('j')]));
    assert_eq!(at_once("政".as_bytes().get(..2).unwrap()), []);
    assert_eq!(heard(Reached::Here, &[(0, b"\xe6\x94"), (200, b"\xbf")]), keys(&[Key::Char('政')]));
    assert_eq!(at_once(&[b"\x1b]5".as_slice(), &[b'x'; 9000]].concat()), []);
}

const PIECES: &[&[u8]] = &[
    b"\x1b[A",
    b"\x1b[1;2R",
    b"\x1b[<0;3;4M",
    b"\x1b[200~a\x1b[Bb\x1b[201~",
    b"j",
    "政府".as_bytes(),
    b"\x1bOP",
    b"\x1b]11;rgb:1/2/3\x07",
    b"\x1b[M !!",
];

proptest! {
    /// However the line parts what is sent, it means the same.
    #[test]
    fn parts_mean_what_the_whole_means(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 1..8),
        cuts in prop::collection::vec(1_usize..9, 1..40),
    ) {
        let whole = pieces.concat();
        let mut parts: Vec<(u64, &[u8])> = Vec::new();
        let mut rest = &whole[..];
        for cut in cuts.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (part, after) = rest.split_at((*cut).min(rest.len()));
            parts.push((20, part));
            rest = after;
        }
        prop_assert_eq!(heard(Reached::Here, &parts), at_once(&whole));
    }

    /// Nothing panics, and nothing is held for ever.
    #[test]
    fn whatever_comes_is_taken(parts in prop::collection::vec((0_u64..700, prop::collection::vec(prop_oneof![
        3 => Just(0x1b_u8), 2 => Just(b'['), 1 => Just(b'~'), 1 => Just(b'O'), 3 => b'0'..=b'9', 3 => any::<u8>(),
    ], 0..12)), 0..20)) {
        let parts: Vec<(u64, &[u8])> = parts.iter().map(|(gap, bytes)| (*gap, &bytes[..])).collect();
        heard(Reached::OverSsh, &parts);
        let after: Vec<(u64, &[u8])> = parts.iter().copied().chain([(60_000, &b"j"[..])]).collect();
        let found = heard(Reached::OverSsh, &after);
        prop_assert_eq!(found.last(), Some(&Heard::Key(Key::Char('j'))));
    }
}
