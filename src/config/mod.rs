//! `jianbao.toml`: what the user wants of the rules, in a file beside the reports or above the working
//! directory. Finds and reads it; what its keys mean is said by `file`.

mod file;
pub mod filters;
pub mod interface;

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::corpus::CONFIGURATION as NAME;
use crate::model::flag::Severity;
use crate::model::limits::Limits;
use crate::rules::Wishes;

/// No configuration is longer.
const LONGEST: u64 = 1 << 20;

/// What a configuration says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// Where it was read from; `None` where there is none.
    pub path: Option<PathBuf>,
    pub wishes: Wishes,
    pub fail_on: Option<FailOn>,
    /// How much of any input is read.
    pub limits: Limits,
    /// What lies beside the reports under its name and is no file: it came with them, and is not opened.
    pub passed_over: Vec<PathBuf>,
}

/// What makes a run of `check` end as one with findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOn {
    Never,
    /// A flag at least this grave.
    At(Severity),
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{path}: {why}")]
    Io { path: String, why: io::Error },
    /// Something the file says; lines are counted from 1.
    #[error("{path}:{line}: {reason}")]
    Wrong { path: String, line: usize, reason: String },
    #[error("{first} and {second} both speak of these reports; --config says which one holds")]
    Two { first: String, second: String },
}

impl Config {
    /// The configuration in `file`; without one, that in a folder of the reports, else the first one from
    /// the working directory upwards, else none.
    ///
    /// # Errors
    /// When a file cannot be read or says something that is not understood, or two folders of reports
    /// each have their own.
    pub fn load(file: Option<&Path>, reports: &[PathBuf]) -> Result<Self, ConfigError> {
        let found = match file {
            Some(file) => Some(file.to_owned()),
            None => beside(reports)?.or_else(|| upwards(&std::env::current_dir().ok()?)),
        };
        let config = found.map_or_else(|| Ok(Self::default()), |path| Self::read(&path))?;
        let there = if file.is_some() { Vec::new() } else { named_so(reports) };
        Ok(Self { passed_over: there.into_iter().filter(|path| !path.is_file()).collect(), ..config })
    }

    fn read(path: &Path) -> Result<Self, ConfigError> {
        let name = path.display().to_string();
        let text = read(path).map_err(|why| ConfigError::Io { path: name.clone(), why })?;
        let wrong = |(line, reason)| ConfigError::Wrong { path: name, line, reason };
        let config = file::parsed(&text).map_err(wrong)?;
        Ok(Self { path: Some(path.to_owned()), ..config })
    }
}

/// The text of a file that is no longer than any configuration: it may have come with the reports.
fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let len = std::fs::File::open(path)?.take(LONGEST + 1).read_to_string(&mut text)? as u64;
    if len > LONGEST { Err(io::Error::other("larger than 1 MB")) } else { Ok(text) }
}

/// Whatever has the name in the folders of the reports.
fn named_so(reports: &[PathBuf]) -> Vec<PathBuf> {
    let folder = |path: &'_ PathBuf| if path.is_dir() { Some(path.clone()) } else { path.parent().map(Path::to_owned) };
    let paths = reports.iter().filter(|path| path.as_os_str() != "-");
    paths.filter_map(|path| Some(folder(path)?.join(NAME))).filter(|candidate| candidate.exists()).collect()
}

/// The one file in the folders of the reports.
fn beside(reports: &[PathBuf]) -> Result<Option<PathBuf>, ConfigError> {
    let mut found: Option<PathBuf> = None;
    for candidate in named_so(reports).into_iter().filter(|candidate| candidate.is_file()) {
        match &found {
            Some(first) if !is_same(first, &candidate) => {
                let (first, second) = (first.display().to_string(), candidate.display().to_string());
                return Err(ConfigError::Two { first, second });
            }
            _ => found = Some(candidate),
        }
    }
    Ok(found)
}

/// Whether two paths lead to one file.
fn is_same(a: &Path, b: &Path) -> bool {
    a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

fn upwards(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().map(|folder| folder.join(NAME)).find(|candidate| candidate.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_end_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(NAME);
        std::fs::write(&path, "#".repeat(usize::try_from(LONGEST).unwrap())).unwrap();
        assert_eq!(Config::read(&path).unwrap().limits, Limits::default());
        std::fs::write(&path, "#".repeat(usize::try_from(LONGEST).unwrap() + 1)).unwrap();
        assert!(Config::read(&path).unwrap_err().to_string().contains("larger than 1 MB"));
    }

    #[test]
    fn the_file_beside_the_reports_holds() {
        let dir = tempfile::tempdir().unwrap();
        let folder = |name: &str, select: &str| {
            let folder = dir.path().join(name);
            std::fs::create_dir_all(&folder).unwrap();
            if !select.is_empty() {
                std::fs::write(folder.join(NAME), format!("select = [\"{select}\"]\n")).unwrap();
            }
            folder
        };
        let (a, b, none) = (folder("a", "T3"), folder("b", "T4"), folder("none", ""));
        let select = |file: Option<&Path>, reports: &[PathBuf]| Config::load(file, reports).map(|c| c.wishes.select);
        assert_eq!(select(None, &[none.clone(), a.clone()]).unwrap(), ["T3"]);
        assert_eq!(select(None, &[b.join("corpus.jsonl")]).unwrap(), ["T4"]);
        assert_eq!(select(Some(&b.join(NAME)), std::slice::from_ref(&a)).unwrap(), ["T4"]);
        assert_eq!(select(None, &[a.clone(), a.join("../a/corpus.jsonl")]).unwrap(), ["T3"]);
        let two = select(None, &[a.clone(), b]).unwrap_err().to_string();
        assert!(two.contains("--config") && two.matches(NAME).count() == 2, "{two}");
        assert!(matches!(select(Some(&none), &[]), Err(ConfigError::Io { .. })));
        assert_eq!(upwards(&a.join("x/y")), Some(a.join(NAME)));
    }
}
