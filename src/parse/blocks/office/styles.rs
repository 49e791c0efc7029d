//! What the styles of a Word document say of a paragraph: the depth of a heading, the list it is in.

use std::collections::HashMap;

use crate::parse::blocks::office::numbering::ListPlace;
use crate::parse::blocks::office::package::{attribute, for_each_start, number};

/// More styles based on each other than any template has; a longer chain is a loop.
const LONGEST_CHAIN: usize = 12;

/// What a paragraph, or its style, says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Properties {
    pub style: Option<String>,
    /// Depth of a heading from 0; 9 is plain text.
    pub outline: Option<u8>,
    pub list: ListPlace,
}

impl Properties {
    /// Takes in an element of the properties of a paragraph.
    pub fn read(&mut self, element: &quick_xml::events::BytesStart<'_>) {
        match element.local_name().as_ref() {
            "pStyle" | "basedOn" => self.style = attribute(element, "val"),
            "outlineLvl" => self.outline = number(element),
            "numId" => self.list.list = number(element),
            "ilvl" => self.list.level = number(element),
            _ => {}
        }
    }

    fn or(self, other: &Self) -> Self {
        Self {
            style: other.style.clone(),
            outline: self.outline.or(other.outline),
            list: ListPlace { list: self.list.list.or(other.list.list), level: self.list.level.or(other.list.level) },
        }
    }
}

/// The styles of a document by their ids; each names the one it is based on.
#[derive(Debug, Clone, Default)]
pub struct Styles {
    all: HashMap<String, Properties>,
}

impl Styles {
    /// Reads `styles.xml`.
    pub fn read(part: &str) -> Self {
        let mut styles = Self::default();
        let mut open: Option<(String, Properties)> = None;
        for_each_start(part, |element| {
            if element.local_name().as_ref() == "style" {
                let id = attribute(element, "styleId").unwrap_or_default();
                styles.all.extend(open.replace((id, Properties::default())));
            } else if let Some((_, properties)) = &mut open {
                properties.read(element);
            }
        });
        styles.all.extend(open);
        styles
    }

    /// What holds of a paragraph: its own properties, else those of its style, and of what that is
    /// based on.
    pub fn of(&self, own: &Properties) -> Properties {
        let mut all = own.clone();
        for _ in 0..LONGEST_CHAIN {
            let Some(style) = all.style.as_ref().and_then(|id| self.all.get(id)) else { break };
            all = all.or(style);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_say_what_paragraphs_do_not() {
        let styles = Styles::read(
            r#"<w:styles><w:style w:styleId="a"><w:basedOn w:val="b"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
               <w:style w:styleId="b"><w:basedOn w:val="a"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style></w:styles>"#,
        );
        let of = |style: &str| styles.of(&Properties { style: Some(style.into()), ..Properties::default() });
        assert_eq!((of("a").outline, of("a").list.list), (Some(1), Some(3)));
        assert_eq!(of("b").outline, Some(1));
        assert_eq!((of("c").outline, of("c").list), (None, ListPlace::default()));
        let own =
            Properties { style: Some("a".into()), outline: Some(9), list: ListPlace { list: Some(0), level: None } };
        assert_eq!((styles.of(&own).outline, styles.of(&own).list.list), (Some(9), Some(0)));
    }
}
