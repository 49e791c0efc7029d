//! The hits of a search as rows: one a sentence, or one a report with its best sentence, and below one of
//! them its others. What is asked and answered is none of its business.

use ratatui::layout::Rect;

use crate::model::report::Report;
use crate::search::query::Query;
use crate::search::{Found, Hit, Matcher};
use crate::tui::glyph;
use crate::tui::page::TextPlace;
use crate::tui::paint::Pen;
use crate::tui::panes::finder::Finder;
use crate::tui::state::State;
use crate::tui::strings::{self, Words};
use crate::tui::text::columns::{self, clusters};
use crate::tui::theme::Role;

/// What stands in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    /// A hit of the answer, by its number.
    Best(usize),
    /// Another hit of the report that is unfolded.
    Other(usize),
}

/// The report whose other hits are listed below its best.
#[derive(Debug, Clone)]
pub(super) struct Unfolded {
    pub report: usize,
    pub others: Vec<Hit>,
    /// The number of its best hit.
    at: usize,
}

impl Unfolded {
    /// Of the hits of one report those that the answer counts, without its best. In one report alone words
    /// with a wrong character may be let in that were not in the corpus: they come last.
    pub(super) fn new(at: usize, best: &[Hit], own: Vec<Hit>, count: usize) -> Self {
        let place = |hit: &Hit| (hit.block, hit.range.start);
        let first = best.get(at);
        let others = own.into_iter().take(count).filter(|hit| Some(place(hit)) != first.map(place));
        Self { report: first.map_or(0, |hit| hit.report), others: others.collect(), at }
    }

    /// What stands in the row of a number.
    pub(super) fn row(&self, number: usize) -> Row {
        match number.checked_sub(self.at + 1) {
            None => Row::Best(number),
            Some(below) if below < self.others.len() => Row::Other(below),
            Some(_) => Row::Best(number - self.others.len()),
        }
    }

    /// The row of a hit of the answer.
    pub(super) fn number_of(&self, nth: usize) -> usize {
        if nth > self.at { nth + self.others.len() } else { nth }
    }

    /// The hit of the answer in a row, or above it.
    pub(super) fn best(&self, number: usize) -> usize {
        match self.row(number) {
            Row::Best(nth) => nth,
            Row::Other(_) => self.at,
        }
    }
}

/// How many hits a report has, as far as it was searched.
pub(super) fn count_of(found: &Found, report: usize) -> usize {
    let at = found.per_report.binary_search_by_key(&report, |(report, _)| *report);
    at.ok().and_then(|at| found.per_report.get(at)).map_or(0, |(_, count)| *count)
}

/// The matched places of a hit.
pub(super) fn matches(hit: &Hit) -> impl Iterator<Item = TextPlace> {
    hit.matched.iter().map(|range| TextPlace {
        section: hit.block.0,
        block: hit.block.1,
        range: hit.range.start + range.start..hit.range.start + range.end,
    })
}

/// The matched places of a whole report.
pub(super) fn matches_of(report: &Report, query: &Query) -> Vec<TextPlace> {
    let matcher = Matcher::new(query);
    let sections = report.sections.iter().enumerate().filter(|(_, section)| query.admits_section(section.key));
    let blocks = sections.flat_map(|(section, one)| {
        one.blocks.iter().enumerate().map(move |(block, words)| (section, block, words.text.as_str()))
    });
    let found = blocks.flat_map(|(section, block, text)| {
        let ranges = matcher.find(text).unwrap_or_default();
        ranges.into_iter().map(move |range| TextPlace { section, block, range })
    });
    found.collect()
}

/// Why there is no hit.
pub fn why_none(state: &State) -> Words {
    let is_reading = state.holdings.read < state.holdings.corpus.len();
    match (is_reading, state.holdings.unread) {
        (true, true) => strings::NOT_READ,
        (true, false) => strings::NO_HIT_YET,
        (false, _) if state.finder.waits() => strings::NO_HIT_SO_FAR,
        (false, _) => strings::NO_HIT,
    }
}

