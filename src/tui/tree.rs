//! The tree of regions and agencies with the sums of every node by year. Built once from the headers;
//! what is folded, filtered and under the cursor is kept elsewhere.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::corpus::Corpus;
use crate::corpus::agencies::{Agencies, Agency};
use crate::tui::flagged::Count;
use crate::tui::nodes;

/// Years further apart than this are shown without the years between them.
const LONGEST_GAP: u16 = 3;

/// What a node of the tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// A region, with the agency that publishes for the whole of it.
    Region { own: Option<usize> },
    /// Agencies of one sort in one region.
    Group,
    /// An agency, by its number.
    Agency(usize),
    /// All that could not be read.
    Problems,
    /// Something that could not be read, by its number.
    Problem(usize),
    /// The name of a report that is still to be read.
    Awaited,
}

/// A row of the tree, unfolded. Nodes stand in the order in which they are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub kind: NodeKind,
    pub label: String,
    pub depth: usize,
    pub parent: Option<usize>,
    /// The number of the first node after this one and all below it.
    pub end: usize,
}

/// What the reports below a node come to in one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum {
    pub reports: usize,
    /// Entries that stand in them.
    pub entries: usize,
    pub errors: usize,
    pub warnings: usize,
    /// Reports published after their limit.
    pub late: usize,
}

impl Sum {
    fn add(&mut self, other: Self) {
        self.reports += other.reports;
        self.entries += other.entries;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.late += other.late;
    }
}

/// The tree.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    pub agencies: Arc<Agencies>,
    pub nodes: Vec<Node>,
    /// The columns: years, and `None` last where a report has no year.
    pub years: Vec<Option<u16>>,
    /// One a node and year.
    sums: Vec<Sum>,
    /// The column of each report.
    column: Vec<u16>,
    /// The node of each agency.
    node_of: Vec<usize>,
}

impl Tree {
    /// Builds the tree of a corpus.
    pub fn build(corpus: &Corpus) -> Self {
        let agencies = Arc::new(Agencies::join(corpus.headers()));
        let years = columns(corpus);
        let column_of = |year: Option<u16>| years.iter().position(|column| *column == year).unwrap_or(0);
        let column = corpus.headers().map(|header| u16::try_from(column_of(header.year)).unwrap_or(0)).collect();
        let nodes = nodes::of(&agencies, corpus);
        let mut node_of = vec![usize::MAX; agencies.all.len()];
        for (number, node) in nodes.iter().enumerate() {
            if let NodeKind::Agency(agency) = node.kind
                && let Some(of) = node_of.get_mut(agency)
            {
                *of = number;
            }
        }
        let mut tree = Self { nodes, years, sums: Vec::new(), column, node_of, agencies };
        tree.tally(&[], &BTreeSet::new(), None);
        tree
    }

    /// Adds up reports and their entries, of the admitted reports only where a filter is on.
    pub fn tally(&mut self, counts: &[Count], late: &BTreeSet<usize>, admitted: Option<&[bool]>) {
        let width = self.years.len();
        self.sums = vec![Sum::default(); self.nodes.len() * width];
        for node in (0..self.nodes.len()).rev() {
            if let NodeKind::Agency(agency) = self.nodes[node].kind {
                self.tally_agency(node, agency, (counts, late), admitted);
            }
            let Some(parent) = self.nodes[node].parent else { continue };
            for year in 0..width {
                let sum = self.sums[node * width + year];
                self.sums[parent * width + year].add(sum);
            }
        }
    }

    fn tally_agency(
        &mut self,
        node: usize,
        agency: usize,
        (counts, late): (&[Count], &BTreeSet<usize>),
        admitted: Option<&[bool]>,
    ) {
        let Some(agency) = self.agencies.all.get(agency) else { return };
        for report in &agency.reports {
            if admitted.is_some_and(|admitted| !admitted.get(*report).copied().unwrap_or(false)) {
                continue;
            }
            let count = counts.get(*report).copied().unwrap_or_default();
            let year = self.column(*report).unwrap_or(0);
            if let Some(sum) = self.sums.get_mut(node * self.years.len() + year) {
                let late = usize::from(late.contains(report));
                let (errors, warnings) = (count.errors as usize, count.warnings as usize);
                sum.add(Sum { reports: 1, entries: count.total(), errors, warnings, late });
            }
        }
    }

