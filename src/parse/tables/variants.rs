//! What sources print in place of the words of the forms: heads cut short, labels abridged, titles of
//! sections said otherwise. A new variant is a line here.

use crate::model::form::{Col, Form, Row};
use crate::model::report::SectionKey;
use crate::parse::tables::columns::SUM_HEAD;

/// Heads of table 三 as some sources cut them, and what stands around the heads.
pub const HEADS_3: [(&str, Option<Col>); 9] = [
    ("申请人情况", None),
    ("法人或其他组织", Some(Col::Org)),
    ("社会公益", Some(Col::Social)),
    ("公益组织", Some(Col::Social)),
    ("法律服务", Some(Col::LegalService)),
    ("商业企业", Some(Col::Commercial)),
    ("企业", None),
    ("合计", Some(Col::Total)),
    (SUM_HEAD, Some(Col::Org)),
];

/// Heads of table 二 that differ from the form by their notes.
pub const HEADS_2: [(&str, Option<Col>, Option<Form>); 8] = [
    ("信息内容", None, None),
    ("处理决定数量", Some(Col::Decisions), None),
    ("本年收费金额", Some(Col::AmountWan), Some(Form::F2021)),
    ("本年收费金额(单位:万元,保留4位小数)", Some(Col::AmountWan), Some(Form::F2021)),
    ("本年收费金额(单位:万元,保留四位小数)", Some(Col::AmountWan), Some(Form::F2021)),
    ("本年增减", Some(Col::Change), Some(Form::F2019)),
    ("上一年项目数", Some(Col::PrevYearItems), Some(Form::F2019)),
    ("采购总金额(万元)", Some(Col::TotalAmount), Some(Form::F2019)),
];

/// Labels as some sources print them.
pub const ROWS: [(&str, Row); 6] = [
    ("部分公开", Row::Partial),
    ("本年新收政府信息公开申请数", Row::NewReceived),
    ("上年结转政府信息公开申请数", Row::CarriedIn),
    ("其他对外管理服务", Row::OtherExternalServices),
    ("申请人无正当理由逾期不补正", Row::OtherNoCorrection),
    ("申请人逾期未按收费通知要求缴纳费用", Row::OtherUnpaidFee),
];

/// Titles of the six sections as sources vary them.
pub const TITLES: [(&str, SectionKey); 14] = [
    ("概述", SectionKey::Overview),
    ("政府信息公开工作总体情况", SectionKey::Overview),
    ("主动公开政府信息的情况", SectionKey::Proactive),
    ("政府信息主动公开情况", SectionKey::Proactive),
    ("行政机关收到和处理政府信息公开申请情况", SectionKey::Requests),
    ("政府信息依申请公开工作情况", SectionKey::Requests),
    ("因政府信息公开工作被申请行政复议、提起行政诉讼情况", SectionKey::Disputes),
    ("因政府信息公开申请行政复议、提起行政诉讼的情况", SectionKey::Disputes),
    ("因政府信息公开申请行政复议、提起行政诉讼情况", SectionKey::Disputes),
    ("政府信息公开行政复议和行政诉讼情况", SectionKey::Disputes),
    ("政府信息公开工作存在的主要问题及改进情况", SectionKey::Problems),
    ("存在的主要问题和改进情况", SectionKey::Problems),
    ("存在的主要问题及改进措施", SectionKey::Problems),
    ("其他需要报告事项", SectionKey::Other),
];

/// Titles of reports before 2019, which had no form for them. They count behind their numbers only:
/// alone they may be headings of any level.
pub const FREE_TITLES: [&str; 55] = [
    "基本情况",
    "概况",
    "工作概述",
    "总体概述",
    "工作总体情况",
    "政府信息公开工作概述",
    "政府信息公开工作概况",
    "政府信息公开工作基本情况",
    "组织领导和制度建设情况",
    "主动公开情况",
    "主动公开工作情况",
    "主动公开信息情况",
    "主动公开政府信息工作情况",
    "政府信息主动公开的情况",
    "政府信息主动公开工作情况",
    "回应解读情况",
    "依申请公开情况",
    "依申请公开的情况",
    "依申请公开工作情况",
    "依申请公开办理情况",
    "依申请公开信息情况",
    "依申请公开政府信息情况",
    "依申请公开政府信息的情况",
    "依申请公开政府信息工作情况",
    "依申请公开政府信息办理情况",
    "依申请公开政府信息和不予公开政府信息的情况",
    "政府信息依申请公开情况",
    "政府信息依申请公开的情况",
    "政府信息依申请公开办理情况",
    "复议、诉讼情况",
    "复议、诉讼和申诉情况",
    "行政复议、诉讼情况",
    "行政复议、行政诉讼情况",
    "行政复议和行政诉讼情况",
    "行政复议、提起行政诉讼情况",
    "政府信息公开复议、诉讼情况",
    "因政府信息公开申请行政复议和提起行政诉讼的情况",
    "因政府信息公开申请行政复议、提起行政诉讼和申诉的情况",
    "存在的主要问题和改进措施",
    "存在的问题及改进措施",
    "存在的问题和改进措施",
    "存在问题及改进措施",
    "存在问题和改进措施",
    "主要问题及改进措施",
    "主要问题和改进措施",
    "存在的不足及改进措施",
    "政府信息公开工作存在的问题及改进措施",
    "政府信息公开工作存在的主要问题及改进措施",
    "政府信息公开工作存在的主要问题和改进措施",
    "政府信息公开工作存在的主要问题和改进情况",
    "政府信息公开工作中存在的主要问题及改进情况",
    "政府信息公开工作机构和人员情况",
    "政府信息公开工作机构、人员和经费情况",
    "机构建设和保障经费情况",
    "政府信息公开会议和培训情况",
];

/// Titles of sections that the forms since 2019 do not have.
pub const TOPICS: [&str; 12] = [
    "政府信息公开的收费及减免情况",
    "政府信息公开收费及减免情况",
    "政府信息公开的收费和减免情况",
    "依申请公开政府信息收费及减免情况",
    "依申请公开政府信息的收费及减免情况",
    "依申请公开收费及减免情况",
    "收费及减免情况",
    "收费和减免情况",
    "政府信息公开收费情况",
    "政府信息公开情况统计表",
    "政府信息公开工作情况统计表",
    "举报投诉情况",
];
