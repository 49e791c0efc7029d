//! What texts of different agencies and years are compared by: their letters, without digits, numerals,
//! dates, marks and the names of the agency.

use crate::model::agency::Agency;

/// Gives the letters of a text without numerals, marks and names to `letter`, one after another.
pub(crate) fn letters(text: &str, names: &Names<'_>, mut letter: impl FnMut(char)) {
    stretches(text, names, |stretch, _| {
        if let Stretch::Letter(c) = stretch {
            letter(c);
        }
    });
}

/// What a stretch of a text is to those who compare texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stretch {
    /// One letter, which is compared.
    Letter(char),
    /// A name of the agency, or a character of a number or date.
    Masked,
    /// A mark or blank.
    Mark,
}

/// The stretches a text is made of, each with how many bytes it has.
pub(crate) fn stretches(text: &str, names: &Names<'_>, mut stretch: impl FnMut(Stretch, usize)) {
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let after = if names.may_begin_with(next) { names.strip(rest) } else { None };
        let what = match after {
            Some(_) => Stretch::Masked,
            None if is_letter(next) => Stretch::Letter(next),
            None if next.is_numeric() || is_numeral(next) => Stretch::Masked,
            None => Stretch::Mark,
        };
        let after = after.unwrap_or_else(|| rest.get(next.len_utf8()..).unwrap_or_default());
        stretch(what, rest.len() - after.len());
        rest = after;
    }
}

/// Whether a character counts something or names a day.
fn is_numeral(c: char) -> bool {
    matches!(
        c,
        '〇' | '零'
            | '一'
            | '二'
            | '三'
            | '四'
            | '五'
            | '六'
            | '七'
            | '八'
            | '九'
            | '十'
            | '百'
            | '千'
            | '万'
            | '亿'
            | '两'
            | '年'
            | '月'
            | '日'
    )
}

fn is_letter(c: char) -> bool {
    match c {
        '\u{4E00}'..='\u{9FFF}' => !is_numeral(c),
        // Marks, and full-width digits: what most texts have besides.
        '〇' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{FF00}'..='\u{FF20}' => false,
        _ => c.is_alphabetic(),
    }
}

/// The names an agency goes by: in full, without its regions, and the regions.
pub(crate) struct Names<'a> {
    /// The longest first.
    all: Vec<&'a str>,
    /// A bit for what a name begins with, as most places of a text begin none.
    first: u64,
}

impl<'a> Names<'a> {
    pub(crate) fn of(agency: &'a Agency) -> Self {
        let full = agency.name.as_deref().unwrap_or_default();
        let own = agency.regions().fold(full, |name, region| name.strip_prefix(region).unwrap_or(name));
        // 石桥镇 of 松坪县石桥镇人民政府, where nothing tells the regions apart.
        let places = full.char_indices().skip(1).filter(|(_, c)| matches!(c, '省' | '市' | '县' | '区' | '旗' | '州'));
        let within =
            places.filter_map(|(at, c)| Some([full.get(..at + c.len_utf8())?, full.get(at + c.len_utf8()..)?]));
        let mut all = Vec::new();
        for name in [full, own].into_iter().chain(agency.regions()).chain(within.flatten()) {
            for suffix in ["", "人民政府", "办事处", "省", "市", "区", "县", "镇", "乡", "街道"] {
                let short = name.strip_suffix(suffix).unwrap_or_default();
                if short.chars().nth(1).is_some() {
                    all.push(short);
                }
            }
        }
        all.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        all.dedup();
        let first = all.iter().filter_map(|name| name.chars().next()).fold(0, |bits, c| bits | bit(c));
        Self { all, first }
    }

    /// Whether a name may begin with a character: never `false` where one does.
    fn may_begin_with(&self, c: char) -> bool {
        self.first & bit(c) != 0
    }

    /// What follows the longest name that a text begins with.
    fn strip<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.all.iter().find_map(|name| text.strip_prefix(name))
    }
}

fn bit(c: char) -> u64 {
    1 << (u32::from(c) % u64::BITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agency(name: &str, county: Option<&str>) -> Agency {
        Agency { name: Some(name.to_owned()), county: county.map(str::to_owned), ..Agency::default() }
    }

    fn check(agency: &Agency, text: &str, expected: &str) {
        let mut found = String::new();
        letters(text, &Names::of(agency), |c| found.push(c));
        assert_eq!(found, expected, "{text}");
        let mut len = 0;
        stretches(text, &Names::of(agency), |_, bytes| len += bytes);
        assert_eq!(len, text.len(), "{text}: the stretches are the text");
    }

    #[test]
    fn what_is_masked_is_told_from_marks() {
        let town = agency("云河县青石镇人民政府", Some("云河县"));
        let mut told = String::new();
        stretches("2021年,青石镇人民政府公开。", &Names::of(&town), |stretch, _| {
            told.push(match stretch {
                Stretch::Letter(c) => c,
                Stretch::Masked => '*',
                Stretch::Mark => '-',
            });
        });
        assert_eq!(told, "*****-*公开-");
    }

    #[test]
    fn names_numerals_and_marks_are_left_out() {
        let town = agency("云河县青石镇人民政府", Some("云河县"));
        check(&town, "2021年,青石镇人民政府公开信息一百二十条。", "公开信息条");
        check(&town, "云河县青石镇、青石镇、云河都是名称,青石不是", "都是名称青石不是");
        check(&town, "云青河石县镇", "云青河石县镇");
        check(&town, "青石镇政府APP、〇号、々", "政府APP号々");
        // Nothing tells the regions of this one apart.
        check(&agency("云河县青石镇人民政府", None), "青石镇在云河县", "在");
        check(&Agency::default(), "青石镇", "青石镇");
        check(&town, "", "");
    }
}
