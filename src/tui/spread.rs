//! Where the hits of a search are: how many there are by place and year, added up over the tree of regions
//! and agencies once for each answer. What of it is shown is said by `panes/spread`.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::corpus::Corpus;
use crate::corpus::agencies::Agency;
use crate::tui::glyph;
use crate::tui::strings;
use crate::tui::tree::{NodeKind, Tree};

/// The hits of one answer.
#[derive(Debug, Clone, Default)]
pub struct Spread {
    /// The columns of the tree.
    width: usize,
    /// Hits of a node and column, and whether there is a report.
    cells: Vec<(usize, bool)>,
    /// The same of a column.
    all: Vec<(usize, bool)>,
    /// The columns from the first with hits to the last.
    pub columns: Range<usize>,
    /// The narrowest node that holds all hits and is divided further.
    pub within: Option<usize>,
}

impl Spread {
    /// Adds up hits; `per_report` has reports and how many hits each has.
    pub fn of(tree: &Tree, per_report: &[(usize, usize)]) -> Self {
        let width = tree.years.len();
        let mut spread = Self {
            width,
            cells: vec![(0, false); tree.nodes.len() * width],
            all: vec![(0, false); width],
            ..Self::default()
        };
        for agency in &tree.agencies.all {
            for report in &agency.reports {
                spread.add(tree, *report, 0);
            }
        }
        for (report, hits) in per_report {
            spread.add(tree, *report, *hits);
        }
        for (node, parent) in tree.nodes.iter().map(|node| node.parent).enumerate().rev() {
            let Some(parent) = parent else { continue };
            for column in 0..width {
                let (hits, report) = spread.cell(node, column);
                if let Some(above) = spread.cells.get_mut(parent * width + column) {
                    *above = (above.0 + hits, above.1 || report);
                }
            }
        }
        let has_hits = |column: &usize| spread.all.get(*column).is_some_and(|(hits, _)| *hits > 0);
        let first = (0..width).find(has_hits).unwrap_or(0);
        spread.columns = first..(0..width).rev().find(has_hits).map_or(0, |last| last + 1);
        while let [only] = spread.below(tree, spread.within).as_slice()
            && is_divided(tree, *only)
        {
            spread.within = Some(*only);
        }
        spread
    }

    fn add(&mut self, tree: &Tree, report: usize, hits: usize) {
        let Some(column) = tree.column(report) else { return };
        if let Some(all) = self.all.get_mut(column) {
            *all = (all.0 + hits, true);
        }
        if let Some(cell) = tree.node_of(report).and_then(|node| self.cells.get_mut(node * self.width + column)) {
            *cell = (cell.0 + hits, true);
        }
    }

    fn cell(&self, node: usize, column: usize) -> (usize, bool) {
        self.cells.get(node * self.width + column).copied().unwrap_or_default()
    }

    fn at(&self, node: Option<usize>, column: usize) -> (usize, bool) {
        let all = || self.all.get(column).copied().unwrap_or_default();
        node.map_or_else(all, |node| self.cell(node, column))
    }

    /// The hits of a node, of all where there is none, in a column, in all years where there is none.
    pub fn hits(&self, node: Option<usize>, column: Option<usize>) -> usize {
        let of = |column: usize| self.at(node, column).0;
        column.map_or_else(|| self.columns.clone().map(of).sum(), of)
    }

    /// Whether a node has a report in a column.
    pub fn has_report(&self, node: Option<usize>, column: usize) -> bool {
        self.at(node, column).1
    }

    /// The nodes with hits right below a node, or at the root.
    fn below(&self, tree: &Tree, node: Option<usize>) -> Vec<usize> {
        let (mut next, end) = node.map_or((0, tree.nodes.len()), |node| (node + 1, tree.nodes[node].end));
        let mut below = Vec::new();
        while next < end {
            if self.hits(Some(next), None) > 0 {
                below.push(next);
            }
            next = tree.nodes[next].end.max(next + 1);
        }
        below
    }

    /// The rows: regions, agencies, and sorts of agencies beside regions, of which those in `open` are
    /// followed by their own; with the most hits first, or in the order of the tree.
    pub fn rows(&self, tree: &Tree, open: &BTreeSet<usize>, most_first: bool) -> Vec<usize> {
        let arranged = |mut rows: Vec<usize>| {
            if most_first {
                rows.sort_by_key(|row| Reverse(self.hits(Some(*row), None)));
            }
            rows
        };
        let is_region = |node: &usize| matches!(tree.nodes[*node].kind, NodeKind::Region { .. });
        let below = self.below(tree, self.within);
        if !below.iter().any(is_region) {
            let flat = below.into_iter().flat_map(|node| match tree.nodes[node].kind {
                NodeKind::Group => self.below(tree, Some(node)),
                _ => vec![node],
            });
            return arranged(flat.collect());
        }
        let mut rows = Vec::new();
        for node in arranged(below) {
            self.unfold(tree, node, (open, &arranged), &mut rows);
        }
        rows
    }

