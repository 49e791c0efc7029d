//! What is tried with bytes that no one would write: six readers, each with what must hold of its answer.
//! For tests, and for the fuzzers in `fuzz/`; no program that is given to users has it.

mod corpus;
#[cfg(test)]
pub(crate) mod damage;
mod grammar;
mod query;
mod raw;
#[cfg(test)]
mod tests;

/// A reader under trial.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    pub name: &'static str,
    /// Reads the bytes. Panics where the answer is not what it must be.
    pub run: fn(&[u8]),
}

/// All of them.
pub const TARGETS: [Target; 6] = [
    Target { name: "decode", run: raw::decode },
    Target { name: "blocks", run: raw::blocks },
    Target { name: "tables", run: raw::tables },
    Target { name: "corpus", run: corpus::read },
    Target { name: "query", run: query::ask },
    Target { name: "narrative", run: grammar::read },
];

/// Tries one of them.
///
/// # Panics
/// When there is none of this name, or what it read is not what it must be.
pub fn run(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name).expect("a target of this name");
    (target.run)(bytes);
}
