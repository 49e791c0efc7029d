//! Whom a report tells to ask, by which telephone, and what region its index number names.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::model::division;
use crate::model::flag::Evidence;
use crate::model::report::{Block, Report};
use crate::rules::prose::{clip, first_of, is_han, sentences};
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words, of_words};
use crate::rules::subject::Subject;

/// The rules of this file, in the order of the catalogue.
pub static RULES: &[&Rule] = &[&REGION, &FOREIGN_CODE, &OTHER_UNIT];

rule! {
    /// ## What it checks
    /// An index number that begins with the code of a region (`640121-200/2020-00022`) begins with a code
    /// that exists, and with that of the region of the agency, of one in it or around it.
    ///
    /// ## Why it matters
    /// The page or the number is that of another agency.
    ///
    /// ## Example
    /// `索引号地区码410100,单位地区码640121`
    ///
    /// ## When it is wrong
    /// Numbers that only look like codes. It goes to the triage.
    REGION = "A-REGION-CODE" {
        zh: "索引号地区不符", en: "region of the index number",
        class: Copy, default: Triage, severity: Info,
        forms: &[], basis: None,
        check: region, examples: tests::region_examples,
    }
}

rule! {
    /// ## What it checks
    /// The telephone numbers by which the agency is reached have one area code, and one of its province.
    ///
    /// ## Why it matters
    /// A number of another place was left from somebody else's text.
    ///
    /// ## Example
    /// `联系电话区号0355、0874不一致`
    ///
    /// ## When it is wrong
    /// Where an authority above the agency is named beside it. It is off unless selected.
    FOREIGN_CODE = "A-CONTACT-FOREIGN" {
        zh: "区号不属本地", en: "area code of elsewhere",
        class: Report, default: Off, severity: Info,
        forms: &[], basis: None,
        check: foreign_code, examples: tests::code_examples,
    }
}

rule! {
    /// ## What it checks
    /// The unit to be asked (请与…联系) is the agency or an office of it.
    ///
    /// ## Why it matters
    /// It tells who really writes the report.
    ///
    /// ## Example
    /// `联系单位为云河县信息中心`
    ///
    /// ## When it is wrong
    /// Information centres answer for governments as a rule. It is off unless selected.
    OTHER_UNIT = "A-CONTACT-OTHER" {
        zh: "联系单位不同", en: "another unit to be asked",
        class: Report, default: Off, severity: Info,
        forms: &[], basis: None,
        check: other_unit, examples: tests::unit_examples,
    }
}

/// The code of a region that an index number begins with: six digits before `-` or `/`, or before
/// `0000/`. Six digits that are a year and a month are no code.
fn region_code(index: &str) -> Option<&str> {
    let code = index.get(..6).filter(|code| code.bytes().all(|b| b.is_ascii_digit()))?;
    let rest = index.get(6..)?;
    let month = code.get(4..)?.parse::<u8>().is_ok_and(|month| (1..=12).contains(&month));
    let dated = (code.starts_with("19") || code.starts_with("20")) && month;
    let followed = rest.starts_with(['-', '/']) || rest.starts_with("0000/");
    // Only codes of the mainland: 11 to 65.
    let province = code.get(..2)?;
    (followed && !dated && division::by_code(&format!("{province}0000")).is_some()).then_some(code)
}

fn region(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    let Some(code) = report.index_no.as_deref().and_then(region_code) else {
        return sink.cannot("索引号", Words::new("没有带地区码的索引号", "no index number with a region"));
    };
    let finding = |zh: String, en: String, expected: &str| Finding {
        message: Words::new(zh, en),
        expected: expected.to_owned(),
        found: code.to_owned(),
        evidence: vec![Evidence { quote: report.index_no.clone(), ..Evidence::default() }],
        ..Finding::default()
    };
    let Some(of_index) = division::by_code(code) else {
        return sink.fails(finding(
            format!("索引号地区码{code}不在区划代码中"),
            format!("no region has the code {code} of the index number"),
            "区划代码",
        ));
    };
    let Some(own) = report.agency.code.as_deref() else {
        return sink.cannot("索引号", Words::new("单位的地区不明", "the region of the agency is not known"));
    };
    match division::by_code(own) {
        Some(place) if place.is_within(of_index) || of_index.is_within(place) => sink.holds(),
        _ => sink.fails(finding(
            format!("索引号地区码{code},单位地区码{own}"),
            format!("index number of region {code}, agency of {own}"),
            own,
        )),
    }
}

