//! Narrative as the grammar of counts reads it.

use std::ops::Range;

use crate::model::report::Block;
use crate::rules::counts::breakdown::breakdowns;
use crate::rules::counts::growth::growths;
use crate::rules::counts::introducer::introducers;
use crate::rules::counts::passage::Passage;
use crate::rules::counts::statement::{Frame, statements};

/// A paragraph a line. Whatever is found stands in one of them, and a number lies within its own bounds.
pub(super) fn read(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let block = |line: &str| Block { text: line.to_owned(), ..Block::default() };
    let blocks: Vec<Block> = text.lines().map(block).collect();
    let passage = Passage::of(&blocks);
    let stands = |range: Range<usize>| {
        assert!(range.start < range.end && range.end <= passage.len(), "{range:?} of {}", passage.len());
        let (block, place) = passage.words(range.clone()).expect("a paragraph");
        assert!(block.text.get(place.clone()).is_some_and(|words| !words.is_empty()), "{range:?} at {place:?}");
    };
    for quantity in passage.quantities() {
        stands(quantity.range.clone());
        let (low, high) = quantity.bounds();
        assert!(low.is_none_or(|low| low <= quantity.value), "{quantity:?}");
        assert!(high.is_none_or(|high| quantity.value <= high), "{quantity:?}");
    }
    for of_requests in [false, true] {
        let found = statements(&passage, Frame { passage: 0, year: Some(2021), of_requests });
        for statement in &found {
            stands(statement.range.clone());
        }
        for growth in growths(&passage, &found) {
            stands(growth.range);
        }
    }
    for breakdown in breakdowns(&passage, 0) {
        assert!(!breakdown.parts.is_empty() && !breakdown.ends.is_empty(), "{breakdown:?}");
        assert!(breakdown.ends.iter().all(|end| *end <= breakdown.parts.len()), "{breakdown:?}");
        for part in breakdown.parts {
            stands(part.quantity.range);
        }
    }
    for introducer in introducers(&passage) {
        assert!(introducer.list.start <= introducer.list.end && introducer.list.end <= passage.len(), "{introducer:?}");
    }
}
