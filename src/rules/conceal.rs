//! What belongs to persons, taken out of every flag of a report: where a paragraph names somebody, whatever a flag
//! quotes of it is masked, however little of it that is.

use crate::model::report::Span;
use crate::rules::mask::{leaks, masked};
use crate::rules::paragraph::Paragraph;
use crate::rules::persons::CALLED;
use crate::rules::sink::Raised;
use crate::rules::subject::Subject;

/// Before it a text was cut.
const CUT: char = '…';

/// A text from a paragraph with what belongs to persons masked in it, by what the whole paragraph tells of them.
pub(crate) fn masked_within(text: &str, paragraph: &str) -> String {
    let mut text = masked(text.to_owned());
    for leak in leaks(paragraph) {
        hide(&mut text, paragraph.get(leak.at).unwrap_or_default(), &leak.shown);
    }
    text
}

/// What a paragraph tells of persons: as it is written, and what may be shown of it.
struct Told {
    at: Option<Span>,
    words: Vec<(String, String)>,
}

/// Masks in the flags of a report what its paragraphs tell of persons.
pub(crate) fn conceal(subject: &Subject<'_>, raised: &mut [Raised]) {
    if raised.is_empty() {
        return;
    }
    let told: Vec<Told> = subject.paragraphs().iter().filter_map(Told::of).collect();
    if told.is_empty() {
        return;
    }
    for Raised { flag, .. } in raised {
        let quoted = flag.evidence.iter().filter(|piece| piece.report.is_none() && piece.cell.is_none());
        let places: Vec<Option<Span>> = quoted.map(|piece| piece.at).collect();
        for (words, shown) in told.iter().filter(|told| told.is_at_any(&places)).flat_map(|told| &told.words) {
            let quotes = flag.evidence.iter_mut().filter_map(|piece| piece.quote.as_mut());
            let texts = [&mut flag.message, &mut flag.message_en, &mut flag.expected, &mut flag.found];
            quotes.chain(texts).for_each(|text| hide(text, words, shown));
        }
    }
}

impl Told {
    fn of(paragraph: &Paragraph<'_>) -> Option<Self> {
        let may_tell = paragraph.may_hold('@')
            || CALLED.iter().any(|word| paragraph.may_say(word))
            || paragraph.has_run_of(crate::rules::mask::MOBILE_LEN);
        if !may_tell {
            return None;
        }
        let text = paragraph.text();
        let words = leaks(text).into_iter().filter_map(|leak| Some((text.get(leak.at)?.to_owned(), leak.shown)));
        let words: Vec<_> = words.collect();
        (!words.is_empty()).then_some(Self { at: paragraph.block.at, words })
    }

    /// Whether a quotation may be from here: of one without a place that is not known.
    fn is_at_any(&self, places: &[Option<Span>]) -> bool {
        places.iter().any(|place| match (place, self.at) {
            (Some(place), Some(own)) => place.start < own.end && own.start < place.end,
            _ => true,
        })
    }
}

/// Hides words in a text, also where it was cut within them.
fn hide(text: &mut String, words: &str, shown: &str) {
    if text.contains(words) {
        *text = text.replace(words, shown);
    }
    if !text.contains(CUT) {
        return;
    }
    // Of a name two characters tell somebody, of a number or a mailbox three tell little.
    let least = if words.is_ascii() { 4 } else { 2 };
    let ends: Vec<usize> = words.char_indices().map(|(at, _)| at).skip(least).collect();
    for end in ends.into_iter().rev() {
        let Some(beginning) = words.get(..end) else { continue };
        let cut = format!("{beginning}{CUT}");
        if text.contains(&cut) {
            let kept: String = shown.chars().take(beginning.chars().count()).collect();
            *text = text.replace(&cut, &format!("{kept}{CUT}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_masked_by_its_paragraph() {
        let paragraph = "申请人张三丰提出申请。后张三丰撤回。";
        assert_eq!(masked_within("后张三丰撤回。", paragraph), "后张**撤回。");
        assert_eq!(masked_within("后张三丰撤回。", "后张三丰撤回。"), "后张三丰撤回。");
    }

    #[test]
    fn words_are_hidden_where_they_are_cut_too() {
        let check = |text: &str, words: &str, shown: &str, expected: &str| {
            let mut hidden = text.to_owned();
            hide(&mut hidden, words, shown);
            assert_eq!(hidden, expected);
        };
        check("“张三丰于5月”", "张三丰", "张**", "“张**于5月”");
        check("“申请人张三…”,张三丰", "张三丰", "张**", "“申请人张*…”,张**");
        check("邮箱yunhe@q…", "yunhe@qq.com", "yu****@qq.com", "邮箱yu****@…");
        check("邮箱yu…", "yunhe@qq.com", "yu****@qq.com", "邮箱yu…");
        check("张某…", "张三丰", "张**", "张某…");
    }
}
