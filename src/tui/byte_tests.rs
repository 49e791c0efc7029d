//! What the inspector sends down the line, counted: bytes for a key on a screen of 160 by 45 full of
//! Chinese text. A budget that is passed is a regression; the figures are printed by
//! `cargo test bytes -- --nocapture`.

use std::fmt::Write as _;

use crate::corpus::{self, Corpus};
use crate::model::report::{Block, SectionKey};
use crate::tui::action::View;
use crate::tui::colour::Depth;
use crate::tui::fixture::{corpus_of, press, report};
use crate::tui::headless::Headless;
use crate::tui::line;
use crate::tui::painter::Painter;
use crate::tui::theme::{Named, Theme};
use crate::tui::work::Works;

const SIZE: (u16, u16) = (160, 45);

/// An inspector with what its terminal shows.
struct Line {
    inspector: Headless,
    painter: Painter,
    /// The bytes of the first frame.
    first: usize,
}

/// The colours of an inspector, and what erasing does on its terminal.
#[derive(Debug, Default)]
struct Wear {
    named: Named,
    depth: Depth,
    fills: bool,
}

/// What a key sends at once, and what follows when the cursor rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Sent {
    at_once: usize,
    at_rest: usize,
}

impl Line {
    fn open(corpus: Corpus, keys: &str) -> Self {
        Self::at(corpus, None, keys)
    }

    fn at(corpus: Corpus, place: Option<&str>, keys: &str) -> Self {
        Self::in_theme(corpus, place, keys, &Wear::default())
    }

    fn in_theme(corpus: Corpus, place: Option<&str>, keys: &str, wear: &Wear) -> Self {
        let place = place.map(str::to_owned);
        let mut inspector = Headless::open(corpus, Works::default(), SIZE, View::Browse, place);
        press(&mut inspector, keys);
        let line = line::Line { fills: wear.fills, ..line::Line::default() };
        let mut painter = Painter::new(Theme::new(wear.named, wear.depth), &line);
        let first = painter.paint(&inspector.state, false).bytes.len();
        Self { inspector, painter, first }
    }

    fn press(&mut self, key: &str) -> Sent {
        press(&mut self.inspector, key);
        let at_once = self.painter.paint(&self.inspector.state, true);
        let at_rest = self.painter.paint(&self.inspector.state, false);
        assert!(at_once.held || at_rest.bytes.is_empty(), "{key}: nothing was kept back, yet something followed");
        assert!(self.painter.paint(&self.inspector.state, false).bytes.is_empty(), "an idle screen sends nothing");
        Sent { at_once: at_once.bytes.len(), at_rest: at_rest.bytes.len() }
    }
}

/// A corpus of one report with far more text than a screen holds, no paragraph like another.
fn long_text() -> Corpus {
    let mut long = report("long", Some("云河县人民政府"), ["云河省", "青石市", "云河县"], Some(2021));
    let words = ["政务公开", "行政许可", "重大项目", "财政预决算", "社会救助", "环境保护", "安全生产", "征地补偿"];
    let section = long.sections.iter_mut().find(|section| section.key == Some(SectionKey::Overview)).unwrap();
    section.blocks = (0..400)
        .map(|n| {
            let mut text = String::new();
            for m in 0..6 {
                let (topic, other) = (words[(n * 7 + m * 3) % words.len()], words[(n + m * 5) % words.len()]);
                let _ = write!(
                    text,
                    "{topic}领域公开信息{}条,比上年增加{}条,{other}方面解读{}篇。",
                    n * 3 + m,
                    m + 1,
                    n + m * 2
                );
            }
            Block { text, ..Block::default() }
        })
        .collect();
    corpus_of(&[long])
}

/// Presses a key some times; the median and the most of what was sent.
fn measure(line: &mut Line, name: &str, key: &str, times: usize) -> (Sent, Sent) {
    let mut sent: Vec<Sent> = (0..times).map(|_| line.press(key)).collect();
    let most = Sent {
        at_once: sent.iter().map(|sent| sent.at_once).max().unwrap_or(0),
        at_rest: sent.iter().map(|sent| sent.at_rest).max().unwrap_or(0),
    };
    sent.sort();
    let median = sent[sent.len() / 2];
    assert!(most.at_once > 0, "{name}: {key} does nothing");
    println!(
        "{name:<36} {key:<5} median {:>6} B, at rest {:>6} B; most {:>6} B, {:>6} B",
        median.at_once, median.at_rest, most.at_once, most.at_rest
    );
    (median, most)
}

