//! The official forms as data: every row and column of tables 二, 三 and 四 with the words printed
//! for it. The parser aligns labels against these tables, rules add up their rows, screens draw
//! their heads; none of them knows a form otherwise.
//!
//! Sources: F2019 is the annex of 国办公开办函〔2019〕60号, F2021 that of 国办公开办函〔2021〕30号.

use std::fmt;
use std::str::FromStr;

use crate::model::ids::ids;

ids! {
    /// The edition of the national form a report follows, told by the labels of table 二.
    pub enum Form {
        /// Report years 2008-2013: no national form, local tables.
        F2008 = "F2008",
        /// Report years 2014-2018: 政府信息公开情况统计表 of 国办发〔2014〕32号.
        F2014 = "F2014",
        /// Report years 2019 and 2020: 国办公开办函〔2019〕60号.
        F2019 = "F2019",
        /// Report years from 2021: 国办公开办函〔2021〕30号.
        F2021 = "F2021",
    }
}

impl Form {
    /// The form prescribed for a report year.
    pub fn of_year(year: u16) -> Self {
        match year {
            ..=2013 => Self::F2008,
            2014..=2018 => Self::F2014,
            2019 | 2020 => Self::F2019,
            _ => Self::F2021,
        }
    }

    /// The three tables of this form; empty for the forms before 2019, which have none of them.
    pub fn tables(self) -> &'static [TableSpec] {
        match self {
            Self::F2019 => &F2019,
            Self::F2021 => &F2021,
            Self::F2008 | Self::F2014 => &[],
        }
    }

    /// One table of this form.
    pub fn table(self, table: Table) -> Option<&'static TableSpec> {
        self.tables().iter().find(|spec| spec.table == table)
    }
}

ids! {
    /// A table of the forms since 2019.
    pub enum Table {
        /// 二、主动公开政府信息情况.
        T2 = "t2",
        /// 三、收到和处理政府信息公开申请情况.
        T3 = "t3",
        /// 四、政府信息公开行政复议、行政诉讼情况.
        T4 = "t4",
    }
}

ids! {
    /// A row of the forms (of table 四: a group of columns, since its one line is printed lengthwise).
    pub enum Row {
        Regulations = "regulations",
        NormativeDocuments = "normative_documents",
        AdminLicense = "admin_license",
        OtherExternalServices = "other_external_services",
        AdminPenalty = "admin_penalty",
        AdminCompulsion = "admin_compulsion",
        AdminFees = "admin_fees",
        GovProcurement = "gov_procurement",
        NewReceived = "new_received",
        CarriedIn = "carried_in",
        Granted = "granted",
        Partial = "partial",
        DenyStateSecret = "deny_state_secret",
        DenyOtherLaw = "deny_other_law",
        DenyThreeSecurity = "deny_three_security",
        DenyThirdParty = "deny_third_party",
        DenyInternal = "deny_internal",
        DenyProcess = "deny_process",
        DenyEnforcementFile = "deny_enforcement_file",
        DenyAdminQuery = "deny_admin_query",
        DenyTotal = "deny_total",
        UnableNotHeld = "unable_not_held",
        UnableNeedCreation = "unable_need_creation",
        UnableUnclear = "unable_unclear",
        UnableTotal = "unable_total",
        NoprocPetition = "noproc_petition",
        NoprocRepeat = "noproc_repeat",
        NoprocPublication = "noproc_publication",
        NoprocMassive = "noproc_massive",
        NoprocConfirm = "noproc_confirm",
        NoprocTotal = "noproc_total",
        Other = "other",
        OtherNoCorrection = "other_no_correction",
        OtherUnpaidFee = "other_unpaid_fee",
        OtherMisc = "other_misc",
        OtherTotal = "other_total",
        HandledTotal = "handled_total",
        CarriedOut = "carried_out",
        Review = "review",
        LitigationDirect = "litigation_direct",
        LitigationAfterReview = "litigation_after_review",
    }
}

impl Row {
    /// The rows of (六)其他处理 in the form of 2021; that of 2019 has one.
    pub const PARTS_OF_OTHER: [Self; 3] = [Self::OtherNoCorrection, Self::OtherUnpaidFee, Self::OtherMisc];

