//! One value of a table as printed: a number with its sign and unit, or a mark that stands for none.

use crate::model::cell::{Cell, How, Number};
use crate::model::form::Col;
use crate::model::report::Span;
use crate::parse::blocks::is_control;
use crate::parse::tables::glyphs::Glyph;

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Number(Number),
    /// A number with a word or sign of change before it: `减6`, `+9`.
    Signed(Number),
    /// `/`, `—`, `无`, `空`.
    Marker,
    /// Digits that are no number: `00`, longer than any count.
    Odd,
}

/// A value with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value {
    pub kind: Kind,
    pub unit: Option<&'static str>,
    pub at: Span,
    /// Whether other text touches it, so that it may be a number in a sentence.
    pub touched: bool,
    /// Whether text stands right before it, as in 数据1.
    pub named: bool,
}

/// Words before a number that give its sign, longest first.
const SIGNS: [(&str, bool); 9] = [
    ("减少", true),
    ("下降", true),
    ("增加", false),
    ("新增", false),
    ("减", true),
    ("增", false),
    ("-", true),
    ("+", false),
    ("±", false),
];

/// Units that may follow a number in its cell; those of money are kept.
const UNITS: [(&str, Option<&str>); 9] = [
    ("万元", Some("万元")),
    ("亿元", Some("亿元")),
    ("元", Some("元")),
    ("件", None),
    ("项", None),
    ("个", None),
    ("条", None),
    ("次", None),
    ("宗", None),
];

/// Numbers have at most 18 digits.
const LARGEST: i64 = 1_000_000_000_000_000_000;

/// The number of glyphs of a sign, and whether it takes away.
pub fn sign_len(glyphs: &[Glyph]) -> Option<(usize, bool)> {
    // Asked for every glyph: the first letter tells nearly always.
    glyphs.first().filter(|first| matches!(first.c, '减' | '下' | '增' | '新' | '-' | '+' | '±'))?;
    SIGNS.iter().find_map(|(word, negative)| starts_with(glyphs, word).then(|| (word.chars().count(), *negative)))
}

fn starts_with(glyphs: &[Glyph], word: &str) -> bool {
    let mut rest = glyphs.iter();
    word.chars().all(|c| rest.next().is_some_and(|glyph| glyph.c == c && same_cell(glyphs, glyph)))
}

fn same_cell(glyphs: &[Glyph], glyph: &Glyph) -> bool {
    glyphs.first().is_some_and(|first| first.same_cell(glyph))
}

/// The digits at the start: their number with points and separators, and the glyphs they take.
/// `12`, `1,234`, `7976.14`, also in full width; `None` where none stand there.
pub fn digits_len(glyphs: &[Glyph]) -> usize {
    let Some(first) = glyphs.first().filter(|first| first.c.is_ascii_digit()) else { return 0 };
    let goes_on = |g: &&Glyph| !g.spaced && g.same_cell(first);
    let digits = |n: usize| {
        let rest = glyphs.get(n..).unwrap_or_default().iter();
        rest.take_while(|g| g.c.is_ascii_digit() && goes_on(g)).count()
    };
    let digit = |n: usize| glyphs.get(n).is_some_and(|g| g.c.is_ascii_digit() && goes_on(&g));
    let mark = |n: usize, c: char| glyphs.get(n).is_some_and(|g| g.c == c && goes_on(&g));
    let mut len = 1 + digits(1);
    let group = |at: usize| mark(at, ',') && (1..=3).all(|n| digit(at + n)) && !digit(at + 4);
    if len <= 3 {
        while group(len) {
            len += 4;
        }
    }
    if mark(len, '.') && digit(len + 1) {
        len += 1 + digits(len + 1);
    }
    len
}

