//! A screen buffer as a picture: SVG that needs nothing else, with text that can be selected. Every run
//! of letters is told where it starts and how long it is, so that the grid holds in any font.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

use crate::tui::colour::{number, of_index};
use crate::tui::glyph;
use crate::tui::theme::Theme;
use crate::tui::wire::glyphs::{Glyph, Look, row};

/// The size of a column and a row, and the rim around the screen, in pixels.
const COLUMN: u16 = 9;
const ROW: u16 = 20;
const RIM: u16 = 12;
/// Where letters stand in their row.
const BASELINE: u16 = 15;

type Rgb = [u8; 3];

/// What the 16 colours are in pictures of the terminal's own theme, and what it writes in and on.
const SIXTEEN: [u32; 16] = [
    0x1B_1E24, 0xF0_7178, 0x8C_CB7F, 0xE6_B455, 0x6C_A8F0, 0xC7_92EA, 0x56_C2D6, 0xC8_CCD4, 0x7A_8290, 0xFF_8B92,
    0xA6_E29A, 0xFF_CB6B, 0x8A_BEFF, 0xDD_B3FF, 0x7F_DBEC, 0xFF_FFFF,
];
const PAPER: u32 = 0x1B_1E24;
const INK: u32 = 0xD4_D7DD;

/// In pictures letters are of one of these sorts, each with a way of its own to keep to the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// ASCII: as wide as a column in most fonts.
    Narrow,
    /// Ideographs: as wide as high in every font.
    Wide,
    /// Drawn as strokes; the letters are there to be selected.
    Line,
    /// Anything else, which fonts make as wide as they please.
    Other,
}

/// Letters of one row that are written in one go.
#[derive(Debug)]
struct Run {
    x: u16,
    columns: u16,
    text: String,
    sort: Sort,
    fill: Rgb,
    modifier: Modifier,
}

/// The picture while it is drawn.
struct Picture {
    canvas: [Rgb; 2],
    /// The colours of letters and backgrounds; their places are their classes.
    fills: Vec<Rgb>,
}

/// The screen as a picture, with the caret where a text field has it.
pub fn svg(buffer: &Buffer, theme: &Theme, caret: Option<(u16, u16)>) -> String {
    let plain = Look::PLAIN.under(theme.canvas());
    let mut picture = Picture { canvas: [of_colour(plain.fg, INK), of_colour(plain.bg, PAPER)], fills: Vec::new() };
    let rows: Vec<u16> = (buffer.area.top()..buffer.area.bottom()).collect();
    let grounds: String = rows.iter().map(|y| picture.grounds(buffer, *y)).collect();
    let lines = picture.lines(buffer);
    let texts: String = rows.iter().map(|y| picture.texts(buffer, *y)).collect();
    let (width, height) = (buffer.area.width * COLUMN + 2 * RIM, buffer.area.height * ROW + 2 * RIM);
    let [ink, paper] = picture.canvas.map(hex);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} \
         {height}\">\n<title>检报 jianbao</title>\n<style>{STYLE}"
    );
    for (class, fill) in picture.fills.iter().enumerate() {
        let _ = write!(out, ".{}{{fill:{}}}", class_of(class), hex(*fill));
    }
    let _ = write!(
        out,
        "</style>\n<rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{paper}\"/>\n\
         <g transform=\"translate({RIM} {RIM})\" fill=\"{ink}\">\n{grounds}{lines}{texts}"
    );
    if let Some((x, y)) = caret {
        let _ = writeln!(out, "<path d=\"M{} {}h2v16h-2z\"/>", x * COLUMN, y * ROW + 2);
    }
    out.push_str("</g>\n</svg>\n");
    out
}

