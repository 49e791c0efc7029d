//! The numbers that Word writes before paragraphs and does not store with them: `一、`, `(二)`, `3.`.

use std::collections::BTreeMap;

use crate::parse::blocks::office::package::{attribute, for_each_start, number};

/// Levels of a list in Word.
const LEVELS: usize = 9;

/// A paragraph's place in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListPlace {
    pub list: Option<u32>,
    pub level: Option<usize>,
}

/// The lists of a document and how far each has been counted.
#[derive(Debug, Clone, Default)]
pub struct Numbering {
    /// By its number: the definition it follows, and where its levels start other than there.
    lists: BTreeMap<u32, (u32, BTreeMap<usize, u32>)>,
    definitions: BTreeMap<u32, [Level; LEVELS]>,
    /// For each definition the counts of its levels.
    counts: BTreeMap<u32, [Option<u32>; LEVELS]>,
    /// Lists whose own starts were applied.
    begun: BTreeMap<u32, bool>,
}

#[derive(Debug, Clone)]
struct Level {
    start: u32,
    format: String,
    text: String,
}

impl Default for Level {
    fn default() -> Self {
        Self { start: 1, format: "decimal".to_owned(), text: String::new() }
    }
}

impl Numbering {
    /// Reads `numbering.xml`.
    pub fn read(part: &str) -> Self {
        let mut all = Self::default();
        // What the elements that follow belong to.
        let (mut definition, mut list, mut level) = (None, None, 0);
        for_each_start(part, |element| match element.local_name().as_ref() {
            "abstractNum" => {
                definition = attribute(element, "abstractNumId").and_then(|id| id.parse().ok());
                list = None;
            }
            "num" => {
                list = attribute(element, "numId").and_then(|id| id.parse().ok());
                definition = None;
            }
            "lvl" | "lvlOverride" => {
                level = attribute(element, "ilvl").and_then(|level| level.parse().ok()).unwrap_or(0);
            }
            "abstractNumId" => {
                if let (Some(list), Some(definition)) = (list, number(element)) {
                    all.lists.insert(list, (definition, BTreeMap::new()));
                }
            }
            "startOverride" => {
                let list = list.and_then(|list| all.lists.get_mut(&list));
                if let (Some((_, starts)), Some(start)) = (list, number(element)) {
                    starts.insert(level, start);
                }
            }
            name => {
                let levels = definition.map(|definition| all.definitions.entry(definition).or_default());
                let Some(level) = levels.and_then(|levels| levels.get_mut(level)) else { return };
                match name {
                    "start" => level.start = number(element).unwrap_or(1),
                    "numFmt" => level.format = attribute(element, "val").unwrap_or_default(),
                    "lvlText" => level.text = attribute(element, "val").unwrap_or_default(),
                    _ => {}
                }
            }
        });
        all
    }

    /// Counts a paragraph and gives back the number it shows, empty for a bullet.
    pub fn count(&mut self, place: ListPlace) -> Option<String> {
        let (list, level) = (place.list.filter(|list| *list != 0)?, place.level.unwrap_or(0));
        let (definition, starts) = self.lists.get(&list)?;
        let levels = self.definitions.get(definition)?;
        let counts = self.counts.entry(*definition).or_default();
        if !std::mem::replace(self.begun.entry(list).or_default(), true) {
            for (level, start) in starts {
                if let Some(count) = counts.get_mut(*level) {
                    *count = start.checked_sub(1);
                }
            }
        }
        let start = levels.get(level)?.start;
        let count = counts.get_mut(level)?;
        *count = Some(count.map_or(start, |count| count.saturating_add(1)));
        counts.iter_mut().skip(level + 1).for_each(|deeper| *deeper = None);
        let mut shown = levels.get(level)?.text.clone();
        for (n, (level, count)) in levels.iter().zip(counts.iter()).enumerate() {
            let mark = format!("%{}", n + 1);
            if shown.contains(&mark) {
                shown = shown.replace(&mark, &formatted(count.unwrap_or(level.start), &level.format));
            }
        }
        let bullet = matches!(levels.get(level)?.format.as_str(), "bullet" | "none");
        Some(if bullet { String::new() } else { shown })
    }
}

/// A count as Word shows it. Formats that no report uses are shown in digits.
fn formatted(count: u32, format: &str) -> String {
    let letter = |first: u8| {
        let n = u8::try_from((count.max(1) - 1) % 26).unwrap_or(0);
        char::from(first + n).to_string()
    };
    match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "ideographDigital"
        | "koreanCounting" => han(count),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if (1..=20).contains(&count) => {
            char::from_u32('①' as u32 + count - 1).map_or_else(|| count.to_string(), String::from)
        }
        "upperLetter" => letter(b'A'),
        "lowerLetter" => letter(b'a'),
        "bullet" | "none" => String::new(),
        _ => count.to_string(),
    }
}

/// A count in Chinese, up to 99.
fn han(count: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |n: u32| usize::try_from(n).ok().and_then(|n| DIGITS.get(n)).copied().unwrap_or_default();
    match (count / 10, count % 10) {
        (0, 0) => "〇".to_owned(),
        (0, ones) => digit(ones).to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens @ 2..=9, ones) => format!("{}十{}", digit(tens), digit(ones)),
        _ => count.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PART: &str = r#"<w:numbering xmlns:w="x">
        <w:abstractNum w:abstractNumId="4">
          <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
          <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
          <w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl>
        </w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="4"/></w:num>
        <w:num w:numId="2"><w:abstractNumId w:val="4"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
        <w:num w:numId="3"><w:abstractNumId w:val="99"/></w:num>
      </w:numbering>"#;

    #[test]
    fn paragraphs_are_counted_as_word_does() {
        let mut numbering = Numbering::read(PART);
        let mut count = |list, level| numbering.count(ListPlace { list: Some(list), level: Some(level) });
        assert_eq!(count(1, 0).as_deref(), Some("一、"));
        assert_eq!(count(1, 1).as_deref(), Some("一.1"));
        assert_eq!(count(1, 1).as_deref(), Some("一.2"));
        assert_eq!(count(1, 2).as_deref(), Some(""));
        assert_eq!(count(1, 0).as_deref(), Some("二、"));
        assert_eq!(count(1, 1).as_deref(), Some("二.1"));
        assert_eq!(count(2, 0).as_deref(), Some("五、"));
        for (list, level) in [(0, 0), (3, 0), (9, 0), (1, 9), (1, usize::MAX)] {
            assert_eq!(count(list, level), None, "{list} {level}");
        }
    }

    #[test]
    fn counts_in_chinese() {
        for (count, shown) in
            [(1, "一"), (10, "十"), (16, "十六"), (20, "二十"), (99, "九十九"), (100, "100"), (0, "〇")]
        {
            assert_eq!(han(count), shown);
        }
        assert_eq!((formatted(3, "decimalEnclosedCircle"), formatted(27, "lowerLetter")), ("③".into(), "a".into()));
    }
}
