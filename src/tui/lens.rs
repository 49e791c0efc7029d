//! What the matrix shows of agencies and years: entries, reports, dates of publication or an indicator,
//! each in five columns. Values of reports are never added: a region shows the report of its own
//! government, or nothing.

use crate::model::indicator::{Figure, Indicator};
use crate::tui::glyph;
use crate::tui::state::{Holdings, Stage};
use crate::tui::strings;
use crate::tui::text::columns;
use crate::tui::theme::Role;
use crate::tui::tree::{NodeKind, Sum};

/// What a cell of the matrix says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lens {
    #[default]
    Entries,
    Reports,
    /// When reports were published; on regions how many were late.
    Published,
    Indicator(Indicator),
}

impl Lens {
    /// In the order in which one key walks through them.
    pub const ALL: [Self; 8] = [
        Self::Entries,
        Self::Reports,
        Self::Published,
        Self::Indicator(Indicator::NewReceived),
        Self::Indicator(Indicator::CarriedOut),
        Self::Indicator(Indicator::GrantRate),
        Self::Indicator(Indicator::DenyRate),
        Self::Indicator(Indicator::ReviewCorrect),
    ];

    /// The next one, round the end.
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|lens| *lens == self).unwrap_or(0);
        Self::ALL[(at + 1) % Self::ALL.len()]
    }

    pub fn indicator(self) -> Option<Indicator> {
        match self {
            Self::Indicator(indicator) => Some(indicator),
            _ => None,
        }
    }
}

/// Columns of the text of a cell, and one for its mark.
const TEXT: usize = 4;

fn padded(text: &str, mark: &str) -> String {
    format!("{}{mark}", columns::right(text, TEXT.max(columns::of(text))))
}

/// What stands for a node in a year.
pub fn cell(lens: Lens, holdings: &Holdings, node: usize, column: usize) -> (String, Role) {
    let tree = &holdings.tree;
    let sum = tree.sum(node, column);
    let leaf = matches!(tree.nodes.get(node).map(|node| node.kind), Some(NodeKind::Agency(_)));
    let several = leaf && sum.reports > 1;
    match lens {
        _ if sum.reports == 0 => (padded(glyph::NONE, " "), Role::Dim),
        Lens::Entries => entries(sum, holdings.stage == Stage::Ready, several),
        Lens::Reports => (padded(&strings::short_count(sum.reports), " "), Role::Text),
        _ if several => (padded(&format!("{}x", sum.reports), " "), Role::Dim),
        Lens::Published if leaf => published(holdings, node, column),
        Lens::Published => late(sum, holdings.stage == Stage::Ready),
        Lens::Indicator(indicator) => figure(holdings, indicator, node, column),
    }
}

/// What stands for a node in all years together.
pub fn total(lens: Lens, holdings: &Holdings, node: usize) -> (String, Role) {
    let sum = holdings.tree.total(node);
    let ready = holdings.stage == Stage::Ready;
    match lens {
        Lens::Indicator(_) => (String::new(), Role::Dim),
        _ if sum.reports == 0 => (padded(glyph::NONE, " "), Role::Dim),
        Lens::Entries => entries(sum, ready, false),
        Lens::Reports => (padded(&strings::short_count(sum.reports), " "), Role::Text),
        Lens::Published => late(sum, ready),
    }
}

fn entries(sum: Sum, ready: bool, several: bool) -> (String, Role) {
    let role = match sum {
        Sum { errors: 1.., .. } => Role::Error,
        Sum { warnings: 1.., .. } => Role::Warning,
        Sum { entries: 1.., .. } => Role::Text,
        _ => Role::Dim,
    };
    let mark = if sum.errors > 0 { "!" } else { " " };
    let text = match sum {
        Sum { reports, .. } if several => format!("{reports}x"),
        _ if !ready => glyph::UNKNOWN.to_owned(),
        Sum { entries, .. } => strings::short_count(entries),
    };
    (padded(&text, mark), role)
}

fn late(sum: Sum, ready: bool) -> (String, Role) {
    match sum.late {
        _ if !ready => (padded(glyph::UNKNOWN, " "), Role::Dim),
        0 => (padded("0", " "), Role::Dim),
        late => (padded(&strings::short_count(late), "!"), Role::Warning),
    }
}

