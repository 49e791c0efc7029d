//! Reads a passage from left to right, once: words gather before a number until it comes, what was said
//! of whom and when goes on to the end of the sentence, what it is about to the end of the paragraph.

use std::collections::VecDeque;
use std::mem::take;
use std::ops::Range;

use crate::rules::counts::begins::Begins;
use crate::rules::counts::denial;
use crate::rules::counts::lexicon::{Act, Mark, Sense, Thing, marks};
use crate::rules::counts::passage::{Passage, is_comma, is_stop};
use crate::rules::counts::quantity::Quantity;
use crate::rules::counts::resolve::{Around, has, things, topic};
use crate::rules::counts::setting::{Mood, Setting};
use crate::rules::counts::statement::{Frame, Said, Statement};
use crate::rules::counts::topic::{Period, Role, Topic};

/// A line of at most so many characters without a full stop is the heading of what follows.
const HEADING: usize = 30;

/// What belongs to a body and does not speak for it: 县人民政府网站.
const SITES: &[&str] = &["网", "门户", "公众信息网", "信息网", "官网", "官方", "公报", "微信", "微博", "新闻发布会"];

/// Behind 申请: the sentence is about requests and counts none.
const MATTERS: &[&str] = &["工作", "方面", "情况", "办理工作", "办理情况"];
/// Behind 申请: what is counted is another thing.
const PLACES: &[&str] = &[
    "渠道",
    "平台",
    "窗口",
    "流程",
    "方式",
    "指南",
    "受理点",
    "栏目",
    "制度",
    "系统",
    "机制",
    "目录",
    "答复书",
    "文书",
];

/// What a paragraph is about.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Named by the clause before.
    pub things: Vec<Thing>,
    pub of_requests: bool,
    pub of_disclosure: bool,
}

/// The words gathered in a clause.
#[derive(Debug, Clone, Default)]
struct Clause {
    marks: Vec<Mark>,
    /// Named before the numbers of this clause.
    things: Vec<Thing>,
    /// What was done with the numbers before: 公开规章2件、规范性文件7件.
    act: Option<Mark>,
    /// 同比: what follows compares.
    compares: bool,
}

/// A number whose words behind it are still to come.
#[derive(Debug)]
struct Pending {
    quantity: Quantity,
    lead: Vec<Mark>,
}

/// The state of reading.
#[derive(Debug)]
pub struct Reader<'p, 'a> {
    passage: &'p Passage<'a>,
    frame: Frame,
    found: Vec<Statement>,
    setting: Setting,
    clause: Clause,
    /// Clauses interrupted by brackets.
    outer: Vec<(Clause, Setting)>,
    pending: Option<Pending>,
    context: Context,
    /// What the last heading was about.
    heading: Context,
    /// Things that a number each is to come for: 分别.
    in_turn: VecDeque<Thing>,
    /// 清理 was said in this sentence.
    clears: bool,
    line_start: usize,
}

impl<'p, 'a> Reader<'p, 'a> {
    pub fn new(passage: &'p Passage<'a>, frame: Frame) -> Self {
        let context =
            Context { of_requests: frame.of_requests, of_disclosure: frame.of_requests, ..Context::default() };
        Self {
            passage,
            frame,
            found: Vec::new(),
            setting: Setting::default(),
            clause: Clause::default(),
            outer: Vec::new(),
            pending: None,
            heading: context.clone(),
            context,
            in_turn: VecDeque::new(),
            clears: false,
            line_start: 0,
        }
    }

    pub fn read(mut self) -> Vec<Statement> {
        let passage = self.passage;
        let marks = marks(passage);
        let (mut numbers, mut words) = (passage.quantities().iter().peekable(), marks.iter().peekable());
        let mut index = 0;
        while index < passage.len() {
            while words.next_if(|mark| mark.start < index).is_some() {}
            if let Some(quantity) = numbers.next_if(|quantity| quantity.range.start <= index) {
                self.number(quantity);
                index = quantity.range.end.max(index + 1);
                continue;
            }
            let number = numbers.peek().map_or(usize::MAX, |quantity| quantity.range.start);
            if let Some(mark) = words.next_if(|mark| mark.start == index) {
                self.word(mark);
                index = mark.end.min(number).max(index + 1);
            } else if passage.may(index, Begins::SIGN) {
                index += self.sign(index);
            } else {
                let word = words.peek().map_or(usize::MAX, |mark| mark.start);
                index = passage.next(index..number.min(word), Begins::SIGN);
            }
        }
        self.end_paragraph(passage.len());
        self.found
    }

