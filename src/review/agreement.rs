//! How far reviewers who decided the same flags agree: the share on which they do, and Cohen's kappa, which
//! leaves out what two who decided blindly would agree on.

use std::collections::BTreeMap;

use crate::model::verdict::Verdict;
use crate::review::counts::number;
use crate::review::ledger::Ledger;
use crate::rules::Fingerprint;

/// Fewer comparisons than this say little.
const ENOUGH: usize = 20;
/// The verdicts that decide; a skip is no opinion.
const KINDS: usize = 4;

/// How far two or more reviewers agree.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Agreement {
    /// How many times two reviewers decided the same flag.
    pub n: usize,
    /// How many times alike.
    pub agreed: usize,
    /// The share expected by chance, from how often each reviewer says what.
    pub expected: f64,
}

impl Agreement {
    /// The share on which they agree; `None` of nothing.
    pub fn observed(&self) -> Option<f64> {
        (self.n > 0).then(|| number(self.agreed) / number(self.n))
    }

    /// Cohen's kappa: 1 for full agreement, 0 for that of chance. `None` where chance alone explains all: all
    /// flags have the same verdict by everybody.
    pub fn kappa(&self) -> Option<f64> {
        let room = 1.0 - self.expected;
        (room > 1e-9).then(|| self.observed().map(|observed| (observed - self.expected) / room)).flatten()
    }

    /// Whether there are too few to say much.
    pub fn is_thin(&self) -> bool {
        self.n < ENOUGH
    }
}

/// Agreement by rule, by pair of reviewers, and over all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Agreements {
    pub rules: BTreeMap<String, Agreement>,
    /// Two names, in order.
    pub pairs: BTreeMap<(String, String), Agreement>,
    pub all: Agreement,
    /// Flags that are decided differently (分歧), in order.
    pub disputed: Vec<Fingerprint>,
}

/// How often one said this and the other that.
#[derive(Debug, Clone, Copy, Default)]
struct Table([[usize; KINDS]; KINDS]);

impl Table {
    fn add(&mut self, first: usize, second: usize) {
        self.0.get_mut(first).and_then(|row| row.get_mut(second)).into_iter().for_each(|count| *count += 1);
    }

    fn plus(mut self, other: &Self) -> Self {
        let both = self.0.iter_mut().flatten().zip(other.0.iter().flatten());
        both.for_each(|(count, more)| *count += more);
        self
    }

    fn n(&self) -> usize {
        self.0.iter().flatten().sum()
    }

    fn agreement(&self) -> Agreement {
        let row = |kind: usize| self.0.get(kind).map_or(0, |row| row.iter().sum::<usize>());
        let col = |kind: usize| self.0.iter().filter_map(|row| row.get(kind)).sum::<usize>();
        let agreed = (0..KINDS).filter_map(|kind| self.0.get(kind)?.get(kind)).sum();
        let n = number(self.n());
        let expected = (0..KINDS).map(|kind| number(row(kind)) * number(col(kind))).sum::<f64>() / (n * n).max(1.0);
        Agreement { n: self.n(), agreed, expected }
    }
}

/// The agreement of several pairs: what is observed and what is expected, each weighted by how often they met
/// (De Vries et al. 2008). Of one pair it is that pair's own.
fn pooled<'t>(tables: impl Iterator<Item = &'t Table>) -> Agreement {
    let mut all = Agreement::default();
    let mut expected = 0.0;
    for agreement in tables.map(Table::agreement) {
        all.n += agreement.n;
        all.agreed += agreement.agreed;
        expected += agreement.expected * number(agreement.n);
    }
    Agreement { expected: expected / number(all.n).max(1.0), ..all }
}

/// Compares the opinions in force of all reviewers.
pub fn agreements(ledger: &Ledger) -> Agreements {
    let mut tables: BTreeMap<(String, [String; 2]), Table> = BTreeMap::new();
    let mut disputed = Vec::new();
    for (flag, _) in ledger.verdicts() {
        let Some(standing) = ledger.standing(flag) else { continue };
        if standing.is_disputed() {
            disputed.push(flag);
        }
        // They come in the order of names.
        let opinions: Vec<_> = standing.opinions.iter().filter_map(|o| Some((o.by, kind(o.verdict)?))).collect();
        for (nth, (first, said)) in opinions.iter().enumerate() {
            for (second, other) in opinions.iter().skip(nth + 1) {
                let key = (standing.latest.seen.rule.clone(), [*first, *second].map(str::to_owned));
                tables.entry(key).or_default().add(*said, *other);
            }
        }
    }
    disputed.sort_unstable();
    let mut rules: BTreeMap<String, Vec<Table>> = BTreeMap::new();
    let mut pairs: BTreeMap<(String, String), Table> = BTreeMap::new();
    for ((rule, [first, second]), table) in tables {
        let pair = pairs.entry((first, second)).or_default();
        *pair = pair.plus(&table);
        rules.entry(rule).or_default().push(table);
    }
    let all = pooled(pairs.values());
    let rules = rules.into_iter().map(|(rule, tables)| (rule, pooled(tables.iter()))).collect();
    let pairs = pairs.into_iter().map(|(pair, table)| (pair, table.agreement())).collect();
    Agreements { rules, pairs, all, disputed }
}

