//! What the tables of a report say on a topic of its narrative: the number that should be there, other
//! numbers that may stand for the same, and the cells they were taken from.

use crate::model::cell::{Cell, Number};
use crate::model::flag::{Evidence, Side};
use crate::model::form::{CellId, Col, Form, Row, Table, TableSpec};
use crate::model::report::{OldRow, Report};
use crate::rules::counts::topic::Topic;
use crate::rules::identity::Sum;
use crate::rules::sink::Words;
use crate::rules::subject::Subject;
use crate::rules::written::plain;

/// The number of the tables on a topic.
#[derive(Debug, Clone)]
pub struct Figure {
    pub number: Number,
    /// Other readings of the same words: 受理 may mean what was received with what was carried over.
    pub others: Vec<Number>,
    /// Why another reading could not be made, so that nothing is proved by a difference.
    pub doubt: Option<Words>,
    /// `表三新收118`.
    pub words: Words,
    /// The cells, on the right side.
    pub evidence: Vec<Evidence>,
}

/// What the tables answer on a topic.
#[derive(Debug, Clone)]
pub enum Answer {
    /// No table of the form counts this.
    None,
    /// The cells have no values.
    Cannot(Words),
    Is(Figure),
}

/// The number of the tables on a topic, for a rule (a cell that the rule itself inferred is no answer).
pub fn figure(subject: &Subject<'_>, topic: Topic, rule: &str) -> Answer {
    let report = subject.report;
    match subject.form() {
        Some(form @ (Form::F2019 | Form::F2021)) => {
            let made = Maker { report, form, rule }.figure(topic);
            made.map_or(Answer::None, |made| made.map_or_else(Answer::Cannot, Answer::Is))
        }
        _ => of_old_table(report, topic).map_or(Answer::None, Answer::Is),
    }
}

struct Maker<'a> {
    report: &'a Report,
    form: Form,
    rule: &'a str,
}

type Made = Option<Result<Figure, Words>>;

