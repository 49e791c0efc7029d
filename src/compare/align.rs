//! Two sequences laid beside each other. The work is bounded: what is too long to be compared step by
//! step is held by the elements that occur once on either side, and what is between them is apart.

use std::collections::BTreeMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A stretch of two sequences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stretch {
    /// As many elements on either side, each equal to its partner.
    Same { left: usize, right: usize, len: usize },
    /// Elements with no equal on the other side; one of the ranges may be empty.
    Apart { left: Range<usize>, right: Range<usize> },
}

/// How many steps a comparison may still take. Counted, not timed: the same reports always compare alike.
#[derive(Debug)]
pub struct Budget(u64);

impl Default for Budget {
    /// Two reports of the usual length take a thousandth of it.
    fn default() -> Self {
        Self(24_000_000)
    }
}

impl Budget {
    /// Takes so many steps, if there are as many left.
    pub fn take(&mut self, steps: u64) -> bool {
        let left = self.0.checked_sub(steps);
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }

    #[cfg(test)]
    pub fn of(steps: u64) -> Self {
        Self(steps)
    }
}

/// The product of two lengths, as steps.
pub fn product(one: usize, other: usize) -> u64 {
    (one as u64).saturating_mul(other as u64)
}

/// The stretches of two sequences, in order; together they are both sequences.
pub fn align(left: &[u32], right: &[u32], budget: &mut Budget) -> Vec<Stretch> {
    let start = left.iter().zip(right).take_while(|(l, r)| l == r).count();
    let rest = left.len().min(right.len()) - start;
    let end = left.iter().rev().zip(right.iter().rev()).take(rest).take_while(|(l, r)| l == r).count();
    let mut stretches = Stretches { found: Vec::new(), left: 0, right: 0 };
    stretches.same(0, 0, start);
    let inner = (start..left.len() - end, start..right.len() - end);
    let (l, r) = (left.get(inner.0).unwrap_or_default(), right.get(inner.1).unwrap_or_default());
    if !l.is_empty() && !r.is_empty() {
        middle(l, r, start, &mut stretches, budget);
    }
    stretches.same(left.len() - end, right.len() - end, end);
    stretches.to(left.len(), right.len());
    stretches.found
}

/// Stretches under way: the gaps between equal elements fill themselves.
struct Stretches {
    found: Vec<Stretch>,
    left: usize,
    right: usize,
}

impl Stretches {
    fn same(&mut self, left: usize, right: usize, len: usize) {
        self.to(left, right);
        (self.left, self.right) = (left + len, right + len);
        match self.found.last_mut() {
            _ if len == 0 => {}
            Some(Stretch::Same { left: l, right: r, len: n }) if (*l + *n, *r + *n) == (left, right) => *n += len,
            _ => self.found.push(Stretch::Same { left, right, len }),
        }
    }

    /// Everything up to here that is not the same is apart.
    fn to(&mut self, left: usize, right: usize) {
        if left > self.left || right > self.right {
            self.found.push(Stretch::Apart { left: self.left..left, right: self.right..right });
            (self.left, self.right) = (left, right);
        }
    }
}

fn middle(left: &[u32], right: &[u32], offset: usize, stretches: &mut Stretches, budget: &mut Budget) {
    if steps(left.len(), right.len(), budget) {
        return exact(left, right, (offset, offset), stretches);
    }
    let mut at = (0, 0);
    for (l, r) in anchors(left, right).into_iter().chain([(left.len(), right.len())]) {
        let (gap_left, gap_right) = (left.get(at.0..l).unwrap_or_default(), right.get(at.1..r).unwrap_or_default());
        if !gap_left.is_empty() && !gap_right.is_empty() && steps(gap_left.len(), gap_right.len(), budget) {
            exact(gap_left, gap_right, (offset + at.0, offset + at.1), stretches);
        }
        if l < left.len() && r < right.len() {
            stretches.same(offset + l, offset + r, 1);
        }
        at = (l + 1, r + 1);
    }
}

/// Takes the steps of an exact comparison, which may look at every sum of two positions.
fn steps(left: usize, right: usize, budget: &mut Budget) -> bool {
    budget.take(product(left + right, left + right))
}

fn exact(left: &[u32], right: &[u32], (from, to): (usize, usize), stretches: &mut Stretches) {
    for op in capture_diff_slices(Algorithm::Myers, left, right) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            stretches.same(from + old_index, to + new_index, len);
        }
    }
}

/// Pairs of equal elements that occur once on either side, as many as stand in the same order on both.
fn anchors(left: &[u32], right: &[u32]) -> Vec<(usize, usize)> {
    let only = |all: &[u32]| {
        let mut places: BTreeMap<u32, Option<usize>> = BTreeMap::new();
        for (at, id) in all.iter().enumerate() {
            places.entry(*id).and_modify(|place| *place = None).or_insert(Some(at));
        }
        places
    };
    let there = only(right);
    let pairs = only(left).into_iter().filter_map(|(id, at)| Some((at?, there.get(&id).copied().flatten()?)));
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort_unstable();
    increasing(&pairs)
}

