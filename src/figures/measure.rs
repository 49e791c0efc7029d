//! What is measured: a cell of the form, or an indicator made of several.

use crate::model::form::{CellId, Col, Form, Row};
use crate::model::indicator::Indicator;
use crate::search::query::{NamedCell, cell_named};

/// A column of a table of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    Cell(CellId),
    Indicator(Indicator),
    /// One cell as a part of another: `不掌握/总计`.
    Ratio(CellId, CellId),
    /// A reason of refusal as a part of all refusals: one of 不予公开 1 to 8.
    Refusal(CellId),
    /// The reports themselves.
    Reports,
}

/// All reasons of refusal beside each other.
const REFUSALS: (&str, &str) = ("deny_mix", "不予公开理由构成");

/// The cells of the reasons of refusal.
fn refusals() -> Vec<CellId> {
    Row::DENIALS.iter().map(|row| CellId::new(*row, Col::Total)).collect()
}

/// What the reports themselves are called.
const REPORTS: (&str, &str) = ("reports", "份数");

/// Why a name is that of no measure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoMeasure {
    #[error("{name}: no cell or indicator is called so; jianbao schema lists the cells, the indicators are {known}")]
    Unknown { name: String, known: String },
    #[error("{name}: several are called so: {names}")]
    Several { name: String, names: String },
}

impl Measure {
    /// The measure of a name: an indicator by its id or Chinese name (`grant_rate`, `公开率`), a cell as the query
    /// language names it (`t3.new_received.total`, `新收`, `表三.新收.自然人`).
    ///
    /// # Errors
    /// When nothing, or more than one thing, is called so.
    pub fn named(name: &str) -> Result<Self, NoMeasure> {
        let name = name.trim();
        if name == REPORTS.0 || name == REPORTS.1 {
            return Ok(Self::Reports);
        }
        if let Some(reason) = refusals().into_iter().find(|reason| name == Self::Refusal(*reason).id()) {
            return Ok(Self::Refusal(reason));
        }
        if let Some((part, whole)) = name.split_once('/') {
            return Ok(Self::Ratio(cell(part.trim())?, cell(whole.trim())?));
        }
        let is = |one: &&Indicator| name.eq_ignore_ascii_case(one.id()) || name == one.name_zh();
        if let Some(indicator) = Indicator::ALL.iter().find(is) {
            return Ok(Self::Indicator(*indicator));
        }
        cell(name).map(Self::Cell)
    }

    /// The measures of a name, which may stand for several: `deny_mix` (不予公开理由构成).
    ///
    /// # Errors
    /// When nothing, or more than one thing, is called so.
    pub fn all_named(name: &str) -> Result<Vec<Self>, NoMeasure> {
        let name = name.trim();
        if name == REFUSALS.0 || name == REFUSALS.1 {
            return Ok(refusals().into_iter().map(Self::Refusal).collect());
        }
        Self::named(name).map(|measure| vec![measure])
    }

    /// Its name in files.
    pub fn id(self) -> String {
        match self {
            Self::Cell(cell) => cell.to_string(),
            Self::Indicator(indicator) => indicator.id().to_owned(),
            Self::Ratio(part, whole) => format!("{part}/{whole}"),
            Self::Refusal(reason) => format!("{}.{reason}", REFUSALS.0),
            Self::Reports => REPORTS.0.to_owned(),
        }
    }

    /// `新收`, `新收·自然人`, `公开率`.
    pub fn name_zh(self) -> String {
        match self {
            Self::Cell(cell) => cell_zh(cell),
            Self::Indicator(indicator) => indicator.name_zh().to_owned(),
            Self::Ratio(part, whole) => format!("{}/{}", cell_zh(part), cell_zh(whole)),
            Self::Refusal(reason) => format!("{}占比", cell_zh(reason)),
            Self::Reports => REPORTS.1.to_owned(),
        }
    }

    /// Whether it is a part of a whole.
    pub fn is_share(self) -> bool {
        match self {
            Self::Cell(_) | Self::Reports => false,
            Self::Indicator(indicator) => indicator.is_share(),
            Self::Ratio(..) | Self::Refusal(_) => true,
        }
    }

    /// The cells it is made of.
    pub fn cells(self) -> Vec<CellId> {
        match self {
            Self::Cell(cell) => vec![cell],
            Self::Indicator(indicator) => indicator.cells().collect(),
            Self::Ratio(part, whole) => vec![part, whole],
            Self::Refusal(_) => refusals(),
            Self::Reports => Vec::new(),
        }
    }

    /// The cells whose sum is the number or the part, and those whose sum is the whole of a share, in a form.
    pub(super) fn sums(self, form: Option<Form>) -> Parts {
        match self {
            Self::Cell(cell) => (vec![cell], Vec::new()),
            Self::Indicator(indicator) => indicator.sums(form),
            Self::Ratio(part, whole) => (vec![part], vec![whole]),
            Self::Refusal(reason) => (vec![reason], refusals()),
            Self::Reports => (Vec::new(), Vec::new()),
        }
    }
}

/// The cells whose sum is a number or a part, and those whose sum is the whole.
pub(super) type Parts = (Vec<CellId>, Vec<CellId>);

/// The cells of a measure in each form.
#[derive(Debug)]
pub(super) struct Sums {
    of: Vec<(Option<Form>, Parts)>,
}

impl Sums {
    pub(super) fn of(measure: Measure) -> Self {
        let forms = std::iter::once(None).chain(Form::ALL.iter().copied().map(Some));
        Self { of: forms.map(|form| (form, measure.sums(form))).collect() }
    }

    /// Those of a form; of all where there is none.
    pub(super) fn of_form(&self, form: Option<Form>) -> &Parts {
        static NONE: Parts = (Vec::new(), Vec::new());
        let found = self.of.iter().find(|(of, _)| *of == form).or(self.of.first());
        found.map_or(&NONE, |(_, sums)| sums)
    }
}

/// The cell of a name.
fn cell(name: &str) -> Result<CellId, NoMeasure> {
    match cell_named(name).0 {
        NamedCell::Cell(cell) => Ok(cell),
        NamedCell::Several(names) => Err(NoMeasure::Several { name: name.to_owned(), names: names.join(" ") }),
        NamedCell::Nothing => {
            let known = Indicator::ALL.iter().map(|one| one.name_zh()).collect::<Vec<_>>().join(" ");
            Err(NoMeasure::Unknown { name: name.to_owned(), known })
        }
    }
}

/// `新收`, of a column that is no total `新收·自然人`.
fn cell_zh(cell: CellId) -> String {
    if cell.col == Col::Total {
        return cell.row.short_zh().to_owned();
    }
    format!("{}·{}", cell.row.short_zh(), cell.col.name_zh())
}
