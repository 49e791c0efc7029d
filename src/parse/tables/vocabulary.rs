//! The words the official forms print, as one trie over folded text: row labels, column heads, group
//! labels, captions, section titles. Built from the forms as data; what sources print differently
//! stands here as a variant.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::model::form::{Col, Form, Row, T3_CORNER_NOTE, Table};
use crate::model::letters::Letters;
use crate::model::report::SectionKey;
use crate::parse::fold::{fold, is_mark};
use crate::parse::tables::ordinal;
use crate::parse::tables::variants::{FREE_TITLES, HEADS_2, HEADS_3, ROWS, TITLES, TOPICS};

/// What a run of characters of the forms may be. A few are several things at once: 其他 is a row and a
/// head, 总计 too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Term {
    pub rows: Vec<Row>,
    /// A column head of this table; the column where the word names only one.
    pub heads: Vec<(Table, Option<Col>)>,
    /// The form that alone prints this word.
    pub form: Option<Form>,
    pub title: Option<Title>,
    /// `第二十条第`, before the number of the item.
    pub article: bool,
    pub corner: bool,
    /// A label of a group of rows of table 三.
    pub group: bool,
    /// The word itself, folded, without marks and spaces.
    pub word: String,
    /// Its letters.
    pub len: usize,
}

impl Term {
    pub fn is_head_of(&self, table: Table) -> bool {
        self.heads.iter().any(|(of, _)| *of == table)
    }

    /// Long enough to stand for its row wherever it is printed.
    pub fn is_long(&self) -> bool {
        self.len >= 6
    }
}

/// A title of level 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Title {
    Key(SectionKey),
    /// One that no form prints, and that counts behind its number only.
    Free,
}

impl Title {
    pub fn key(self) -> Option<SectionKey> {
        match self {
            Self::Key(key) => Some(key),
            Self::Free => None,
        }
    }
}

/// All words, by their first letter and on.
#[derive(Debug, Default)]
pub struct Vocabulary {
    terms: Vec<Term>,
    /// A letter that goes on with a word stands right behind the one before it, where it is the first
    /// that may.
    nodes: Vec<Node>,
    /// The nodes of the letters that start a word, by letter; `NONE` for all others.
    first: Vec<u16>,
    /// These letters, and everything else but plain text that may start: figures, numbering, marks.
    tells: Letters,
}

/// The node before all first letters; as no letter leads back to it, it also stands for none.
const ROOT: u16 = 0;
const NONE: u16 = ROOT;

/// A letter of a word, behind those that lead to it.
#[derive(Debug, Default)]
pub struct Node {
    letter: char,
    /// The first letter that may follow, and the next one that may stand in its own place.
    child: u16,
    sibling: u16,
    /// The number of the term that ends here, from 1; 0 where none does.
    term: u16,
}

/// The vocabulary of both forms.
pub fn vocabulary() -> &'static Vocabulary {
    static ALL: LazyLock<Vocabulary> = LazyLock::new(build);
    &ALL
}

fn build() -> Vocabulary {
    let mut words = BTreeMap::new();
    for form in [Form::F2019, Form::F2021] {
        for spec in form.tables() {
            for block in spec.blocks {
                for (head, col) in block.heads.iter().zip(block.cols) {
                    put(&mut words, head, |term| {
                        term.heads.push((spec.table, Some(*col)));
                        term.form = other_form_lacks(form, spec.table, head);
                    });
                }
                for row in block.rows {
                    put(&mut words, row.label, |term| {
                        if spec.table == Table::T4 {
                            term.heads.push((Table::T4, None));
                        } else {
                            term.rows.push(row.row);
                        }
                        if spec.table == Table::T2 {
                            term.form = other_form_lacks(form, spec.table, row.label);
                        }
                    });
                    if let Some(group) = row.group {
                        put(&mut words, without_number(group), |term| term.group = true);
                    }
                }
            }
        }
    }
    variants(&mut words);
    into_trie(words)
}

fn variants(words: &mut BTreeMap<Vec<char>, Term>) {
    for (head, col) in HEADS_3 {
        put(words, head, |term| term.heads.push((Table::T3, col)));
    }
    for (head, col, form) in HEADS_2 {
        put(words, head, |term| {
            term.heads.push((Table::T2, col));
            term.form = form;
        });
    }
    for (label, row) in ROWS {
        put(words, label, |term| term.rows.push(row));
    }
    put(words, "行政诉讼", |term| term.heads.push((Table::T4, None)));
    put(words, "本年度办理结果", |term| term.group = true);
    put(words, "第二十条第", |term| term.article = true);
    put(words, T3_CORNER_NOTE, |term| term.corner = true);
    for half in T3_CORNER_NOTE.split([',', ':']) {
        put(words, half, |term| term.corner = true);
    }
    for key in SectionKey::SIX {
        put(words, key.title(), |term| term.title = Some(Title::Key(key)));
    }
    for title in TOPICS.into_iter().chain(FREE_TITLES) {
        put(words, title, |term| term.title = Some(Title::Free));
    }
    for (title, key) in TITLES {
        put(words, title, |term| term.title = Some(Title::Key(key)));
    }
}

