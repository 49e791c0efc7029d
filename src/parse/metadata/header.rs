//! The header of a page: its fields above the first section and those at its end, as texts and names.

use crate::parse::metadata::fields::{self, Field};
use crate::parse::metadata::labels::Key;
use crate::parse::metadata::name::Name;
use crate::parse::metadata::view::{Folded, Page};

/// The header fields of a page: above the first section, and among the last lines.
pub(super) struct Header<'p, 'a> {
    above: &'p [Folded<'a>],
    below: &'p [Folded<'a>],
    /// Of the lines above.
    pub fields: Vec<Field>,
    fields_below: Vec<Field>,
}

impl<'p, 'a> Header<'p, 'a> {
    pub fn read(page: &'p Page<'a>) -> Self {
        let above = page.preface();
        let below = if page.before_sections < page.head.len() { page.tail() } else { &[] };
        Self { above, below, fields: fields::read(above), fields_below: fields::read(below) }
    }

    /// Every field with its line, those above the report first.
    pub fn pairs(&self) -> Vec<(&'p Folded<'a>, &Field)> {
        let above = self.fields.iter().filter_map(|field| Some((self.above.get(field.line)?, field)));
        let below = self.fields_below.iter().filter_map(|field| Some((self.below.get(field.line)?, field)));
        above.chain(below).collect()
    }

    /// The values of the fields with this key, folded.
    pub fn text(&self, key: Key) -> impl Iterator<Item = &'p str> {
        let pairs = self.pairs().into_iter().filter(move |(_, field)| field.key == key);
        pairs.filter_map(|(line, field)| line.text.get(field.value.clone()))
    }

    /// The first value with this key that is a name.
    pub fn name(&self, key: Key) -> Option<Name> {
        self.text(key).find_map(|text| {
            let name = ["门户网站", "政府网站", "网站", "网"]
                .iter()
                .fold(text.trim(), |name, site| name.strip_suffix(site).unwrap_or(name));
            Name::parse(name).filter(|name| name.kind.is_some())
        })
    }
}
