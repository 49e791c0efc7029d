//! Background threads for the jobs of the interactive inspector: one that decodes reports, one that
//! searches, one that writes what reviewers do, and one for each long job.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SendError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::tui::broken::Broken;
use crate::tui::effect::{Answer, Effect};
use crate::tui::panics;
use crate::tui::work::Works;

/// Reports asked for beyond these many before the loader came to them are no longer on the screen.
const NEWEST_LOADS: usize = 4;

/// How often it is looked whether the last events are written.
const PAUSE: Duration = Duration::from_millis(5);

/// What a job sends: an answer to a question about the corpus with this number.
#[derive(Debug)]
pub struct Told(pub u64, pub Answer);

/// Work to do, and the number of the corpus it is about.
type Asked = (u64, Effect);

/// Hands effects to threads.
#[derive(Debug)]
pub struct Jobs {
    works: Arc<Works>,
    loads: Sender<Asked>,
    asks: Sender<Asked>,
    /// What reviewers do, written in the order it was done, until the session ends.
    records: Option<Sender<Asked>>,
    recorder: JoinHandle<()>,
    tell: Arc<dyn Tell>,
    /// The cores for what takes long: what is asked for meanwhile goes before it.
    patient: Option<Arc<ThreadPool>>,
}

/// Somewhere to send what jobs tell.
pub trait Tell: Send + Sync + std::fmt::Debug {
    fn tell(&self, told: Told);
}

impl Jobs {
    /// Starts the threads that wait for work.
    pub fn start(works: Works, tell: Arc<dyn Tell>) -> Self {
        let works = Arc::new(works);
        let (loads, load_queue) = channel();
        let (asks, ask_queue) = channel();
        let (records, record_queue) = channel();
        let worker = |queue: Receiver<Asked>, choose: fn(Vec<Asked>) -> Vec<Asked>| {
            let (works, tell) = (Arc::clone(&works), Arc::clone(&tell));
            thread::spawn(move || {
                while let Ok(first) = queue.recv() {
                    let waiting = std::iter::once(first).chain(queue.try_iter()).collect();
                    for asked in choose(waiting) {
                        perform(&works, asked, tell.as_ref());
                    }
                }
            })
        };
        worker(load_queue, newest_loads);
        worker(ask_queue, newest_asks);
        let recorder = worker(record_queue, |waiting| waiting);
        let patient = ThreadPoolBuilder::new().start_handler(|_| give_way()).build().ok().map(Arc::new);
        Self { works, loads, asks, records: Some(records), recorder, tell, patient }
    }

    /// Waits until all that reviewers did is written, but no longer than that: a disk may never answer. Nothing more is
    /// written then.
    pub fn finish(&mut self, patience: Duration) {
        self.records = None;
        let deadline = Instant::now() + patience;
        while !self.recorder.is_finished() && Instant::now() < deadline {
            thread::sleep(PAUSE);
        }
    }

    /// Tells other reviewers that nobody is here any more.
    pub fn leave(&self) {
        self.works.desk().leave();
    }