/// The form, where the other one does not print these words in this table.
fn other_form_lacks(form: Form, table: Table, words: &str) -> Option<Form> {
    let other = if form == Form::F2019 { Form::F2021 } else { Form::F2019 };
    let blocks = other.table(table)?.blocks;
    let prints = |block: &crate::model::form::Block| {
        block.heads.contains(&words) || block.rows.iter().any(|row| row.label == words)
    };
    (!blocks.iter().any(prints)).then_some(form)
}

fn without_number(label: &str) -> &str {
    label.split_once(')').map_or(label, |(_, rest)| rest)
}

fn put(words: &mut BTreeMap<Vec<char>, Term>, word: &str, fill: impl FnOnce(&mut Term)) {
    let letters: Vec<char> = word.chars().map(fold).filter(|c| !is_mark(*c) && *c != ' ').collect();
    let len = letters.len();
    let text = letters.iter().collect();
    let term = words.entry(letters).or_default();
    fill(term);
    term.word = text;
    term.len = len;
    term.rows.dedup();
    term.heads.dedup();
}

fn into_trie(words: BTreeMap<Vec<char>, Term>) -> Vocabulary {
    let mut vocabulary = Vocabulary { terms: Vec::new(), nodes: vec![Node::default()], ..Vocabulary::default() };
    for (letters, term) in words {
        let node = letters.into_iter().fold(ROOT, |node, letter| vocabulary.child_or_new(node, letter));
        vocabulary.terms.push(term);
        vocabulary.nodes[usize::from(node)].term = number(vocabulary.terms.len());
    }
    let mut first = vec![NONE; FIRST_LETTERS];
    let mut node = vocabulary.nodes[usize::from(ROOT)].child;
    while let Some(start) = vocabulary.node(node) {
        first[start.letter as usize] = node;
        node = start.sibling;
    }
    vocabulary.first = first;
    let starts = |c: char| vocabulary.start(c).is_some();
    let tells = |c: char| c.is_ascii() || starts(c) || ordinal::opens(c) || is_mark(c);
    vocabulary.tells = ('\0'..='\u{FFFF}').filter(|c| tells(*c)).collect();
    vocabulary
}

/// The letters of the first plane.
const FIRST_LETTERS: usize = 1 << 16;

/// A number of few nodes and terms.
fn number(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(NONE)
}

impl Vocabulary {
    fn node(&self, node: u16) -> Option<&Node> {
        self.nodes.get(usize::from(node)).filter(|_| node != NONE)
    }

    fn child_or_new(&mut self, parent: u16, letter: char) -> u16 {
        let (mut last, mut next) = (None, self.nodes[usize::from(parent)].child);
        while let Some(node) = self.node(next) {
            if node.letter == letter {
                return next;
            }
            (last, next) = (Some(next), node.sibling);
        }
        let new = number(self.nodes.len());
        self.nodes.push(Node { letter, ..Node::default() });
        match last {
            Some(last) => self.nodes[usize::from(last)].sibling = new,
            None => self.nodes[usize::from(parent)].child = new,
        }
        new
    }

    /// Whether anything but plain text may start with a character. Signs and marks for nothing need not be
    /// told here: they do not stand inside a word.
    #[inline]
    pub fn tells(&self, c: char) -> bool {
        self.tells.contains(c)
    }

    /// Where a word starts with this letter, if one does.
    #[inline]
    pub fn start(&self, c: char) -> Option<&Node> {
        self.node(*self.first.get(c as usize)?)
    }

    /// One letter further, where a word goes on with it.
    #[inline]
    pub fn step(&self, node: &Node, c: char) -> Option<&Node> {
        let mut next = self.node(node.child)?;
        while next.letter != c {
            next = self.node(next.sibling)?;
        }
        Some(next)
    }

    /// The term that ends here.
    #[inline]
    pub fn term(&self, node: &Node) -> Option<&Term> {
        self.terms.get(usize::from(node.term).checked_sub(1)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(word: &str) -> Option<&'static Term> {
        let (all, mut letters) = (vocabulary(), word.chars());
        let first = all.start(letters.next()?)?;
        all.term(letters.try_fold(first, |node, c| all.step(node, c))?)
    }

    #[test]
    fn words_are_found_whole_and_know_what_they_are() {
        assert_eq!(find("危及三安全一稳定").unwrap().rows, [Row::DenyThreeSecurity]);
        assert_eq!(find("总计").unwrap().rows, [Row::HandledTotal]);
        assert!(find("总计").unwrap().is_head_of(Table::T3) && find("总计").unwrap().is_head_of(Table::T4));
        assert_eq!(find("本年制发件数").unwrap().form, Some(Form::F2021));
        assert_eq!(find("本年增减").unwrap().form, Some(Form::F2019));
        assert_eq!(find("规章").unwrap().form, None);
        assert_eq!(find("政府集中采购").unwrap().form, Some(Form::F2019));
        assert!(find("其他处理").unwrap().group && find("其他处理").unwrap().rows == [Row::Other]);
        assert_eq!(find("总体情况").unwrap().title, Some(Title::Key(SectionKey::Overview)));
        assert_eq!(find("总体"), None);
        assert_eq!(find("政府采购"), None);
    }
}
