//! What every command of figures shares: the reports it asks about with what is known of them (`ground`), how the table
//! that answers is written (`written`), and which command answers the question of a screen (`asked`).

mod asked;
mod ground;
mod refused;
mod written;

pub(super) use self::asked::{ground_of, sheet, write};
pub(super) use self::ground::{Ground, Known};
pub(super) use self::refused::refused;
pub(super) use self::written::{Answered, format_of, refuse};
