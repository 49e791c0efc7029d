//! How rules read running text: its sentences, its letters, and the words by which a report speaks of
//! itself.

use std::ops::Range;

use crate::model::width::narrow;

/// The sentences of a text without the marks that close them; a line end closes one as well.
pub(crate) fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> {
    let closes = |c: char| matches!(c, '。' | '！' | '？' | '；' | '!' | '?' | ';' | '\n');
    let mut start = 0;
    let ends = text.char_indices().filter(move |(_, c)| closes(*c)).map(|(at, c)| (at, c.len_utf8()));
    ends.chain([(text.len(), 0)]).filter_map(move |(end, mark)| {
        let range = start..end;
        start = end + mark;
        (!range.is_empty()).then_some(range)
    })
}

/// The letters and figures of a text, those of full width made narrow.
pub(crate) fn letters(text: &str) -> String {
    text.chars().map(narrow).filter(|c| c.is_alphanumeric()).collect()
}

/// A text without the titles it names in 《》.
pub(crate) fn without_titles(text: &str) -> String {
    if !text.contains(['《', '》']) {
        return text.to_owned();
    }
    let mut open = 0_usize;
    let mut kept = String::new();
    for c in text.chars() {
        match c {
            '《' => open += 1,
            '》' => open = open.saturating_sub(1),
            c if open == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

/// Whether a character is one of the common ideographs.
pub(crate) fn is_han(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

/// The longest stretch of ideographs that a text ends in, at most `most` of them.
pub(crate) fn han_before(text: &str, most: usize) -> &str {
    let start = text.char_indices().rev().take(most).take_while(|(_, c)| is_han(*c)).last();
    start.and_then(|(at, _)| text.get(at..)).unwrap_or_default()
}

/// The first word of a list that a text contains.
pub(crate) fn first_of<'a>(text: &str, words: &[&'a str]) -> Option<&'a str> {
    words.iter().copied().find(|word| text.contains(word))
}

/// Whether a text speaks of its author or of the area it is about: 我镇, 本机关, 全县.
pub(crate) fn speaks_of_itself(text: &str) -> bool {
    const OWN: [&str; 17] = [
        "我镇",
        "我乡",
        "我街道",
        "我办",
        "我局",
        "我委",
        "我厅",
        "我院",
        "我中心",
        "我县",
        "我市",
        "我区",
        "我旗",
        "我省",
        "我单位",
        "我部",
        "我校",
    ];
    const WHOLE: [&str; 14] = [
        "本机关",
        "本单位",
        "本级",
        "本镇",
        "本乡",
        "本局",
        "本委",
        "本街道",
        "全镇",
        "全乡",
        "全县",
        "全市",
        "全区",
        "全局",
    ];
    first_of(text, &OWN).is_some() || first_of(text, &WHOLE).is_some()
}

/// The first characters of a text for a message of one line, with a mark where more were there.
pub(crate) fn clip(text: &str, most: usize) -> String {
    let plain = || text.chars().filter(|c| !c.is_control());
    if plain().count() <= most {
        return plain().collect();
    }
    plain().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// How alike two texts are, in percent: the letters of the longer one that need not be changed.
pub(crate) fn likeness(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (letters(a).chars().collect(), letters(b).chars().collect());
    if a == b && !a.is_empty() {
        return 100;
    }
    let longer = a.len().max(b.len());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (n, x) in a.iter().enumerate() {
        let mut diagonal = n;
        row[0] = n + 1;
        for (m, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != y);
            diagonal = row[m + 1];
            row[m + 1] = changed.min(diagonal + 1).min(row[m] + 1);
        }
    }
    (100 * (longer - row[b.len()])).checked_div(longer).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_at_marks_and_lines() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> = sentences(text).map(|range| text.get(range).unwrap()).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        check("甲乙。丙,丁；戊", &["甲乙", "丙,丁", "戊"]);
        check("。。甲\n乙", &["甲", "乙"]);
        check("", &[]);
    }

    #[test]
    fn likeness_is_of_letters_only() {
        assert_eq!(likeness("总 体 情 况", "总体情况"), 100);
        assert_eq!(likeness("２０２１", "2021"), 100);
        assert_eq!(likeness("", "总体情况"), 0);
        assert_eq!(likeness("其他法律行政止公开", "其他法律行政法规禁止公开"), 75);
        assert_eq!(likeness("", ""), 0);
    }

    #[test]
    fn titles_are_passed_over() {
        assert_eq!(without_titles("按照《甲〈乙〉法》和《丙》办理"), "按照和办理");
        assert_eq!(without_titles("》甲《乙"), "甲");
        assert_eq!(han_before("2021年,云河县", 9), "云河县");
        assert_eq!(han_before("云河县", 2), "河县");
        assert_eq!((clip("云河\n县", 3).as_str(), clip("云河县财政局", 4).as_str()), ("云河县", "云河县…"));
    }
}
