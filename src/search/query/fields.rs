//! The fields of a query: their names in both languages, the values each takes, and how a head that
//! is none is told from an ordinary word with a colon.

use std::fmt;

use crate::model::agency::{AgencyKind, Level};
use crate::model::cell::Number;
use crate::model::flag::Severity;
use crate::model::form::{CellId, Form};
use crate::model::report::SectionKey;
use crate::model::verdict::Asked;
use crate::model::width::narrow;
use crate::search::fold::folded;
use crate::search::query::QueryError;
use crate::search::query::cells::{self, Fit, Named};
use crate::search::query::compare::{Compare, begins_comparison, begins_with_sign};
use crate::search::query::news::AskedNews;
use crate::search::query::values;
use crate::search::sound::Sound;

/// A field with its values, of which one must hold. `None` among them is `none`: not known, or no
/// flag at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    Year(Vec<Option<Compare<u16>>>),
    /// Parts of the agency's name.
    Agency(Vec<Option<String>>),
    /// Parts of a region's name, or first digits of its code.
    Region(Vec<Option<String>>),
    Level(Vec<Option<Level>>),
    Kind(Vec<Option<AgencyKind>>),
    Form(Vec<Option<Form>>),
    Section(Vec<Option<SectionKey>>),
    /// First characters of report ids.
    Id(Vec<String>),
    /// First characters of rule codes, in upper case.
    Rule(Vec<Option<String>>),
    Severity(Vec<Compare<Severity>>),
    /// What reviewers made of a flag.
    Verdict(Vec<Asked>),
    /// Numbers printed in a sentence.
    Number(Vec<Compare<Number>>),
    /// What came since the session began.
    New(Vec<AskedNews>),
    Cell(CellId, Vec<Compare<Number>>),
}

/// The names of a field; the first is the one it is written back with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    Year,
    Agency,
    Region,
    Level,
    Kind,
    Form,
    Section,
    Id,
    Rule,
    Severity,
    Verdict,
    Number,
    New,
}

const NAMES: &[(Name, &[&str])] = &[
    (Name::Year, &["year", "年", "年份"]),
    (Name::Agency, &["agency", "单位"]),
    (Name::Region, &["region", "地", "地区"]),
    (Name::Level, &["level", "级", "级别"]),
    (Name::Kind, &["kind", "类", "类型"]),
    (Name::Form, &["form", "格式"]),
    (Name::Section, &["section", "部分"]),
    (Name::Id, &["id"]),
    (Name::Rule, &["rule", "规则"]),
    (Name::Severity, &["sev", "severity", "程度"]),
    (Name::Number, &["num", "数"]),
    (Name::Verdict, &["verdict", "结论"]),
    (Name::New, &["new", "新到"]),
];

/// A token that begins with `head:`.
#[derive(Debug)]
pub(super) struct Headed<'a> {
    head: &'a str,
    value: &'a str,
    /// Bytes of the query where the head and the value begin.
    at: (usize, usize),
}

/// What the head of a token says.
enum Head {
    Name(Name),
    Cell(CellId),
    /// The token is a word with a colon in it.
    Word,
}

impl<'a> Headed<'a> {
    /// Splits a token at its first colon; `at` is where the token begins.
    pub(super) fn new(token: &'a str, at: usize) -> Option<Self> {
        let (colon, sign) = token.char_indices().find(|(_, c)| narrow(*c) == ':')?;
        let head = token.get(..colon)?;
        let value = token.get(colon + sign.len_utf8()..)?;
        Some(Self { head, value, at: (at, at + colon + sign.len_utf8()) })
    }

    /// The field, or `None` where the token is a word: `时间:2019`, `12:30`, `http://…`. A head of
    /// ASCII letters is always meant as a field; a Chinese one where it is the name of one, or is
    /// followed by a comparison.
    pub(super) fn field(&self) -> Result<Option<Field>, QueryError> {
        Ok(match self.head()? {
            Head::Name(name) => Some(self.named(name)?),
            Head::Cell(cell) => Some(Field::Cell(cell, self.compares(values::number, "100, >=100, 10..20")?)),
            Head::Word => None,
        })
    }

