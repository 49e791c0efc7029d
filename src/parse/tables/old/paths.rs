//! How the rows of a statistics table nest: by the form where it is that of 2014, else by numbering, by
//! 其中, and by the column a label stands in.

use crate::parse::tables::old::form::{self, F2014};
use crate::parse::tables::old::rows::{Label, Line};
use crate::parse::tables::ordinal::Ordinal;

/// A row with its place among the others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Nested {
    /// The labels from the outermost group to the row, as printed.
    pub path: Vec<String>,
    pub depth: usize,
    /// Its place in the form of 2014.
    pub known: Option<usize>,
}

/// The place of each row in the form of 2014, where it is one of it.
pub fn known(lines: &[Line]) -> Vec<Option<usize>> {
    let mut last = None;
    lines
        .iter()
        .map(|line| {
            for group in &line.groups {
                last = form::find(&group.words, last).or(last);
            }
            let found = form::find(&line.label.words, last);
            last = found.or(last);
            found.filter(|n| F2014.get(*n).is_some_and(|row| row.id.is_some()))
        })
        .collect()
}

/// Nests the rows. `known` holds their places in the form, or nothing where the table is a local one.
pub fn nest(lines: &[Line], known: &[Option<usize>]) -> Vec<Nested> {
    let mut nester =
        Nester { of_form: !known.is_empty(), last_known: None, stack: Vec::new(), lists: Vec::new(), last: None };
    let rows = lines.iter().enumerate();
    rows.map(|(n, line)| {
        for group in &line.groups {
            let place = if nester.of_form { form::find(&group.words, nester.last_known) } else { None };
            nester.open_group(line.in_cells);
            nester.enter(group, place, line.in_cells);
        }
        let place = known.get(n).copied().flatten();
        let depth = nester.enter(&line.label, place, line.in_cells);
        let path = nester.stack.iter().map(|(_, printed)| printed.clone()).collect();
        Nested { path, depth, known: place }
    })
    .collect()
}

/// Nothing is nested deeper.
const DEEPEST: usize = 6;

struct Nester {
    of_form: bool,
    last_known: Option<usize>,
    /// The labels that enclose the next one, each with its depth.
    stack: Vec<(usize, String)>,
    /// The lists 1. 2. 3. that are open: their depths and last numbers.
    lists: Vec<(usize, u8)>,
    /// The depth of the last label, and whether it is one of a group of parts without numbers.
    last: Option<(usize, bool)>,
}

impl Nester {
    /// A group in a cell of its own ends the parts of the row before.
    fn open_group(&mut self, in_cells: bool) {
        if let Some((_, loose)) = self.last.as_mut().filter(|_| in_cells) {
            *loose = false;
        }
    }

    fn enter(&mut self, label: &Label, place: Option<usize>, in_cells: bool) -> usize {
        self.last_known = place.or(self.last_known);
        let known = place.and_then(|n| F2014.get(n)).map(|row| row.depth);
        let depth = self.by_print(label, in_cells);
        let depth = known.unwrap_or(depth).min(DEEPEST);
        self.stack.retain(|(outer, _)| *outer < depth);
        self.stack.push((depth, label.printed.clone()));
        let loose =
            label.number.is_none() && (label.part || self.last.is_some_and(|(own, loose)| loose && own == depth));
        self.last = Some((depth, loose));
        depth
    }

    /// The depth that numbering and place give a label.
    fn by_print(&mut self, label: &Label, in_cells: bool) -> usize {
        let below = self.last.map_or(0, |(depth, _)| depth + 1);
        match label.number {
            Some(Ordinal::Han(_)) => {
                self.lists.clear();
                0
            }
            Some(Ordinal::HanBrackets(_)) => {
                self.lists.clear();
                usize::from(self.stack.first().is_some_and(|(depth, _)| *depth == 0))
            }
            Some(Ordinal::Digit(1)) => {
                self.lists.push((below, 1));
                below
            }
            Some(Ordinal::Digit(n)) => self.in_list(n),
            Some(Ordinal::DigitBrackets(_)) => self.lists.last().map_or(3, |(depth, _)| depth + 1),
            None if label.part => below,
            None => match self.last {
                Some((depth, true)) => depth,
                _ if in_cells => label.column,
                _ => 0,
            },
        }
    }

    /// The depth of the list that a number goes on with.
    fn in_list(&mut self, n: u8) -> usize {
        let Some(list) = self.lists.iter().rposition(|(_, last)| last.checked_add(1) == Some(n)) else { return 2 };
        self.lists.truncate(list + 1);
        self.lists.last_mut().map_or(2, |(depth, last)| {
            *last = n;
            *depth
        })
    }
}

/// For each row those right below it.
pub fn parts(nested: &[Nested]) -> Vec<Vec<usize>> {
    let mut parts = vec![Vec::new(); nested.len()];
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (n, row) in nested.iter().enumerate() {
        open.retain(|(depth, _)| *depth < row.depth);
        if let Some((_, outer)) = open.last()
            && let Some(parts) = parts.get_mut(*outer)
        {
            parts.push(n);
        }
        open.push((row.depth, n));
    }
    parts
}