    /// What a node comes to in a column.
    pub fn sum(&self, node: usize, column: usize) -> Sum {
        if column >= self.years.len() {
            return Sum::default();
        }
        self.sums.get(node * self.years.len() + column).copied().unwrap_or_default()
    }

    /// What a node comes to in all.
    pub fn total(&self, node: usize) -> Sum {
        (0..self.years.len()).fold(Sum::default(), |mut total, column| {
            total.add(self.sum(node, column));
            total
        })
    }

    /// What all of it comes to.
    pub fn whole(&self) -> Sum {
        let roots = self.nodes.iter().enumerate().filter(|(_, node)| node.parent.is_none());
        roots.fold(Sum::default(), |mut whole, (number, _)| {
            whole.add(self.total(number));
            whole
        })
    }

    /// The agency whose reports Enter opens on a node.
    pub fn agency(&self, node: usize) -> Option<&Agency> {
        let agency = match self.nodes.get(node)?.kind {
            NodeKind::Agency(agency) => agency,
            NodeKind::Region { own } => own?,
            _ => return None,
        };
        self.agencies.all.get(agency)
    }

    /// The reports of an agency in a column.
    pub fn reports_in(&self, agency: &Agency, column: usize) -> impl Iterator<Item = usize> {
        agency.reports.iter().copied().filter(move |report| self.column(*report) == Some(column))
    }

    /// Every report in the order of the tree.
    pub fn order(&self) -> impl Iterator<Item = usize> {
        let reports = |node: &Node| match node.kind {
            NodeKind::Agency(agency) => self.agencies.all.get(agency).map(|agency| agency.reports.as_slice()),
            _ => None,
        };
        self.nodes.iter().filter_map(reports).flatten().copied()
    }

    /// The column of a report.
    pub fn column(&self, report: usize) -> Option<usize> {
        self.column.get(report).map(|column| usize::from(*column))
    }

    /// What a node and those above it are called, from the top down.
    pub fn path(&self, node: usize) -> Vec<&str> {
        let above = std::iter::successors(self.nodes.get(node), |node| self.nodes.get(node.parent?));
        let mut path: Vec<&str> = above.map(|node| node.label.as_str()).collect();
        path.reverse();
        path
    }

    /// The node that is called so; the first where several are.
    pub fn node_at(&self, path: &[String]) -> Option<usize> {
        (0..self.nodes.len())
            .find(|node| self.nodes.get(*node).map(|node| &node.label) == path.last() && self.path(*node) == path)
    }

    /// The node of the agency of a report.
    pub fn node_of(&self, report: usize) -> Option<usize> {
        let agency = self.agencies.number_of(report)?;
        self.node_of.get(agency).copied().filter(|node| *node < self.nodes.len())
    }

    /// The node of another tree in this one, found by the first report below it that is still there; `moved` says which
    /// number a report has here. What shares a row with another region by now may have moved.
    pub fn same(&self, node: usize, other: &Self, moved: &dyn Fn(usize) -> Option<usize>) -> Option<usize> {
        let there = other.nodes.get(node)?;
        let first = other.nodes.get(node..there.end)?.iter().find_map(|below| match below.kind {
            NodeKind::Agency(agency) => other.agencies.all.get(agency)?.reports.iter().copied().filter_map(moved).min(),
            _ => None,
        })?;
        let mut here = self.node_of(first)?;
        let is_agency = |node: &Node| matches!(node.kind, NodeKind::Agency(_));
        while !is_agency(there) && self.nodes.get(here).is_some_and(|node| is_agency(node) || node.depth > there.depth)
        {
            here = self.nodes.get(here)?.parent?;
        }
        Some(here)
    }

    /// The visible rows: nodes whose parents are all unfolded and that hold anything.
    pub fn rows(&self, folded: &[bool], filtered: bool) -> Vec<usize> {
        let mut rows = Vec::new();
        let mut next = 0;
        while let Some(node) = self.nodes.get(next) {
            let empty = filtered && self.total(next).reports == 0;
            if !empty {
                rows.push(next);
            }
            let closed = empty || folded.get(next).copied().unwrap_or(false);
            next = if closed { node.end } else { next + 1 };
        }
        rows
    }