/// Sentences that say how to reach the agency.
fn contacts<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (&'a Block, Range<usize>)> {
    const WORDS: [&str; 5] = ["电话", "传真", "联系", "邮编", "邮政编码"];
    let told = subject.paragraphs().iter().filter(|paragraph| paragraph.may_say_any(&WORDS));
    told.flat_map(|paragraph| {
        let block = paragraph.block;
        let of_block = sentences(&block.text)
            .filter(|range| block.text.get(range.clone()).is_some_and(|sentence| first_of(sentence, &WORDS).is_some()));
        of_block.map(move |range| (block, range))
    })
}

/// The area codes of telephone numbers in a text: `0355-2239235`, with where they stand.
fn area_codes(text: &str) -> Vec<Range<usize>> {
    let dash = |c: char| matches!(c, '-' | '－' | '—' | '–');
    let number = |(at, mark): (usize, &str)| {
        let before = text.get(..at)?;
        let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
        let after = text.get(at + mark.len()..)?.bytes().take_while(u8::is_ascii_digit).count();
        let code = before.get(at - digits..)?;
        let lone =
            before.get(..at - digits)?.chars().next_back().is_none_or(|c| !c.is_ascii_alphanumeric() && !dash(c));
        (code.starts_with('0') && (3..=4).contains(&digits) && (7..=8).contains(&after) && lone)
            .then_some(at - digits..at)
    };
    text.match_indices(dash).filter_map(number).collect()
}

/// The provinces by the area codes in them: from, to, and the first two digits of their codes of regions.
const CODES: [(&str, &str, &str); 52] = [
    ("010", "010", "11"),
    ("021", "021", "31"),
    ("022", "022", "12"),
    ("023", "023", "50"),
    ("020", "020", "44"),
    ("024", "024", "21"),
    ("025", "025", "32"),
    ("027", "027", "42"),
    ("028", "028", "51"),
    ("029", "029", "61"),
    ("0310", "0319", "13"),
    ("0335", "0335", "13"),
    ("0349", "0359", "14"),
    ("0370", "0379", "41"),
    ("0391", "0398", "41"),
    ("0410", "0419", "21"),
    ("0421", "0421", "21"),
    ("0427", "0429", "21"),
    ("0431", "0439", "22"),
    ("0451", "0459", "23"),
    ("0464", "0469", "23"),
    ("0470", "0479", "15"),
    ("0482", "0483", "15"),
    ("0510", "0519", "32"),
    ("0523", "0523", "32"),
    ("0527", "0527", "32"),
    ("0530", "0539", "37"),
    ("0543", "0543", "37"),
    ("0546", "0546", "37"),
    ("0631", "0635", "37"),
    ("0550", "0566", "34"),
    ("0570", "0580", "33"),
    ("0591", "0599", "35"),
    ("0660", "0668", "44"),
    ("0750", "0769", "44"),
    ("0691", "0692", "53"),
    ("0701", "0701", "36"),
    ("0790", "0799", "36"),
    ("0710", "0728", "42"),
    ("0730", "0746", "43"),
    ("0770", "0779", "45"),
    ("0812", "0839", "51"),
    ("0851", "0859", "52"),
    ("0870", "0888", "53"),
    ("0891", "0897", "54"),
    ("0898", "0899", "46"),
    ("0901", "0909", "65"),
    ("0990", "0999", "65"),
    ("0910", "0919", "61"),
    ("0930", "0943", "62"),
    ("0951", "0955", "64"),
    ("0970", "0979", "63"),
];

