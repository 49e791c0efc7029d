//! Sets that grow together: which of many things were joined, whatever the order of joining.

/// Things by number, each in one set.
#[derive(Debug)]
pub(crate) struct Unions {
    above: Vec<usize>,
}

impl Unions {
    /// Every thing in a set of its own.
    pub(crate) fn new(things: usize) -> Self {
        Self { above: (0..things).collect() }
    }

    /// The smallest number of the set a thing is in.
    pub(crate) fn head(&self, mut thing: usize) -> usize {
        while let Some(above) = self.above.get(thing).filter(|above| **above != thing) {
            thing = *above;
        }
        thing
    }

    /// Makes one set of the sets of two things.
    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.head(a), self.head(b));
        let low = a.min(b);
        for thing in [a, b] {
            if let Some(above) = self.above.get_mut(thing) {
                *above = low;
            }
        }
    }

    /// The sets with more than one thing, each in the order of its things.
    pub(crate) fn several(&self) -> Vec<Vec<usize>> {
        let mut sets: Vec<Vec<usize>> = vec![Vec::new(); self.above.len()];
        for thing in 0..self.above.len() {
            if let Some(set) = sets.get_mut(self.head(thing)) {
                set.push(thing);
            }
        }
        sets.retain(|set| set.len() > 1);
        sets
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_order_of_joining_does_not_matter(pairs in prop::collection::vec((0..12_usize, 0..12_usize), 0..20)) {
            let mut forth = Unions::new(12);
            for (a, b) in &pairs {
                forth.join(*a, *b);
            }
            let mut back = Unions::new(12);
            for (a, b) in pairs.iter().rev() {
                back.join(*b, *a);
            }
            prop_assert_eq!(forth.several(), back.several());
            prop_assert!(pairs.iter().all(|(a, b)| forth.head(*a) == forth.head(*b)));
            prop_assert_eq!(Unions::new(3).several(), Vec::<Vec<usize>>::new());
        }
    }
}