#[test]
fn bytes_of_moving_through_lists() {
    let mut browse = Line::open(corpus::sample(), "z R");
    let (_, most) = measure(&mut browse, "agencies and years", "j", 20);
    assert!(most.at_once <= 300 && most.at_rest <= 6_000, "{most:?}");
    let (_, most) = measure(&mut browse, "agencies and years, other year", "l", 3);
    assert!(most.at_once <= 300 && most.at_rest <= 6_000, "{most:?}");
    let mut flags = Line::open(corpus::sample(), "g f");
    let (_, most) = measure(&mut flags, "flags", "j", 20);
    assert!(most.at_once <= 300 && most.at_rest <= 6_000, "{most:?}");
    let mut hits = Line::open(corpus::sample(), "/ \"公开\" enter backspace");
    let (_, most) = measure(&mut hits, "hits of a search", "down", 20);
    assert!(most.at_once <= 300 && most.at_rest <= 6_000, "{most:?}");
}

#[test]
fn bytes_of_moving_through_a_report() {
    let mut table = Line::at(long_text(), Some("long t3.new_received.total"), "left left left");
    for key in ["j", "l"] {
        let (_, most) = measure(&mut table, "table", key, 6);
        assert!(most.at_once <= 300, "{most:?}");
    }
}

#[test]
fn bytes_of_scrolling() {
    let mut text = Line::at(long_text(), Some("long"), "g 1 tab");
    let (_, most) = measure(&mut text, "text in a pane, line", "j", 60);
    assert!(most.at_once <= 12_000, "{most:?}");
    let (_, most) = measure(&mut text, "text in a pane, page", "pgdn", 8);
    assert!(most.at_once <= 13_000, "{most:?}");
    let mut text = Line::at(long_text(), Some("long"), "g 1 tab +");
    let (_, most) = measure(&mut text, "text of full width, line", "j", 60);
    assert!(most.at_once <= 3_000, "{most:?}");
    let (_, most) = measure(&mut text, "text of full width, page", "pgdn", 8);
    assert!(most.at_once <= 13_000, "{most:?}");
}

#[test]
fn bytes_of_changing_the_view() {
    let mut line = Line::open(corpus::sample(), "");
    for keys in ["g f", "g b", "/"] {
        let (_, most) = measure(&mut line, "another view", keys, 1);
        assert!(most.at_once <= 13_000, "{most:?}");
    }
    press(&mut line.inspector, "\"公开\"");
    line.painter.paint(&line.inspector.state, false);
    let (_, most) = measure(&mut line, "a letter of a search", "\"信\"", 1);
    assert!(most.at_once + most.at_rest <= 13_000, "{most:?}");
}

/// The first frame, the dearest key of a list, of a table and of a page of text.
fn dearest(wear: &Wear) -> [usize; 4] {
    let mut list = Line::in_theme(corpus::sample(), None, "z R", wear);
    let mut table = Line::in_theme(long_text(), Some("long t3.new_received.total"), "left left left", wear);
    let mut text = Line::in_theme(long_text(), Some("long"), "g 1 tab", wear);
    let name = format!("{wear:?}");
    let (_, row) = measure(&mut list, &name, "j", 20);
    let (_, cell) = measure(&mut table, &name, "j", 6);
    let (_, page) = measure(&mut text, &name, "pgdn", 8);
    println!(
        "{name:<66} first {} B, j {} B, cell {} B, page {} B",
        list.first, row.at_once, cell.at_once, page.at_once
    );
    [list.first, row.at_once, cell.at_once, page.at_once]
}

#[test]
fn bytes_of_a_theme_with_a_background() {
    for (depth, fills, budget) in [
        (Depth::True, true, [7_000, 300, 300, 10_500]),
        (Depth::Indexed, true, [6_500, 300, 300, 10_500]),
        (Depth::True, false, [12_500, 300, 300, 10_500]),
    ] {
        for named in [Named::Terminal, Named::Dark] {
            let wear = Wear { named, depth, fills };
            let sent = dearest(&wear);
            assert!(sent.iter().zip(budget).all(|(sent, most)| *sent <= most), "{wear:?}: {sent:?}");
        }
    }
}
