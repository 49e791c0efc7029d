//! A flag (疑点): what a rule found, with the evidence a reviewer needs to believe it.

use crate::model::cell::{How, Number};
use crate::model::form::CellId;
use crate::model::ids::ids;
use crate::model::report::Span;
use crate::model::verdict::Reviewed;

ids! {
    /// How grave a flag is. The order is that of worth: an error is greater than a warning.
    pub enum Severity {
        Info = "info",
        Warning = "warning",
        Error = "error",
    }
}

impl Severity {
    /// One column: 错 警 提.
    pub fn mark_zh(self) -> &'static str {
        match self {
            Self::Info => "提",
            Self::Warning => "警",
            Self::Error => "错",
        }
    }

    /// One letter: E W I.
    pub fn mark_en(self) -> &'static str {
        match self {
            Self::Info => "I",
            Self::Warning => "W",
            Self::Error => "E",
        }
    }

    /// 错误 警告 提示.
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Info => "提示",
            Self::Warning => "警告",
            Self::Error => "错误",
        }
    }
}

ids! {
    /// Whom a flag speaks about.
    pub enum Class {
        /// 年报问题: the published report contradicts itself, the form, the law or another report.
        Report = "report",
        /// 采集问题: what we hold is damaged or incomplete; never a finding about the agency.
        Copy = "copy",
        /// 指标提示: unusual, not wrong.
        Indicator = "indicator",
    }
}

impl Class {
    /// 年报问题 采集问题 指标提示.
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Report => "年报问题",
            Self::Copy => "采集问题",
            Self::Indicator => "指标提示",
        }
    }
}

ids! {
    /// The two sides of an identity.
    pub enum Side {
        Left = "left",
        Right = "right",
    }
}

ids! {
    /// Where flags go: those of a rule unless the user says otherwise.
    pub enum Destination {
        /// The review queue.
        Queue = "queue",
        /// The report view, and lists on request.
        Shown = "shown",
        /// The operator's triage.
        Triage = "triage",
        /// Nowhere.
        Off = "off",
    }
}

impl Destination {
    /// The word of the interface.
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Queue => "核查",
            Self::Shown => "显示",
            Self::Triage => "分拣",
            Self::Off => "停用",
        }
    }
}

/// One piece of evidence: a cell, a quotation, or both, with its place in the source.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Evidence {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// Id of another report, where the evidence stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<CellId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub how: Option<How>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Span>,
    /// The words of the source, as printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
}

/// What fields of queries ask of a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// The code of the rule.
    pub rule: &'static str,
    pub severity: Severity,
    pub reviewed: Reviewed,
}

/// What a rule found in one report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// The code of the rule, `T3-BAL`.
    pub rule: &'static str,
    pub severity: Severity,
    pub class: Class,
    /// What the rule rests on in law or in the form; `None` for our own reasoning.
    pub basis: Option<&'static str>,
    /// One line with the numbers in it, in the words of the form.
    pub message: String,
    pub message_en: String,
    pub expected: String,
    pub found: String,
    pub evidence: Vec<Evidence>,
    /// Fingerprint of the flag this one follows from.
    pub root: Option<String>,
    /// Stable name of the flag, which survives a re-parse (`jianbao schema` says of what it is made).
    pub fingerprint: String,
    /// Whether any evidence cell is inferred.
    pub inferred: bool,
    /// Where the user sends the flags of this rule, where they said so.
    pub sent: Option<Destination>,
}

impl Flag {
    /// Where in the source the flag stands: the first place of its evidence in this report.
    pub fn place(&self) -> Option<Span> {
        self.evidence.iter().filter(|e| e.report.is_none()).find_map(|e| e.at)
    }
}
