//! What rows, columns and tables are called where the words of the form are too long: on screens, in
//! messages, in English.

use crate::model::form::{Col, Row, Table};

impl Row {
    /// A name of at most eight characters for lists, messages and frozen columns.
    pub fn short_zh(self) -> &'static str {
        match self {
            Self::Regulations => "规章",
            Self::NormativeDocuments => "规范性文件",
            Self::AdminLicense => "行政许可",
            Self::OtherExternalServices => "其他对外服务",
            Self::AdminPenalty => "行政处罚",
            Self::AdminCompulsion => "行政强制",
            Self::AdminFees => "行政事业性收费",
            Self::GovProcurement => "政府集中采购",
            Self::NewReceived => "本年新收",
            Self::CarriedIn => "上年结转",
            Self::Granted => "予以公开",
            Self::Partial => "部分公开",
            Self::DenyStateSecret => "国家秘密",
            Self::DenyOtherLaw => "其他法律禁止",
            Self::DenyThreeSecurity => "三安全一稳定",
            Self::DenyThirdParty => "第三方权益",
            Self::DenyInternal => "三类内部事务",
            Self::DenyProcess => "四类过程信息",
            Self::DenyEnforcementFile => "行政执法案卷",
            Self::DenyAdminQuery => "行政查询事项",
            Self::DenyTotal => "不予公开小计",
            Self::UnableNotHeld => "不掌握",
            Self::UnableNeedCreation => "需另行制作",
            Self::UnableUnclear => "补正后不明确",
            Self::UnableTotal => "无法提供小计",
            Self::NoprocPetition => "信访举报投诉",
            Self::NoprocRepeat => "重复申请",
            Self::NoprocPublication => "公开出版物",
            Self::NoprocMassive => "大量反复申请",
            Self::NoprocConfirm => "确认重新出具",
            Self::NoprocTotal => "不予处理小计",
            Self::Other => "其他处理",
            Self::OtherNoCorrection => "逾期不补正",
            Self::OtherUnpaidFee => "逾期不缴费",
            Self::OtherMisc => "其他",
            Self::OtherTotal => "其他处理小计",
            Self::HandledTotal => "总计",
            Self::CarriedOut => "结转下年度",
            Self::Review => "行政复议",
            Self::LitigationDirect => "未经复议直接起诉",
            Self::LitigationAfterReview => "复议后起诉",
        }
    }

    /// The same for the English interface.
    pub fn short_en(self) -> &'static str {
        match self {
            Self::Regulations => "regulations",
            Self::NormativeDocuments => "normative docs",
            Self::AdminLicense => "licences",
            Self::OtherExternalServices => "other services",
            Self::AdminPenalty => "penalties",
            Self::AdminCompulsion => "compulsion",
            Self::AdminFees => "admin fees",
            Self::GovProcurement => "procurement",
            Self::NewReceived => "new received",
            Self::CarriedIn => "carried in",
            Self::Granted => "granted",
            Self::Partial => "partly granted",
            Self::DenyStateSecret => "state secret",
            Self::DenyOtherLaw => "other law",
            Self::DenyThreeSecurity => "three securities",
            Self::DenyThirdParty => "third party",
            Self::DenyInternal => "internal affairs",
            Self::DenyProcess => "in process",
            Self::DenyEnforcementFile => "case files",
            Self::DenyAdminQuery => "admin queries",
            Self::DenyTotal => "denied, sum",
            Self::UnableNotHeld => "not held",
            Self::UnableNeedCreation => "to be created",
            Self::UnableUnclear => "unclear",
            Self::UnableTotal => "unable, sum",
            Self::NoprocPetition => "petitions",
            Self::NoprocRepeat => "repeated",
            Self::NoprocPublication => "publications",
            Self::NoprocMassive => "massive",
            Self::NoprocConfirm => "confirmations",
            Self::NoprocTotal => "not processed, sum",
            Self::Other => "otherwise",
            Self::OtherNoCorrection => "not corrected",
            Self::OtherUnpaidFee => "fee unpaid",
            Self::OtherMisc => "other",
            Self::OtherTotal => "otherwise, sum",
            Self::HandledTotal => "total handled",
            Self::CarriedOut => "carried out",
            Self::Review => "review",
            Self::LitigationDirect => "direct litigation",
            Self::LitigationAfterReview => "after review",
        }
    }
}

