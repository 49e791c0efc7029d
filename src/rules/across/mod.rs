//! Rules over the years of one agency and over agencies. What they compare with comes from
//! [`Among`](crate::rules::among::Among) and [`Beyond`](crate::rules::among::Beyond).

pub(crate) mod alike;
pub(crate) mod below;
pub(crate) mod carry;
pub(crate) mod figures;
pub(crate) mod growth;
pub(crate) mod peers;
pub(crate) mod stock;
pub(crate) mod suits;
pub(crate) mod versions;

use crate::model::flag::Evidence;
use crate::model::report::Report;

/// Evidence that stands in another report.
fn elsewhere(report: &Report, evidence: Evidence) -> Evidence {
    Evidence { report: Some(report.id.clone()), ..evidence }
}

/// A report in the words of a message: `2020年报`.
fn year_of(report: &Report) -> String {
    report.year.map_or_else(|| "另一份年报".to_owned(), |year| format!("{year}年报"))
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::model::form::Form;
    use crate::model::report::{Block, Report, SectionKey};
    use crate::rules::draft::{Draft, complete};

    /// A report of the same agency for a year.
    pub(crate) fn of_year(year: u16) -> Draft {
        complete(Form::of_year(year)).year(year).with(|report| {
            report.id = format!("year{year}");
            report.agency.county = Some("云河县".into());
            report.source.path = format!("{year}.txt");
        })
    }

    /// Two years of one agency.
    pub(super) fn two(before: impl FnOnce(Draft) -> Draft, this: impl FnOnce(Draft) -> Draft) -> Vec<Report> {
        vec![before(of_year(2021)).build(), this(of_year(2022)).build()]
    }

    /// One paragraph as all a section says.
    pub(super) fn says(draft: Draft, key: SectionKey, text: &str) -> Draft {
        draft.with(|report| {
            let section = report.sections.iter_mut().find(|section| section.key == Some(key)).unwrap();
            section.blocks = vec![Block { text: text.to_owned(), ..Block::default() }];
        })
    }
}
