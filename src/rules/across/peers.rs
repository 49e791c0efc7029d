//! Texts that several agencies publish alike.

use crate::model::flag::Evidence;
use crate::rules::across::alike::{LEAST as AS_LAST_YEAR, passage};
use crate::rules::among::{Alike, Member};
use crate::rules::basis;
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words};
use crate::rules::subject::Subject;

/// The rules of this file.
pub static RULES: &[&Rule] = &[&PEERS];

pub(crate) const CODE: &str = "R-PEER-DUP";
/// From which likeness on, in hundredths.
pub(crate) const LEAST: u8 = AS_LAST_YEAR;
/// As many characters of a passage are quoted.
pub(crate) const QUOTED: usize = 40;
/// Names told in a message are at most so long, in characters.
const LONGEST_NAME: usize = 12;

rule! {
    /// ## What it checks
    /// Section 一 or 五 is not like that of another agency for the same year: the share of runs of five
    /// characters that both have, after masking digits, dates and names, is below 80 %. One flag for a
    /// group of alike texts, at its first report; the others are its evidence.
    ///
    /// ## Why it matters
    /// A text that fits any agency tells nothing of this one, and a copied one may not be true of it.
    ///
    /// ## Example
    /// `第五部分与白水镇人民政府等3份雷同,相同≥86%`
    ///
    /// ## When it is wrong
    /// Where the superior prescribed the words. A government and its own office are not compared.
    PEERS = "R-PEER-DUP" {
        zh: "与他单位雷同", en: "like another agency's text",
        class: Report, default: Queue, severity: Warning,
        forms: &[], basis: Some(basis::ACCURATE),
        scope: Corpus,
        check: peers, examples: tests::examples,
    }
}

fn peers(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let groups = subject.beyond.map_or(&[][..], |beyond| &beyond.alike);
    if groups.is_empty() {
        return sink.cannot("第一、五部分", Words::new("没有他单位文字可比", "no other agency's text to compare"));
    }
    for group in groups {
        sink.fails(finding(subject, group));
    }
}

fn finding(subject: &Subject<'_>, group: &Alike) -> Finding {
    let place = format!("第{}部分", group.section.number());
    let others = group.others.len();
    let least = group.others.iter().map(|member| member.percent).min().unwrap_or_default();
    let name: String =
        group.others.first().map(|member| member.name.chars().take(LONGEST_NAME).collect()).unwrap_or_default();
    let share = if least == 100 { "全同".to_owned() } else { format!("雷同,相同≥{least}%") };
    let reports = if others == 1 { "report" } else { "reports" };
    let whom = if others == 1 { name } else { format!("{name}等{others}份") };
    let text = subject.texts().get(group.section);
    let own = text.and_then(|text| passage(subject.report, text, text, group.section));
    Finding {
        message: Words::new(
            format!("{place}与{whom}{share}"),
            format!("section {}: {least} % or more as in {others} other {reports}", group.section.number()),
        ),
        expected: format!("<{LEAST}%"),
        found: format!("{least}%"),
        evidence: own.into_iter().chain(group.others.iter().map(of_member)).collect(),
        place: Some(place),
        ..Finding::default()
    }
}

/// Another report of the group: how alike it is, in hundredths, and a passage both have.
fn of_member(member: &Member) -> Evidence {
    let passage = member.passage.clone();
    Evidence {
        report: Some(member.id.clone()),
        value: Some(i64::from(member.percent).into()),
        quote: (!passage.is_empty()).then_some(passage),
        ..Evidence::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::agency::{AgencyKind, Level};
    use crate::model::report::{Report, SectionKey};
    use crate::rules::across::tests::{of_year, says};
    use crate::rules::corpus::check_reports;
    use crate::rules::draft::Corpora;
    use crate::rules::selection::Selection;

    const TEXT: &str = "针对存在的问题,下一步将从以下方面改进:加强组织领导,健全工作机制,充实人员力量;突出重点内容,\
                        细化公开清单,规范公开程序;拓宽公开渠道,办好网站专栏,用好新媒体和公告栏,方便群众查询监督。";

    fn report(town: &str, text: &str) -> Report {
        let name = format!("云河县{town}人民政府");
        let draft = of_year(2022).agency(&name, Level::Township, AgencyKind::TownshipGov).with(|report| {
            report.id = format!("id{town}");
            report.agency.township = Some(town.to_owned());
        });
        says(draft, SectionKey::Problems, text).build()
    }

    fn four(last: &str) -> Vec<Report> {
        let own = |town: &str| report(town, &format!("{town}{TEXT}"));
        vec![own("青石镇"), own("白水镇"), own("长亭乡"), report("柳河镇", last)]
    }

    const OWN_WORDS: &str = "村务公开栏更新慢,老年人不会用手机查询,预算文件表格看不懂。今年起每月十五日前更换公开栏,\
                             由网格员上门念给老人听,财政所给每张表写一段白话说明,并在赶集日设点答疑,记录群众提问,\
                             逐条答复后张贴公布,年底请村民代表评议打分。";

    pub(super) fn examples() -> Corpora {
        Corpora { fails: four(OWN_WORDS), holds: vec![report("青石镇", TEXT), report("柳河镇", OWN_WORDS)] }
    }

    #[test]
    fn one_flag_a_group_at_its_first_report() {
        let selection = Selection::parse(&[CODE.to_owned()], &[]).unwrap();
        let outcomes = check_reports(&four(OWN_WORDS), &selection);
        let counts: Vec<_> = outcomes.iter().map(|outcome| outcome.flags.len()).collect();
        assert_eq!(counts, [1, 0, 0, 0]);
        let flag = &outcomes[0].flags[0];
        assert_eq!(flag.message, "第五部分与云河县白水镇人民政府等2份全同");
        let others: Vec<_> = flag.evidence.iter().filter_map(|e| e.report.as_deref()).collect();
        assert_eq!(others, ["id白水镇", "id长亭乡"]);
    }

    #[test]
    fn a_government_and_its_office_may_say_the_same() {
        let kinds = [
            (AgencyKind::GovernmentAggregate, "云河县人民政府"),
            (AgencyKind::GovernmentOffice, "云河县人民政府办公室"),
        ];
        let reports = kinds.map(|(kind, name)| {
            let draft = of_year(2022).agency(name, Level::County, kind).with(|report| report.id = name.to_owned());
            says(draft, SectionKey::Problems, TEXT).build()
        });
        let selection = Selection::parse(&[CODE.to_owned()], &[]).unwrap();
        assert!(check_reports(&reports, &selection).iter().all(|outcome| outcome.flags.is_empty()));
    }
}
