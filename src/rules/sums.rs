//! Totals in the narrative against the parts that are said of them.

use unicode_width::UnicodeWidthStr as _;

use crate::model::cell::Number;
use crate::model::flag::{Severity, Side};
use crate::rules::basis;
use crate::rules::counts::breakdown::{Breakdown, Part};
use crate::rules::counts::passage::Passage;
use crate::rules::counts::quantity::{Quantity, Trust};
use crate::rules::counts::unit::Counts;
use crate::rules::identity::distance;
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words, of_words};
use crate::rules::subject::Subject;
use crate::rules::verdict::{Range, Verdict, adds_up, verdict};
use crate::rules::written::{number, plain, quote, with_range};

/// The rules of this file, in the order of the catalogue.
pub static RULES: &[&Rule] = &[&SUM, &PART];

/// Columns of a message.
const WIDEST: usize = 60;

rule! {
    /// ## What it checks
    /// A total in the text that is followed by its parts (其中…, …中, in brackets, after a colon) is
    /// their sum. Approximate totals (余, 多, 近, 约, 超) are ranges: 1300余 is 1301 to 1399. Parts that
    /// exceed the total are an error, parts that fall short of it a warning. A list left open by 等, 主要
    /// or 包括 can only exceed its total.
    ///
    /// ## Why it matters
    /// The notice of 2021 holds agencies to accurate figures, and a sum that does not add up shows
    /// without further inquiry that one of them is not.
    ///
    /// ## Example
    /// `"累计主动公开政务信息82条",分项32+68=100,多18`
    ///
    /// ## When it is wrong
    /// Where parts overlap. Parts that all name a channel (网站, 微信, 公报 …) may count one item several
    /// times: more than the total is then for information, less is not raised. A list that covers under
    /// four fifths of its total is taken to be incomplete. Whatever reading of the sentence adds up is
    /// believed: another total before it, an end of the list at a semicolon, a list within the list.
    SUM = "NS-SUM" {
        zh: "分项与总数不符", en: "parts do not add up to their total",
        class: Report, default: Queue, severity: Error,
        forms: &[], basis: Some(basis::ACCURATE),
        check: sums, examples: tests::sum_examples,
    }
}

rule! {
    /// ## What it checks
    /// No single part of a total in the text is greater than the total.
    ///
    /// ## Why it matters
    /// As for NS-SUM; it needs no complete list, so that 其中 with one part is checked too (a warning
    /// then).
    ///
    /// ## Example
    /// `"公开信息135条",其中一项为153条,多18`
    ///
    /// ## When it is wrong
    /// 其中 is at times said of something else than the number before it.
    PART = "NS-PARTS-GT" {
        zh: "分项大于总数", en: "a part is greater than its total",
        class: Report, default: Queue, severity: Error,
        forms: &[], basis: Some(basis::ACCURATE),
        check: parts_greater, examples: tests::part_examples,
    }
}

fn sums(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    for breakdown in subject.breakdowns() {
        let Some(passage) = subject.narrative().get(breakdown.passage) else { continue };
        // One part is no sum.
        if breakdown.listed().len() < 2 {
            continue;
        }
        match verdict(breakdown) {
            Verdict::Holds => sink.holds(),
            Verdict::Cannot(zh, en) => sink.cannot(words(passage, &breakdown.total), Words::new(zh, en)),
            Verdict::Over(severity) => sink.fails(finding(passage, breakdown, severity)),
            Verdict::Under => sink.fails(finding(passage, breakdown, Severity::Warning)),
        }
    }
}

fn finding(passage: &Passage<'_>, breakdown: &Breakdown, severity: Severity) -> Finding {
    let (total, listed) = (&breakdown.total, breakdown.listed());
    let sum = listed.iter().try_fold(Number::ZERO, |sum, part| sum.checked_add(part.quantity.value));
    let sum = sum.unwrap_or(Number::ZERO);
    Finding {
        message: message(passage, total, listed, sum),
        expected: with_range(total),
        found: plain(sum),
        severity: Some(severity),
        evidence: evidence(passage, total, listed),
        ..Finding::default()
    }
}

/// Both sides of the arithmetic: with every part where there is room, else with their number.
fn message(passage: &Passage<'_>, total: &Quantity, listed: &[Part], sum: Number) -> Words {
    let delta = plain(distance(sum, total.value).unwrap_or(Number::ZERO));
    let (more_zh, more_en) = if sum > total.value { ("多", "more") } else { ("少", "less") };
    let list = listed.iter().map(|part| number(&part.quantity)).collect::<Vec<_>>().join("+");
    let (quote, sum) = (quote(passage, total.range.clone()), plain(sum));
    let zh = format!("\"{quote}\",分项{list}={sum},{more_zh}{delta}");
    if zh.width() <= WIDEST {
        return Words::new(zh, format!("stated total {}, parts {list}={sum}, {delta} {more_en}", number(total)));
    }
    Words::new(
        format!("\"{quote}\",{}个分项之和{sum},{more_zh}{delta}", listed.len()),
        format!("stated total {}, {} parts make {sum}, {delta} {more_en}", number(total), listed.len()),
    )
}

