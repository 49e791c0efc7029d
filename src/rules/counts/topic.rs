//! What a count in the narrative is of, where it is said, and for when: the values of a statement.

use crate::model::ids::ids;

ids! {
    /// What is counted.
    pub enum Topic {
        Received = "received",
        /// 办理…申请, which may mean what was received or what was finished.
        Handled = "handled",
        Finished = "finished",
        Replied = "replied",
        /// 全部办结: nothing is left.
        AllFinished = "all_finished",
        /// 均按期答复: every request was answered.
        AllReplied = "all_replied",
        CarriedIn = "carried_in",
        CarriedOut = "carried_out",
        FromPersons = "from_persons",
        FromOrganisations = "from_organisations",
        /// Requests that came by one channel.
        ByChannel = "by_channel",
        Granted = "granted",
        Partial = "partial",
        GrantedOrPartial = "granted_or_partial",
        Denied = "denied",
        Unable = "unable",
        NotProcessed = "not_processed",
        Otherwise = "otherwise",
        Reviews = "reviews",
        ReviewsUpheld = "reviews_upheld",
        ReviewsCorrected = "reviews_corrected",
        Suits = "suits",
        SuitsDirect = "suits_direct",
        SuitsAfterReview = "suits_after_review",
        SuitsUpheld = "suits_upheld",
        SuitsCorrected = "suits_corrected",
        /// 行政复议、行政诉讼 in one number.
        Disputes = "disputes",
        DocumentsIssued = "documents_issued",
        DocumentsRepealed = "documents_repealed",
        DocumentsInForce = "documents_in_force",
        DocumentsPublished = "documents_published",
        RulesIssued = "rules_issued",
        RulesRepealed = "rules_repealed",
        RulesInForce = "rules_in_force",
        RulesPublished = "rules_published",
        Licences = "licences",
        Penalties = "penalties",
        Compulsions = "compulsions",
        Fees = "fees",
        ProcessingFees = "processing_fees",
        Published = "published",
        OnWebsite = "on_website",
        OnWechat = "on_wechat",
        OnWeibo = "on_weibo",
        InGazette = "in_gazette",
        /// Information published through new media, boards, newspapers and the like.
        OnOtherMedia = "on_other_media",
    }
}

impl Topic {
    /// In the words of the form, or of the narrative where the form has none.
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Received => "收到申请",
            Self::Handled => "办理申请",
            Self::Finished => "办结",
            Self::Replied => "答复",
            Self::AllFinished => "全部办结",
            Self::AllReplied => "全部答复",
            Self::CarriedIn => "上年结转",
            Self::CarriedOut => "结转下年度",
            Self::FromPersons => "自然人申请",
            Self::FromOrganisations => "法人或其他组织申请",
            Self::ByChannel => "某一渠道申请",
            Self::Granted => "予以公开",
            Self::Partial => "部分公开",
            Self::GrantedOrPartial => "予以公开和部分公开",
            Self::Denied => "不予公开",
            Self::Unable => "无法提供",
            Self::NotProcessed => "不予处理",
            Self::Otherwise => "其他处理",
            Self::Reviews => "行政复议",
            Self::ReviewsUpheld => "行政复议维持",
            Self::ReviewsCorrected => "行政复议纠正",
            Self::Suits => "行政诉讼",
            Self::SuitsDirect => "未经复议直接起诉",
            Self::SuitsAfterReview => "复议后起诉",
            Self::SuitsUpheld => "行政诉讼维持",
            Self::SuitsCorrected => "行政诉讼纠正",
            Self::Disputes => "行政复议和行政诉讼",
            Self::DocumentsIssued => "规范性文件制发",
            Self::DocumentsRepealed => "规范性文件废止",
            Self::DocumentsInForce => "规范性文件现行有效",
            Self::DocumentsPublished => "规范性文件公开",
            Self::RulesIssued => "规章制发",
            Self::RulesRepealed => "规章废止",
            Self::RulesInForce => "规章现行有效",
            Self::RulesPublished => "规章公开",
            Self::Licences => "行政许可",
            Self::Penalties => "行政处罚",
            Self::Compulsions => "行政强制",
            Self::Fees => "行政事业性收费",
            Self::ProcessingFees => "信息处理费",
            Self::Published => "主动公开",
            Self::OnWebsite => "网站公开",
            Self::OnWechat => "微信公开",
            Self::OnWeibo => "微博公开",
            Self::InGazette => "公报公开",
            Self::OnOtherMedia => "其他渠道公开",
        }
    }

    /// Whether it speaks of requests for information.
    pub fn is_of_requests(self) -> bool {
        self <= Self::Otherwise
    }

    /// Whether it speaks of reviews and litigation.
    pub fn is_of_disputes(self) -> bool {
        (Self::Reviews..=Self::Disputes).contains(&self)
    }
}

ids! {
    /// For whom a statement speaks, in its own words.
    pub enum Scope {
        /// Nobody is named.
        Unsaid = "unsaid",
        /// 全县, 全市, 我县: everybody in the area.
        Area = "area",
        /// 本机关, 我局: the body that reports.
        Own = "own",
        /// 县政府, 市政府: the government itself, which may mean its office or all of it.
        Government = "government",
        /// 县政府办公室: the office of a government.
        Office = "office",
        /// Others: 县直单位, 各乡镇, 民政局.
        Others = "others",
    }
}

impl Scope {
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Unsaid => "未说明",
            Self::Area => "全辖区",
            Self::Own => "本机关",
            Self::Government => "政府本级",
            Self::Office => "政府办公室",
            Self::Others => "其他单位",
        }
    }
}

ids! {
    /// The time a statement speaks of, seen from the report year.
    pub enum Period {
        /// The report year, said or understood.
        Reported = "reported",
        Previous = "previous",
        Later = "later",
        /// Another year, or a part of one.
        Other = "other",
        /// 历年累计, 截至…: since some beginning.
        Cumulative = "cumulative",
    }
}

impl Period {
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Reported => "本年",
            Self::Previous => "上年",
            Self::Later => "以后",
            Self::Other => "其他时段",
            Self::Cumulative => "累计",
        }
    }
}

ids! {
    /// What a number does in its sentence.
    pub enum Role {
        Whole = "whole",
        /// Named behind 其中 or inside brackets.
        Part = "part",
        /// 比上年增加23件.
        Growth = "growth",
        /// 计划, 将, 力争.
        Plan = "plan",
    }
}
