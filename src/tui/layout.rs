//! Where everything stands: a pure function of the size and of what is to be shown, used by the
//! updates (for page sizes) and by the drawing alike.

use ratatui::layout::Rect;

use crate::tui::action::View;

/// A part of the screen with its own cursor or scroll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pane {
    /// Agencies by years.
    Matrix,
    Preview,
    /// Sections, tables and flags of a report.
    Contents,
    Table,
    Text,
    /// The source, in place of the text and, on narrower screens, the table.
    Source,
    Evidence,
    /// The flags of the corpus.
    List,
    /// The line a search is typed in.
    Query,
    Results,
    /// The paragraph of the hit under the cursor.
    Passage,
    /// The hits of a search by place and year.
    Spread,
    /// The tables of two reports.
    Figures,
    /// Every column of the row under the cursor, of two reports.
    Columns,
    /// The narrative of two reports.
    Wording,
    /// What came in, by reason.
    Reasons,
    /// What of it is usable.
    Usable,
    /// The entries of a reason.
    Entries,
    /// The table that answers a question.
    Answer,
}

/// What is to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    pub view: View,
    pub size: (u16, u16),
    pub focus: Pane,
    /// The focused pane takes the whole body.
    pub zoom: bool,
    pub preview: bool,
    /// Where the hits of a search are.
    pub spread: bool,
    pub report: Shape,
}

/// What the report view has to show beside its contents and text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shape {
    pub table: bool,
    pub below: Below,
    pub source: bool,
}

/// What the evidence pane has to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Below {
    #[default]
    Nothing,
    /// How the value of the cell under the cursor was read, or why it was not.
    Cell,
    /// The evidence of a flag.
    Flag,
}

/// A pane with the row of its title and the area below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    pub pane: Pane,
    pub title: u16,
    pub body: Rect,
}

/// The screen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    pub panes: Vec<Placed>,
    /// Columns between panes with their first row and the row after their last.
    pub separators: Vec<(u16, u16, u16)>,
    /// The line under the panes.
    pub foot: Option<u16>,
    pub status: u16,
    pub hints: u16,
}

/// Smaller screens show a message only.
pub const SMALLEST: (u16, u16) = (40, 10);
/// From this width on two panes are stacked, on two columns, on three columns.
const STACKED: u16 = 80;
const TWO_COLUMNS: u16 = 120;
const THREE_COLUMNS: u16 = 160;
/// Screens lower than this do without the line under the panes.
const WITH_FOOT: u16 = 16;

/// How many rows a pane of a column takes.
#[derive(Debug, Clone, Copy)]
enum Share {
    Rows(u16),
    Part(u16),
}

/// Panes above one another.
struct Column {
    width: u16,
    stack: Vec<(Pane, Share)>,
}

impl Column {
    fn new(width: u16, stack: &[(Pane, Share)]) -> Self {
        Self { width, stack: stack.to_vec() }
    }
}

impl Layout {
    /// The body of a pane, when it is on the screen.
    pub fn body(&self, pane: Pane) -> Option<Rect> {
        self.panes.iter().find(|placed| placed.pane == pane).map(|placed| placed.body)
    }

    /// The rows of a pane; one where it is not on the screen.
    pub fn height(&self, pane: Pane) -> usize {
        self.body(pane).map_or(1, |body| usize::from(body.height).max(1))
    }
}

/// Places the panes; `None` when the screen is too small for any.
pub fn arrange(wish: &Wish) -> Option<Layout> {
    let (width, height) = wish.size;
    if width < SMALLEST.0 || height < SMALLEST.1 {
        return None;
    }
    let foot = (height >= WITH_FOOT).then_some(height - 3);
    let mut layout = Layout { foot, status: height - 2, hints: height - 1, ..Layout::default() };
    let bottom = foot.unwrap_or(height - 2);
    let mut body = Rect::new(0, 1, width, bottom - 1);
    if wish.view == View::Search && !(wish.zoom && wish.focus != Pane::Query) {
        let query = Rect { height: 2, ..body };
        body = Rect { y: body.y + 2, height: body.height - 2, ..body };
        layout.stack(query, &[(Pane::Query, Share::Part(1))]);
    }
    layout.columns(body, &columns(wish));
    Some(layout)
}

