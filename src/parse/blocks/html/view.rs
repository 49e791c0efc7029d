//! The text that a page shows, put together from its source, with the way back: every place in it
//! leads to the bytes it was read from.

use std::ops::Range;

use crate::model::report::Span;

/// A stretch of the shown text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    /// Where it starts in the shown text; it goes on to where the next one starts.
    shown: usize,
    source: usize,
    /// Bytes it takes in the source: as many as are shown unless it stands for something else there,
    /// none for a mark that the source does not have.
    len: usize,
    verbatim: bool,
}

/// The shown text. Stretches follow each other in the order of the source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct View {
    text: String,
    stretches: Vec<Stretch>,
}

impl View {
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Appends a part of the source as it stands.
    pub fn push(&mut self, source: &str, range: Range<usize>) {
        let Some(text) = source.get(range.clone()).filter(|text| !text.is_empty()) else { return };
        match self.stretches.last_mut() {
            Some(last) if last.verbatim && last.source + last.len == range.start => last.len += range.len(),
            _ => self.stretch(range.start, range.len(), true),
        }
        self.text.push_str(text);
    }

    /// Appends a character that a part of the source stands for.
    pub fn put(&mut self, c: char, range: Range<usize>) {
        self.stretch(range.start, range.len(), false);
        self.text.push(c);
    }

    /// Appends a mark that the source does not have, at its place between two tokens.
    pub fn mark(&mut self, mark: &str, at: usize) {
        if !mark.is_empty() {
            self.stretch(at, 0, false);
            self.text.push_str(mark);
        }
    }

    fn stretch(&mut self, source: usize, len: usize, verbatim: bool) {
        self.stretches.push(Stretch { shown: self.text.len(), source, len, verbatim });
    }

    /// The stretch that holds a byte of the shown text.
    fn index(&self, shown: usize) -> Option<usize> {
        self.stretches.partition_point(|stretch| stretch.shown <= shown).checked_sub(1)
    }

    fn start(&self, shown: usize) -> usize {
        let Some(stretch) = self.index(shown).and_then(|n| self.stretches.get(n)) else { return 0 };
        stretch.source + if stretch.verbatim { (shown - stretch.shown).min(stretch.len) } else { 0 }
    }

    /// The place in the source of a place in the shown text.
    pub fn place(&self, at: Span) -> Span {
        let start = self.start(at.start);
        if at.is_empty() {
            return Span::new(start, start);
        }
        let last = self.index(at.end - 1).and_then(|n| self.stretches.get(n));
        let end = last.map_or(start, |last| {
            last.source + if last.verbatim { (at.end - last.shown).min(last.len) } else { last.len }
        });
        Span::new(start, end)
    }

    /// Whether the source has text inside a place that is not shown there: more than tags and blanks.
    pub fn hides(&self, at: Span, source: &str) -> bool {
        let first = self.index(at.start).unwrap_or(0);
        let inside: Vec<_> = self.stretches.iter().skip(first).take_while(|stretch| stretch.shown < at.end).collect();
        inside.windows(2).any(|pair| {
            let gap = source.get(pair[0].source + pair[0].len..pair[1].source).unwrap_or_default();
            let mut tag = false;
            gap.chars().any(|c| {
                tag = (tag || c == '<') && c != '>';
                !tag && c != '>' && !c.is_whitespace()
            })
        })
    }

    /// Where each stretch of a text comes from, given the runs of that text in the shown one; none
    /// where the text is one stretch of the source. See `Block::runs`.
    pub fn runs(&self, at: Span, runs: &[(usize, usize)], len: usize) -> Vec<(usize, usize)> {
        let whole = [(0, at.start)];
        let runs = if runs.is_empty() { &whole[..] } else { runs };
        let ends = runs.iter().skip(1).map(|(offset, _)| *offset).chain([len]);
        let mut found: Vec<(usize, usize)> = Vec::new();
        let (mut goes_on, mut behind) = (None, None);
        for ((offset, shown), end) in runs.iter().zip(ends) {
            let last = shown + end.saturating_sub(*offset);
            let first = self.index(*shown).unwrap_or(0);
            let inside = self.stretches.iter().enumerate().skip(first).take_while(|(_, s)| s.shown < last);
            for (n, stretch) in inside {
                let from = stretch.shown.max(*shown);
                let source = self.start(from);
                let from = offset + (from - shown);
                if goes_on != Some(source) || !stretch.verbatim {
                    // What stands for something longer ends where the source does, not the text.
                    found.extend(behind.take().filter(|_| from > 0).map(|end| (from, end)));
                    found.push((from, source));
                }
                let until = (last - stretch.shown).min(stretch.len);
                goes_on = stretch.verbatim.then_some(stretch.source + until);
                let ends = self.stretches.get(n + 1).map_or(self.text.len(), |next| next.shown);
                behind = (ends - stretch.shown != stretch.len).then_some(stretch.source + stretch.len);
            }
        }
        match found.as_slice() {
            [_] if goes_on.is_some() => Vec::new(),
            _ => found,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 共&#49;&#x32;件 over two tags.
    fn sample() -> (View, &'static str) {
        let source = "<p>共<b>&#49;</b>2件</p><p>完</p>";
        let mut view = View::default();
        view.push(source, 3..6);
        view.put('1', 9..14);
        view.push(source, 18..19);
        view.push(source, 19..22);
        view.mark("\n", 22);
        view.push(source, 29..32);
        (view, source)
    }

    #[test]
    fn places_lead_back() {
        let (view, source) = sample();
        assert_eq!(view.text(), "共12件\n完");
        let check = |shown: Range<usize>, expected: &str| {
            let at = view.place(Span::new(shown.start, shown.end));
            assert_eq!(at.of(source), Some(expected), "{shown:?}");
        };
        check(0..3, "共");
        check(3..4, "&#49;");
        check(3..5, "&#49;</b>2");
        check(4..8, "2件");
        check(0..8, "共<b>&#49;</b>2件");
        check(5..12, "件</p><p>完");
        check(9..12, "完");
        assert_eq!(view.place(Span::new(12, 12)), Span::new(32, 32));
        assert_eq!(View::default().place(Span::new(0, 0)), Span::new(0, 0));
    }

    #[test]
    fn runs_lead_back() {
        let (view, _) = sample();
        assert_eq!(view.runs(Span::new(0, 8), &[], 8), [(0, 3), (3, 9), (4, 14), (4, 18)]);
        assert_eq!(view.runs(Span::new(4, 8), &[], 4), []);
        assert_eq!(view.runs(Span::new(3, 4), &[], 1), [(0, 9)]);
        assert_eq!(view.runs(Span::new(5, 12), &[(0, 5), (3, 9)], 6), [(0, 19), (3, 29)]);
    }
}