    fn number(&mut self, quantity: &Quantity) {
        self.settle(&[]);
        let mut lead = take(&mut self.clause.marks);
        self.clause.things.extend(things(&lead));
        let act = lead.iter().rfind(|mark| matches!(mark.sense, Sense::Act(_))).copied();
        match (act, self.clause.act) {
            (Some(_), _) => self.clause.act = act,
            (None, Some(before)) if things(&lead).next().is_some() => lead.insert(0, before),
            _ => {}
        }
        if has(&lead, Sense::Respectively) {
            self.in_turn = things(&lead).collect();
            if self.in_turn.is_empty() {
                self.in_turn.extend(&self.context.things);
            }
        }
        self.clause.compares |= has(&lead, Sense::Compare);
        self.pending = Some(Pending { quantity: quantity.clone(), lead });
    }

    fn word(&mut self, mark: &Mark) {
        match mark.sense {
            Sense::AboutRequests => {
                (self.context.of_requests, self.context.of_disclosure) = (true, true);
                self.context.things = vec![Thing::Access];
            }
            Sense::AboutDisclosure => self.context.of_disclosure = true,
            Sense::Thing(thing @ (Thing::Requests | Thing::Access)) => {
                (self.context.of_requests, self.context.of_disclosure) = (true, true);
                if self.passage.one_of(mark.end, MATTERS).is_some() {
                    self.context.things = vec![thing];
                    return;
                }
                if self.passage.one_of(mark.end, PLACES).is_some() {
                    self.clause.marks.push(Mark { sense: Sense::Thing(Thing::Elsewhere), ..*mark });
                    return;
                }
            }
            Sense::Act(Act::Clear) => self.clears = true,
            _ => {}
        }
        let of_site = matches!(mark.sense, Sense::Scope(_)) && self.passage.one_of(mark.end, SITES).is_some();
        if !of_site && !self.setting.take(mark) {
            let mark = Mark { sense: self.directed(mark), ..*mark };
            self.clause.marks.push(mark);
        }
    }

    /// 结转 with the year before or behind it that tells which way.
    fn directed(&mut self, mark: &Mark) -> Sense {
        if mark.sense != Sense::Act(Act::Carry) {
            return mark.sense;
        }
        let skip = usize::from(matches!(self.passage.at(mark.end), '至' | '到' | '入'));
        let year_behind = year_at(self.passage, mark.end + skip).is_some();
        let before = self.setting.period() == Period::Previous;
        match (year_behind, before) {
            (true, _) => Sense::Act(Act::CarryOut),
            (false, true) => {
                if let Some(reported) = self.frame.year {
                    self.setting.year(reported, self.frame.year);
                }
                self.setting.end_clause();
                Sense::Act(Act::CarryIn)
            }
            (false, false) => mark.sense,
        }
    }

    /// Takes a character in that is part of no word and no number; how many were taken.
    fn sign(&mut self, index: usize) -> usize {
        let c = self.passage.at(index);
        if let Some(year) = year_at(self.passage, index) {
            let carried = self.clause.marks.last().is_some_and(|mark| mark.sense == Sense::Act(Act::CarryOut));
            if !carried {
                self.setting.year(year, self.frame.year);
            }
            return 5;
        }
        match c {
            '局' | '厅' if names_another(self.passage, index) => self.setting.others(),
            '\n' => {
                self.end_paragraph(index);
                self.line_start = index + 1;
            }
            '、' => {
                let tail = if self.pending.is_some() { take(&mut self.clause.marks) } else { Vec::new() };
                self.settle(&tail);
            }
            '(' => {
                let tail = if self.pending.is_some() { take(&mut self.clause.marks) } else { Vec::new() };
                self.settle(&tail);
                let inner = Clause {
                    things: self.clause.things.clone(),
                    compares: self.clause.compares || has(&self.clause.marks, Sense::Compare),
                    ..Clause::default()
                };
                self.outer.push((std::mem::replace(&mut self.clause, inner), self.setting));
            }
            ')' => {
                self.end_clause();
                if let Some((clause, setting)) = self.outer.pop() {
                    (self.clause, self.setting) = (clause, setting);
                }
            }
            ':' => self.end_clause(),
            c if is_comma(c) => self.end_clause(),
            ';' => {
                self.end_clause();
                self.setting.list = false;
            }
            c if is_stop(c) => self.end_sentence(),
            _ => {}
        }
        1
    }

