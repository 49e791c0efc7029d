//! What pieces of the screen are, and a theme: the style of each. Severity is never told by colour
//! alone: its mark stands beside it.

use ratatui::style::Style;

use crate::model::flag::Severity;
use crate::tui::colour::Depth;
use crate::tui::palettes::{DARK, LIGHT, MONO, TERMINAL};

/// What a piece of the screen is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Text,
    /// Secondary: zeros, paths, borders.
    Dim,
    Strong,
    /// Where the keys are: the title of the focused pane, keys in hints.
    Accent,
    Error,
    Warning,
    Info,
    Good,
    /// What a search found.
    Match,
    /// What a flag rests on.
    Evidence,
    /// A number of the narrative that the tables hold too, and one that they hold otherwise.
    Agreeing,
    Differing,
    /// Words that only the left or only the right of two reports has.
    Removed,
    Added,
    /// A value that was read, in the source; one that was cut out of digits that ran together, in two
    /// sorts that take turns.
    Read,
    Inferred,
    InferredNext,
    /// The row or cell that has the keys.
    Cursor,
    /// The row or cell the other pane would go back to.
    CursorAway,
    /// A message that wants to be read.
    Notice,
}

impl Role {
    pub const ALL: [Self; 20] = [
        Self::Text,
        Self::Dim,
        Self::Strong,
        Self::Accent,
        Self::Error,
        Self::Warning,
        Self::Info,
        Self::Good,
        Self::Match,
        Self::Evidence,
        Self::Agreeing,
        Self::Differing,
        Self::Removed,
        Self::Added,
        Self::Read,
        Self::Inferred,
        Self::InferredNext,
        Self::Cursor,
        Self::CursorAway,
        Self::Notice,
    ];
}

/// What lies under all roles goes by this name.
pub const CANVAS: &str = "canvas";

impl Role {
    /// The name by which `interface.toml` knows it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Dim => "dim",
            Self::Strong => "strong",
            Self::Accent => "accent",
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Good => "good",
            Self::Match => "match",
            Self::Evidence => "evidence",
            Self::Agreeing => "agreeing",
            Self::Differing => "differing",
            Self::Read => "read",
            Self::Inferred => "inferred",
            Self::InferredNext => "inferred-next",
            Self::Cursor => "cursor",
            Self::CursorAway => "cursor-away",
            Self::Notice => "notice",
            Self::Removed => "removed",
            Self::Added => "added",
        }
    }
}

impl From<Severity> for Role {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
            Severity::Info => Self::Info,
        }
    }
}

/// The built-in themes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Named {
    /// The colours of the terminal itself, on its own background.
    #[default]
    Terminal,
    /// Colours of ours on a background of ours, since those of the terminal are not known.
    Dark,
    Light,
}

/// The styles of the roles, in the colours a terminal shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    canvas: Style,
    styles: [Style; Role::ALL.len()],
}

impl Default for Theme {
    fn default() -> Self {
        Self::new(Named::default(), Depth::default())
    }
}

impl Named {
    /// The theme of a name.
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "terminal" => Some(Self::Terminal),
            "dark" => Some(Self::Dark),
            "light" => Some(Self::Light),
            _ => None,
        }
    }
}

impl Theme {
    /// A built-in theme where so many colours are shown. Without colours all are the same.
    pub fn new(named: Named, depth: Depth) -> Self {
        let palette = match (depth, named) {
            (Depth::None, _) => MONO,
            // Of the 16 colours nobody knows how they look, so a theme cannot be made of them.
            (Depth::Sixteen, _) | (_, Named::Terminal) => TERMINAL,
            (_, Named::Dark) => DARK,
            (_, Named::Light) => LIGHT,
        };
        Self { canvas: depth.style(palette.canvas), styles: palette.roles.map(|(_, style)| depth.style(style)) }
    }

    /// The same with some looks of the user's own, by the names of roles and `CANVAS`. Without colours they
    /// are left out, since they may tell things apart by nothing else.
    pub fn with(mut self, looks: &[(&str, Style)], depth: Depth) -> Self {
        for (name, look) in looks.iter().filter(|_| depth != Depth::None) {
            let role = Role::ALL.into_iter().find(|role| role.id() == *name);
            if let Some(style) = role.and_then(|role| self.styles.get_mut(role as usize)) {
                *style = depth.style(*look);
            } else if *name == CANVAS {
                self.canvas = self.canvas.patch(depth.style(*look));
            }
        }
        self
    }

    /// The style of a role, to be laid over what is there.
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }

    /// What lies under everything.
    pub fn canvas(&self) -> Style {
        self.canvas
    }
}
