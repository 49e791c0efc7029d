//! Chinese numerals: 一百二十八, 二〇二一, 壹佰. Only what can be read in one way is read. What a number
//! counts, and whether digits are one at all in their sentence, is the business of those who ask.

/// A Chinese numeral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Digit(i64),
    /// 十, 百, 千.
    Unit(i64),
    /// 万, 亿.
    Myriad(i64),
}

/// The numeral a character is, in the common or the formal writing.
pub fn numeral(c: char) -> Option<Sign> {
    Some(match c {
        '〇' | '零' | '○' => Sign::Digit(0),
        '一' | '壹' => Sign::Digit(1),
        '二' | '贰' | '两' => Sign::Digit(2),
        '三' | '叁' => Sign::Digit(3),
        '四' | '肆' => Sign::Digit(4),
        '五' | '伍' => Sign::Digit(5),
        '六' | '陆' => Sign::Digit(6),
        '七' | '柒' => Sign::Digit(7),
        '八' | '捌' => Sign::Digit(8),
        '九' | '玖' => Sign::Digit(9),
        '十' | '拾' => Sign::Unit(10),
        '百' | '佰' => Sign::Unit(100),
        '千' | '仟' => Sign::Unit(1000),
        '万' => Sign::Myriad(10_000),
        '亿' => Sign::Myriad(100_000_000),
        _ => return None,
    })
}

impl Sign {
    /// The factor that 十, 百, 千, 万 and 亿 stand for.
    pub fn power(self) -> Option<i64> {
        match self {
            Self::Digit(_) => None,
            Self::Unit(value) | Self::Myriad(value) => Some(value),
        }
    }
}

/// The number that a run of numerals writes; `None` where it writes none, or may be read in two ways.
pub fn value(run: &[Sign]) -> Option<i64> {
    let digits: Option<Vec<i64>> =
        run.iter().map(|sign| if let Sign::Digit(digit) = sign { Some(*digit) } else { None }).collect();
    match digits {
        Some(digits) => digit_by_digit(&digits),
        None => with_units(run),
    }
}

/// 二〇二一. Two digits without a zero (三四) are as often "three or four", so they are no number.
fn digit_by_digit(digits: &[i64]) -> Option<i64> {
    let plain = digits.len() == 1 || digits.len() > 2 || digits.contains(&0);
    (plain && digits.len() <= 18).then(|| digits.iter().fold(0, |sum, digit| sum * 10 + digit))
}

/// 一万二千零五. A last digit without a unit needs 十 or 零 before it: 一百五 may be 105 or 150.
fn with_units(run: &[Sign]) -> Option<i64> {
    let (mut total, mut section) = (0_i64, 0_i64);
    let (mut unit, mut myriad) = (i64::MAX, i64::MAX);
    let (mut digit, mut zero) = (None, false);
    for sign in run {
        match *sign {
            Sign::Digit(_) if digit.is_some() => return None,
            Sign::Digit(0) if zero || (total == 0 && section == 0) => return None,
            Sign::Digit(0) => zero = true,
            Sign::Digit(value) => digit = Some(value),
            Sign::Unit(value) => {
                if value >= unit {
                    return None;
                }
                let ten = (value == 10).then_some(1);
                section += digit.take().or(ten)? * value;
                (unit, zero) = (value, false);
            }
            Sign::Myriad(value) => {
                section += digit.take().unwrap_or(0);
                if section == 0 || value >= myriad {
                    return None;
                }
                total += section * value;
                (section, unit, myriad, zero) = (0, i64::MAX, value, false);
            }
        }
    }
    match digit {
        Some(last) if unit == 10 || zero => Some(total + section + last),
        Some(_) => None,
        None => (!zero).then_some(total + section),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_read_in_one_way() {
        let read = |text: &str| text.chars().map(numeral).collect::<Option<Vec<_>>>().and_then(|run| value(&run));
        for (text, number) in [
            ("一", 1),
            ("十", 10),
            ("十二", 12),
            ("二十三", 23),
            ("一百二十八", 128),
            ("一百零二", 102),
            ("两千三百", 2300),
            ("一万二千", 12_000),
            ("三十万零五百", 300_500),
            ("一亿两千万", 120_000_000),
            ("二〇二一", 2021),
            ("壹佰贰拾", 120),
        ] {
            assert_eq!(read(text), Some(number), "{text}");
        }
        for vague in ["二三", "一百二", "百", "万", "", "二十三十", "百二十", "几十"] {
            assert_eq!(read(vague), None, "{vague}");
        }
    }
}
