//! The elements of HTML as far as reading a report cares: what starts a line, what holds others, what
//! is a part of a table, what is left out.

/// What a tag means here. Elements that only change how their text looks are `Inline`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Element {
    /// Holds blocks, starts and ends lines.
    Holder(Holder),
    /// Starts and ends a line and is never looked for again: paragraphs, list items.
    Line,
    Heading(u8),
    Break,
    Pre,
    Table,
    /// A group of rows.
    Group,
    Row,
    Cell,
    Anchor,
    Image,
    Embed,
    Input,
    Meta,
    Link,
    Title,
    Style,
    /// Holds no tags and no text of the page: scripts and the like.
    Raw(&'static str),
    /// Left out with everything in it.
    Dropped(Dropped),
    /// Raised or lowered text, which is no part of the number beside it.
    Raised,
    Inline,
}

macro_rules! kinds {
    ($(#[$doc:meta])* $name:ident { $($kind:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($kind),+ }

        impl $name {
            pub const COUNT: usize = [$(Self::$kind),+].len();

            pub fn index(self) -> usize {
                self as usize
            }
        }
    };
}

kinds! {
    /// Elements that hold blocks, told apart because an end tag closes its own kind.
    Holder {
        Div, Section, Article, Main, Header, Footer, Nav, Aside, List, Definitions, Form, Center, Quote, Fieldset,
        Figure, Details,
    }
}

kinds! {
    /// Elements whose content is not shown as text, or was taken back by the author.
    Dropped {
        NoScript, Template, Object, Svg, Select, Button, Xml, Deleted, Struck, Annotation, Canvas, Media, Hidden,
    }
}

/// The longest name of an element that means anything here.
const LONGEST: usize = 10;

impl Element {
    /// The element of a tag with this name.
    pub fn of(name: &[u8]) -> Self {
        let mut lower = [0_u8; LONGEST];
        let Some(place) = lower.get_mut(..name.len()) else { return Self::Inline };
        place.copy_from_slice(name);
        place.make_ascii_lowercase();
        Self::of_lower(place)
    }

    fn of_lower(name: &[u8]) -> Self {
        match name {
            b"span" | b"font" | b"b" | b"i" | b"u" | b"em" | b"strong" | b"o:p" => Self::Inline,
            b"p" | b"li" | b"dt" | b"dd" | b"hr" | b"address" | b"figcaption" | b"legend" | b"summary" | b"caption"
            | b"body" | b"html" | b"head" | b"option" | b"marquee" => Self::Line,
            b"br" => Self::Break,
            b"table" => Self::Table,
            b"thead" | b"tbody" | b"tfoot" | b"colgroup" => Self::Group,
            b"tr" => Self::Row,
            b"td" | b"th" => Self::Cell,
            b"a" => Self::Anchor,
            b"img" => Self::Image,
            b"embed" => Self::Embed,
            b"input" => Self::Input,
            b"meta" => Self::Meta,
            b"link" => Self::Link,
            b"title" => Self::Title,
            b"style" => Self::Style,
            b"script" => Self::Raw("script"),
            b"iframe" => Self::Raw("iframe"),
            b"textarea" => Self::Raw("textarea"),
            b"noframes" => Self::Raw("noframes"),
            b"noembed" => Self::Raw("noembed"),
            b"pre" | b"listing" | b"plaintext" | b"xmp" => Self::Pre,
            b"sup" | b"sub" => Self::Raised,
            [b'h', n @ b'1'..=b'6'] => Self::Heading(n - b'0'),
            _ => holder(name).map(Self::Holder).or_else(|| dropped(name).map(Self::Dropped)).unwrap_or(Self::Inline),
        }
    }
}

fn holder(name: &[u8]) -> Option<Holder> {
    Some(match name {
        b"div" => Holder::Div,
        b"section" => Holder::Section,
        b"article" => Holder::Article,
        b"main" => Holder::Main,
        b"header" => Holder::Header,
        b"footer" => Holder::Footer,
        b"nav" => Holder::Nav,
        b"aside" => Holder::Aside,
        b"ul" | b"ol" | b"menu" | b"dir" => Holder::List,
        b"dl" => Holder::Definitions,
        b"form" => Holder::Form,
        b"center" => Holder::Center,
        b"blockquote" => Holder::Quote,
        b"fieldset" => Holder::Fieldset,
        b"figure" => Holder::Figure,
        b"details" => Holder::Details,
        _ => return None,
    })
}

fn dropped(name: &[u8]) -> Option<Dropped> {
    Some(match name {
        b"noscript" => Dropped::NoScript,
        b"template" => Dropped::Template,
        b"object" | b"applet" => Dropped::Object,
        b"svg" | b"math" => Dropped::Svg,
        b"select" | b"datalist" => Dropped::Select,
        b"button" => Dropped::Button,
        b"xml" => Dropped::Xml,
        b"del" => Dropped::Deleted,
        b"s" | b"strike" => Dropped::Struck,
        b"rt" | b"rp" => Dropped::Annotation,
        b"canvas" => Dropped::Canvas,
        b"audio" | b"video" => Dropped::Media,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_any_case() {
        for (name, element) in [
            ("TD", Element::Cell),
            ("H3", Element::Heading(3)),
            ("h7", Element::Inline),
            ("Div", Element::Holder(Holder::Div)),
            ("NoScript", Element::Dropped(Dropped::NoScript)),
            ("st1:chsdate", Element::Inline),
            ("", Element::Inline),
        ] {
            assert_eq!(Element::of(name.as_bytes()), element, "{name}");
        }
    }
}
