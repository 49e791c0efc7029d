//! Full-width forms of ASCII, as input methods and typesetting leave them.

/// The ASCII character that a full-width one stands for; any other character itself.
pub fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_ascii_is_ascii_and_nothing_else_changes() {
        let narrowed: String = "２０１９（Ａ）％　①件".chars().map(narrow).collect();
        assert_eq!(narrowed, "2019(A)% ①件");
    }
}
