//! 核查: what people decide about flags. Journals on disk that are only added to, the ledger of all of them, and
//! what both say of the flags of a corpus as it is now. It knows no screen.

mod admitted;
mod agreement;
mod board;
mod counts;
#[cfg(test)]
pub(crate) mod draft;
mod event;
mod folder;
mod follow;
mod journal;
mod judged;
mod ledger;
mod note_file;
mod portion;
mod presence;
mod seen;
mod stopped;
mod wanted;
mod whereabouts;

pub use crate::review::admitted::{Admitted, Asked, is_listed};
pub use crate::review::agreement::{Agreement, Agreements, agreements};
pub use crate::review::board::{Board, Gone};
pub use crate::review::counts::{Counts, Share, Work, by_reviewer};
pub use crate::review::event::{Act, BadLine, Event, EventId};
pub use crate::review::folder::{Folder, all_states};
pub use crate::review::follow::{Aside, Follow, News};
pub use crate::review::journal::{Journal, now, session};
pub use crate::review::judged::Judged;
pub use crate::review::ledger::{Ledger, Opinion, Standing};
pub use crate::review::note_file::NoteFile;
pub use crate::review::portion::{NoPortion, Portion, percent};
pub use crate::review::presence::{Company, Here, Presence};
pub use crate::review::seen::{Change, Piece, Seen};
pub use crate::review::stopped::{Damaged, Stopped};
pub use crate::review::wanted::{BadFilter, wanted};
pub use crate::review::whereabouts::Whereabouts;
