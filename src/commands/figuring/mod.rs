//! What every command of figures shares: the reports it asks about with what is known of them (`ground`), how the table
//! that answers is written (`written`; of those that are nothing but a question all of it, `whole`), and which command
//! answers the question of a screen (`asked`).

mod asked;
mod ground;
mod refused;
mod whole;
mod written;

pub(super) use self::asked::{ground_of, sheet, write};
pub(super) use self::ground::{Ground, Known};
pub(super) use self::refused::refused;
pub(super) use self::whole::Whole;
pub(super) use self::written::{Answered, format_of, refuse};
