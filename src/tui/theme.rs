//! Colours by role, safe in terminals of 16 colours, and without colour at all. Severity is never
//! told by colour alone: its mark stands beside it.

use ratatui::style::{Color, Modifier, Style};

use crate::model::flag::Severity;

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

impl From<Severity> for Role {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
            Severity::Info => Self::Info,
        }
    }
}

/// The styles of the roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    pub colour: bool,
}

impl Theme {
    /// The style of a role, to be laid over what is there.
    pub fn style(self, role: Role) -> Style {
        let style = Style::new();
        if self.colour { coloured(style, role) } else { plain(style, role) }
    }
}

fn coloured(style: Style, role: Role) -> Style {
    match role {
        Role::Text => style,
        Role::Dim => style.add_modifier(Modifier::DIM),
        Role::Strong | Role::CursorAway => style.add_modifier(Modifier::BOLD),
        Role::Accent => style.fg(Color::Cyan).add_modifier(Modifier::BOLD),
        Role::Error => style.fg(Color::Red).add_modifier(Modifier::BOLD),
        Role::Warning => style.fg(Color::Yellow),
        Role::Info | Role::Inferred => style.fg(Color::Cyan),
        Role::InferredNext => style.fg(Color::Cyan).add_modifier(Modifier::UNDERLINED),
        Role::Good | Role::Read => style.fg(Color::Green),
        Role::Agreeing | Role::Added => style.fg(Color::Green).add_modifier(Modifier::UNDERLINED),
        Role::Removed => style.fg(Color::Red).add_modifier(Modifier::UNDERLINED),
        Role::Differing => style.fg(Color::Red).add_modifier(Modifier::REVERSED),
        Role::Match => style.fg(Color::Black).bg(Color::Yellow),
        Role::Evidence => style.fg(Color::Red).add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
        Role::Cursor => style.add_modifier(Modifier::REVERSED),
        Role::Notice => style.fg(Color::Yellow).add_modifier(Modifier::BOLD),
    }
}

fn plain(style: Style, role: Role) -> Style {
    match role {
        Role::Text | Role::Info | Role::Warning | Role::Good | Role::Inferred => style,
        Role::InferredNext | Role::Agreeing => style.add_modifier(Modifier::UNDERLINED),
        Role::Dim => style.add_modifier(Modifier::DIM),
        Role::Strong | Role::Accent | Role::Error | Role::Notice | Role::CursorAway | Role::Read => {
            style.add_modifier(Modifier::BOLD)
        }
        Role::Match | Role::Evidence | Role::Removed | Role::Added => {
            style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
        }
        Role::Cursor | Role::Differing => style.add_modifier(Modifier::REVERSED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colour_there_is_none() {
        let roles = [
            Role::Agreeing,
            Role::Removed,
            Role::Added,
            Role::Differing,
            Role::Read,
            Role::Inferred,
            Role::InferredNext,
            Role::Error,
            Role::Warning,
            Role::Match,
            Role::Evidence,
            Role::Cursor,
            Role::Notice,
            Role::Accent,
        ];
        for role in roles {
            let style = Theme { colour: false }.style(role);
            assert_eq!((style.fg, style.bg), (None, None), "{role:?}");
        }
        assert_eq!(Theme { colour: true }.style(Role::Error).fg, Some(Color::Red));
    }
}