    /// The row with this address: `t3.granted`.
    pub fn at(address: &str) -> Option<Self> {
        let (table, row) = address.split_once('.')?;
        Self::from_id(row).filter(|row| row.table().id() == table)
    }

    /// The columns that a form prints of it, by the newest form that has the row.
    pub fn cols(self) -> &'static [Col] {
        let tables = [Form::F2021, Form::F2019].into_iter().filter_map(|form| form.table(self.table()));
        tables.flat_map(TableSpec::rows).find(|spec| spec.row == self).map_or(&[], |spec| spec.cols)
    }

    /// The table this row stands in.
    pub fn table(self) -> Table {
        match self {
            Self::Regulations
            | Self::NormativeDocuments
            | Self::AdminLicense
            | Self::OtherExternalServices
            | Self::AdminPenalty
            | Self::AdminCompulsion
            | Self::AdminFees
            | Self::GovProcurement => Table::T2,
            Self::Review | Self::LitigationDirect | Self::LitigationAfterReview => Table::T4,
            _ => Table::T3,
        }
    }

    /// Whether this is an outcome of table 三 (三) that (七)总计 adds up: neither a printed sum nor
    /// a line above or below the outcomes.
    pub fn is_outcome(self) -> bool {
        self >= Self::Granted && self < Self::HandledTotal && !self.is_derived()
    }

    /// A group sum that neither form prints; stored only where a source prints it.
    pub fn is_derived(self) -> bool {
        matches!(self, Self::DenyTotal | Self::UnableTotal | Self::NoprocTotal | Self::OtherTotal)
    }
}

ids! {
    /// A column of the forms.
    pub enum Col {
        MadeNew = "made_new",
        DisclosedNew = "disclosed_new",
        DisclosedTotal = "disclosed_total",
        Issued = "issued",
        Repealed = "repealed",
        InForce = "in_force",
        PrevYearItems = "prev_year_items",
        Change = "change",
        Decisions = "decisions",
        AmountWan = "amount_wan",
        ProjectCount = "project_count",
        TotalAmount = "total_amount",
        NaturalPerson = "natural_person",
        Commercial = "commercial",
        Research = "research",
        Social = "social",
        LegalService = "legal_service",
        OtherOrg = "other_org",
        /// 法人或其他组织, the sum of the five columns under it; printed by some sites only.
        Org = "org",
        Upheld = "upheld",
        Corrected = "corrected",
        OtherResult = "other_result",
        Pending = "pending",
        Total = "total",
    }
}

impl Col {
    /// A count of things; the others are amounts of money.
    pub fn is_count(self) -> bool {
        !matches!(self, Self::AmountWan | Self::TotalAmount)
    }
}

/// The address of a cell: `t3.new_received.total`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellId {
    pub row: Row,
    pub col: Col,
}

impl CellId {
    pub fn new(row: Row, col: Col) -> Self {
        Self { row, col }
    }

    pub fn table(self) -> Table {
        self.row.table()
    }
}

impl fmt::Display for CellId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.table(), self.row, self.col)
    }
}

impl FromStr for CellId {
    type Err = UnknownCell;

    fn from_str(text: &str) -> Result<Self, UnknownCell> {
        let unknown = || UnknownCell(text.to_owned());
        let mut parts = text.split('.');
        let (Some(table), Some(row), Some(col), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(unknown());
        };
        let (Some(table), Some(row), Some(col)) = (Table::from_id(table), Row::from_id(row), Col::from_id(col)) else {
            return Err(unknown());
        };
        if row.table() == table { Ok(Self { row, col }) } else { Err(unknown()) }
    }
}

impl serde::Serialize for CellId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for CellId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A text that names no cell of any form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such cell: {0:?} (a cell is written table.row.column, as in t3.new_received.total)")]
pub struct UnknownCell(String);

/// One table of a form.
#[derive(Debug)]
pub struct TableSpec {
    pub table: Table,
    /// The heading of the section that holds the table.
    pub caption: &'static str,
    pub blocks: &'static [Block],
}

