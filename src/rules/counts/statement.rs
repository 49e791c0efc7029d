//! Statements: every quantity of the narrative, and every 未收到 and 未发生, with what is counted, for
//! whom and when. What a statement is held against is for the rules.

use std::ops::Range;

use crate::model::cell::Number;
use crate::rules::counts::passage::Passage;
use crate::rules::counts::quantity::Quantity;
use crate::rules::counts::reader::Reader;
use crate::rules::counts::topic::{Period, Role, Scope, Topic};

/// How a statement gives its number.
#[derive(Debug, Clone)]
pub enum Said {
    Number(Quantity),
    /// 未收到, 没有发生, 零申请: there is none.
    None,
    /// 全部办结, which gives no number.
    All,
}

/// One thing the narrative says about a count.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Number of the passage it stands in.
    pub passage: usize,
    /// The quantity or the words that deny it.
    pub range: Range<usize>,
    pub said: Said,
    /// What is counted; `None` where the words do not tell, or tell of something else.
    pub topic: Option<Topic>,
    pub scope: Scope,
    pub period: Period,
    pub role: Role,
    /// Whether it says that what was carried over is counted too (含上年结转).
    pub with_carried: bool,
}

impl Statement {
    /// The number it gives; zero where it denies, `None` where it says 全部.
    pub fn value(&self) -> Option<Number> {
        match &self.said {
            Said::Number(quantity) => Some(quantity.value),
            Said::None => Some(Number::ZERO),
            Said::All => None,
        }
    }

    pub fn quantity(&self) -> Option<&Quantity> {
        match &self.said {
            Said::Number(quantity) => Some(quantity),
            Said::None | Said::All => None,
        }
    }

    /// Whether a number is what the statement says: the one printed, or within its approximation.
    pub fn allows(&self, number: Number) -> bool {
        match &self.said {
            Said::None => number.is_zero(),
            Said::All => false,
            Said::Number(quantity) => {
                let (low, high) = quantity.bounds();
                low.is_none_or(|low| low <= number) && high.is_none_or(|high| number <= high)
            }
        }
    }
}

/// What the place of a passage in the report tells.
#[derive(Debug, Clone, Copy, Default)]
pub struct Frame {
    /// Number of the passage.
    pub passage: usize,
    /// The year reported on.
    pub year: Option<u16>,
    /// Whether the section is about requests or disputes, whatever its paragraphs say.
    pub of_requests: bool,
}

