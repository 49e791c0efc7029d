//! The flags of the whole corpus in groups, with the evidence of the one under the cursor beside
//! them. Nothing is left out: the counts of the groups add up to the count in the header.

use std::collections::{BTreeMap, BTreeSet};

use ratatui::layout::Rect;

use crate::model::flag::{Flag, Severity};
use crate::tui::action::{Action, Fold};
use crate::tui::effect::Effect;
use crate::tui::flagged::{self, Count, FlagRef};
use crate::tui::glyph;
use crate::tui::layout::{Layout, Pane};
use crate::tui::paint::Pen;
use crate::tui::panes::opened::At;
use crate::tui::panes::{evidence, report};
use crate::tui::scroll;
use crate::tui::sieve::Sieve;
use crate::tui::state::{Holdings, Stage, State};
use crate::tui::strings;
use crate::tui::text::columns;
use crate::tui::theme::Role;

/// By what flags are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Grouping {
    #[default]
    Rule,
    Agency,
    Region,
    Report,
    Year,
    Severity,
}

impl Grouping {
    fn next(self) -> Self {
        match self {
            Self::Rule => Self::Agency,
            Self::Agency => Self::Region,
            Self::Region => Self::Report,
            Self::Report => Self::Year,
            Self::Year => Self::Severity,
            Self::Severity => Self::Rule,
        }
    }
}

/// Flags with something in common.
#[derive(Debug, Clone)]
struct Group {
    key: String,
    label: String,
    count: Count,
    flags: Vec<FlagRef>,
}

/// A line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Group(usize),
    Flag(FlagRef),
}

/// The list, its groups and folds, and its cursor.
#[derive(Debug, Clone)]
pub struct FlagList {
    pub sieve: Sieve,
    pub focus: Pane,
    pub evidence_top: usize,
    grouping: Grouping,
    /// Flags about our copy and indicators are listed too.
    everything: bool,
    folded: BTreeSet<String>,
    groups: Vec<Group>,
    rows: Vec<Row>,
    cursor: usize,
    top: usize,
    /// How many flags are listed, and how many would be without a filter.
    pub count: usize,
    pub total: usize,
}

impl Default for FlagList {
    fn default() -> Self {
        Self {
            sieve: Sieve::default(),
            focus: Pane::List,
            evidence_top: 0,
            grouping: Grouping::default(),
            everything: false,
            folded: BTreeSet::new(),
            groups: Vec::new(),
            rows: Vec::new(),
            cursor: 0,
            top: 0,
            count: 0,
            total: 0,
        }
    }
}

impl FlagList {
    /// The flag under the cursor.
    pub fn flag(&self) -> Option<FlagRef> {
        match self.rows.get(self.cursor)? {
            Row::Flag(flag) => Some(*flag),
            Row::Group(_) => None,
        }
    }

    /// The flag whose evidence is shown: the one under the cursor, of a group its first.
    pub fn at_hand(&self) -> Option<FlagRef> {
        match self.rows.get(self.cursor)? {
            Row::Flag(flag) => Some(*flag),
            Row::Group(number) => self.groups.get(*number)?.flags.first().copied(),
        }
    }

    /// The listed flags one after another.
    pub fn sequence(&self) -> impl Iterator<Item = FlagRef> {
        self.groups.iter().flat_map(|group| group.flags.iter().copied())
    }

    /// Puts the cursor on a flag, unfolding its group.
    pub fn show(&mut self, flag: FlagRef) {
        let group = self.groups.iter().find(|group| group.flags.contains(&flag)).map(|group| group.key.clone());
        if let Some(group) = group {
            self.folded.remove(&group);
            self.refold();
            self.cursor = self.rows.iter().position(|row| *row == Row::Flag(flag)).unwrap_or(self.cursor);
        }
    }

