//! What the rules answered for a report, as bytes that are put aside and read again when somebody asks:
//! flags with their words and evidence, and the checks that could not be made.

use crate::model::cell::{How, Number};
use crate::model::flag::{Class, Destination, Evidence, Flag, Severity, Side};
use crate::model::form::{CellId, Col, Row};
use crate::model::report::Span;
use crate::rules::basis;
use crate::rules::brief::rule_number;
use crate::rules::fingerprint::Fingerprint;
use crate::rules::packed::{Packer, Unpacker};
use crate::rules::registry::{Rule, all};
use crate::rules::repeated::Phrases;
use crate::rules::ruleset::RuleSet;
use crate::rules::run::{Outcome, Unevaluable};

/// The answers for a report, as bytes.
pub(crate) fn pack(outcome: &Outcome, phrases: &Phrases) -> Vec<u8> {
    let mut packer = Packer::default();
    packer.count(outcome.held);
    packer.bytes(&outcome.held_by.to_bytes());
    packer.count(outcome.flags.len());
    outcome.flags.iter().for_each(|flag| pack_flag(flag, &mut packer));
    packer.count(outcome.unevaluable.len());
    let mut known = phrases.known();
    for one in &outcome.unevaluable {
        packer.byte(rule_number(one.rule));
        for phrase in [&one.place, &one.reason, &one.reason_en] {
            known.pack(phrase, &mut packer);
        }
    }
    let mut bytes = packer.into_bytes();
    let sum = crc32fast::hash(&bytes);
    bytes.extend(sum.to_le_bytes());
    bytes
}

/// Reads the answers for a report; `None` where the bytes are none, or not those that were written.
pub(crate) fn unpack(bytes: &[u8], phrases: &Phrases) -> Option<Outcome> {
    let (bytes, sum) = bytes.split_last_chunk::<4>()?;
    if u32::from_le_bytes(*sum) != crc32fast::hash(bytes) {
        return None;
    }
    let mut unpacker = Unpacker::new(bytes);
    let held = unpacker.size()?;
    let held_by = RuleSet::from_bytes(unpacker.array()?);
    let flags = (0..unpacker.count()?).map(|_| unpack_flag(&mut unpacker)).collect::<Option<Vec<_>>>()?;
    let count = unpacker.count()?;
    let known = phrases.known();
    let unevaluable = (0..count).map(|_| {
        let rule = rule(unpacker.byte()?)?.code;
        let mut phrase = || known.unpack(&mut unpacker);
        let (place, reason, reason_en) = (phrase()?.into(), phrase()?.into(), phrase()?.into());
        Some(Unevaluable { rule, place, reason, reason_en })
    });
    let unevaluable = unevaluable.collect::<Option<Vec<_>>>()?;
    unpacker.is_at_end().then_some(Outcome { flags, unevaluable, held, held_by })
}

fn pack_flag(flag: &Flag, packer: &mut Packer) {
    packer.byte(rule_number(flag.rule));
    packer.byte(number(Severity::ALL, flag.severity));
    packer.byte(number(Class::ALL, flag.class));
    packer.byte(flag.sent.map_or(0, |sent| number(Destination::ALL, sent) + 1));
    packer.byte(u8::from(flag.inferred));
    packer.byte(number_of_basis(flag));
    for text in [&flag.message, &flag.message_en, &flag.expected, &flag.found] {
        packer.text(text);
    }
    pack_name(Some(&flag.fingerprint), packer);
    pack_name(flag.root.as_deref(), packer);
    packer.count(flag.evidence.len());
    flag.evidence.iter().for_each(|piece| pack_piece(piece, packer));
}

fn unpack_flag(unpacker: &mut Unpacker<'_>) -> Option<Flag> {
    let rule = rule(unpacker.byte()?)?;
    let severity = *Severity::ALL.get(usize::from(unpacker.byte()?))?;
    let class = *Class::ALL.get(usize::from(unpacker.byte()?))?;
    let sent = match unpacker.byte()?.checked_sub(1) {
        Some(number) => Some(*Destination::ALL.get(usize::from(number))?),
        None => None,
    };
    let inferred = unpacker.byte()? == 1;
    let basis = basis_of(unpacker.byte()?, rule).ok()?;
    let mut text = || Some(unpacker.text()?.to_owned());
    let (message, message_en, expected, found) = (text()?, text()?, text()?, text()?);
    let fingerprint = unpack_name(unpacker).ok()??;
    let root = unpack_name(unpacker).ok()?;
    let evidence = (0..unpacker.count()?).map(|_| unpack_piece(unpacker)).collect::<Option<Vec<_>>>()?;
    let rule = rule.code;
    Some(Flag {
        rule,
        severity,
        class,
        basis,
        message,
        message_en,
        expected,
        found,
        evidence,
        root,
        fingerprint,
        inferred,
        sent,
    })
}

