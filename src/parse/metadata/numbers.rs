//! Index numbers (索引号) and document numbers (文号) as the header of a page prints them.

use crate::parse::metadata::view::{Folded, is_han};

const OPEN: [char; 6] = ['〔', '[', '(', '【', '﹝', '［'];

/// The index number in the value of its field; `None` where the value is a mark for nothing.
pub(super) fn index_no(value: &str) -> Option<String> {
    let number = value.split(' ').next()?.trim_end_matches([';', ',', '|']);
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let fits = digits >= 3
        && number.chars().count() <= 60
        && number.chars().all(|c| c.is_ascii_graphic() || is_han(c) || OPEN.contains(&c) || "〕﹞】".contains(c));
    fits.then(|| number.to_owned())
}

/// The document number in the value of its field.
pub(super) fn doc_no(value: &str) -> Option<String> {
    let number = value.find('号').map_or(value, |at| value.get(..at + '号'.len_utf8()).unwrap_or(value)).trim();
    let shape = number.contains(OPEN) || number.ends_with('号') || number.contains('-');
    let fits =
        shape && number.chars().any(|c| c.is_ascii_digit()) && number.chars().count() <= 40 && !number.contains(':');
    fits.then(|| number.to_owned())
}

/// A document number that is a line of its own above the report.
pub(super) fn doc_no_alone(lines: &[Folded<'_>]) -> Option<String> {
    lines.iter().find_map(|line| {
        let text = line.text.get(line.body()).filter(|text| text.ends_with('号'))?;
        let (issuer, number) = text.split_once(OPEN)?;
        let year: String = number.chars().take(4).collect();
        let rest: String = number.chars().skip(5).filter(|c| *c != ' ').collect();
        let serial = rest.strip_suffix('号')?.trim_start_matches('第');
        let fits = (2..=16).contains(&issuer.chars().count())
            && issuer.chars().all(|c| is_han(c) || c == ' ')
            && year.starts_with("20")
            && year.bytes().all(|b| b.is_ascii_digit())
            && !serial.is_empty()
            && serial.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| text.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::model::report::Span;
    use crate::parse::Line;

    #[test]
    fn index_numbers() {
        let check = |value, expected: Option<&str>| assert_eq!(index_no(value).as_deref(), expected, "{value}");
        check("640424-200/2020-00022", Some("640424-200/2020-00022"));
        check("000014349/2022-05345 ", Some("000014349/2022-05345"));
        check("云政公开〔2020〕12", Some("云政公开〔2020〕12"));
        for none in ["", "/", "无", "-", "主动公开"] {
            check(none, None);
        }
    }

    #[test]
    fn document_numbers() {
        let check = |value, expected: Option<&str>| assert_eq!(doc_no(value).as_deref(), expected, "{value}");
        check("云政办发〔2020〕3号", Some("云政办发〔2020〕3号"));
        check("云政办发 [2020] 3 号 有效", Some("云政办发 [2020] 3 号"));
        for none in ["", "无", "/", "2020年", "云河县教育局"] {
            check(none, None);
        }
    }

    #[test]
    fn a_document_number_on_its_own_line() {
        let check = |text: &str, expected: Option<&str>| {
            let line = Line { text: Cow::Borrowed(text), at: Span::new(0, text.len()) };
            assert_eq!(doc_no_alone(&[Folded::new(&line, 0..text.len())]).as_deref(), expected, "{text}");
        };
        check("云政办发〔2020〕3号", Some("云政办发〔2020〕3号"));
        check("云政办函 (2020) 13 号", Some("云政办函 (2020) 13 号"));
        check("根据云政办发〔2020〕3号文件", None);
        check("〔2020〕3号", None);
    }
}