/// Draws the hits, or why there are none.
///
/// ```text
/// > 青石镇人民政府       2021 一  本镇共收到«申请»12件…
///  ▸云河县财政局         2020 三  ×12 …«申请»办理的规范性有待加强
/// ```
pub fn draw(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let finder = &state.finder;
    if finder.len() == 0 {
        let why = [why_none(state)];
        let lines: &[Words] = if finder.found.is_some() { &why } else { &strings::SEARCH_HELP };
        for (n, line) in lines.iter().enumerate().take(usize::from(area.height).saturating_sub(1)) {
            pen.clipped((area.x + 3, area.y + 1 + columns::screen(n)), area.right(), line, Role::Dim);
        }
        return;
    }
    for n in (finder.top..finder.len()).take(usize::from(area.height)) {
        let Some(hit) = finder.hit_of(n) else { break };
        let line = Rect { y: area.y + columns::screen(n - finder.top), height: 1, ..area };
        let above = n.checked_sub(1).and_then(|n| finder.hit_of(n)).filter(|_| n > finder.top);
        let again = above.is_some_and(|above| above.report == hit.report);
        let text = draw_hit(state, (n, hit), again, line, pen);
        if n == finder.cursor {
            pen.text((line.x, line.y), line.right(), glyph::CURSOR, Role::Accent);
            pen.over(Rect { width: text.saturating_sub(line.x + 1), ..line }, Role::Cursor);
        }
    }
}

/// The fold of a report and how many hits it has, where hits are listed by report.
fn draw_fold(finder: &Finder, (number, hit): (usize, &Hit), x: u16, line: Rect, pen: &mut Pen<'_>) -> u16 {
    let Some(found) = finder.found.as_ref().filter(|_| finder.by_report) else { return x };
    let wide = columns::of(&strings::hits::times(finder.most, found.estimated));
    let count = count_of(found, hit.report);
    let said = match finder.row(number) {
        Row::Best(_) if count > 1 => strings::hits::times(count, found.estimated),
        _ => String::new(),
    };
    if !said.is_empty() {
        let open = finder.unfolded.as_ref().is_some_and(|unfolded| unfolded.report == hit.report);
        let fold = if open { glyph::UNFOLDED } else { glyph::FOLDED };
        pen.text((line.x + 1, line.y), line.right(), fold, Role::Dim);
    }
    pen.text((x, line.y), line.right(), &columns::right(&said, wide), Role::Strong) + 1
}

