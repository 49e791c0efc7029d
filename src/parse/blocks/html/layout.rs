//! Where a page puts its lines: the places that converters of PDF write into styles. Says which lines
//! stand side by side.

use memchr::memmem;

/// The place of a line on its page, in the unit of the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    pub top: f32,
    pub left: f32,
    /// The size of its letters; 0 where it is not known.
    pub size: f32,
}

/// Lines that differ less in height, in letters, stand on one line.
const SAME_LINE: f32 = 0.45;
/// The same where the size is not known, in the unit of the page.
const SAME_LINE_UNITS: f32 = 6.0;
/// A space wider than this, in letters, is seen.
const A_SPACE: f32 = 0.35;
/// Lines further apart than this, in letters, do not belong together.
const A_GAP: f32 = 3.0;

impl Spot {
    /// Reads a style such as `top:88.4pt;left:219.4pt`.
    pub fn read(style: &str, sizes: &Sizes, class: Option<&str>) -> Option<Self> {
        let (top, left) = (property(style, "top")?, property(style, "left")?);
        let own = property(style, "font-size").or_else(|| property(style, "line-height"));
        let size = own.or_else(|| class.and_then(|class| sizes.of(class))).unwrap_or(0.0);
        Some(Self { top, left, size })
    }

    /// Whether what stands here goes on to the right of another line.
    pub fn goes_on(&self, last: &Self) -> bool {
        let size = self.size.max(last.size);
        let most = if size > 0.0 { size * SAME_LINE } else { SAME_LINE_UNITS };
        (self.top - last.top).abs() <= most && self.left > last.left
    }

    /// Whether a space is seen between the end of a line with this text and the start of this one.
    pub fn is_apart(&self, last: &Self, text: &str) -> bool {
        let wide = |c: char| if c.is_ascii() { 0.5 } else { 1.0 };
        let end = last.left + text.chars().map(wide).sum::<f32>() * last.size;
        last.size <= 0.0 || self.left - end > A_SPACE * last.size
    }

    /// Whether this line stands far below another.
    pub fn is_far_below(&self, last: &Self) -> bool {
        let size = self.size.max(last.size);
        size > 0.0 && self.top - last.top > A_GAP * size
    }
}

/// The sizes of letters that a style sheet gives to classes.
#[derive(Debug, Clone, Default)]
pub struct Sizes {
    all: Vec<(String, f32)>,
}

impl Sizes {
    /// As many classes are kept; a converter writes one for each font of a page.
    const MOST: usize = 200;

    /// Reads rules such as `.ft12{font-size:24px;…}`.
    pub fn read(&mut self, sheet: &str) {
        const LONGEST_SIZE: usize = 32;
        for at in memmem::find_iter(sheet.as_bytes(), b"font-size:") {
            if self.all.len() >= Self::MOST {
                return;
            }
            let class = selector(sheet.get(..at).unwrap_or_default());
            let near = sheet
                .get(at..)
                .map_or("", |rule| rule.char_indices().nth(LONGEST_SIZE).map_or(rule, |(end, _)| rule.split_at(end).0));
            let size = property(near, "font-size");
            if let (Some(class), Some(size)) = (class, size) {
                self.all.push((class.to_owned(), size));
            }
        }
    }

    fn of(&self, class: &str) -> Option<f32> {
        self.all.iter().find(|(name, _)| name == class).map(|(_, size)| *size)
    }
}

/// The class whose rule is open at the end of a style sheet.
fn selector(sheet: &str) -> Option<&str> {
    const LONGEST_RULE: usize = 200;
    let bytes = sheet.as_bytes();
    let near = bytes.len().saturating_sub(LONGEST_RULE);
    let dot = near + memchr::memrchr(b'.', bytes.get(near..)?)?;
    let (class, _) = sheet.get(dot + 1..)?.split_once('{')?;
    Some(class.trim())
}

/// The number that a style gives to a property.
pub fn property(style: &str, name: &str) -> Option<f32> {
    let value = declaration(style, name)?;
    let len = value.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-')).count();
    value.get(..len)?.parse().ok().filter(|number: &f32| number.is_finite())
}

/// What a style says of a property.
fn declaration<'s>(style: &'s str, name: &str) -> Option<&'s str> {
    let mut declarations = style.split([';', '{', '}']);
    declarations.find_map(|declaration| {
        let (found, value) = declaration.split_once(':')?;
        found.trim().eq_ignore_ascii_case(name).then_some(value.trim())
    })
}

/// What a style does to the text beside its element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    None,
    /// Takes the element out of sight.
    Hides,
    /// Sets it off from the text beside it.
    SetsOff,
}

/// The effect of a style.
pub fn effect(style: &str) -> Effect {
    let mut effect = Effect::None;
    for (name, value) in style.split(';').filter_map(|declaration| declaration.split_once(':')) {
        let is = |wanted: &str| value.trim_start().get(..wanted.len()).is_some_and(|v| v.eq_ignore_ascii_case(wanted));
        match name.trim().to_ascii_lowercase().as_str() {
            "display" if is("none") => return Effect::Hides,
            "visibility" if is("hidden") => return Effect::Hides,
            "mso-hide" if is("all") => return Effect::Hides,
            "display" if !is("inline") || is("inline-") => effect = Effect::SetsOff,
            "float" | "left" => effect = Effect::SetsOff,
            _ => {}
        }
    }
    effect
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_side_by_side() {
        let mut sizes = Sizes::default();
        sizes.read("p {margin: 0;} .ft12{font-size:24px;color:#000;}\n\t.ft13{font-size:20px;line-height:44px}");
        let spot = |style: &str, class| Spot::read(style, &sizes, class);
        let label = spot("position:absolute;top:728px;left:116px", Some("ft12")).unwrap();
        let value = spot("position:absolute;top:725px;left:478px", Some("ft13")).unwrap();
        let below = spot("position:absolute;top:762px;left:480px", Some("ft13")).unwrap();
        assert_eq!((label.size, value.size), (24.0, 20.0));
        assert!(value.goes_on(&label) && !label.goes_on(&value) && !below.goes_on(&value));
        assert!(value.is_apart(&label, "一、本年新收") && !value.is_apart(&label, "一、本年新收政府信息公开申请数"));
        let points = spot("top:88.4pt;left:219.4pt;line-height:22.0pt", None).unwrap();
        assert_eq!(points, Spot { top: 88.4, left: 219.4, size: 22.0 });
        assert!(spot("margin-top:3px;left:3px", None).is_none() && spot("top:a;left:1", None).is_none());
    }

    #[test]
    fn effects_of_styles() {
        for style in ["display:none", "color:red; DISPLAY : none!important", "mso-hide:all", "visibility:hidden"] {
            assert_eq!(effect(style), Effect::Hides, "{style}");
        }
        for style in ["display:inline-block;width:3em", "position:absolute;left:3px", "float:right", "display:block"] {
            assert_eq!(effect(style), Effect::SetsOff, "{style}");
        }
        for style in ["display:inline", "mso-hide:screen", "", "margin-left:2em", "color:red", ":", "display"] {
            assert_eq!(effect(style), Effect::None, "{style}");
        }
    }
}