impl TableSpec {
    /// The rows from top to bottom.
    pub fn rows(&self) -> impl Iterator<Item = &'static RowSpec> + use<> {
        self.blocks.iter().flat_map(|block| block.rows)
    }

    /// The cells, row by row, in the order of the form.
    pub fn cells(&self) -> impl Iterator<Item = CellId> + use<> {
        self.rows().flat_map(|spec| spec.cols.iter().map(|col| CellId::new(spec.row, *col)))
    }

    /// The columns of a table whose rows share them (三 and 四); those of the first block otherwise.
    pub fn cols(&self) -> &'static [Col] {
        self.blocks.first().map_or(&[], |block| block.cols)
    }
}

/// Rows under one set of column heads. Tables 三 and 四 have one block, table 二 four or five.
#[derive(Debug)]
pub struct Block {
    /// The full-width line above the heads (`第二十条第(一)项`), empty where there is none.
    pub caption: &'static str,
    pub cols: &'static [Col],
    /// The words of the column heads, one for each of `cols`.
    pub heads: &'static [&'static str],
    pub rows: &'static [RowSpec],
}

/// A row with the words the form prints for it.
#[derive(Debug)]
pub struct RowSpec {
    pub row: Row,
    /// The numbering before the label: `一`, `(一)`, `1`; empty in table 二.
    pub number: &'static str,
    /// The official label without its numbering.
    pub label: &'static str,
    /// The vertical label of the group the row belongs to: `(三)不予公开`.
    pub group: Option<&'static str>,
    pub cols: &'static [Col],
}

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

const DOCS_2019: &[Col] = &[Col::MadeNew, Col::DisclosedNew, Col::DisclosedTotal];
const ITEMS_2019: &[Col] = &[Col::PrevYearItems, Col::Change, Col::Decisions];
const FEES_2019: &[Col] = &[Col::PrevYearItems, Col::Change];
const PROCUREMENT: &[Col] = &[Col::ProjectCount, Col::TotalAmount];
const DOCS_2021: &[Col] = &[Col::Issued, Col::Repealed, Col::InForce];
const DECISIONS_2021: &[Col] = &[Col::Decisions];
const FEES_2021: &[Col] = &[Col::AmountWan];
/// The value columns of table 三, left to right.
pub const APPLICANTS: &[Col] =
    &[Col::NaturalPerson, Col::Commercial, Col::Research, Col::Social, Col::LegalService, Col::OtherOrg, Col::Total];
/// The columns of each group of table 四, left to right.
pub const RESULTS: &[Col] = &[Col::Upheld, Col::Corrected, Col::OtherResult, Col::Pending, Col::Total];

const APPLICANT_HEADS: &[&str] = &["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"];
const RESULT_HEADS: &[&str] = &["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"];
const ITEM_HEADS_2019: &[&str] = &["上一年项目数量", "本年增/减", "处理决定数量"];
const DECISION_HEADS_2021: &[&str] = &["本年处理决定数量"];

/// The note in the corner of table 三, which states the identity of `T3-BAL`.
pub const T3_CORNER_NOTE: &str = "本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和";

const CAPTION_2: &str = "主动公开政府信息情况";
const CAPTION_3: &str = "收到和处理政府信息公开申请情况";
const CAPTION_4: &str = "政府信息公开行政复议、行政诉讼情况";

const fn row(row: Row, label: &'static str, cols: &'static [Col]) -> RowSpec {
    RowSpec { row, number: "", label, group: None, cols }
}

const fn line(row: Row, number: &'static str, label: &'static str) -> RowSpec {
    RowSpec { row, number, label, group: None, cols: APPLICANTS }
}

const fn item(row: Row, group: &'static str, number: &'static str, label: &'static str) -> RowSpec {
    RowSpec { row, number, label, group: Some(group), cols: APPLICANTS }
}

const DENY: &str = "(三)不予公开";
const UNABLE: &str = "(四)无法提供";
const NOPROC: &str = "(五)不予处理";
const OTHER: &str = "(六)其他处理";

