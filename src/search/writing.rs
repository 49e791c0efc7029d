//! How folded text is written as bytes: as UTF-8, or in the denser code of an index. Matching asks
//! only which bytes go on with a character and which are digits, so that it works on both alike.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::search::index::code::{self, Code};

/// One of the two ways.
#[derive(Debug, Clone, Default)]
pub(super) enum Writing {
    #[default]
    Utf8,
    Code(Arc<Code>),
}

/// What tells the bytes of a writing apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks {
    /// The two highest bits of bytes that go on with a character.
    trail: u8,
    /// The byte of the digit zero; the others follow it.
    zero: u8,
}

impl Writing {
    pub(super) fn marks(&self) -> Marks {
        match self {
            Self::Utf8 => Marks { trail: 0x80, zero: b'0' },
            Self::Code(_) => Marks { trail: 0xC0, zero: code::ZERO },
        }
    }

    /// The bytes of a folded text.
    pub(super) fn write(&self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Code(code) => {
                let mut bytes = Vec::with_capacity(text.len());
                text.chars().for_each(|c| code.push(c, &mut bytes));
                bytes
            }
        }
    }

    /// The text of some bytes; what is no text gives characters that stand for nothing.
    pub(super) fn read<'a>(&self, bytes: &'a [u8]) -> Cow<'a, str> {
        match self {
            Self::Utf8 => String::from_utf8_lossy(bytes),
            Self::Code(code) => code.chars(bytes).collect::<String>().into(),
        }
    }

    /// A folded sentence without the marks around it, `“…。”`, `（…）`.
    pub(super) fn core(&self, sentence: &[u8]) -> Range<usize> {
        // The common ones are told first: looking a character up in the tables of Unicode takes long.
        let is_mark = |c: char| match c {
            '\u{4E00}'..='\u{9FFF}' => false,
            '。' | '，' | '；' | '、' | '：' => true,
            c => !c.is_alphanumeric(),
        };
        let text = self.read(sentence);
        let (marks, chars) = (self.marks(), text.chars().count());
        let before = text.chars().take_while(|c| is_mark(*c)).count();
        let after = text.chars().rev().take_while(|c| is_mark(*c)).count();
        let start = marks.nth(sentence, before).unwrap_or(sentence.len());
        let end = marks.nth(sentence, chars - after).unwrap_or(sentence.len());
        start..end.max(start)
    }
}

impl Marks {
    /// Whether a character begins at this byte.
    pub(super) fn begins(self, byte: u8) -> bool {
        byte & 0xC0 != self.trail
    }

    pub(super) fn is_digit(self, byte: u8) -> bool {
        byte.wrapping_sub(self.zero) < 10
    }

    /// How many characters there are.
    pub(super) fn count(self, bytes: &[u8]) -> usize {
        bytes.iter().filter(|byte| self.begins(**byte)).count()
    }

    /// The byte the `n`th character begins at, from zero; `None` where there are no more than `n`.
    pub(super) fn nth(self, bytes: &[u8], n: usize) -> Option<usize> {
        let mut starts = bytes.iter().enumerate().filter(|(_, byte)| self.begins(**byte));
        starts.nth(n).map(|(at, _)| at)
    }
}
