//! What a crawler wrote down about its files: one row a file, as CSV or JSON Lines. It fills what a
//! text does not prove and is kept apart in `source.manifest`.

mod believed;

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Map, Value};

use crate::corpus::Problem;
use crate::corpus::rows::{self, Rows};
use crate::model::report::Report;

/// Names under which a manifest in a folder is found by itself.
pub(super) const NAMES: [&str; 2] = ["manifest.csv", "manifest.jsonl"];

/// Heads of the column that names the file.
const PATHS: [&str; 8] = ["path", "file", "filename", "file_name", "local_path", "路径", "文件", "文件名"];

/// The rows of a manifest.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    rows: Vec<Row>,
    /// The rows of the files that go by a name, whatever folder they are in.
    by_name: HashMap<Box<str>, Vec<u32>>,
}

#[derive(Debug)]
struct Row {
    path: Box<str>,
    /// The row as an object in JSON: kept short, as there is one for each file of a crawl.
    object: Box<str>,
}

impl Manifest {
    /// Reads a manifest; what cannot be read of it is told as problems, and the rest holds.
    pub fn open(path: &Path) -> (Self, Vec<Problem>) {
        let rows = match rows::open(path) {
            Ok(rows) => rows,
            Err(problem) => return (Self::default(), vec![problem]),
        };
        let (manifest, problems) = Self::of_rows(rows);
        let problem = |(line, reason)| Problem { path: path.display().to_string(), line: Some(line), reason };
        (manifest, problems.into_iter().map(problem).collect())
    }

    fn of_rows(rows: Rows) -> (Self, Vec<(usize, String)>) {
        let mut manifest = Self::default();
        let mut problems = Vec::new();
        for (line, row) in rows {
            if let Err(reason) = row.and_then(|row| manifest.add(row)) {
                problems.push((line, reason));
            }
        }
        (manifest, problems)
    }

    fn add(&mut self, mut row: Map<String, Value>) -> Result<(), String> {
        let path = row.keys().find(|key| PATHS.contains(&key.trim().to_lowercase().as_str())).cloned();
        let path = path.and_then(|key| row.remove(&key));
        let path = path.as_ref().and_then(Value::as_str).map(squashed).filter(|path| !path.is_empty());
        let path = path.ok_or_else(|| "no column with the path of the file".to_owned())?;
        row.retain(|_, value| !value.is_null() && value.as_str() != Some(""));
        let number = u32::try_from(self.rows.len()).map_err(|error| error.to_string())?;
        let object = serde_json::to_string(&row).map_err(|error| error.to_string())?;
        self.by_name.entry(base(&path).into()).or_default().push(number);
        self.rows.push(Row { path: path.into(), object: object.into() });
        Ok(())
    }

    /// What was written down about a file: the row with its path, else the only row whose path ends in
    /// it, where a folder inside the one that was crawled is read. Archives count as folders or not.
    fn of(&self, path: &str) -> Option<Map<String, Value>> {
        let path = squashed(path);
        let rows = self.by_name.get(base(&path))?.iter().filter_map(|number| self.rows.get(*number as usize));
        let inside = path.to_ascii_lowercase().rfind(".zip/").and_then(|at| path.get(at + ".zip/".len()..));
        let exact = rows.clone().find(|row| *row.path == *path || inside.is_some_and(|inside| *row.path == *inside));
        let mut longer = rows.filter(|row| row.path.strip_suffix(&*path).is_some_and(|before| before.ends_with('/')));
        let row = exact.or_else(|| longer.next().filter(|_| longer.next().is_none()))?;
        serde_json::from_str(&row.object).ok()
    }

    /// Adds to a report what was written down about its file.
    pub fn fill(&self, report: &mut Report) {
        if let Some(row) = self.of(&report.source.path) {
            believed::fill(report, row);
        }
    }
}

/// A path with `/` between its parts and nothing before the first.
fn squashed(path: &str) -> String {
    let path = path.trim().replace('\\', "/");
    path.trim_start_matches("./").trim_start_matches('/').to_owned()
}

fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(manifest: &Manifest, path: &str) -> Option<String> {
        manifest.of(path)?.get("url")?.as_str().map(str::to_owned)
    }

    #[test]
    fn rows_are_found_by_path() {
        let text = "文件名,url,备注\n2020/a.html,u1,\n.\\2021\\a.html,u2,x\nb.html,u3,\n,u4,\n";
        let (manifest, problems) = Manifest::of_rows(rows::read(text));
        assert_eq!(problems, [(5, "no column with the path of the file".to_owned())]);
        assert_eq!(url(&manifest, "2020/a.html").as_deref(), Some("u1"));
        assert_eq!(url(&manifest, "crawl.zip/2021/a.html").as_deref(), Some("u2"));
        // Of two that end alike none is taken.
        assert_eq!(url(&manifest, "a.html"), None);
        assert_eq!(url(&manifest, "b.html").as_deref(), Some("u3"));
        assert_eq!(url(&manifest, "deep/b.html"), None);
        assert_eq!(url(&manifest, "bb.html"), None);
        assert_eq!(manifest.of("2020/a.html").unwrap().len(), 1);
    }

    #[test]
    fn json_lines_and_broken_ones() {
        let text = "{\"path\":\"a.txt\",\"url\":\"u\",\"year\":2020}\n[1]\n{\"path\":3}\n";
        let (manifest, problems) = Manifest::of_rows(rows::read(text));
        assert_eq!(problems.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(manifest.of("a.txt").unwrap()["year"], 2020);
        assert!(Manifest::of_rows(rows::read("")).1.is_empty());
        assert_eq!(Manifest::open(Path::new("/no/such.csv")).1.len(), 1);
    }
}