/// The first two digits of the region of an area code.
fn province_of(code: &str) -> Option<&'static str> {
    let inside = |(from, to, _): &&(&str, &str, &str)| from.len() == code.len() && *from <= code && code <= *to;
    CODES.iter().find(inside).map(|(.., province)| *province)
}

fn foreign_code(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    let found: Vec<(&Block, Range<usize>)> = contacts(subject)
        .flat_map(|(block, sentence)| {
            let inside = move |at: &Range<usize>| sentence.start <= at.start && at.end <= sentence.end;
            area_codes(&block.text).into_iter().filter(inside).map(move |at| (block, at))
        })
        .collect();
    if found.is_empty() {
        return sink.cannot("联系方式", Words::new("没有带区号的电话", "no telephone with an area code"));
    }
    let code = |(block, at): &(&Block, Range<usize>)| block.text.get(at.clone()).unwrap_or_default().to_owned();
    let codes: BTreeSet<String> = found.iter().map(code).collect();
    let own = report.agency.code.as_deref().and_then(|code| code.get(..2));
    let elsewhere = |code: &&String| own.zip(province_of(code)).is_some_and(|(own, other)| own != other);
    let (zh, en, wrong) = match (codes.iter().find(elsewhere), codes.len()) {
        (Some(code), _) => {
            (format!("区号{code}不在本省"), format!("area code {code} is of another province"), code.clone())
        }
        (None, 1) => return sink.holds(),
        (None, _) => {
            let all = codes.iter().cloned().collect::<Vec<_>>().join("、");
            (format!("联系电话区号{all}不一致"), format!("several area codes: {all}"), all)
        }
    };
    sink.fails(Finding {
        message: Words::new(zh, en),
        expected: "本地区号".to_owned(),
        found: wrong,
        evidence: found.into_iter().map(|(block, at)| of_words(None, block, at, None)).take(4).collect(),
        place: Some("contact".to_owned()),
        ..Finding::default()
    });
}

/// The unit that is to be asked: 请与云河县人民政府办公室联系.
fn asked<'a>(subject: &Subject<'a>) -> Option<(&'a Block, Range<usize>)> {
    const LEADS: [&str; 4] = ["请与", "请联系", "请向", "可与"];
    contacts(subject).find_map(|(block, sentence)| {
        let text = block.text.get(sentence.clone())?;
        let (lead, at) = LEADS.iter().find_map(|lead| Some((lead, text.find(lead)?)))?;
        let start = sentence.start + at + lead.len();
        let len: usize = block.text.get(start..)?.chars().take_while(|c| is_han(*c)).map(char::len_utf8).sum();
        let name = block.text.get(start..start + len)?;
        let end = name.find("联系").or_else(|| name.find("咨询")).unwrap_or(len);
        let name = name.get(..end).filter(|name| name.chars().count() >= 4)?;
        Some((block, start..start + name.len()))
    })
}

fn other_unit(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    let (Some((block, at)), Some(own)) = (asked(subject), report.agency.name.as_deref()) else {
        return sink.cannot("联系方式", Words::new("没有写向谁联系,或单位不明", "nobody is named to be asked"));
    };
    let unit = block.text.get(at.clone()).unwrap_or_default();
    if is_office_of(report, own, unit) {
        return sink.holds();
    }
    sink.fails(Finding {
        message: Words::new(format!("联系单位为{}", clip(unit, 24)), format!("{unit} is to be asked, not {own}")),
        expected: own.to_owned(),
        found: unit.to_owned(),
        evidence: vec![of_words(None, block, at, None)],
        ..Finding::default()
    });
}

