//! The counts that the narrative of a report names, to tell figures of its table that ran together.

use std::collections::BTreeSet;

/// Numbers of the narrative with the unit behind each.
#[derive(Debug, Clone, Default)]
pub struct Narrative {
    counts: BTreeSet<(i64, char)>,
}

impl Narrative {
    /// Reads text that holds no table.
    pub fn read(&mut self, text: &str) {
        const LONGEST: usize = 9;
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(start) = bytes.get(at..).and_then(|rest| rest.iter().position(u8::is_ascii_digit)) {
            let start = at + start;
            let len = bytes.get(start..).unwrap_or_default().iter().take_while(|b| b.is_ascii_digit()).count();
            at = start + len;
            let part = start > 0 && matches!(bytes.get(start - 1), Some(b'.' | b','));
            let unit = text.get(at..).and_then(|rest| rest.trim_start().chars().next());
            let number = text.get(start..at).filter(|_| len <= LONGEST && !part).and_then(|digits| digits.parse().ok());
            self.counts.extend(number.zip(unit));
        }
    }

    /// Whether a count with this unit is named.
    pub fn names(&self, count: i64, unit: &str) -> bool {
        unit.chars().next().is_some_and(|unit| self.counts.contains(&(count, unit)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_known_by_number_and_unit() {
        let mut narrative = Narrative::default();
        narrative.read("公开425条,办结12 件,占3.46%,经费1,200元");
        for (count, unit, named) in
            [(425, "条", true), (425, "件", false), (12, "件", true), (46, "%", false), (200, "元", false)]
        {
            assert_eq!(narrative.names(count, unit), named, "{count}{unit}");
        }
    }
}
