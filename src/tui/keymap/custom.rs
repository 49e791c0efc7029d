//! A key table as the user has changed it, and what is wrong with it: keys that mean two things, that
//! can never be reached, or that are no keys.

use crate::config::interface::Binding;
use crate::tui::action::Action;
use crate::tui::key::Key;
use crate::tui::keymap::{Keymap, Mode, Scope, Sequence, Verb};

/// Something wrong with a key table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    NoScope(String),
    NoVerb(String),
    NoKey(String),
    /// Digits are counts where nothing is typed.
    Count(String),
    /// Where text is typed, characters are text, and keys come alone.
    Text(String),
    /// The keys of a verb are those of another, or the beginning of them; and so for so many more.
    Clash {
        keys: String,
        of: String,
        with: String,
        other: String,
        more: usize,
    },
    /// Nothing leads out of this scope.
    NoWayOut(Scope),
}

/// A fault with the line it stands in; several lines where two keys of the user's are at odds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    pub lines: Vec<usize>,
    pub fault: Fault,
}

/// The usual keys with those of the user in place of them.
///
/// # Errors
/// All that is wrong; then no key of the user's holds.
pub fn changed(bindings: &[Binding]) -> Result<Keymap, Vec<Wrong>> {
    let mut keymap = Keymap::default();
    let mut wrong = Vec::new();
    for binding in bindings {
        if let Err(fault) = bind(&mut keymap, binding) {
            wrong.push(Wrong { lines: vec![binding.line], fault });
        }
    }
    let line_of = |name: &str| {
        let named = |binding: &&Binding| name == format!("{}.{}", binding.scope, binding.verb);
        bindings.iter().find(named).map(|binding| binding.line)
    };
    for fault in conflicts(&keymap) {
        let fault = match fault {
            // The user's own key comes first.
            Fault::Clash { keys, of, with, other, more } if line_of(&of).is_none() => {
                Fault::Clash { keys: with, of: other, with: keys, other: of, more }
            }
            other => other,
        };
        let lines: Vec<usize> = match &fault {
            Fault::Clash { of, other, .. } => [of, other].into_iter().filter_map(|name| line_of(name)).collect(),
            _ => Vec::new(),
        };
        match wrong.iter_mut().find(|wrong| wrong.lines == lines && is_alike(&wrong.fault, &fault)) {
            Some(Wrong { fault: Fault::Clash { more, .. }, .. }) => *more += 1,
            _ => wrong.push(Wrong { lines, fault }),
        }
    }
    wrong.sort_by_key(|wrong| wrong.lines.first().copied());
    if wrong.is_empty() { Ok(keymap) } else { Err(wrong) }
}

/// Whether both are about the same keys of the same verb.
fn is_alike(one: &Fault, other: &Fault) -> bool {
    match (one, other) {
        (Fault::Clash { keys, of, .. }, Fault::Clash { keys: others, of: another, .. }) => {
            (keys, of) == (others, another)
        }
        _ => false,
    }
}

fn bind(keymap: &mut Keymap, binding: &Binding) -> Result<(), Fault> {
    let scope = Scope::ALL.iter().find(|scope| scope.id() == binding.scope);
    let scope = *scope.ok_or_else(|| Fault::NoScope(binding.scope.clone()))?;
    let keys: Result<Vec<Sequence>, Fault> = binding.keys.iter().map(|keys| sequence(scope, keys)).collect();
    let rows = keymap.rows.iter_mut().filter(|row| row.scope == scope);
    let verb = rows.flat_map(|row| row.verbs.iter_mut()).find(|verb| verb.name == binding.verb);
    let verb = verb.ok_or_else(|| Fault::NoVerb(format!("{}.{}", binding.scope, binding.verb)))?;
    verb.keys = keys?;
    Ok(())
}

