//! Quantities: a numeral with its unit and what approximation words make of it.

use std::ops::Range;

use crate::model::cell::Number;
use crate::rules::counts::begins::Begins;
use crate::rules::counts::numeral::{Numeral, Script, numeral_at};
use crate::rules::counts::passage::{Passage, is_comma, is_stop};
use crate::rules::counts::unit::{Unit, unit_at};

/// How far a quantity can be compared with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    /// A count.
    Plain,
    /// A single Chinese numeral, which may be part of an idiom.
    Loose,
    /// A count that cannot be told: 几十件, 每月3件, 3至5件.
    Vague,
}

/// How the printed number bounds the one that is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approximation {
    Exact,
    /// 余, 多: more, and less than one more of its last digit that counts.
    AndMore,
    /// 近, 将近: less, by a tenth at most.
    Nearly,
    /// 约, 左右: a tenth up or down.
    About,
    /// 超, 逾, 以上, 至少.
    AtLeast,
    /// 不足, 以内.
    AtMost,
}

/// A number with a unit in a text.
#[derive(Debug, Clone)]
pub struct Quantity {
    /// The number printed, multiplied by its 万 or 亿; amounts are in 元.
    pub value: Number,
    /// What one more in its last printed digit means.
    pub step: Number,
    pub approximation: Approximation,
    /// `None` for a number at the end of a clause whose unit was said before: 不予公开信息数1402.
    pub unit: Option<Unit>,
    pub trust: Trust,
    /// Where in its passage, with unit and approximation words.
    pub range: Range<usize>,
}

impl Quantity {
    /// The least and the greatest number meant, both included; `None` without a bound.
    pub fn bounds(&self) -> (Option<Number>, Option<Number>) {
        let n = self.value;
        let tenth = |tenths: i64| n.checked_mul(Number::new(tenths, 1));
        match self.approximation {
            Approximation::Exact => (Some(n), Some(n)),
            Approximation::AndMore => (n.checked_add(1.into()), self.one_more()),
            Approximation::Nearly => (tenth(9), Some(n)),
            Approximation::About => (tenth(9), tenth(11)),
            Approximation::AtLeast => (Some(n), None),
            Approximation::AtMost => (Some(Number::ZERO), Some(n)),
        }
    }

    /// The greatest number that N余 may mean: below the next number with as many zeros, and never
    /// fewer than ten up (1300余 is at most 1399, 125余 at most 135).
    fn one_more(&self) -> Option<Number> {
        let mut rest = self.value.integer()?;
        let mut step = 1_i64;
        while rest != 0 && rest % 10 == 0 {
            (rest, step) = (rest / 10, step.checked_mul(10)?);
        }
        if step == 1 { self.value.checked_add(10.into()) } else { self.value.checked_add((step - 1).into()) }
    }

    /// Whether the printed number is this one, rounded or cut at its last printed digit.
    pub fn rounds(&self, number: Number) -> bool {
        let distance = self.value.checked_add(number.negated());
        distance.is_some_and(|distance| distance < self.step && distance.negated() < self.step)
    }

    pub fn is_exact(&self) -> bool {
        self.approximation == Approximation::Exact
    }

    /// The word of its unit, empty without one.
    pub fn unit_word(&self) -> &'static str {
        self.unit.map_or("", |unit| unit.word)
    }
}

/// Every quantity of a passage, in order. [`Passage::quantities`] has them, found once.
pub fn quantities(passage: &Passage<'_>) -> Vec<Quantity> {
    const WANTED: Begins = Begins::NUMERAL.or(Begins::QUOTE);
    let mut found = Vec::new();
    let mut quoted = false;
    let mut index = passage.next(0..passage.len(), WANTED);
    while index < passage.len() {
        match passage.at(index) {
            '《' | '“' | '「' => quoted = true,
            '》' | '”' | '」' => quoted = false,
            c if is_stop(c) => quoted = false,
            _ => {}
        }
        let mut end = index + 1;
        if let Some(numeral) = numeral_at(passage.chars(), index) {
            end = numeral.end;
            if let Some(quantity) = quantity(passage, index, &numeral).filter(|_| !quoted) {
                end = quantity.range.end.max(end);
                found.push(quantity);
            }
        }
        index = passage.next(end..passage.len(), WANTED);
    }
    found
}

