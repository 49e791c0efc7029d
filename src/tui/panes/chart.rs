//! The course of a figure over the years, drawn: what a report says among the median and the range of its peers, in
//! stretches that mean the same, gaps as gaps.

use ratatui::layout::Rect;

use crate::figures::{Chart, Dot, Mark, percent};
use crate::tui::glyph;
use crate::tui::paint::Pen;
use crate::tui::strings::figured as said;
use crate::tui::text::columns;
use crate::tui::theme::Role;

/// Columns of the numbers at the left.
const SCALE: u16 = 9;
/// Rows under the plot: what holds no number, the axis and the years.
const UNDER: u16 = 3;
/// In fewer rows nothing can be seen.
const LOWEST: u16 = 7;

/// How many rows of a pane the chart takes.
pub fn height(pane: u16) -> u16 {
    if pane < LOWEST * 2 { 0 } else { (pane / 2).clamp(LOWEST, 16) }
}

/// Where things stand.
struct Plot {
    area: Rect,
    /// Rows of the plot itself, and the greatest number.
    rows: u16,
    most: i128,
    least: i128,
}

impl Plot {
    fn of(chart: &Chart, area: Rect) -> Option<Self> {
        let rows = area.height.checked_sub(UNDER + 1).filter(|rows| *rows > 1)?;
        let own = |dot: &Dot| if let Mark::Value(value) = dot.own { Some(value) } else { None };
        let shown = chart
            .dots
            .iter()
            .flat_map(|dot| own(dot).filter(|_| chart.has_own).into_iter().chain(dot.range.into_iter().flatten()));
        let all: Vec<i128> = shown.collect();
        // From zero on, so that what is drawn double is double.
        let (least, most) = (all.iter().copied().min().unwrap_or(0).min(0), all.iter().copied().max().unwrap_or(0));
        Some(Self { area, rows, most: most.max(least + 1), least })
    }

    /// The row of a number.
    fn y(&self, value: i128) -> u16 {
        let span = self.most - self.least;
        let steps = i128::from(self.rows - 1);
        let up = ((value - self.least) * steps * 2 + span) / (span * 2);
        let up = u16::try_from(up).unwrap_or(0).min(self.rows - 1);
        self.area.y + 1 + self.rows - 1 - up
    }

    /// The column of a year.
    fn x(&self, nth: usize, len: usize) -> u16 {
        let width = usize::from(self.area.width.saturating_sub(SCALE + 2));
        self.area.x + SCALE + 1 + columns::screen((nth * 2 + 1) * width / (len.max(1) * 2))
    }

    fn bottom(&self) -> u16 {
        self.area.y + 1 + self.rows
    }
}

/// ```text
///     302 │                 *
///         │   *     ┆  :    :     * 本单位  o 中位  : P10-P90
///       0 │   :     ┆  o    o     x 库中未见  - 无数  ┆ 口径变化
/// ```
pub fn draw(chart: &Chart, area: Rect, pen: &mut Pen<'_>) {
    pen.clipped((area.x + 1, area.y), area.right(), &said::legend_of_chart(chart.has_own), Role::Dim);
    let Some(plot) = Plot::of(chart, area) else { return };
    scale(chart, &plot, pen);
    let len = chart.dots.len();
    let mut before: Option<(u16, i128)> = None;
    for (nth, dot) in chart.dots.iter().enumerate() {
        let x = plot.x(nth, len);
        if dot.is_break {
            let middle = u16::midpoint(x, plot.x(nth.saturating_sub(1), len));
            for y in plot.area.y + 1..plot.bottom() {
                pen.text((middle, y), area.right(), said::BREAK, Role::Warning);
            }
            before = None;
        }
        if let Some([low, median, high]) = dot.range {
            for y in plot.y(high)..=plot.y(low) {
                pen.text((x, y), area.right(), said::RANGE, Role::Dim);
            }
            pen.text((x, plot.y(median)), area.right(), said::MEDIAN, Role::Text);
        }
        before = match dot.own {
            Mark::Value(value) if chart.has_own => {
                if let Some(from) = before {
                    connect(&plot, (from, (x, value)), pen);
                }
                pen.text((x, plot.y(value)), area.right(), glyph::EVIDENCE, Role::Accent);
                Some((x, value))
            }
            Mark::Value(_) => None,
            Mark::NoNumber | Mark::NoReport => {
                let mark = if dot.own == Mark::NoReport { said::NO_REPORT } else { said::NO_NUMBER };
                pen.text((x, plot.bottom()), area.right(), mark, Role::Warning);
                None
            }
        };
    }
    years(chart, &plot, pen);
}

/// The way from one year's number to the next.
fn connect(plot: &Plot, ((from, then), (to, now)): ((u16, i128), (u16, i128)), pen: &mut Pen<'_>) {
    let wide = i128::from(to - from).max(1);
    for x in from + 1..to {
        let value = then + (now - then) * i128::from(x - from) / wide;
        pen.text((x, plot.y(value)), plot.area.right(), said::WAY, Role::Dim);
    }
}

fn scale(chart: &Chart, plot: &Plot, pen: &mut Pen<'_>) {
    let told = |value: i128| if chart.is_share { percent(value) } else { said::number(value) };
    let x = plot.area.x + SCALE;
    for y in plot.area.y + 1..=plot.bottom() {
        pen.text((x, y), plot.area.right(), glyph::line(5), Role::Dim);
    }
    let mut heights = vec![plot.most, i128::midpoint(plot.most, plot.least), plot.least];
    heights.dedup();
    for value in heights {
        pen.right(x, plot.y(value), &format!("{} ", told(value)), Role::Dim);
    }
}

/// The axis with as many years as have room.
fn years(chart: &Chart, plot: &Plot, pen: &mut Pen<'_>) {
    let y = plot.bottom() + 1;
    if y >= plot.area.bottom() {
        return;
    }
    let len = chart.dots.len();
    let apart = if len > 1 { plot.x(1, len).saturating_sub(plot.x(0, len)) } else { plot.area.width };
    // Two digits where four have no room.
    let short = apart < 5;
    for (nth, dot) in chart.dots.iter().enumerate() {
        let text = if short { format!("{:02}", dot.year % 100) } else { dot.year.to_string() };
        let x = plot.x(nth, len).saturating_sub(columns::screen(text.len() / 2));
        pen.text((x, y), plot.area.right(), &text, Role::Dim);
    }
}
