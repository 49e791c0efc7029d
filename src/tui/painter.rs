//! From states to bytes: draws a state, keeps back panes that only follow the cursor while it moves,
//! and sends what differs from what is shown.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::action::View;
use crate::tui::draw;
use crate::tui::glyph;
use crate::tui::layout::{Layout, Pane};
use crate::tui::line::Line;
use crate::tui::state::{State, Typed};
use crate::tui::theme::Theme;
use crate::tui::wire::Wire;
use crate::tui::wire::glyphs::Look;

/// What a terminal shows.
#[derive(Debug)]
struct Shown {
    buffer: Buffer,
    view: View,
    layout: Layout,
    /// Something lies over the panes.
    covered: bool,
    caret: Option<(u16, u16)>,
}

/// Draws states for one terminal.
#[derive(Debug)]
pub struct Painter {
    theme: Theme,
    ascii: bool,
    wire: Wire,
    /// `None` when it is not known.
    shown: Option<Shown>,
}

/// What to send to the terminal.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Frame {
    pub bytes: Vec<u8>,
    /// Panes were kept as they are, and have to be drawn when the cursor rests.
    pub held: bool,
}

const HIDE_CARET: &[u8] = b"\x1b[?25l";
const SHOW_CARET: &[u8] = b"\x1b[?25h";

impl Painter {
    /// A painter for a terminal.
    pub fn new(theme: Theme, line: &Line) -> Self {
        let wire = Wire::new(Look::PLAIN.under(theme.canvas()), line.fills);
        Self { theme, ascii: line.ascii, wire, shown: None }
    }

    /// Draws lines in ASCII from now on.
    pub fn use_ascii(&mut self) {
        self.ascii = true;
    }

    /// The bytes that show a state. While the cursor moves (`moving`), the panes that follow it from
    /// beside wait.
    pub fn paint(&mut self, state: &State, moving: bool) -> Frame {
        let mut buffer = draw::canvas(state);
        let caret = draw::draw(state, &self.theme, &mut buffer);
        if self.ascii {
            in_ascii(&mut buffer);
        }
        let before = self.shown.take().filter(|shown| shown.buffer.area == buffer.area);
        let mut now = Shown {
            buffer,
            view: state.view,
            layout: state.layout(),
            covered: state.overlay.is_some() || state.palette.is_some() || state.chooser.is_some(),
            caret,
        };
        let held = moving && before.as_ref().is_some_and(|before| hold(before, &mut now, &followers(state)));
        let mut bytes = self.wire.frame(before.as_ref().map(|before| &before.buffer), &now.buffer);
        let caret_before = before.map_or(caret, |before| before.caret);
        self.place_caret(caret_before, caret, &mut bytes);
        self.shown = Some(now);
        Frame { bytes, held }
    }

    /// Hides the terminal's cursor while the screen is written and puts it into the text field.
    fn place_caret(&mut self, before: Option<(u16, u16)>, caret: Option<(u16, u16)>, bytes: &mut Vec<u8>) {
        let written = !bytes.is_empty();
        if before.is_some() && (written || caret.is_none()) {
            bytes.splice(0..0, HIDE_CARET.iter().copied());
        }
        if let Some(place) = caret.filter(|_| written || before != caret) {
            bytes.extend(self.wire.go(place));
            bytes.extend_from_slice(SHOW_CARET);
        }
    }

    /// Forgets what is shown, so that everything is written next time.
    pub fn forget(&mut self) {
        self.shown = None;
    }
}

/// Puts ASCII in place of lines and marks.
pub fn in_ascii(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        let mut chars = cell.symbol().chars();
        if let (Some(only), None) = (chars.next(), chars.next())
            && let Some(mark) = glyph::in_ascii(only)
        {
            cell.set_symbol(mark);
        }
    }
}

/// What only follows the cursor: the panes beside the one that has the keys with their titles, and the
/// line that says where the cursor is, unless it has a word for the user.
fn followers(state: &State) -> Vec<Rect> {
    if state.view == View::Report {
        return Vec::new();
    }
    let layout = state.layout();
    let beside = |pane: Pane| {
        matches!(pane, Pane::Preview | Pane::Evidence | Pane::Passage | Pane::Columns) && pane != state.focus()
    };
    let panes = layout.panes.iter().filter(|placed| beside(placed.pane));
    let mut areas: Vec<Rect> =
        panes.flat_map(|placed| [Rect { y: placed.title, height: 1, ..placed.body }, placed.body]).collect();
    if state.notice.is_none() && state.typed == Typed::default() && !state.mode().is_typing() {
        areas.push(Rect::new(0, layout.status, state.size.0, 1));
    }
    areas
}

/// Keeps areas as they are shown, where the panes stand as they stood; says whether one would have
/// changed.
fn hold(before: &Shown, now: &mut Shown, areas: &[Rect]) -> bool {
    let same = before.view == now.view && before.layout == now.layout && !before.covered && !now.covered;
    let mut held = false;
    for (x, y) in areas.iter().filter(|_| same).flat_map(|area| area.positions()).map(Into::into) {
        if let (Some(old), Some(new)) = (before.buffer.cell((x, y)), now.buffer.cell_mut((x, y)))
            && old != new
        {
            *new = old.clone();
            held = true;
        }
    }
    held
}
