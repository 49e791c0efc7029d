//! One cell of an official form: its number as printed, or the reason why there is none.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use serde::de::Error as _;
use serde::ser::SerializeMap as _;
use serde_json::value::RawValue;

use crate::model::ids::ids;
use crate::model::plain;
use crate::model::report::Span;

/// An exact decimal number: `digits` × 10^-`scale`. Never passes through binary floating point.
#[derive(Debug, Clone, Copy)]
pub struct Number {
    digits: i64,
    scale: u8,
}

impl Number {
    pub const ZERO: Self = Self { digits: 0, scale: 0 };

    pub fn new(digits: i64, scale: u8) -> Self {
        Self { digits, scale }
    }

    /// Reads `-?digits(.digits)?`, at most 18 digits. Anything else, exponents too, is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = rest.split_once('.').unwrap_or((rest, ""));
        let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) || rest.ends_with('.') {
            return None;
        }
        if whole.len() + fraction.len() > 18 {
            return None;
        }
        let digits = whole.bytes().chain(fraction.bytes()).fold(0_i64, |sum, b| sum * 10 + i64::from(b - b'0'));
        Some(Self { digits: if negative { -digits } else { digits }, scale: u8::try_from(fraction.len()).ok()? })
    }

    /// The value as a whole number, when it is one.
    pub fn integer(self) -> Option<i64> {
        let unit = 10_i64.checked_pow(u32::from(self.scale))?;
        (self.digits % unit == 0).then(|| self.digits / unit)
    }

    pub fn is_zero(self) -> bool {
        self.digits == 0
    }

    pub fn is_negative(self) -> bool {
        self.digits < 0
    }

    /// The digits, as printed without their decimal point: the value times ten to the power of its scale.
    pub fn digits(self) -> i64 {
        self.digits
    }

    /// Digits after the decimal point, as printed.
    pub fn scale(self) -> u8 {
        self.scale
    }

    /// The sum, or `None` where it leaves the range of 18 digits.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let at = |n: Self| n.digits.checked_mul(10_i64.checked_pow(u32::from(scale - n.scale))?);
        Some(Self { digits: at(self)?.checked_add(at(other)?)?, scale })
    }

    /// The product, exact, or `None` where it leaves the range of 18 digits.
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        Some(Self { digits: self.digits.checked_mul(other.digits)?, scale: self.scale.checked_add(other.scale)? })
    }

    /// This in hundredths of `base`, rounded to whole ones, half away from zero; `None` for a base of zero.
    pub fn percent_of(self, base: Self) -> Option<i64> {
        let scale = self.scale.max(base.scale);
        let at = |n: Self| i128::from(n.digits).checked_mul(10_i128.checked_pow(u32::from(scale - n.scale))?);
        let (part, whole) = (at(self)?.checked_mul(200)?, at(base)?);
        let twice = part.checked_div(whole)?;
        i64::try_from(twice / 2 + twice % 2).ok()
    }

    /// The value with its sign turned.
    pub fn negated(self) -> Self {
        Self { digits: -self.digits, scale: self.scale }
    }
}

impl From<i64> for Number {
    fn from(digits: i64) -> Self {
        Self { digits, scale: 0 }
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let at = |n: &Self, scale: u8| i128::from(n.digits) * 10_i128.pow(u32::from(scale - n.scale));
        let scale = self.scale.max(other.scale);
        at(self, scale).cmp(&at(other, scale))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Number {}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = usize::from(self.scale);
        let sign = if self.digits < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.digits.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        if scale == 0 { f.pad(&format!("{sign}{whole}")) } else { f.pad(&format!("{sign}{whole}.{fraction}")) }
    }
}

impl serde::Serialize for Number {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.scale == 0 {
            return serializer.serialize_i64(self.digits);
        }
        let raw = RawValue::from_string(self.to_string()).map_err(serde::ser::Error::custom)?;
        raw.serialize(serializer)
    }
}

