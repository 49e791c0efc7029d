//! Commands of figures that are nothing but a question: their reports opened, the table found and written.

use std::io::{self, IsTerminal as _, Write};
use std::path::PathBuf;

use crate::cli::{FileArgs, GroundArgs, TableFormat};
use crate::commands::figuring::{Answered, Ground, format_of, refuse};
use crate::commands::output::write_whole;
use crate::commands::views::Put;
use crate::commands::{Outcome, counted_outcome, open};
use crate::figures::Sheet;

/// What such a command asks, and how its answer is written.
pub(in crate::commands) struct Whole<'a> {
    pub ground: &'a GroundArgs,
    pub format: Option<TableFormat>,
    pub file: &'a FileArgs,
    /// Whether the answer rests on rules.
    pub by_rules: bool,
    pub sheet: &'a dyn Fn(&Ground<'_>) -> anyhow::Result<Sheet>,
}

impl Whole<'_> {
    /// Answers of the reports in some paths.
    ///
    /// # Errors
    /// When what is asked cannot be understood or counted, or the table not be written.
    pub(in crate::commands) fn run(&self, paths: &[PathBuf], out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let format = format_of(self.format, self.file);
        refuse(format, self.file, io::stdout().is_terminal())?;
        let corpus = open(paths, self.ground.manifest.as_deref())?;
        let ground = Ground::of(&corpus, paths, self.ground);
        let sheet = (self.sheet)(&ground)?;
        match &self.file.output {
            Some(path) => write_whole(path, |file| self.put((&ground, None), &sheet, file))?,
            None => self.put((&ground, None), &sheet, out)?,
        }
        Ok(counted_outcome(&corpus, self.ground.keep_going)?)
    }

    /// Writes the answer by the command of these words.
    ///
    /// # Errors
    /// When what is asked cannot be understood or counted, or the table not be written.
    pub(in crate::commands) fn write(
        &self,
        (ground, words): (&Ground<'_>, &[String]),
        out: &mut dyn Write,
    ) -> anyhow::Result<Put> {
        let sheet = (self.sheet)(ground)?;
        self.put((ground, Some(words)), &sheet, out)?;
        Ok(Put { rows: sheet.rows.len(), unread: 0 })
    }

    fn put(
        &self,
        (ground, words): (&Ground<'_>, Option<&[String]>),
        sheet: &Sheet,
        out: &mut dyn Write,
    ) -> anyhow::Result<()> {
        let filter = ground.chosen()?.map(|(_, filter)| filter);
        let provenance = ground.provenance(&ground.selection()?, filter.as_ref(), words);
        let reports = ground.corpus.len();
        let answered = Answered { sheet, provenance: &provenance, reports, by_rules: self.by_rules, file: self.file };
        answered.write(format_of(self.format, self.file), out)
    }
}