/// Every statement of a passage, in order.
pub fn statements(passage: &Passage<'_>, frame: Frame) -> Vec<Statement> {
    Reader::new(passage, frame).read()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::report::Block;

    fn read(text: &str) -> Vec<String> {
        let blocks: Vec<_> = text.split('\n').map(|text| Block { text: text.to_owned(), ..Block::default() }).collect();
        let passage = Passage::of(&blocks);
        let told = |statement: Statement| {
            let value = statement.value().map_or("-".to_owned(), |value| value.to_string());
            let topic = statement.topic.map_or("?", Topic::id);
            let mut words = format!("{topic} {value}");
            let rest = [
                (statement.scope.id(), "unsaid"),
                (statement.period.id(), "reported"),
                (statement.role.id(), "whole"),
                (if statement.with_carried { "with_carried" } else { "" }, ""),
            ];
            for (word, plain) in rest {
                if word != plain {
                    words = format!("{words} {word}");
                }
            }
            words
        };
        let frame = Frame { passage: 0, year: Some(2021), of_requests: false };
        statements(&passage, frame).into_iter().map(told).collect()
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(read(text), expected, "{text}");
    }

    #[test]
    fn requests() {
        check("2021年共受理26件政府信息公开申请,已全部办理答复。", &["received 26", "all_replied -"]);
        check(
            "我局收到政府信息公开申请9件,上年结转2件,办结10件,结转下年度继续办理1件。",
            &["received 9 own", "carried_in 2 own", "finished 10 own", "carried_out 1 own"],
        );
        check("(二)依申请公开情况\n全年共收到23件,均已答复。", &["received 23", "all_replied -"]);
        check("全年收到依申请公开件5件。\n收到来信5件,答复5件。", &["received 5", "? 5", "? 5"]);
        check("政府信息公开申请12件,全部办结。", &["received 12", "all_finished -"]);
        check("全年办理政府信息公开申请218件。", &["handled 218"]);
        check("收到并办结政府信息公开申请5件。", &["handled 5"]);
        check(
            "收到政府信息公开申请5件,其中予以公开3件、部分公开1件,不予公开1件。",
            &["received 5", "granted 3 part", "partial 1 part", "denied 1 part"],
        );
        check(
            "收到申请9件。办结8件,3件予以公开,予以公开及部分公开4件。",
            &["received 9", "finished 8", "granted 3", "granted_or_partial 4"],
        );
        check(
            "受理政府信息公开申请7件,2020年结转2件,结转至2022年1件。",
            &["received 7", "carried_in 2", "carried_out 1"],
        );
        check(
            "收到政府信息公开申请8件,自然人申请5件,法人或其他组织申请3件。",
            &["received 8", "from_persons 5", "from_organisations 3"],
        );
        check("通过信函收到申请2件,通过网络、信函等渠道收到申请9件。", &["by_channel 2", "received 9"]);
    }

    #[test]
    fn traps_of_requests() {
        check(
            "全县收到政府信息公开申请118件,其中县政府办收到26件。",
            &["received 118 area", "received 26 office part"],
        );
        check("受理政府信息公开申请124件(含上年结转6件)。", &["received 124 with_carried", "carried_in 6 part"]);
        check("接到咨询30件,办结30件。收到政府信息公开申请2件。", &["? 30", "? 30", "received 2"]);
        check("收到涉及征地的申请12件,重复申请3件,拟不予公开的25件。", &["? 12", "? 3", "denied 25 plan"]);
        check("收到申请23件,较上年增加5件,同比增长27%。", &["received 23", "? 5 growth", "? 27 growth"]);
        check("2020年收到申请9件,2021年收到申请3件。", &["received 9 previous", "received 3"]);
        check(
            "自2008年以来累计收到申请90件。历年累计收到申请80件。",
            &["received 90 cumulative", "received 80 cumulative"],
        );
        check(
            "截至2021年12月31日,收到申请9件。截至2021年底,累计收到申请99件。",
            &["received 9", "received 99 cumulative"],
        );
        check("今年以来,我局收到申请3件。", &["received 3 own"]);
        check("2022年,计划收到申请3件。下一步将继续答复申请5件。", &["received 3 later plan", "replied 5 plan"]);
        check("如果收到申请5件,未收到申请的除外。", &["? 5 plan"]);
        check("全县县财政局收到申请2件,全县收到申请9件。", &["received 2 others", "received 9 area"]);
        check("新增政府信息公开申请渠道2个,没有发生依申请公开收费情况。", &["? 2"]);
        check(
            "全市收到申请52件(其中市政府收到12件),结转上年申请4件。",
            &["received 52 area", "received 12 government part", "carried_in 4 area"],
        );
        check("申请12件,较去年同期(18件)减少33%。", &["received 12", "? 18 growth", "? 33 growth"]);
        check(
            "政府信息公开申请办理总量为45件(上年结转3件,新收42件)。",
            &["handled 45", "carried_in 3 part", "received 42 part"],
        );
        check("收到和处理政府信息公开申请情况:新收18件,办结19件。", &["received 18", "finished 19"]);
        check("新收政府信息公开申请15件,今年依申请公开受理0件。", &["received 15", "received 0"]);
        check("尚未办结申请3件,未答复2件。", &["? 3", "? 2"]);
        check("主动公开政府信息135条,公开政府文件17件。", &["published 135", "? 17"]);
    }

    #[test]
    fn nothing_is_said_in_many_ways() {
        check("李庄镇未收到依申请公开件。", &["received 0"]);
        check("全年没有收到政府信息公开申请,未发生行政复议和行政诉讼。", &["received 0", "reviews 0", "suits 0"]);
        check("未收到公众申请要求公开的其他方面政府信息。", &[]);
        check("没有发生因政府信息公开申请行政复议、行政诉讼件。", &["reviews 0", "suits 0"]);
        check("未因政府信息公开被申请行政复议及行政诉讼。", &["reviews 0", "suits 0"]);
        check("未收到有关政府信息公开行政复议、提起行政诉讼的申请。", &["reviews 0", "suits 0"]);
        check("未收到有关政府信息公开的申请,未收到有关政府信息公开行政复议申请。", &["received 0", "reviews 0"]);
        check("全年未出现依申请公开政府信息和不予公开政府信息的情况。", &["received 0"]);
        check(
            "全年未发生因依申请公开被行政复议纠错或行政诉讼败诉情形。",
            &["reviews_corrected 0", "suits_corrected 0"],
        );
        check("收到政府信息公开申请2件;无上年结转,无结转下年度。", &["received 2", "carried_in 0", "carried_out 0"]);
        check(
            "全年零申请。政府信息公开申请数量为零,行政复议、行政诉讼均为0。",
            &["received 0", "received 0", "reviews 0", "suits 0"],
        );
        check(
            "2021年度本机关未收取信息公开处理费。无收取信息处理费情况。",
            &["processing_fees 0 own", "processing_fees 0"],
        );
        check("未产生因政府信息公开引发的行政复议、行政诉讼、举报投诉等情况。", &["reviews 0", "suits 0"]);
        check("本年未制发规范性文件。", &["documents_issued 0"]);
        check("未收到纸质申请,未收到投诉举报,无法提供政府信息。", &[]);
        check("无障碍申请,有无申请,无超期申请。", &[]);
        check("全年收到申请0件。", &["received 0"]);
    }

    #[test]
    fn other_tables() {
        check(
            "政府信息公开被申请行政复议3件,其中维持2件,纠正1件。被提起行政诉讼1件。",
            &["reviews 3", "reviews_upheld 2 part", "reviews_corrected 1 part", "suits 1"],
        );
        check("因政府信息公开引发的行政复议、行政诉讼分别为3件、1件。", &["reviews 3", "suits 1"]);
        check("做好政府信息公开行政复议、行政诉讼应诉工作,共办理相关案件74件。", &["disputes 74"]);
        check(
            "发生政府信息公开行政复议7件,未经复议直接起诉1件,复议后起诉2件。",
            &["reviews 7", "suits_direct 1", "suits_after_review 2"],
        );
        check("全年办理行政复议案件230件。", &["? 230"]);
        check(
            "制发行政规范性文件3件,废止2件,现行有效12件,清理规范性文件40件。",
            &["documents_issued 3", "documents_repealed 2", "documents_in_force 12", "? 40"],
        );
        check(
            "政策、规范性文件类信息80条,公开规章2件、规范性文件7件。",
            &["? 80", "rules_published 2", "documents_published 7"],
        );
        check(
            "办理行政许可235件,行政处罚12件,行政强制0件,梳理行政许可事项20项。",
            &["licences 235", "penalties 12", "compulsions 0", "? 20"],
        );
        check("收取行政事业性收费1.2万元。收取信息处理费380元。", &["fees 12000.0", "processing_fees 380"]);
        check(
            "通过政府网站发布信息40条,微信公众号发布信息20条,政府公报编发信息3期。",
            &["on_website 40", "on_wechat 20", "in_gazette 3"],
        );
        check("刊登规章、部门文件、规范性文件等243件。", &["? 243"]);
        check("县人民政府网站公开信息94条,区政府网微信公众号发布信息6条。", &["on_website 94", "on_wechat 6"]);
        check("共清理规范性文件86件,继续有效52件,废止20件。", &["? 86", "? 52", "? 20"]);
        check("《条例》第五条规定收到申请20件。举办培训3次,300人次参加。", &["? 20 plan", "? 3", "? 300"]);
    }

    proptest! {
        /// Nothing panics, and every statement stands on characters of a paragraph, in order.
        #[test]
        fn any_text_is_read(text in "[未没无收到申请公开件条、,。;()《》“”0-9年上下结转其中全县局复议诉讼分别为零含\n ]{0,120}") {
            let blocks: Vec<_> =
                text.split('\n').map(|text| Block { text: text.to_owned(), ..Block::default() }).collect();
            let passage = Passage::of(&blocks);
            let frame = Frame { passage: 0, year: Some(2021), of_requests: true };
            for statement in statements(&passage, frame) {
                prop_assert!(statement.range.start < statement.range.end && statement.range.end <= passage.len());
                let (block, range) = passage.words(statement.range.clone()).unwrap();
                prop_assert!(block.text.get(range).is_some_and(|words| !words.is_empty()));
            }
        }

        #[test]
        fn any_characters_are_read(text in "\\PC{0,80}") {
            let blocks = [Block { text, ..Block::default() }];
            statements(&Passage::of(&blocks), Frame::default());
        }
    }

    #[test]
    fn long_texts_take_as_long_as_they_are() {
        for unit in ["全县收到申请(含结转、未发生其中《第2020年分别", "公开的", "约三件的"] {
            let mut times = [1_usize, 8].map(|n| {
                let blocks = [Block { text: unit.repeat(n * 400), ..Block::default() }];
                let once = || {
                    let start = std::time::Instant::now();
                    let passage = Passage::of(&blocks);
                    let count = statements(&passage, Frame { year: Some(2021), ..Frame::default() }).len();
                    assert!(count <= n * 800);
                    start.elapsed()
                };
                (0..15).map(|_| once()).min().unwrap()
            });
            times.sort();
            assert!(times[1] < times[0] * 60, "{unit}: {times:?}");
        }
    }
}