fn quantity(passage: &Passage<'_>, start: usize, numeral: &Numeral) -> Option<Quantity> {
    // 第5期 is a name, 一起 an adverb.
    if passage.before(start) == '第' || (numeral.script == Script::OneCharacter && passage.says(start + 1, "起")) {
        return None;
    }
    let mut end = numeral.end;
    let unit = unit_at(passage, end);
    if let Some((_, after)) = unit {
        end = after;
    } else if !is_bare_count(passage, start, numeral) {
        return None;
    }
    let (prefix, begin) = approximation_before(passage, start);
    let (suffix, end) = approximation_after(passage, end);
    let inside = numeral.and_more.then_some(Approximation::AndMore);
    let approximation = inside.or(suffix).or(prefix).unwrap_or(Approximation::Exact);
    let trust = trust(passage, start, numeral, end);
    Some(Quantity {
        value: numeral.value,
        step: numeral.step,
        approximation,
        unit: unit.map(|(unit, _)| unit),
        trust,
        range: begin..end,
    })
}

/// A number without a unit counts where a noun of number stands before it and the clause ends after
/// it: 信息数1402。
fn is_bare_count(passage: &Passage<'_>, start: usize, numeral: &Numeral) -> bool {
    let after = passage.at(numeral.end);
    let ends = is_comma(after) || is_stop(after) || matches!(after, ';' | ')' | '、');
    numeral.script == Script::Arabic && ends && matches!(passage.before(start), '数' | '量' | '计')
}

fn trust(passage: &Passage<'_>, start: usize, numeral: &Numeral, end: usize) -> Trust {
    let (before, after) = (passage.before(start), passage.at(numeral.end));
    let two_before = start.checked_sub(2).map_or('\n', |index| passage.at(index));
    let each = matches!(before, '每' | '各' | '均')
        || (two_before == '均' && before == '为')
        || (two_before == '每' && matches!(before, '天' | '日' | '周' | '月' | '季' | '年' | '场' | '期'));
    let is_dash = |c: char| matches!(c, '-' | '~' | '—' | '–' | '～' | '至' | '到' | '+' | '/');
    // 收到3件 is a count, 2到3件 a range.
    let range = is_dash(after) || (is_dash(before) && two_before.is_ascii_digit());
    if numeral.script == Script::Vague || each || range {
        return Trust::Vague;
    }
    let closes = passage.at(end);
    let ends = is_comma(closes) || is_stop(closes) || matches!(closes, ';' | ')' | '、' | '等');
    if numeral.script == Script::OneCharacter && !ends { Trust::Loose } else { Trust::Plain }
}

/// The approximation word that ends before an index, and where it begins.
fn approximation_before(passage: &Passage<'_>, start: usize) -> (Option<Approximation>, usize) {
    use Approximation as A;
    const WORDS: &[(&str, A, &str)] = &[
        ("将近", A::Nearly, ""),
        ("接近", A::Nearly, ""),
        ("近", A::Nearly, "最附临邻就远"),
        ("大约", A::About, ""),
        ("约", A::About, "节预签违公契条合特制"),
        ("超过", A::AtLeast, ""),
        ("超", A::AtLeast, ""),
        ("逾", A::AtLeast, ""),
        ("突破", A::AtLeast, ""),
        ("至少", A::AtLeast, ""),
        ("不少于", A::AtLeast, ""),
        ("不足", A::AtMost, ""),
        ("不到", A::AtMost, ""),
        ("不超过", A::AtMost, ""),
    ];
    // The longest word wins: 不超过 over 超过.
    let words = WORDS.iter().filter_map(|(word, approximation, not_after)| {
        let begin = start.checked_sub(word.chars().count())?;
        let stands = passage.says(begin, word) && !not_after.contains(passage.before(begin));
        stands.then_some((Some(*approximation), begin))
    });
    words.min_by_key(|(_, begin)| *begin).unwrap_or((None, start))
}

