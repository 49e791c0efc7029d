//! Where the slips of a text stand: marks left to be filled in, counts that are missing, words and marks
//! twice. Places only; what is said of them is the rules'.

use std::ops::Range;

use crate::model::numeral;
use crate::rules::paragraph::Paragraph;
use crate::rules::prose::is_han;

/// Phrases and marks that stand where something is to be filled in.
pub(super) fn placeholders(paragraph: &Paragraph<'_>) -> Vec<Range<usize>> {
    const PHRASES: [&str; 5] = ["【】", "(此处", "（此处", "(填写", "（填写"];
    let phrases = PHRASES.iter().flat_map(|phrase| paragraph.places(phrase));
    let mut found: Vec<Range<usize>> = phrases.map(|(at, phrase)| at..at + phrase.len()).collect();
    found.extend(marks_to_fill(paragraph));
    found.sort_by_key(|range| range.start);
    found
}

/// Runs of marks that stand where something is to be filled in: ××, ___.
fn marks_to_fill(paragraph: &Paragraph<'_>) -> Vec<Range<usize>> {
    const MARKS: [char; 5] = ['X', 'Ｘ', '×', '*', '_'];
    let mut found = Vec::new();
    if !paragraph.may_hold_any(&MARKS) {
        return found;
    }
    let text = paragraph.text();
    let marks: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| MARKS.contains(c)).collect();
    for run in marks.chunk_by(|(at, a), (next, b)| a == b && at + a.len_utf8() == *next) {
        let (Some((start, mark)), Some((last, _))) = (run.first(), run.last()) else { continue };
        let end = last + mark.len_utf8();
        let lone = |c: Option<char>| !c.is_some_and(|c| c.is_ascii_alphanumeric());
        let is_left = match mark {
            'X' | 'Ｘ' | '×' => (2..=4).contains(&run.len()),
            '*' => run.len() == 3,
            '_' => run.len() >= 3,
            _ => false,
        };
        let before = text.get(..*start).and_then(|before| before.chars().next_back());
        if is_left && lone(before) && lone(text.get(end..).and_then(|after| after.chars().next())) {
            found.push(*start..end);
        }
    }
    found
}

/// The clauses of a text: stretches between marks, with the mark behind each.
fn clauses(text: &str) -> impl Iterator<Item = (Range<usize>, Option<char>)> {
    let is_mark = |c: char| match c {
        ..'\u{80}' => matches!(c, ',' | ';' | ':' | '!' | '?' | '(' | ')' | '\n'),
        _ => matches!(c, '，' | '。' | '；' | '：' | '、' | '！' | '？' | '（' | '）'),
    };
    let mut start = 0;
    let ends = text.char_indices().filter(move |(_, c)| is_mark(*c)).map(|(at, c)| (at, Some(c)));
    ends.chain([(text.len(), None)]).map(move |(end, mark)| {
        let range = start..end;
        start = end + mark.map_or(0, char::len_utf8);
        (range, mark)
    })
}

/// How clauses begin that tell a total.
const TOTALS: [&str; 5] = ["共公开", "共主动公开", "共发布", "共新增", "共变更"];

/// Clauses that lack their number: 公开信息条, 共公开各类信息.
pub(super) fn blanks(paragraph: &Paragraph<'_>) -> Vec<Range<usize>> {
    const VERBS: [&str; 9] = ["公开信息", "政府信息", "发布信息", "公开", "发布", "受理", "收到", "办结", "答复"];
    const UNITS: [char; 6] = ['条', '件', '次', '份', '期', '篇'];
    let text = paragraph.text();
    let totals = paragraph.may_say_any(&TOTALS);
    let lacks_number = |body: &str| {
        let before = body.strip_suffix(UNITS).map(str::trim_end);
        before.is_some_and(|before| VERBS.iter().any(|verb| before.ends_with(verb)))
            && !body.contains(['未', '没', '无'])
    };
    let mut found = Vec::new();
    for (range, mark) in clauses(text) {
        let clause = text.get(range.clone()).unwrap_or_default();
        let body = clause.trim_end();
        if mark.is_some() && lacks_number(body) {
            found.push(range.start..range.start + body.len());
        } else if totals && mark != Some(':') && mark != Some('：') && lacks_its_count(clause) {
            let from = clause.find('共').unwrap_or(0);
            found.push(range.start + from..range.start + body.len());
        }
    }
    found
}