/// The keys a user writes: names and characters, one after another or parted by blanks.
fn sequence(scope: Scope, text: &str) -> Result<Sequence, Fault> {
    let no_key = || Fault::NoKey(text.to_owned());
    let mut keys = Vec::new();
    for token in text.split_whitespace() {
        let parts = Key::sequence(token);
        // A word that is no name would be letters one after another; the longest of ours has three.
        if parts.len() > 3 {
            return Err(no_key());
        }
        keys.extend(parts);
    }
    let first = *keys.first().ok_or_else(no_key)?;
    let character = matches!(first, Key::Char(_));
    let field = scope.is_typing() || scope == Scope::Always;
    if field && (character || keys.len() > 1) {
        return Err(Fault::Text(text.to_owned()));
    }
    if matches!(first, Key::Char(c) if c.is_ascii_digit()) {
        return Err(Fault::Count(text.to_owned()));
    }
    Ok(Sequence(keys))
}

/// What a key table has that cannot work.
pub fn conflicts(keymap: &Keymap) -> Vec<Fault> {
    let mut faults = Vec::new();
    for mode in Mode::ALL {
        let scopes = mode.scopes().iter();
        let rows = scopes.flat_map(|scope| keymap.rows.iter().filter(move |row| row.scope == *scope));
        let verbs = rows.flat_map(|row| row.verbs.iter().map(move |verb| (row.scope, verb)));
        let all: Vec<(Scope, &Verb, &Sequence)> =
            verbs.flat_map(|(scope, verb)| verb.keys.iter().map(move |keys| (scope, verb, keys))).collect();
        for (n, one) in all.iter().enumerate() {
            for other in all.iter().skip(n + 1) {
                // Where two reports are compared, years and hits are those of the comparison.
                let may_hide = other.0 == Scope::Typing || matches!(one.0, Scope::Compare | Scope::Answer);
                let hides = one.2 == other.2 && one.0 != other.0 && may_hide;
                if hides || !clash(one, other) {
                    continue;
                }
                let name = |(scope, verb, _): &(Scope, &Verb, &Sequence)| format!("{}.{}", scope.id(), verb.name);
                let label = |(_, verb, keys): &(Scope, &Verb, &Sequence)| keys.label(verb.action);
                let fault =
                    Fault::Clash { keys: label(one), of: name(one), with: label(other), other: name(other), more: 0 };
                if !faults.contains(&fault) {
                    faults.push(fault);
                }
            }
        }
        let leads_out = |verb: &Verb| matches!(verb.action, Action::Close | Action::Cancel) && !verb.keys.is_empty();
        if !all.iter().any(|(_, verb, _)| leads_out(verb)) {
            faults.extend(mode.scopes().first().map(|scope| Fault::NoWayOut(*scope)));
        }
    }
    faults
}

/// Whether two verbs cannot both be reached.
fn clash(one: &(Scope, &Verb, &Sequence), other: &(Scope, &Verb, &Sequence)) -> bool {
    let ((_, verb, Sequence(keys)), (_, other_verb, Sequence(other_keys))) = (one, other);
    // What takes a letter more has 26 sequences.
    let begins = |verb: &Verb, keys: &[Key], longer: &[Key]| {
        let goes_on = longer.get(keys.len());
        longer.starts_with(keys)
            && (!verb.action.takes_letter() || matches!(goes_on, None | Some(Key::Char('a'..='z'))))
    };
    begins(verb, keys, other_keys) || begins(other_verb, other_keys, keys)
}

/// The whole key table as `interface.toml` has it.
pub fn template(keymap: &Keymap) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for scope in Scope::ALL {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "[keys.{}]", scope.id());
        for row in keymap.rows.iter().filter(|row| row.scope == *scope) {
            for verb in &row.verbs {
                let keys: Vec<String> = verb.keys.iter().map(|keys| format!("{:?}", written(keys))).collect();
                let words = verb.own.unwrap_or(row.help.zh);
                let _ = writeln!(text, "{} = [{}]  # {words}", verb.name, keys.join(", "));
            }
        }
        text.push('\n');
    }
    text.trim_end().to_owned() + "\n"
}