/// The place of a verdict among those that decide.
fn kind(verdict: Verdict) -> Option<usize> {
    Verdict::ALL.iter().filter(|verdict| verdict.decides()).position(|other| *other == verdict)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::draft::{event, seen};
    use crate::review::event::{Act, Event};

    /// Reviewers who decide flags of a rule, one letter a verdict: a, x, e, d, s, and a blank for none.
    fn ledger(said: &[(&str, &str, &str)]) -> Ledger {
        let mut ledger = Ledger::default();
        let mut n = 0;
        let mut events: Vec<Event> = Vec::new();
        for (by, rule, verdicts) in said {
            for (nth, letter) in verdicts.chars().enumerate().filter(|(_, letter)| *letter != ' ') {
                let verdict = Verdict::ALL["axeds".find(letter).unwrap()];
                n += 1;
                let flags = vec![seen(&format!("{rule}-{nth}"), rule)];
                events.push(event(by, n, "2024-03-30T10:40:00.000Z", Act::Decide { verdict, note: None, flags }));
            }
        }
        ledger.extend(events);
        ledger
    }

    fn check(agreement: &Agreement, n: usize, agreed: usize, kappa: Option<f64>) {
        let rounded = agreement.kappa().map(|kappa| (kappa * 1e4).round() / 1e4);
        assert_eq!((agreement.n, agreement.agreed, rounded), (n, agreed, kappa));
    }

    #[test]
    fn kappa_is_that_of_cohen() {
        // The usual example: 20 yes-yes, 15 no-no, 5 yes-no, 10 no-yes. Observed 0.7, expected 0.5, kappa 0.4.
        let first = format!("{}{}{}{}", "a".repeat(20), "x".repeat(15), "a".repeat(5), "x".repeat(10));
        let second = format!("{}{}{}{}", "a".repeat(20), "x".repeat(15), "x".repeat(5), "a".repeat(10));
        let all = agreements(&ledger(&[("an", "T3-BAL", &first), ("li", "T3-BAL", &second)]));
        check(&all.all, 50, 35, Some(0.4));
        assert_eq!(all.rules["T3-BAL"], all.all);
        assert_eq!(all.pairs[&("an".to_owned(), "li".to_owned())], all.all);
        assert_eq!(all.disputed.len(), 15);
        assert!(!all.all.is_thin());
        // Three kinds: rows (5 0 1) (1 4 0) (0 1 3); observed 12/15, expected (6*6+5*5+4*4)/225, kappa 0.6959.
        let all = agreements(&ledger(&[("an", "S-A", "aaaaaaxxxxxeeee"), ("li", "S-A", "aaaaaeaxxxxxeee")]));
        check(&all.all, 15, 12, Some(0.6959));
        assert!(all.all.is_thin());
    }

    #[test]
    fn skips_and_lone_opinions_do_not_count() {
        let all = agreements(&ledger(&[("an", "T3-BAL", "aas a"), ("li", "T3-BAL", "ax as")]));
        check(&all.all, 2, 1, Some(0.0));
        check(&agreements(&ledger(&[("an", "T3-BAL", "aax")])).all, 0, 0, None);
        // Everybody says the same of everything: chance explains all of it.
        check(&agreements(&ledger(&[("an", "T3-BAL", "aaa"), ("li", "T3-BAL", "aaa")])).all, 3, 3, None);
    }

    #[test]
    fn pairs_are_pooled_by_what_they_decided() {
        let of = |said: &[(&str, &str, &str)]| agreements(&ledger(said));
        let all = of(&[("an", "T3-BAL", "aaxx"), ("li", "T3-BAL", "axax"), ("wu", "T3-BAL", "aaxx")]);
        let pair = |a: &str, b: &str| all.pairs[&(a.to_owned(), b.to_owned())];
        check(&pair("an", "li"), 4, 2, Some(0.0));
        check(&pair("an", "wu"), 4, 4, Some(1.0));
        // Observed (2+4+2)/12, expected 0.5 throughout.
        check(&all.rules["T3-BAL"], 12, 8, Some(0.3333));
        check(&all.all, 12, 8, Some(0.3333));
        let two = of(&[("an", "T3-BAL", "ax"), ("li", "T3-BAL", "ax"), ("an", "NS-SUM", "aa"), ("li", "NS-SUM", "ad")]);
        check(&two.rules["T3-BAL"], 2, 2, Some(1.0));
        check(&two.rules["NS-SUM"], 2, 1, Some(0.0));
        // Together: a-a twice, x-x, a-d. Observed 3/4, expected (3*2+1*1)/16.
        check(&two.all, 4, 3, Some(0.5556));
    }
}
