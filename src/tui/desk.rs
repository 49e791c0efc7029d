//! Where verdicts are written and others' are heard: the journal of this reviewer and those beside it. Screens that
//! are printed have none, and whatever is decided there is forgotten with them.

use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::review::{Event, Folder, Follow, Journal, News, now};
use crate::tui::reviewing::Reviewer;

/// How often the journals of others are looked at.
const EVERY: Duration = Duration::from_secs(1);

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
}

impl Desk {
    pub fn of(review: Review) -> Self {
        let journal = review.folder.as_ref().map(|folder| Journal::of(folder, &review.reviewer.by));
        Self { review, journal: Mutex::new(journal) }
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

    /// All that the journals say now.
    pub fn heard(&self) -> News {
        self.review.folder.as_ref().map(|folder| Follow::of(folder).look()).unwrap_or_default()
    }

    /// Tells what the journals say, be it nothing, then whatever is added to them.
    pub fn follow(&self, tell: impl Fn(News) + Send + 'static) {
        let Some(folder) = self.review.folder.clone() else { return tell(News::default()) };
        thread::spawn(move || {
            let mut follow = Follow::of(&folder);
            tell(follow.look());
            loop {
                thread::sleep(EVERY);
                let news = follow.look();
                if !news.is_empty() {
                    tell(news);
                }
            }
        });
    }
}
