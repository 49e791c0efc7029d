//! Random keys and sizes, texts that would act on a terminal, and corpora too large to be held.

use crate::tui::action::View;
use crate::tui::dump;
use crate::tui::fixture::{assert_lines_are_as_wide, corpus_of, inspector, press, report, shown, works};
use crate::tui::headless::Headless;
use crate::tui::text::columns;
use crate::tui::theme::Theme;

#[test]
fn text_that_would_act_on_a_terminal_is_shown_as_marks() {
    let mut hostile =
        report("evil\u{1b}[31m", Some("坏\u{1b}]0;x\u{7}\u{202e}镇人民政府"), ["\u{9b}省", "", ""], Some(2021));
    hostile.sections[0].blocks[0].text = "申请\u{1b}[2J12件\r\n\u{200b}".into();
    for keys in ["", "l", "j enter", "j enter z", "/ \"申请\"", "g f"] {
        let mut inspector =
            Headless::open(corpus_of(std::slice::from_ref(&hostile)), works(), (120, 36), View::Browse, None);
        press(&mut inspector, keys);
        let (buffer, _) = inspector.screen(&Theme::default());
        for cell in buffer.content() {
            assert!(!cell.symbol().chars().any(|c| c.is_control() || c == '\u{202e}'), "{keys}: {:?}", cell.symbol());
        }
        assert_lines_are_as_wide(&dump::text(&buffer), (120, 36), keys);
    }
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
