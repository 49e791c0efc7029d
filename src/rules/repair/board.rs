//! The numbers of tables 三 and 四 with their identities, for trying changes quickly.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::flag::Flag;
use crate::model::form::{CellId, Row};
use crate::model::report::Report;
use crate::rules::identities::{Identity, identities};
use crate::rules::repair::Change;

/// How an identity stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// A cell has no value, so nothing can be said.
    Open,
    Holds,
    /// The left side is more by this much (less where negative).
    Fails(i64),
}

/// Numbers and identities.
#[derive(Debug)]
pub(super) struct Board {
    pub identities: Vec<Identity>,
    standing: Vec<Standing>,
    values: BTreeMap<CellId, i64>,
    of: BTreeMap<CellId, Vec<usize>>,
}

impl Board {
    pub(super) fn of(report: &Report) -> Self {
        let identities = identities(report);
        let whole = |(id, cell): (&CellId, &crate::model::cell::Cell)| Some((*id, cell.value?.integer()?));
        let values: BTreeMap<CellId, i64> = report.tables.cells.iter().filter_map(whole).collect();
        let mut of: BTreeMap<CellId, Vec<usize>> = BTreeMap::new();
        for (number, identity) in identities.iter().enumerate() {
            identity.cells().for_each(|cell| of.entry(cell).or_default().push(number));
        }
        let own_work = |identity: &Identity| {
            let mut cells = identity.cells().filter_map(|id| report.tables.cell(id));
            cells.any(|cell| cell.by.iter().any(|by| by == identity.rule))
        };
        let standing = identities.iter().map(|identity| {
            match identity.excess(&|cell| values.get(&cell).copied()) {
                Some(0) => Standing::Holds,
                // The rule says nothing of an identity that inferred one of its cells.
                Some(excess) if !own_work(identity) => Standing::Fails(excess),
                _ => Standing::Open,
            }
        });
        Self { standing: standing.collect(), identities, values, of }
    }

    pub(super) fn value(&self, cell: CellId) -> Option<i64> {
        self.values.get(&cell).copied()
    }

    /// The failing identities with what their left side is more.
    pub(super) fn failing(&self) -> impl Iterator<Item = (&Identity, i64)> {
        self.identities.iter().zip(&self.standing).filter_map(|(identity, standing)| match standing {
            Standing::Fails(excess) => Some((identity, *excess)),
            Standing::Open | Standing::Holds => None,
        })
    }

    /// The identity a flag tells of.
    pub(super) fn of_flag(&self, flag: &Flag) -> Option<usize> {
        let cells: BTreeSet<CellId> = flag.evidence.iter().filter_map(|piece| piece.cell).collect();
        let same =
            |identity: &Identity| identity.rule == flag.rule && identity.cells().collect::<BTreeSet<_>>() == cells;
        self.identities.iter().position(same)
    }

    /// The failing identities that changes clear: all they touch, if they break none.
    pub(super) fn cleared_by(&self, changes: &[Change]) -> Option<BTreeSet<usize>> {
        let mut moved: BTreeMap<usize, i64> = BTreeMap::new();
        for change in changes {
            let by = change.to.checked_sub(change.from)?;
            for number in self.of.get(&change.cell).into_iter().flatten() {
                let sign = self.identities.get(*number)?.sign(change.cell);
                let sum = moved.entry(*number).or_default();
                *sum = sum.checked_add(by.checked_mul(sign)?)?;
            }
        }
        let mut cleared = BTreeSet::new();
        for (number, by) in moved {
            match self.standing.get(number)? {
                Standing::Open => {}
                Standing::Holds if by == 0 => {}
                Standing::Fails(excess) if excess.checked_add(by)? == 0 => _ = cleared.insert(number),
                Standing::Holds | Standing::Fails(_) => return None,
            }
        }
        (!cleared.is_empty()).then_some(cleared)
    }

    /// The rows whose cells have a total, with their cells from left to right.
    pub(super) fn rows(&self) -> impl Iterator<Item = (Row, Vec<CellId>)> {
        let of_row = self.identities.iter().filter(|identity| matches!(identity.rule, "T3-ROW" | "T4-SUM"));
        of_row.filter_map(|identity| {
            let row = identity.left.first()?.row;
            Some((row, identity.right.iter().chain(&identity.left).copied().collect()))
        })
    }
}
