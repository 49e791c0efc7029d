//! Numbers of the narrative against each other: one quantity told twice, and a total beside the channels
//! it is made of.

use crate::model::cell::Number;
use crate::model::flag::{Evidence, Side};
use crate::rules::counts::introducer::sentence_start;
use crate::rules::counts::statement::Statement;
use crate::rules::counts::topic::{Period, Role, Scope, Topic};
use crate::rules::narrative::compare::{Comparison, Verdict};
use crate::rules::registry::rule;
use crate::rules::sink::{Finding, Sink, Words, of_words};
use crate::rules::subject::Subject;
use crate::rules::written::plain;

rule! {
    /// ## What it checks
    /// A quantity that the tables hold and the text tells twice (收到申请, 办结, 结转, 行政复议, 制发 …), for the
    /// same body and the whole year, has one value.
    ///
    /// ## Why it matters
    /// One of the two is wrong, whatever the tables say.
    ///
    /// ## Example
    /// `"收到申请"前为12,后为13`
    ///
    /// ## When it is wrong
    /// Where one of the two is a part whose words do not say so. Numbers of published information are not
    /// compared, since they are told by field and channel in many ways.
    CONFLICT = "NS-DUP-CONFLICT" {
        zh: "同一数前后不一", en: "one quantity, two values",
        class: Report, default: Shown, severity: Warning,
        forms: &[], basis: None,
        check: conflict, examples: tests::conflict_examples,
    }
}

rule! {
    /// ## What it checks
    /// Where a total is said to have gone out by several channels, and the sentences after it give a number
    /// for each, these make the total.
    ///
    /// ## Why it matters
    /// A total that is not the sum of its channels counts something else than they do.
    ///
    /// ## Example
    /// `各渠道合计11046,总数11076`
    ///
    /// ## When it is wrong
    /// One item may go out by several channels, and a list of channels may leave some out: sums below
    /// four fifths of the total are not raised. It is off unless selected.
    BASE = "NS-BASE" {
        zh: "渠道合计不符", en: "channels do not make the total",
        class: Report, default: Off, severity: Info,
        forms: &[], basis: None,
        check: base, examples: tests::base_examples,
    }
}

fn evidence(subject: &Subject<'_>, side: Side, statement: &Statement) -> Option<Evidence> {
    let (block, range) = subject.narrative().get(statement.passage)?.words(statement.range.clone())?;
    Some(of_words(Some(side), block, range, statement.value()))
}

/// Topics of which one report has one number.
fn is_single(topic: Topic) -> bool {
    let said_loosely = matches!(topic, Topic::Handled | Topic::Replied | Topic::AllFinished | Topic::AllReplied);
    let by_part = matches!(topic, Topic::ByChannel | Topic::DocumentsPublished | Topic::RulesPublished);
    topic < Topic::Licences && !said_loosely && !by_part
}

fn conflict(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let told = |comparison: &&Comparison| {
        let statement = &comparison.statement;
        statement.topic.is_some_and(is_single)
            && statement.period == Period::Reported
            && statement.role == Role::Whole
            && statement.scope != Scope::Others
            && statement.quantity().is_none_or(super::super::counts::quantity::Quantity::is_exact)
    };
    let all: Vec<&Comparison> = subject.comparisons().iter().filter(told).collect();
    let same = |a: &Statement, b: &Statement| (a.topic, a.scope) == (b.topic, b.scope);
    let mut seen: Vec<&Statement> = Vec::new();
    for (n, first) in all.iter().enumerate() {
        let statement = &first.statement;
        if seen.iter().any(|other| same(other, statement)) {
            continue;
        }
        seen.push(statement);
        let later: Vec<_> = all.iter().skip(n + 1).filter(|other| same(&other.statement, statement)).collect();
        let both_agree =
            |other: &Comparison| matches!((&first.verdict, &other.verdict), (Verdict::Agrees, Verdict::Agrees));
        let other = later.iter().find(|other| other.statement.value() != statement.value() && !both_agree(other));
        match other {
            Some(other) => sink.fails(conflicting(subject, statement, &other.statement)),
            None => sink.hold(later.len()),
        }
    }
}

