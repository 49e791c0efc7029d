//! The vocabulary, cut into words once.

mod general;
mod topics;

use std::sync::LazyLock;

pub use topics::Trade;

/// Words by what they do in a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pool {
    Verb,
    Adverb,
    Modifier,
    Head,
    Object,
    People,
    Opening,
    Result,
    Lack,
    Site,
    Counted,
    /// The words of all trades.
    Trades,
    Local,
    Tax,
}

/// Every pool; the place of one is that of [`Pool`].
static POOLS: LazyLock<[Vec<&'static str>; 14]> = LazyLock::new(|| {
    let cut = |words: &'static str| words.split(' ').collect::<Vec<_>>();
    let trades = topics::TRADES.iter().flat_map(|trade| trade.words.split(' ')).collect();
    [
        cut(general::VERBS),
        cut(general::ADVERBS),
        cut(general::MODIFIERS),
        cut(general::HEADS),
        cut(general::OBJECTS),
        cut(general::PEOPLE),
        cut(general::OPENINGS),
        cut(general::RESULTS),
        cut(general::LACKS),
        cut(general::SITES),
        cut(general::COUNTED),
        trades,
        cut(topics::LOCAL),
        cut(topics::TAX),
    ]
});

static BY_TRADE: LazyLock<Vec<Vec<&'static str>>> =
    LazyLock::new(|| topics::TRADES.iter().map(|trade| trade.words.split(' ').collect()).collect());

/// The words of a pool, those that are said more often first.
pub fn words(pool: Pool) -> &'static [&'static str] {
    POOLS.get(pool as usize).map_or(&[], Vec::as_slice)
}

/// How many trades there are.
pub fn trades() -> usize {
    topics::TRADES.len()
}

/// A trade by its number, which may be any.
pub fn trade(number: usize) -> Option<&'static Trade> {
    topics::TRADES.get(number % topics::TRADES.len())
}

/// The words of a trade.
pub fn words_of_trade(number: usize) -> &'static [&'static str] {
    BY_TRADE.get(number % topics::TRADES.len()).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_word_is_empty_or_stands_twice_in_its_pool() {
        let pools = POOLS.iter().chain(BY_TRADE.iter());
        for pool in pools {
            let set: BTreeSet<_> = pool.iter().collect();
            let twice: Vec<_> = set.iter().filter(|word| pool.iter().filter(|w| w == *word).count() > 1).collect();
            let of_trades = std::ptr::eq(pool, &raw const POOLS[Pool::Trades as usize]);
            assert!(twice.is_empty() || of_trades, "{twice:?}");
            assert!(pool.iter().all(|word| !word.is_empty()));
        }
        assert!(words(Pool::Counted).iter().all(|word| word.split('|').count() == 2));
        let all: usize = POOLS.iter().map(Vec::len).sum();
        assert!(all > 1000, "{all} words");
    }
}