ids! {
    /// Where the value of a cell comes from, or why there is none.
    pub enum How {
        /// The source prints this number in this cell.
        Read = "read",
        /// The cell is in the source and empty. A blank is not a zero.
        Blank = "blank",
        /// The cell holds a mark that stands for nothing: `/`, `—`, `无`.
        Marker = "marker",
        /// The row is not in the source.
        Absent = "absent",
        /// The source holds fewer or more values than cells, and nothing says which is which.
        Unplaced = "unplaced",
        /// The form's own identities leave one reading of damaged digits. Never shown as if read.
        Inferred = "inferred",
    }
}

/// A cell: a number with its place in the source, or the reason why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    pub value: Option<Number>,
    /// `None` with no value means *not known why* (a bare null of a foreign corpus).
    pub how: Option<How>,
    /// For an inferred cell, the codes of the identities used.
    pub by: Vec<String>,
    /// What the source says, where it differs from the digits of the value (`减6`, `7976.14万元`, `/`).
    pub raw: Option<String>,
    pub at: Option<Span>,
    /// 元, 万元 or 亿元, where the cell, its header or its label prints one.
    pub unit: Option<String>,
}

impl Cell {
    /// Whether the digits of its row ran together or could not be told apart, so that what is printed
    /// tells more than the cell.
    pub fn is_cut_or_open(&self) -> bool {
        matches!(self.how, Some(How::Inferred | How::Unplaced))
    }

    /// A number read from the source at a place.
    pub fn read(value: Number, at: Span) -> Self {
        Self { value: Some(value), how: Some(How::Read), at: Some(at), ..Self::default() }
    }

    /// A cell without a value, for this reason.
    pub fn null(how: How) -> Self {
        Self { how: Some(how), ..Self::default() }
    }

    pub fn is_inferred(&self) -> bool {
        self.how == Some(How::Inferred)
    }

    /// A cell that the corpus writes as a bare number or a bare null.
    fn is_bare(&self) -> bool {
        let plain_how = match self.value {
            Some(_) => self.how == Some(How::Read),
            None => self.how.is_none(),
        };
        plain_how && self.by.is_empty() && self.raw.is_none() && self.at.is_none() && self.unit.is_none()
    }
}

impl serde::Serialize for Cell {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_bare() {
            return self.value.serialize(serializer);
        }
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("value", &self.value)?;
        // `read` is what a value means unless something else is said.
        if let Some(how) = self.how.filter(|how| self.value.is_none() || *how != How::Read) {
            map.serialize_entry("how", &how)?;
        }
        if !self.by.is_empty() {
            map.serialize_entry("by", &self.by)?;
        }
        if let Some(raw) = &self.raw {
            map.serialize_entry("raw", raw)?;
        }
        if let Some(at) = &self.at {
            map.serialize_entry("at", at)?;
        }
        if let Some(unit) = &self.unit {
            map.serialize_entry("unit", unit)?;
        }
        map.end()
    }
}

impl Cell {
    /// Reads a cell from its JSON text: a number, `null`, or the object of the corpus format.
    ///
    /// # Errors
    /// When the text is none of these, or a number has more than 18 digits or an exponent.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        #[derive(serde::Deserialize)]
        struct Object<'a> {
            #[serde(borrow, default)]
            value: Option<&'a RawValue>,
            how: Option<How>,
            #[serde(default)]
            by: Vec<String>,
            raw: Option<String>,
            at: Option<Span>,
            #[serde(borrow, default)]
            unit: Option<Cow<'a, str>>,
        }
        if !json.starts_with('{') {
            let value = number_from_json(json)?;
            return Ok(Self { value, how: value.map(|_| How::Read), ..Self::default() });
        }
        if let Some(cell) = plain::cell(json) {
            return Ok(cell);
        }
        let object: Object<'_> = serde_json::from_str(json)?;
        let value = match object.value {
            Some(raw) if holds_value(object.how) => number_from_json(raw.get())?,
            _ => None,
        };
        let cell = Self::of(value, object.how, object.at);
        Ok(Self { by: object.by, raw: object.raw, unit: object.unit.map(Cow::into_owned), ..cell })
    }

    /// A cell with what the corpus says of its value.
    pub(super) fn of(value: Option<Number>, how: Option<How>, at: Option<Span>) -> Self {
        let value = value.filter(|_| holds_value(how));
        let how = match value {
            Some(_) => Some(how.unwrap_or(How::Read)),
            None => how.filter(|how| !matches!(how, How::Read | How::Inferred)),
        };
        Self { value, how, at, ..Self::default() }
    }
}

