//! The groups as a table: a row a group, or a row a report of them.

use crate::corpus::Corpus;
use crate::corpus::header::Header;
use crate::figures::population::level_zh;
use crate::figures::sheet::{Choices, Column, Count, Field, For, Holds, Leads, Note, Row, Sheet, Term};
use crate::figures::similar::{Across, Cluster, First, Kind, Likeness, Member, Order, Similar};
use crate::model::report::SectionKey;

/// Of fewer agencies a fifth says little.
const FEW: usize = 10;

impl Across {
    fn term(self) -> Term {
        match self {
            Self::Agencies => Term::new(self.id(), "同年各单位"),
            Self::Years => Term::new(self.id(), "单位历年"),
        }
    }
}

impl Likeness {
    /// As people read it: what is estimated says so.
    pub fn told(self) -> String {
        match self {
            Self::Measured(percent) => format!("{percent}%"),
            Self::Estimated(percent) => format!("~{percent}%"),
        }
    }

    fn how(self) -> Term {
        if self.is_measured() { Term::new("measured", "按原文") } else { Term::new("estimated", "估计") }
    }
}

impl Similar {
    /// A row a group. `leads` says where a group leads.
    pub fn sheet(&self, corpus: &Corpus, least: u8, leads: &dyn Fn(&Cluster) -> Leads) -> Sheet {
        let column = |id, zh, holds| Column::new(Term::new(id, zh), holds);
        let sorted = |column: Column, order: Order| column.sorted_by(order.id().to_owned());
        let columns = vec![
            column("group", "组", Holds::Text).only(For::People),
            sorted(column("size", "份数", Holds::Whole), Order::Size),
            sorted(column("least_alike", "最低相同", Holds::Text), Order::Similarity).only(For::People),
            column("median_alike", "中位", Holds::Text).only(For::People),
            column("kind", "类别", Holds::Text),
            column("across", "方式", Holds::Text).only(For::Programs),
            column("section", "部分", Holds::Text),
            column("years", "年度", Holds::Text).only(For::People),
            column("first_year", "首年", Holds::Whole).only(For::Programs),
            column("last_year", "末年", Holds::Whole).only(For::Programs),
            sorted(column("reach", "范围", Holds::Text), Order::Region),
            column("region", "地区", Holds::Text),
            column("share", "占同省同级", Holds::Share),
            column("level", "级", Holds::Text),
            column("share_province", "省", Holds::Text).only(For::Programs),
            column("agencies", "单位数", Holds::Whole).only(For::Programs),
            column("first_published", "最早公布", Holds::Day),
            column("first_agency", "最早公布的单位", Holds::Text),
            column("first_report", "最早公布的年报", Holds::Text).only(For::Programs),
            column("first_others", "同日另有", Holds::Whole).only(For::Programs),
            column("dated", "日期可信", Holds::Whole).only(For::Programs),
            column("least", "最低相同", Holds::Whole).only(For::Programs),
            column("median", "中位", Holds::Whole).only(For::Programs),
            column("likeness", "相同比例的来历", Holds::Text).only(For::Programs),
            column("centre_agency", "中心单位", Holds::Text).only(For::Programs),
            column("centre", "中心", Holds::Text).only(For::Programs),
        ];
        let rows = self.clusters.iter().map(|cluster| Row {
            fields: of_cluster(corpus, cluster),
            leads: leads(cluster),
            is_head: false,
        });
        Sheet { columns, rows: rows.collect(), ..self.begun(corpus, least) }
    }

