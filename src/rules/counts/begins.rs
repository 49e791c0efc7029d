//! What a character of the narrative can begin: looked up once a character, so that whoever reads
//! numerals, words, units or marks goes from one place where they may stand to the next.

use std::sync::LazyLock;

use crate::model::numeral::numeral;
use crate::rules::counts::passage::{is_comma, is_stop};
use crate::rules::counts::{lexicon, unit};

/// What a character can begin, as a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Begins(u8);

impl Begins {
    /// White space, which no passage keeps.
    pub const BLANK: Self = Self(1);
    /// A numeral.
    pub const NUMERAL: Self = Self(1 << 1);
    /// A word of the lexicon.
    pub const WORD: Self = Self(1 << 2);
    /// A unit.
    pub const UNIT: Self = Self(1 << 3);
    /// The introduction of a list of parts.
    pub const LIST: Self = Self(1 << 4);
    /// A quotation or a title, or what ends them.
    pub const QUOTE: Self = Self(1 << 5);
    /// What is no word and still tells how words go together: marks, years, 局.
    pub const SIGN: Self = Self(1 << 6);

    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it can begin any of these.
    pub fn any(self, wanted: Self) -> bool {
        self.0 & wanted.0 != 0
    }
}

/// Characters from here on are not in the table: full-width marks, which passages hold in their narrow
/// form, and what begins nothing.
const END: u32 = 0xA000;

/// What every character can begin.
#[derive(Debug, Clone, Copy)]
pub struct Table(&'static [Begins]);

impl Table {
    pub fn get() -> Self {
        static ALL: LazyLock<Vec<Begins>> = LazyLock::new(|| {
            let mut all: Vec<Begins> = (0..END).map(|code| char::from_u32(code).map_or(Begins(0), of_itself)).collect();
            let words = lexicon::beginnings().map(|c| (c, Begins::WORD));
            let units = unit::beginnings().map(|c| (c, Begins::UNIT));
            for (c, begins) in words.chain(units) {
                if let Some(all) = all.get_mut(c as usize) {
                    *all = all.or(begins);
                }
            }
            all
        });
        Self(&ALL)
    }

    pub fn of(self, c: char) -> Begins {
        self.0.get(c as usize).copied().unwrap_or_else(|| of_itself(c))
    }
}

/// What a character begins whatever the lists of words and units have.
fn of_itself(c: char) -> Begins {
    let numeral = c.is_ascii_digit() || matches!(c, '几' | '数') || numeral(c).is_some();
    let list = matches!(c, '其' | '中' | '(' | ':') || is_comma(c);
    let quote = matches!(c, '《' | '》' | '“' | '”' | '「' | '」') || is_stop(c);
    let sign =
        c.is_ascii_digit() || matches!(c, '、' | '(' | ')' | ':' | ';' | '局' | '厅') || is_comma(c) || is_stop(c);
    let blank = c.is_whitespace() || c == '\u{FEFF}';
    [
        (blank, Begins::BLANK),
        (numeral, Begins::NUMERAL),
        (list, Begins::LIST),
        (quote, Begins::QUOTE),
        (sign, Begins::SIGN),
    ]
    .into_iter()
    .filter(|(is, _)| *is)
    .fold(Begins::default(), |all, (_, one)| all.or(one))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::counts::numeral::numeral_at;

    #[test]
    fn every_reader_finds_where_to_look() {
        let check = |text: &str, begins: Begins| {
            for c in text.chars() {
                assert!(Table::get().of(c).any(begins), "{c:?}");
            }
        };
        check(" \t\u{3000}\u{FEFF}", Begins::BLANK);
        check("019一二两〇○万亿几数", Begins::NUMERAL);
        check("申依未没无全各", Begins::WORD);
        check("%条件个元", Begins::UNIT);
        check("其中(:,，", Begins::LIST);
        check("《》“”「」。!?\n", Begins::QUOTE);
        check("0、():;，。局厅", Begins::SIGN);
        for c in (0..END).filter_map(char::from_u32) {
            let begins = Table::get().of(c);
            assert_eq!(
                numeral_at(&[c, '十'], 0).is_some(),
                begins.any(Begins::NUMERAL) && !"百千万亿".contains(c),
                "{c:?}"
            );
            assert!(!c.is_whitespace() || begins.any(Begins::BLANK), "{c:?}");
        }
        let all = [Begins::BLANK, Begins::NUMERAL, Begins::UNIT, Begins::LIST, Begins::QUOTE, Begins::SIGN];
        for c in "我的abc🙂".chars() {
            assert!(!all.into_iter().any(|begins| Table::get().of(c).any(begins)), "{c:?}");
        }
    }
}