impl Layout {
    fn columns(&mut self, body: Rect, columns: &[Column]) {
        let mut x = body.x;
        for (n, column) in columns.iter().enumerate() {
            let last = n + 1 == columns.len();
            let width = if last { body.right().saturating_sub(x) } else { column.width };
            self.stack(Rect { x, width, ..body }, &column.stack);
            x += width;
            if !last {
                self.separators.push((x, body.top(), body.bottom()));
                x += 1;
            }
        }
    }

    /// Stacks panes, each under a row for its title.
    fn stack(&mut self, area: Rect, stack: &[(Pane, Share)]) {
        let titles = u16::try_from(stack.len()).unwrap_or(u16::MAX);
        let rows = area.height.saturating_sub(titles);
        // What is of a fixed height leaves at least half to the rest.
        let fixed = |share: &Share| if let Share::Rows(wanted) = share { (*wanted).min(rows / 2) } else { 0 };
        let parts: u16 = stack.iter().map(|(_, share)| if let Share::Part(part) = share { *part } else { 0 }).sum();
        let free = rows.saturating_sub(stack.iter().map(|(_, share)| fixed(share)).sum());
        let mut y = area.y;
        for (n, (pane, share)) in stack.iter().enumerate() {
            let wanted = match share {
                Share::Rows(_) => fixed(share),
                Share::Part(part) => free * part / parts.max(1),
            };
            let room = area.bottom().saturating_sub(y + 1);
            let height = if n + 1 == stack.len() { room } else { wanted.min(room) };
            self.panes.push(Placed { pane: *pane, title: y, body: Rect::new(area.x, y + 1, area.width, height) });
            y += height + 1;
        }
    }
}

fn columns(wish: &Wish) -> Vec<Column> {
    let width = wish.size.0;
    if wish.zoom {
        return vec![Column::new(width, &[(wish.focus, Share::Part(1))])];
    }
    match wish.view {
        View::Browse => side_by_side(wish, Pane::Matrix, Pane::Preview, wish.preview),
        View::Flags => side_by_side(wish, Pane::List, Pane::Evidence, true),
        View::Search if wish.spread => spread(wish),
        View::Search => side_by_side(wish, Pane::Results, Pane::Passage, true),
        View::Report => report(wish),
        View::Compare => compare(wish),
        View::Triage => triage(wish),
        View::Figures => vec![Column::new(width, &[(Pane::Answer, Share::Part(1))])],
    }
}

/// Rows of what is usable.
const USABLE: u16 = 4;

/// What came in by reason over what is usable of it; the entries of a reason beside them or in their place.
fn triage(wish: &Wish) -> Vec<Column> {
    let width = wish.size.0;
    let entries = |width| Column::new(width, &[(Pane::Entries, Share::Part(1))]);
    let reasons = |width| Column::new(width, &[(Pane::Reasons, Share::Part(1)), (Pane::Usable, Share::Rows(USABLE))]);
    if width >= TWO_COLUMNS {
        let left = (width / 2).clamp(62, 84);
        return vec![reasons(left), entries(width - left - 1)];
    }
    if wish.focus == Pane::Entries {
        return vec![entries(width)];
    }
    vec![reasons(width)]
}

/// Lines of the pane with every column of a row: the columns of table 三 and one that some sites print.
const COLUMNS: u16 = 8;
/// From this height on that pane has a place.
const WITH_COLUMNS: u16 = 32;

/// The figures of two reports over or beside their wording.
fn compare(wish: &Wish) -> Vec<Column> {
    let (width, height) = wish.size;
    if width < STACKED {
        return vec![Column::new(width, &[(wish.focus, Share::Part(1))])];
    }
    if width < TWO_COLUMNS {
        return vec![Column::new(width, &[(Pane::Figures, Share::Part(3)), (Pane::Wording, Share::Part(2))])];
    }
    let figures = (width * 9 / 20).clamp(58, 84);
    let stack = [(Pane::Figures, Share::Part(1)), (Pane::Columns, Share::Rows(COLUMNS))];
    let shown = stack.get(..if height >= WITH_COLUMNS { 2 } else { 1 }).unwrap_or_default();
    vec![Column::new(figures, shown), Column::new(width - figures - 1, &[(Pane::Wording, Share::Part(1))])]
}

/// Rows of hits over the table of where they are.
const FEW_HITS: u16 = 5;
/// From this height on the paragraph of a hit has a place under the hits beside that table.
const WITH_PASSAGE: u16 = 30;