    /// Makes a statement of the number that waits for it.
    fn settle(&mut self, tail: &[Mark]) {
        let Some(Pending { quantity, lead }) = self.pending.take() else { return };
        let lead = match self.in_turn.pop_front() {
            Some(thing) => {
                let at = quantity.range.start;
                let named = Mark { sense: Sense::Thing(thing), start: at, end: at };
                let others = lead.iter().copied().filter(|mark| !matches!(mark.sense, Sense::Thing(_)));
                std::iter::once(named).chain(others).collect()
            }
            None => lead,
        };
        let inherited = if self.clause.things.is_empty() { &self.context.things } else { &self.clause.things };
        let around = Around {
            lead: &lead,
            tail,
            inherited,
            of_requests: self.context.of_requests,
            of_disclosure: self.context.of_disclosure,
            clears: self.clears,
            unit: quantity.unit,
        };
        let compares = self.clause.compares;
        let topic = if compares || self.setting.mood == Mood::Condition { None } else { topic(&around) };
        if topic == Some(Topic::CarriedIn) {
            self.counted_too(&quantity, has(&lead, Sense::With));
        }
        let role = match self.role(&quantity) {
            _ if compares => Role::Growth,
            role => role,
        };
        self.tell(quantity.range.clone(), Said::Number(quantity), topic, role);
    }

    fn role(&self, quantity: &Quantity) -> Role {
        if self.setting.mood != Mood::Fact || self.setting.period() == Period::Later {
            Role::Plan
        } else if self.setting.list || self.passage.depth(quantity.range.start) > 0 {
            Role::Part
        } else {
            Role::Whole
        }
    }

    /// 受理124件(含上年结转6件): the number before counts them too.
    fn counted_too(&mut self, carried: &Quantity, with: bool) {
        let inside = with || self.setting.list;
        let whole = self.found.iter_mut().rfind(|statement| statement.topic.is_some_and(Topic::is_of_requests));
        if let Some(whole) = whole.filter(|whole| inside && carried.range.start - whole.range.end < HEADING) {
            whole.with_carried = true;
        }
    }

    pub(super) fn tell(&mut self, range: Range<usize>, said: Said, topic: Option<Topic>, role: Role) {
        self.found.push(Statement {
            passage: self.frame.passage,
            range,
            said,
            topic,
            scope: self.setting.scope(),
            period: self.setting.period(),
            role,
            with_carried: false,
        });
    }

    fn end_clause(&mut self) {
        let marks = take(&mut self.clause.marks);
        self.settle(&marks);
        if self.setting.mood == Mood::Fact {
            for (range, said, topic) in denial::of_clause(self.passage, &marks, &self.context) {
                self.tell(range, said, Some(topic), Role::Whole);
            }
        }
        let before = take(&mut self.clause).things;
        let named = if before.is_empty() { things(&marks).collect() } else { before };
        if !named.is_empty() {
            self.context.things = named;
        }
        self.in_turn.clear();
        self.setting.end_clause();
    }

    fn end_sentence(&mut self) {
        self.end_clause();
        self.setting.end_sentence();
        self.outer.clear();
        self.clears = false;
    }

    fn end_paragraph(&mut self, end: usize) {
        let before = self.found.len();
        let stops = self.passage.before(end);
        self.end_sentence();
        let is_heading = end - self.line_start <= HEADING && !is_stop(stops) && self.found.len() == before;
        if is_heading && end > self.line_start {
            self.heading = Context {
                things: take(&mut self.context.things),
                of_requests: self.context.of_requests || self.frame.of_requests,
                of_disclosure: self.context.of_disclosure || self.frame.of_requests,
            };
        }
        self.context = self.heading.clone();
    }
}

/// A year of the calendar at an index: four digits and 年.
fn year_at(passage: &Passage<'_>, index: usize) -> Option<u16> {
    if passage.before(index).is_ascii_digit() || passage.at(index + 4) != '年' {
        return None;
    }
    let digits = passage.chars().get(index..index + 4)?;
    let year = digits.iter().try_fold(0, |year, c| Some(year * 10 + c.to_digit(10)?))?;
    u16::try_from(year).ok().filter(|year| (1990..2100).contains(year))
}

/// Whether the 局 or 厅 at an index ends the name of some department.
fn names_another(passage: &Passage<'_>, index: usize) -> bool {
    !matches!(passage.before(index), '我' | '本' | '该' | '各' | '全' | '布' | '格' | '结' | '当' | '邮' | '大' | '公')
        && passage.before(index).is_alphabetic()
}