impl Col {
    /// The form's head in at most two lines of two or three characters each.
    pub fn head_zh(self) -> [&'static str; 2] {
        match self {
            Self::MadeNew => ["新制作", "数量"],
            Self::DisclosedNew => ["新公开", "数量"],
            Self::DisclosedTotal => ["公开", "总数量"],
            Self::Issued => ["制发", "件数"],
            Self::Repealed => ["废止", "件数"],
            Self::InForce => ["现行", "有效"],
            Self::PrevYearItems => ["上一年", "项目"],
            Self::Change => ["本年", "增/减"],
            Self::Decisions => ["处理", "决定"],
            Self::AmountWan => ["收费", "金额"],
            Self::ProjectCount => ["采购", "项目"],
            Self::TotalAmount => ["采购", "总金额"],
            Self::NaturalPerson => ["", "自然人"],
            Self::Commercial => ["商业", "企业"],
            Self::Research => ["科研", "机构"],
            Self::Social => ["公益", "组织"],
            Self::LegalService => ["法律", "服务"],
            Self::OtherOrg => ["其他", "组织"],
            Self::Org => ["法人", "小计"],
            Self::Upheld => ["结果", "维持"],
            Self::Corrected => ["结果", "纠正"],
            Self::OtherResult => ["其他", "结果"],
            Self::Pending => ["尚未", "审结"],
            Self::Total => ["", "总计"],
        }
    }

    /// The same for the English interface, at most seven columns wide.
    pub fn head_en(self) -> [&'static str; 2] {
        match self {
            Self::MadeNew => ["made", "new"],
            Self::DisclosedNew => ["opened", "new"],
            Self::DisclosedTotal => ["opened", "total"],
            Self::Issued => ["", "issued"],
            Self::Repealed => ["", "repeal"],
            Self::InForce => ["in", "force"],
            Self::PrevYearItems => ["items", "before"],
            Self::Change => ["", "change"],
            Self::Decisions => ["deci-", "sions"],
            Self::AmountWan => ["amount", "10k"],
            Self::ProjectCount => ["", "count"],
            Self::TotalAmount => ["", "amount"],
            Self::NaturalPerson => ["", "person"],
            Self::Commercial => ["", "firm"],
            Self::Research => ["re-", "search"],
            Self::Social => ["public", "good"],
            Self::LegalService => ["", "legal"],
            Self::OtherOrg => ["other", "org"],
            Self::Org => ["all", "orgs"],
            Self::Upheld => ["", "upheld"],
            Self::Corrected => ["correc", "ted"],
            Self::OtherResult => ["other", "result"],
            Self::Pending => ["", "pending"],
            Self::Total => ["", "total"],
        }
    }

    /// The full word, one line: what messages and the status line say.
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::MadeNew => "本年新制作数量",
            Self::DisclosedNew => "本年新公开数量",
            Self::DisclosedTotal => "对外公开总数量",
            Self::Issued => "本年制发件数",
            Self::Repealed => "本年废止件数",
            Self::InForce => "现行有效件数",
            Self::PrevYearItems => "上一年项目数量",
            Self::Change => "本年增/减",
            Self::Decisions => "处理决定数量",
            Self::AmountWan => "本年收费金额",
            Self::ProjectCount => "采购项目数量",
            Self::TotalAmount => "采购总金额",
            Self::NaturalPerson => "自然人",
            Self::Commercial => "商业企业",
            Self::Research => "科研机构",
            Self::Social => "社会公益组织",
            Self::LegalService => "法律服务机构",
            Self::OtherOrg => "其他",
            Self::Org => "法人或其他组织",
            Self::Upheld => "结果维持",
            Self::Corrected => "结果纠正",
            Self::OtherResult => "其他结果",
            Self::Pending => "尚未审结",
            Self::Total => "总计",
        }
    }
}

impl Table {
    /// 表二, 表三, 表四.
    pub fn short_zh(self) -> &'static str {
        match self {
            Self::T2 => "表二",
            Self::T3 => "表三",
            Self::T4 => "表四",
        }
    }
}