fn conflicting(subject: &Subject<'_>, first: &Statement, second: &Statement) -> Finding {
    let value = |statement: &Statement| plain(statement.value().unwrap_or(Number::ZERO));
    let topic = first.topic.unwrap_or(Topic::Received);
    let pieces = [evidence(subject, Side::Left, first), evidence(subject, Side::Right, second)];
    Finding {
        message: Words::new(
            format!("\"{}\"前为{},后为{}", topic.name_zh(), value(first), value(second)),
            format!("{topic}: {}, then {}", value(first), value(second)),
        ),
        expected: value(first),
        found: value(second),
        evidence: pieces.into_iter().flatten().collect(),
        ..Finding::default()
    }
}

/// A list of channels that makes less than this share of its total (in hundredths) leaves some out.
const COMPLETE: i64 = 80;

fn base(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let by_channel = |topic: Topic| {
        matches!(topic, Topic::OnWebsite | Topic::OnWechat | Topic::OnWeibo | Topic::InGazette | Topic::OnOtherMedia)
    };
    let statements = subject.statements();
    let several = |statement: &Statement| {
        let Some(passage) = subject.narrative().get(statement.passage) else { return false };
        let sentence = sentence_start(passage, statement.range.start)..statement.range.start;
        statement.topic == Some(Topic::Published) && passage.holds(sentence, &["渠道", "平台", "途径"])
    };
    for (n, total) in statements.iter().enumerate().filter(|(_, statement)| several(statement)) {
        let (Some(whole), Some(quantity)) = (total.value(), total.quantity()) else { continue };
        let after = statements.iter().skip(n + 1).take_while(|s| s.passage == total.passage && !several(s));
        let parts: Vec<&Statement> = after
            .filter(|s| s.topic.is_some_and(by_channel) && s.quantity().is_some_and(|q| q.unit == quantity.unit))
            .collect();
        let sum = parts.iter().filter_map(|s| s.value()).try_fold(Number::ZERO, Number::checked_add);
        let (Some(sum), true) = (sum, parts.len() > 1) else { continue };
        let least = whole.checked_mul(Number::new(COMPLETE, 2)).unwrap_or(whole);
        if quantity.rounds(sum) || total.allows(sum) || sum < least {
            sink.holds();
            continue;
        }
        let pieces = parts.iter().filter_map(|part| evidence(subject, Side::Right, part));
        sink.fails(Finding {
            message: Words::new(
                format!("各渠道合计{},总数{}", plain(sum), plain(whole)),
                format!("channels make {}, the total is {}", plain(sum), plain(whole)),
            ),
            expected: plain(whole),
            found: plain(sum),
            evidence: evidence(subject, Side::Left, total).into_iter().chain(pieces).collect(),
            ..Finding::default()
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::draft::{Examples, flags_of, narrative};

    pub(super) fn conflict_examples() -> Examples {
        Examples {
            fails: narrative("收到政府信息公开申请12件。依申请公开方面,收到政府信息公开申请13件。"),
            holds: narrative("收到政府信息公开申请12件。依申请公开方面,收到政府信息公开申请12件。"),
        }
    }

    pub(super) fn base_examples() -> Examples {
        let text = |total: i64| {
            narrative(&format!("全县通过不同渠道公开政府信息{total}条。通过网站发布信息35条。通过微信发布信息75条。"))
        };
        Examples { fails: text(120), holds: text(110) }
    }

    #[test]
    fn conflicts() {
        let check = |text: &str, expected: Option<&str>| {
            let flags = flags_of(&narrative(text), "NS-DUP-CONFLICT");
            assert_eq!(flags.first().map(|flag| flag.message.as_str()), expected, "{text}");
        };
        check("收到申请12件。全年共收到申请13件。", Some("\"收到申请\"前为12,后为13"));
        check("收到申请12件,其中网上收到申请10件。县财政局收到申请3件。", None);
        check("2020年收到申请12件。2021年收到申请13件。", None);
        check("全县收到申请12件。本机关收到申请3件。", None);
        check("对工作人员培训3次。举办业务培训4次。", None);
        check("公开政府信息20条。主动公开政府信息16条。", None);
        check("未收到申请。全年收到申请2件。", Some("\"收到申请\"前为0,后为2"));
    }

    #[test]
    fn channels() {
        let flags = |text: &str| flags_of(&narrative(text), "NS-BASE").len();
        assert_eq!(flags("全县公开政府信息90条。通过网站发布信息35条。通过微信发布信息75条。"), 0);
        assert_eq!(flags("通过各平台公开政府信息900条。通过网站发布信息35条。通过微信发布信息75条。"), 0);
        assert_eq!(flags("通过不同渠道公开政府信息90条。通过网站发布信息35条。通过微信发布信息75条。"), 1);
    }
}
