//! Where verdicts are written and others' are heard: the journal of this reviewer and those beside it. Screens that
//! are printed have none, and whatever is decided there is forgotten with them.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::review::{Company, Event, Folder, Follow, Here, Journal, News, Presence, now};
use crate::rules::Fingerprint;
use crate::tui::panics;
use crate::tui::reviewing::Reviewer;

/// How often the journals of others are looked at.
const EVERY: Duration = Duration::from_secs(1);

/// What comes from the folder of the journals.
#[derive(Debug)]
pub enum Told {
    Heard(News),
    Present(Vec<Presence>),
    /// A fault of the program ended the hearing, and what was said of it.
    Broken(String),
}

/// Who reviews, and where that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Review {
    pub reviewer: Reviewer,
    /// `None` where nothing is to be kept.
    pub folder: Option<Folder>,
    /// Why nothing can be kept, although it should.
    pub cannot: Option<String>,
}

/// What events are handed to.
#[derive(Debug, Default)]
pub struct Desk {
    review: Review,
    journal: Mutex<Option<Journal>>,
    /// The flag this session is at, for others to know.
    at: Arc<Mutex<Option<Fingerprint>>>,
    /// What tells them; nothing where there is no place for it, and after leaving.
    here: Arc<Mutex<Option<Here>>>,
}

impl Desk {
    pub fn of(review: Review) -> Self {
        let Reviewer { by, session, .. } = &review.reviewer;
        let journal = review.folder.as_ref().map(|folder| Journal::of(folder, by));
        let here = review.folder.as_ref().map(|folder| Here::of(&folder.path, by, session));
        Self { journal: Mutex::new(journal), at: Arc::default(), here: Arc::new(Mutex::new(here)), review }
    }

    pub fn reviewer(&self) -> Reviewer {
        self.review.reviewer.clone()
    }

    /// Where things are kept; `None` where nothing is to be.
    pub fn folder(&self) -> Option<&Folder> {
        self.review.folder.as_ref()
    }

    /// Why nothing can be kept, although it should.
    pub fn cannot(&self) -> Option<&str> {
        self.review.cannot.as_deref()
    }

    /// Writes an event; answers it with its moment, and why it is not on the disk where it is not. Where it went
    /// elsewhere than it was meant to go, it says so once.
    pub fn record(&self, mut event: Event) -> (Event, Result<Option<String>, String>) {
        if let Some(reason) = &self.review.cannot {
            return (event, Err(reason.clone()));
        }
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(journal) = journal.as_mut() else { return (event, Ok(None)) };
        event.at = now();
        let before = journal.fell_back();
        let written = journal.append(&event);
        let place = || journal.path().display().to_string();
        let written = written.map_err(|error| format!("{}: {error}", place()));
        let elsewhere = (journal.fell_back() && !before).then(place);
        (event, written.map(|()| elsewhere))
    }

    /// Says at which flag this session is.
    pub fn stand(&self, at: Option<Fingerprint>) {
        *self.at.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }

    /// Says that this session is at no flag any more, and nothing later.
    pub fn leave(&self) {
        drop(self.here.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// All that the journals say now.
    pub fn heard(&self) -> News {
        self.review.folder.as_ref().map(|folder| Follow::of(folder).look()).unwrap_or_default()
    }

    /// Tells what the journals say, be it nothing, then whatever is added to them, and where other sessions are.
    /// Tells those of this one.
    pub fn follow(&self, tell: impl Fn(Told) + Send + 'static) {
        let Some(folder) = self.review.folder.clone() else { return tell(Told::Heard(News::default())) };
        let (at, here, by) = (Arc::clone(&self.at), Arc::clone(&self.here), self.review.reviewer.by.clone());
        let listen = move |tell: &dyn Fn(Told)| {
            let (mut follow, mut company) = (Follow::of(&folder), Company::of(&folder, &by));
            // Who is where is known before it is decided where to begin.
            company.look().into_iter().for_each(|others| tell(Told::Present(others)));
            tell(Told::Heard(follow.look()));
            loop {
                // Where it cannot be told nobody passes over the flag: it may be decided by two.
                let flag = *at.lock().unwrap_or_else(PoisonError::into_inner);
                let _ = here.lock().unwrap_or_else(PoisonError::into_inner).as_mut().map(|here| here.say(flag));
                if let Some(others) = company.look() {
                    tell(Told::Present(others));
                }
                thread::sleep(EVERY);
                let news = follow.look();
                if !news.is_empty() {
                    tell(Told::Heard(news));
                }
            }
        };
        thread::spawn(move || {
            let ended: Result<(), String> = panics::caught(|| listen(&tell));
            ended.unwrap_or_else(|why| tell(Told::Broken(why)));
        });
    }
}
