//! What a published report should not tell of persons: identity numbers, mobile numbers, names of
//! applicants. Nothing of it is shown unmasked, unless somebody asks for that.

use std::ops::Range;

use crate::model::report::SectionKey;
use crate::rules::basis;
use crate::rules::mask;
use crate::rules::paragraph::Paragraph;
use crate::rules::persons;
use crate::rules::prose::{first_of, sentences};
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words, of_words};
use crate::rules::subject::Subject;

/// The rules of this file, in the order of the catalogue.
pub static RULES: &[&Rule] = &[&IDENTITY, &MOBILE, &APPLICANT, &MAILBOX];

rule! {
    /// ## What it checks
    /// The text holds no identity number: 18 digits with a date of birth and a right check digit.
    ///
    /// ## Why it matters
    /// It belongs to a person; its publication harms that person (条例 Art. 15). It should be taken off
    /// the page at once.
    ///
    /// ## Example
    /// `身份证号外露:1999**********0001`
    ///
    /// ## When it is wrong
    /// Another number of 18 digits may pass the check by chance, once in many thousands. Messages and
    /// evidence of every rule show the masked number only, unless `--unmask` asks for more.
    IDENTITY = "P-ID" {
        zh: "身份证号外露", en: "identity number disclosed",
        class: Report, default: Queue, severity: Error,
        forms: &[], basis: Some(basis::PRIVACY),
        check: identity, examples: tests::identity_examples,
    }
}

rule! {
    /// ## What it checks
    /// The text holds no mobile number outside the sentence that says how to reach the agency.
    ///
    /// ## Why it matters
    /// It is a private number, of an applicant or of an official (条例 Art. 15).
    ///
    /// ## Example
    /// `手机号外露:138****0001`
    ///
    /// ## When it is wrong
    /// Where an office publishes a mobile number on purpose, or a number of 11 digits is none.
    MOBILE = "P-MOBILE" {
        zh: "手机号外露", en: "mobile number disclosed",
        class: Report, default: Queue, severity: Warning,
        forms: &[], basis: Some(basis::PRIVACY),
        check: mobile, examples: tests::mobile_examples,
    }
}

rule! {
    /// ## What it checks
    /// No applicant is named: 申请人 or 原告 with a surname and a given name right behind it. 张某 and 张某某
    /// are no names.
    ///
    /// ## Why it matters
    /// Who asks for information is not to be told the public (条例 Art. 15).
    ///
    /// ## Example
    /// `申请人姓名外露:“申请人张*”`
    ///
    /// ## When it is wrong
    /// Where the words behind 申请人 only look like a name. Surnames that are common words are let pass. No rule
    /// quotes the name, unless `--unmask` asks for it.
    APPLICANT = "P-APPLICANT" {
        zh: "申请人姓名外露", en: "applicant named",
        class: Report, default: Queue, severity: Warning,
        forms: &[], basis: Some(basis::PRIVACY),
        check: applicant, examples: tests::applicant_examples,
    }
}

rule! {
    /// ## What it checks
    /// A mailbox in the text is one of the government's (`.gov.cn`).
    ///
    /// ## Why it matters
    /// Letters of citizens pass through the hands of a company.
    ///
    /// ## Example
    /// `非政务邮箱:yh****@qq.com`
    ///
    /// ## When it is wrong
    /// Small offices have no other mailbox; very common. It is off unless selected.
    MAILBOX = "P-EMAIL" {
        zh: "非政务邮箱", en: "private mailbox",
        class: Report, default: Off, severity: Info,
        forms: &[], basis: None,
        check: mailbox, examples: tests::mailbox_examples,
    }
}

/// Something of a person in a paragraph, as it is told masked and open.
struct Disclosed {
    at: Range<usize>,
    masked: String,
    open: String,
}

