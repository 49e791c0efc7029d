//! Sentences that say nothing in particular in the words of the field: clauses are patterns with gaps,
//! and what fills a gap is chosen as in real text, few words often and many words now and then.

use crate::synth::dice::Dice;
use crate::synth::office::Office;
use crate::synth::places::any_stem;
use crate::synth::words::{Pool, words};

/// What opens a sentence. A capital is a gap, see [`Speaker::fill`].
const OPENERS: &[&str] = &[
    "",
    "",
    "",
    "KT、T,",
    "KTMH,",
    "针对P关心的T,",
    "为方便P了解T,",
    "结合S建设,",
    "年初,",
    "汛期前后,",
    "在TH中,",
    "以T为切入点,",
    "下半年起,",
    "每逢赶集日,",
    "对P反映较多的T,",
    "在S,",
    "KO,",
    "入冬以后,",
    "考虑到P的习惯,",
    "从T入手,",
    "按照政务公开工作要求,",
    "在依申请公开工作中,",
    "W围绕政府信息公开MH,",
    "坚持以公开为常态,",
];

/// What a sentence is made of.
const CLAUSES: &[&str] = &[
    "DVO",
    "DVTMH",
    "WDVTMH",
    "VTH和MH",
    "组织P到SVT",
    "在S设置TH",
    "面向P开展TMH",
    "对TMHDV",
    "把T列入MH",
    "将TH与O一并V",
    "由专人VT、T和MH",
    "会同PDVO",
    "选派PVTMH",
    "邀请P参与TMH",
    "以T为主题开展MH",
    "每月VTMH",
    "建立TMH",
    "在O中增设TH",
    "为PVTMH",
    "VS等地的TH",
    "推动T从MH向MH转变",
    "让P在S就能看到TH",
    "明确O的MH和MH",
    "用MH讲清T、T",
    "DV涉及T的MH",
    "S的TMHDV",
    "安排N",
    "组织N",
    "增加N",
    "就T编写N",
    "W结合TVO",
    "D把OV到S",
    "请PDVTH",
    "O与THD衔接",
    "TH交由P评判",
    "OD走进S",
    "MH实现MH",
    "DVMH、MH、MH",
    "T、T、T等MHDV",
    "P对TH提出的想法D得到V",
    "完成TMH",
    "围绕S的TDVMH",
    "进一步加强政府信息公开工作",
    "推进政务公开标准化",
    "把政务公开纳入MH",
    "规范依申请公开流程",
    "DV依申请公开MH",
    "主动公开与T有关的政府信息",
    "加强T信息公开",
    "DV政府信息公开MH",
    "依托政务公开平台发布TH",
    "做好T政务公开工作",
    "及时公开TH",
    "OD在S公示",
    "完善政务公开MH",
    "回应P对公开工作的意见",
];

/// What ends a sentence, often nothing.
const ENDINGS: &[&str] =
    &["", "", "", ",R", ",R", ",R", ",使TH更加清楚", ",P对此反映良好", ",为T打下基础", ",MH日趋成熟"];

/// What is wanting, and what will be done about it.
const LACKING: &[&str] =
    &["OL", "TMHL", "MH与MHL", "在T方面,MHL", "P对TH了解不多,MHL", "S等地的THL", "个别单位VTMHL", "从P反映的情况看,TL"];
const PLANNED: &[&str] = &[
    "将DVO",
    "DVTMH",
    "把TH作为MH的内容",
    "请PVTMH",
    "在SVMH试点",
    "用MHVT",
    "就T建立MH",
    "DVMH和MH",
    "让P更方便地了解T",
];

/// How many words are remembered, lest they come again at once.
const SAID: usize = 8;

/// Somebody who writes one report.
pub struct Speaker<'a> {
    pub dice: Dice,
    office: &'a Office,
    /// Which words this agency likes: each has its own.
    turn: usize,
    /// The words that were said last.
    said: [&'static str; SAID],
    /// What was counted already: nothing is counted twice.
    counted: Vec<usize>,
}

impl<'a> Speaker<'a> {
    pub fn new(mut dice: Dice, office: &'a Office, habits: u64) -> Self {
        let turn = Dice::of(&[habits]).place(997) + dice.place(40);
        Self { dice, office, turn, said: [""; SAID], counted: Vec::new() }
    }

    /// A paragraph of so many sentences.
    pub fn paragraph(&mut self, sentences: i64) -> String {
        let mut text = String::new();
        (0..sentences).for_each(|_| self.sentence(&mut text));
        text
    }

    /// Says one sentence more.
    pub fn sentence(&mut self, text: &mut String) {
        let opener = self.dice.any(OPENERS);
        self.fill(opener, text);
        let mut last = "";
        for clause in 0..=self.dice.below(3) {
            if clause > 0 {
                text.push(',');
            }
            let (one, other) = (self.dice.any(CLAUSES), self.dice.any(CLAUSES));
            last = if one == last { other } else { one };
            self.fill(last, text);
        }
        let ending = self.dice.any(ENDINGS);
        self.fill(ending, text);
        text.push('。');
    }

    /// What is wanting, as part of a sentence.
    pub fn lack(&mut self, text: &mut String) {
        let pattern = self.dice.any(LACKING);
        self.fill(pattern, text);
    }

    /// What will be done, as part of a sentence.
    pub fn plan(&mut self, text: &mut String) {
        let pattern = self.dice.any(PLANNED);
        self.fill(pattern, text);
    }

