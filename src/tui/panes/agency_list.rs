//! The tree of agencies as it stands: what is folded, filtered and under the cursor. Keys and drawing are the business
//! of `matrix`.

use crate::tui::action::Fold;
use crate::tui::layout::Pane;
use crate::tui::lens::Lens;
use crate::tui::scroll;
use crate::tui::sieve::Sieve;
use crate::tui::state::Holdings;
use crate::tui::tree::{NodeKind, Tree};

/// Corpora whose tree has more rows than this many screens open folded.
const SCREENS_OPEN: usize = 2;

/// The number that a report has in another corpus.
type Numbers<'n> = &'n dyn Fn(usize) -> Option<usize>;

/// What is folded, filtered and under the cursor.
#[derive(Debug, Clone)]
pub struct Matrix {
    pub sieve: Sieve,
    pub focus: Pane,
    pub lens: Lens,
    /// `None`: as the width of the screen suggests.
    pub preview: Option<bool>,
    /// First line of the preview shown.
    pub preview_top: usize,
    pub(super) folded: Vec<bool>,
    /// The user has folded or unfolded something.
    pub(super) has_folded: bool,
    /// The nodes that show, from top to bottom.
    pub(super) rows: Vec<usize>,
    pub(super) cursor: usize,
    /// 0 is the name, then the years.
    pub(super) column: usize,
    pub(super) top: usize,
    /// First year shown.
    pub(super) left: usize,
}

impl Default for Matrix {
    fn default() -> Self {
        Self {
            sieve: Sieve::default(),
            focus: Pane::Matrix,
            lens: Lens::default(),
            preview: None,
            preview_top: 0,
            folded: Vec::new(),
            has_folded: false,
            rows: Vec::new(),
            cursor: 0,
            column: 0,
            top: 0,
            left: 0,
        }
    }
}

impl Matrix {
    /// Goes on with a corpus that has grown, or begins with it: the cursor stays on what it was on, and what
    /// the user has folded or unfolded stays so.
    pub fn open(&mut self, holdings: &Holdings, before: &Tree, height: usize) {
        let (node, year) = self.place_in(holdings, before, &Some);
        let folded = holdings.tree.folds_for(height * SCREENS_OPEN);
        self.folded = if self.has_folded { self.folds_in(holdings, before, (folded, &Some)) } else { folded };
        // Where not all years fit, the newest are shown first.
        self.left = holdings.tree.years.len();
        self.refold(holdings);
        // Who has not moved stays at the top.
        let moved = self.cursor > 0;
        self.cursor = node.filter(|_| moved).map_or(0, |node| self.row_of(node));
        self.column = year.map_or(0, |c| c + 1);
    }

    /// Goes on with a corpus that was read anew, in which reports have other numbers: rows come and go around the
    /// cursor, which stays where it is on the screen.
    pub fn renew(&mut self, holdings: &Holdings, before: &Tree, moved: Numbers<'_>) {
        let (node, year) = self.place_in(holdings, before, moved);
        let left = before.years.get(self.left).copied();
        self.folded = self.folds_in(holdings, before, (vec![false; holdings.tree.nodes.len()], moved));
        let down = self.cursor.saturating_sub(self.top);
        self.refold(holdings);
        self.cursor = node.map_or(self.cursor, |node| self.row_of(node)).min(self.rows.len().saturating_sub(1));
        self.top = self.cursor.saturating_sub(down);
        self.column = year.map_or(0, |c| c + 1);
        let years = &holdings.tree.years;
        self.left = left.and_then(|left| years.iter().position(|year| *year == left)).unwrap_or(years.len());
    }

    /// The node and the column under the cursor in a tree that comes after.
    fn place_in(&self, holdings: &Holdings, before: &Tree, moved: Numbers<'_>) -> (Option<usize>, Option<usize>) {
        let tree = &holdings.tree;
        let by_name = |node: usize| {
            let path: Vec<String> = before.path(node).into_iter().map(str::to_owned).collect();
            tree.node_at(&path)
        };
        let node = self.node().and_then(|node| tree.same(node, before, moved).or_else(|| by_name(node)));
        let year = self.year_column().and_then(|column| before.years.get(column));
        (node, year.and_then(|year| tree.years.iter().position(|other| other == year)))
    }

