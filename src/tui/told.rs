//! The numbers of a narrative and how each ended when it was held against the tables: what the text pane
//! marks. Made once, where the report is loaded.

use crate::model::report::Report;
use crate::rules::narrative::compare::Verdict;
use crate::rules::{Facts, Subject};
use crate::tui::page::TextPlace;
use crate::tui::theme::Role;

/// How a number of the narrative stands to the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Agrees,
    Differs,
    NotCompared,
}

impl From<Ending> for Role {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Agrees => Self::Agreeing,
            Ending::Differs => Self::Differing,
            Ending::NotCompared => Self::Dim,
        }
    }
}

/// A number of the narrative, or words that deny one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub place: TextPlace,
    pub ending: Ending,
}

/// Every number of a report's narrative, in order.
pub fn told(report: &Report) -> Vec<Told> {
    let corpus = Facts::default();
    let subject = Subject::new(report, &corpus);
    let one = |comparison: &crate::rules::narrative::compare::Comparison| {
        let statement = &comparison.statement;
        let (section, _) = subject.section_of(statement.passage)?;
        let (block, range) = subject.narrative().get(statement.passage)?.place(statement.range.clone())?;
        let ending = match comparison.verdict {
            Verdict::Agrees => Ending::Agrees,
            Verdict::Differs(_) => Ending::Differs,
            Verdict::NotCompared(_) => Ending::NotCompared,
        };
        Some(Told { place: TextPlace { section, block, range }, ending })
    };
    subject.comparisons().iter().filter_map(one).collect()
}

/// The numbers that touch a place.
pub fn on<'a>(told: &'a [Told], here: &TextPlace) -> impl Iterator<Item = &'a Told> {
    let first = told.partition_point(|told| (told.place.section, told.place.block) < (here.section, here.block));
    let of_block = {
        let (section, block) = (here.section, here.block);
        move |told: &&Told| (told.place.section, told.place.block) == (section, block)
    };
    let range = here.range.clone();
    let touches = move |told: &&Told| told.place.range.start < range.end && range.start < told.place.range.end;
    told.iter().skip(first).take_while(of_block).filter(touches)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cell::Cell;
    use crate::model::form::{CellId, Col, Form, Row};
    use crate::model::report::{Block, Section, Span};

    #[test]
    fn numbers_are_told_by_how_they_ended() {
        let text = "收到申请 5 件,办结4件,未收到行政复议,培训3次。";
        let block = |text: &str| Block { text: text.to_owned(), ..Block::default() };
        let section = |blocks: Vec<Block>| Section { blocks, ..Section::default() };
        let mut report = Report { form: Some(Form::F2021), year: Some(2021), ..Report::default() };
        report.sections = vec![section(Vec::new()), section(vec![block("依申请公开方面"), block(text)])];
        for (row, value) in [(Row::NewReceived, 5), (Row::CarriedIn, 0), (Row::HandledTotal, 5)] {
            report.tables.cells.insert(CellId::new(row, Col::Total), Cell::read(value.into(), Span::new(1, 2)));
        }
        let told = told(&report);
        let words = |told: &Told| text.get(told.place.range.clone()).unwrap().to_owned();
        let found: Vec<_> = told.iter().map(|told| (words(told), told.ending)).collect();
        let expected = [
            ("5 件", Ending::Agrees),
            ("4件", Ending::Differs),
            ("未收到行政复议", Ending::NotCompared),
            ("3次", Ending::NotCompared),
        ];
        assert_eq!(found, expected.map(|(words, ending)| (words.to_owned(), ending)));
        assert!(told.iter().all(|told| (told.place.section, told.place.block) == (1, 1)));
        let here = TextPlace { section: 1, block: 1, range: 0..text.len() };
        let at_five = text.find('5').unwrap();
        let on = |here: TextPlace| on(&told, &here).map(|told| told.ending).collect::<Vec<_>>();
        assert_eq!(on(TextPlace { range: at_five..at_five + 1, ..here.clone() }), [Ending::Agrees]);
        assert_eq!((on(TextPlace { range: 0..3, ..here.clone() }).len(), on(here.clone()).len()), (0, 4));
        assert_eq!(on(TextPlace { block: 0, ..here }), []);
    }
}