/// How letters are drawn: `w` wide ones, which leave two pixels of their columns free, `l` those that are
/// only there to be selected.
const STYLE: &str = "text{font:15px 'Sarasa Mono SC','Cascadia Mono','JetBrains Mono',Menlo,Consolas,\
    'DejaVu Sans Mono','Noto Sans Mono CJK SC','PingFang SC','Microsoft YaHei',monospace;white-space:pre}\
    .w{font-size:16px;letter-spacing:2px}.b{font-weight:700}.u{text-decoration:underline;\
    text-decoration-skip-ink:none;text-underline-offset:2px}.l{fill-opacity:0}.s{fill:none;stroke-width:1}";

/// A class that `STYLE` does not have.
fn class_of(place: usize) -> String {
    format!("c{place}")
}

fn hex([r, g, b]: Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn parts(colour: u32) -> Rgb {
    let [_, r, g, b] = colour.to_be_bytes();
    [r, g, b]
}

/// The colour in which something is drawn.
fn of_colour(colour: Color, plain: u32) -> Rgb {
    match colour {
        Color::Rgb(r, g, b) => [r, g, b],
        Color::Indexed(n) if n >= 16 => of_index(n),
        Color::Indexed(n) => SIXTEEN.get(usize::from(n)).copied().map_or(parts(plain), parts),
        named => number(named).and_then(|n| SIXTEEN.get(usize::from(n))).copied().map_or(parts(plain), parts),
    }
}

/// The glyphs of a row, each with its column.
fn placed(buffer: &Buffer, y: u16) -> Vec<(u16, Glyph<'_>)> {
    (0..).zip(row(buffer, y)).filter_map(|(x, glyph)| Some((x, glyph?))).collect()
}

impl Picture {
    /// The colours of letters and background in a look: the attributes that change them are done.
    fn colours(&self, look: Look) -> [Rgb; 2] {
        let own = |colour: Color, plain: Rgb| if colour == Color::Reset { plain } else { of_colour(colour, INK) };
        let [mut fg, mut bg] = [own(look.fg, self.canvas[0]), own(look.bg, self.canvas[1])];
        if look.modifier.contains(Modifier::REVERSED) {
            [fg, bg] = [bg, fg];
        }
        if look.modifier.contains(Modifier::DIM) {
            let between = |fg: u8, bg: u8| u8::try_from((u16::from(fg) * 62 + u16::from(bg) * 38) / 100).unwrap_or(fg);
            fg = [between(fg[0], bg[0]), between(fg[1], bg[1]), between(fg[2], bg[2])];
        }
        [fg, bg]
    }

    /// The class that fills in a colour; none for the colour that letters have anyway.
    fn class(&mut self, fill: Rgb) -> Option<String> {
        if fill == self.canvas[0] {
            return None;
        }
        let known = self.fills.iter().position(|known| *known == fill);
        let place = known.unwrap_or_else(|| {
            self.fills.push(fill);
            self.fills.len() - 1
        });
        Some(class_of(place))
    }

    /// The backgrounds of a row that are not the canvas.
    fn grounds(&mut self, buffer: &Buffer, y: u16) -> String {
        let mut stretches: Vec<(u16, u16, Rgb)> = Vec::new();
        for (x, glyph) in placed(buffer, y) {
            let [_, bg] = self.colours(glyph.look);
            match stretches.last_mut() {
                Some((_, end, colour)) if *end == x && *colour == bg => *end = x + glyph.columns,
                _ => stretches.push((x, x + glyph.columns, bg)),
            }
        }
        let mut out = String::new();
        let paper = self.canvas[1];
        for (start, end, colour) in stretches.into_iter().filter(|(.., colour)| *colour != paper) {
            let class = self.class(colour).map_or_else(String::new, |class| format!(" class=\"{class}\""));
            let (x, width) = (start * COLUMN, (end - start) * COLUMN);
            let _ = writeln!(out, "<path{class} d=\"M{x} {}h{width}v{ROW}h-{width}z\"/>", y * ROW);
        }
        out
    }

    /// The strokes of the lines: one path for each colour of them.
    fn lines(&self, buffer: &Buffer) -> String {
        let mut strokes = Strokes::default();
        for y in buffer.area.top()..buffer.area.bottom() {
            for (x, glyph) in placed(buffer, y) {
                if let Some(sides) = sides(glyph.symbol) {
                    let [colour, _] = self.colours(glyph.look);
                    strokes.add(colour, (x, y), sides);
                }
            }
        }
        let mut paths: Vec<(Rgb, String)> = Vec::new();
        for stroke in &strokes.all {
            match paths.iter_mut().find(|(colour, _)| *colour == stroke.colour) {
                Some((_, path)) => path.push_str(&stroke.path()),
                None => paths.push((stroke.colour, stroke.path())),
            }
        }
        let write =
            |(colour, path): &(Rgb, String)| format!("<path class=\"s\" stroke=\"{}\" d=\"{path}\"/>\n", hex(*colour));
        paths.iter().map(write).collect()
    }

    /// The letters of a row.
    fn texts(&mut self, buffer: &Buffer, y: u16) -> String {
        let runs = self.runs(&placed(buffer, y));
        if runs.is_empty() {
            return String::new();
        }
        let mut out = format!("<g transform=\"translate(0 {})\">", y * ROW + BASELINE);
        for run in &runs {
            self.write(run, &mut out);
        }
        out.push_str("</g>\n");
        out
    }

    /// The runs of a row. A single blank between two narrow letters belongs to their run.
    fn runs(&self, glyphs: &[(u16, Glyph<'_>)]) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for (x, glyph) in glyphs {
            let underlined = glyph.look.modifier.contains(Modifier::UNDERLINED);
            if glyph.is_blank() && !underlined {
                continue;
            }
            let [fill, _] = self.colours(glyph.look);
            let modifier = glyph.look.modifier & (Modifier::BOLD | Modifier::UNDERLINED);
            let sort = sort(glyph);
            let joins =
                |run: &&mut Run| (run.fill, run.modifier, run.sort) == (fill, modifier, sort) && sort != Sort::Other;
            let last = runs.last_mut().filter(joins);
            match last {
                Some(run) if run.x + run.columns == *x => run.add(glyph),
                Some(run) if run.x + run.columns + 1 == *x && sort == Sort::Narrow && !underlined => {
                    run.text.push(' ');
                    run.columns += 1;
                    run.add(glyph);
                }
                _ => runs.push(Run {
                    x: *x,
                    columns: glyph.columns,
                    text: glyph.symbol.to_owned(),
                    sort,
                    fill,
                    modifier,
                }),
            }
        }
        runs
    }

    fn write(&mut self, run: &Run, out: &mut String) {
        let mut classes: Vec<String> = self.class(run.fill).into_iter().collect();
        let sorts = [(Sort::Wide, "w"), (Sort::Line, "l")].into_iter().filter(|(sort, _)| *sort == run.sort);
        let marks = [(Modifier::BOLD, "b"), (Modifier::UNDERLINED, "u")];
        let marks = marks.into_iter().filter(|(mark, _)| run.modifier.contains(*mark));
        classes.extend(sorts.map(|(_, class)| class.to_owned()).chain(marks.map(|(_, class)| class.to_owned())));
        let x = run.x * COLUMN + u16::from(run.sort == Sort::Wide);
        let _ = write!(out, "<text x=\"{x}\"");
        if !classes.is_empty() {
            let _ = write!(out, " class=\"{}\"", classes.join(" "));
        }
        let length = run.columns * COLUMN;
        if run.sort == Sort::Other {
            let _ = write!(out, " textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\"");
        } else if run.text.chars().nth(1).is_some() {
            let _ = write!(out, " textLength=\"{length}\"");
        }
        let _ = write!(out, ">{}</text>", escaped(&run.text));
    }
}

impl Run {
    fn add(&mut self, glyph: &Glyph<'_>) {
        self.text.push_str(glyph.symbol);
        self.columns += glyph.columns;
    }
}

fn sort(glyph: &Glyph<'_>) -> Sort {
    match glyph.columns {
        _ if sides(glyph.symbol).is_some() => Sort::Line,
        1 if glyph.symbol.is_ascii() => Sort::Narrow,
        2 if glyph.is_sure() => Sort::Wide,
        _ => Sort::Other,
    }
}

/// The sides a drawn line runs to, as `glyph::line` counts them.
fn sides(symbol: &str) -> Option<u8> {
    (1..16).find(|sides| sides & (sides - 1) != 0 && glyph::line(*sides) == symbol)
}

/// A straight line, in half pixels.
#[derive(Debug)]
struct Stroke {
    colour: Rgb,
    upright: bool,
    /// How far right an upright one stands, and how far down a level one.
    at: u16,
    from: u16,
    to: u16,
}

impl Stroke {
    fn path(&self) -> String {
        let [at, from, to] = [self.at, self.from, self.to].map(|n| f32::from(n) / 2.0);
        if self.upright { format!("M{at} {from}V{to}") } else { format!("M{from} {at}H{to}") }
    }
}

/// The strokes of a screen, taken in row by row.
#[derive(Debug, Default)]
struct Strokes {
    all: Vec<Stroke>,
    /// The last stroke of every line they can stand on.
    last: BTreeMap<(bool, u16), usize>,
}

impl Strokes {
    /// Adds the strokes from the middle of a cell to its sides to those that end where they begin.
    fn add(&mut self, colour: Rgb, (x, y): (u16, u16), sides: u8) {
        let (left, top) = (x * COLUMN * 2, y * ROW * 2);
        // Strokes of one pixel are sharp where they run between two whole numbers.
        let (middle, centre) = (left + COLUMN, top + ROW + 1);
        let reach = |side: u8, end: u16, middle: u16| if sides & side == 0 { middle } else { end };
        let (west, east) = (reach(8, left, middle), reach(2, left + 2 * COLUMN, middle));
        let (north, south) = (reach(1, top, centre), reach(4, top + 2 * ROW, centre));
        for (upright, at, from, to) in [(false, centre, west, east), (true, middle, north, south)] {
            if from == to {
                continue;
            }
            let last = self.last.get(&(upright, at)).and_then(|place| self.all.get_mut(*place));
            if let Some(stroke) = last.filter(|stroke| (stroke.colour, stroke.to) == (colour, from)) {
                stroke.to = to;
            } else {
                self.last.insert((upright, at), self.all.len());
                self.all.push(Stroke { colour, upright, at, from, to });
            }
        }
    }
}

/// Text as XML has it. What XML cannot hold at all is replaced.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\u{FFFE}' | '\u{FFFF}' => out.push(char::REPLACEMENT_CHARACTER),
            c if c.is_control() => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use quick_xml::Reader;
    use quick_xml::events::Event;
    use ratatui::layout::Rect;

    use super::*;
    use crate::tui::colour::Depth;
    use crate::tui::dump;
    use crate::tui::fixture::{inspector, press};
    use crate::tui::paint::Pen;
    use crate::tui::theme::{Named, Role};

    /// Where a run starts, how long it is told to be, and its text.
    type Placed = (u32, u32, String);

    /// The text of a picture's letters in their order, its size, and the x and length of every run.
    fn read(picture: &str) -> (String, (u32, u32), Vec<Placed>) {
        let mut reader = Reader::from_str(picture);
        let (mut text, mut size, mut runs, mut inside) = (String::new(), (0, 0), Vec::new(), false);
        loop {
            let event = reader.read_event().unwrap();
            match event {
                Event::Start(start) => {
                    let value = |name: &str| {
                        let found = start.attributes().map(Result::unwrap).find(|a| a.key.as_ref() == name);
                        found.map_or(0, |a| a.value.parse().unwrap())
                    };
                    inside = start.name().as_ref() == "text";
                    match start.name().as_ref() {
                        "svg" => size = (value("width"), value("height")),
                        "text" => runs.push((value("x"), value("textLength"), String::new())),
                        _ => {}
                    }
                }
                Event::Text(part) if inside => {
                    let part = part.xml10_content();
                    text += &part;
                    runs.last_mut().unwrap().2 += &part;
                }
                Event::GeneralRef(name) if inside => {
                    let c = match &*name {
                        "amp" => '&',
                        "lt" => '<',
                        "gt" => '>',
                        other => panic!("{other}"),
                    };
                    text.push(c);
                    runs.last_mut().unwrap().2.push(c);
                }
                Event::End(_) => inside = false,
                Event::Eof => return (text, size, runs),
                _ => {}
            }
        }
    }

    fn without_blanks(text: &str) -> String {
        text.split_whitespace().collect()
    }

    #[test]
    fn every_glyph_of_the_screen_is_in_the_picture() {
        let screens = ["j j l l l l", "6 j enter } enter", "6 j enter z", "g f l j", "/ \"申请\"", "?"];
        for named in [Named::Terminal, Named::Dark, Named::Light] {
            for keys in screens {
                let mut inspector = inspector((160, 45));
                press(&mut inspector, keys);
                let theme = Theme::new(named, Depth::True);
                let (buffer, caret) = inspector.screen(&theme);
                let picture = svg(&buffer, &theme, caret);
                let (text, size, runs) = read(&picture);
                assert_eq!(without_blanks(&text), without_blanks(&dump::text(&buffer)), "{named:?} {keys}");
                assert_eq!(size, (160 * 9 + 24, 45 * 20 + 24));
                assert!(picture.len() <= 60_000, "{named:?} {keys}: {} bytes", picture.len());
                assert_eq!(picture, svg(&buffer, &theme, caret));
                assert!(runs.iter().all(|(x, length, _)| x + length <= 160 * 9 + 1), "{keys}: a run beyond the edge");
                assert_eq!(picture.contains("h2v16"), caret.is_some(), "{keys}: the caret");
            }
        }
    }

    #[test]
    fn letters_keep_to_the_grid() {
        let theme = Theme::new(Named::Dark, Depth::True);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 2));
        let mut pen = Pen::new(&mut buffer, &theme);
        pen.ground();
        pen.text((0, 0), 20, "新收 118件 <a & b>", Role::Text);
        pen.text((0, 1), 20, "—│──\u{1b}x", Role::Error);
        let (_, _, runs) = read(&svg(&buffer, &theme, None));
        let run = |x, length, text: &str| (x, length, text.to_owned());
        assert_eq!(
            runs,
            [
                run(1, 36, "新收"),
                run(45, 27, "118"),
                run(73, 0, "件"),
                run(99, 63, "<a & b>"),
                run(0, 9, "—"),
                run(9, 27, "│──"),
                run(36, 9, "␛"),
                run(45, 0, "x"),
            ]
        );
    }

    #[test]
    fn lines_meet() {
        let theme = Theme::default();
        let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 2));
        let mut pen = Pen::new(&mut buffer, &theme);
        pen.text((0, 0), 4, "──┬─", Role::Text);
        pen.text((2, 1), 4, "│", Role::Text);
        let picture = svg(&buffer, &theme, None);
        assert!(picture.contains("d=\"M0 10.5H36M22.5 10.5V40\""), "{picture}");
    }

    #[test]
    fn attributes_are_drawn() {
        let theme = Theme::new(Named::Terminal, Depth::None);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 1));
        let mut pen = Pen::new(&mut buffer, &theme);
        for (x, role) in [(0, Role::Strong), (1, Role::Agreeing), (2, Role::Cursor), (3, Role::Dim)] {
            pen.text((x, 0), 6, "x", role);
        }
        let picture = svg(&buffer, &theme, None);
        assert!(picture.contains("class=\"b\">x<") && picture.contains("class=\"u\">x<"), "{picture}");
        assert!(picture.contains("d=\"M18 0h9v20h-9z\""), "the reversed cell has a background: {picture}");
        assert_eq!(picture.matches("fill:#").count(), 2, "paper as ink, and what is dim: {picture}");
    }
}
