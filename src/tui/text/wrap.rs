//! Our own line breaking for Chinese text: a number keeps its unit (`121件`, `7976.14万元`), no line
//! starts with a closing mark or ends with an opening one, and every line knows its bytes, so that
//! places in the text can be found on the screen.

use std::ops::Range;

use crate::tui::text::columns::{Cluster, clusters};

/// Marks that may not start a line.
const CLOSING: &str = "。，、；：！？）】》〉」』〕”’%％‰℃…—·,.;:!?)]}>";
/// Marks that may not end a line.
const OPENING: &str = "（【《〈「『〔“‘([{<￥¥$";
/// What a number may be counted in when a blank stands between.
const UNITS: &str = "件条次个人份期年月日元万亿项册篇起场例宗批天时页台套家户名位类种处部字号余多";
/// Characters of a unit that another one follows: 万元, 余件.
const MULTIPLIERS: &str = "万亿千百十余多";

/// The lines of a text in at most `width` columns, as ranges of its bytes that follow on one
/// another and together are the text. The first line has `indent` columns less. Blanks at the end
/// of a line may stand beyond the width.
pub fn wrap(text: &str, width: usize, indent: usize) -> Vec<Range<usize>> {
    let width = width.max(1);
    let mut fill = Fill { width, used: indent.min(width - 1), blank: true, start: 0, lines: Vec::new() };
    for atom in atoms(text) {
        fill.add(text, &atom);
    }
    if fill.start < text.len() || fill.lines.is_empty() {
        fill.lines.push(fill.start..text.len());
    }
    fill.lines
}

/// What may not be broken, with the blanks after it.
struct Atom {
    range: Range<usize>,
    /// Columns without the blanks.
    columns: usize,
    blanks: usize,
    /// A line feed ends it.
    ends_line: bool,
}

struct Fill {
    width: usize,
    used: usize,
    /// Nothing stands on the line yet.
    blank: bool,
    start: usize,
    lines: Vec<Range<usize>>,
}

impl Fill {
    fn add(&mut self, text: &str, atom: &Atom) {
        if self.used + atom.columns > self.width && !self.blank {
            self.end_line(atom.range.start);
        }
        if self.used + atom.columns > self.width {
            self.split(text, atom);
        } else {
            self.used += atom.columns;
        }
        self.used += atom.blanks;
        self.blank = false;
        if atom.ends_line {
            self.end_line(atom.range.end);
        }
    }

    /// Breaks what is wider than a line wherever it must.
    fn split(&mut self, text: &str, atom: &Atom) {
        let mut left = atom.columns;
        for cluster in clusters(text.get(atom.range.clone()).unwrap_or_default()) {
            if left == 0 {
                break;
            }
            if self.used + cluster.columns > self.width && !self.blank {
                self.end_line(atom.range.start + cluster.start);
            }
            self.used += cluster.columns;
            self.blank = false;
            left = left.saturating_sub(cluster.columns);
        }
    }

    fn end_line(&mut self, at: usize) {
        if at > self.start {
            self.lines.push(self.start..at);
        }
        (self.start, self.used, self.blank) = (at, 0, true);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Blank,
    LineFeed,
    Opening,
    Closing,
    Digit,
    Letter,
    Other,
}

fn class_of(cluster: &Cluster<'_>) -> Class {
    let Some(c) = cluster.text.chars().next() else { return Class::Other };
    match c {
        '\n' => Class::LineFeed,
        ' ' | '\t' | '\r' | '\u{3000}' | '\u{A0}' => Class::Blank,
        '0'..='9' | '０'..='９' => Class::Digit,
        _ if OPENING.contains(c) => Class::Opening,
        _ if CLOSING.contains(c) => Class::Closing,
        _ if c.is_alphanumeric() && cluster.columns < 2 => Class::Letter,
        _ => Class::Other,
    }
}

/// Cuts a text into atoms: opening marks, then a number with its unit, a word or one character,
/// then closing marks, then blanks.
fn atoms(text: &str) -> impl Iterator<Item = Atom> {
    let all: Vec<(Cluster<'_>, Class)> = clusters(text).map(|cluster| (cluster, class_of(&cluster))).collect();
    let mut next = 0;
    std::iter::from_fn(move || {
        let first = next;
        let mut reader = Reader { all: &all, next };
        reader.skip(Class::Opening);
        reader.core();
        reader.skip(Class::Closing);
        let core_end = reader.next;
        reader.skip(Class::Blank);
        let blanks_end = reader.next;
        let ends_line = reader.class(0) == Some(Class::LineFeed);
        next = blanks_end + usize::from(ends_line);
        let last = all.get(next.checked_sub(1)?).filter(|_| next > first)?;
        let columns = |from: usize, to: usize| all.iter().take(to).skip(from).map(|(c, _)| c.columns).sum();
        let start = all.get(first)?.0.start;
        Some(Atom {
            range: start..last.0.end(),
            columns: columns(first, core_end),
            blanks: columns(core_end, blanks_end),
            ends_line,
        })
    })
}

struct Reader<'t, 'a> {
    all: &'t [(Cluster<'a>, Class)],
    next: usize,
}

impl Reader<'_, '_> {
    fn class(&self, ahead: usize) -> Option<Class> {
        self.all.get(self.next + ahead).map(|(_, class)| *class)
    }

    fn char(&self, ahead: usize) -> Option<char> {
        self.all.get(self.next + ahead)?.0.text.chars().next()
    }

    fn skip(&mut self, class: Class) {
        while self.class(0) == Some(class) {
            self.next += 1;
        }
    }