    /// Folds so that about `room` rows show: level by level as long as they fit.
    pub fn folds_for(&self, room: usize) -> Vec<bool> {
        let deepest = self.nodes.iter().map(|node| node.depth).max().unwrap_or(0);
        let count = |depth: usize| self.nodes.iter().filter(|node| node.depth <= depth).count();
        let open = (0..=deepest).take_while(|depth| *depth == 0 || count(*depth) <= room).last().unwrap_or(0);
        self.nodes.iter().enumerate().map(|(n, node)| node.end > n + 1 && node.depth >= open).collect()
    }
}

/// The years with reports, those between them too unless they are many, and a last column for
/// reports without a year.
fn columns(corpus: &Corpus) -> Vec<Option<u16>> {
    let mut years: Vec<u16> = corpus.headers().filter_map(|header| header.year).collect();
    years.sort_unstable();
    years.dedup();
    let mut columns = Vec::new();
    let mut last: Option<u16> = None;
    for year in years {
        if let Some(last) = last.filter(|last| year - last <= LONGEST_GAP) {
            columns.extend((last + 1..year).map(Some));
        }
        columns.push(Some(year));
        last = Some(year);
    }
    if corpus.headers().any(|header| header.year.is_none()) {
        columns.push(None);
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::agency::AgencyKind;
    use crate::model::report::Report;
    use crate::tui::fixture::{corpus_of, report};

    fn tree(reports: &[Report]) -> Tree {
        let mut tree = Tree::build(&corpus_of(reports));
        tree.tally(&[], &BTreeSet::new(), None);
        tree
    }

    fn outline(tree: &Tree) -> Vec<String> {
        tree.nodes.iter().map(|node| format!("{}{}", "-".repeat(node.depth), node.label)).collect()
    }

    fn of(kind: AgencyKind, name: &str, code: &str) -> Report {
        let mut report = report(name, Some(name), ["云河省", "青石市", "云河县"], Some(2021));
        report.agency.kind = Some(kind);
        report.agency.code = Some(code.to_owned());
        report
    }

    #[test]
    fn the_own_government_comes_first_and_regions_by_their_codes() {
        let mut east = report("东", Some("东湖县财政局"), ["云河省", "青石市", "东湖县"], Some(2021));
        east.agency.code = Some("990105".into());
        let tree = tree(&[
            of(AgencyKind::TownshipGov, "云河县白沙镇人民政府", "990101102"),
            of(AgencyKind::TownshipGov, "云河县青山镇人民政府", "990101101"),
            of(AgencyKind::Department, "云河县财政局", "990101"),
            of(AgencyKind::GovernmentOffice, "云河县人民政府办公室", "990101"),
            of(AgencyKind::GovernmentAggregate, "云河县人民政府", "990101"),
            east,
        ]);
        let expected = [
            "云河省 > 青石市",
            "-云河县",
            "--本级政府(汇总)",
            "--人民政府办公室",
            "--财政局",
            "--青山镇人民政府",
            "--白沙镇人民政府",
            "-东湖县",
            "--财政局",
        ];
        assert_eq!(outline(&tree), expected);
        assert_eq!(tree.nodes[1].end, 7);
        assert_eq!(tree.total(0).reports, 6);
    }

    #[test]
    fn many_of_one_sort_share_a_node_and_large_trees_open_folded() {
        let mut reports: Vec<Report> =
            (0..20).map(|n| of(AgencyKind::TownshipGov, &format!("云河县{n}号镇"), "990101101")).collect();
        reports.push(of(AgencyKind::Department, "云河县财政局", "990101"));
        let tree = tree(&reports);
        assert!(outline(&tree).contains(&"-乡镇街道 (20)".to_owned()), "{:?}", outline(&tree));
        let shown = |room| tree.rows(&tree.folds_for(room), false).len();
        assert_eq!((shown(100), shown(10), shown(1)), (23, 3, 1));
    }

    #[test]
    fn years_between_are_columns_unless_they_are_many() {
        let years = |years: &[Option<u16>]| {
            let of_year = |year: &Option<u16>| report(&format!("{year:?}"), None, ["", "", ""], *year);
            tree(&years.iter().map(of_year).collect::<Vec<_>>()).years
        };
        assert_eq!(years(&[Some(2021), Some(2019)]), [Some(2019), Some(2020), Some(2021)]);
        assert_eq!(years(&[Some(1), None, Some(65_535)]), [Some(1), Some(65_535), None]);
        assert_eq!(years(&[]), [] as [Option<u16>; 0]);
    }
}
