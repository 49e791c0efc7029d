//! The keys: which verb a key means where. The dispatcher, the help, the hints in the last line and the
//! table of the README are all made from the one key table (`table`), as the user has changed it
//! (`custom`).

mod custom;
mod table;

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::tui::action::Action;
use crate::tui::key::Key;
use crate::tui::strings::{Language, Words, spoken};

pub use self::custom::{Fault, Wrong, changed, template};

/// Where a group of keys works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Wherever the inspector is, text fields too.
    Always,
    /// In every view without a text field.
    Views,
    /// Wherever something scrolls.
    Moving,
    /// In lists with folds and a filter.
    Lists,
    Browse,
    Report,
    Flags,
    /// Where flags are decided on.
    Review,
    /// In what came in.
    Triage,
    /// In a text field.
    Typing,
    Search,
    /// While a number to be tried is typed.
    Trial,
    /// While the filter of a list is typed.
    Filter,
    /// While a note is typed.
    Note,
    /// While the name of a file is typed.
    Export,
    /// In the hits of a search, when nothing is typed.
    Hits,
    /// In the table of where the hits are.
    Spread,
    /// In two reports beside each other.
    Compare,
    /// In tables of figures.
    Answer,
    /// While a command is chosen.
    Command,
    /// While a report to compare with is chosen.
    Choose,
    /// While help or an explanation lies over the view.
    Overlay,
}

impl Scope {
    pub const ALL: &[Self] = &[
        Self::Moving,
        Self::Views,
        Self::Lists,
        Self::Browse,
        Self::Report,
        Self::Flags,
        Self::Review,
        Self::Triage,
        Self::Search,
        Self::Hits,
        Self::Spread,
        Self::Compare,
        Self::Answer,
        Self::Choose,
        Self::Typing,
        Self::Filter,
        Self::Trial,
        Self::Note,
        Self::Export,
        Self::Command,
        Self::Overlay,
        Self::Always,
    ];

    /// Its name in a key map of the user's.
    pub fn id(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Views => "views",
            Self::Moving => "moving",
            Self::Lists => "lists",
            Self::Browse => "browse",
            Self::Report => "report",
            Self::Flags => "flags",
            Self::Review => "review",
            Self::Triage => "triage",
            Self::Typing => "typing",
            Self::Search => "search",
            Self::Trial => "what_if",
            Self::Filter => "filter",
            Self::Note => "note",
            Self::Export => "export",
            Self::Hits => "hits",
            Self::Spread => "distribution",
            Self::Command => "commands",
            Self::Compare => "compare",
            Self::Answer => "figures",
            Self::Choose => "choose",
            Self::Overlay => "box",
        }
    }

    /// Whether text is typed there.
    fn is_typing(self) -> bool {
        const TYPING: [Scope; 8] = [
            Scope::Typing,
            Scope::Search,
            Scope::Filter,
            Scope::Trial,
            Scope::Note,
            Scope::Export,
            Scope::Command,
            Scope::Choose,
        ];
        TYPING.contains(&self)
    }
}

/// What has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Browse,
    Report,
    Flags,
    /// What came in.
    Triage,
    /// Typing a search.
    Search,
    /// Walking the hits of a search.
    Hits,
    /// Where the hits of a search are.
    Spread,
    Compare,
    /// A table of figures.
    Answer,
    /// Typing the filter of a list.
    Filter,
    /// Typing a number to be tried.
    Trial,
    /// Typing a note on a flag.
    Note,
    /// Typing the name of a file.
    Export,
    /// Typing a command.
    Command,
    /// Typing the name of a report to compare with.
    Choose,
    Overlay,
}

impl Mode {
    pub const ALL: [Self; 16] = [
        Self::Browse,
        Self::Report,
        Self::Flags,
        Self::Triage,
        Self::Search,
        Self::Hits,
        Self::Spread,
        Self::Compare,
        Self::Answer,
        Self::Filter,
        Self::Trial,
        Self::Note,
        Self::Export,
        Self::Command,
        Self::Choose,
        Self::Overlay,
    ];

    /// The groups of keys that work in this mode; what is special to it first.
    pub fn scopes(self) -> &'static [Scope] {
        match self {
            Self::Browse => &[Scope::Browse, Scope::Lists, Scope::Views, Scope::Moving, Scope::Always],
            Self::Report => &[Scope::Report, Scope::Review, Scope::Views, Scope::Moving, Scope::Always],
            Self::Flags => &[Scope::Review, Scope::Flags, Scope::Lists, Scope::Views, Scope::Moving, Scope::Always],
            Self::Triage => &[Scope::Triage, Scope::Views, Scope::Moving, Scope::Always],
            Self::Search => &[Scope::Search, Scope::Typing, Scope::Always],
            Self::Hits => &[Scope::Hits, Scope::Views, Scope::Moving, Scope::Always],
            Self::Spread => &[Scope::Spread, Scope::Views, Scope::Moving, Scope::Always],
            Self::Answer => &[Scope::Answer, Scope::Views, Scope::Moving, Scope::Always],
            Self::Compare => &[Scope::Compare, Scope::Views, Scope::Moving, Scope::Always],
            Self::Filter => &[Scope::Filter, Scope::Typing, Scope::Always],
            Self::Note => &[Scope::Note, Scope::Typing, Scope::Always],
            Self::Trial => &[Scope::Trial, Scope::Typing, Scope::Always],
            Self::Export => &[Scope::Export, Scope::Typing, Scope::Always],
            Self::Command => &[Scope::Command, Scope::Typing, Scope::Always],
            Self::Choose => &[Scope::Choose, Scope::Typing, Scope::Always],
            Self::Overlay => &[Scope::Overlay, Scope::Moving, Scope::Always],
        }
    }

    pub fn is_typing(self) -> bool {
        matches!(
            self,
            Self::Search | Self::Filter | Self::Trial | Self::Note | Self::Export | Self::Command | Self::Choose
        )
    }
}