    fn core(&mut self) {
        match self.class(0) {
            Some(Class::Digit) => self.number(),
            Some(Class::Other) if self.char(0) == Some('第') && self.class(1) == Some(Class::Digit) => {
                self.next += 1;
                self.number();
            }
            Some(Class::Letter) => self.word(),
            Some(Class::Other) => self.next += 1,
            _ => {}
        }
    }

    fn word(&mut self) {
        while matches!(self.class(0), Some(Class::Letter | Class::Digit)) {
            self.next += 1;
        }
    }

    /// Digits, grouped or with a fraction, and what they count.
    fn number(&mut self) {
        loop {
            self.skip(Class::Digit);
            let joined = matches!(self.char(0), Some('.' | ',' | '．' | '，')) && self.class(1) == Some(Class::Digit);
            if !joined {
                break;
            }
            self.next += 1;
        }
        while matches!(self.char(0), Some('%' | '％' | '‰' | '℃')) {
            self.next += 1;
        }
        match self.class(0) {
            Some(Class::Letter) => self.word(),
            Some(Class::Other) => self.unit(),
            Some(Class::Blank) if self.char(1).is_some_and(|c| UNITS.contains(c)) => {
                self.next += 1;
                self.unit();
            }
            _ => {}
        }
    }

    fn unit(&mut self) {
        for _ in 0..3 {
            let multiplies = self.char(0).is_some_and(|c| MULTIPLIERS.contains(c));
            self.next += 1;
            if !multiplies || self.class(0) != Some(Class::Other) {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tui::text::columns;

    fn lines(text: &str, width: usize) -> Vec<&str> {
        wrap(text, width, 0).into_iter().map(|range| text.get(range).unwrap()).collect()
    }

    #[test]
    fn a_number_keeps_its_unit() {
        let check = |text, width, expected: &[&str]| assert_eq!(lines(text, width), expected, "{text}");
        check("全年办结121件", 12, &["全年办结", "121件"]);
        check("全年办结121件", 13, &["全年办结121件"]);
        check("收费7976.14万元整", 12, &["收费", "7976.14万元", "整"]);
        check("申请 128 件,其中", 8, &["申请 ", "128 件,", "其中"]);
        check("同比增长100%。", 10, &["同比增长", "100%。"]);
        check("截至2021年12月31日", 12, &["截至2021年", "12月31日"]);
        check("约1,234余件", 8, &["约", "1,234余", "件"]);
        check("依据第20条规定", 9, &["依据", "第20条规", "定"]);
    }

    #[test]
    fn marks_stay_with_their_words() {
        let check = |text, width, expected: &[&str]| assert_eq!(lines(text, width), expected, "{text}");
        check("政府信息公开。", 12, &["政府信息公", "开。"]);
        check("依申请（书面）公开", 8, &["依申请", "（书面）", "公开"]);
        check("他说：“好。”了", 10, &["他说：", "“好。”了"]);
        check("word another", 8, &["word ", "another"]);
    }

    #[test]
    fn hard_breaks_indents_and_extremes() {
        assert_eq!(lines("一\n二", 10), ["一\n", "二"]);
        assert_eq!(lines("", 10), [""]);
        assert_eq!(lines("  ", 1), ["  "]);
        assert_eq!(lines("政府", 1), ["政", "府"]);
        assert_eq!(lines("abcdefgh", 3), ["abc", "def", "gh"]);
        let text = "政府信息公开";
        assert_eq!(wrap(text, 6, 2), [0..6, 6..15, 15..18]);
        assert_eq!(wrap(text, 6, 99), [0..3, 3..12, 12..18]);
    }

    /// Text with at most two opening and three closing marks in a row.
    fn text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            6 => "[政府信息公开工作办理]{1,8}",
            3 => "[（“《]{0,2}[一二三四]{1,3}[。，、；：）”》！？%]{0,3}",
            3 => "[1-9][0-9]{0,3}(\\.[0-9]{1,2})?(件|条|年|万元|%|个)",
            1 => "[a-zA-Z]{1,9} ",
            1 => Just("\n".to_owned()),
        ];
        proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn lines_are_the_text_and_fit(text in prop_oneof![text(), "\\PC{0,40}"], width in 1_usize..60, indent in 0_usize..6) {
            let ranges = wrap(&text, width, indent);
            let joined: String = ranges.iter().map(|range| text.get(range.clone()).unwrap()).collect();
            prop_assert_eq!(&joined, &text);
            for range in &ranges {
                let line = text.get(range.clone()).unwrap().trim_end();
                prop_assert!(columns::of(line) <= width.max(2), "{line:?} in {width}");
            }
        }

        #[test]
        fn no_line_starts_or_ends_badly(text in text(), width in 30_usize..60) {
            let ranges = wrap(&text, width, 0);
            for (n, range) in ranges.iter().enumerate() {
                let (line, earlier) = (text.get(range.clone()).unwrap(), text.get(..range.start).unwrap());
                if n > 0 && !earlier.ends_with('\n') {
                    let first = line.chars().next().unwrap();
                    let before = earlier.chars().next_back().unwrap();
                    prop_assert!(!CLOSING.contains(first), "{line:?} starts badly");
                    prop_assert!(!(first.is_ascii_digit() && (before.is_ascii_digit() || before == '.')), "{line:?} splits a number");
                    prop_assert!(!before.is_ascii_digit(), "a number is parted from its unit before {line:?}");
                }
                if let Some(last) = line.trim_end().chars().next_back() {
                    prop_assert!(!OPENING.contains(last) || n + 1 == ranges.len(), "{line:?} ends badly");
                }
            }
        }
    }
}