    /// Groups anew after a change of the flags, the filter or the grouping; the cursor stays on its
    /// flag where that is still listed.
    pub fn regroup(&mut self, holdings: &Holdings) {
        let at = self.flag();
        let mut groups: BTreeMap<String, Group> = BTreeMap::new();
        for flag in self.admitted(holdings) {
            let Some(found) = holdings.flag(flag) else { continue };
            let key = self.key(holdings, flag, found);
            let group = groups.entry(key.clone()).or_insert_with(|| Group {
                key,
                label: self.label(holdings, flag, found),
                count: Count::default(),
                flags: Vec::new(),
            });
            group.count.add(found.severity);
            group.flags.push(flag);
        }
        self.groups = groups.into_values().collect();
        self.count = self.groups.iter().map(|group| group.flags.len()).sum();
        let all = || holdings.checked.outcomes.iter().map(|outcome| outcome.flags.len()).sum();
        self.total = if self.everything { all() } else { holdings.total.total() };
        for group in &mut self.groups {
            // A stable sort: within a severity the flags keep the order of the tree.
            group.flags.sort_by_key(|flag| std::cmp::Reverse(holdings.flag(*flag).map(|found| found.severity)));
        }
        // The keys of years sort by themselves, newest first.
        if self.grouping != Grouping::Year {
            let weight = |group: &Group| (group.count.worst(), group.count.total());
            self.groups.sort_by_key(|group| std::cmp::Reverse(weight(group)));
        }
        self.refold();
        match at {
            Some(flag) => self.show(flag),
            None if self.cursor == 0 => self.cursor = usize::from(self.rows.len() > 1),
            None => {}
        }
    }

    fn admitted<'a>(&'a self, holdings: &'a Holdings) -> impl Iterator<Item = FlagRef> + 'a {
        let applied = self.sieve.applied.as_ref();
        let reports = holdings.tree.order().filter(move |report| applied.is_none_or(|a| a.admits(*report)));
        reports.flat_map(move |report| {
            let flags = holdings.checked.flags(report).iter().enumerate();
            let listed = move |flag: &Flag| {
                (self.everything || flagged::counts(flag)) && applied.is_none_or(|a| a.query.admits_flag(flag))
            };
            flags.filter(move |(_, flag)| listed(flag)).map(move |(nth, _)| FlagRef { report, nth })
        })
    }

    fn key(&self, holdings: &Holdings, at: FlagRef, flag: &Flag) -> String {
        match self.grouping {
            Grouping::Rule => flag.rule.to_owned(),
            Grouping::Agency => format!("{:08}", holdings.tree.agencies.number_of(at.report).unwrap_or_default()),
            Grouping::Region => strings::home(holdings.tree.agencies.of(at.report)),
            Grouping::Report => format!("{:08}", at.report),
            Grouping::Year => format!("{:05}", u16::MAX - holdings.year(at.report).unwrap_or(0)),
            Grouping::Severity => flag.severity.id().to_owned(),
        }
    }

    fn label(&self, holdings: &Holdings, at: FlagRef, flag: &Flag) -> String {
        match self.grouping {
            Grouping::Rule => format!("{}  {}", strings::rule_name(flag), flag.rule),
            Grouping::Agency => holdings.name(at.report).to_owned(),
            Grouping::Region => strings::home(holdings.tree.agencies.of(at.report)),
            Grouping::Report => strings::report_of(holdings.name(at.report), holdings.year(at.report)),
            Grouping::Year => strings::year(holdings.year(at.report)),
            Grouping::Severity => flag.severity.name_zh().to_owned(),
        }
    }

    fn refold(&mut self) {
        self.rows.clear();
        for (number, group) in self.groups.iter().enumerate() {
            self.rows.push(Row::Group(number));
            if !self.folded.contains(&group.key) {
                self.rows.extend(group.flags.iter().map(|flag| Row::Flag(*flag)));
            }
        }
        self.cursor = self.cursor.min(self.rows.len().saturating_sub(1));
    }

    /// The row of the group the cursor is in.
    fn group_row(&self) -> Option<usize> {
        (0..=self.cursor).rev().find(|row| matches!(self.rows.get(*row), Some(Row::Group(_))))
    }

