//! The five verdicts (核查结论) of a reviewer in the words of the interface, and what filters ask of them.

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

/// What reviewers made of a flag, as far as filters and lists ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reviewed {
    pub verdict: Option<Verdict>,
    /// Its evidence is no longer what the reviewer saw.
    pub changed: bool,
    /// Two reviewers decided differently.
    pub disputed: bool,
    /// Taken as known (存量).
    pub known: bool,
}

ids! {
    /// What a filter asks of it: `verdict:none`, `结论:属实`.
    pub enum Asked {
        /// 待核: nobody decided, or what they decided on has changed.
        Pending = "none",
        /// 已核: with any verdict but a skip.
        Decided = "done",
        Real = "real",
        FalseAlarm = "false_alarm",
        Misread = "misread",
        Discuss = "discuss",
        Skip = "skip",
        /// 已变动.
        Changed = "changed",
        /// 分歧.
        Disputed = "disputed",
        /// 存量.
        Known = "known",
    }
}

impl Asked {
    const fn name_zh(self) -> &'static str {
        match self {
            Self::Pending => "待核",
            Self::Decided => "已核",
            Self::Real => Verdict::Real.name_zh(),
            Self::FalseAlarm => Verdict::FalseAlarm.name_zh(),
            Self::Misread => Verdict::Misread.name_zh(),
            Self::Discuss => Verdict::Discuss.name_zh(),
            Self::Skip => Verdict::Skip.name_zh(),
            Self::Changed => "已变动",
            Self::Disputed => "分歧",
            Self::Known => "存量",
        }
    }

    /// What a word of a filter asks for.
    pub fn named(word: &str) -> Option<Self> {
        let word = word.trim().to_ascii_lowercase();
        let is =
            |asked: &&Self| word == asked.id() || word == asked.name_zh() || (word == "无" && **asked == Self::Pending);
        Self::ALL.iter().find(is).copied()
    }
}

impl Reviewed {
    /// Whether it is still, or again, to be decided.
    pub fn is_pending(self) -> bool {
        self.changed || !self.verdict.is_some_and(Verdict::decides)
    }

    /// Whether it is what a filter asks for.
    pub fn is(self, asked: Asked) -> bool {
        match asked {
            Asked::Pending => self.is_pending(),
            Asked::Decided => !self.is_pending(),
            Asked::Real => self.verdict == Some(Verdict::Real),
            Asked::FalseAlarm => self.verdict == Some(Verdict::FalseAlarm),
            Asked::Misread => self.verdict == Some(Verdict::Misread),
            Asked::Discuss => self.verdict == Some(Verdict::Discuss),
            Asked::Skip => self.verdict == Some(Verdict::Skip),
            Asked::Changed => self.changed,
            Asked::Disputed => self.disputed,
            Asked::Known => self.known,
        }
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

    #[test]
    fn what_changed_is_to_be_decided_again() {
        let decided = Reviewed { verdict: Some(Verdict::Real), ..Reviewed::default() };
        let changed = Reviewed { changed: true, ..decided };
        let skipped = Reviewed { verdict: Some(Verdict::Skip), ..Reviewed::default() };
        let pending = [Reviewed::default(), decided, changed, skipped].map(|r| r.is(Asked::Pending));
        assert_eq!(pending, [true, false, true, true]);
        assert!(changed.is(Asked::Changed) && changed.is(Asked::Real) && !changed.is(Asked::Decided));
        assert_eq!(
            ["none", "待核", "无", "属实", "False_Alarm"].map(Asked::named),
            [
                Some(Asked::Pending),
                Some(Asked::Pending),
                Some(Asked::Pending),
                Some(Asked::Real),
                Some(Asked::FalseAlarm),
            ]
        );
    }
}
