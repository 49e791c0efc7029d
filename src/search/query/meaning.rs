//! What the fields of a query mean for reports, sections and flags.

use crate::corpus::header::Header;
use crate::model::cell::Number;
use crate::model::flag::Sort;
use crate::model::form::CellId;
use crate::model::report::{Report, SectionKey};
use crate::model::verdict::Asked;
use crate::model::width::narrow;
use crate::search::matcher::Matcher;
use crate::search::query::fields::is_part;
use crate::search::query::{Field, Part, Query};

impl Query {
    /// Whether the query holds nothing to find in text: no word and no number.
    pub fn is_filter_only(&self) -> bool {
        !self.clauses.iter().any(|clause| matches!(&clause.part, Part::Words(_) | Part::Field(Field::Number(_))))
    }

    /// Whether a report is let in by the fields on its head (year, agency, region, level, kind, form,
    /// id) and on its flags. Of a report with flags, one must be let in by all fields on flags; a
    /// report without flags is let in unless a field asks for one. Words play no part: see
    /// [`Query::admits_name`].
    pub fn admits(&self, header: &Header<'_>, flags: &[Sort]) -> bool {
        let head = self.fields().all(|(negated, field)| of_header(field, header).is_none_or(|holds| holds != negated));
        head && match flags {
            [] => self.admits_flag_or_none(None),
            flags => flags.iter().any(|flag| self.admits_flag(*flag)),
        }
    }

    /// Whether any field chooses among reports: by their head, their flags or their cells.
    pub fn chooses_reports(&self) -> bool {
        self.needs_report() || self.fields().any(|(_, field)| !matches!(field, Field::Number(_) | Field::Section(_)))
    }

    /// What the query asks of reports whatever their flags and sentences are: the fields on their heads and contents.
    pub fn of_reports(&self) -> Self {
        let filter_only = self.is_filter_only();
        let is_kept = |field: &Field| match field {
            Field::Rule(_) | Field::Severity(_) | Field::Verdict(_) | Field::Number(_) => false,
            Field::Section(_) => filter_only,
            _ => true,
        };
        let kept = self.clauses.iter().filter(|clause| matches!(&clause.part, Part::Field(field) if is_kept(field)));
        Self { clauses: kept.cloned().collect() }
    }

    /// Whether the words are in a name, as written or by their pinyin, for lists of agencies. Without words every name is let in.
    /// For long lists make one [`Matcher`] and ask it for `header.name()`.
    pub fn admits_name(&self, header: &Header<'_>) -> bool {
        Matcher::new(self).names(header.name())
    }

    /// Whether the fields on flags are there at all, so that the rules must have run.
    pub fn needs_flags(&self) -> bool {
        self.fields().any(|(_, field)| matches!(field, Field::Rule(_) | Field::Severity(_) | Field::Verdict(_)))
    }

    /// Whether the fields that need the decoded report are there at all: cells, and in a query
    /// without words the sections.
    pub fn needs_report(&self) -> bool {
        let filter_only = self.is_filter_only();
        self.fields().any(|(_, field)| match field {
            Field::Cell(..) => true,
            Field::Section(_) => filter_only,
            _ => false,
        })
    }

    /// The cells that the fields ask for.
    pub fn cells(&self) -> impl Iterator<Item = CellId> {
        self.fields().filter_map(|(_, field)| if let Field::Cell(id, _) = field { Some(*id) } else { None })
    }

    /// Whether the fields that need the decoded report let it in. Only numbers that were read are
    /// compared, inferred ones never. In a query without words `section:六` lets in reports that
    /// have the section, `!section:六` those that lack it.
    pub fn admits_report(&self, report: &Report) -> bool {
        let read = |id: CellId| report.tables.cell(id).filter(|cell| !cell.is_inferred())?.value;
        self.admits_contents(&read, &|key| report.sections.iter().any(|section| section.key == key))
    }

    /// The same of a report of which is known what was read in the cells asked for and which sections it has.
    pub(crate) fn admits_contents(
        &self,
        read: &dyn Fn(CellId) -> Option<Number>,
        has: &dyn Fn(Option<SectionKey>) -> bool,
    ) -> bool {
        let filter_only = self.is_filter_only();
        self.fields().all(|(negated, field)| match field {
            Field::Cell(id, values) => {
                read(*id).is_some_and(|value| values.iter().any(|compare| compare.admits(&value))) != negated
            }
            Field::Section(keys) if filter_only => keys.iter().any(|key| has(*key)) != negated,
            _ => true,
        })
    }