/// The hits of a search and where they are.
fn spread(wish: &Wish) -> Vec<Column> {
    let (width, height) = wish.size;
    if width < STACKED {
        let pane = if wish.focus == Pane::Spread { Pane::Spread } else { Pane::Results };
        return vec![Column::new(width, &[(pane, Share::Part(1))])];
    }
    if width < TWO_COLUMNS {
        return vec![Column::new(width, &[(Pane::Results, Share::Rows(FEW_HITS)), (Pane::Spread, Share::Part(1))])];
    }
    let side = (width / 2).min(100);
    let hits = [(Pane::Results, Share::Part(3)), (Pane::Passage, Share::Part(2))];
    let shown = hits.get(..if height >= WITH_PASSAGE { 2 } else { 1 }).unwrap_or_default();
    vec![Column::new(width - side - 1, shown), Column::new(side, &[(Pane::Spread, Share::Part(1))])]
}

/// A list and what its cursor is on: beside it, below it, or in its place.
fn side_by_side(wish: &Wish, list: Pane, detail: Pane, with_detail: bool) -> Vec<Column> {
    let (width, height) = wish.size;
    let alone = |pane| vec![Column::new(width, &[(pane, Share::Part(1))])];
    if !with_detail {
        return alone(list);
    }
    if width < STACKED {
        return alone(if wish.focus == detail { detail } else { list });
    }
    if width < TWO_COLUMNS {
        let rows = (height * 2 / 5).clamp(4, 12);
        return vec![Column::new(width, &[(list, Share::Part(1)), (detail, Share::Rows(rows))])];
    }
    let side = (width * 2 / 5).min(80);
    vec![Column::new(width - side - 1, &[(list, Share::Part(1))]), Column::new(side, &[(detail, Share::Part(1))])]
}

fn report(wish: &Wish) -> Vec<Column> {
    let width = wish.size.0;
    let contents = |width| Column::new(width, &[(Pane::Contents, Share::Part(1))]);
    if width < STACKED {
        return vec![Column::new(width, &[(wish.focus, Share::Part(1))])];
    }
    let three = width >= THREE_COLUMNS;
    let left = match width {
        0..TWO_COLUMNS => 18,
        TWO_COLUMNS..THREE_COLUMNS => 22,
        _ => 26,
    };
    let rest = width - left - 1;
    if three {
        let mut columns = vec![contents(left)];
        columns.extend(wide(wish, rest));
        return columns;
    }
    if wish.report.source {
        let below = wish.report.below != Below::Nothing;
        let stack = [(Pane::Source, Share::Part(3)), (Pane::Evidence, Share::Part(2))];
        return vec![contents(left), Column::new(rest, stack.get(..if below { 2 } else { 1 }).unwrap_or_default())];
    }
    let below = wish.report.below;
    let lower = if below != Below::Nothing && wish.focus != Pane::Text { Pane::Evidence } else { Pane::Text };
    let stack: &[(Pane, Share)] = match (wish.report.table, below) {
        (true, Below::Flag | Below::Cell) if width >= TWO_COLUMNS => {
            &[(Pane::Table, Share::Part(5)), (Pane::Text, Share::Part(3)), (Pane::Evidence, Share::Part(3))]
        }
        (true, Below::Flag) => &[(Pane::Table, Share::Part(1)), (lower, Share::Part(1))],
        (true, Below::Cell | Below::Nothing) => &[(Pane::Table, Share::Part(3)), (lower, Share::Part(2))],
        (false, Below::Flag | Below::Cell) => &[(Pane::Text, Share::Part(3)), (Pane::Evidence, Share::Part(2))],
        (false, Below::Nothing) => &[(Pane::Text, Share::Part(1))],
    };
    vec![contents(left), Column::new(rest, stack)]
}

/// The report in three columns: the table over its evidence, the text beside them.
fn wide(wish: &Wish, width: u16) -> Vec<Column> {
    let evidence = (Pane::Evidence, Share::Rows((wish.size.1 / 3).clamp(6, 11)));
    let text = if wish.report.source { Pane::Source } else { Pane::Text };
    let main = if wish.report.table { Pane::Table } else { text };
    let mut stack = vec![(main, Share::Part(1))];
    if wish.report.below != Below::Nothing {
        stack.push(evidence);
    }
    if !wish.report.table {
        let side = (width * 2 / 5).min(64);
        let text = Column::new(width - side - 1, &stack[..1]);
        let beside =
            (wish.report.below != Below::Nothing).then(|| Column::new(side, &[(Pane::Evidence, Share::Part(1))]));
        return std::iter::once(text).chain(beside).collect();
    }
    // The source gets more room than sentences about the table do.
    let table = (width * 3 / 5).clamp(78, if wish.report.source { 80 } else { 110 });
    vec![Column::new(table, &stack), Column::new(width - table - 1, &[(text, Share::Part(1))])]
}

