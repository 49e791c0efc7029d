//! The bytes against a terminal that follows them.

use std::fmt::Write as _;
use std::num::NonZero;

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

use super::*;
use crate::tui::colour::Depth;
use crate::tui::paint::Pen;
use crate::tui::theme::{Named, Role, Theme};

const WIDTH: u16 = 24;
const HEIGHT: u16 = 8;

/// The rows of a screen as text, each look in angles where it changes.
fn lines(cells: impl Fn(u16, u16) -> Option<(String, Look)>) -> Vec<String> {
    let line = |y| {
        let mut worn = Look::PLAIN;
        let mut text = String::new();
        for (symbol, look) in (0..WIDTH).filter_map(|x| cells(x, y)) {
            if look != worn {
                let _ = write!(text, "<{:?} {:?} {:?}>", look.fg, look.bg, look.modifier);
                worn = look;
            }
            text += &symbol;
        }
        text
    };
    (0..HEIGHT).map(line).collect()
}

fn of_buffer(buffer: &Buffer) -> Vec<String> {
    let rows: Vec<Row<'_>> = (0..HEIGHT).map(|y| glyphs::row(buffer, y)).collect();
    lines(|x, y| rows[usize::from(y)][usize::from(x)].map(|glyph| (glyph.symbol.to_owned(), glyph.look)))
}

fn terminal() -> vt100::Parser {
    vt100::Parser::new(NonZero::new(HEIGHT).unwrap(), NonZero::new(WIDTH).unwrap(), 0)
}

fn of_terminal(terminal: &vt100::Parser) -> Vec<String> {
    lines(|x, y| {
        let cell = terminal.screen().cell(y, x).unwrap();
        let look = look_of(cell);
        match cell.contents() {
            _ if cell.is_wide_continuation() => None,
            "" | " " => Some((" ".to_owned(), look.on_blank())),
            text => Some((text.to_owned(), look)),
        }
    })
}

fn look_of(cell: &vt100::Cell) -> Look {
    let colour = |colour| match colour {
        vt100::Color::Default => Color::Reset,
        vt100::Color::Idx(1) => Color::Red,
        vt100::Color::Idx(3) => Color::Yellow,
        vt100::Color::Idx(6) => Color::Cyan,
        vt100::Color::Idx(0) => Color::Black,
        vt100::Color::Idx(2) => Color::Green,
        vt100::Color::Idx(n) => Color::Indexed(n),
        vt100::Color::Rgb(r, g, b) => Color::Rgb(r, g, b),
    };
    let set = |on: bool, modifier: Modifier| if on { modifier } else { Modifier::empty() };
    Look {
        fg: colour(cell.fgcolor()),
        bg: colour(cell.bgcolor()),
        modifier: set(cell.bold(), Modifier::BOLD)
            | set(cell.dim(), Modifier::DIM)
            | set(cell.underline(), Modifier::UNDERLINED)
            | set(cell.inverse(), Modifier::REVERSED),
    }
}

const ROLES: [Role; 8] =
    [Role::Text, Role::Dim, Role::Strong, Role::Error, Role::InferredNext, Role::Match, Role::Cursor, Role::Differing];

/// The looks of a screen, and whether erasing is taken to leave a background.
fn any_wear() -> impl Strategy<Value = (Named, bool)> {
    (prop::sample::select(&[Named::Terminal, Named::Dark][..]), any::<bool>())
}

fn theme(named: Named) -> Theme {
    Theme::new(named, Depth::True)
}

fn wire((named, fills): (Named, bool)) -> Wire {
    Wire::new(Look::PLAIN.under(theme(named).canvas()), fills)
}

/// Pieces of text with their places and roles, painted one over another.
fn any_screen(named: Named) -> impl Strategy<Value = Buffer> {
    let text = "[ ─│政府信息公开，1-9a-c—]{0,24}";
    let piece = (0..WIDTH, 0..HEIGHT, text, prop::sample::select(&ROLES[..]));
    prop::collection::vec(piece, 0..20).prop_map(move |pieces| {
        let mut buffer = Buffer::empty(Rect::new(0, 0, WIDTH, HEIGHT));
        let theme = theme(named);
        let mut pen = Pen::new(&mut buffer, &theme);
        pen.ground();
        for (x, y, text, role) in pieces {
            pen.text((x, y), WIDTH, &text, role);
        }
        buffer
    })
}