    /// Whether sentences of this section are searched.
    pub fn admits_section(&self, key: Option<SectionKey>) -> bool {
        self.fields().all(|(negated, field)| match field {
            Field::Section(keys) => keys.contains(&key) != negated,
            _ => true,
        })
    }

    /// Whether one flag of an admitted report is let in (rule, severity, verdict).
    pub fn admits_flag(&self, flag: Sort) -> bool {
        self.admits_flag_or_none(Some(flag))
    }

    /// First characters of rule codes that the query names, so that a caller who knows the rules can
    /// say which of them are none.
    pub fn rule_codes(&self) -> impl Iterator<Item = &str> {
        self.fields().flat_map(|(_, field)| match field {
            Field::Rule(codes) => codes.iter().flatten().map(String::as_str).collect(),
            _ => Vec::new(),
        })
    }

    fn admits_flag_or_none(&self, flag: Option<Sort>) -> bool {
        self.fields().all(|(negated, field)| match field {
            Field::Rule(codes) => codes.iter().any(|code| is_code(code.as_deref(), flag)) != negated,
            Field::Severity(severities) => {
                flag.is_some_and(|flag| severities.iter().any(|compare| compare.admits(&flag.severity))) != negated
            }
            Field::Verdict(asked) => {
                flag.is_some_and(|flag| asked.iter().any(|asked| flag.reviewed.is(*asked))) != negated
            }
            _ => true,
        })
    }

    /// Whether a field asks what reviewers decided.
    pub fn asks_for_verdicts(&self) -> bool {
        self.fields().any(|(_, field)| matches!(field, Field::Verdict(_)))
    }

    /// Whether a field asks for flags that are taken as known (存量), which lists leave out else.
    pub fn asks_for_known(&self) -> bool {
        self.fields()
            .any(|(negated, field)| !negated && matches!(field, Field::Verdict(asked) if asked.contains(&Asked::Known)))
    }

    /// The fields, each with whether it must not hold.
    fn fields(&self) -> impl Iterator<Item = (bool, &Field)> {
        self.clauses.iter().filter_map(|clause| match &clause.part {
            Part::Field(field) => Some((clause.negated, field)),
            Part::Words(_) => None,
        })
    }
}

/// Whether a field on the head of a report holds; `None` for other fields.
fn of_header(field: &Field, header: &Header<'_>) -> Option<bool> {
    let agency = &header.agency;
    Some(match field {
        Field::Year(years) => years.iter().any(|year| match (year, header.year) {
            (Some(compare), Some(year)) => compare.admits(&year),
            (one, other) => one.is_none() && other.is_none(),
        }),
        Field::Agency(parts) => parts.iter().any(|part| match part {
            Some(part) => is_part(part, header.name()),
            None => agency.name.is_none(),
        }),
        Field::Region(parts) => parts.iter().any(|part| match part {
            Some(part) => is_in_region(part, header),
            None => agency.regions().next().is_none(),
        }),
        Field::Level(levels) => levels.contains(&agency.level),
        Field::Kind(kinds) => kinds.contains(&agency.kind),
        Field::Form(forms) => forms.contains(&header.form),
        Field::Id(ids) => ids.iter().any(|id| header.id.starts_with(id.as_str())),
        Field::Section(_)
        | Field::Rule(_)
        | Field::Severity(_)
        | Field::Verdict(_)
        | Field::Number(_)
        | Field::New(_)
        | Field::Cell(..) => return None,
    })
}

fn is_in_region(part: &str, header: &Header<'_>) -> bool {
    let digits: String = part.chars().map(narrow).collect();
    if digits.bytes().all(|b| b.is_ascii_digit()) {
        return header.agency.code.as_deref().is_some_and(|code| code.starts_with(&digits));
    }
    header.agency.regions().any(|region| is_part(part, region))
}

/// Whether a flag, or there being none, is what a value of `rule:` asks for.
fn is_code(code: Option<&str>, flag: Option<Sort>) -> bool {
    match (code, flag) {
        (Some(code), Some(flag)) => flag.rule.starts_with(code),
        (one, other) => one.is_none() && other.is_none(),
    }
}