/// The report that stands for a node in a year.
fn report(holdings: &Holdings, node: usize, column: usize) -> Option<usize> {
    let agency = holdings.tree.agency(node)?;
    holdings.tree.reports_in(agency, column).next()
}

/// The day as `0131`; which year it is in is told where the cursor is.
fn published(holdings: &Holdings, node: usize, column: usize) -> (String, Role) {
    let report = report(holdings, node, column);
    let date = report.and_then(|report| holdings.corpus.header(report)?.published);
    let Some(date) = date else { return (padded(glyph::UNKNOWN, " "), Role::Dim) };
    let late = report.is_some_and(|report| holdings.is_late(report));
    let text = format!("{:02}{:02}", date.month(), date.day());
    if late { (padded(&text, "!"), Role::Warning) } else { (padded(&text, " "), Role::Text) }
}

fn figure(holdings: &Holdings, indicator: Indicator, node: usize, column: usize) -> (String, Role) {
    let Some(figures) = holdings.figures.get(&indicator) else { return (padded(glyph::UNKNOWN, " "), Role::Dim) };
    let Some(report) = report(holdings, node, column) else { return (String::new(), Role::Dim) };
    let figure = figures.get(report).copied().unwrap_or_default();
    let mark = if figure.inferred { glyph::INFERRED } else { " " };
    match shown(figure) {
        Some(text) => (padded(&text, mark), if figure.inferred { Role::Inferred } else { Role::Text }),
        None => (padded(strings::CELL_UNKNOWN, " "), Role::Dim),
    }
}

/// A count, or a share in percent: `118`, `62.5`, `100%`.
fn shown(figure: Figure) -> Option<String> {
    let part = figure.part?;
    let Some(whole) = figure.whole else {
        return Some(strings::short_count(usize::try_from(part).unwrap_or(usize::MAX)));
    };
    let tenths = (u64::from(part) * 2000).div_ceil(u64::from(whole).max(1)) / 2;
    Some(if tenths >= 1000 { format!("{}%", tenths / 10) } else { format!("{}.{}", tenths / 10, tenths % 10) })
}

/// A figure in words: `118`, `50/80 = 62.5%`.
pub fn told(figure: Figure) -> String {
    match (figure.part, figure.whole, shown(figure)) {
        (Some(part), Some(whole), Some(share)) => {
            let sign = if share.ends_with('%') { "" } else { "%" };
            format!("{part}/{whole} = {share}{sign}")
        }
        (Some(part), None, _) => part.to_string(),
        _ => strings::CELL_UNKNOWN.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fixture::{inspector, press, shown as screen};

    #[test]
    fn shares_are_told_in_percent() {
        let check = |part, whole, expected: &str| {
            let figure = Figure { part: Some(part), whole: Some(whole), inferred: false };
            assert_eq!(shown(figure).as_deref(), Some(expected), "{part}/{whole}");
        };
        check(50, 80, "62.5");
        check(1, 3, "33.3");
        check(2, 3, "66.7");
        check(0, 7, "0.0");
        check(7, 7, "100%");
        check(u32::MAX, u32::MAX, "100%");
        assert_eq!(shown(Figure::default()), None);
    }

    #[test]
    fn one_key_walks_through_what_the_matrix_shows() {
        let mut inspector = inspector((80, 24));
        let mut seen = vec![screen(&inspector)];
        for _ in 1..Lens::ALL.len() {
            press(&mut inspector, "M");
            seen.push(screen(&inspector));
        }
        for (n, one) in seen.iter().enumerate() {
            assert!(seen.iter().skip(n + 1).all(|other| other != one), "each has a title of its own");
        }
        press(&mut inspector, "M");
        assert_eq!(screen(&inspector), seen[0]);
    }

    #[test]
    fn no_value_is_added_up() {
        let mut inspector = inspector((80, 24));
        press(&mut inspector, "M M M");
        let text = screen(&inspector);
        let line = |name: &str| text.lines().find(|line| line.contains(name)).unwrap().to_owned();
        assert!(line("白沙镇").contains("118"), "{text}");
        assert!(
            !line("云河省").contains(|c: char| c.is_ascii_digit()),
            "a province without a report of its own: {text}"
        );
    }
}