/// The keys of a verb: one, or several one after another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence(Vec<Key>);

impl Sequence {
    /// As the key table writes it: a name, or characters one after another.
    fn of_table(text: &str) -> Self {
        Self(Key::sequence(text))
    }

    /// The keys to press one after another.
    #[cfg(test)]
    pub fn keys(&self) -> &[Key] {
        &self.0
    }

    /// As it is written on the screen: `gf`, `Ctrl-o`, `m{a-z}`.
    fn label(&self, action: Action) -> String {
        let keys: String = self.0.iter().map(|key| key.label()).collect();
        if action.takes_letter() { format!("{keys}{{a-z}}") } else { keys }
    }
}

/// What a key does, with the name it has in a key map of the user's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verb {
    pub name: &'static str,
    /// Its own words in Chinese, where it shares its row with others.
    own: Option<&'static str>,
    pub keys: Vec<Sequence>,
    pub action: Action,
}

impl Verb {
    /// What it does, in the language that is spoken; `row` is the row it stands in.
    pub fn words(&self, row: &Row) -> Cow<'static, str> {
        match (self.own, spoken()) {
            (None, _) => row.help.said().into(),
            (Some(own), Language::Chinese) => own.into(),
            (Some(_), Language::English) => self.name.replace('_', " ").into(),
        }
    }

    /// Whether some of its keys begin with those typed.
    pub fn goes_on_from(&self, typed: &[Key]) -> bool {
        self.keys
            .iter()
            .any(|Sequence(keys)| keys.starts_with(typed) && (keys.len() > typed.len() || self.action.takes_letter()))
    }

    /// Its keys that begin with those typed, as they are written on the screen.
    pub fn label_after(&self, typed: &[Key]) -> String {
        let following = self.keys.iter().filter(|keys| keys.0.starts_with(typed));
        following.map(|keys| keys.label(self.action)).collect::<Vec<_>>().join(" ")
    }

    /// All its keys as they are written on the screen.
    pub fn label(&self) -> String {
        self.keys.iter().map(|keys| keys.label(self.action)).collect::<Vec<_>>().join(" ")
    }
}

/// One line of the help: verbs that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub scope: Scope,
    pub verbs: Vec<Verb>,
    pub help: Words,
    /// The word in the last line of the screen, for what a newcomer needs next.
    pub hint: Option<Words>,
}

impl Row {
    /// The keys as hints show them: the first of each verb.
    pub fn first_keys(&self) -> String {
        let first = |verb: &Verb| Some(verb.keys.first()?.label(verb.action));
        self.verbs.iter().filter_map(first).collect::<Vec<_>>().join(" ")
    }

    /// All its keys.
    fn all_keys(&self) -> Vec<String> {
        self.verbs.iter().flat_map(|verb| verb.keys.iter().map(|keys| keys.label(verb.action))).collect()
    }

    /// The sequences that go on from the keys typed.
    pub fn keys_after(&self, typed: &[Key]) -> String {
        let goes_on = |keys: &&Sequence| keys.0.starts_with(typed);
        let following =
            self.verbs.iter().flat_map(|verb| verb.keys.iter().filter(goes_on).map(|k| k.label(verb.action)));
        let following: Vec<String> = following.collect();
        // `g1 … g6` need not be spelt out.
        match following.as_slice() {
            [first, _, _, .., last] => format!("{first}-{last}"),
            few => few.join(" "),
        }
    }
}

/// What keys typed so far mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolved {
    Action(Action),
    /// The start of longer sequences.
    Prefix,
    Unknown,
}

/// Every key, in the order of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    rows: Vec<Row>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self { rows: table::rows() }
    }
}

/// The keys as nobody has changed them.
pub fn usual() -> &'static Keymap {
    static USUAL: LazyLock<Keymap> = LazyLock::new(Keymap::default);
    &USUAL
}