/// What of a piece of evidence is there, in bits; the lowest two are the side.
const REPORT: u8 = 1 << 2;
const CELL: u8 = 1 << 3;
const VALUE: u8 = 1 << 4;
const HOW: u8 = 1 << 5;
const PLACE: u8 = 1 << 6;
const QUOTE: u8 = 1 << 7;

fn pack_piece(piece: &Evidence, packer: &mut Packer) {
    let bit = |there: bool, bit: u8| if there { bit } else { 0 };
    let side = piece.side.map_or(0, |side| number(Side::ALL, side) + 1);
    packer.byte(
        side | bit(piece.report.is_some(), REPORT)
            | bit(piece.cell.is_some(), CELL)
            | bit(piece.value.is_some(), VALUE)
            | bit(piece.how.is_some(), HOW)
            | bit(piece.at.is_some(), PLACE)
            | bit(piece.quote.is_some(), QUOTE),
    );
    if let Some(report) = &piece.report {
        packer.text(report);
    }
    if let Some(cell) = piece.cell {
        packer.count(cell.row as usize);
        packer.count(cell.col as usize);
    }
    if let Some(value) = piece.value {
        packer.signed(value.digits());
        packer.byte(value.scale());
    }
    if let Some(how) = piece.how {
        packer.byte(number(How::ALL, how));
    }
    if let Some(at) = piece.at {
        packer.count(at.start);
        packer.count(at.len());
    }
    if let Some(quote) = &piece.quote {
        packer.text(quote);
    }
}

fn unpack_piece(unpacker: &mut Unpacker<'_>) -> Option<Evidence> {
    let there = unpacker.byte()?;
    let mut piece = Evidence::default();
    if let Some(side) = (there & 3).checked_sub(1) {
        piece.side = Some(*Side::ALL.get(usize::from(side))?);
    }
    if there & REPORT != 0 {
        piece.report = Some(unpacker.text()?.to_owned());
    }
    if there & CELL != 0 {
        piece.cell = Some(CellId::new(*Row::ALL.get(unpacker.size()?)?, *Col::ALL.get(unpacker.size()?)?));
    }
    if there & VALUE != 0 {
        piece.value = Some(Number::new(unpacker.signed()?, unpacker.byte()?));
    }
    if there & HOW != 0 {
        piece.how = Some(*How::ALL.get(usize::from(unpacker.byte()?))?);
    }
    if there & PLACE != 0 {
        let (start, len) = (unpacker.size()?, unpacker.size()?);
        piece.at = Some(Span::new(start, start.checked_add(len)?));
    }
    if there & QUOTE != 0 {
        piece.quote = Some(unpacker.text()?.to_owned());
    }
    Some(piece)
}

/// The bytes are none that were written here.
struct Damaged;

/// A name: none, a fingerprint in its bytes, or another text.
fn pack_name(name: Option<&str>, packer: &mut Packer) {
    let Some(name) = name else { return packer.byte(0) };
    if let Some(fingerprint) = Fingerprint::read(name) {
        packer.byte(1);
        packer.bytes(&fingerprint.bytes());
    } else {
        packer.byte(2);
        packer.text(name);
    }
}

fn unpack_name(unpacker: &mut Unpacker<'_>) -> Result<Option<String>, Damaged> {
    Ok(match unpacker.byte().ok_or(Damaged)? {
        0 => None,
        1 => Some(Fingerprint::from_bytes(unpacker.array().ok_or(Damaged)?).to_string()),
        2 => Some(unpacker.text().ok_or(Damaged)?.to_owned()),
        _ => return Err(Damaged),
    })
}

/// Where a value stands among all of its kind, which are few.
fn number<T: PartialEq + Copy>(values: &[T], value: T) -> u8 {
    let found = values.iter().position(|other| *other == value);
    found.and_then(|found| u8::try_from(found).ok()).unwrap_or(u8::MAX)
}

