//! The five verdicts (核查结论) of a reviewer, in the words of the interface.

use crate::model::ids::ids;

ids! {
    /// What a reviewer decides about a flag.
    pub enum Verdict {
        /// 属实: the published report is wrong.
        Real = "real",
        /// 排除: the report is right, the rule does not fit.
        FalseAlarm = "false_alarm",
        /// 读取有误: we read or crawled it wrong; it goes to the operator.
        Misread = "misread",
        /// 存疑: to be talked about.
        Discuss = "discuss",
        /// 跳过: not now; it comes back at the end.
        Skip = "skip",
    }
}

impl Verdict {
    pub const fn name_zh(self) -> &'static str {
        match self {
            Self::Real => "属实",
            Self::FalseAlarm => "排除",
            Self::Misread => "读取有误",
            Self::Discuss => "存疑",
            Self::Skip => "跳过",
        }
    }

    pub const fn name_en(self) -> &'static str {
        match self {
            Self::Real => "real",
            Self::FalseAlarm => "false alarm",
            Self::Misread => "misread",
            Self::Discuss => "discuss",
            Self::Skip => "skip",
        }
    }

    /// Whether a flag with it is done with; what was skipped is still to be decided.
    pub const fn decides(self) -> bool {
        !matches!(self, Self::Skip)
    }

    /// The verdict of a word in either language, or an id.
    pub fn named(word: &str) -> Option<Self> {
        let word = word.trim().to_ascii_lowercase().replace([' ', '-'], "_");
        let is = |verdict: &&Self| {
            word == verdict.id() || word == verdict.name_zh() || word == verdict.name_en().replace(' ', "_")
        };
        Self::ALL.iter().find(is).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_is_found_by_its_words() {
        for verdict in Verdict::ALL {
            for word in [verdict.id(), verdict.name_zh(), verdict.name_en()] {
                assert_eq!(Verdict::named(word), Some(*verdict), "{word}");
            }
        }
        assert_eq!((Verdict::named("False Alarm"), Verdict::named("误报")), (Some(Verdict::FalseAlarm), None));
        assert!(!Verdict::Skip.decides() && Verdict::Discuss.decides());
    }
}
