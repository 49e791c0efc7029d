//! Where a line that is longer than a screen can use is parted, so that only what is on the screen has
//! to be wrapped: found from the line's start alone, without looking at what stands before.

use std::ops::Range;

/// Bytes of a part, and how far a good place to end it is looked for.
const PART: usize = 2048;

/// The parts of a line of a text.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    text: &'a str,
    start: usize,
    end: usize,
}

impl<'a> Parts<'a> {
    /// A line, given by its bytes without the line feed.
    pub fn of(text: &'a str, line: Range<usize>) -> Self {
        Self { text, start: line.start, end: line.end }
    }

    /// The part that holds a byte; the last one where the byte is beyond.
    pub fn at(self, byte: usize) -> Range<usize> {
        let last = self.count().saturating_sub(1);
        let nominal = (byte.saturating_sub(self.start) / PART).min(last);
        let number = if nominal > 0 && byte < self.begin(nominal) { nominal - 1 } else { nominal };
        self.begin(number)..if number >= last { self.end } else { self.begin(number + 1) }
    }

    /// How many there are: each of at least `PART` bytes, so that every one but the first begins later.
    fn count(self) -> usize {
        ((self.end - self.start) / PART).max(1)
    }

    fn begin(self, number: usize) -> usize {
        if number == 0 {
            return self.start;
        }
        let mut from = self.start + number * PART;
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        let mut to = (from + PART - 4).min(self.end);
        while !self.text.is_char_boundary(to) {
            to -= 1;
        }
        from + good_break(self.text.get(from..to).unwrap_or_default())
    }
}

/// The byte of a stretch at which to part it: after a sentence, before a tag, at a blank, or else where
/// no number is torn.
fn good_break(stretch: &str) -> usize {
    let after = |end: usize| {
        let rest = stretch.get(end..).unwrap_or_default();
        end + (rest.len() - rest.trim_start_matches(['”', '’', '）', '》', '」', '"']).len())
    };
    let sentence = stretch.find(['。', '；', '！', '？']).map(|at| after(at + '。'.len_utf8()));
    let tag = || stretch.find('<');
    let blank = || stretch.find(char::is_whitespace).map(|at| at + stretch.get(at..).map_or(0, first_len));
    let whole = || {
        let mut before = 'x';
        stretch.char_indices().find_map(|(at, c)| {
            let torn = before.is_ascii_alphanumeric() && c.is_ascii_alphanumeric();
            before = c;
            (at > 0 && !torn).then_some(at)
        })
    };
    sentence.or_else(tag).or_else(blank).or_else(whole).unwrap_or(0)
}

fn first_len(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(text: &str) -> Vec<Range<usize>> {
        let parts = Parts::of(text, 0..text.len());
        let mut found = vec![parts.at(0)];
        while let Some(last) = found.last().filter(|last| last.end < text.len()).cloned() {
            found.push(parts.at(last.end));
        }
        found
    }

    #[test]
    fn short_lines_are_one_part_and_long_ones_end_with_a_sentence() {
        let ends = |text: &str| all(text).iter().map(|part| part.end).collect::<Vec<_>>();
        assert_eq!((ends(""), ends("一行")), (vec![0], vec![6]));
        let text = "全年主动公开政府信息若干条。".repeat(400);
        let parts = all(&text);
        assert!(parts.len() > 5);
        for part in &parts {
            assert!(text.get(part.clone()).unwrap().ends_with('。') && part.len() <= 3 * PART, "{part:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn parts_follow_on_one_another_and_are_the_line(piece in "[0-9a 一。<\u{301}]{1,40}", times in 1_usize..200) {
            let text = piece.repeat(times);
            let parts = all(&text);
            prop_assert_eq!(parts.first().map(|part| part.start), Some(0));
            prop_assert_eq!(parts.last().map(|part| part.end), Some(text.len()));
            let line = Parts::of(&text, 0..text.len());
            for (part, next) in parts.iter().zip(parts.iter().skip(1)) {
                prop_assert!(part.end == next.start && part.len() <= 3 * PART && !part.is_empty());
            }
            for part in &parts {
                prop_assert!(text.get(part.clone()).is_some());
                for byte in [part.start, part.start + part.len() / 2, part.end.saturating_sub(1).max(part.start)] {
                    prop_assert_eq!(&line.at(byte), part);
                }
            }
        }
    }
}
