//! Writing on the screen buffer: the one place where text becomes cells, and so where text from
//! reports passes the gate. Nothing is ever written outside the buffer.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::tui::text::columns::{self, clusters};
use crate::tui::text::wrap::wrap;
use crate::tui::theme::{Role, Theme};

/// Text in one role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub text: String,
    pub role: Role,
}

/// A line of the screen before it is painted.
pub type Line = Vec<Span>;

/// A span, for building lines.
pub fn span(text: impl Into<String>, role: Role) -> Span {
    Span { text: text.into(), role }
}

/// Breaks a line that is wider than `room` into several, each in the roles of its text; all but the first
/// begin with `indent` blanks.
pub fn flow(line: &[Span], room: usize, indent: usize) -> Vec<Line> {
    let text: String = line.iter().map(|span| span.text.as_str()).collect();
    if columns::of(&text) <= room && !text.contains('\n') {
        return vec![line.to_vec()];
    }
    let first = wrap(&text, room, 0).first().map_or(0, |range| range.end);
    let rest = text.get(first..).unwrap_or_default();
    let after = if rest.is_empty() { Vec::new() } else { wrap(rest, room.saturating_sub(indent), 0) };
    let parts = text.get(..first).into_iter().chain(after.into_iter().filter_map(|range| rest.get(range)));
    let mut letters = line.iter().flat_map(|span| span.text.chars().map(|c| (c, span.role)));
    let mut lines = Vec::new();
    for part in parts {
        let mut line = if lines.is_empty() { Line::new() } else { vec![span(" ".repeat(indent), Role::Text)] };
        for (c, role) in letters.by_ref().take(part.chars().count()) {
            match line.last_mut().filter(|last| last.role == role) {
                Some(last) => last.text.push(c),
                None => line.push(span(c, role)),
            }
        }
        lines.push(line);
    }
    lines
}

/// Writes on a buffer in the styles of a theme.
#[derive(Debug)]
pub struct Pen<'b> {
    buffer: &'b mut Buffer,
    theme: &'b Theme,
}

impl<'b> Pen<'b> {
    pub fn new(buffer: &'b mut Buffer, theme: &'b Theme) -> Self {
        Self { buffer, theme }
    }

    /// Puts what lies under everything on the whole buffer.
    pub fn ground(&mut self) {
        self.buffer.set_style(self.buffer.area, self.theme.canvas());
    }

    /// Writes `text` from column `x` up to, not including, column `limit`; answers the column after
    /// it, `limit` where not all of it fitted. A wide character is never cut.
    pub fn text(&mut self, (x, y): (u16, u16), limit: u16, text: &str, role: Role) -> u16 {
        let limit = limit.min(self.buffer.area.right());
        let mut x = x;
        if y >= self.buffer.area.bottom() {
            return x;
        }
        for cluster in clusters(text) {
            let next = x.saturating_add(columns::screen(cluster.columns));
            if next > limit {
                return limit.max(x);
            }
            if cluster.columns > 0 {
                self.put((x, y), &cluster.shown(), next - x, role);
            }
            x = next;
        }
        x
    }

    fn put(&mut self, (x, y): (u16, u16), symbol: &str, width: u16, role: Role) {
        // A wide character that would reach into this cell is blanked, or the row would shift.
        if let Some(before) = x.checked_sub(1).and_then(|x| self.buffer.cell_mut((x, y)))
            && columns::of(before.symbol()) > 1
        {
            before.set_symbol(" ");
        }
        let style = self.theme.canvas().patch(self.theme.style(role));
        for (n, x) in (x..x + width).enumerate() {
            if let Some(cell) = self.buffer.cell_mut((x, y)) {
                cell.reset();
                cell.set_symbol(if n == 0 { symbol } else { " " }).set_style(style);
            }
        }
    }

    /// Writes a line of spans; answers the column after it.
    pub fn line(&mut self, (x, y): (u16, u16), limit: u16, line: &[Span]) -> u16 {
        line.iter().fold(x, |x, span| self.text((x, y), limit, &span.text, span.role))
    }

