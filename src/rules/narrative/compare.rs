//! Statements of the narrative held against the tables: what agrees, what differs and how surely, and
//! what cannot be compared and why. Rules, `show --facts` and the report view all read this one answer.

use crate::model::agency::{AgencyKind, Level};
use crate::model::cell::How;
use crate::model::flag::Severity;
use crate::rules::counts::quantity::Trust;
use crate::rules::counts::statement::{Said, Statement};
use crate::rules::counts::topic::{Period, Role, Scope, Topic};
use crate::rules::narrative::figure::{Answer, Figure, figure};
use crate::rules::sink::Words;
use crate::rules::subject::Subject;

/// How a comparison ended.
#[derive(Debug, Clone)]
pub enum Verdict {
    Agrees,
    Differs(Severity),
    /// Not compared, or a difference that proves nothing, with the reason.
    NotCompared(Words),
}

/// A statement with what it was held against.
#[derive(Debug, Clone)]
pub struct Comparison {
    pub statement: Statement,
    /// The rule that judges such statements.
    pub rule: Option<&'static str>,
    pub figure: Option<Figure>,
    pub verdict: Verdict,
}

/// Which rule judges statements on a topic, and how grave a difference can be.
fn judge(topic: Topic, said: &Said) -> Option<(&'static str, Severity)> {
    let none = matches!(said, Said::None);
    let by_none = if none { Severity::Error } else { Severity::Warning };
    Some(match topic {
        Topic::Received if none => ("NT-REQ-NONE", Severity::Error),
        Topic::Received => ("NT-REQ-COUNT", Severity::Error),
        Topic::Handled => ("NT-REQ-COUNT", Severity::Warning),
        Topic::Finished | Topic::Replied | Topic::AllFinished => ("NT-REQ-DONE", Severity::Warning),
        Topic::CarriedIn | Topic::CarriedOut => ("NT-REQ-CARRY", Severity::Error),
        Topic::Granted
        | Topic::Partial
        | Topic::GrantedOrPartial
        | Topic::Denied
        | Topic::Unable
        | Topic::NotProcessed
        | Topic::Otherwise => ("NT-BREAKDOWN", Severity::Error),
        Topic::Reviews | Topic::Disputes => ("NT-REV", by_none),
        Topic::Suits | Topic::SuitsDirect | Topic::SuitsAfterReview => ("NT-LIT", by_none),
        Topic::ReviewsCorrected if none => ("NT-REV", Severity::Warning),
        Topic::SuitsCorrected if none => ("NT-LIT", Severity::Warning),
        Topic::DocumentsIssued | Topic::DocumentsRepealed | Topic::DocumentsInForce => ("NT-DOC", Severity::Warning),
        Topic::Licences => ("NT-LIC", Severity::Info),
        Topic::Penalties => ("NT-PEN", Severity::Info),
        Topic::Compulsions => ("NT-COMP", Severity::Info),
        Topic::Fees => ("NT-FEE", Severity::Warning),
        _ => return None,
    })
}

/// How surely a statement speaks of what the tables of its report count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    Certain,
    Likely,
    Other,
}

/// Every statement of the narrative, compared.
pub fn comparisons(subject: &Subject<'_>) -> Vec<Comparison> {
    let all: Vec<Comparison> = subject.statements().iter().map(|statement| first_look(subject, statement)).collect();
    let settled = (0..all.len()).map(|n| second_look(subject, &all, n)).collect::<Vec<_>>();
    all.into_iter().zip(settled).map(|(first, verdict)| Comparison { verdict, ..first }).collect()
}

/// Each statement by itself. A difference is an error until the others have been looked at.
fn first_look(subject: &Subject<'_>, statement: &Statement) -> Comparison {
    let judged = statement.topic.and_then(|topic| judge(topic, &statement.said));
    let rule = judged.map(|(rule, _)| rule);
    let not = |zh: &'static str, en: &'static str| Verdict::NotCompared(Words::new(zh, en));
    let made =
        |figure: Option<Figure>, verdict: Verdict| Comparison { statement: statement.clone(), rule, figure, verdict };
    let Some(topic) = statement.topic else {
        return made(None, not_of_topic(statement));
    };
    match (statement.role, statement.period) {
        (Role::Plan, _) => return made(None, not("计划或条件,不是实数", "a plan, not a count")),
        (_, Period::Previous) => return made(None, not("上年的数", "a number of the year before")),
        (_, Period::Cumulative) => return made(None, not("历年或截至某日的累计数", "a number of several years")),
        (_, Period::Later | Period::Other) => return made(None, not("其他时段的数", "a number of another time")),
        (_, Period::Reported) => {}
    }
    if statement.quantity().is_some_and(|quantity| quantity.trust == Trust::Vague) {
        return made(None, not("不定数", "no definite number"));
    }
    let figure = match figure(subject, topic, rule.unwrap_or_default()) {
        Answer::None => return made(None, not("表中无此项", "no table counts it")),
        Answer::Cannot(reason) => return made(None, Verdict::NotCompared(reason)),
        Answer::Is(figure) => figure,
    };
    let verdict = if agrees(statement, &figure) {
        Verdict::Agrees
    } else if let Some(doubt) = &figure.doubt {
        Verdict::NotCompared(doubt.clone())
    } else {
        judged.map_or_else(
            || not("口径可能不同", "perhaps counted in another way"),
            |(_, severity)| Verdict::Differs(severity),
        )
    };
    made(Some(figure), verdict)
}

