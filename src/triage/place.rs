//! Whether it is known where the agency of an entry lies.

use crate::corpus::agencies::Home;
use crate::corpus::header::Header;
use crate::model::agency::Level;
use crate::model::division;
use crate::triage::detail::Detail;

/// What is not known of where the agency of a report lies; `None` where it is known, or need not be.
pub(super) fn unknown(header: &Header<'_>, home: Option<&Home>) -> Option<Detail> {
    let Some(name) = header.agency.name.as_deref() else {
        return Some(Detail::Place { name: None, namesakes: 0 });
    };
    let known = match home {
        Some(Home::Central) => true,
        Some(Home::Region(_)) => is_proved(header),
        Some(Home::Unknown(_)) | None => false,
    };
    (!known).then(|| {
        let (place, namesakes) = bearers(name).unwrap_or((name, 0));
        Detail::Place { name: Some(place.to_owned()), namesakes }
    })
}

/// Whether a region that is known goes down to the city or county where the agency stands below a province: of a
/// name that several places of one province bear only the province is proved.
fn is_proved(header: &Header<'_>) -> bool {
    let agency = header.agency;
    let below = matches!(agency.level, Some(Level::Prefecture | Level::County | Level::Township));
    !below || agency.city.is_some() || agency.county.is_some()
}

/// The longest place that a name begins with, and how many places bear it.
fn bearers(name: &str) -> Option<(&str, usize)> {
    let ends = name.char_indices().map(|(at, c)| (at + c.len_utf8(), c)).take(division::longest_name());
    let ends: Vec<usize> = ends.filter(|(_, c)| division::ends_names(*c)).map(|(end, _)| end).collect();
    ends.into_iter().rev().find_map(|end| {
        let place = name.get(..end)?;
        let count = division::ever_named(place).count();
        (count > 0).then_some((place, count))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::agencies::Agencies;
    use crate::model::agency::{Agency, AgencyKind};
    use crate::model::report::Report;

    fn check(agency: Agency, expected: Option<(Option<&str>, usize)>) {
        let report = Report { agency, ..Report::default() };
        let header = Header::of(&report);
        let agencies = Agencies::join(std::iter::once(header.clone()));
        let told = unknown(&header, agencies.of(0).map(|agency| &agency.home));
        let expected = expected.map(|(name, namesakes)| Detail::Place { name: name.map(str::to_owned), namesakes });
        assert_eq!(told, expected, "{:?}", report.agency.name);
    }

    #[test]
    fn a_place_is_known_down_to_the_city_or_county() {
        let named = |name: &str| Agency { name: Some(name.into()), ..Agency::default() };
        let province = Some("河南省".to_owned());
        check(Agency::default(), Some((None, 0)));
        check(named("云河县财政局"), Some((Some("云河县财政局"), 0)));
        let town = Agency { level: Some(Level::Township), ..named("城关镇人民政府") };
        check(town.clone(), Some((Some("城关镇"), 88)));
        check(Agency { province: province.clone(), ..town.clone() }, Some((Some("城关镇"), 88)));
        check(Agency { province: province.clone(), county: Some("南召县".into()), ..town }, None);
        check(Agency { province, level: Some(Level::Province), ..named("河南省财政厅") }, None);
        check(Agency { kind: Some(AgencyKind::Vertical), ..named("某某海关") }, None);
        check(Agency { level: Some(Level::StateCouncilDept), ..named("财政部") }, None);
    }
}
