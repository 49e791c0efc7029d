//! Jobs that panic, on threads and in pools: what they were to answer is marked, and the next job is done.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use rayon::prelude::*;

use super::*;
use crate::review::{Act, Event, EventId};
use crate::rules::Groups;
use crate::tui::action::Action;
use crate::tui::asking::{Answerer, Asking, Figurer, Shown, Told as Figures};
use crate::tui::effect::Question;
use crate::tui::exporting::{Exporter, Order, Writer, Written};
use crate::tui::fixture::{corpus_of, press, reports, shown, works};
use crate::tui::headless::Headless;
use crate::tui::jobs::{Jobs, Tell, Told};
use crate::tui::receive::receive_of;
use crate::tui::work::Works;

#[derive(Debug)]
struct Breaks;

impl Figurer for Breaks {
    fn answer(&self, _: &Asking, _: &Shown) -> Result<Figures, String> {
        // In a pool, as the figures are taken: the panic comes from another thread than the one that asked.
        let sums: Vec<usize> =
            (0..64_usize).into_par_iter().map(|nth| nth.checked_sub(1).expect("no figure 0")).collect();
        Err(format!("{sums:?}"))
    }
}

impl Exporter for Breaks {
    fn write(&self, _: &Order) -> Result<Written, Refusal> {
        panic!("no file today")
    }
}

#[derive(Debug)]
struct Mail(std::sync::Mutex<Sender<Told>>);

impl Tell for Mail {
    fn tell(&self, told: Told) {
        let _ = self.0.lock().unwrap().send(told);
    }
}

/// An inspector of which every job is done by threads, as in a terminal.
struct Threaded {
    headless: Headless,
    jobs: Jobs,
    told: Receiver<Told>,
}

impl Threaded {
    fn new(works: Works) -> Self {
        let headless = Headless::open(corpus_of(&reports()), self::works(), (100, 24), View::Browse, None);
        let (sender, told) = channel();
        Self { headless, jobs: Jobs::start(works, Arc::new(Mail(sender.into()))), told }
    }

    /// Does some work on threads and takes in what they answer; says whether something broke off.
    fn perform(&mut self, effects: Vec<Effect>) -> bool {
        let (mut awaited, mut broke) = (effects.len(), false);
        for effect in effects {
            self.jobs.begin(self.headless.state.edition, effect);
        }
        while awaited > 0 {
            let Told(edition, answer) = self.told.recv_timeout(Duration::from_mins(1)).unwrap();
            awaited -= usize::from(!matches!(answer, Answer::Checking(_)));
            broke |= matches!(answer, Answer::Broken(..));
            // What follows from it is nobody's business here.
            let _ = receive_of(&mut self.headless.state, edition, answer);
        }
        broke
    }

    fn notice(&self) -> String {
        self.headless.state.notice.as_ref().map(|notice| notice.0.clone()).unwrap_or_default()
    }
}

#[test]
fn an_export_and_a_figure_that_break_off_are_told_and_the_rest_goes_on() {
    let works = works().with_writer(Some(Writer::of(Breaks))).with_answerer(Some(Answerer::of(Breaks)));
    let mut inspector = Threaded::new(works);
    press(&mut inspector.headless, "g f g x");
    let effects = crate::tui::exporting::type_in(&mut inspector.headless.state, Action::Enter);
    assert!(matches!(effects[..], [Effect::Export(_)]), "{effects:?}");
    assert!(inspector.perform(effects));
    assert!(inspector.notice().contains("“导出”没有完成") && inspector.notice().contains("no file today"));
    let Headless { state, .. } = &mut inspector.headless;
    assert!(state.exporting.as_ref().is_some_and(crate::tui::exporting::Exporting::is_typing), "it can be tried again");
    state.exporting = None;

    let shown_now = Shown {
        corpus: state.holdings.corpus.clone(),
        agencies: state.holdings.tree.agencies.clone(),
        checked: state.holdings.checked.clone(),
        ledger: Arc::default(),
    };
    state.figured.begin(Asking::default());
    let generation = state.next_generation();
    let asking = state.figured.asks(generation).unwrap();
    assert!(inspector.perform(vec![Effect::Figure { generation, asking, shown: shown_now }]));
    let page = inspector.headless.state.figured.page().unwrap();
    let failed = matches!(&page.stand, crate::tui::figured::Stand::Failed(why) if why.contains("no figure 0"));
    assert!(failed, "{:?}", page.stand);

    // The threads that broke off, and the pool, go on.
    let corpus = inspector.headless.state.holdings.corpus.clone();
    assert!(!inspector.perform(vec![Effect::Check(corpus.clone()), Effect::Load(corpus, 0)]));
    press(&mut inspector.headless, "g f");
    assert!(shown(&inspector.headless).contains("T3-BAL"), "{}", shown(&inspector.headless));
}