impl<'a> Maker<'a> {
    fn sum(&self, cells: impl IntoIterator<Item = CellId>) -> Result<Sum<'a>, Words> {
        Sum::of(self.report, self.rule, cells)
    }

    /// The column 总计 of rows.
    fn total(&self, rows: &[Row]) -> Result<Sum<'a>, Words> {
        self.sum(rows.iter().map(|row| CellId::new(*row, Col::Total)))
    }

    fn plain(&self, topic: Topic, table: Table, cells: impl IntoIterator<Item = CellId>) -> Result<Figure, Words> {
        let sum = self.sum(cells)?;
        let words = sum.written();
        Ok(Figure {
            number: sum.value,
            others: Vec::new(),
            doubt: None,
            words: Words::new(
                format!("{}{}{}", table.short_zh(), topic.name_zh(), words.zh),
                format!("{table} {}: {}", topic.id(), words.en),
            ),
            evidence: sum.evidence(Side::Right).collect(),
        })
    }

    fn figure(&self, topic: Topic) -> Made {
        let total = |rows: &[Row]| rows.iter().map(|row| CellId::new(*row, Col::Total)).collect::<Vec<_>>();
        let group = |first: Row, last: Row| Some(self.plain(topic, Table::T3, total(&self.rows(first, last))));
        match topic {
            Topic::Received => Some(self.received()),
            Topic::Handled => Some(self.handled()),
            Topic::Finished => Some(self.finished(&[])),
            Topic::Replied => Some(self.finished(&[
                self.rows(Row::Other, Row::OtherMisc),
                self.rows(Row::NoprocPetition, Row::NoprocConfirm),
                self.rows(Row::NoprocPetition, Row::OtherMisc),
            ])),
            Topic::CarriedIn => group(Row::CarriedIn, Row::CarriedIn),
            Topic::CarriedOut | Topic::AllFinished | Topic::AllReplied => group(Row::CarriedOut, Row::CarriedOut),
            Topic::FromPersons => Some(self.applicants(topic, &[Col::NaturalPerson])),
            Topic::FromOrganisations => Some(self.applicants(topic, &ORGANISATIONS)),
            Topic::Granted => group(Row::Granted, Row::Granted),
            Topic::Partial => group(Row::Partial, Row::Partial),
            Topic::GrantedOrPartial => group(Row::Granted, Row::Partial),
            Topic::Denied => group(Row::DenyStateSecret, Row::DenyAdminQuery),
            Topic::Unable => group(Row::UnableNotHeld, Row::UnableUnclear),
            Topic::NotProcessed => group(Row::NoprocPetition, Row::NoprocConfirm),
            Topic::Otherwise => group(Row::Other, Row::OtherMisc),
            topic if topic.is_of_disputes() => Some(self.disputes(topic)),
            topic => self.of_table_two(topic),
        }
    }

    /// The rows of table 三 from one to another that the form prints.
    fn rows(&self, first: Row, last: Row) -> Vec<Row> {
        let rows = self.form.table(Table::T3).into_iter().flat_map(TableSpec::rows).map(|spec| spec.row);
        rows.filter(|row| (first..=last).contains(row) && !row.is_derived()).collect()
    }

    /// 收到: what is new, or that with what was carried over.
    fn received(&self) -> Result<Figure, Words> {
        let new = self.total(&[Row::NewReceived])?;
        let carried = self.total(&[Row::CarriedIn]);
        let with = |carried: &Sum<'_>| new.value.checked_add(carried.value);
        let told = carried.as_ref().ok().filter(|carried| !carried.value.is_zero());
        let (zh, en) = told.map_or_else(Default::default, |carried| {
            (format!(",上年结转{}", plain(carried.value)), format!(", carried in {}", plain(carried.value)))
        });
        let evidence = new.evidence(Side::Right).chain(told.into_iter().flat_map(|sum| sum.evidence(Side::Right)));
        Ok(Figure {
            number: new.value,
            others: carried.as_ref().ok().and_then(with).into_iter().collect(),
            words: Words::new(
                format!("表三新收{}{zh}", plain(new.value)),
                format!("table 三 has {} new{en}", plain(new.value)),
            ),
            evidence: evidence.collect(),
            doubt: carried.err(),
        })
    }

    /// 办理: received, with or without what was carried over, or finished.
    fn handled(&self) -> Result<Figure, Words> {
        let mut figure = self.received()?;
        match self.total(&[Row::HandledTotal]) {
            Ok(finished) => {
                let value = plain(finished.value);
                figure.others.push(finished.value);
                figure.words.zh = format!("{},总计{value}", figure.words.zh).into();
                figure.words.en = format!("{}, finished {value}", figure.words.en).into();
                figure.evidence.extend(finished.evidence(Side::Right));
            }
            Err(reason) => figure.doubt = Some(reason),
        }
        Ok(figure)
    }

    /// 办结: (七)总计; for 答复 some leave out what was not answered on its merits.
    fn finished(&self, left_out: &[Vec<Row>]) -> Result<Figure, Words> {
        let mut figure = self.plain(Topic::Finished, Table::T3, [CellId::new(Row::HandledTotal, Col::Total)])?;
        figure.words.zh = format!("表三总计{}", plain(figure.number)).into();
        for rows in left_out {
            match self.total(rows) {
                Ok(sum) => figure.others.extend(figure.number.checked_add(sum.value.negated())),
                Err(reason) => figure.doubt = Some(reason),
            }
        }
        Ok(figure)
    }

    fn applicants(&self, topic: Topic, cols: &[Col]) -> Result<Figure, Words> {
        let cells = |row: Row| cols.iter().map(move |col| CellId::new(row, *col));
        let mut figure = self.plain(topic, Table::T3, cells(Row::NewReceived))?;
        match self.sum(cells(Row::CarriedIn)) {
            Ok(carried) => figure.others.extend(figure.number.checked_add(carried.value)),
            Err(reason) => figure.doubt = Some(reason),
        }
        Ok(figure)
    }

    /// Table 四: a group's total, or that without what is not concluded.
    fn disputes(&self, topic: Topic) -> Result<Figure, Words> {
        const SUITS: &[Row] = &[Row::LitigationDirect, Row::LitigationAfterReview];
        const ALL: &[Row] = &Row::DISPUTES;
        let (rows, col) = match topic {
            Topic::ReviewsUpheld => (&[Row::Review][..], Col::Upheld),
            Topic::ReviewsCorrected => (&[Row::Review][..], Col::Corrected),
            Topic::SuitsUpheld => (SUITS, Col::Upheld),
            Topic::SuitsCorrected => (SUITS, Col::Corrected),
            Topic::Reviews => (&[Row::Review][..], Col::Total),
            Topic::Suits => (SUITS, Col::Total),
            Topic::SuitsDirect => (&[Row::LitigationDirect][..], Col::Total),
            Topic::SuitsAfterReview => (&[Row::LitigationAfterReview][..], Col::Total),
            _ => (ALL, Col::Total),
        };
        let cells = |col: Col| rows.iter().map(move |row| CellId::new(*row, col));
        let mut figure = self.plain(topic, Table::T4, cells(col))?;
        if col == Col::Total {
            match self.sum(cells(Col::Pending)) {
                Ok(pending) => figure.others.extend(figure.number.checked_add(pending.value.negated())),
                Err(reason) => figure.doubt = Some(reason),
            }
        }
        Ok(figure)
    }

    fn of_table_two(&self, topic: Topic) -> Made {
        let old = self.form == Form::F2019;
        let (row, col) = match topic {
            Topic::DocumentsIssued => (Row::NormativeDocuments, if old { Col::MadeNew } else { Col::Issued }),
            Topic::RulesIssued => (Row::Regulations, if old { Col::MadeNew } else { Col::Issued }),
            Topic::DocumentsRepealed if !old => (Row::NormativeDocuments, Col::Repealed),
            Topic::RulesRepealed if !old => (Row::Regulations, Col::Repealed),
            Topic::DocumentsInForce if !old => (Row::NormativeDocuments, Col::InForce),
            Topic::RulesInForce if !old => (Row::Regulations, Col::InForce),
            Topic::DocumentsPublished => (Row::NormativeDocuments, if old { Col::DisclosedNew } else { Col::Issued }),
            Topic::RulesPublished => (Row::Regulations, if old { Col::DisclosedNew } else { Col::Issued }),
            Topic::Licences => (Row::AdminLicense, Col::Decisions),
            Topic::Penalties => (Row::AdminPenalty, Col::Decisions),
            Topic::Compulsions => (Row::AdminCompulsion, Col::Decisions),
            Topic::Fees if !old => return Some(self.fees()),
            _ => return None,
        };
        Some(self.plain(topic, Table::T2, [CellId::new(row, col)]))
    }

    /// 收费金额 in 元; the head has 万元 unless the cell prints another unit.
    fn fees(&self) -> Result<Figure, Words> {
        let id = CellId::new(Row::AdminFees, Col::AmountWan);
        let mut figure = self.plain(Topic::Fees, Table::T2, [id])?;
        let unit = self.report.tables.cell(id).and_then(|cell: &Cell| cell.unit.as_deref()).unwrap_or("万元");
        let factor = match unit {
            "万元" => 10_000,
            "亿元" => 100_000_000,
            _ => 1,
        };
        let too_large = || Words::new("数值过大", "number too large");
        figure.words = Words::new(
            format!("表二收费{}{unit}", plain(figure.number)),
            format!("table 二 has {}{unit} of fees", plain(figure.number)),
        );
        figure.number = figure.number.checked_mul(factor.into()).ok_or_else(too_large)?;
        Ok(figure)
    }
}

