//! The themes, computed: contrast, colours that eyes confuse, roles told apart, the same text on every
//! screen. `cargo test theme_tests -- --nocapture` prints the contrasts and the roles as they look.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use crate::tui::colour::{Depth, distance, light, number, of_index, oklab};
use crate::tui::dump;
use crate::tui::fixture::{inspector, press};
use crate::tui::layout::Pane;
use crate::tui::paint::Pen;
use crate::tui::palettes::{DARK, LIGHT, MONO, TERMINAL};
use crate::tui::theme::{Named, Role, Theme};
use crate::tui::wire::glyphs::Look;

const DEPTHS: [Depth; 4] = [Depth::None, Depth::Sixteen, Depth::Indexed, Depth::True];
const NAMED: [Named; 3] = [Named::Terminal, Named::Dark, Named::Light];

/// Roles that stand on the screen with no mark or word beside them to say what they are.
const UNMARKED: [Role; 10] = [
    Role::Text,
    Role::Dim,
    Role::Strong,
    Role::Match,
    Role::Evidence,
    Role::Agreeing,
    Role::Differing,
    Role::Inferred,
    Role::InferredNext,
    Role::Cursor,
];

/// What xterm shows for a colour.
fn shown(colour: Color) -> [u8; 3] {
    match colour {
        Color::Rgb(r, g, b) => [r, g, b],
        Color::Indexed(n) => of_index(n),
        named => of_index(number(named).unwrap_or_else(|| panic!("{named} has no colour of its own"))),
    }
}

/// The relative luminance of WCAG 2.
fn luminance(colour: [u8; 3]) -> f32 {
    let [r, g, b] = colour.map(light);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// The contrast ratio of WCAG 2.
fn contrast(a: [u8; 3], b: [u8; 3]) -> f32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// A letter in a role, with another role laid over it.
fn painted(theme: &Theme, role: Role, over: Option<Role>) -> Look {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 1, 1));
    let mut pen = Pen::new(&mut buffer, theme);
    pen.text((0, 0), 1, "x", role);
    if let Some(over) = over {
        pen.over(Rect::new(0, 0, 1, 1), over);
    }
    let cell = &buffer[(0, 0)];
    Look { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
}

/// The colours of letter and background as they are seen.
fn seen(look: Look) -> [[u8; 3]; 2] {
    let [fg, bg] = [look.fg, look.bg].map(shown);
    if look.modifier.contains(Modifier::REVERSED) { [bg, fg] } else { [fg, bg] }
}

#[test]
fn palettes_name_every_role_in_its_place() {
    for palette in [TERMINAL, MONO, DARK, LIGHT] {
        assert_eq!(palette.roles.map(|(role, _)| role), Role::ALL);
    }
    for (place, role) in Role::ALL.into_iter().enumerate() {
        assert_eq!(role as usize, place);
    }
}

#[test]
fn letters_stand_out_from_their_background() {
    for named in [Named::Dark, Named::Light] {
        for depth in [Depth::Indexed, Depth::True] {
            let theme = Theme::new(named, depth);
            for role in Role::ALL {
                for over in [None, Some(Role::Cursor), Some(Role::CursorAway)] {
                    let [fg, bg] = seen(painted(&theme, role, over));
                    let ratio = contrast(fg, bg);
                    if depth == Depth::True {
                        println!("{named:?} {role:?} {over:?} {ratio:.1}");
                    }
                    let wanted = if role == Role::Dim { 3.0 } else { 4.5 };
                    assert!(ratio >= wanted, "{named:?} {depth:?} {role:?} under {over:?}: {ratio:.2}");
                }
            }
        }
    }
}

/// What eyes see that lack one of the cones for red and green (F. Viénot et al., 1999), as linear light.
fn without_a_cone(colour: [u8; 3], red: bool) -> [f32; 3] {
    let [r, g, b] = colour.map(light);
    let (weight, blue) = if red { ([0.112_38, 0.887_62], 0.004_01) } else { ([0.292_75, 0.707_25], 0.022_34) };
    let yellow = weight[0] * r + weight[1] * g;
    [yellow, yellow, blue * r - blue * g + b]
}

#[test]
fn severities_differ_for_eyes_that_do_not_tell_red_from_green() {
    for named in [Named::Dark, Named::Light] {
        let theme = Theme::new(named, Depth::True);
        let role = |role| shown(theme.style(role).fg.unwrap());
        for (a, b) in [(Role::Error, Role::Good), (Role::Error, Role::Info), (Role::Warning, Role::Good)] {
            for red in [true, false] {
                let place = |of| oklab(without_a_cone(role(of), red));
                let apart = distance(place(a), place(b)).sqrt();
                println!("{named:?} {a:?} {b:?} {apart:.2}");
                // Some five times what can just be noticed.
                assert!(apart > 0.1, "{named:?}: {a:?} and {b:?} look alike: {apart:.2}");
            }
        }
        assert!(theme.style(Role::Error).add_modifier.contains(Modifier::BOLD));
        assert!(!theme.style(Role::Good).add_modifier.contains(Modifier::BOLD));
    }
}