/// A sequence as the user would write it.
fn written(Sequence(keys): &Sequence) -> String {
    let names: Vec<String> = keys.iter().map(|key| key.name()).collect();
    // Characters alone need no blanks between them.
    let plain = names.len() < 4 && names.iter().all(|name| name.chars().count() == 1);
    let joined = names.concat();
    if plain && Key::sequence(&joined) == *keys { joined } else { names.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keymap::{Resolved, usual};

    fn binding(scope: &str, verb: &str, keys: &[&str], line: usize) -> Binding {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        Binding { scope: scope.to_owned(), verb: verb.to_owned(), keys, line }
    }

    #[test]
    fn keys_are_replaced() {
        let keymap = changed(&[
            binding("views", "flags", &["f3", "g q"], 1),
            binding("views", "quit", &[], 2),
            binding("typing", "delete_word", &["c-w", "f8"], 3),
        ])
        .unwrap();
        let check = |mode, typed: &[Key], expected| assert_eq!(keymap.resolve(mode, typed), expected, "{typed:?}");
        let flags = Resolved::Action(Action::View(crate::tui::action::View::Flags));
        check(Mode::Browse, &[Key::F(3)], flags);
        check(Mode::Browse, &[Key::Char('g'), Key::Char('q')], flags);
        check(Mode::Browse, &Key::sequence("gf"), Resolved::Unknown);
        check(Mode::Browse, &[Key::Char('Q')], Resolved::Unknown);
        let row = keymap.verbs(Mode::Browse).find(|(_, verb)| verb.name == "quit");
        assert!(row.is_some(), "a verb without keys can still be chosen from the list");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let check = |bindings: &[Binding], lines: &[usize], is: fn(&Fault) -> bool| {
            let wrong = changed(bindings).unwrap_err();
            assert!(wrong.iter().any(|wrong| wrong.lines == lines && is(&wrong.fault)), "{wrong:?}");
        };
        check(&[binding("vews", "flags", &["f3"], 7)], &[7], |fault| matches!(fault, Fault::NoScope(_)));
        check(&[binding("views", "flag", &["f3"], 7)], &[7], |fault| matches!(fault, Fault::NoVerb(_)));
        check(&[binding("views", "flags", &["ctrl-x"], 7)], &[7], |fault| matches!(fault, Fault::NoKey(_)));
        check(&[binding("views", "flags", &[" "], 7)], &[7], |fault| matches!(fault, Fault::NoKey(_)));
        check(&[binding("views", "flags", &["3f"], 7)], &[7], |fault| matches!(fault, Fault::Count(_)));
        check(&[binding("typing", "delete_word", &["w"], 7)], &[7], |fault| matches!(fault, Fault::Text(_)));
        check(&[binding("views", "flags", &["q"], 7)], &[7], |fault| matches!(fault, Fault::Clash { .. }));
        check(&[binding("views", "flags", &["g"], 7)], &[7], |fault| matches!(fault, Fault::Clash { .. }));
        check(&[binding("views", "flags", &["mf"], 7)], &[7], |fault| matches!(fault, Fault::Clash { .. }));
        let two = [binding("views", "flags", &["f3"], 7), binding("report", "source", &["f3"], 9)];
        let many = changed(&[binding("views", "flags", &["g"], 7)]).unwrap_err();
        assert!(matches!(many.as_slice(), [Wrong { fault: Fault::Clash { more: 9.., .. }, .. }]), "{many:?}");
        check(&two, &[9, 7], |fault| matches!(fault, Fault::Clash { .. }));
        let none = [binding("box", "close", &[], 7)];
        check(&none, &[], |fault| *fault == Fault::NoWayOut(Scope::Overlay));
    }

    #[test]
    fn the_template_is_the_key_table() {
        let text = template(usual());
        let parsed: toml::Table = text.parse().unwrap();
        let mut bindings = Vec::new();
        for (scope, verbs) in parsed["keys"].as_table().unwrap() {
            for (verb, keys) in verbs.as_table().unwrap() {
                let keys: Vec<&str> = keys.as_array().unwrap().iter().map(|key| key.as_str().unwrap()).collect();
                bindings.push(binding(scope, verb, &keys, 1));
            }
        }
        assert_eq!(&changed(&bindings).unwrap(), usual());
    }
}
