//! A list narrowed down to what is like what the cursor is on: a field more in its filter.

use crate::tui::action::{Action, View};
use crate::tui::effect::Effect;
use crate::tui::entries::Grouping;
use crate::tui::filtering::{sieve, sift};
use crate::tui::glyph;
use crate::tui::panes::triage;
use crate::tui::state::State;
use crate::tui::strings;
use crate::tui::tree::NodeKind;

/// Narrows the list down to what is like what the cursor is on.
pub fn narrow(state: &mut State) -> Vec<Effect> {
    if state.view == View::Triage {
        triage::filter(state, Action::Alike);
        return Vec::new();
    }
    let like = match state.view {
        View::Flags => of_flags(state),
        View::Browse => of_matrix(state),
        _ => None,
    };
    let Some(like) = like else {
        state.tell(strings::NOTHING_ALIKE);
        return Vec::new();
    };
    let before = sieve(state).text().to_owned();
    if before.split_whitespace().any(|word| word == like) {
        return Vec::new();
    }
    let text = format!("{before} {like}");
    sift(state, text.trim())
}

/// What the cursor is on, as a query: a year, an agency or a region.
fn of_matrix(state: &State) -> Option<String> {
    let (matrix, tree) = (&state.matrix, &state.holdings.tree);
    if let Some(column) = matrix.year_column() {
        return Some(format!("{}:{}", strings::YEAR_FIELD, tree.years.get(column).copied().flatten()?));
    }
    let node = matrix.node()?;
    let field = match tree.nodes.get(node)?.kind {
        NodeKind::Agency(number) => {
            let name = tree.agencies.all.get(number)?.name.as_str();
            (strings::AGENCY_FIELD, if name.is_empty() { return None } else { name })
        }
        NodeKind::Region { .. } => (strings::REGION_FIELD, tree.nodes.get(node)?.label.rsplit(glyph::STEP).next()?),
        _ => return None,
    };
    // A blank would end the field.
    Some(format!("{}:{}", field.0, field.1.split_whitespace().next()?))
}

/// What the cursor is on, as a query: the rule of the flag, or what its heading stands for.
fn of_flags(state: &State) -> Option<String> {
    let holdings = &state.holdings;
    let at = state.flags.at_hand()?;
    let flag = holdings.flag(at)?;
    let header = holdings.corpus.header(at.report)?;
    let of_heading = state.flags.flag().is_none();
    let word = |text: &str| text.split_whitespace().next().map(ToOwned::to_owned);
    Some(match state.flags.grouping {
        Grouping::Agency | Grouping::Report if of_heading => {
            format!("{}:{}", strings::AGENCY_FIELD, word(header.name())?)
        }
        Grouping::Region if of_heading => {
            format!("{}:{}", strings::REGION_FIELD, header.agency.regions().last()?)
        }
        Grouping::Year if of_heading => format!("{}:{}", strings::YEAR_FIELD, header.year?),
        _ => format!("{}:{}", strings::RULE_FIELD, flag.rule),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fixture::{inspector, press};

    fn filter(keys: &str) -> String {
        let mut inspector = inspector((120, 30));
        press(&mut inspector, keys);
        sieve(&mut inspector.state).text().to_owned()
    }

    #[test]
    fn the_filter_says_what_is_alike() {
        let check = |keys: &str, expected: &str| assert_eq!(filter(keys), expected, "{keys}");
        check("gf @", "规则:T3-BAL");
        check("gf B gg @", "单位:云河县白沙镇人民政府");
        check("gf B B B B gg @", "年:2021");
        check("l @", "年:2016");
        check("G @", "单位:南塘镇人民政府");
        check("gg @", "地:云河省");
        check("gf @ @", "规则:T3-BAL");
        check("gf enter @", "");
    }

    #[test]
    fn fields_add_up_and_are_cleared_together() {
        assert_eq!(filter("gf @ B gg @"), "规则:T3-BAL 单位:云河县白沙镇人民政府");
        assert_eq!(filter("gf @ B gg @ c-x"), "");
    }
}