/// The number that these digits print; `None` where they are none.
pub fn number_of(glyphs: &[Glyph]) -> Option<Number> {
    // Digits with something invisible between them are no number that anybody sees.
    let torn = glyphs.windows(2).any(|pair| pair[0].end() != pair[1].at);
    if glyphs.len() > 24 || torn {
        return None;
    }
    let digits = |n: usize| glyphs.get(n).and_then(|g| g.c.to_digit(10));
    if digits(0) == Some(0) && digits(1).is_some() {
        return None;
    }
    let mut value = 0_i64;
    let mut scale = None;
    for glyph in glyphs {
        match (glyph.c.to_digit(10), glyph.c) {
            (Some(digit), _) => {
                value = value.checked_mul(10)?.checked_add(i64::from(digit))?;
                scale = scale.map(|scale: u8| scale + 1);
            }
            (None, '.') => scale = Some(0),
            _ => {}
        }
    }
    (value < LARGEST).then(|| Number::new(value, scale.unwrap_or(0)))
}

/// The glyphs of a unit at the start, and the unit where it is one of money.
pub fn unit_len(glyphs: &[Glyph]) -> Option<(usize, Option<&'static str>)> {
    let first = glyphs.first()?.c;
    let units = UNITS.iter().filter(|(word, _)| word.starts_with(first));
    units.filter(|(word, _)| starts_with(glyphs, word)).map(|(word, unit)| (word.chars().count(), *unit)).next()
}

/// Whether this glyph, right after a number, makes it no value: says that it is part of a date, a share
/// or a name.
pub fn refuses(next: &Glyph) -> bool {
    matches!(next.c, '年' | '月' | '日' | '时' | '号' | '楼' | '%' | '‰' | '页' | '届' | '版')
}

/// The number of glyphs of a mark that fills the space between two blanks: `/`, `——`, `无`.
pub fn marker_len(glyphs: &[Glyph]) -> usize {
    let dashes = |c: char| matches!(c, '-' | '/' | '\\');
    if !glyphs.first().is_some_and(|first| dashes(first.c) || matches!(first.c, '无' | '空')) {
        return 0;
    }
    let token = |n: usize| glyphs.get(n).filter(|g| same_cell(glyphs, g) && (n == 0 || !g.spaced));
    let len = (0..6).take_while(|n| token(*n).is_some_and(|g| dashes(g.c))).count();
    let len = match glyphs.first().map(|g| g.c) {
        Some('无' | '空') => 1,
        _ => len,
    };
    if token(len).is_some() { 0 } else { len }
}

impl Value {
    /// The cell that holds this value in this column. A value the column cannot hold gives a cell
    /// without value that keeps what is printed.
    pub fn cell(&self, col: Col, source: &str) -> Cell {
        let printed = self.at.of(source).unwrap_or_default();
        let raw = || Some(printed.chars().filter(|c| !is_control(*c)).collect::<String>());
        let plain = printed.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let number = match self.kind {
            Kind::Marker => return Cell { raw: raw(), at: Some(self.at), ..Cell::null(How::Marker) },
            Kind::Signed(number) if col == Col::Change => Some(number),
            // The number of a list and a zero beside it, more likely than a count with decimals.
            Kind::Number(number) if col.is_count() && number.scale() > 0 && number.integer().is_some() => None,
            Kind::Number(number) => Some(number),
            Kind::Signed(_) | Kind::Odd => None,
        };
        let Some(number) = number.filter(|_| !self.touched) else {
            return Cell { raw: raw(), at: Some(self.at), ..Cell::default() };
        };
        let unit = self.unit.filter(|_| !col.is_count()).map(str::to_owned);
        let raw = if plain { None } else { raw() };
        Cell { raw, unit, ..Cell::read(number, self.at) }
    }

    /// Whether the value says what it says beyond doubt, wherever it belongs.
    pub fn is_sound(&self) -> bool {
        self.kind != Kind::Odd && !self.touched
    }
}

/// Whether all values say the same.
pub fn all_equal(values: &[Value]) -> bool {
    values.windows(2).all(|pair| pair[0].kind == pair[1].kind)
}
