//! The flaws that some reports have, and what each does to a report that had none.

use crate::model::form::{CellId, Col, Form, Row};
use crate::model::ids::ids;
use crate::synth::dice::Dice;
use crate::synth::figures::Cells;

ids! {
    /// What is wrong with a report.
    pub enum Flaw {
        /// The total of an outcome is one more than its row.
        Total = "total",
        /// The channels of the narrative make more than their sum.
        Parts = "parts",
        /// What was carried over is not what the year before left.
        Carried = "carried",
        /// The period is that of the year before.
        Year = "year",
        /// Section 五 is missing.
        Section = "section",
        /// Rows of table 三 are empty.
        Blank = "blank",
        /// Published in July.
        Late = "late",
        /// Section 五 is that of another agency.
        Copied = "copied",
    }
}

impl Flaw {
    /// The flaw of the report with this number, where so many of a million have one.
    pub fn of(seed: u64, number: u64, in_a_million: u64, form: Form) -> Option<Self> {
        let mut dice = Dice::of(&[seed, number, 0xf1a3]);
        if dice.below(1_000_000) >= in_a_million {
            return None;
        }
        let flaws =
            if form.tables().is_empty() { &[Self::Parts, Self::Year, Self::Late, Self::Copied] } else { Self::ALL };
        flaws.get(dice.place(flaws.len())).copied()
    }

    /// Spoils the figures.
    pub fn spoil(self, cells: &mut Cells) {
        let mut add = |row, col, more| *cells.entry(CellId::new(row, col)).or_default() += more;
        match self {
            Self::Total => add(Row::Granted, Col::Total, 1),
            // One more came in and one more was granted: the table itself holds.
            Self::Carried => {
                for row in [Row::CarriedIn, Row::Granted, Row::HandledTotal] {
                    add(row, Col::NaturalPerson, 1);
                    add(row, Col::Total, 1);
                }
            }
            Self::Blank => {
                cells.retain(|id, _| ![Row::DenyOtherLaw, Row::NoprocMassive].contains(&id.row));
            }
            Self::Parts | Self::Year | Self::Section | Self::Late | Self::Copied => {}
        }
    }
}
