//! Text that would act on a terminal, deceive a reader or be run by a spreadsheet, and reports that hold it in
//! every field. The library's own tests include this file, too.

use serde_json::Value;

/// Sequences that move cursors, name windows and fill clipboards, controls of both sets, what reverses text, and
/// what nobody sees.
pub const ACTING: &str = "\u{1b}[31m\u{1b}]0;T\u{7}\u{1b}]52;c;QUJD\u{7}\u{1b}Pq\u{1b}\\\0\u{8}\u{7f}\u{9b}31m\u{85}\
    \u{202e}\u{2066}\u{2069}\u{200b}\u{200c}\u{200d}\u{feff}\u{2060}\u{e0041}\u{e007f}\u{fe0f}\u{e0100}\n\r\u{2028}\u{2029}\
    \t\u{ad}\u{34f}\u{61c}\u{180e}\u{115f}\u{3164}\u{ffa0}\u{fff9}";

/// What spreadsheets take for the start of a formula, in front or behind what they pass over.
pub const LEADS: [&str; 12] =
    ["=cmd|'/C calc'!A0", "+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠1", " =1", "\u{feff}=1"];

/// Words of the format, which are no text.
const WORDS: [&str; 18] = [
    "date",
    "label",
    "schema",
    "id",
    "key",
    "how",
    "level",
    "kind",
    "format",
    "form",
    "status",
    "table",
    "sha256",
    "text_sha256",
    "by",
    "published",
    "crawled",
    "period",
];

/// Whether a character has no place in anything that people look at; written anew here, so that the gate is not held
/// against itself.
pub fn acts(c: char) -> bool {
    let at = u32::from(c);
    c.is_control()
        || matches!(at, 0xAD | 0x34F | 0x61C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x3164 | 0xFEFF | 0xFFA0)
        || [0x180B..=0x180F, 0x200B..=0x200F, 0x2028..=0x202E, 0x2060..=0x206F, 0xFE00..=0xFE0F, 0xFFF0..=0xFFFB]
            .iter()
            .any(|range| range.contains(&at))
        || (0xE_0000..=0xE_0FFF).contains(&at)
}

/// Puts such text into every text of a report, and into keys that the format does not know.
pub fn poisoned(report: &mut Value, turn: usize) {
    let mut count = turn;
    walk(report, "", &mut count);
    report[format!("unknown{ACTING}")] = ACTING.into();
    for (key, value) in [("title", format!("年报{ACTING}")), ("index_no", ACTING.into()), ("doc_no", ACTING.into())] {
        report[key] = value.into();
    }
    report["source"]["url"] = format!("http://a.gov.cn/{ACTING}").into();
    report["source"]["extractor"] = ACTING.into();
    report["source"]["links"] = serde_json::json!([{"text": ACTING, "href": ACTING}]);
    report["source"]["manifest"] = serde_json::json!({format!("region{ACTING}"): ACTING, "agency": ACTING});
    report["notes"] = serde_json::json!([{"code": format!("x{ACTING}"), "message": ACTING}]);
}

fn walk(value: &mut Value, key: &str, count: &mut usize) {
    match value {
        Value::Object(object) => object.iter_mut().for_each(|(key, value)| walk(value, key, count)),
        Value::Array(values) => values.iter_mut().for_each(|value| walk(value, key, count)),
        // In place of a row this is a word, too.
        Value::String(text) if !WORDS.contains(&key) && text != "absent" => {
            *count += 1;
            let half = text.char_indices().nth(text.chars().count() / 2).map_or(text.len(), |(at, _)| at);
            let (before, behind) = text.split_at(half);
            *text = format!("{}{before}{ACTING}{behind}", LEADS[*count % LEADS.len()]);
        }
        _ => {}
    }
}