/// A screen of which a stretch of rows stands elsewhere.
fn scrolled(buffer: &Buffer, top: u16, bottom: u16, by: u16, down: bool) -> Buffer {
    let mut moved = buffer.clone();
    for y in top..bottom {
        let from = if down { y.checked_sub(by) } else { y.checked_add(by) };
        let from = from.filter(|from| (top..bottom).contains(from));
        for x in 0..WIDTH {
            let cell = from.and_then(|from| buffer.cell((x, from))).cloned().unwrap_or_default();
            if let Some(to) = moved.cell_mut((x, y)) {
                *to = cell;
            }
        }
    }
    moved
}

proptest! {
    #[test]
    fn the_terminal_shows_the_screen(
        (wear, screens) in any_wear().prop_flat_map(|wear| (Just(wear), prop::collection::vec(any_screen(wear.0), 1..5))),
    ) {
        let mut terminal = terminal();
        let mut wire = wire(wear);
        let mut shown = None;
        for screen in screens {
            terminal.process(&wire.frame(shown.as_ref(), &screen));
            prop_assert_eq!(of_terminal(&terminal), of_buffer(&screen));
            prop_assert!(wire.frame(Some(&screen), &screen).is_empty());
            shown = Some(screen);
        }
    }

    #[test]
    fn rows_that_moved_are_moved(
        (wear, screen, over) in any_wear().prop_flat_map(|wear| (Just(wear), any_screen(wear.0), any_screen(wear.0))),
        top in 0..HEIGHT, rows in 0..HEIGHT, by in 1..HEIGHT, down: bool, lay: bool,
    ) {
        let bottom = (top + rows).min(HEIGHT);
        let mut moved = scrolled(&screen, top, bottom, by, down);
        if lay && let (Some(from), Some(to)) = (over.cell((3, 3)), moved.cell_mut((3, top))) {
            *to = from.clone();
        }
        let mut terminal = terminal();
        let mut wire = wire(wear);
        terminal.process(&wire.frame(None, &screen));
        terminal.process(&wire.frame(Some(&screen), &moved));
        prop_assert_eq!(of_terminal(&terminal), of_buffer(&moved));
    }
}

fn painted(rows: &[&str]) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, WIDTH, HEIGHT));
    let theme = Theme::default();
    let mut pen = Pen::new(&mut buffer, &theme);
    for (y, text) in (0..).zip(rows) {
        pen.text((0, y), WIDTH, text, Role::Text);
    }
    buffer
}

fn bytes(from: &[&str], to: &[&str]) -> String {
    let mut wire = Wire::new(Look::PLAIN, true);
    wire.frame(None, &painted(from));
    String::from_utf8(wire.frame(Some(&painted(from)), &painted(to))).unwrap()
}

#[test]
fn only_what_changed_is_sent() {
    assert_eq!(bytes(&["政府信息公开"], &["政府信息公开"]), "");
    assert_eq!(bytes(&["政府信息公开"], &["政府工作公开"]), "\x1b[5G工作");
    // A short gap is written again, a long one is jumped over.
    assert_eq!(bytes(&["1a2"], &["3a4"]), "\r3a4");
    assert_eq!(bytes(&["1abcdefgh2"], &["3abcdefgh4"]), "\r3\x1b[8C4");
    // The rest of a row is erased, not overwritten.
    assert_eq!(bytes(&["政府信息公开"], &["政府"]), "\x1b[5G\x1b[K");
}

#[test]
fn a_list_that_scrolls_sends_one_row() {
    let rows = ["一月公开政府信息", "二月收到申请", "三月办结", "四月复议", "五月诉讼"];
    let sent = bytes(&rows, &["二月收到申请", "三月办结", "四月复议", "五月诉讼", "六月年报"]);
    assert_eq!(sent, "\x1b[1;5r\x1b[H\x1b[M\x1b[r\x1b[5H六月年报");
}