    fn unfold(
        &self,
        tree: &Tree,
        node: usize,
        how: (&BTreeSet<usize>, &dyn Fn(Vec<usize>) -> Vec<usize>),
        rows: &mut Vec<usize>,
    ) {
        rows.push(node);
        if how.0.contains(&node) {
            for below in how.1(self.below(tree, Some(node))) {
                self.unfold(tree, below, how, rows);
            }
        }
    }
}

fn is_divided(tree: &Tree, node: usize) -> bool {
    tree.nodes.get(node).is_some_and(|found| found.end > node + 1)
}

/// Whether a node is unfolded where it stands: no field of a query says it.
pub fn is_folded(tree: &Tree, node: usize) -> bool {
    let mut root = node;
    while let Some(parent) = tree.nodes.get(root).and_then(|found| found.parent) {
        root = parent;
    }
    let kind = |node: usize| tree.nodes.get(node).map(|found| found.kind);
    kind(node) == Some(NodeKind::Group)
        || kind(root) == Some(NodeKind::Group) && matches!(kind(node), Some(NodeKind::Region { .. }))
}

/// A node and a column as fields of a query. What holds all hits need not be said.
pub fn fields(
    spread: &Spread,
    tree: &Tree,
    corpus: &Corpus,
    (node, column): (Option<usize>, Option<usize>),
) -> Vec<String> {
    let mut fields = Vec::new();
    if let Some((node, found)) = node.and_then(|node| Some((node, tree.nodes.get(node)?))) {
        match found.kind {
            NodeKind::Region { .. } => {
                let names = found.label.split(glyph::STEP);
                fields.extend(names.map(|name| format!("{}:{}", strings::REGION_FIELD, first_word(name))));
            }
            NodeKind::Agency(_) => fields.extend(spread.agency(tree, corpus, node)),
            _ => {}
        }
    }
    if let Some(year) = column.and_then(|column| tree.years.get(column)) {
        let year = year.map_or_else(|| "none".to_owned(), |year| format!("{year:04}"));
        fields.push(format!("{}:{year}", strings::YEAR_FIELD));
    }
    fields
}

/// Agencies that are left out by their names: more make a query that nobody reads.
const MOST_LEFT_OUT: usize = 4;

impl Spread {
    /// An agency as fields: the name that all its reports have in common or, where others have that in theirs,
    /// what they print; and which others are not meant, so that it is this one alone.
    fn agency(&self, tree: &Tree, corpus: &Corpus, node: usize) -> Vec<String> {
        let printed = printed(tree, corpus, node);
        let Some(agency) = tree.nodes.get(node).and_then(|found| agency_of(tree, found.kind)) else {
            return Vec::new();
        };
        let own = first_word(&agency.name);
        let short = !own.is_empty() && printed.iter().all(|name| name.contains(own));
        let full = || (printed.iter().copied().collect::<Vec<_>>(), self.others(tree, corpus, node, &printed));
        let (names, others) = if short {
            let one = BTreeSet::from([own]);
            let others = self.others(tree, corpus, node, &one);
            let (names, fewer) = full();
            if others.len() <= fewer.len() { (vec![own], others) } else { (names, fewer) }
        } else {
            full()
        };
        let mut fields = vec![format!("{}:{}", strings::AGENCY_FIELD, names.join(","))];
        // What would leave the agency out itself is not said.
        let others: Vec<&str> =
            others.into_iter().filter(|other| !printed.iter().any(|name| name.contains(other))).collect();
        if !others.is_empty() && others.len() <= MOST_LEFT_OUT {
            fields.push(format!("!{}:{}", strings::AGENCY_FIELD, others.join(",")));
        }
        fields
    }

    /// Names of other agencies with hits that have one of these names in theirs.
    fn others<'a>(&self, tree: &Tree, corpus: &'a Corpus, node: usize, names: &BTreeSet<&str>) -> BTreeSet<&'a str> {
        let among = self.within.map_or(0..tree.nodes.len(), |within| within..tree.nodes[within].end);
        let with_hits = among.filter(|other| *other != node && self.hits(Some(*other), None) > 0);
        let printed = with_hits.flat_map(|other| printed(tree, corpus, other));
        printed.filter(|other| names.iter().any(|name| other.contains(name))).collect()
    }
}

fn agency_of(tree: &Tree, kind: NodeKind) -> Option<&Agency> {
    match kind {
        NodeKind::Agency(number) => tree.agencies.all.get(number),
        _ => None,
    }
}

/// The names that the reports of an agency print, as far as the value of a field can hold them.
fn printed<'a>(tree: &Tree, corpus: &'a Corpus, node: usize) -> BTreeSet<&'a str> {
    let agency = tree.nodes.get(node).and_then(|found| agency_of(tree, found.kind));
    let reports = agency.map_or(&[][..], |agency| &agency.reports).iter();
    reports.filter_map(|report| Some(first_word(corpus.header(*report)?.name()))).collect()
}

/// As much of a name as the value of a field can hold.
fn first_word(name: &str) -> &str {
    let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | '|' | '｜');
    name.split(ends).find(|part| !part.is_empty()).unwrap_or_default()
}