    /// Starts the work of an effect about the corpus with this number.
    pub fn begin(&self, edition: u64, effect: Effect) {
        self.works.announce(&effect);
        let takes_long = matches!(
            effect,
            Effect::Check(_) | Effect::Read(_) | Effect::Export(_) | Effect::Sort { .. } | Effect::Renew(..)
        );
        let sent = match effect {
            Effect::Load(..) | Effect::Source(..) | Effect::Find(..) => self.loads.send((edition, effect)),
            Effect::Search(..) | Effect::Sift(..) => self.asks.send((edition, effect)),
            Effect::Record(_) | Effect::Keep(_) | Effect::Mark { .. } => match &self.records {
                Some(records) => records.send((edition, effect)),
                None => Err(SendError((edition, effect))),
            },
            Effect::Stand(flag) => {
                self.works.desk().stand(flag);
                Ok(())
            }
            Effect::Check(_)
            | Effect::Read(_)
            | Effect::Measure(..)
            | Effect::Figure { .. }
            | Effect::Try { .. }
            | Effect::Compare { .. }
            | Effect::Export(_)
            | Effect::Renew(..)
            | Effect::Sort { .. } => {
                let (works, tell, patient) = (Arc::clone(&self.works), Arc::clone(&self.tell), self.patient.clone());
                thread::spawn(move || {
                    works.wait_for(&effect);
                    let work = || perform(&works, (edition, effect), tell.as_ref());
                    match patient.filter(|_| takes_long) {
                        Some(patient) => patient.install(work),
                        None => work(),
                    }
                });
                Ok(())
            }
            // Those for the terminal are none of our business.
            Effect::Copy(_)
            | Effect::Edit(_)
            | Effect::Print(_)
            | Effect::Write { .. }
            | Effect::Mouse(_)
            | Effect::Suspend
            | Effect::Redraw => Ok(()),
        };
        if let Err(SendError((edition, effect))) = sent {
            let broken = Answer::Broken(Broken::Job(Box::new(effect)), "nobody does it any more".to_owned());
            self.tell.tell(Told(edition, broken));
        }
    }
}

/// Lets all other threads go before this one.
fn give_way() {
    // Elsewhere this would be said of the whole program.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(10);
}

/// Does the work of an effect. Where it breaks off, that is told in place of its answer.
fn perform(works: &Works, (edition, effect): Asked, tell: &dyn Tell) {
    let answer = |answer| tell.tell(Told(edition, answer));
    let asked = effect.clone();
    let work = || {
        #[cfg(debug_assertions)]
        panics::on_demand(if matches!(effect, Effect::Search(..)) { "search" } else { "" });
        works.perform(effect, &answer);
    };
    if let Err(why) = panics::caught(work) {
        works.broke_off(&asked);
        answer(Answer::Broken(Broken::Job(Box::new(asked)), why));
    }
}

fn newest_loads(mut waiting: Vec<Asked>) -> Vec<Asked> {
    waiting.split_off(waiting.len().saturating_sub(NEWEST_LOADS))
}

/// The newest search, and the newest filter of each list.
fn newest_asks(waiting: Vec<Asked>) -> Vec<Asked> {
    let kind = |(_, effect): &Asked| match effect {
        Effect::Sift(_, list) => Some(*list),
        _ => None,
    };
    let newer = |n: usize| waiting.iter().skip(n + 1).any(|other| kind(other) == waiting.get(n).and_then(kind));
    let keep: Vec<bool> = (0..waiting.len()).map(|n| !newer(n)).collect();
    waiting.into_iter().zip(keep).filter_map(|(effect, keep)| keep.then_some(effect)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::query::Query;
    use crate::tui::action::View;
    use crate::tui::effect::Question;

    #[test]
    fn of_each_kind_the_newest_is_asked() {
        let question = |generation| Question {
            generation,
            query: Query::default(),
            corpus: Arc::default(),
            checked: Arc::default(),
            reviewed: Arc::default(),
            news: Arc::default(),
            by_report: false,
        };
        let waiting = vec![
            Effect::Search(question(1), None),
            Effect::Sift(question(2), View::Flags),
            Effect::Search(question(3), None),
            Effect::Sift(question(4), View::Browse),
            Effect::Sift(question(5), View::Flags),
        ];
        let waiting = waiting.into_iter().map(|effect| (0, effect)).collect();
        let left: Vec<u64> = newest_asks(waiting)
            .iter()
            .map(|(_, effect)| match effect {
                Effect::Search(question, _) | Effect::Sift(question, _) => question.generation,
                _ => 0,
            })
            .collect();
        assert_eq!(left, [3, 4, 5]);
        let loads = (0..9).map(|n| (0, Effect::Load(Arc::default(), n))).collect();
        assert_eq!(newest_loads(loads).len(), NEWEST_LOADS);
    }
}
