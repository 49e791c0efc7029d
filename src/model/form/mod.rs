//! The official forms as data: every row and column of tables 二, 三 and 四 with the words printed
//! for it. The parser aligns labels against these tables, rules add up their rows, screens draw
//! their heads; none of them knows a form otherwise.
//!
//! Sources: F2019 is the annex of 国办公开办函〔2019〕60号, F2021 that of 国办公开办函〔2021〕30号.

mod editions;
mod names;

use std::fmt;
use std::str::FromStr;

use crate::model::form::editions::{F2019, F2021};
use crate::model::ids::ids;

pub use crate::model::form::editions::{APPLICANTS, OUTCOMES_GROUP, RESULTS, T3_CORNER_NOTE};

ids! {
    /// The edition of the national form a report follows, told by the labels of table 二.
    pub enum Form {
        /// Report years 2008-2013: no national form, local tables.
        F2008 = "F2008",
        /// Report years 2014-2018: 政府信息公开情况统计表 of 国办发〔2014〕32号.
        F2014 = "F2014",
        /// Report years 2019 and 2020: 国办公开办函〔2019〕60号.
        F2019 = "F2019",
        /// Report years from 2021: 国办公开办函〔2021〕30号.
        F2021 = "F2021",
    }
}

impl Form {
    /// The form prescribed for a report year.
    pub fn of_year(year: u16) -> Self {
        match year {
            ..=2013 => Self::F2008,
            2014..=2018 => Self::F2014,
            2019 | 2020 => Self::F2019,
            _ => Self::F2021,
        }
    }

    /// The three tables of this form; empty for the forms before 2019, which have none of them.
    pub fn tables(self) -> &'static [TableSpec] {
        match self {
            Self::F2019 => &F2019,
            Self::F2021 => &F2021,
            Self::F2008 | Self::F2014 => &[],
        }
    }

    /// One table of this form.
    pub fn table(self, table: Table) -> Option<&'static TableSpec> {
        self.tables().iter().find(|spec| spec.table == table)
    }
}

ids! {
    /// A table of the forms since 2019.
    pub enum Table {
        /// 二、主动公开政府信息情况.
        T2 = "t2",
        /// 三、收到和处理政府信息公开申请情况.
        T3 = "t3",
        /// 四、政府信息公开行政复议、行政诉讼情况.
        T4 = "t4",
    }
}

ids! {
    /// A row of the forms (of table 四: a group of columns, since its one line is printed lengthwise).
    pub enum Row {
        Regulations = "regulations",
        NormativeDocuments = "normative_documents",
        AdminLicense = "admin_license",
        OtherExternalServices = "other_external_services",
        AdminPenalty = "admin_penalty",
        AdminCompulsion = "admin_compulsion",
        AdminFees = "admin_fees",
        GovProcurement = "gov_procurement",
        NewReceived = "new_received",
        CarriedIn = "carried_in",
        Granted = "granted",
        Partial = "partial",
        DenyStateSecret = "deny_state_secret",
        DenyOtherLaw = "deny_other_law",
        DenyThreeSecurity = "deny_three_security",
        DenyThirdParty = "deny_third_party",
        DenyInternal = "deny_internal",
        DenyProcess = "deny_process",
        DenyEnforcementFile = "deny_enforcement_file",
        DenyAdminQuery = "deny_admin_query",
        DenyTotal = "deny_total",
        UnableNotHeld = "unable_not_held",
        UnableNeedCreation = "unable_need_creation",
        UnableUnclear = "unable_unclear",
        UnableTotal = "unable_total",
        NoprocPetition = "noproc_petition",
        NoprocRepeat = "noproc_repeat",
        NoprocPublication = "noproc_publication",
        NoprocMassive = "noproc_massive",
        NoprocConfirm = "noproc_confirm",
        NoprocTotal = "noproc_total",
        Other = "other",
        OtherNoCorrection = "other_no_correction",
        OtherUnpaidFee = "other_unpaid_fee",
        OtherMisc = "other_misc",
        OtherTotal = "other_total",
        HandledTotal = "handled_total",
        CarriedOut = "carried_out",
        Review = "review",
        LitigationDirect = "litigation_direct",
        LitigationAfterReview = "litigation_after_review",
    }
}