/// The longest run of pairs whose right halves increase, as the left ones do (patience sorting).
fn increasing(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The last pair of the best run of each length, and the pair before each pair in its run.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let right = |n: usize| pairs.get(n).map_or(0, |(_, right)| *right);
    for n in 0..pairs.len() {
        let length = ends.partition_point(|end| right(*end) < right(n));
        before.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = n,
            None => ends.push(n),
        }
    }
    let mut at = ends.last().copied();
    let mut run = Vec::with_capacity(ends.len());
    while let Some(n) = at {
        run.extend(pairs.get(n).copied());
        at = before.get(n).copied().flatten();
    }
    run.reverse();
    run
}

/// Partners of two lists by their keys, the first of a key with the first: in the order of both lists as
/// far as they have one, what has no partner behind what it follows in its own list.
pub fn partners<K: Ord>(left: &[K], right: &[K]) -> Vec<(Option<usize>, Option<usize>)> {
    let mut places: BTreeMap<&K, Vec<usize>> = BTreeMap::new();
    for (at, key) in right.iter().enumerate().rev() {
        places.entry(key).or_default().push(at);
    }
    let partner: Vec<Option<usize>> = left.iter().map(|key| places.get_mut(key)?.pop()).collect();
    let mut free = vec![true; right.len()];
    for at in partner.iter().flatten() {
        free[*at] = false;
    }
    let mut pairs = Vec::new();
    let mut next = 0;
    for (at, found) in partner.into_iter().enumerate() {
        if let Some(right) = found {
            pairs.extend((next..right).filter(|n| free[*n]).map(|n| (None, Some(n))));
            next = next.max(right + 1);
        }
        pairs.push((Some(at), found));
    }
    pairs.extend((next..right.len()).filter(|n| free[*n]).map(|n| (None, Some(n))));
    pairs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<u32> {
        text.chars().map(u32::from).collect()
    }

    fn same(stretches: &[Stretch]) -> usize {
        stretches.iter().map(|s| if let Stretch::Same { len, .. } = s { *len } else { 0 }).sum()
    }

    #[test]
    fn what_is_equal_in_order_is_kept() {
        let check = |left: &str, right: &str, expected| {
            assert_eq!(same(&align(&words(left), &words(right), &mut Budget::default())), expected, "{left} {right}");
        };
        check("abcdef", "abcdef", 6);
        check("abcdef", "abxdef", 5);
        check("abc", "", 0);
        check("abcd", "dabc", 3);
        check("", "", 0);
    }

    #[test]
    fn what_is_too_long_is_held_by_what_occurs_once() {
        let left: Vec<u32> = (0..20_000).flat_map(|n| [7, n + 100]).collect();
        let right: Vec<u32> = (0..20_000).flat_map(|n| [8, n + 100]).collect();
        assert_eq!(same(&align(&left, &right, &mut Budget::of(1_000))), 20_000);
        let backwards: Vec<u32> = left.iter().rev().copied().collect();
        let stretches = align(&left, &backwards, &mut Budget::default());
        assert!(same(&stretches) <= 1, "nothing but a single anchor");
    }

    #[test]
    fn lists_are_joined_by_their_keys() {
        let of = |left: &[&str], right: &[&str]| partners(left, right);
        assert_eq!(of(&["a", "b"], &["a", "c", "b"]), [(Some(0), Some(0)), (None, Some(1)), (Some(1), Some(2))]);
        assert_eq!(of(&["b", "a"], &["a", "b", "c"]), [(Some(0), Some(1)), (Some(1), Some(0)), (None, Some(2))]);
        assert_eq!(of(&["a", "a"], &["a"]), [(Some(0), Some(0)), (Some(1), None)]);
    }

    proptest! {
        #[test]
        fn together_they_are_both_sequences(
            left in proptest::collection::vec(0_u32..6, 0..40),
            right in proptest::collection::vec(0_u32..6, 0..40),
            steps in prop_oneof![Just(0), Just(200), Just(1_000_000)],
        ) {
            let mut at = (0, 0);
            for stretch in align(&left, &right, &mut Budget::of(steps)) {
                match stretch {
                    Stretch::Same { left: l, right: r, len } => {
                        prop_assert_eq!((l, r), at);
                        prop_assert_eq!(&left[l..l + len], &right[r..r + len]);
                        at = (l + len, r + len);
                    }
                    Stretch::Apart { left: l, right: r } => {
                        prop_assert_eq!((l.start, r.start), at);
                        at = (l.end, r.end);
                    }
                }
            }
            prop_assert_eq!(at, (left.len(), right.len()));
        }

        #[test]
        fn every_element_has_one_place(
            left in proptest::collection::vec(0_u32..5, 0..12),
            right in proptest::collection::vec(0_u32..5, 0..12),
        ) {
            let pairs = partners(&left, &right);
            let mut seen: (Vec<_>, Vec<_>) = (pairs.iter().filter_map(|p| p.0).collect(), pairs.iter().filter_map(|p| p.1).collect());
            seen.0.sort_unstable();
            seen.1.sort_unstable();
            prop_assert_eq!(seen, ((0..left.len()).collect(), (0..right.len()).collect()));
        }
    }
}