    /// Says a pattern: verb, adverb (D), modifier, head, object, people, topic, site, result, lack, a
    /// count (N), what introduces (K) and who we are (W) in place of capitals.
    pub fn fill(&mut self, pattern: &str, text: &mut String) {
        for c in pattern.chars() {
            match c {
                'V' => self.put(Pool::Verb, text),
                'D' => self.put(Pool::Adverb, text),
                'M' => self.put(Pool::Modifier, text),
                'H' => self.put(Pool::Head, text),
                'O' => self.put(Pool::Object, text),
                'P' => self.put(Pool::People, text),
                'R' => self.put(Pool::Result, text),
                'L' => self.put(Pool::Lack, text),
                'K' => self.put(Pool::Opening, text),
                'T' => self.topic(text),
                'S' => {
                    text.push_str(any_stem(&mut self.dice));
                    self.put(Pool::Site, text);
                }
                'N' => self.count(text),
                'W' => text.push_str(self.office.own),
                other => text.push(other),
            }
        }
    }

    /// Says a word of the trade, or of what concerns everybody.
    fn topic(&mut self, text: &mut String) {
        let list = match self.dice.below(10) {
            0..6 => self.office.topics,
            6 => words(Pool::Local),
            7 => words(Pool::Trades),
            _ => {
                self.put(Pool::Modifier, text);
                return self.put(Pool::Head, text);
            }
        };
        self.put_of(list, text);
    }

    fn put(&mut self, pool: Pool, text: &mut String) {
        self.put_of(words(pool), text);
    }

    /// Says a word, none that was just said or begins as the text ends.
    fn put_of(&mut self, list: &'static [&'static str], text: &mut String) {
        for attempt in 0..12 {
            let place = match self.dice.below(4) {
                0 => self.dice.place(list.len()),
                _ if attempt > 4 => self.dice.place(list.len()),
                1 => self.dice.rank(list.len()),
                _ => (self.dice.rank(list.len()) + self.turn) % list.len().max(1),
            };
            let Some(word) = list.get(place) else { return };
            if !self.said.contains(word) && !stutters(text, word) {
                self.said.rotate_left(1);
                self.said[SAID - 1] = word;
                return text.push_str(word);
            }
        }
    }

    /// Counts something that no table knows.
    fn count(&mut self, text: &mut String) {
        let list = words(Pool::Counted);
        let place = self.dice.place(list.len());
        let free = (0..list.len()).map(|step| (place + step) % list.len()).find(|place| !self.counted.contains(place));
        let Some((name, unit)) = free.and_then(|place| list.get(place)).and_then(|word| word.split_once('|')) else {
            return;
        };
        self.counted.extend(free);
        let most = if self.dice.once_in(3) { 400 } else { 40 };
        let count = self.dice.between(2, most);
        text.push_str(name);
        self.number(count, text);
        text.push_str(unit);
    }

    /// Writes a number: mostly in digits, now and then in wide ones or in words.
    pub fn number(&mut self, value: i64, text: &mut String) {
        match self.dice.below(14) {
            0 => text.extend(value.to_string().chars().map(wide)),
            1 if (2..10_000).contains(&value) => text.push_str(&in_words(value)),
            _ => text.push_str(&value.to_string()),
        }
    }
}

/// Whether a word begins as the text ends, a comma between them or not.
fn stutters(text: &str, word: &str) -> bool {
    let text = text.trim_end_matches(['、', ',']);
    word.starts_with(|c| text.chars().rev().take(2).any(|end| end == c))
        || word
            .char_indices()
            .map(|(at, c)| at + c.len_utf8())
            .any(|end| text.ends_with(word.get(..end).unwrap_or(word)))
}

fn wide(digit: char) -> char {
    digit.to_digit(10).and_then(|digit| char::from_u32(u32::from('\u{ff10}') + digit)).unwrap_or(digit)
}

/// A number from 1 to 9999 as it is read: 一百零八.
pub fn in_words(value: i64) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let mut text = String::new();
    let mut gap = false;
    for (power, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = usize::try_from(value / power % 10).unwrap_or(0);
        if digit == 0 {
            gap = !text.is_empty();
            continue;
        }
        if gap {
            text.push('零');
        }
        gap = false;
        if !(digit == 1 && power == 10 && text.is_empty()) {
            text.push_str(DIGITS.get(digit).copied().unwrap_or_default());
        }
        text.push_str(name);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words() {
        for (value, expected) in [
            (2, "二"),
            (10, "十"),
            (12, "十二"),
            (20, "二十"),
            (108, "一百零八"),
            (110, "一百一十"),
            (128, "一百二十八"),
            (1005, "一千零五"),
            (3010, "三千零一十"),
        ] {
            assert_eq!(in_words(value), expected);
        }
        assert_eq!("128".chars().map(wide).collect::<String>(), "\u{ff11}\u{ff12}\u{ff18}");
    }

    #[test]
    fn nothing_is_said_twice() {
        for (text, word, expected) in [
            ("公开工作", "工作群", true),
            ("设工作群,", "工作群", true),
            ("工作群", "作用", true),
            ("工作", "公开", false),
        ] {
            assert_eq!(stutters(text, word), expected, "{text} {word}");
        }
    }

    #[test]
    fn patterns_know_their_gaps() {
        let gaps = "VDMHOPRLKTSNW";
        for pattern in [OPENERS, CLAUSES, ENDINGS, LACKING, PLANNED].concat() {
            let unknown = pattern.chars().find(|c| c.is_ascii() && !gaps.contains(*c) && *c != ',');
            assert_eq!(unknown, None, "{pattern}");
        }
    }
}