impl Row {
    /// The rows of (六)其他处理 in the form of 2021; that of 2019 has one.
    pub const PARTS_OF_OTHER: [Self; 3] = [Self::OtherNoCorrection, Self::OtherUnpaidFee, Self::OtherMisc];

    /// The rows of table 二 that count documents.
    pub const DOCUMENTS: [Self; 2] = [Self::Regulations, Self::NormativeDocuments];

    /// The rows of table 二 that count items of the lists of powers in the form of 2019.
    pub const LISTS: [Self; 5] =
        [Self::AdminLicense, Self::OtherExternalServices, Self::AdminPenalty, Self::AdminCompulsion, Self::AdminFees];

    /// The three groups of table 四.
    pub const DISPUTES: [Self; 3] = [Self::Review, Self::LitigationDirect, Self::LitigationAfterReview];

    /// The row with this address: `t3.granted`.
    pub fn at(address: &str) -> Option<Self> {
        let (table, row) = address.split_once('.')?;
        Self::from_id(row).filter(|row| row.table().id() == table)
    }

    /// The columns that a form prints of it, by the newest form that has the row.
    pub fn cols(self) -> &'static [Col] {
        let tables = [Form::F2021, Form::F2019].into_iter().filter_map(|form| form.table(self.table()));
        tables.flat_map(TableSpec::rows).find(|spec| spec.row == self).map_or(&[], |spec| spec.cols)
    }

    /// The table this row stands in.
    pub fn table(self) -> Table {
        match self {
            Self::Regulations
            | Self::NormativeDocuments
            | Self::AdminLicense
            | Self::OtherExternalServices
            | Self::AdminPenalty
            | Self::AdminCompulsion
            | Self::AdminFees
            | Self::GovProcurement => Table::T2,
            Self::Review | Self::LitigationDirect | Self::LitigationAfterReview => Table::T4,
            _ => Table::T3,
        }
    }

    /// Whether this is an outcome of table 三 (三) that (七)总计 adds up: neither a printed sum nor
    /// a line above or below the outcomes.
    pub fn is_outcome(self) -> bool {
        self >= Self::Granted && self < Self::HandledTotal && !self.is_derived()
    }

    /// The reasons of (三)不予公开.
    pub const DENIALS: [Self; 8] = [
        Self::DenyStateSecret,
        Self::DenyOtherLaw,
        Self::DenyThreeSecurity,
        Self::DenyThirdParty,
        Self::DenyInternal,
        Self::DenyProcess,
        Self::DenyEnforcementFile,
        Self::DenyAdminQuery,
    ];

    /// A group sum that neither form prints; stored only where a source prints it.
    pub fn is_derived(self) -> bool {
        matches!(self, Self::DenyTotal | Self::UnableTotal | Self::NoprocTotal | Self::OtherTotal)
    }
}

ids! {
    /// A column of the forms.
    pub enum Col {
        MadeNew = "made_new",
        DisclosedNew = "disclosed_new",
        DisclosedTotal = "disclosed_total",
        Issued = "issued",
        Repealed = "repealed",
        InForce = "in_force",
        PrevYearItems = "prev_year_items",
        Change = "change",
        Decisions = "decisions",
        AmountWan = "amount_wan",
        ProjectCount = "project_count",
        TotalAmount = "total_amount",
        NaturalPerson = "natural_person",
        Commercial = "commercial",
        Research = "research",
        Social = "social",
        LegalService = "legal_service",
        OtherOrg = "other_org",
        /// 法人或其他组织, the sum of the five columns under it; printed by some sites only.
        Org = "org",
        Upheld = "upheld",
        Corrected = "corrected",
        OtherResult = "other_result",
        Pending = "pending",
        Total = "total",
    }
}

impl Col {
    /// A count of things; the others are amounts of money.
    pub fn is_count(self) -> bool {
        !matches!(self, Self::AmountWan | Self::TotalAmount)
    }
}

/// The address of a cell: `t3.new_received.total`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellId {
    pub row: Row,
    pub col: Col,
}

impl CellId {
    pub fn new(row: Row, col: Col) -> Self {
        Self { row, col }
    }

    pub fn table(self) -> Table {
        self.row.table()
    }
}

impl fmt::Display for CellId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.table(), self.row, self.col)
    }
}