    fn head(&self) -> Result<Head, QueryError> {
        let head: String = self.head.chars().map(narrow).collect::<String>().to_ascii_lowercase();
        if let Some((name, _)) = NAMES.iter().find(|(_, names)| names.contains(&head.as_str())) {
            return Ok(Head::Name(*name));
        }
        let is_ascii = head.starts_with(|c: char| c.is_ascii_alphabetic())
            && head.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
            && !self.value.starts_with("//");
        let has_word = head.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '·'));
        let may_be_name = has_word && head.starts_with(char::is_alphabetic);
        if !is_ascii && !may_be_name {
            return Ok(Head::Word);
        }
        match cells::named(&head) {
            (Named::Cell(cell), Fit::Whole) => Ok(Head::Cell(cell)),
            (Named::Cell(cell), Fit::Part) if begins_comparison(self.value) => Ok(Head::Cell(cell)),
            (Named::Several(names), fit) if fit == Fit::Whole || begins_comparison(self.value) => {
                let names = names.join("、");
                Err(self.error(&format!("“{head}”可指:{names}"), &format!("{head:?} may be any of: {names}")))
            }
            _ if is_ascii || begins_with_sign(self.value) => Err(self.unknown(&head)),
            _ => Ok(Head::Word),
        }
    }

    fn named(&self, name: Name) -> Result<Field, QueryError> {
        Ok(match name {
            Name::Year => Field::Year(self.known(values::year_range, "2019, 2019..2021, 2021.., none")?),
            Name::Agency => Field::Agency(self.known(values::text, "县财政局, none")?),
            Name::Region => Field::Region(self.known(values::text, "江苏, 3201, none")?),
            Name::Level => Field::Level(self.known(values::level, &values::level_names())?),
            Name::Kind => Field::Kind(self.known(values::kind, &values::kind_names())?),
            Name::Form => Field::Form(self.known(values::form, "F2019, F2021, none")?),
            Name::Section => Field::Section(self.known(values::section, "一…六, 前言, overview, none")?),
            Name::Id => Field::Id(self.values(|text| Some(text.to_owned()), "k7q2")?),
            Name::Rule => Field::Rule(self.known(|text| Some(values::rule(text)), "NS-SUM, T3, none")?),
            Name::Severity => Field::Severity(self.compares(values::severity, "e, w, i, >=w, 警告以上")?),
            Name::Verdict => Field::Verdict(self.values(Asked::named, "none, 待核, 属实, real, changed, 分歧")?),
            Name::Number => Field::Number(self.compares(values::number, "128, >=100, 10..20")?),
            Name::New => Field::New(self.values(AskedNews::named, "yes, no, changed, 是, 变动")?),
        })
    }

    /// The values of a list, each as `read` has it.
    fn values<T>(&self, read: impl Fn(&str) -> Option<T>, examples: &str) -> Result<Vec<T>, QueryError> {
        let is_separator = |c: char| matches!(narrow(c), ',' | '|' | '、');
        let mut values = Vec::new();
        let mut at = self.at.1;
        for one in self.value.split_inclusive(is_separator) {
            let text = one.trim_end_matches(is_separator);
            if !text.is_empty() {
                let wrong = || self.wrong_value(at, text, examples);
                values.push(read(text).ok_or_else(wrong)?);
            }
            at += one.len();
        }
        if values.is_empty() { Err(self.wrong_value(self.at.1, "", examples)) } else { Ok(values) }
    }

    /// The same where `none` is a value.
    fn known<T>(&self, read: impl Fn(&str) -> Option<T>, examples: &str) -> Result<Vec<Option<T>>, QueryError> {
        self.values(|text| if matches!(text, "none" | "无") { Some(None) } else { read(text).map(Some) }, examples)
    }

    fn compares<T: Ord>(
        &self,
        read: impl Fn(&str) -> Option<T>,
        examples: &str,
    ) -> Result<Vec<Compare<T>>, QueryError> {
        self.values(|text| Compare::parse(text, &read), examples)
    }

    fn wrong_value(&self, at: usize, text: &str, examples: &str) -> QueryError {
        let head = self.head;
        if text.is_empty() {
            return QueryError::new(
                at,
                format!("{head}: 后缺少值,例如 {examples}"),
                format!("{head}: needs a value, such as {examples}"),
            );
        }
        QueryError::new(
            at,
            format!("{head}: 不能是“{text}”,例如 {examples}"),
            format!("{head}: cannot be {text:?}; such as {examples}"),
        )
    }

    fn unknown(&self, head: &str) -> QueryError {
        let names = NAMES.iter().flat_map(|(_, names)| names.iter().copied()).chain(cells::row_names());
        let near = nearest(head, names);
        let (zh, en) = if near.is_empty() {
            (String::new(), String::new())
        } else {
            (format!(";相近的有 {}", near.join("、")), format!("; nearest: {}", near.join(", ")))
        };
        self.error(
            &format!("没有字段“{head}”{zh}(要查找这几个字,请加引号)"),
            &format!("no field {head:?}{en} (to find these words, put them in quotes)"),
        )
    }

    fn error(&self, zh: &str, en: &str) -> QueryError {
        QueryError::new(self.at.0, zh.to_owned(), en.to_owned())
    }
}