/// The label of the vertical group that holds all outcomes of table 三.
pub const OUTCOMES_GROUP: &str = "三、本年度办理结果";

macro_rules! table_three {
    ($($other:expr),+) => {
        &[
            line(Row::NewReceived, "一", "本年新收政府信息公开申请数量"),
            line(Row::CarriedIn, "二", "上年结转政府信息公开申请数量"),
            line(Row::Granted, "(一)", "予以公开"),
            line(Row::Partial, "(二)", "部分公开(区分处理的,只计这一情形,不计其他情形)"),
            item(Row::DenyStateSecret, DENY, "1", "属于国家秘密"),
            item(Row::DenyOtherLaw, DENY, "2", "其他法律行政法规禁止公开"),
            item(Row::DenyThreeSecurity, DENY, "3", "危及“三安全一稳定”"),
            item(Row::DenyThirdParty, DENY, "4", "保护第三方合法权益"),
            item(Row::DenyInternal, DENY, "5", "属于三类内部事务信息"),
            item(Row::DenyProcess, DENY, "6", "属于四类过程性信息"),
            item(Row::DenyEnforcementFile, DENY, "7", "属于行政执法案卷"),
            item(Row::DenyAdminQuery, DENY, "8", "属于行政查询事项"),
            item(Row::UnableNotHeld, UNABLE, "1", "本机关不掌握相关政府信息"),
            item(Row::UnableNeedCreation, UNABLE, "2", "没有现成信息需要另行制作"),
            item(Row::UnableUnclear, UNABLE, "3", "补正后申请内容仍不明确"),
            item(Row::NoprocPetition, NOPROC, "1", "信访举报投诉类申请"),
            item(Row::NoprocRepeat, NOPROC, "2", "重复申请"),
            item(Row::NoprocPublication, NOPROC, "3", "要求提供公开出版物"),
            item(Row::NoprocMassive, NOPROC, "4", "无正当理由大量反复申请"),
            item(Row::NoprocConfirm, NOPROC, "5", "要求行政机关确认或重新出具已获取信息"),
            $($other,)+
            line(Row::HandledTotal, "(七)", "总计"),
            line(Row::CarriedOut, "四", "结转下年度继续办理"),
        ]
    };
}