fn evidence(passage: &Passage<'_>, total: &Quantity, parts: &[Part]) -> Vec<crate::model::flag::Evidence> {
    let of = |side: Side, quantity: &Quantity| {
        let (block, range) = passage.words(quantity.range.clone())?;
        Some(of_words(Some(side), block, range, Some(quantity.value)))
    };
    let left = of(Side::Left, total);
    left.into_iter().chain(parts.iter().filter_map(|part| of(Side::Right, &part.quantity))).collect()
}

/// The words of a quantity as printed.
fn words(passage: &Passage<'_>, quantity: &Quantity) -> String {
    passage
        .words(quantity.range.clone())
        .and_then(|(block, range)| block.text.get(range))
        .unwrap_or_default()
        .to_owned()
}

fn parts_greater(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    for breakdown in subject.breakdowns() {
        let Some(passage) = subject.narrative().get(breakdown.passage) else { continue };
        let total = Range::of(&breakdown.total);
        let comparable = |part: &&Part| {
            part.quantity.trust == Trust::Plain
                && part.quantity.unit.is_some()
                && part.quantity.unit == breakdown.total.unit
        };
        let greater = |part: &&Part| Range::of(&part.quantity).is_above(total);
        let worst = breakdown.listed().iter().filter(comparable).filter(greater).max_by_key(|part| part.quantity.value);
        let Some(part) = worst else {
            sink.holds();
            continue;
        };
        let of_a_rival = breakdown.rivals.iter().any(|rival| !Range::of(&part.quantity).is_above(Range::of(rival)));
        let money = breakdown.total.unit.is_some_and(|unit| unit.counts == Counts::Money);
        if of_a_rival || adds_up(breakdown) || (money && breakdown.listed().len() < 2) {
            let reason = Words::new("总数不止一个", "the total may be another number");
            sink.cannot(words(passage, &breakdown.total), reason);
            continue;
        }
        sink.fails(greater_finding(passage, breakdown, part));
    }
}