/// At most three names that are a slip of the hand away, the nearest first.
fn nearest<'a>(head: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    // Of a dotted name the row is the longest part, and the part that is misspelt.
    let head = head.split('.').max_by_key(|part| part.len()).unwrap_or(head);
    let far = head.chars().count().min(3);
    let mut near: Vec<_> = names.map(|name| (distance(head, name), name)).filter(|(d, _)| *d < far).collect();
    near.sort_by_key(|(distance, _)| *distance);
    near.into_iter().map(|(_, name)| name).take(3).collect()
}

/// How many characters must be put in, taken out or changed to make one word of the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(&b) {
            let up = *cell;
            left = (diagonal + usize::from(x != *y)).min(up + 1).min(left + 1);
            (diagonal, *cell) = (up, left);
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

/// Whether `part` is in `name`, as a search sees both, or by its pinyin.
pub(super) fn is_part(part: &str, name: &str) -> bool {
    let part = folded(part);
    folded(name).contains(&*part) || Sound::new(&part).is_some_and(|sound| sound.is_in(name))
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(values) => known(f, "year", values),
            Self::Agency(values) => known(f, "agency", values),
            Self::Region(values) => known(f, "region", values),
            Self::Level(values) => known(f, "level", values),
            Self::Kind(values) => known(f, "kind", values),
            Self::Form(values) => known(f, "form", values),
            Self::Section(values) => known(f, "section", values),
            Self::Id(values) => list(f, "id", values),
            Self::Rule(values) => known(f, "rule", values),
            Self::Severity(values) => list(f, "sev", values),
            Self::Verdict(values) => list(f, "verdict", values),
            Self::Number(values) => list(f, "num", values),
            Self::New(values) => list(f, "new", values),
            Self::Cell(cell, values) => list(f, cell, values),
        }
    }
}

fn list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, head: impl fmt::Display, values: &[T]) -> fmt::Result {
    let values: Vec<_> = values.iter().map(ToString::to_string).collect();
    write!(f, "{head}:{}", values.join(","))
}

fn known<T: fmt::Display>(f: &mut fmt::Formatter<'_>, head: &str, values: &[Option<T>]) -> fmt::Result {
    let shown: Vec<_> =
        values.iter().map(|value| value.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string)).collect();
    list(f, head, &shown)
}