/// The columns under 法人或其他组织.
const ORGANISATIONS: [Col; 5] = [Col::Commercial, Col::Research, Col::Social, Col::LegalService, Col::OtherOrg];

/// The rows of statistics tables before 2019 that count what a statement can be about: the id of the form
/// of 2014, and what the label of a local table holds.
const OLD_ROWS: &[(Topic, &str, &str)] = &[
    (Topic::Received, "req_total", "申请公开信息总数"),
    (Topic::Handled, "req_total", "申请公开信息总数"),
    (Topic::Finished, "closed_total", ""),
    (Topic::Replied, "replied_total", "对申请的答复"),
    (Topic::Reviews, "review_total", "行政复议数"),
    (Topic::Suits, "litigation_total", "行政诉讼数"),
    (Topic::DocumentsIssued, "normative_issued", ""),
    (Topic::Published, "disclosed_total", ""),
];

fn of_old_table(report: &Report, topic: Topic) -> Option<Figure> {
    let (_, id, label) = OLD_ROWS.iter().find(|(of, ..)| *of == topic)?;
    let is_it = |row: &&OldRow| match (&row.id, row.path.as_slice()) {
        (Some(of_form), _) => of_form == id,
        (None, [only]) => !label.is_empty() && only.contains(label),
        (None, _) => false,
    };
    let row = report.tables.old.iter().find(is_it)?;
    let (number, cell) = (row.cell.value?, &row.cell);
    let label = row.path.last().map_or("", String::as_str);
    Some(Figure {
        number,
        others: Vec::new(),
        doubt: None,
        words: Words::new(
            format!("统计表{}{}", topic.name_zh(), plain(number)),
            format!("the statistics table has {} for {id}", plain(number)),
        ),
        evidence: vec![Evidence {
            side: Some(Side::Right),
            value: Some(number),
            how: cell.how,
            at: cell.at,
            quote: Some(label.to_owned()),
            ..Evidence::default()
        }],
    })
}