    /// A row a report, group after group, the centre or the first year of each at its head.
    pub fn members(&self, corpus: &Corpus, least: u8) -> Sheet {
        let column = |id, zh, holds| Column::new(Term::new(id, zh), holds);
        let columns = vec![
            column("agency", "单位", Holds::Text),
            column("year", "年度", Holds::Text).only(For::People),
            column("year", "年度", Holds::Whole).only(For::Programs),
            column("alike", "相同", Holds::Text).only(For::People),
            column("role", "与何者比", Holds::Text),
            column("section", "部分", Holds::Text),
            column("published", "公布日期", Holds::Day),
            column("kind", "类别", Holds::Text),
            column("group", "组", Holds::Whole),
            column("percent", "相同", Holds::Whole).only(For::Programs),
            column("likeness", "来历", Holds::Text).only(For::Programs),
            column("across", "方式", Holds::Text).only(For::Programs),
            column("province", "省", Holds::Text).only(For::Programs),
            column("city", "市", Holds::Text).only(For::Programs),
            column("county", "县", Holds::Text).only(For::Programs),
            column("report", "年报", Holds::Text),
        ];
        let mut rows = Vec::new();
        for (nth, cluster) in self.clusters.iter().enumerate() {
            let mut before = None;
            for member in &cluster.members {
                let beside = if cluster.across == Across::Years { before } else { cluster.centre() };
                before = Some(member.report);
                let beside = beside.filter(|_| member.likeness.is_some());
                rows.push(Row {
                    fields: of_member(corpus, (nth + 1, cluster), member),
                    leads: beside.map_or(Leads::Report(member.report), |beside| Leads::Two(beside, member.report)),
                    is_head: member.likeness.is_none(),
                });
            }
        }
        Sheet { columns, rows, ..self.begun(corpus, least) }
    }

    /// What the rows are of, without them.
    fn begun(&self, corpus: &Corpus, least: u8) -> Sheet {
        let left_out = [
            (Term::new("other_versions", "旧版"), self.versions),
            (Term::new("copies", "同一年报的副本"), self.copies),
            (Term::new("no_report_or_year", "非年报或年份不明"), self.left_out),
            (Term::new("short", "所比部分缺少或不足80字"), self.short),
            (Term::new("unproved", "未比历年:同名单位无法区分"), self.unproved),
            (Term::new("beyond", "相近文字过多,未逐一比完"), self.beyond),
        ];
        let left_out = left_out.into_iter().filter(|(_, n)| *n > 0).map(|(term, n)| Count { term, n });
        let mut years: Vec<u16> = corpus.headers().filter_map(|header| header.year).collect();
        years.sort_unstable();
        years.dedup();
        Sheet {
            n: Some(Count { term: Term::new("reports", "年报"), n: self.n }),
            left_out: left_out.collect(),
            notes: self.notes(least),
            choices: Choices { years, ..Choices::default() },
            ..Sheet::default()
        }
    }

    fn notes(&self, least: u8) -> Vec<Note> {
        let all = self.clusters.len();
        let estimated = self.clusters.iter().filter(|cluster| !cluster.is_measured()).count();
        let mut notes = vec![if estimated == 0 {
            Note::new(format!("{all} 组,均按原文计量"), format!("{all} groups, all measured on their texts"))
        } else {
            Note::new(
                format!("{all} 组,其中 {estimated} 组为估计,记作“~”;--exact 全部按原文计量"),
                format!("{all} groups, {estimated} of them estimated (~); --exact measures all"),
            )
        }];
        let of = |across: Across| self.clusters.iter().filter(move |cluster| cluster.across == across);
        if of(Across::Agencies).next().is_some() {
            let templates = of(Across::Agencies).filter(|cluster| cluster.kind == Kind::Template).count();
            notes.push(Note::new(
                format!(
                    "模板 {templates} 组:超过同省同级当年有年报单位的五分之一;那里不足{FEW}家时,模板与雷同难以区分"
                ),
                format!(
                    "{templates} templates: more than a fifth of those of their level in their province with a report; \
                     of fewer than {FEW} there that says little"
                ),
            ));
            notes.push(Note::new(
                "最早公布的未必是写这段文字的,(+N)为同日另有N份,日期不可信的不看",
                "who published first need not have written it; (+N): as many others that day; doubtful days do not count",
            ));
        }
        notes.push(Note::new(
            format!(
                "相同:五字片段的重合,先去掉单位名称、数字、日期和标点,{least}%起;同年各单位与中心比,历年与上一份比"
            ),
            format!(
                "alike: runs of five letters both have, without names, numbers, dates and marks, from {least}% on; agencies \
                 are compared with the centre, years with the report before"
            ),
        ));
        notes
    }
}

fn name(header: Option<&Header<'_>>) -> String {
    header.map(|header| header.name().to_owned()).unwrap_or_default()
}

fn section(section: SectionKey) -> Field {
    Field::Term(Term::new(section.id(), section.number()))
}