impl FromStr for CellId {
    type Err = UnknownCell;

    fn from_str(text: &str) -> Result<Self, UnknownCell> {
        let unknown = || UnknownCell(text.to_owned());
        let mut parts = text.split('.');
        let (Some(table), Some(row), Some(col), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(unknown());
        };
        let (Some(table), Some(row), Some(col)) = (Table::from_id(table), Row::from_id(row), Col::from_id(col)) else {
            return Err(unknown());
        };
        if row.table() == table { Ok(Self { row, col }) } else { Err(unknown()) }
    }
}

impl serde::Serialize for CellId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for CellId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A text that names no cell of any form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such cell: {0:?} (a cell is written table.row.column, as in t3.new_received.total)")]
pub struct UnknownCell(String);

/// One table of a form.
#[derive(Debug)]
pub struct TableSpec {
    pub table: Table,
    /// The heading of the section that holds the table.
    pub caption: &'static str,
    pub blocks: &'static [Block],
}

impl TableSpec {
    /// The rows from top to bottom.
    pub fn rows(&self) -> impl Iterator<Item = &'static RowSpec> + use<> {
        self.blocks.iter().flat_map(|block| block.rows)
    }

    /// The cells, row by row, in the order of the form.
    pub fn cells(&self) -> impl Iterator<Item = CellId> + use<> {
        self.rows().flat_map(|spec| spec.cols.iter().map(|col| CellId::new(spec.row, *col)))
    }

    /// The columns of a table whose rows share them (三 and 四); those of the first block otherwise.
    pub fn cols(&self) -> &'static [Col] {
        self.blocks.first().map_or(&[], |block| block.cols)
    }
}

/// Rows under one set of column heads. Tables 三 and 四 have one block, table 二 four or five.
#[derive(Debug)]
pub struct Block {
    /// The full-width line above the heads (`第二十条第(一)项`), empty where there is none.
    pub caption: &'static str,
    pub cols: &'static [Col],
    /// The words of the column heads, one for each of `cols`.
    pub heads: &'static [&'static str],
    pub rows: &'static [RowSpec],
}

/// A row with the words the form prints for it.
#[derive(Debug)]
pub struct RowSpec {
    pub row: Row,
    /// The numbering before the label: `一`, `(一)`, `1`; empty in table 二.
    pub number: &'static str,
    /// The official label without its numbering.
    pub label: &'static str,
    /// The vertical label of the group the row belongs to: `(三)不予公开`.
    pub group: Option<&'static str>,
    pub cols: &'static [Col],
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(form: Form, table: Table) -> usize {
        form.table(table).unwrap().cells().count()
    }

    #[test]
    fn the_forms_have_as_many_cells_as_the_official_ones() {
        assert_eq!([Table::T2, Table::T3, Table::T4].map(|t| count(Form::F2019, t)), [22, 161, 15]);
        assert_eq!([Table::T2, Table::T3, Table::T4].map(|t| count(Form::F2021, t)), [10, 175, 15]);
    }

    #[test]
    fn heads_and_columns_agree_and_rows_know_their_table() {
        for spec in [Form::F2019, Form::F2021].iter().flat_map(|form| form.tables()) {
            for block in spec.blocks {
                assert_eq!(block.cols.len(), block.heads.len(), "{}", block.caption);
                for row in block.rows {
                    assert_eq!(row.row.table(), spec.table, "{}", row.label);
                    assert_eq!(row.cols, block.cols);
                }
            }
        }
    }

    #[test]
    fn the_total_adds_up_nineteen_or_twenty_one_outcomes() {
        let outcomes = |form: Form| form.table(Table::T3).unwrap().rows().filter(|r| r.row.is_outcome()).count();
        assert_eq!((outcomes(Form::F2019), outcomes(Form::F2021)), (19, 21));
    }

    #[test]
    fn a_cell_is_written_and_read_back() {
        for cell in [Form::F2019, Form::F2021].iter().flat_map(|form| form.tables()).flat_map(TableSpec::cells) {
            assert_eq!(cell.to_string().parse(), Ok(cell));
        }
        assert!("t2.new_received.total".parse::<CellId>().is_err());
        assert!("t3.new_received".parse::<CellId>().is_err());
    }
}