fn greater_finding(passage: &Passage<'_>, breakdown: &Breakdown, part: &Part) -> Finding {
    let (total, value) = (&breakdown.total, part.quantity.value);
    let delta = plain(distance(value, total.value).unwrap_or(Number::ZERO));
    let unit = part.quantity.unit_word();
    Finding {
        message: Words::new(
            format!("\"{}\",其中一项为{}{unit},多{delta}", quote(passage, total.range.clone()), number(&part.quantity)),
            format!("stated total {}, one part is {}, {delta} more", number(total), number(&part.quantity)),
        ),
        expected: with_range(total),
        found: with_range(&part.quantity),
        severity: (breakdown.listed().len() < 2).then_some(Severity::Warning),
        evidence: evidence(passage, total, std::slice::from_ref(part)),
        ..Finding::default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::flag::Flag;
    use crate::model::report::{Report, Span};
    use crate::rules::draft::{Examples, check_all, flags_of, narrative};

    pub(super) fn sum_examples() -> Examples {
        Examples {
            fails: narrative("累计公开政务信息82条。其中发布工作动态32期,重点领域信息68条。"),
            holds: narrative("累计公开政务信息100条。其中发布工作动态32期,重点领域信息68条。"),
        }
    }

    pub(super) fn part_examples() -> Examples {
        Examples {
            fails: narrative("公开信息135条,其中工作动态153条。"),
            holds: narrative("公开信息153条,其中工作动态135条。"),
        }
    }

    fn sums_in(text: &str) -> Vec<Flag> {
        flags_of(&narrative(text), "NS-SUM")
    }

    /// Flagged with these two numbers and this severity, or silent.
    fn check(text: &str, expected: Option<(&str, &str, Severity)>) {
        let flags = sums_in(text);
        let told: Vec<_> = flags.iter().map(|f| (f.expected.as_str(), f.found.as_str(), f.severity)).collect();
        assert_eq!(told, expected.into_iter().collect::<Vec<_>>(), "{text}");
    }

    const E: Severity = Severity::Error;
    const W: Severity = Severity::Warning;
    const I: Severity = Severity::Info;

    #[test]
    fn sums_that_do_not_add_up() {
        check("公开信息135条,其中:工作动态100条,规划类20条,补贴类25条。", Some(("135", "145", E)));
        check("公开信息135条，其中工作动态100条、规划类20条、补贴类25条。", Some(("135", "145", E)));
        check("公开信息 1,300 条,其中工作动态 １０００ 条,规划类 500 条。", Some(("1300", "1500", E)));
        check("受理二十三件,其中自然人二十件,企业五件。", Some(("23", "25", E)));
        check("办理建议提案86件,其中代表建议41件,委员提案42件。", Some(("86", "83", W)));
        check("共公布信息2602条(其中机构类1500条,政策类1103条),主要通过网站。", Some(("2602", "2603", E)));
        check("收到申请26件(网络20件,信函7件)。", Some(("26", "27", E)));
        check(
            "在网站公开的425条信息中,机构类200条,占47%;政策类100条,占24%;规划类121条,占29%。",
            Some(("425", "421", W)),
        );
        check("公开信息1300余条。其中,其中动态类900条,公告类600条。", Some(("1300余(1301至1399)", "1500", E)));
        check("公开信息约100条,其中动态类90条,公告类60条。", Some(("约100(90至110)", "150", W)));
        check("公开信息135条:动态100条,规划20条,补贴25条。", Some(("135", "145", E)));
        check("发布信息50条,其中政策10条、动态20条、其他5条。", Some(("50", "35", W)));
        check("就业信息发布40条,包括补贴30条、备案20条等。", Some(("40", "50", E)));
        check("公开信息100条,其中动态60条;公告55条;解读5条。", Some(("100", "120", E)));
        check("公开信息276条,其中公告216条,解读50条,数据100余条。", Some(("276", "366", E)));
        check("公开信息82条,其中:\n", None);
    }

    #[test]
    fn sums_that_add_up() {
        for text in [
            "发布信息94条,公开信息135条,其中动态100条,规划35条。此外,发布各类信息359条,其中,微博229条,公示栏130条。",
            "公开信息1300余条。其中动态900条,公告446条。",
            "受理申请749件,其中自然人741件,法人8件;共办理718件,结转下一年31件。",
            "受理申请1295件,办结1191件(含上年结转189件),均已答复。其中,予以公开208件(17.46%),不予公开20件(1.68%),其他963件。",
            "信息总数1873条,其中主动公开425条,依申请公开信息数46条,不予公开信息数1402。",
            "解读22件,其中文字9件(其中负责人撰稿3件),图表8件,视频5件。",
            "爆款52条,其中1条播放破亿、2条破千万、49条破百万。",
            "评为优秀、良好的31个,一般的14个,其中镇20个,部门25个。",
            "公开信息100条,其中动态60条,公告40条,回复留言20条。",
            "公开信息100条,其中动态60条,公告40条,另有图片30条。",
            "公开信息100条,其中:\n动态60条;\n公告40条。",
            "公开信息100条,其中网站60条,其中要闻20条,公告40条;公报40条。",
            "受理申请20件,办结18件,其中公开12件,不公开8件。",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn what_is_no_closed_list_stays_silent() {
        for text in [
            "办事指引403项,其中办事服务19项。",
            "收到诉求348件,现场解决162件,跟进解决186件。",
            "信息640条,其中补贴118条、备案74条等。",
            "信息243条,其中包括加装信息118条、分类信息53条等。",
            "信息3044条,其中文件120条,解读30条,财政50条。",
            "培训3场,其中面向街道1场,参训210人次。",
            "收到申请118件,其中办公室收到26件。",
            "收到申请26件,其中网上提交26件,已答复25件。",
            "公开100条。此外,其中A类20条,B类30条。",
            "检查20次,其中每月2次,专项若干次,抽查30余次和几十次。",
            "信息量同比增长5%,其中网站增长8%,微信增长9%。",
            "受理15件,其中涉及征地8件,规划4件,已答复14件。",
            "收到97件,较2020年减少12件,其中自然人90件,法人7件。",
            "清单4650项,其中四个片区各14项,部门30项。",
            "据《其中3条和5条》,共有2条。",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn channels_are_no_parts() {
        check("发布信息5240条,其中局网站2955条,微信公众号1830条,微博1312条。", Some(("5240", "6097", I)));
        check("公开信息9634条,其中县政府网站4127条,微信公众号3350条,微博1206条。", None);
    }

    #[test]
    fn the_message_shows_the_arithmetic_and_the_evidence_its_places() {
        let text = "累计公开政务信息82条。其中发布工作动态32期,重点领域信息68条。";
        let flag = &sums_in(text)[0];
        assert_eq!(flag.message, "\"累计公开政务信息82条\",分项32+68=100,多18");
        let quotes: Vec<_> = flag.evidence.iter().map(|e| (e.side, e.quote.as_deref())).collect();
        let right = Some(Side::Right);
        assert_eq!(quotes, [(Some(Side::Left), Some("82条")), (right, Some("32期")), (right, Some("68条"))]);
        for evidence in &flag.evidence {
            assert_eq!(evidence.at.and_then(|at: Span| at.of(text)), evidence.quote.as_deref());
        }
    }

    #[test]
    fn one_part_above_the_total_is_told_and_follows_the_sum() {
        let flags = check_all(&narrative("公开信息135条,其中动态153条,规划10条。")).flags;
        let told: Vec<_> = flags.iter().map(|f| (f.rule, f.found.as_str(), f.severity)).collect();
        assert_eq!(told, [("NS-PARTS-GT", "153", E), ("NS-SUM", "163", E)]);
        assert_eq!(flags[0].root.as_deref(), Some(flags[1].fingerprint.as_str()));
        let single = flags_of(&part_examples().fails, "NS-PARTS-GT");
        assert_eq!((single[0].message.as_str(), single[0].severity), ("\"公开信息135条\",其中一项为153条,多18", W));
        for silent in
            ["会议3次,其中参加人员153人次。", "受理135件,其中回复153条。", "公开信息1300余条,其中动态1350条。"]
        {
            assert!(flags_of(&narrative(silent), "NS-PARTS-GT").is_empty(), "{silent}");
        }
    }

    fn any_text() -> impl Strategy<Value = String> {
        let words = prop::sample::select(vec![
            "其中",
            "包括",
            "中",
            "公开信息",
            "12",
            "135条",
            "20件",
            "一",
            "余",
            "近",
            "(",
            ")",
            ",",
            "，",
            "。",
            ";",
            ":",
            "\n",
            " ",
            "约3个",
            "万",
            "十",
            "等",
            "其他",
            "网站",
            "%",
            "每",
            "同比",
            "1,234",
            "3.5",
            "《",
            "》",
            "第",
            "🙂",
            "２",
        ]);
        prop::collection::vec(words, 0..40).prop_map(|words| words.concat())
    }

    proptest! {
        #[test]
        fn lists_that_add_up_are_never_flagged(
            parts in prop::collection::vec(1_u32..5000, 2..12),
            manner in prop::sample::select(vec![",其中", "。其中,", ",其中:", "(其中"]),
            separator in prop::sample::select(vec![",", "，", "、", ";"]),
        ) {
            let total: u32 = parts.iter().sum();
            let names = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸", "子", "丑"];
            let list: Vec<_> = parts.iter().zip(names).map(|(n, name)| format!("{name}类信息{n}条")).collect();
            let close = if manner.contains('(') { ")" } else { "" };
            let text = format!("全年公开信息{total}条{manner}{}{close}。", list.join(separator));
            let outcome = check_all(&narrative(&text));
            let flags: Vec<_> = outcome.flags.iter().filter(|flag| flag.rule.starts_with("NS-")).collect();
            prop_assert!(flags.is_empty(), "{} {:?}", text, flags);
            prop_assert!(outcome.unevaluable.iter().all(|u| !u.rule.starts_with("NS-")), "{}", text);
        }

        #[test]
        fn a_wrong_total_is_flagged_or_explained(
            parts in prop::collection::vec(1_u32..5000, 3..12),
            change in prop_oneof![1_u32..40, 1_000_u32..3_000],
        ) {
            let sum: u32 = parts.iter().sum();
            prop_assume!(sum > change);
            let list: Vec<_> = parts.iter().map(|n| format!("某类信息{n}条")).collect();
            let text = format!("全年公开信息{}条,其中{}。", sum - change, list.join(","));
            let outcome = check_all(&narrative(&text));
            let flagged = outcome.flags.iter().any(|flag| flag.rule == "NS-SUM" && flag.found == sum.to_string());
            let explained = outcome.unevaluable.iter().any(|u| u.rule == "NS-SUM");
            let by_chance = parts.iter().scan(0, |s, n| { *s += n; Some(*s) }).any(|s| s == sum - change);
            prop_assert!(flagged || explained || by_chance, "{}", text);
        }

        #[test]
        fn no_text_is_too_odd(text in any_text(), other in any_text()) {
            let mut report: Report = narrative(&text);
            report.sections[0].blocks.push(crate::model::report::Block { text: other, ..Default::default() });
            let outcome = check_all(&report);
            for flag in &outcome.flags {
                prop_assert!(flag.evidence.iter().all(|e| e.quote.as_deref() != Some("")));
            }
        }
    }
}