fn not_of_topic(statement: &Statement) -> Verdict {
    let (zh, en) = match statement.role {
        Role::Growth => ("与其他年度比较的数", "compares with another year"),
        Role::Plan => ("计划或条件,不是实数", "a plan, not a count"),
        Role::Whole | Role::Part => ("未认出与表格有关的所指", "what it counts was not recognised"),
    };
    Verdict::NotCompared(Words::new(zh, en))
}

fn agrees(statement: &Statement, figure: &Figure) -> bool {
    if matches!(statement.said, Said::All) {
        return figure.number.is_zero();
    }
    let whole = |number| statement.allows(number);
    if statement.topic == Some(Topic::Fees)
        && let Some(quantity) = statement.quantity()
    {
        return whole(figure.number) || quantity.rounds(figure.number);
    }
    whole(figure.number) || figure.others.iter().any(|other| whole(*other))
}

/// A difference in the light of the other statements and of whose numbers the tables are.
fn second_look(subject: &Subject<'_>, all: &[Comparison], n: usize) -> Verdict {
    let Some(comparison) = all.get(n) else { return Verdict::Agrees };
    let (Verdict::Differs(most), Some(topic)) = (&comparison.verdict, comparison.statement.topic) else {
        return comparison.verdict.clone();
    };
    let not = |zh: &'static str, en: &'static str| Verdict::NotCompared(Words::new(zh, en));
    let statement = &comparison.statement;
    let of_kind = || all.iter().filter(|other| other.statement.topic.is_some_and(|other| kin(other, topic)));
    if of_kind().any(|other| matches!(other.verdict, Verdict::Agrees) && !matches!(other.statement.said, Said::All)) {
        return not("另一处同类数与表相符", "another number of this kind agrees");
    }
    let reach = reach(subject, statement.scope);
    if reach == Reach::Other {
        return not("所指范围与表格不同", "speaks of others than the tables");
    }
    if statement.role == Role::Part && matches!(topic, Topic::Received | Topic::Handled) {
        return not("只是其中一部分", "only a part");
    }
    let differing = || of_kind().filter(|other| matches!(other.verdict, Verdict::Differs(_)));
    let rivals = differing().filter(|other| other.statement.passage == statement.passage).count();
    let exact = statement.quantity().is_none_or(|quantity| quantity.is_exact() && quantity.trust == Trust::Plain);
    let figure = comparison.figure.as_ref();
    let inferred = figure.is_some_and(|figure| figure.evidence.iter().any(|e| e.how == Some(How::Inferred)));
    let printed_elsewhere = figure.is_some_and(|figure| {
        let is_it =
            |other: &Comparison| matches!(other.statement.said, Said::Number(_)) && agrees(&other.statement, figure);
        all.iter().any(is_it)
    });
    let sure = reach == Reach::Certain && rivals < 2 && exact && !inferred && !printed_elsewhere;
    Verdict::Differs(if sure { *most } else { (*most).min(Severity::Warning) })
}

/// Whether two topics may be said of the same number.
fn kin(a: Topic, b: Topic) -> bool {
    let family = |topic: Topic| match topic {
        Topic::Received | Topic::Handled => 1,
        Topic::Finished | Topic::Replied => 2,
        Topic::Granted | Topic::Partial | Topic::GrantedOrPartial => 3,
        _ => 0,
    };
    a == b || (family(a) != 0 && family(a) == family(b) && family(a) != 3)
}

fn reach(subject: &Subject<'_>, scope: Scope) -> Reach {
    let agency = &subject.report.agency;
    match agency.kind {
        _ if scope == Scope::Others => Reach::Other,
        Some(AgencyKind::GovernmentAggregate) => match scope {
            Scope::Area => Reach::Certain,
            Scope::Unsaid => Reach::Likely,
            _ => Reach::Other,
        },
        Some(AgencyKind::GovernmentOffice) => match scope {
            Scope::Own | Scope::Office => Reach::Certain,
            Scope::Government | Scope::Unsaid => Reach::Likely,
            _ => Reach::Other,
        },
        Some(AgencyKind::TownshipGov | AgencyKind::StreetOffice) => match scope {
            Scope::Area | Scope::Own | Scope::Unsaid => Reach::Certain,
            _ => Reach::Other,
        },
        Some(AgencyKind::ZoneCommittee) | None => match scope {
            Scope::Office | Scope::Government => Reach::Other,
            _ => Reach::Likely,
        },
        Some(_) => match scope {
            Scope::Own | Scope::Unsaid => Reach::Certain,
            Scope::Area if agency.level == Some(Level::Township) => Reach::Certain,
            _ => Reach::Other,
        },
    }
}
