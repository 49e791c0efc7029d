//! The flags of one report as its contents list them: every group under the flag that tells most.

use crate::model::flag::Flag;

/// The flag that a flag follows from, where that stands in the same report. In a copy of a report it may
/// itself have one of its own name for its root, in another copy.
pub fn root_of(flags: &[Flag], nth: usize) -> Option<usize> {
    let root = flags.get(nth)?.root.as_deref()?;
    let leads = |flag: &Flag| flag.fingerprint == root && flag.root.as_deref().is_none_or(|own| own == root);
    flags.iter().position(leads).filter(|root| *root != nth)
}

/// The flags that follow from a flag.
pub fn members(flags: &[Flag], root: usize) -> impl Iterator<Item = usize> {
    (0..flags.len()).filter(move |nth| root_of(flags, *nth) == Some(root))
}

/// Every flag, those that follow from another behind it.
pub fn in_order(flags: &[Flag]) -> Vec<usize> {
    let roots = (0..flags.len()).filter(|nth| root_of(flags, *nth).is_none());
    roots.flat_map(|root| std::iter::once(root).chain(members(flags, root))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::flag::Severity;
    use crate::tui::fixture::flag;

    #[test]
    fn members_stand_behind_their_root() {
        let named = |name: &'static str, root: Option<&str>| {
            let root = root.map(|root| format!("fp-{root}"));
            Flag { root, fingerprint: format!("fp-{name}"), ..flag(name, Severity::Error, "", Vec::new()) }
        };
        let flags = [
            named("a", Some("c")),
            named("b", None),
            named("c", None),
            named("d", Some("gone")),
            named("e", Some("c")),
            named("f", Some("f")),
            named("g", Some("f")),
        ];
        assert_eq!(in_order(&flags), [1, 2, 0, 4, 3, 5, 6]);
        assert_eq!(members(&flags, 2).collect::<Vec<_>>(), [0, 4]);
        assert_eq!((root_of(&flags, 3), root_of(&flags, 5), root_of(&flags, 9)), (None, None, None));
        assert_eq!(root_of(&flags, 6), Some(5));
    }
}
