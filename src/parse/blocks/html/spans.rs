//! `colspan` and `rowspan`: in which column of its table a cell starts. What a page claims is believed
//! within bounds, so that no claim costs memory.

use crate::parse::blocks::MOST_COLUMNS;

/// More rows than any cell of a report covers.
const MOST_ROWS: u64 = 2000;

/// The columns of a table while its rows are read.
#[derive(Debug, Clone)]
pub struct Spans {
    /// For each column how many more rows a cell from above covers.
    left: [u16; MOST_COLUMNS],
    /// The same for the rows after the open one, by its own cells.
    own: [u16; MOST_COLUMNS],
    /// Columns in which a cell starts, in any row.
    starts: [bool; MOST_COLUMNS],
    /// The first column that the open row has not come to.
    next: usize,
}

impl Default for Spans {
    fn default() -> Self {
        Self { left: [0; MOST_COLUMNS], own: [0; MOST_COLUMNS], starts: [false; MOST_COLUMNS], next: 0 }
    }
}

impl Spans {
    /// Puts the next cell of the open row in its place; gives back its column. A `rowspan` of 0 goes on
    /// to the end of the group.
    pub fn place(&mut self, wide: Option<u64>, high: Option<u64>) -> u16 {
        let free = self.left.iter().skip(self.next).position(|left| *left == 0);
        let column = (self.next + free.unwrap_or(0)).min(MOST_COLUMNS - 1);
        let wide = wide.unwrap_or(1).clamp(1, MOST_COLUMNS as u64);
        let high = high.map_or(1, |high| if high == 0 { MOST_ROWS } else { high.min(MOST_ROWS) });
        let end = (column + usize::try_from(wide).unwrap_or(1)).min(MOST_COLUMNS);
        let below = u16::try_from(high - 1).unwrap_or(u16::MAX);
        self.own.iter_mut().take(end).skip(column).for_each(|own| *own = below);
        if let Some(start) = self.starts.get_mut(column) {
            *start = true;
        }
        self.next = end;
        u16::try_from(column).unwrap_or(u16::MAX)
    }

    pub fn end_row(&mut self) {
        for (left, own) in self.left.iter_mut().zip(&mut self.own) {
            *left = left.saturating_sub(1).max(std::mem::take(own));
        }
        self.next = 0;
    }

    pub fn end_group(&mut self) {
        self.left = [0; MOST_COLUMNS];
    }

    /// How many columns in which a cell starts stand before one: tables drawn with finer columns than
    /// they show have others.
    pub fn rank(&self, column: u16) -> u16 {
        let before = self.starts.iter().take(usize::from(column)).filter(|start| **start).count();
        u16::try_from(before).unwrap_or(u16::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Cell = (Option<u64>, Option<u64>);
    const ONE: Cell = (None, None);

    fn check(rows: &[&[Cell]], expected: &[&[u16]]) {
        let mut spans = Spans::default();
        let mut columns = Vec::new();
        for row in rows {
            columns.push(row.iter().map(|(wide, high)| spans.place(*wide, *high)).collect::<Vec<_>>());
            spans.end_row();
        }
        let ranked: Vec<Vec<u16>> = columns.iter().map(|row| row.iter().map(|c| spans.rank(*c)).collect()).collect();
        assert_eq!(ranked, expected, "{rows:?}");
    }

    #[test]
    fn cells_stand_in_their_columns() {
        let (wide, high): (Cell, Cell) = ((Some(2), None), (None, Some(2)));
        check(&[&[ONE, ONE], &[ONE, ONE]], &[&[0, 1], &[0, 1]]);
        check(&[&[high, ONE, ONE], &[ONE, ONE], &[ONE, ONE, ONE]], &[&[0, 1, 2], &[1, 2], &[0, 1, 2]]);
        check(&[&[wide, ONE], &[ONE, ONE, ONE]], &[&[0, 2], &[0, 1, 2]]);
        check(&[&[wide, wide], &[wide, wide]], &[&[0, 1], &[0, 1]]);
        // 三、本年度办理结果 and (三)不予公开 beside their rows.
        let (three, group) = ((None, Some(3)), (None, Some(2)));
        check(
            &[&[three, wide, ONE], &[group, ONE, ONE], &[ONE, ONE], &[(Some(3), None), ONE]],
            &[&[0, 1, 3], &[1, 2, 3], &[2, 3], &[0, 3]],
        );
    }

    #[test]
    fn claims_are_bounded() {
        let huge = (Some(1_000_000_000), Some(u64::MAX));
        check(&[&[ONE, huge, ONE], &[ONE, ONE]], &[&[0, 1, 2], &[0, 2]]);
        let to_the_end = (None, Some(0));
        check(&[&[to_the_end, ONE], &[ONE], &[ONE]], &[&[0, 1], &[1], &[1]]);
        check(&[&[(Some(0), None), ONE]], &[&[0, 1]]);
    }
}
