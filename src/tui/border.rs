//! The lines between panes, drawn once as one net so that they join where they meet.

use std::collections::BTreeMap;

use crate::tui::glyph;
use crate::tui::layout::Layout;
use crate::tui::paint::Pen;
use crate::tui::theme::Role;

const UP: u8 = 1;
const RIGHT: u8 = 2;
const DOWN: u8 = 4;
const LEFT: u8 = 8;

/// Draws every line of a layout on a screen `width` columns wide.
pub fn draw(pen: &mut Pen<'_>, layout: &Layout, width: u16) {
    let mut net: BTreeMap<(u16, u16), u8> = BTreeMap::new();
    for placed in &layout.panes {
        horizontal(&mut net, placed.title, placed.body.left(), placed.body.right());
    }
    if let Some(foot) = layout.foot {
        horizontal(&mut net, foot, 0, width);
    }
    for (x, top, bottom) in &layout.separators {
        let joined = layout.foot == Some(*bottom);
        for y in *top..*bottom + u16::from(joined) {
            let up = if y > *top { UP } else { 0 };
            let down = if y + 1 < *bottom + u16::from(joined) { DOWN } else { 0 };
            *net.entry((*x, y)).or_default() |= up | down;
        }
        join_titles(&mut net, layout, *x);
    }
    for ((x, y), sides) in net {
        pen.text((x, y), x + 1, glyph::line(sides), Role::Dim);
    }
}

fn horizontal(net: &mut BTreeMap<(u16, u16), u8>, y: u16, left: u16, right: u16) {
    for x in left..right {
        *net.entry((x, y)).or_default() |= LEFT | RIGHT;
    }
}

/// Where a title line ends at a separator, the separator takes it up.
fn join_titles(net: &mut BTreeMap<(u16, u16), u8>, layout: &Layout, x: u16) {
    let Some((_, top, bottom)) = layout.separators.iter().find(|(at, ..)| *at == x).copied() else { return };
    for placed in layout.panes.iter().filter(|placed| (top..bottom).contains(&placed.title)) {
        let side = if placed.body.right() == x {
            LEFT
        } else if placed.body.left() == x + 1 {
            RIGHT
        } else {
            continue;
        };
        *net.entry((x, placed.title)).or_default() |= side;
    }
    // A line of another stack that runs over the top of the separator, as over the search results.
    if let Some(bits) = net.get_mut(&(x, top)) {
        *bits |= DOWN;
    }
}
