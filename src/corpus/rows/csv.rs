//! Comma-separated values by RFC 4180, as spreadsheets and crawlers write them: quotes, line breaks
//! inside quotes, and tabs or semicolons in place of commas.

/// The records of a text, each with the line it starts on, counted from 1. Blank lines are none.
pub(super) fn records(text: &str) -> Vec<(usize, Vec<String>)> {
    let mark = separator(text);
    let mut records = Vec::new();
    let mut record: Vec<String> = Vec::new();
    let (mut field, mut quoted, mut line, mut start) = (String::new(), false, 1, 1);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        line += usize::from(c == '\n');
        match c {
            '"' if quoted && chars.next_if_eq(&'"').is_some() => field.push('"'),
            '"' if quoted || field.trim().is_empty() => {
                if !quoted {
                    field.clear();
                }
                quoted = !quoted;
            }
            _ if quoted => field.push(c),
            '\n' => {
                record.push(std::mem::take(&mut field));
                finish(&mut records, start, &mut record);
                start = line;
            }
            _ if c == mark => record.push(std::mem::take(&mut field)),
            _ => field.push(c),
        }
    }
    record.push(field);
    finish(&mut records, start, &mut record);
    records
}

/// What parts the fields: whichever of the three the first line has most of.
fn separator(text: &str) -> char {
    let head = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    // Of equals the last is taken.
    ['\t', ';', ','].into_iter().max_by_key(|mark| head.matches(*mark).count()).unwrap_or(',')
}

fn finish(records: &mut Vec<(usize, Vec<String>)>, line: usize, record: &mut Vec<String>) {
    let mut fields = std::mem::take(record);
    for field in &mut fields {
        let trimmed = field.trim();
        if trimmed.len() < field.len() {
            *field = trimmed.to_owned();
        }
    }
    if fields.iter().any(|field| !field.is_empty()) {
        records.push((line, fields));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(usize, &[&str])]) {
        let found = records(text);
        let found: Vec<(usize, Vec<&str>)> =
            found.iter().map(|(line, fields)| (*line, fields.iter().map(String::as_str).collect())).collect();
        let expected: Vec<(usize, Vec<&str>)> =
            expected.iter().map(|(line, fields)| (*line, fields.to_vec())).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn fields_and_quotes() {
        check("path,url\r\n\r\na.txt, b \r\n", &[(1, &["path", "url"]), (3, &["a.txt", "b"])]);
        check("a,b\n\"x,\"\"y\"\"\nz\",2\n3,", &[(1, &["a", "b"]), (2, &["x,\"y\"\nz", "2"]), (4, &["3", ""])]);
        check("a\tb,c\td\n1\t2,3\t4", &[(1, &["a", "b,c", "d"]), (2, &["1", "2,3", "4"])]);
        check("a;b\n1;2", &[(1, &["a", "b"]), (2, &["1", "2"])]);
        check("a\n\"never closed,\nb", &[(1, &["a"]), (2, &["never closed,\nb"])]);
        check("5\" pipe,1", &[(1, &["5\" pipe", "1"])]);
        check("\n,,\n", &[]);
    }
}