#[cfg(test)]
mod tests {
    use super::Pane::{Contents, Evidence, Source, Table, Text};
    use super::*;

    fn wishes() -> impl Iterator<Item = Wish> {
        let views = [
            (View::Browse, Pane::Matrix),
            (View::Report, Pane::Contents),
            (View::Report, Pane::Table),
            (View::Report, Pane::Text),
            (View::Flags, Pane::List),
            (View::Search, Pane::Results),
            (View::Search, Pane::Spread),
            (View::Compare, Pane::Figures),
            (View::Compare, Pane::Wording),
            (View::Triage, Pane::Reasons),
            (View::Triage, Pane::Entries),
            (View::Figures, Pane::Answer),
        ];
        views.into_iter().flat_map(|(view, focus)| {
            (0..64).map(move |bits| Wish {
                view,
                size: (0, 0),
                focus,
                zoom: bits & 1 > 0,
                preview: bits & 2 > 0,
                spread: bits & 2 > 0,
                report: Shape {
                    table: bits & 4 > 0,
                    below: [Below::Nothing, Below::Cell, Below::Flag, Below::Flag][(bits >> 3) & 3],
                    source: bits & 32 > 0,
                },
            })
        })
    }

    #[test]
    fn panes_are_inside_and_never_overlap() {
        for wish in wishes() {
            for width in 0..200 {
                for height in [0, 1, 9, 10, 11, 15, 16, 24, 36, 45, 80] {
                    check(&Wish { size: (width, height), ..wish });
                }
            }
        }
    }

    fn check(wish: &Wish) {
        let Some(layout) = arrange(wish) else {
            assert!(wish.size.0 < SMALLEST.0 || wish.size.1 < SMALLEST.1);
            return;
        };
        assert!(!layout.panes.is_empty() && layout.hints == wish.size.1 - 1);
        let bottom = layout.foot.unwrap_or(layout.status);
        let mut areas: Vec<Rect> = Vec::new();
        for placed in &layout.panes {
            let area = Rect { y: placed.title, height: placed.body.height + 1, ..placed.body };
            assert!(area.top() >= 1 && area.bottom() <= bottom && area.right() <= wish.size.0, "{wish:?} {placed:?}");
            assert!(placed.body.height >= 1 && placed.body.width >= 10, "{wish:?} {placed:?}");
            assert!(areas.iter().all(|other| !other.intersects(area)), "{wish:?} {placed:?}");
            let cut = |(x, top, bottom): &(u16, u16, u16)| Rect::new(*x, *top, 1, bottom - top).intersects(area);
            assert!(!layout.separators.iter().any(cut), "{wish:?} {placed:?}");
            areas.push(area);
        }
    }

    #[test]
    fn more_room_shows_more_panes() {
        let wish = |width, below| Wish {
            view: View::Report,
            size: (width, 36),
            focus: Pane::Table,
            zoom: false,
            preview: false,
            spread: false,
            report: Shape { table: true, below, source: false },
        };
        let panes = |width, below| -> Vec<Pane> {
            arrange(&wish(width, below)).unwrap().panes.iter().map(|placed| placed.pane).collect()
        };
        assert_eq!(panes(60, Below::Flag), [Table]);
        assert_eq!(panes(80, Below::Nothing), [Contents, Table, Text]);
        assert_eq!(panes(80, Below::Cell), [Contents, Table, Evidence]);
        assert_eq!(panes(120, Below::Flag), [Contents, Table, Text, Evidence]);
        assert_eq!(panes(160, Below::Flag), [Contents, Table, Evidence, Text]);
        let source = |width| {
            let wish = wish(width, Below::Flag);
            let wish = Wish { focus: Source, report: Shape { source: true, ..wish.report }, ..wish };
            arrange(&wish).unwrap().panes.iter().map(|placed| placed.pane).collect::<Vec<_>>()
        };
        assert_eq!(source(60), [Source]);
        assert_eq!(source(80), [Contents, Source, Evidence]);
        assert_eq!(source(160), [Contents, Table, Evidence, Source], "the table stays beside it");
    }
}