/// No basis, that of the rule, or one of [`basis::ALL`], in a byte.
fn number_of_basis(flag: &Flag) -> u8 {
    let of_rule = all().get(usize::from(rule_number(flag.rule))).and_then(|rule| rule.basis);
    match flag.basis {
        None => 0,
        same if same == of_rule => 1,
        Some(other) => number(&basis::ALL, other).saturating_add(2),
    }
}

fn basis_of(number: u8, rule: &Rule) -> Result<Option<&'static str>, Damaged> {
    Ok(match number {
        0 => None,
        1 => rule.basis,
        other => Some(*basis::ALL.get(usize::from(other - 2)).ok_or(Damaged)?),
    })
}

fn rule(number: u8) -> Option<&'static Rule> {
    all().get(usize::from(number)).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rules::draft::any_flag;
    use crate::rules::selection::Selection;

    fn any_outcome() -> impl Strategy<Value = Outcome> {
        let unevaluable = (prop::sample::select(all()), "[一-七]{0,3}", ".{0,200}", "[a-c]{0,2}");
        let unevaluable = unevaluable.prop_map(|(rule, place, reason, reason_en)| Unevaluable {
            rule: rule.code,
            place: place.into(),
            reason: reason.into(),
            reason_en: reason_en.into(),
        });
        let flags = prop::collection::vec(any_flag(), 0..4);
        let held_by = prop::collection::vec(0_usize..200, 0..9).prop_map(|positions| {
            let mut set = RuleSet::default();
            for position in positions {
                set.insert(position);
            }
            set
        });
        (flags, prop::collection::vec(unevaluable, 0..5), any::<usize>(), held_by)
            .prop_map(|(flags, unevaluable, held, held_by)| Outcome { flags, unevaluable, held, held_by })
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_was_written(outcomes in prop::collection::vec(any_outcome(), 1..4)) {
            let phrases = Phrases::default();
            let packed: Vec<_> = outcomes.iter().map(|outcome| pack(outcome, &phrases)).collect();
            let mut packer = Packer::default();
            phrases.write(&mut packer);
            let bytes = packer.into_bytes();
            let mut unpacker = Unpacker::new(&bytes);
            let count = unpacker.count().unwrap();
            let again = Phrases::of((0..count).map(|_| unpacker.text().unwrap()));
            for (outcome, bytes) in outcomes.iter().zip(packed) {
                prop_assert!(unpack(&bytes, &phrases).is_some_and(|read| read == *outcome));
                prop_assert!(unpack(&bytes, &again).is_some_and(|read| read == *outcome));
            }
        }

        #[test]
        fn damaged_bytes_are_no_answers(
            outcome in any_outcome(), at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>(),
        ) {
            let phrases = Phrases::default();
            let mut bytes = pack(&outcome, &phrases);
            let at = at.index(bytes.len());
            if cut {
                bytes.truncate(at);
                prop_assert_eq!(unpack(&bytes, &phrases), None);
            } else {
                bytes[at] = byte;
                // Another letter or number may be one; nothing panics, and nothing large is made.
                if let Some(read) = unpack(&bytes, &phrases) {
                    prop_assert!(read.flags.len() <= bytes.len());
                }
            }
        }

        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let read = unpack(&bytes, &Phrases::default());
            prop_assert!(read.is_none_or(|read| read.flags.len() <= bytes.len()));
        }
    }

    #[test]
    fn rows_and_columns_stand_where_their_numbers_say() {
        assert!(Row::ALL.iter().enumerate().all(|(n, row)| *row as usize == n));
        assert!(Col::ALL.iter().enumerate().all(|(n, col)| *col as usize == n));
    }

    #[test]
    fn the_flags_of_all_examples_are_read_as_they_were_written() {
        let mut bases = std::collections::BTreeSet::new();
        for rule in all() {
            for flag in crate::rules::corpus::check_reports(&(rule.examples)().fails, &Selection::all())
                .into_iter()
                .flat_map(|outcome| outcome.flags)
            {
                bases.insert(flag.basis);
                let outcome = Outcome { flags: vec![flag], ..Outcome::default() };
                let phrases = Phrases::default();
                assert_eq!(unpack(&pack(&outcome, &phrases), &phrases), Some(outcome));
            }
        }
        assert!(bases.len() > 5, "{bases:?}");
    }
}
