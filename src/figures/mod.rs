//! What reports say in numbers, counted so that it can be cited: every figure names one population and its n, values
//! are never added over levels, and what holds no number is told apart and never taken as zero.

pub mod coverage;
mod current;
mod facets;
mod grid;
mod listed;
mod measure;
mod population;
mod sheet;
pub mod similar;
mod speech;
mod tally;
mod trend;
mod values;

pub use crate::figures::current::{Current, current};
pub use crate::figures::facets::{Facet, Faceted};
pub use crate::figures::grid::{By, Grid, Having, Head, Line, Refused, Wish};
pub use crate::figures::measure::{Measure, NoMeasure};
pub use crate::figures::population::{Body, Population};
pub use crate::figures::sheet::{
    Choices, Column, Count, FEWEST, Field, For, Holds, Leads, Note, Row, Sheet, Term, Unit, part_of, percent, share,
};
pub use crate::figures::tally::{Inferred, Said, Tally};
pub use crate::figures::trend::{Chart, Course, Dot, FEWEST_PEERS, Mark, Trend};
pub use crate::figures::values::Values;