    /// What is folded in a tree that comes after; what was not there before as it is given.
    fn folds_in(&self, holdings: &Holdings, before: &Tree, (mut folded, moved): (Vec<bool>, Numbers<'_>)) -> Vec<bool> {
        let foldable = before.nodes.iter().enumerate().filter(|(was, node)| node.end > was + 1).map(|(was, _)| was);
        for (was, now) in foldable.filter_map(|was| Some((was, holdings.tree.same(was, before, moved)?))) {
            if let (Some(before), Some(now)) = (self.folded.get(was), folded.get_mut(now)) {
                *now = *before;
            }
        }
        folded
    }

    /// The row of a node, or of the nearest one above it that shows.
    fn row_of(&self, node: usize) -> usize {
        self.rows.partition_point(|row| *row <= node).saturating_sub(1)
    }

    /// Lists the rows that show, keeping the cursor on its node or the nearest one above it.
    pub fn refold(&mut self, holdings: &Holdings) {
        let node = self.node();
        self.rows = holdings.tree.rows(&self.folded, self.sieve.applied.is_some());
        if let Some(node) = node {
            self.cursor = self.row_of(node);
        }
    }

    /// The node under the cursor.
    pub fn node(&self) -> Option<usize> {
        self.rows.get(self.cursor).copied()
    }

    /// The column of a year under the cursor, `None` on the name.
    pub fn year_column(&self) -> Option<usize> {
        self.column.checked_sub(1)
    }

    /// The report that Enter opens: of the year under the cursor, on the name the latest one. On the
    /// name of a region there is none.
    pub fn report(&self, holdings: &Holdings) -> Option<usize> {
        let node = self.node()?;
        let agency = holdings.tree.agency(node)?;
        match self.year_column() {
            Some(column) => holdings.tree.reports_in(agency, column).next(),
            None if matches!(holdings.tree.nodes.get(node)?.kind, NodeKind::Agency(_)) => {
                let with_year = agency.reports.iter().rev().find(|report| holdings.year(**report).is_some());
                let latest = with_year.or(agency.reports.last())?;
                // Of several in one year the first, as in the column of the year.
                holdings.tree.column(*latest).and_then(|column| holdings.tree.reports_in(agency, column).next())
            }
            None => None,
        }
    }

    /// What the cursor is on: the names of the row from the top down, and the year, empty where it is not known, `None` on the name.
    pub fn cursor_in_words(&self, holdings: &Holdings) -> Option<(Vec<String>, Option<String>)> {
        let path = holdings.tree.path(self.node()?).into_iter().map(str::to_owned).collect();
        let year = self.year_column().and_then(|column| holdings.tree.years.get(column));
        Some((path, year.map(|year| year.map_or_else(String::new, |year| year.to_string()))))
    }

    /// Puts the cursor where it was by these words, as far as that is still there.
    pub fn show_in_words(&mut self, holdings: &Holdings, path: &[String], year: Option<&str>) {
        let Some(node) = holdings.tree.node_at(path) else { return };
        self.show_node(holdings, node);
        let column = year.and_then(|year| holdings.tree.years.iter().position(|column| *column == year.parse().ok()));
        self.column = column.map_or(0, |column| column + 1);
    }

    /// Puts the cursor on the agency and year of a report.
    pub fn show(&mut self, holdings: &Holdings, report: usize) {
        let Some(node) = holdings.tree.node_of(report) else { return };
        self.show_node(holdings, node);
        self.column = holdings.tree.column(report).map_or(0, |column| column + 1);
    }

    fn show_node(&mut self, holdings: &Holdings, node: usize) {
        let mut parent = holdings.tree.nodes.get(node).and_then(|node| node.parent);
        while let Some(above) = parent {
            if let Some(folded) = self.folded.get_mut(above) {
                *folded = false;
            }
            parent = holdings.tree.nodes.get(above).and_then(|node| node.parent);
        }
        self.refold(holdings);
        self.cursor = self.rows.iter().position(|row| *row == node).unwrap_or(self.cursor);
    }

    pub(super) fn fold(&mut self, holdings: &Holdings, fold: Fold) {
        let Some(node) = self.node() else { return };
        self.has_folded = true;
        let foldable = |n: usize| holdings.tree.nodes.get(n).is_some_and(|node| node.end > n + 1);
        match fold {
            Fold::Toggle if foldable(node) => self.folded[node] = !self.folded[node],
            Fold::Toggle => self.fold_parent(holdings, node),
            Fold::CloseAll | Fold::OpenAll => {
                for (n, folded) in self.folded.iter_mut().enumerate() {
                    *folded = fold == Fold::CloseAll && foldable(n);
                }
            }
        }
        self.refold(holdings);
    }

    fn fold_parent(&mut self, holdings: &Holdings, node: usize) {
        if let Some(parent) = holdings.tree.nodes.get(node).and_then(|node| node.parent) {
            self.folded[parent] = true;
        }
    }

    /// h and l: years, and folds on the name.
    pub(super) fn side(&mut self, holdings: &Holdings, steps: i32) {
        let Some(node) = self.node() else { return };
        let foldable = holdings.tree.nodes.get(node).is_some_and(|n| n.end > node + 1);
        let folded = self.folded.get(node).copied().unwrap_or(false);
        match (self.column, steps) {
            (0, ..0) if foldable && !folded => self.fold(holdings, Fold::Toggle),
            (0, ..0) => {
                let parent = holdings.tree.nodes.get(node).and_then(|node| node.parent);
                self.cursor = parent.and_then(|p| self.rows.iter().position(|row| *row == p)).unwrap_or(self.cursor);
            }
            (0, 0..) if folded => self.fold(holdings, Fold::Toggle),
            _ => self.column = scroll::step(self.column, steps, holdings.tree.years.len() + 1),
        }
    }

    /// The nearest year in a direction in which the agency has a report.
    pub(super) fn year(&mut self, holdings: &Holdings, steps: i32) -> bool {
        let Some(node) = self.node() else { return false };
        let from = self.column;
        let has = |column: &usize| *column > 0 && holdings.tree.sum(node, column - 1).reports > 0;
        let found = if steps > 0 {
            (from + 1..=holdings.tree.years.len()).find(has)
        } else if from == 0 {
            (1..=holdings.tree.years.len()).rev().find(has)
        } else {
            (1..from).rev().find(has)
        };
        if let Some(column) = found {
            self.column = column;
        }
        found.is_some()
    }
}
