//! The forms of 2019 and 2021 as they are printed, row by row.

use crate::model::form::{Block, Col, Row, RowSpec, Table, TableSpec};

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

pub(super) static F2019: [TableSpec; 3] = [
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

pub(super) static F2021: [TableSpec; 3] = [
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
