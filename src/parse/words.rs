//! Words that are looked for anywhere in a text, all of them in one pass. Knows no word itself.

use crate::model::letters::Letters;

/// A list of words, by the letters they start with: most letters of a text start none.
#[derive(Debug)]
pub struct Words {
    all: Vec<(char, &'static str)>,
    first: Letters,
}

impl FromIterator<&'static str> for Words {
    fn from_iter<I: IntoIterator<Item = &'static str>>(words: I) -> Self {
        let by_first = |word: &'static str| Some((word.chars().next()?, word));
        let mut all: Vec<_> = words.into_iter().filter_map(by_first).collect();
        all.sort_by_key(|(first, _)| *first);
        let first = all.iter().map(|(first, _)| *first).collect();
        Self { all, first }
    }
}

impl Words {
    /// The words in a text, by where they start; a word that stands there twice comes twice.
    pub fn found_in<'t>(&'t self, text: &'t str) -> impl Iterator<Item = &'static str> + 't {
        let starts = text.char_indices().filter(|(_, c)| self.first.contains(*c));
        starts.flat_map(move |(at, c)| {
            let rest = text.get(at..).unwrap_or_default();
            self.starting_with(c).filter(move |word| rest.starts_with(word))
        })
    }

    fn starting_with(&self, letter: char) -> impl Iterator<Item = &'static str> + '_ {
        let from = self.all.partition_point(|(first, _)| *first < letter);
        let words = self.all.iter().skip(from).take_while(move |(first, _)| *first == letter);
        words.map(|(_, word)| *word)
    }

    /// Whether any of the words stands in a text.
    pub fn any_in(&self, text: &str) -> bool {
        self.found_in(text).next().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_wherever_they_stand() {
        let words: Words = ["年报", "年度报告", "报告", "镇"].into_iter().collect();
        let check = |text: &str, expected: &[&str]| {
            assert_eq!(words.found_in(text).collect::<Vec<_>>(), expected, "{text}");
            assert_eq!(words.any_in(text), !expected.is_empty(), "{text}");
        };
        check("青石镇年度报告", &["镇", "年度报告", "报告"]);
        check("年年报报告", &["年报", "报告"]);
        check("年度 报 告", &[]);
        check("", &[]);
    }
}
