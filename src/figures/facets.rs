//! How reports fall apart by what filters ask for: by province, level, kind, year, form, rule and verdict. Reports of
//! any population may be counted together; only what stands in their cells may not be added.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::corpus::Corpus;
use crate::corpus::agencies::{Agencies, Home};
use crate::figures::population::{Body, level_zh};
use crate::figures::sheet::{Choices, Column, Count, Field, Holds, Leads, Row, Sheet, Term};
use crate::model::agency::AgencyKind;
use crate::model::ids::ids;
use crate::model::verdict::{Reviewed, Verdict};
use crate::rules;

ids! {
    /// A field by which reports are told apart.
    pub enum Facet {
        Province = "province",
        Level = "level",
        Kind = "kind",
        Year = "year",
        Form = "form",
        Rule = "rule",
        Verdict = "verdict",
    }
}

impl Facet {
    fn term(self) -> Term {
        match self {
            Self::Province => Term::new("province", "省份"),
            Self::Level => Term::new("level", "层级"),
            Self::Kind => Term::new("kind", "类别"),
            Self::Year => Term::new("year", "年度"),
            Self::Form => Term::new("form", "格式"),
            Self::Rule => Term::new("rule", "规则"),
            Self::Verdict => Term::new("verdict", "结论"),
        }
    }

    /// The field of the query language that asks for it.
    fn field(self) -> &'static str {
        match self {
            Self::Province => "region",
            other => other.id(),
        }
    }
}

/// What a kind is called where the two of 乡镇街道 are told apart.
fn name_of(kind: AgencyKind) -> &'static str {
    match kind {
        AgencyKind::TownshipGov => "乡镇政府",
        AgencyKind::StreetOffice => "街道办事处",
        other => Body::of(other).name_zh(),
    }
}

/// The reports that are told apart, with what is known of their flags.
#[derive(Debug, Clone, Copy)]
pub struct Faceted<'a> {
    pub corpus: &'a Corpus,
    pub agencies: &'a Agencies,
    pub reports: &'a [usize],
    pub checked: &'a rules::Checked,
    pub reviewed: &'a std::collections::HashMap<rules::Fingerprint, Reviewed>,
    /// The filter that let them in.
    pub filter: &'a str,
}

/// A value of a field: what the query language calls it, and people.
type Value = (String, String);

impl Faceted<'_> {
    /// Every value of the fields with how many of the reports have it, most first; years and forms in their order.
    pub fn sheet(&self, facets: &[Facet]) -> Sheet {
        let mut rows = Vec::new();
        for facet in facets {
            let mut counts: BTreeMap<Value, usize> = BTreeMap::new();
            for report in self.reports {
                for value in self.values(*facet, *report) {
                    *counts.entry(value).or_default() += 1;
                }
            }
            let mut counts: Vec<(Value, usize)> = counts.into_iter().collect();
            if !matches!(facet, Facet::Year | Facet::Form) {
                counts.sort_by_key(|(_, n)| Reverse(*n));
            }
            rows.extend(counts.into_iter().map(|((id, zh), n)| self.row(*facet, (&id, zh), n)));
        }
        Sheet {
            population: None,
            n: Some(Count { term: Term::new("reports", "年报"), n: self.reports.len() }),
            columns: vec![
                Column::new(Term::new("facet", "分类"), Holds::Text),
                Column::new(Term::new("value", "值"), Holds::Text),
                Column::new(Term::new("reports", "份数"), Holds::Whole),
                Column::new(Term::new("share", "占比"), Holds::Share),
            ],
            rows,
            choices: Choices::default(),
            ..Sheet::default()
        }
    }

    fn row(&self, facet: Facet, (id, zh): (&str, String), n: usize) -> Row {
        let term = format!("{}:{id}", facet.field());
        let filter = if self.filter.is_empty() { term } else { format!("{} {term}", self.filter) };
        // What has no value is not asked for by one, and a name with blanks in it is no word of a query.
        let can_be_asked = !id.is_empty() && !id.contains(char::is_whitespace);
        Row {
            fields: vec![
                Field::Term(facet.term()),
                Field::text(zh),
                Field::whole(n),
                Field::share(n, self.reports.len()),
            ],
            leads: if can_be_asked { Leads::Filter(filter) } else { Leads::Nowhere },
            is_head: false,
        }
    }

    fn values(&self, facet: Facet, report: usize) -> Vec<Value> {
        let Some(header) = self.corpus.header(report) else { return Vec::new() };
        let same = |text: &str| (text.to_owned(), text.to_owned());
        let known = |value: Option<Value>| vec![value.unwrap_or_else(|| (String::new(), "不明".to_owned()))];
        match facet {
            Facet::Province => {
                let home = self.agencies.number_of(report).and_then(|number| self.agencies.all.get(number));
                let province = home.and_then(|agency| match &agency.home {
                    Home::Region(path) => path.first(),
                    Home::Central | Home::Unknown(_) => None,
                });
                known(province.map(|province| same(province)))
            }
            Facet::Level => known(header.agency.level.map(|level| (level.id().to_owned(), level_zh(level).to_owned()))),
            Facet::Kind => {
                let of = |kind: AgencyKind| (kind.id().to_owned(), name_of(kind).to_owned());
                known(header.agency.kind.map(of))
            }
            Facet::Year => known(header.year.map(|year| same(&year.to_string()))),
            Facet::Form => known(header.form.map(|form| same(form.id()))),
            Facet::Rule => {
                let mut codes: Vec<&str> = self.checked.briefs().of(report).iter().map(rules::Brief::rule).collect();
                codes.sort_unstable();
                codes.dedup();
                let named = |code: &str| rules::find(code).map_or("", |rule| rule.name_zh);
                codes.into_iter().map(|code| (code.to_owned(), format!("{} {code}", named(code)))).collect()
            }
            Facet::Verdict => self.verdicts(report),
        }
    }

    /// What was decided of the flags of a report, and whether there is one of which nothing was.
    fn verdicts(&self, report: usize) -> Vec<Value> {
        let flags = self.checked.briefs().of(report);
        let verdict = |flag: &rules::Brief| self.reviewed.get(&flag.name()).and_then(|reviewed| reviewed.verdict);
        let mut found: Vec<Option<Verdict>> = flags.iter().map(verdict).collect();
        found.sort_unstable_by_key(|verdict| verdict.map(Verdict::id));
        found.dedup();
        let value = |verdict: Option<Verdict>| match verdict {
            Some(verdict) => (verdict.id().to_owned(), verdict.name_zh().to_owned()),
            None => ("none".to_owned(), "待核".to_owned()),
        };
        found.into_iter().map(value).collect()
    }
}