const T3_2019: &[RowSpec] = table_three!(line(Row::Other, "(六)", "其他处理"));
const T3_2021: &[RowSpec] = table_three!(
    item(Row::OtherNoCorrection, OTHER, "1", "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    item(Row::OtherUnpaidFee, OTHER, "2", "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    item(Row::OtherMisc, OTHER, "3", "其他")
);

const T4: TableSpec = TableSpec {
    table: Table::T4,
    caption: CAPTION_4,
    blocks: &[Block {
        caption: "",
        cols: RESULTS,
        heads: RESULT_HEADS,
        rows: &[
            row(Row::Review, "行政复议", RESULTS),
            row(Row::LitigationDirect, "未经复议直接起诉", RESULTS),
            row(Row::LitigationAfterReview, "复议后起诉", RESULTS),
        ],
    }],
};

static F2019: [TableSpec; 3] = [
    TableSpec {
        table: Table::T2,
        caption: CAPTION_2,
        blocks: &[
            Block {
                caption: "第二十条第(一)项",
                cols: DOCS_2019,
                heads: &["本年新制作数量", "本年新公开数量", "对外公开总数量"],
                rows: &[
                    row(Row::Regulations, "规章", DOCS_2019),
                    row(Row::NormativeDocuments, "规范性文件", DOCS_2019),
                ],
            },
            Block {
                caption: "第二十条第(五)项",
                cols: ITEMS_2019,
                heads: ITEM_HEADS_2019,
                rows: &[
                    row(Row::AdminLicense, "行政许可", ITEMS_2019),
                    row(Row::OtherExternalServices, "其他对外管理服务事项", ITEMS_2019),
                ],
            },
            Block {
                caption: "第二十条第(六)项",
                cols: ITEMS_2019,
                heads: ITEM_HEADS_2019,
                rows: &[
                    row(Row::AdminPenalty, "行政处罚", ITEMS_2019),
                    row(Row::AdminCompulsion, "行政强制", ITEMS_2019),
                ],
            },
            Block {
                caption: "第二十条第(八)项",
                cols: FEES_2019,
                heads: &["上一年项目数量", "本年增/减"],
                rows: &[row(Row::AdminFees, "行政事业性收费", FEES_2019)],
            },
            Block {
                caption: "第二十条第(九)项",
                cols: PROCUREMENT,
                heads: &["采购项目数量", "采购总金额"],
                rows: &[row(Row::GovProcurement, "政府集中采购", PROCUREMENT)],
            },
        ],
    },
    TableSpec {
        table: Table::T3,
        caption: CAPTION_3,
        blocks: &[Block { caption: "", cols: APPLICANTS, heads: APPLICANT_HEADS, rows: T3_2019 }],
    },
    T4,
];

static F2021: [TableSpec; 3] = [
    TableSpec {
        table: Table::T2,
        caption: CAPTION_2,
        blocks: &[
            Block {
                caption: "第二十条第(一)项",
                cols: DOCS_2021,
                heads: &["本年制发件数", "本年废止件数", "现行有效件数"],
                rows: &[
                    row(Row::Regulations, "规章", DOCS_2021),
                    row(Row::NormativeDocuments, "行政规范性文件", DOCS_2021),
                ],
            },
            Block {
                caption: "第二十条第(五)项",
                cols: DECISIONS_2021,
                heads: DECISION_HEADS_2021,
                rows: &[row(Row::AdminLicense, "行政许可", DECISIONS_2021)],
            },
            Block {
                caption: "第二十条第(六)项",
                cols: DECISIONS_2021,
                heads: DECISION_HEADS_2021,
                rows: &[
                    row(Row::AdminPenalty, "行政处罚", DECISIONS_2021),
                    row(Row::AdminCompulsion, "行政强制", DECISIONS_2021),
                ],
            },
            Block {
                caption: "第二十条第(八)项",
                cols: FEES_2021,
                heads: &["本年收费金额(单位:万元)"],
                rows: &[row(Row::AdminFees, "行政事业性收费", FEES_2021)],
            },
        ],
    },
    TableSpec {
        table: Table::T3,
        caption: CAPTION_3,
        blocks: &[Block { caption: "", cols: APPLICANTS, heads: APPLICANT_HEADS, rows: T3_2021 }],
    },
    T4,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn count(form: Form, table: Table) -> usize {
        form.table(table).unwrap().cells().count()
    }

    #[test]
    fn the_forms_have_as_many_cells_as_the_official_ones() {
        assert_eq!([Table::T2, Table::T3, Table::T4].map(|t| count(Form::F2019, t)), [22, 161, 15]);
        assert_eq!([Table::T2, Table::T3, Table::T4].map(|t| count(Form::F2021, t)), [10, 175, 15]);
    }

    #[test]
    fn heads_and_columns_agree_and_rows_know_their_table() {
        for spec in [Form::F2019, Form::F2021].iter().flat_map(|form| form.tables()) {
            for block in spec.blocks {
                assert_eq!(block.cols.len(), block.heads.len(), "{}", block.caption);
                for row in block.rows {
                    assert_eq!(row.row.table(), spec.table, "{}", row.label);
                    assert_eq!(row.cols, block.cols);
                }
            }
        }
    }

    #[test]
    fn the_total_adds_up_nineteen_or_twenty_one_outcomes() {
        let outcomes = |form: Form| form.table(Table::T3).unwrap().rows().filter(|r| r.row.is_outcome()).count();
        assert_eq!((outcomes(Form::F2019), outcomes(Form::F2021)), (19, 21));
    }

    #[test]
    fn a_cell_is_written_and_read_back() {
        for cell in [Form::F2019, Form::F2021].iter().flat_map(|form| form.tables()).flat_map(TableSpec::cells) {
            assert_eq!(cell.to_string().parse(), Ok(cell));
        }
        assert!("t2.new_received.total".parse::<CellId>().is_err());
        assert!("t3.new_received".parse::<CellId>().is_err());
    }
}
