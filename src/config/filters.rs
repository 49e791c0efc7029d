//! The filters of the lists that a user keeps: those with a name, and those they put in force last. A small file in
//! the folder of their states, the same for all corpora.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// So many of the last ones are kept.
const RECENT: usize = 20;
/// A file that is longer was never written by this program.
const LONGEST: u64 = 1 << 20;

/// The filters a user keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Filters {
    named: BTreeMap<String, String>,
    /// The last one first.
    recent: Vec<String>,
}

/// A change of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keep {
    /// It was put in force.
    Used(String),
    /// It has a name from now on; a name without a filter is dropped.
    Named { name: String, filter: String },
}

impl Filters {
    /// What a file says; nothing of one that is not there or says something else.
    pub fn load(path: &Path) -> Self {
        Self::read(path).unwrap_or_default()
    }

    /// Those of a file; none where there is no file.
    fn read(path: &Path) -> io::Result<Self> {
        let odd = |why: &str| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {why}", path.display()));
        let data = match fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            data => data?,
        };
        if !data.is_file() || data.len() > LONGEST {
            return Err(odd("not a file of filters"));
        }
        let text = fs::read_to_string(path).map_err(|error| odd(&error.to_string()))?;
        toml::from_str(&text).map_err(|_| odd("damaged; mend it or take it away"))
    }

    /// Makes a change to a file: what another session wrote meanwhile stays. Answers what stands there then.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn change(path: &Path, keep: &Keep) -> io::Result<Self> {
        // What cannot be understood is somebody's work all the same, and not written over.
        let mut filters = Self::read(path)?;
        filters.keep(keep);
        let text = toml::to_string(&filters).map_err(io::Error::other)?;
        let parent = path.parent().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        fs::create_dir_all(parent)?;
        let mut file = tempfile::Builder::new().prefix(".filters-").tempfile_in(parent)?;
        file.write_all(text.as_bytes())?;
        file.persist(path)?;
        Ok(filters)
    }

    /// Takes a change in.
    pub fn keep(&mut self, keep: &Keep) {
        match keep {
            Keep::Used(filter) => {
                self.recent.retain(|other| other != filter);
                self.recent.insert(0, filter.clone());
                self.recent.truncate(RECENT);
            }
            Keep::Named { name, filter } if filter.is_empty() => _ = self.named.remove(name),
            Keep::Named { name, filter } => _ = self.named.insert(name.clone(), filter.clone()),
        }
    }

    /// All of them, each once: those with a name in the order of the names, then the last ones.
    pub fn all(&self) -> impl Iterator<Item = (Option<&str>, &str)> {
        let named = self.named.iter().map(|(name, filter)| (Some(name.as_str()), filter.as_str()));
        let is_named = |filter: &&String| self.named.values().any(|named| named == *filter);
        named.chain(self.recent.iter().filter(move |filter| !is_named(filter)).map(|filter| (None, filter.as_str())))
    }

    /// The name of a filter.
    pub fn name_of(&self, filter: &str) -> Option<&str> {
        self.named.iter().find(|(_, named)| *named == filter).map(|(name, _)| name.as_str())
    }
}

/// The file of the user's filters in the folder of their states; `None` where there is no such folder.
pub fn usual_place() -> Option<PathBuf> {
    crate::review::all_states().ok().map(|folder| folder.join("filters.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_kept_by_name_and_the_last_ones_first() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("new/filters.toml");
        assert_eq!(Filters::load(&path), Filters::default());
        let used = |filter: &str| Keep::Used(filter.to_owned());
        let named = |name: &str, filter: &str| Keep::Named { name: name.to_owned(), filter: filter.to_owned() };
        for keep in [used("地:江苏"), used("程度:错"), named("待议", "结论:存疑"), used("地:江苏"), used("结论:存疑")]
        {
            let said = Filters::change(&path, &keep).unwrap();
            assert_eq!(Filters::load(&path), said);
        }
        let kept = Filters::load(&path);
        let all: Vec<_> = kept.all().collect();
        assert_eq!(all, [(Some("待议"), "结论:存疑"), (None, "地:江苏"), (None, "程度:错")]);
        assert_eq!((kept.name_of("结论:存疑"), kept.name_of("地:江苏")), (Some("待议"), None));
        let kept = Filters::change(&path, &named("待议", "")).unwrap();
        assert_eq!(kept.all().next(), Some((None, "结论:存疑")));
        for n in 0..40 {
            Filters::change(&path, &used(&format!("年:{n}"))).unwrap();
        }
        assert_eq!(Filters::load(&path).all().count(), RECENT);
        assert_eq!(fs::read_dir(dir.path().join("new")).unwrap().count(), 1);
        fs::write(&path, "recent = 3").unwrap();
        assert_eq!(Filters::load(&path), Filters::default());
    }
}