    /// Writes `text`, or its start and a mark that it goes on.
    pub fn clipped(&mut self, (x, y): (u16, u16), limit: u16, text: &str, role: Role) -> u16 {
        let room = limit.min(self.buffer.area.right()).saturating_sub(x);
        self.text((x, y), limit, &columns::clip(text, usize::from(room)), role)
    }

    /// Writes `text` so that it ends before column `limit`; answers the column it starts at.
    pub fn right(&mut self, limit: u16, y: u16, text: &str, role: Role) -> u16 {
        let x = limit.saturating_sub(columns::screen(columns::of(text)));
        self.text((x, y), limit, text, role);
        x
    }

    /// Lays the style of a role over what is there. A background that comes without a colour for its
    /// letters does not go under letters that have a background of their own.
    pub fn over(&mut self, area: Rect, role: Role) {
        let style = self.theme.style(role);
        let ground = self.theme.canvas().bg.unwrap_or_default();
        for position in area.intersection(self.buffer.area).positions() {
            if let Some(cell) = self.buffer.cell_mut(position) {
                let own = style.fg.is_none() && cell.bg != ground;
                cell.set_style(if own { Style { bg: None, ..style } } else { style });
            }
        }
    }

    /// Blanks an area.
    pub fn clear(&mut self, area: Rect) {
        let area = area.intersection(self.buffer.area);
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                self.put((x, y), " ", 1, Role::Text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn painted(paint: impl Fn(&mut Pen<'_>)) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        paint(&mut Pen::new(&mut buffer, &Theme::default()));
        crate::tui::dump::text(&buffer)
    }

    #[test]
    fn a_long_line_flows_on_in_the_roles_of_its_text() {
        let line = [span("全年办结", Role::Dim), span("121件,其中公开99件", Role::Strong)];
        let told = |room, indent| -> Vec<Vec<(String, Role)>> {
            let lines = flow(&line, room, indent).into_iter();
            lines.map(|line| line.into_iter().map(|span| (span.text, span.role)).collect()).collect()
        };
        assert_eq!(told(40, 2), [line.iter().map(|span| (span.text.clone(), span.role)).collect::<Vec<_>>()]);
        let expected = [
            vec![("全年办结".to_owned(), Role::Dim)],
            vec![("  ".to_owned(), Role::Text), ("121件,其".to_owned(), Role::Strong)],
            vec![("  ".to_owned(), Role::Text), ("中公开".to_owned(), Role::Strong)],
            vec![("  ".to_owned(), Role::Text), ("99件".to_owned(), Role::Strong)],
        ];
        assert_eq!(told(11, 2), expected);
        assert_eq!(flow(&[], 10, 2), [Line::new()]);
        // The first line has all of the room.
        let wide = [span("政府信息公开", Role::Text)];
        let texts: Vec<String> =
            flow(&wide, 8, 4).into_iter().map(|line| line.into_iter().map(|s| s.text).collect()).collect();
        assert_eq!(texts, ["政府信息", "    公开"]);
    }

    #[test]
    fn wide_characters_are_whole_or_absent() {
        let check = |text: &str, limit, expected: &str| {
            assert_eq!(painted(|pen| _ = pen.text((0, 0), limit, text, Role::Text)), format!("{expected}\n"));
        };
        check("政府信息公开", 8, "政府信息");
        check("a政府信息公开", 8, "a政府信 ");
        check("政府", 3, "政      ");
        check("\u{301}政", 8, "政      ");
        check("a\u{1b}[2J", 8, "a␛[2J   ");
    }

    #[test]
    fn writing_over_half_a_wide_character_blanks_the_rest() {
        let over = |x| {
            painted(move |pen| {
                pen.text((0, 0), 8, "政府信息", Role::Text);
                pen.text((x, 0), 8, "|", Role::Text);
            })
        };
        assert_eq!(over(2), "政| 信息\n");
        assert_eq!(over(3), "政 |信息\n");
    }

    #[test]
    fn outside_the_buffer_nothing_happens() {
        painted(|pen| {
            pen.text((0, 9), 8, "政", Role::Text);
            pen.text((200, 0), 300, "政", Role::Text);
            pen.right(2, 0, "政府信息", Role::Text);
            pen.clear(Rect::new(5, 0, 100, 100));
            pen.over(Rect::new(5, 5, 100, 100), Role::Cursor);
        });
    }
}