    fn fold(&mut self, fold: Fold) {
        match fold {
            Fold::OpenAll => self.folded.clear(),
            Fold::CloseAll => self.folded = self.groups.iter().map(|group| group.key.clone()).collect(),
            Fold::Toggle => self.set_fold(None),
        }
        if fold != Fold::Toggle {
            self.refold();
        }
    }

    /// Folds or unfolds the group of the cursor; `None` turns it over.
    fn set_fold(&mut self, fold: Option<bool>) {
        let Some(row) = self.group_row() else { return };
        let Some(Row::Group(number)) = self.rows.get(row) else { return };
        let Some(key) = self.groups.get(*number).map(|group| group.key.clone()) else { return };
        if fold.unwrap_or(!self.folded.contains(&key)) {
            self.folded.insert(key);
            self.cursor = row;
        } else {
            self.folded.remove(&key);
        }
        self.refold();
    }
}

/// What the verbs mean here.
pub fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let layout = state.layout();
    let State { flags, holdings, .. } = state;
    if flags.focus == Pane::Evidence
        && let Action::Move(_) | Action::Leap(_) = action
    {
        let (top, height) = (flags.evidence_top, layout.height(Pane::Evidence));
        flags.evidence_top = match action {
            Action::Move(steps) => scroll::step(top, steps, usize::MAX),
            Action::Leap(leap) => scroll::leap(top, leap, usize::MAX, height),
            _ => top,
        };
        return Vec::new();
    }
    match action {
        Action::Move(steps) => flags.cursor = scroll::step(flags.cursor, steps, flags.rows.len()),
        Action::Leap(leap) => {
            flags.cursor = scroll::leap(flags.cursor, leap, flags.rows.len(), layout.height(Pane::List));
        }
        Action::Side(steps) => flags.set_fold(Some(steps < 0)),
        Action::Fold(fold) => flags.fold(fold),
        Action::Group => {
            flags.grouping = flags.grouping.next();
            flags.folded.clear();
            flags.regroup(holdings);
            let name = strings::grouping(flags.grouping);
            state.tell(strings::grouped_by(name));
        }
        Action::Triage => {
            flags.everything = !flags.everything;
            flags.regroup(holdings);
        }
        Action::Year(steps) => year(state, steps),
        Action::Enter => match flags.flag() {
            Some(flag) => report::open(state, flag.report, At::Flag(flag.nth)),
            None => flags.set_fold(None),
        },
        _ => {}
    }
    state.flags.evidence_top = 0;
    Vec::new()
}

/// The nearest flag of the same agency in another year, of the same rule where there is one.
fn year(state: &mut State, steps: i32) {
    let State { flags, holdings, .. } = state;
    let Some(at) = flags.flag() else { return };
    let rule = holdings.flag(at).map(|flag| flag.rule);
    let mut other = holdings.tree.agencies.neighbour(at.report, steps.signum());
    while let Some(report) = other {
        let mut listed = flags.sequence().filter(|flag| flag.report == report).collect::<Vec<_>>();
        listed.sort_by_key(|flag| holdings.flag(*flag).map(|found| found.rule) != rule);
        if let Some(flag) = listed.first() {
            return flags.show(*flag);
        }
        other = holdings.tree.agencies.neighbour(report, steps.signum());
    }
    state.tell(strings::NO_FLAG_IN_OTHER_YEARS);
}

/// Keeps the cursor among the rows and on the screen.
pub fn settle(state: &mut State, layout: &Layout) {
    let flags = &mut state.flags;
    flags.cursor = flags.cursor.min(flags.rows.len().saturating_sub(1));
    flags.top = scroll::follow(flags.top, flags.cursor, layout.height(Pane::List), flags.rows.len());
    // The line of the group stays in sight with its first flag.
    if flags.top == flags.cursor && matches!(flags.rows.get(flags.cursor.wrapping_sub(1)), Some(Row::Group(_))) {
        flags.top -= 1;
    }
    let mut top = flags.evidence_top;
    evidence::settle(&mut top, layout, || {
        let width = layout.body(Pane::Evidence).map_or(60, |body| usize::from(body.width));
        state.flags.at_hand().map_or(0, |flag| evidence::of_flag(state, flag, width).len())
    });
    state.flags.evidence_top = top;
}