fn of_cluster(corpus: &Corpus, cluster: &Cluster) -> Vec<Field> {
    let (from, to) = cluster.years;
    let centre = cluster.centre().and_then(|centre| corpus.header(centre));
    let (first, share) = (cluster.first, cluster.share.as_ref());
    let first_header = first.and_then(|first| corpus.header(first.report));
    let of_first = |of: fn(&First) -> usize| first.as_ref().map_or(Field::Nothing, |first| Field::whole(of(first)));
    let agency = first.map(|first| {
        let also = if first.also > 0 { format!("(+{})", first.also) } else { String::new() };
        format!("{}{also}", name(first_header.as_ref()))
    });
    vec![
        Field::text(name(centre.as_ref())),
        Field::whole(cluster.members.len()),
        Field::Text(cluster.least.told()),
        Field::Text(cluster.median.told()),
        Field::Term(kind(cluster)),
        Field::Term(cluster.across.term()),
        section(cluster.section),
        Field::Text(if from == to { from.to_string() } else { format!("{from}-{to}") }),
        Field::whole(from.into()),
        Field::whole(to.into()),
        reach(cluster),
        Field::text(cluster.regions.join(" ")),
        share.map_or(Field::Nothing, |share| Field::share(share.part, share.whole)),
        share.map_or(Field::Nothing, |share| Field::Term(Term::new(share.level.id(), level_zh(share.level)))),
        share.map_or(Field::Nothing, |share| Field::text(share.province.as_str())),
        Field::whole(cluster.agencies),
        first.map_or(Field::Nothing, |first| Field::Day(first.day)),
        agency.map_or(Field::Nothing, Field::text),
        first_header.as_ref().map_or(Field::Nothing, |header| Field::text(header.id)),
        of_first(|first| first.also),
        of_first(|first| first.dated),
        Field::whole(cluster.least.percent().into()),
        Field::whole(cluster.median.percent().into()),
        Field::Term(cluster.least.how()),
        Field::text(name(centre.as_ref())),
        centre.map_or(Field::Nothing, |header| Field::text(header.id)),
    ]
}

/// An agency's own years are no group of agencies.
fn kind(cluster: &Cluster) -> Term {
    Term::new(cluster.kind.id(), if cluster.across == Across::Years { "历年雷同" } else { cluster.kind.name_zh() })
}

/// How far apart its agencies are: one is nowhere apart.
fn reach(cluster: &Cluster) -> Field {
    if cluster.across == Across::Years {
        return Field::Term(Term::new("one_agency", "本单位"));
    }
    Field::Term(Term::new(cluster.reach.id(), cluster.reach.name_zh()))
}

fn of_member(corpus: &Corpus, (nth, cluster): (usize, &Cluster), member: &Member) -> Vec<Field> {
    let header = corpus.header(member.report);
    let header = header.as_ref();
    let region = |of: fn(&crate::model::agency::Agency) -> &Option<String>| {
        header.and_then(|header| of(header.agency).clone()).map_or(Field::Nothing, Field::Text)
    };
    let role = match (cluster.across, member.likeness) {
        (Across::Agencies, None) => Term::new("centre", "(中心)"),
        (Across::Agencies, Some(_)) => Term::new("to_centre", "中心"),
        (Across::Years, None) => Term::new("first_year", "(首年)"),
        (Across::Years, Some(_)) => Term::new("to_year_before", "上一份"),
    };
    let likeness = member.likeness;
    let year = header.and_then(|header| header.year);
    vec![
        Field::text(name(header)),
        year.map_or(Field::Nothing, |year| Field::Text(year.to_string())),
        year.map_or(Field::Nothing, |year| Field::whole(year.into())),
        likeness.map_or(Field::Nothing, |likeness| Field::Text(likeness.told())),
        Field::Term(role),
        section(cluster.section),
        header.and_then(|header| header.published).map_or(Field::Nothing, Field::Day),
        Field::Term(kind(cluster)),
        Field::whole(nth),
        likeness.map_or(Field::Nothing, |likeness| Field::whole(likeness.percent().into())),
        likeness.map_or(Field::Nothing, |likeness| Field::Term(likeness.how())),
        Field::Term(cluster.across.term()),
        region(|agency| &agency.province),
        region(|agency| &agency.city),
        region(|agency| &agency.county),
        header.map_or(Field::Nothing, |header| Field::text(header.id)),
    ]
}