/// Reports what `find` sees in each paragraph under these names, masked unless somebody wants to see it.
fn each_leak(
    subject: &Subject<'_>,
    sink: &mut Sink<'_>,
    [zh, en]: [&str; 2],
    find: impl Fn(&Paragraph<'_>) -> Vec<Disclosed>,
) {
    for paragraph in subject.paragraphs() {
        let leaks = find(paragraph);
        if leaks.is_empty() {
            sink.holds();
        }
        for leak in leaks {
            let shown = if sink.shows_persons() { leak.open } else { leak.masked.clone() };
            let mut evidence = of_words(None, paragraph.block, leak.at, None);
            evidence.quote = Some(shown.clone());
            sink.fails(Finding {
                message: Words::new(format!("{zh}:{shown}"), format!("{en}: {shown}")),
                expected: "不出现".to_owned(),
                found: shown,
                evidence: vec![evidence],
                // The name of the flag is the same, whatever is shown.
                place: Some(leak.masked),
                ..Finding::default()
            });
        }
    }
}

/// What stands at these places of a text.
fn disclosed(text: &str, places: impl IntoIterator<Item = Range<usize>>, mask: fn(&str) -> String) -> Vec<Disclosed> {
    let one = |at: Range<usize>| {
        let open = text.get(at.clone()).unwrap_or_default();
        Disclosed { at, masked: mask(open), open: open.to_owned() }
    };
    places.into_iter().map(one).collect()
}

fn identity(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    each_leak(subject, sink, ["身份证号外露", "identity number"], |paragraph| {
        let places = if paragraph.has_run_of(mask::ID_LEN) { mask::id_numbers(paragraph.text()) } else { Vec::new() };
        disclosed(paragraph.text(), places, mask::of_number)
    });
}

fn mobile(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    each_leak(subject, sink, ["手机号外露", "mobile number"], |paragraph| {
        if !paragraph.has_run_of(mask::MOBILE_LEN) {
            return Vec::new();
        }
        let text = paragraph.text();
        let preface = paragraph.section.key == Some(SectionKey::Preface);
        let contact = |place: &Range<usize>| {
            let around = sentences(text).find(|sentence| sentence.start <= place.start && place.end <= sentence.end);
            around.and_then(|sentence| text.get(sentence)).is_some_and(|sentence| is_contact(sentence, preface))
        };
        disclosed(text, mask::mobiles(text).into_iter().filter(|place| !contact(place)), mask::of_number)
    });
}

/// Whether a sentence says how to reach the agency, and not somebody else.
fn is_contact(sentence: &str, preface: bool) -> bool {
    const OTHERS: [&str; 7] = ["申请人", "群众", "村民", "市民", "居民", "先生", "女士"];
    const OFFICE: [&str; 11] =
        ["电话", "手机", "传真", "邮编", "邮政编码", "邮箱", "地址", "咨询", "疑问", "联系人", "热线"];
    first_of(sentence, &OTHERS).is_none() && (preface || first_of(sentence, &OFFICE).is_some())
}

fn applicant(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    each_leak(subject, sink, ["申请人姓名外露", "applicant named"], |paragraph| {
        let text = paragraph.text();
        if !paragraph.may_say_any(&persons::CALLED) {
            return Vec::new();
        }
        let leak = |(at, name): (Range<usize>, Range<usize>)| {
            let called = text.get(at.start..name.start).unwrap_or_default().trim_end_matches([':', '：']);
            let name = text.get(name).unwrap_or_default();
            Disclosed {
                at, masked: format!("“{called}{}”", mask::of_name(name)), open: format!("“{called}{name}”")
            }
        };
        persons::applicants(text).map(leak).collect()
    });
}

fn mailbox(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    each_leak(subject, sink, ["非政务邮箱", "private mailbox"], |paragraph| {
        let text = paragraph.text();
        if !paragraph.may_hold('@') {
            return Vec::new();
        }
        disclosed(text, persons::mailboxes(text), mask::of_mailbox)
    });
}

#[cfg(test)]
mod tests {
    use crate::model::flag::Flag;
    use crate::model::report::Report;
    use crate::rules::draft::{Examples, flags_of, narrative};
    use crate::rules::selection::Selection;

    /// An invented number: no region has this code.
    const INVENTED: &str = "199912190001010001";

    pub(super) fn identity_examples() -> Examples {
        Examples {
            fails: narrative(&format!("答复申请人(身份证号{INVENTED})1件。")),
            holds: narrative("答复申请人1件,文号云政公〔2021〕19991219000101000号。"),
        }
    }

    pub(super) fn mobile_examples() -> Examples {
        Examples {
            fails: narrative("已告知申请人,其电话为13800000001。"), holds: narrative("咨询电话:13800000001。")
        }
    }

    pub(super) fn applicant_examples() -> Examples {
        Examples {
            fails: narrative("申请人张三丰于5月提出申请。"), holds: narrative("申请人张某某于5月提出申请。")
        }
    }

    pub(super) fn mailbox_examples() -> Examples {
        Examples {
            fails: narrative("电子邮箱:yunhe@qq.com。"), holds: narrative("电子邮箱:yhx@yunhe.gov.cn。")
        }
    }

    #[test]
    fn nothing_personal_is_shown_by_any_rule() {
        let text = format!("公开信息XX条,公开信息XX条,申请人{INVENTED},电话13800000001申请人申请人。");
        let flags = crate::rules::run::check(
            &narrative(&text),
            &crate::rules::facts::Facts::default(),
            &crate::rules::selection::Selection::all(),
        )
        .flags;
        assert!(flags.iter().any(|flag| flag.rule == "P-ID") && flags.iter().any(|flag| flag.rule == "P-MOBILE"));
        for flag in flags {
            let quotes = flag.evidence.iter().filter_map(|e| e.quote.as_deref());
            for shown in quotes.chain([&*flag.message, &flag.message_en, &flag.expected, &flag.found]) {
                assert!(!shown.contains(INVENTED) && !shown.contains("13800000001"), "{}: {shown}", flag.rule);
            }
        }
        let flags = flags_of(&identity_examples().fails, "P-ID");
        assert_eq!(flags[0].message, format!("身份证号外露:1999**********{}", INVENTED.get(14..).unwrap()));
    }

    /// A text that several rules find fault with, and what in it belongs to persons.
    fn of_persons() -> (Report, [&'static str; 5]) {
        let told = "申请人张三丰于五月提出申请要求公开有关征地补偿安置方案的全部材料我局依法受理并在法定期限内予以答复";
        let text =
            format!("{told}。邮箱sanfeng@qq.com,群众电话13800000001,身份证号{INVENTED},已转张三丰。另据统计,{told}。");
        (narrative(&text), ["张三丰", "三丰", "sanfeng", "13800000001", INVENTED])
    }

    #[test]
    fn no_rule_quotes_what_belongs_to_persons() {
        let (report, persons) = of_persons();
        let check = |selection| crate::rules::run::check(&report, &crate::rules::facts::Facts::default(), &selection);
        let flags = check(Selection::all()).flags;
        let texts = |flag: &Flag| -> Vec<String> {
            let quotes = flag.evidence.iter().filter_map(|e| e.quote.clone());
            let told = [&flag.message, &flag.message_en, &flag.expected, &flag.found];
            quotes.chain(told.into_iter().cloned()).collect()
        };
        for shown in flags.iter().flat_map(texts) {
            assert!(persons.iter().all(|words| !shown.contains(words)), "{shown}");
        }
        // With the consent of whoever asks: the same flags, by the same names.
        let open = check(Selection::all().showing_persons(true)).flags;
        let names = |flags: &[Flag]| flags.iter().map(|f| (f.rule, f.fingerprint.clone())).collect::<Vec<_>>();
        assert_eq!(names(&open), names(&flags));
        let shown: Vec<String> = open.iter().flat_map(texts).collect();
        for words in persons {
            assert!(shown.iter().any(|text| text.contains(words)), "{words}");
        }
        let others = open.iter().filter(|flag| !flag.rule.starts_with("P-")).flat_map(texts);
        assert!(others.into_iter().any(|text| text.contains("张三丰")), "some other rule quotes the name");
    }

    #[test]
    fn the_number_of_an_office_is_no_leak() {
        for (text, leaks) in [
            ("联系人及手机:13800000001。", 0),
            ("群众拨打13800000001反映问题。", 1),
            ("村民代表的电话13800000001已登记。", 1),
            ("热线12345全年接听13800次。", 0),
        ] {
            assert_eq!(flags_of(&narrative(text), "P-MOBILE").len(), leaks, "{text}");
        }
    }

    #[test]
    fn words_behind_applicants_are_no_names() {
        for (text, shown) in [
            ("申请人张三向我局提出申请。", Some("“申请人张*”")),
            ("复议申请人:李四喜不服答复。", Some("“申请人李**”")),
            ("申请人于5月提出申请。", None),
            ("申请人向我局提出申请。", None),
            ("申请人应当提供材料。", None),
            ("申请人王某提出申请。", None),
            ("申请人林权登记信息。", None),
            ("申请人无正当理由逾期不补正。", None),
        ] {
            let flags = flags_of(&narrative(text), "P-APPLICANT");
            assert_eq!(flags.first().map(|flag| flag.found.as_str()), shown, "{text}");
        }
    }
}
