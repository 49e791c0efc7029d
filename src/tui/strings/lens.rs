//! Words about what the matrix shows.

use crate::model::indicator::Indicator;
use crate::tui::lens::Lens;
use crate::tui::strings::{ENTRIES, MATRIX, REPORTS_COUNTED, Words, words};

pub fn indicator(indicator: Indicator) -> Words {
    match indicator {
        Indicator::NewReceived => words("本年新收(件)", "newly received"),
        Indicator::CarriedIn => words("上年结转(件)", "carried in"),
        Indicator::CarriedOut => words("结转下年度(件)", "carried out"),
        Indicator::GrantRate => words("公开率(含部分公开,%)", "granted, in part too, %"),
        Indicator::DenyRate => words("不予公开率(%)", "denied, %"),
        Indicator::CarryRate => words("结转率(%)", "carried out, %"),
        Indicator::ReviewCorrect => words("复议纠错率(不含未审结,%)", "corrected on review, %"),
        Indicator::ReqAll => words("申请总量(含结转,件)", "applications with those carried in"),
        Indicator::UnableRate => words("无法提供率(%)", "could not be provided, %"),
        Indicator::NoprocRate => words("不予处理率(%)", "not processed, %"),
        Indicator::OtherRate => words("其他处理率(%)", "handled otherwise, %"),
        Indicator::PersonShare => words("自然人占比(%)", "from natural persons, %"),
        Indicator::Litigation => words("行政诉讼(件)", "lawsuits"),
        Indicator::LitCorrect => words("诉讼纠错率(不含未审结,%)", "corrected by courts, %"),
        Indicator::ReviewPer100 => words("复议率(每百件)", "reviews for 100 handled"),
        Indicator::LitPer100 => words("诉讼率(每百件)", "lawsuits for 100 handled"),
    }
}

/// What the matrix shows, over it.
pub fn title_of_matrix(lens: Lens) -> String {
    let shown = match lens {
        Lens::Entries => ENTRIES,
        Lens::Reports => REPORTS_COUNTED,
        Lens::Published => words("公布日期", "published"),
        Lens::Indicator(one) => indicator(one),
    };
    format!("{MATRIX}  {shown}")
}

/// What its marks stand for, under it.
pub fn legend_of_matrix(lens: Lens) -> Words {
    match lens {
        Lens::Entries => words(
            "数字 疑点组数  ! 含错误  - 库中未见  2x 该年两份",
            "n entries  ! with errors  - not in the corpus  2x two reports",
        ),
        Lens::Reports => words("数字 年报份数  - 库中未见", "n reports  - not in the corpus"),
        Lens::Published => words(
            "0131 一月三十一日  ! 逾期(地区行为份数)  . 无日期",
            "0131 31 January  ! late (on regions how many)  . no date",
        ),
        Lens::Indicator(_) => words(
            "_ 无数字  ~ 推算  地区行为本级政府年报,不加总",
            "_ no number  ~ inferred  regions: their own report, nothing is added",
        ),
    }
}
