//! Why an entry is not simply a usable report, and what that calls for: one reason an entry, the first that
//! holds in the order of declaration.

use crate::model::ids::ids;

ids! {
    /// What there is to say of an entry. The order is that of precedence: what makes the rest impossible to judge
    /// stands before it, what another copy makes up for before what is wrong with this one.
    pub enum Reason {
        /// A file or a line that cannot be read, or holds no text.
        Unreadable = "unreadable",
        /// A file that needs a program this machine has not.
        NoConverter = "no_converter",
        /// What a site shows in place of a page.
        ErrorPage = "error_page",
        /// A file with nothing in it.
        Empty = "empty",
        /// Guides, plans, lists.
        NotAReport = "not_a_report",
        /// A report that is held already, with the same figures.
        Duplicate = "duplicate",
        /// The report, or its tables, are in a file that the page links to.
        Attachment = "attachment",
        /// The report, or some of its tables, are pictures.
        Pictures = "pictures",
        /// Some of a report is missing from the copy.
        Partial = "partial",
        /// Tables that are there and could not be read.
        Layout = "layout",
        /// Nothing tells which place or agency a report is of.
        RegionUnknown = "region_unknown",
        /// Nothing tells which year a report is of.
        YearUnknown = "year_unknown",
        /// A report that is held already, with other figures.
        Revised = "revised",
        Usable = "usable",
    }
}

ids! {
    /// What an entry calls for.
    pub enum Action {
        Refetch = "refetch",
        /// Install the program that turns such files into text.
        Install = "install_converter",
        FetchAttachments = "fetch_attachments",
        /// Fetch what is missing.
        FetchRest = "fetch_rest",
        Transcribe = "transcribe",
        /// Look at an example: the parser may have to learn it.
        LookAtSample = "look_at_sample",
        /// Say in the roster of the crawl (its manifest) where an agency lies.
        AddToRoster = "add_to_roster",
        /// Look at both versions.
        Compare = "compare",
        /// Leave alone: it is no report.
        Ignore = "ignore",
        /// Leave out: it is held already.
        Drop = "drop",
        Nothing = "none",
    }
}

impl Reason {
    /// What it calls for.
    pub fn action(self) -> Action {
        match self {
            Self::Unreadable | Self::ErrorPage | Self::Empty => Action::Refetch,
            Self::NoConverter => Action::Install,
            Self::NotAReport => Action::Ignore,
            Self::Duplicate => Action::Drop,
            Self::Attachment => Action::FetchAttachments,
            Self::Pictures => Action::Transcribe,
            Self::Partial => Action::FetchRest,
            Self::Layout => Action::LookAtSample,
            Self::RegionUnknown | Self::YearUnknown => Action::AddToRoster,
            Self::Revised => Action::Compare,
            Self::Usable => Action::Nothing,
        }
    }

    /// Whether a whole report was to be expected and is not there: what the share of failures of a site counts.
    pub fn is_failure(self) -> bool {
        use Reason::{Attachment, Empty, ErrorPage, Layout, NoConverter, Partial, Pictures, Unreadable};
        matches!(self, Unreadable | NoConverter | ErrorPage | Empty | Attachment | Pictures | Partial | Layout)
    }

    /// The word of the interface.
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Unreadable => "读不出",
            Self::NoConverter => "缺转换程序",
            Self::ErrorPage => "错误页",
            Self::Empty => "空页",
            Self::NotAReport => "非年报",
            Self::Duplicate => "重复",
            Self::Attachment => "附件页",
            Self::Pictures => "表格为图",
            Self::Partial => "不完整",
            Self::Layout => "版式不识",
            Self::RegionUnknown => "地区不明",
            Self::YearUnknown => "年度不明",
            Self::Revised => "新版",
            Self::Usable => "可用",
        }
    }

    pub fn name_en(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::NoConverter => "no converter",
            Self::ErrorPage => "error page",
            Self::Empty => "empty page",
            Self::NotAReport => "not a report",
            Self::Duplicate => "duplicate",
            Self::Attachment => "attachment page",
            Self::Pictures => "tables are pictures",
            Self::Partial => "incomplete",
            Self::Layout => "layout not understood",
            Self::RegionUnknown => "region unknown",
            Self::YearUnknown => "year unknown",
            Self::Revised => "new version",
            Self::Usable => "usable",
        }
    }
}

impl Action {
    /// Whether somebody has something to do: what may be left alone or left out does not wait for anybody.
    pub fn is_work(self) -> bool {
        !matches!(self, Self::Ignore | Self::Drop | Self::Nothing)
    }

    /// The word of the interface.
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Refetch => "重抓",
            Self::Install => "装程序",
            Self::FetchAttachments => "补抓附件",
            Self::FetchRest => "补抓",
            Self::Transcribe => "转录",
            Self::LookAtSample => "看样例",
            Self::AddToRoster => "补名录",
            Self::Compare => "比对",
            Self::Ignore | Self::Drop => "忽略",
            Self::Nothing => "",
        }
    }

    pub fn name_en(self) -> &'static str {
        match self {
            Self::Refetch => "fetch again",
            Self::Install => "install it",
            Self::FetchAttachments => "fetch the files",
            Self::FetchRest => "fetch the rest",
            Self::Transcribe => "transcribe",
            Self::LookAtSample => "look at one",
            Self::AddToRoster => "add to the roster",
            Self::Compare => "compare",
            Self::Ignore => "ignore",
            Self::Drop => "leave out",
            Self::Nothing => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_have_names_and_work_is_what_somebody_does() {
        for reason in Reason::ALL {
            assert!((2..=5).contains(&reason.name_zh().chars().count()) && !reason.name_en().is_empty());
            assert!(!reason.is_failure() || reason.action().is_work(), "{reason}");
            assert_eq!(reason.action().name_zh().is_empty(), *reason == Reason::Usable);
            assert_eq!(Reason::from_id(reason.id()), Some(*reason));
        }
        let idle: Vec<_> = Reason::ALL.iter().filter(|reason| !reason.action().is_work()).collect();
        assert_eq!(idle, [&Reason::NotAReport, &Reason::Duplicate, &Reason::Usable]);
    }
}