/// `青石镇人民政府  2021 一 ~本镇共收到«申请»12件…`; answers the column at which the text starts.
fn draw_hit(state: &State, (number, hit): (usize, &Hit), again: bool, line: Rect, pen: &mut Pen<'_>) -> u16 {
    let name = (line.width / 4).clamp(12, 26);
    let mut x = line.x + 2;
    pen.clipped((x, line.y), x + name, state.holdings.name(hit.report), if again { Role::Dim } else { Role::Text });
    x += name + 1;
    x = pen.text((x, line.y), line.right(), &strings::year_head(state.holdings.year(hit.report)), Role::Dim) + 1;
    let section = hit.section.map_or("", |key| key.number());
    x = pen.text((x, line.y), line.right(), &columns::left(section, 3), Role::Dim);
    x = draw_fold(&state.finder, (number, hit), x, line, pen);
    // The first match is brought into view.
    let room = usize::from(line.right().saturating_sub(x));
    let first = hit.matched.first().map_or(0, |range| range.start);
    let before = hit.text.get(..first).unwrap_or_default();
    let skipped = columns::of(before).saturating_sub(room / 3);
    let start = x;
    if skipped > 0 {
        x = pen.text((x, line.y), line.right(), glyph::MORE, Role::Dim);
    }
    let mut passed = 0;
    for cluster in clusters(hit.text.trim_end()) {
        passed += cluster.columns;
        if passed <= skipped {
            continue;
        }
        let matched = hit.matched.iter().any(|range| range.contains(&cluster.start));
        x = pen.text((x, line.y), line.right(), cluster.text, if matched { Role::Match } else { Role::Text });
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fixture::{has_line, inspector, press, shown};
    use crate::tui::headless::Headless;

    /// Name and text of the hits as they are listed.
    fn listed(inspector: &Headless) -> Vec<(usize, String)> {
        let finder = &inspector.state.finder;
        (0..finder.len()).map(|n| finder.hit_of(n).map(|hit| (hit.report, hit.text.clone())).unwrap()).collect()
    }

    #[test]
    fn hits_are_folded_by_report_and_one_report_unfolds() {
        let mut inspector = inspector((120, 36));
        press(&mut inspector, "/ \"政府信息\" enter q");
        let all = listed(&inspector);
        press(&mut inspector, "B");
        let best = listed(&inspector);
        assert_eq!((all.len(), best.len()), (20, 10));
        let text = shown(&inspector);
        assert!(has_line(&text, &["按年报合并"]) && has_line(&text, &["20 处  10/10 份 = 100.0%"]), "{text}");
        assert_eq!(text.matches("×2").count(), 10, "{text}");
        press(&mut inspector, "j j l");
        let unfolded = listed(&inspector);
        let report = best[2].0;
        let own = |rows: &[(usize, String)]| rows.iter().filter(|(of, _)| *of == report).cloned().collect::<Vec<_>>();
        assert_eq!((unfolded.len(), own(&unfolded)), (11, own(&all)));
        assert!(has_line(&shown(&inspector), &["▾", "×2"]), "{}", shown(&inspector));
        // Further down the rows are those of before; from a hit below its best the fold leads back there.
        press(&mut inspector, "j j");
        assert_eq!(inspector.state.finder.hit().map(|hit| hit.report), Some(best[3].0));
        press(&mut inspector, "k h");
        assert_eq!((listed(&inspector), inspector.state.finder.cursor), (best.clone(), 2));
        press(&mut inspector, "za G za");
        assert_eq!(listed(&inspector).len(), 11, "one report at a time");
        press(&mut inspector, "B");
        assert_eq!(listed(&inspector), all);
    }

    #[test]
    fn a_hit_that_is_unfolded_opens_and_the_next_hit_follows_what_is_listed() {
        let mut inspector = inspector((120, 36));
        press(&mut inspector, "/ \"政府信息\" c-t enter q l j enter");
        let first = inspector.state.opened.as_ref().unwrap().index;
        assert!(has_line(&shown(&inspector), &[">", "申请128件"]), "{}", shown(&inspector));
        press(&mut inspector, "n");
        assert_ne!(inspector.state.opened.as_ref().unwrap().index, first);
        assert!(has_line(&shown(&inspector), &["3/11"]), "{}", shown(&inspector));
    }

    #[test]
    fn every_match_of_the_report_is_marked_however_hits_are_listed() {
        let marked = |keys: &str| {
            let mut inspector = inspector((120, 36));
            press(&mut inspector, keys);
            let report = inspector.state.finder.hit().map(|hit| hit.report).unwrap();
            let mut marked = inspector.state.finder.matches_in(report);
            marked.sort_by_key(|place| (place.section, place.block, place.range.start));
            (report, marked)
        };
        let check = |query: &str, places: usize| {
            let (each, folded) = (marked(&format!("/ \"{query}\"")), marked(&format!("/ \"{query}\" c-t")));
            assert_eq!(each, folded, "{query}");
            assert_eq!(each.1.len(), places, "{query}");
        };
        check("政府信息", 2);
        check("政府信息 部分:一", 2);
        check("年:2020 主动 !政府", 1);
    }

    #[test]
    fn a_word_with_a_wrong_character_is_marked_where_it_was_found() {
        for keys in ["/ \"信息公开审请\"", "/ \"信息公开审请\" c-t"] {
            let mut inspector = inspector((120, 36));
            press(&mut inspector, keys);
            assert!(has_line(&shown(&inspector), &["差一字"]), "{}", shown(&inspector));
            let hit = inspector.state.finder.hit().cloned().unwrap();
            assert!(inspector.state.finder.found.as_ref().unwrap().forgiving, "{keys}");
            let own: Vec<TextPlace> = matches(&hit).collect();
            assert!(!own.is_empty() && own == inspector.state.finder.matches_in(hit.report), "{keys}");
            press(&mut inspector, "enter n N");
            assert_eq!(inspector.state.finder.matches_in(hit.report), own, "{keys}");
        }
    }

    #[test]
    fn rows_of_an_unfolded_report() {
        let hit = |report: usize, start: usize| Hit {
            report,
            section: None,
            block: (0, 0),
            range: start..start + 1,
            text: String::new(),
            matched: Vec::new(),
            score: 0,
        };
        let best = [hit(4, 0), hit(7, 3), hit(2, 0)];
        // What the answer does not count is left out: of five sentences the last.
        let unfolded = Unfolded::new(1, &best, [3, 9, 1, 5, 7].map(|start| hit(7, start)).to_vec(), 4);
        assert_eq!((unfolded.report, unfolded.others.len()), (7, 3));
        let rows: Vec<Row> = (0..6).map(|number| unfolded.row(number)).collect();
        let expected = [Row::Best(0), Row::Best(1), Row::Other(0), Row::Other(1), Row::Other(2), Row::Best(2)];
        assert_eq!(rows, expected);
        assert_eq!([0, 1, 2].map(|nth| unfolded.number_of(nth)), [0, 1, 5]);
        assert_eq!([0, 1, 3, 4, 5].map(|number| unfolded.best(number)), [0, 1, 1, 1, 2]);
    }

    #[test]
    fn folding_a_list_that_is_not_folded_by_report_says_so() {
        let mut inspector = inspector((80, 24));
        press(&mut inspector, "/ \"政府\" enter q l");
        assert!(has_line(&shown(&inspector), &["逐句列出"]), "{}", shown(&inspector));
    }
}