/// Whether a cell may hold a number. One beside `blank` or `absent` contradicts itself; the reason wins,
/// as in the contract.
fn holds_value(how: Option<How>) -> bool {
    matches!(how, None | Some(How::Read | How::Inferred))
}

fn number_from_json(json: &str) -> Result<Option<Number>, serde_json::Error> {
    if json == "null" {
        return Ok(None);
    }
    Number::parse(json).map(Some).ok_or_else(|| serde_json::Error::custom(format!("not a number of a form: {json}")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_exact() {
        let n = |text| Number::parse(text).unwrap();
        assert_eq!(n("7976.14").to_string(), "7976.14");
        assert_eq!(n("0.10"), n("0.1"));
        assert_eq!(n("-6").to_string(), "-6");
        assert_eq!(n("-0.05").to_string(), "-0.05");
        assert_eq!(n("0.1").checked_add(n("0.2")), Some(n("0.3")));
        assert_eq!(n("1.2").checked_mul(n("10000")), Some(n("12000")));
        assert_eq!(n("999999999999999999").checked_mul(n("100")), None);
        assert_eq!(n("12.00").integer(), Some(12));
        assert_eq!(n("12.5").integer(), None);
        for bad in ["", "-", "1.", ".5", "1e3", "１", "1,000", "1234567890123456789"] {
            assert_eq!(Number::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn percentages_are_rounded() {
        let check = |part: &str, base: &str, expected| {
            let n = |text| Number::parse(text).unwrap();
            assert_eq!(n(part).percent_of(n(base)), expected, "{part} of {base}");
        };
        check("15", "103", Some(15));
        check("-3", "9", Some(-33));
        check("1", "200", Some(1));
        check("-1", "200", Some(-1));
        check("1", "300", Some(0));
        check("0.5", "2.00", Some(25));
        check("7", "0", None);
        check("999999999999999999", "0.00000000000000001", None);
    }

    #[test]
    fn the_forms_of_a_cell() {
        assert_eq!(Cell::from_json("12").unwrap().value, Some(12.into()));
        assert_eq!(Cell::from_json("null").unwrap(), Cell::default());
        let blank = Cell::from_json(r#"{"value":null,"how":"blank"}"#).unwrap();
        assert_eq!(blank, Cell::null(How::Blank));
        let contradiction = Cell::from_json(r#"{"value":3,"how":"unplaced"}"#).unwrap();
        assert_eq!(contradiction.value, None);
        assert!(Cell::from_json("1e3").is_err());
        assert!(Cell::from_json("\"3\"").is_err());
    }

    fn any_number() -> impl Strategy<Value = Number> {
        (-999_999_999_999_i64..999_999_999_999, 0_u8..5).prop_map(|(digits, scale)| Number::new(digits, scale))
    }

    proptest! {
        #[test]
        fn a_number_reads_back(number in any_number()) {
            let json = serde_json::to_string(&number).unwrap();
            let back = number_from_json(&json).unwrap().unwrap();
            prop_assert_eq!((back, back.scale()), (number, number.scale()));
        }

        #[test]
        fn a_cell_reads_back(value in proptest::option::of(any_number()), how in 0..6_usize, raw in proptest::option::of("\\PC{0,6}")) {
            let how = How::ALL[how];
            let holds = matches!(how, How::Read | How::Inferred);
            let cell = Cell { value: value.filter(|_| holds), how: (value.is_some() == holds).then_some(how), raw, ..Cell::default() };
            prop_assume!(cell.value.is_none() || cell.how.is_some());
            let json = serde_json::to_string(&cell).unwrap();
            prop_assert_eq!(Cell::from_json(&json).unwrap(), cell);
        }
    }
}
