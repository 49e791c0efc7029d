//! What rules rest on in the law and in the official forms, in the words shown beside a flag. [`ALL`] has
//! every one of them.

/// The law of 2019 on the contents of the report.
pub const CONTENTS: &str = "《政府信息公开条例》(国令第711号)第五十条:年度报告应当包括的内容";
/// The forms since 2019.
pub const FORM: &str = "年度报告格式(国办公开办函〔2019〕60号、〔2021〕30号)";
/// The note in the corner of table 三.
pub const CORNER_NOTE: &str = "年度报告格式表三注:本列数据的勾稽关系为第一项加第二项之和,等于第三项加第四项之和";
/// What the notice of 2021 holds agencies to.
pub const ACCURATE: &str = "国办公开办函〔2021〕30号:年度报告内容应当准确、全面";
/// The deadline of departments.
pub const JANUARY: &str = "《政府信息公开条例》(国令第711号)第四十九条第一款:每年1月31日前";
/// The deadline of the report of a whole area.
pub const MARCH: &str = "《政府信息公开条例》(国令第711号)第四十九条第二款:每年3月31日前";
/// The deadline of all agencies for the years 2008 to 2018.
pub const MARCH_2007: &str = "《政府信息公开条例》(国令第492号)第三十一条:每年3月31日前";
/// Who makes 规章.
pub const LEGISLATION: &str = "《立法法》第九十一条、第九十三条:规章的制定机关";
/// What must not be disclosed of persons.
pub const PRIVACY: &str = "《政府信息公开条例》(国令第711号)第十五条:涉及个人隐私的信息不得公开";

/// Every one of them.
pub const ALL: [&str; 9] = [CONTENTS, FORM, CORNER_NOTE, ACCURATE, JANUARY, MARCH, MARCH_2007, LEGISLATION, PRIVACY];
