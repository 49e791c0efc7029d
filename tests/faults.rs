//! Damage of every kind: what was written is cut short, flipped, exchanged or gone. Whatever happens the answers are
//! those of the reports themselves, or it is said that there are none.

mod corpora;
mod disk;
mod index;
mod kept;
mod memory;
mod running;

use std::fs;
use std::path::Path;

/// Whether every case is to be tried, rather than some of each kind: `JIANBAO_FAULTS=all`.
fn tries_all() -> bool {
    std::env::var("JIANBAO_FAULTS").is_ok_and(|wish| wish == "all")
}

/// Numbers that are always the same (a linear congruential generator), to choose cases by.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }
}

/// What is done to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Damage {
    /// These bits of a byte are others.
    Flip(usize, u8),
    /// So many bytes are left.
    Cut(usize),
    /// So many bytes that mean nothing stand behind it.
    Longer(usize),
    /// So many bytes from a place on are zero.
    Zero(usize, usize),
}

impl Damage {
    fn done_to(self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        match self {
            Self::Flip(at, bits) => bytes[at] ^= bits,
            Self::Cut(len) => bytes.truncate(len),
            Self::Longer(by) => bytes.extend((0..by).map(|n| u8::try_from(n % 251).unwrap())),
            Self::Zero(at, len) => bytes.iter_mut().skip(at).take(len).for_each(|byte| *byte = 0),
        }
        bytes
    }
}

/// What is tried on a file of so many bytes: of all flips and cuts some, or every one, and every other damage.
fn damages(len: usize, some: usize, dice: &mut Dice) -> Vec<Damage> {
    let mut all = vec![Damage::Longer(1), Damage::Longer(4096)];
    all.extend((0..len).step_by(512).map(|at| Damage::Zero(at, 512)));
    if !tries_all() {
        let start = all.len().min(2 + some);
        all.truncate(start);
        for n in 0..some {
            all.push(Damage::Flip(dice.below(len), if n % 2 == 0 { 1 << (n / 2 % 8) } else { 0xFF }));
            all.push(Damage::Cut(dice.below(len)));
        }
        return if len == 0 { vec![Damage::Longer(1)] } else { all };
    }
    for at in 0..len {
        all.extend((0..8).map(|bit| Damage::Flip(at, 1 << bit)));
        all.extend([Damage::Flip(at, 0xFF), Damage::Cut(at)]);
    }
    all
}

/// Copies the files of a folder into one that is empty then.
fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}
