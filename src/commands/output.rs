//! Where results are written: standard output, or a file that appears whole or not at all.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::model::json::escaped;

/// The folder a file is written in.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes a file beside its place and renames it, so that it appears whole or not at all. What is there
/// and is no file, such as a device or a named pipe, is written to as it is.
///
/// # Errors
/// When it cannot be written, with its name.
pub(super) fn write_whole<T>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let is_other = path.metadata().is_ok_and(|meta| !meta.is_file() && !meta.is_dir());
    let written = if is_other { write_through(path, write) } else { write_aside(path, write) };
    written.with_context(|| format!("cannot write {}", path.display()))
}

/// A line of a corpus that is copied: byte for byte, but for a terminal, where it says the same and does nothing.
pub(super) fn copied(line: &str, to_terminal: bool) -> Cow<'_, str> {
    if to_terminal { escaped(line) } else { Cow::Borrowed(line) }
}

/// A file that is there already and is not to be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is a file of this name")]
pub(super) struct Exists;

/// Writes a file in the same way where there is none of its name, not even one that comes to be meanwhile.
///
/// # Errors
/// [`Exists`] where there is one; else when it cannot be written, with its name.
pub(super) fn write_new<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> anyhow::Result<T>) -> anyhow::Result<T> {
    // A link that leads nowhere is something, too.
    if path.symlink_metadata().is_ok() {
        return Err(Exists.into());
    }
    place_aside(path, write, &|partial| {
        let placed = match std::fs::hard_link(partial, path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(Exists.into()),
            placed => placed,
        };
        // Some file systems know no second name of a file.
        if placed.is_err() {
            return if path.symlink_metadata().is_ok() {
                Err(Exists.into())
            } else {
                Ok(std::fs::rename(partial, path)?)
            };
        }
        // The file is there; a second name of it does no harm.
        let _ = std::fs::remove_file(partial);
        Ok(())
    })
    .with_context(|| format!("cannot write {}", path.display()))
}

fn write_through<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let mut file = BufWriter::new(File::options().write(true).open(path)?);
    let value = write(&mut file)?;
    file.flush()?;
    Ok(value)
}

fn write_aside<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> anyhow::Result<T>) -> anyhow::Result<T> {
    place_aside(path, write, &|partial| Ok(std::fs::rename(partial, path)?))
}

/// Writes a file beside its place, and puts it there once it is whole.
fn place_aside<T>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> anyhow::Result<T>,
    place: &dyn Fn(&Path) -> anyhow::Result<()>,
) -> anyhow::Result<T> {
    let (partial, file) = beside(path)?;
    let written = (|| -> anyhow::Result<T> {
        let mut file = BufWriter::new(file);
        let value = write(&mut file)?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        place(&partial)?;
        Ok(value)
    })();
    if written.is_err() {
        // What is left of a failed write is of no use; that it cannot be removed changes nothing.
        let _ = std::fs::remove_file(&partial);
    }
    written
}

/// A new file beside a place: nobody's file of that name is written over, and two runs do not share one.
fn beside(path: &Path) -> io::Result<(PathBuf, File)> {
    for n in 0.. {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{}-{n}.partial", std::process::id()));
        match File::create_new(&name) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            file => return Ok((PathBuf::from(name), file?)),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_written_over_on_the_way() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("flags.csv");
        let (first, _) = beside(&path).unwrap();
        std::fs::write(&first, "somebody's").unwrap();
        std::fs::write(dir.path().join("flags.csv.partial"), "mine").unwrap();
        write_whole(&path, |out| Ok(out.write_all(b"whole")?)).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "whole");
        assert_eq!(std::fs::read_to_string(&first).unwrap(), "somebody's");
        assert_eq!(std::fs::read_to_string(dir.path().join("flags.csv.partial")).unwrap(), "mine");
    }

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("flags.csv");
        let names = || std::fs::read_dir(dir.path()).unwrap().count();
        write_whole(&path, |out| Ok(out.write_all("一".as_bytes())?)).unwrap();
        assert_eq!((std::fs::read_to_string(&path).unwrap().as_str(), names()), ("一", 1));
        let failed: anyhow::Result<()> = write_whole(&path, |out| {
            out.write_all("二".as_bytes())?;
            anyhow::bail!("broken off")
        });
        assert!(format!("{:#}", failed.unwrap_err()).contains("flags.csv: broken off"));
        assert_eq!((std::fs::read_to_string(&path).unwrap().as_str(), names()), ("一", 1));
        assert!(write_whole(&dir.path().join("no/such/folder"), |_| Ok(())).is_err());
        assert!(write_whole(dir.path(), |_| Ok(())).is_err());
    }

    #[test]
    fn a_line_is_copied_as_it_is_but_onto_a_terminal() {
        let line = "{\"a\":\"\u{202e}\u{9b}31m\"}";
        assert_eq!(copied(line, false), line);
        assert_eq!(copied(line, true), "{\"a\":\"\\u202e\\u009b31m\"}");
    }

    #[test]
    fn a_new_file_replaces_none() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("flags.csv");
        let names = || std::fs::read_dir(dir.path()).unwrap().count();
        write_new(&path, |out| Ok(out.write_all("一".as_bytes())?)).unwrap();
        let again = write_new(&path, |out| Ok(out.write_all("二".as_bytes())?)).unwrap_err();
        assert!(again.is::<Exists>(), "{again:#}");
        assert_eq!((std::fs::read_to_string(&path).unwrap().as_str(), names()), ("一", 1));
        std::fs::remove_file(&path).unwrap();
        // One that comes to be while it is written stays.
        let raced = write_new(&path, |out| {
            std::fs::write(&path, "三")?;
            Ok(out.write_all("二".as_bytes())?)
        });
        assert!(raced.unwrap_err().is::<Exists>());
        assert_eq!((std::fs::read_to_string(&path).unwrap().as_str(), names()), ("三", 1));
    }

    #[cfg(unix)]
    #[test]
    fn a_device_stays_a_device() {
        use std::os::unix::fs::FileTypeExt as _;
        write_whole(Path::new("/dev/null"), |out| Ok(out.write_all(b"x")?)).unwrap();
        assert!(Path::new("/dev/null").metadata().unwrap().file_type().is_char_device());
    }
}