/// Every role with a word in it, alone and under both cursors.
fn table_of_roles(theme: &Theme) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 72, 18));
    let mut pen = Pen::new(&mut buffer, theme);
    pen.ground();
    for (y, role) in (0..).zip(Role::ALL) {
        pen.text((1, y), 72, role.id(), Role::Dim);
        for (x, over) in [(20, None), (36, Some(Role::Cursor)), (52, Some(Role::CursorAway))] {
            pen.text((x, y), 72, "收到118件 Aa", role);
            if let Some(over) = over {
                pen.over(Rect::new(x, y, 14, 1), over);
            }
        }
    }
    buffer
}

#[test]
fn roles_without_a_mark_differ_in_every_theme_and_depth() {
    for named in NAMED {
        for depth in DEPTHS {
            let theme = Theme::new(named, depth);
            println!("{named:?} {depth:?}\n{}", dump::ansi(&table_of_roles(&theme)));
            let styles: Vec<Style> = UNMARKED.into_iter().map(|role| theme.style(role)).collect();
            for (n, style) in styles.iter().enumerate() {
                let twin = styles.iter().take(n).position(|other| other == style);
                assert_eq!(twin.map(|twin| UNMARKED[twin]), None, "{named:?} {depth:?} {:?}", UNMARKED[n]);
            }
            // What was read stands beside all of these in the source; agreeing numbers do not.
            let beside = |role: &Role| *role != Role::Agreeing;
            let read = theme.style(Role::Read);
            assert!(UNMARKED.into_iter().filter(beside).all(|role| theme.style(role) != read), "{named:?} {depth:?}");
        }
    }
}

#[test]
fn without_colour_there_is_none() {
    for named in NAMED {
        let theme = Theme::new(named, Depth::None);
        for role in Role::ALL {
            let look = painted(&theme, role, Some(Role::CursorAway));
            assert_eq!((look.fg, look.bg), (Color::Reset, Color::Reset), "{role:?}");
        }
    }
    assert_eq!(Theme::default().style(Role::Error).fg, Some(Color::Red));
}

/// Keys to screens on which all roles are.
const SCREENS: [&str; 9] = [
    "j j l l l l",
    "j j o tab",
    "6 j enter } enter",
    "6 j enter z",
    "6 j enter } } enter",
    "g f l j",
    "/ \"申请\"",
    "?",
    "g f K",
];

#[test]
fn every_theme_says_the_same() {
    for keys in SCREENS {
        let mut inspector = inspector((120, 36));
        press(&mut inspector, keys);
        let plain = dump::text(&inspector.screen(&Theme::new(Named::Terminal, Depth::None)).0);
        for named in NAMED {
            for depth in DEPTHS {
                let theme = Theme::new(named, depth);
                let (buffer, _) = inspector.screen(&theme);
                assert_eq!(dump::text(&buffer), plain, "{named:?} {depth:?} {keys}");
                let ground = theme.canvas().bg.unwrap_or_default();
                let bare = buffer.content.iter().find(|cell| ground != Color::Reset && cell.bg == Color::Reset);
                assert_eq!(bare, None, "{named:?} {depth:?} {keys}: a cell without a background");
            }
        }
    }
}

#[test]
fn every_severity_has_its_mark_on_the_screen() {
    let mut inspector = inspector((120, 36));
    press(&mut inspector, "g f l j C");
    let area = inspector.state.layout().body(Pane::List).unwrap();
    let theme = Theme::default();
    let (buffer, _) = inspector.screen(&theme);
    let row = |y: u16| (area.left()..area.right()).map(|x| &buffer[(x, y)]).collect::<Vec<_>>();
    for (role, mark) in [(Role::Error, "错"), (Role::Warning, "警")] {
        let colour = theme.style(role).fg.unwrap();
        let rows: Vec<_> = (area.top()..area.bottom()).map(row).collect();
        let of_role = rows.iter().filter(|row| row.iter().any(|cell| cell.fg == colour));
        let lines: Vec<String> = of_role.map(|row| row.iter().map(|cell| cell.symbol()).collect()).collect();
        assert!(!lines.is_empty() && lines.iter().all(|line| line.contains(mark)), "{role:?}: {lines:?}");
    }
}
