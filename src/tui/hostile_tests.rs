//! Random keys and sizes, texts that would act on a terminal, and corpora too large to be held.

use std::io::Write as _;

use crate::model::spreadsheet::is_figure;
use crate::tui::action::{Piece, View};
use crate::tui::copying;
use crate::tui::dump;
use crate::tui::fixture::{assert_lines_are_as_wide, corpus_of, inspector, press, report, reports, shown, works};
use crate::tui::headless::Headless;
use crate::tui::text::columns;
use crate::tui::theme::Theme;

#[path = "../../tests/poison.rs"]
mod poison;

/// The lines of a corpus whose reports hold in every field what would act on a terminal.
pub(super) fn poisoned() -> Vec<String> {
    let line = |(turn, report)| {
        let mut value = serde_json::to_value(report).unwrap();
        poison::poisoned(&mut value, turn);
        format!("{value}\n")
    };
    reports().iter().enumerate().map(line).collect()
}

/// Keys that lead through every view, pane and prompt.
const WALK: [&str; 16] = [
    "j l enter tab tab o + K esc ? esc",
    "g f j enter v h l v } enter } enter tab tab K esc",
    "g f B B B B B B j space C @ c-x",
    "j j enter g t 3 j l = \"7\" enter , T T W z f H v esc q",
    "j j enter g 1 j j tab tab g d j n } tab j enter esc q",
    "/ \"公开\" j j tab c-t c-g j esc esc",
    "/ \"\u{202e}申请\" enter j enter esc esc esc",
    "g n j enter j enter v q q",
    "g i j enter , B B P esc M esc q",
    "g T j q q",
    "g u j enter j enter q q",
    "g c j enter j enter q q",
    "g b F j j enter c-x",
    "g b & \"单位:镇\" enter j @ c-x",
    ": \"复制\" esc f1 esc g x esc",
    "Z Z g b G enter g v L",
];

const PIECES: [Piece; 10] = [
    Piece::Smart,
    Piece::Cell,
    Piece::Row,
    Piece::Table,
    Piece::Place,
    Piece::Link,
    Piece::Evidence,
    Piece::Source,
    Piece::Quotation,
    Piece::Command,
];

#[test]
fn text_that_would_act_on_a_terminal_is_shown_as_marks() {
    let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
    file.write_all(poisoned().concat().as_bytes()).unwrap();
    let corpus = crate::corpus::open(&[file.path().to_owned()], &|_| ());
    assert_eq!(corpus.len(), reports().len());
    let (mut seen, mut guarded) = (0, 0);
    for size in [(80, 24), (160, 45)] {
        let mut inspector = Headless::open(corpus.clone(), works(), size, View::Browse, None);
        for keys in WALK {
            for key in crate::tui::key::script(keys).unwrap() {
                inspector.press(key);
                inspector.state.ended = false;
                let (buffer, _) = inspector.screen(&Theme::default());
                for cell in buffer.content() {
                    assert!(!cell.symbol().chars().any(poison::acts), "{keys} {key:?}: {:?}", cell.symbol());
                    seen += usize::from(matches!(cell.symbol(), "␛" | "\u{FFFD}"));
                }
                assert_lines_are_as_wide(&dump::text(&buffer), size, keys);
                for piece in PIECES {
                    let copied = copying::text(&inspector.state, piece).unwrap_or_default();
                    let acting: Vec<_> = copied.chars().filter(|c| poison::acts(*c) && !"\t\n".contains(*c)).collect();
                    assert!(acting.is_empty(), "{keys} {key:?} {piece:?}: {acting:?}");
                    let is_value = matches!(piece, Piece::Cell | Piece::Row | Piece::Table | Piece::Evidence);
                    for cell in copied.split(['\t', '\n']).filter(|_| is_value) {
                        let start = cell.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FFFD}');
                        let is_formula = start.starts_with(|c| "=+-@＝＋－＠".contains(c)) && start.chars().count() > 1;
                        assert!(!is_formula || is_figure(cell), "{keys} {key:?} {piece:?}: {cell:?}");
                        guarded += usize::from(cell.starts_with('\''));
                    }
                }
            }
        }
    }
    assert!(seen > 1000, "{seen} marks: what is hostile must be on the screens");
    assert!(guarded > 100, "{guarded} cells: what would be run must be among what is copied");
}

/// A generator of numbers that is the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(sides).unwrap()).unwrap()
    }
}

/// What a hand on the keyboard might press.
const KEYS: &str = "g d g d w X H = = 1 7 c-x j k h l enter enter esc backspace tab backtab } { ) ( [ ] g g t 2 3 4 1 5 G c-d c-u pgdn pgup z a M R \
    o v v + B C K ? / & c-x n N f b s e E 申 请 件 : y down up left right home end delete c-w c-u space ！ c-l";

#[test]
fn no_keys_and_no_sizes_bring_it_down() {
    let keys = crate::tui::key::script(KEYS).unwrap();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut inspector = inspector((80, 24));
    for turn in 0..20_000 {
        if dice.roll(40) == 0 {
            let (width, height) = if dice.roll(4) == 0 { (30, 12) } else { (200, 60) };
            let size = (1 + dice.roll(width), 1 + dice.roll(height));
            inspector.resize((columns::screen(size.0), columns::screen(size.1)));
        } else {
            inspector.press(keys[dice.roll(keys.len())]);
        }
        inspector.state.ended = false;
        if turn % 10 == 0 {
            let size = inspector.state.size;
            assert_lines_are_as_wide(&shown(&inspector), size, "random keys");
        }
        assert!(inspector.state.holdings.corpus.live() < 16, "reports are dropped again");
    }
    inspector.resize((80, 24));
    press(&mut inspector, "esc esc esc esc g b");
    assert!(shown(&inspector).contains("年报库"));
}

#[test]
fn twenty_thousand_reports_are_held_as_headers() {
    let mut all = Vec::new();
    for number in 0..20_000_usize {
        let (agency, year) = (number / 4, 2019 + u16::try_from(number % 4).unwrap());
        let county = format!("第{}县", agency / 40);
        let name = format!("{county}第{}局", agency % 40);
        let mut small = report(&format!("r{number:05}"), Some(&name), ["云河省", "", &county], Some(year));
        small.tables = crate::model::tables::Tables::default();
        small.sections.truncate(1);
        all.push(small);
    }
    let mut inspector = Headless::open(corpus_of(&all), works(), (80, 24), View::Browse, None);
    assert_eq!(inspector.state.holdings.corpus.len(), 20_000);
    assert_eq!(inspector.state.holdings.corpus.live(), 0, "browsing decodes nothing");
    let mut most = 0;
    let walk = "j j l j j l l enter ] ] } q j j enter q 5 0 0 j G enter [ q / \"82条\" down down enter n n n q esc o j j j j k";
    for key in crate::tui::key::script(walk).unwrap() {
        inspector.press(key);
        most = most.max(inspector.state.holdings.corpus.live());
        assert_lines_are_as_wide(&shown(&inspector), (80, 24), "twenty thousand");
    }
    assert!(most > 0 && most <= 64, "{most} decoded reports at once");
}