/// Whether a clause says 共公开…信息 and no number behind it.
fn lacks_its_count(clause: &str) -> bool {
    const NO_ADVERB: [&str; 8] = ["公共", "共同", "共享", "共建", "共治", "共产", "共和", "共青"];
    let Some(rest) = clause.find('共').and_then(|at| clause.get(at..)) else { return false };
    let counted = || rest.chars().any(|c| c.is_numeric() || numeral::numeral(c).is_some());
    TOTALS.iter().any(|total| rest.starts_with(total))
        && !NO_ADVERB.iter().any(|word| clause.contains(word))
        && !counted()
        && rest.contains("信息")
        && !["情况", "如下", "工作", "目录", "制度"].iter().any(|word| rest.contains(word))
}

/// A mark that may stand between a word and its double.
pub(super) fn is_comma(c: char) -> bool {
    matches!(c, ',' | '，' | '、')
}

/// Words of up to eight characters that stand twice.
pub(super) fn doubled(text: &str) -> Vec<Range<usize>> {
    let chars: Vec<char> = text.chars().collect();
    let again = come_again(&chars);
    let mut found = Vec::new();
    let mut n = 0;
    while let Some(ahead) = again.get(n..).and_then(|again| again.iter().position(|again| *again != 0)) {
        n += ahead;
        // 成立领导小组,领导小组由… is no slip; a long word or 其中 is.
        let among = chars.get(n..n + 2) == Some(&['其', '中'][..]);
        let comma = |len: usize| {
            let far = len >= 6 || among && len == 2;
            usize::from(far && chars.get(n + len).is_some_and(|c| is_comma(*c)))
        };
        let repeats = |len: &usize| {
            let second = n + len + comma(*len);
            let (own, again) = (chars.get(n..n + len), chars.get(second..second + len));
            own == again && own.is_some_and(|own| own.iter().all(|c| is_han(*c)) && !is_natural(own))
        };
        match (2..=8).rev().find(repeats) {
            Some(len) => {
                let last = n + 2 * len + comma(len);
                found.push(n..last);
                n = last;
            }
            None => n += 1,
        }
    }
    let starts: Vec<usize> =
        if found.is_empty() { Vec::new() } else { text.char_indices().map(|(at, _)| at).collect() };
    let start_of = |n: usize| starts.get(n).copied().unwrap_or(text.len());
    found.into_iter().map(|place| start_of(place.start)..start_of(place.end)).collect()
}

/// For each character but the last, other than zero where it may stand again with the next one where the second of
/// two words would begin. Never zero where they do.
fn come_again(chars: &[char]) -> Vec<u32> {
    const NEAR: std::ops::Range<usize> = 2..10;
    let both = |(first, second): (&char, &char)| u32::from(*first).wrapping_mul(0x9E37_79B1) ^ u32::from(*second);
    let pairs: Vec<u32> = chars.iter().zip(chars.get(1..).unwrap_or_default()).map(both).collect();
    let mut again = vec![0; pairs.len()];
    // A whole distance at a time, without a branch a character: it is asked of every one of them and seldom so.
    for distance in NEAR {
        let others = pairs.get(distance..).unwrap_or_default();
        for ((again, pair), other) in again.iter_mut().zip(&pairs).zip(others) {
            *again |= u32::from(pair == other);
        }
    }
    again
}

/// Whether a word may well be said twice: 一件一件, 层层层层, and numerals with their units, 三年三年.
fn is_natural(word: &[char]) -> bool {
    let first = word.first();
    first == Some(&'一') || word.iter().all(|c| Some(c) == first) || word.iter().any(|c| numeral::numeral(*c).is_some())
}

/// Two marks side by side.
pub(super) fn doubled_marks(paragraph: &Paragraph<'_>) -> Vec<Range<usize>> {
    let is_mark = |c: char| matches!(c, '，' | '。' | '；' | '：' | '、');
    let mut before = None;
    let marks = paragraph.text().char_indices().filter(|(_, c)| is_mark(*c)).map(|(at, c)| at..at + c.len_utf8());
    let pairs = marks.filter_map(|mark| {
        let first: Range<usize> = before.replace(mark.clone())?;
        (first.end == mark.start).then_some(first.start..mark.end)
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn words_that_come_again_are_never_missed(text in "[公开信息,]{0,40}") {
            let chars: Vec<char> = text.chars().collect();
            for (n, again) in come_again(&chars).into_iter().enumerate() {
                let pair = &chars[n..n + 2];
                let comes = (2..10).any(|ahead| chars.get(n + ahead..n + ahead + 2) == Some(pair));
                prop_assert_eq!(again != 0, comes, "{} {}", text, n);
            }
        }
    }
}