/// Whether a unit is the agency or an office in it: by its name, or as an office (办公室, 科, 股) of its place.
fn is_office_of(report: &Report, own: &str, unit: &str) -> bool {
    let core = |name: &str| {
        let name = name.strip_suffix("办公室").or_else(|| name.strip_suffix("办公厅")).unwrap_or(name);
        ["人民政府", "管理委员会", "管委会"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name).to_owned()
    };
    let place = core(own);
    let named = unit.contains(&place) || place.contains(&core(unit));
    let within = named || report.agency.regions().any(|region| unit.contains(region));
    let others = ["中心", "公司", "网站"].iter().any(|end| unit.ends_with(end) && !own.ends_with(end));
    let office = ["办公室", "办公厅", "办", "科", "股", "处"].iter().any(|end| unit.ends_with(end));
    !others && (named || within && office || office && !unit.contains(['县', '市', '区']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::draft::{Examples, flags_of, narrative};

    fn indexed(index: &str, code: Option<&str>) -> Report {
        let mut report = narrative("全年公开信息30条。");
        report.index_no = Some(index.to_owned());
        report.agency.code = code.map(str::to_owned);
        report
    }

    pub(super) fn region_examples() -> Examples {
        let fails = indexed("640121-200/2020-00022", Some("410100"));
        Examples { fails, holds: indexed("640121-200/2020-00022", Some("640121101")) }
    }

    pub(super) fn code_examples() -> Examples {
        Examples {
            fails: narrative("联系电话:0355-2239235;传真:0874-2239236。"),
            holds: narrative("联系电话:0355-2239235;传真:0355-2239236。"),
        }
    }

    pub(super) fn unit_examples() -> Examples {
        Examples {
            fails: narrative("请与云河县信息中心联系(电话:0355-2239235)。"),
            holds: narrative("请与云河县青石镇党政办公室联系(电话:0355-2239235)。"),
        }
    }

    #[test]
    fn index_numbers_with_a_region() {
        let check = |index: &str, code: Option<&str>, found: Option<&str>| {
            let flags = flags_of(&indexed(index, code), "A-REGION-CODE");
            assert_eq!(flags.first().map(|flag| flag.message.as_str()), found, "{index} {code:?}");
        };
        check("6401210000/2024-001005", Some("410100"), Some("索引号地区码640121,单位地区码410100"));
        check("640100-200/2020-1", Some("640121"), None);
        check("649921-200/2020-1", None, Some("索引号地区码649921不在区划代码中"));
        check("202110-00013", Some("640121"), None);
        check("000014349/2022-05345", Some("640121"), None);
        check("991234-1/2020", Some("640121"), None);
    }

    #[test]
    fn area_codes_stand_before_telephone_numbers() {
        let codes =
            |text: &str| area_codes(text).into_iter().map(|at| text.get(at).unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(codes("0355-2239235,010-12345678;2020-01-20,400-1234567,12345-0355"), ["0355", "010"]);
        for (code, province) in [("0874", "53"), ("0355", "14"), ("0591", "35"), ("0517", "32"), ("0951", "64")] {
            assert_eq!(province_of(code), Some(province), "{code}");
        }
        assert_eq!(province_of("0360"), None);
        assert!(CODES.iter().all(|(from, to, province)| from <= to && province.len() == 2));
        let mut elsewhere = narrative("联系电话:0355-2239235。");
        elsewhere.agency.code = Some("530325".into());
        assert_eq!(flags_of(&elsewhere, "A-CONTACT-FOREIGN")[0].message, "区号0355不在本省");
    }

    #[test]
    fn offices_answer_for_their_agency() {
        for (text, flagged) in [
            ("请与党政办联系。", false),
            ("请与镇党政综合办公室联系。", false),
            ("请与青石镇人民政府联系。", false),
            ("请与云河县人民政府信息中心联系。", true),
            ("请与白石县政务公开办公室联系。", true),
        ] {
            assert_eq!(!flags_of(&narrative(text), "A-CONTACT-OTHER").is_empty(), flagged, "{text}");
        }
    }
}