/// The title of the pane and what stands at its right.
pub fn title(state: &State) -> (String, String) {
    let flags = &state.flags;
    let title = strings::flags_by(strings::grouping(flags.grouping), flags.everything);
    let applied = flags.sieve.text();
    (title, if applied.is_empty() { String::new() } else { strings::filtered(applied) })
}

/// Where the cursor is, for the line under the panes.
pub fn position(state: &State) -> String {
    let flags = &state.flags;
    strings::row_of(flags.cursor + usize::from(!flags.rows.is_empty()), flags.rows.len())
}

/// ```text
///  ▾ 错 勾稽不平  T3-BAL                                            12
/// >     青石镇人民政府       2021  表三·总计:新收118+结转6=124,…
/// ```
pub fn draw(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let flags = &state.flags;
    if flags.rows.is_empty() {
        let text = match state.holdings.stage {
            Stage::Ready if flags.sieve.applied.is_some() => strings::NOTHING_ADMITTED,
            Stage::Ready => strings::NO_FLAGS_AT_ALL,
            _ => strings::CHECKING,
        };
        pen.clipped((area.x + 2, area.y + 1), area.right(), text, Role::Dim);
        return;
    }
    for (n, row) in flags.rows.iter().enumerate().skip(flags.top).take(usize::from(area.height)) {
        let line = Rect { y: area.y + columns::screen(n - flags.top), height: 1, ..area };
        match row {
            Row::Group(number) => draw_group(flags, *number, line, pen),
            Row::Flag(flag) => draw_flag(state, *flag, line, pen),
        }
        if n == flags.cursor {
            pen.text((line.x, line.y), line.right(), glyph::CURSOR, Role::Accent);
            let role = if flags.focus == Pane::List { Role::Cursor } else { Role::CursorAway };
            pen.over(line, role);
        }
    }
}

fn draw_group(flags: &FlagList, number: usize, line: Rect, pen: &mut Pen<'_>) {
    let Some(group) = flags.groups.get(number) else { return };
    let fold = if flags.folded.contains(&group.key) { glyph::FOLDED } else { glyph::UNFOLDED };
    pen.text((line.x + 1, line.y), line.right(), fold, Role::Dim);
    let limit = pen.right(line.right().saturating_sub(1), line.y, &strings::count(group.count.total()), Role::Strong);
    let worst = group.count.worst().unwrap_or(Severity::Info);
    let x = pen.text((line.x + 3, line.y), limit, worst.mark_zh(), worst.into());
    pen.clipped((x + 1, line.y), limit.saturating_sub(1), &group.label, Role::Strong);
}

fn draw_flag(state: &State, at: FlagRef, line: Rect, pen: &mut Pen<'_>) {
    let Some(flag) = state.holdings.flag(at) else { return };
    let grouping = state.flags.grouping;
    let (y, limit) = (line.y, line.right());
    let mut x = pen.text((line.x + 3, y), limit, flag.severity.mark_zh(), flag.severity.into()) + 1;
    let room = line.width;
    let name = (room / 4).clamp(14, 30);
    if !matches!(grouping, Grouping::Agency | Grouping::Report) {
        pen.clipped((x, y), x + name, state.holdings.name(at.report), Role::Text);
        x += name + 1;
    }
    if !matches!(grouping, Grouping::Year | Grouping::Report) {
        pen.text((x, y), limit, &strings::year_head(state.holdings.year(at.report)), Role::Dim);
        x += if state.holdings.year(at.report).is_some() { 5 } else { 7 };
    }
    if grouping != Grouping::Rule {
        pen.clipped((x, y), x + 14, &strings::rule_name(flag), Role::Text);
        x += 15;
    }
    pen.clipped((x, y), limit, &flag.message, Role::Text);
}