#[test]
fn rules_that_break_off_leave_no_report_without_flags() {
    let check = Box::new(|corpus: &Corpus, _: &(dyn Fn(usize) + Sync)| {
        let odd = |nth: usize| if nth == 1 { panic!("of report {nth}") } else { nth };
        let all: usize = (0..corpus.len()).into_par_iter().map(odd).sum();
        panic!("never {all}")
    });
    let mut inspector = Threaded::new(Works::checking(check));
    let state = &mut inspector.headless.state;
    state.holdings.stage = Stage::Checking(0);
    (state.holdings.checked, state.holdings.groups) = (Arc::default(), Arc::new(Groups::default()));
    let corpus = state.holdings.corpus.clone();
    assert!(inspector.perform(vec![Effect::Check(corpus.clone())]));
    assert!(inspector.notice().contains("of report 1"), "{}", inspector.notice());
    assert_eq!(inspector.headless.state.holdings.stage, Stage::Unchecked);
    inspector.headless.state.view = View::Flags;
    let screen = shown(&inspector.headless);
    assert!(screen.contains("核对没有完成") && !screen.contains("没有疑点"), "{screen}");
    // Reports can be read all the same.
    inspector.headless.state.shelf.want(&[0]);
    assert!(!inspector.perform(vec![Effect::Load(corpus, 0)]));
    assert!(inspector.headless.state.shelf.report(0).is_some());
}

#[test]
fn whatever_breaks_off_is_waited_for_no_more() {
    let mut headless = Headless::open(corpus_of(&reports()), works(), (100, 24), View::Browse, None);
    let corpus = headless.state.holdings.corpus.clone();
    let why = "of all things";
    let take = |headless: &mut Headless, effect: Effect| {
        headless.hear(Answer::Broken(Broken::Job(Box::new(effect)), why.to_owned()));
        assert!(headless.state.notice.take().unwrap().0.contains(why));
    };
    let question = |generation: u64| Question {
        generation,
        query: crate::search::query::Query::default(),
        corpus: corpus.clone(),
        checked: Arc::default(),
        reviewed: Arc::default(),
        news: Arc::default(),
        by_report: false,
    };
    let state = &mut headless.state;
    state.shelf.want(&[1]);
    state.matrix.sieve.set("青石", 71);
    state.flags.sieve.set("青石", 72);
    state.renewal = Renewal::UnderWay;
    take(&mut headless, Effect::Load(corpus.clone(), 1));
    assert!(headless.state.shelf.failure(1).unwrap().contains(why));
    take(&mut headless, Effect::Sift(question(71), View::Browse));
    take(&mut headless, Effect::Sift(question(72), View::Flags));
    assert!(!headless.state.matrix.sieve.lags() && !headless.state.flags.sieve.lags());
    assert!(headless.state.matrix.sieve.error.is_some() && headless.state.flags.sieve.error.is_some());
    press(&mut headless, "/");
    let asked = crate::tui::update::press(&mut headless.state, crate::tui::key::Key::Char('公'));
    let searched = asked.into_iter().find(|effect| matches!(effect, Effect::Search(..))).unwrap();
    assert!(headless.state.finder.waits());
    take(&mut headless, searched);
    assert!(!headless.state.finder.waits() && shown(&headless).contains(why), "{}", shown(&headless));
    take(&mut headless, Effect::Renew(corpus.clone(), std::collections::BTreeSet::new()));
    assert_eq!(headless.state.renewal, Renewal::None);
    take(&mut headless, Effect::Read(corpus.clone()));
    assert!(headless.state.holdings.unread);
    take(&mut headless, Effect::Sort { corpus: corpus.clone(), checked: Arc::default() });
    assert!(headless.state.triage.waiting.contains("没有分出来"));
    let id = EventId { by: "li".into(), session: "a".into(), n: 1 };
    let event = Event { id, at: String::new(), act: Act::Note { note: "备注".into(), flags: Vec::new() } };
    take(&mut headless, Effect::Record(Box::new(event)));
    // Of another corpus than the one that is shown nothing is said but what is not about its reports.
    let late = |effect: Effect| Answer::Broken(Broken::Job(Box::new(effect)), why.to_owned());
    let edition = headless.state.edition + 1;
    let _ = receive_of(&mut headless.state, edition, late(Effect::Load(corpus, 2)));
    assert!(headless.state.notice.is_none());
}

#[test]
fn an_opening_that_breaks_off_shows_what_there_is() {
    let mut headless = Headless::open(corpus_of(&reports()), works(), (80, 24), View::Browse, None);
    headless.state = State::new((80, 24), View::Browse, Some("nowhere".to_owned()));
    headless.hear(Answer::Broken(Broken::Opening, "in the middle".to_owned()));
    let screen = shown(&headless);
    assert!(screen.contains("年报库没有打开") && screen.contains("in the middle"), "{screen}");
    for keys in ["j", "g f", "g b", "/ 公 enter", "q"] {
        press(&mut headless, keys);
        shown(&headless);
    }
}