impl Keymap {
    /// The rows that work in a mode; a key of an earlier scope hides the same key of a later one.
    pub fn rows(&self, mode: Mode) -> impl Iterator<Item = &Row> {
        let scopes = mode.scopes().iter();
        let all = scopes.flat_map(|scope| self.rows.iter().filter(move |row| row.scope == *scope));
        all.scan(Vec::new(), |seen, row| {
            let keys: Vec<&Sequence> = row.verbs.iter().flat_map(|verb| &verb.keys).collect();
            let hidden = !keys.is_empty() && keys.iter().all(|keys| seen.contains(keys));
            seen.extend(keys);
            Some((!hidden).then_some(row))
        })
        .flatten()
    }

    /// The verbs that work in a mode with the row they stand in.
    pub fn verbs(&self, mode: Mode) -> impl Iterator<Item = (&Row, &Verb)> {
        self.rows(mode).flat_map(|row| row.verbs.iter().map(move |verb| (row, verb)))
    }

    /// Looks up keys typed one after another.
    pub fn resolve(&self, mode: Mode, typed: &[Key]) -> Resolved {
        let mut prefix = false;
        let (before, last) = typed.split_at(typed.len().saturating_sub(1));
        for (_, verb) in self.verbs(mode) {
            for Sequence(keys) in &verb.keys {
                if verb.action.takes_letter() {
                    if let (true, [Key::Char(letter @ 'a'..='z')]) = (keys == before, last) {
                        return Resolved::Action(verb.action.with_letter(*letter));
                    }
                    prefix |= keys.starts_with(typed);
                } else if keys == typed {
                    return Resolved::Action(verb.action);
                } else {
                    prefix |= keys.starts_with(typed);
                }
            }
        }
        if prefix { Resolved::Prefix } else { Resolved::Unknown }
    }

    /// Whether these keys are a verb anywhere: `gf`, `gt3`.
    pub fn has_verb(&self, keys: &[Key]) -> bool {
        Mode::ALL.iter().any(|mode| matches!(self.resolve(*mode, keys), Resolved::Action(_)))
    }

    /// The rows with a verb whose keys start with `typed`, for showing what may follow.
    pub fn continuations(&self, mode: Mode, typed: &[Key]) -> impl Iterator<Item = &Row> {
        self.rows(mode).filter(move |row| row.verbs.iter().any(|verb| verb.goes_on_from(typed)))
    }
}

/// The key table as Markdown, in both languages.
pub fn markdown() -> String {
    use std::fmt::Write as _;
    let mut text = String::from("| keys | what they do | 作用 |\n|---|---|---|\n");
    let scopes = [
        Scope::Moving,
        Scope::Views,
        Scope::Lists,
        Scope::Browse,
        Scope::Report,
        Scope::Flags,
        Scope::Search,
        Scope::Hits,
        Scope::Spread,
        Scope::Compare,
    ];
    for row in scopes.iter().flat_map(|scope| usual().rows.iter().filter(move |row| row.scope == *scope)) {
        let keys: Vec<_> = row.all_keys().iter().map(|key| format!("`{}`", key.replace('|', "\\|"))).collect();
        // What has no key is found in the list of commands.
        if keys.is_empty() {
            continue;
        }
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {} | {} | {} |", keys.join(" "), row.help.en, row.help.zh);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::form::Table;
    use crate::tui::action::Action::{Cancel, Close, Enter, Move, Quit, Table as ShowTable};

    #[test]
    fn no_key_means_two_things() {
        assert_eq!(custom::conflicts(usual()), Vec::new());
    }

    #[test]
    fn looking_up() {
        let check =
            |mode, typed: &str, expected| assert_eq!(usual().resolve(mode, &Key::sequence(typed)), expected, "{typed}");
        check(Mode::Report, "gt2", Resolved::Action(ShowTable(Table::T2)));
        check(Mode::Report, "gt", Resolved::Prefix);
        check(Mode::Report, "g", Resolved::Prefix);
        check(Mode::Report, "gq", Resolved::Unknown);
        check(Mode::Browse, "g3", Resolved::Unknown);
        check(Mode::Search, "enter", Resolved::Action(Enter));
        check(Mode::Overlay, "j", Resolved::Action(Move(1)));
        assert_eq!(usual().resolve(Mode::Browse, &[Key::Ctrl('c')]), Resolved::Action(Quit));
    }

    #[test]
    fn a_verb_may_take_a_letter() {
        let check = |typed: &str, expected| {
            assert_eq!(usual().resolve(Mode::Browse, &Key::sequence(typed)), expected, "{typed}");
        };
        check("m", Resolved::Prefix);
        check("mq", Resolved::Action(Action::Mark('q')));
        check("'q", Resolved::Action(Action::ToMark('q')));
        check("m1", Resolved::Unknown);
        check("mQ", Resolved::Unknown);
    }

    #[test]
    fn every_mode_leads_out() {
        for mode in Mode::ALL {
            let out = usual().verbs(mode).any(|(_, verb)| matches!(verb.action, Close | Cancel));
            assert!(out, "{mode:?}");
        }
    }

    #[test]
    fn the_table_of_the_readme() {
        let table = markdown();
        assert!(table.contains("| `j` `Down` `k` `Up` | next, previous row"));
        assert!(table.lines().all(|line| line.starts_with("| ") || line.starts_with("|-")));
    }
}