/// The approximation word at an index, and where it ends.
fn approximation_after(passage: &Passage<'_>, index: usize) -> (Option<Approximation>, usize) {
    use Approximation as A;
    const WORDS: &[(&str, A)] =
        &[("以上", A::AtLeast), ("左右", A::About), ("上下", A::About), ("以内", A::AtMost), ("以下", A::AtMost)];
    let word = WORDS.iter().find(|(word, _)| passage.says(index, word));
    word.map_or((None, index), |(word, approximation)| (Some(*approximation), index + word.chars().count()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::report::Block;

    fn read(text: &str) -> Vec<(String, String, Trust)> {
        let blocks = [Block { text: text.to_owned(), ..Block::default() }];
        let passage = Passage::of(&blocks);
        let found = quantities(&passage);
        let words = |q: &Quantity| passage.text(q.range.clone());
        found.iter().map(|q| (words(q), q.value.to_string(), q.trust)).collect()
    }

    #[test]
    fn numbers_with_units_are_counts() {
        let check = |text: &str, expected: &[(&str, &str)]| {
            let plain: Vec<_> = read(text).into_iter().filter(|q| q.2 == Trust::Plain).map(|q| (q.0, q.1)).collect();
            let plain: Vec<_> = plain.iter().map(|(words, value)| (words.as_str(), value.as_str())).collect();
            assert_eq!(plain, expected, "{text}");
        };
        check("2021年公开信息１３５ 条,图解12篇", &[("135条", "135"), ("12篇", "12")]);
        check("收到申请二十三件、复议一件。", &[("二十三件", "23"), ("一件", "1")]);
        check("近300个,约50次,超1000人次", &[("近300个", "300"), ("约50次", "50"), ("超1000人次", "1000")]);
        check("节约300元,最近5次", &[("300元", "300"), ("5次", "5")]);
        check("100条以上,20件左右", &[("100条以上", "100"), ("20件左右", "20")]);
        check("第3期,第二十条,一起推进,12个月,20个工作日,12345热线", &[]);
        check("《十项措施20条》和“三个一批”,2020年12月31日,711号", &[]);
        check("信息数1402。编号1402。", &[("1402", "1402")]);
        check("采购109个项目,3项目标", &[("109个", "109")]);
        check("收费1.5万元", &[("1.5万元", "15000.0")]);
    }

    #[test]
    fn some_counts_cannot_be_told() {
        let check = |text: &str, trust: Trust| assert_eq!(read(text)[0].2, trust, "{text}");
        check("几十件", Trust::Vague);
        check("各14项", Trust::Vague);
        check("每月3件", Trust::Vague);
        check("均为3件", Trust::Vague);
        check("3至5件", Trust::Vague);
        check("两条为微博", Trust::Loose);
        check("微博两条,", Trust::Plain);
        check("收到3件", Trust::Plain);
        assert_eq!(read("3-5件")[0].2, Trust::Vague);
    }

    #[test]
    fn approximation_words_bound_a_number() {
        let check = |text: &str, expected: (&str, &str)| {
            let blocks = [Block { text: text.to_owned(), ..Block::default() }];
            let found = quantities(&Passage::of(&blocks));
            let bound = |n: Option<Number>| n.map_or("-".to_owned(), |n| n.to_string());
            let (low, high) = found[0].bounds();
            assert_eq!((bound(low).as_str(), bound(high).as_str()), expected, "{text}");
        };
        check("135条", ("135", "135"));
        check("1300余条", ("1301", "1399"));
        check("200多件", ("201", "299"));
        check("125余条", ("126", "135"));
        check("1.2万余条", ("12001.0", "12999.0"));
        check("一千三百余条", ("1301", "1399"));
        check("近300个", ("270.0", "300"));
        check("约50次", ("45.0", "55.0"));
        check("50次左右", ("45.0", "55.0"));
        check("逾1000条", ("1000", "-"));
        check("1000条以上", ("1000", "-"));
        check("不足20件", ("0", "20"));
        check("不超过20件", ("0", "20"));
    }
}
