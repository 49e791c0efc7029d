//! PDF files as text: the one place that runs another program, poppler's `pdftotext`. It gets the bytes
//! on its standard input, so no name reaches it, and a bounded time.

use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::model::limits::Limit;
use crate::model::report::Format;
use crate::parse::Extracted;

/// As much of what it says of errors is kept.
const LONGEST_ERRORS: u64 = 4 << 10;
/// What to say where the program, or what it needs for Chinese, is missing.
const MISSING: &str = "PDF files are read by pdftotext, which is not installed (Debian: poppler-utils)";
const MISSING_DATA: &str = "pdftotext lacks the data for Chinese fonts (Debian: poppler-data)";

/// Whether this is why PDF files cannot be read on this machine.
pub(super) fn is_missing(reason: &str) -> bool {
    [MISSING, MISSING_DATA].contains(&reason)
}

/// Whether a file is a PDF, by its beginning, which may stand behind a little dirt.
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    const DIRT: usize = 1024;
    let beginning = bytes.get(..bytes.len().min(DIRT)).unwrap_or_default();
    let at = memchr::memmem::find(beginning, b"%PDF-");
    // A page that speaks of such files starts with text.
    at.is_some_and(|at| at == 0 || !beginning.get(..at).unwrap_or_default().contains(&b'<'))
}

/// The text of a PDF file.
///
/// # Errors
/// When the program is not there. That it cannot read the file is told in what is given back.
pub(super) fn extract(bytes: &[u8]) -> io::Result<Extracted> {
    static VERSION: OnceLock<Option<String>> = OnceLock::new();
    let version = VERSION.get_or_init(|| version("pdftotext")).as_ref().ok_or_else(|| io::Error::other(MISSING))?;
    // -layout keeps columns apart by white space, so that an empty cell can be seen.
    let text = match run(OsStr::new("pdftotext"), &["-layout", "-enc", "UTF-8", "-", "-"], bytes, Limit::PdfTime.time())
    {
        Ok(run) => told(&run)?,
        Err(error) => Err(error.to_string()),
    };
    Ok(Extracted { format: Format::Pdf, extractor: format!("pdftotext {version} -layout"), text })
}

/// The version of the program, `None` where it cannot be run.
fn version(program: &str) -> Option<String> {
    let run = run(OsStr::new(program), &["-v"], &[], Limit::PdfTime.time()).ok()?;
    let first = run.errors.lines().next().unwrap_or_default();
    Some(first.rsplit(' ').next().unwrap_or_default().to_owned())
}

/// What a run gave: the text, or why there is none.
fn told(run: &Run) -> io::Result<Result<String, String>> {
    let lacks_data = run.errors.contains("Missing language pack") || run.errors.contains("CMap");
    if lacks_data && !run.text.chars().any(char::is_alphanumeric) {
        return Err(io::Error::other(MISSING_DATA));
    }
    if run.status.is_some_and(|status| !status.success()) {
        let reason = run.errors.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("no reason given");
        return Ok(Err(format!("pdftotext: {}", reason.trim())));
    }
    Ok(Ok(run.text.clone()))
}

/// What a program wrote.
struct Run {
    text: String,
    errors: String,
    /// `None` where it was stopped because it wrote too much.
    status: Option<ExitStatus>,
}

/// Runs a program on some bytes.
fn run(program: &OsStr, arguments: &[&str], input: &[u8], patience: Duration) -> io::Result<Run> {
    let end = Instant::now() + patience;
    let mut child = Command::new(program)
        .args(arguments)
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    feed(&mut child, input);
    let text = collect(child.stdout.take(), Limit::PdfText.now());
    let errors = collect(child.stderr.take(), LONGEST_ERRORS);
    let result = watch(&mut child, &text, &errors, end);
    if result.as_ref().map_or(true, |run| run.status.is_none()) {
        // Either may fail because it has just ended by itself.
        let _ = child.kill();
        let _ = child.wait();
    }
    result
}

/// Waits for what the program writes, and for its end.
fn watch(child: &mut Child, text: &Pipe, errors: &Pipe, end: Instant) -> io::Result<Run> {
    let left = || end.saturating_duration_since(Instant::now());
    let late = |_: RecvTimeoutError| {
        let told = format!("pdftotext took longer than {}", Limit::PdfTime.told());
        io::Error::new(io::ErrorKind::TimedOut, told)
    };
    let text = text.recv_timeout(left()).map_err(late)?;
    let errors = |_: &Child| errors.recv_timeout(left()).map_err(late);
    if text.len() as u64 >= Limit::PdfText.now() {
        return Ok(Run { text: lossy(&text), errors: String::new(), status: None });
    }
    let errors = lossy(&errors(child)?);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Run { text: lossy(&text), errors, status: Some(status) });
        }
        if left().is_zero() {
            return Err(late(RecvTimeoutError::Timeout));
        }
        // Its pipes are closed: it ends at once, or hangs.
        thread::sleep(Duration::from_millis(1));
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn feed(child: &mut Child, input: &[u8]) {
    let Some(mut pipe) = child.stdin.take() else { return };
    let input = input.to_vec();
    // A program that stops reading has its reasons, and tells them.
    thread::spawn(move || drop(pipe.write_all(&input)));
}

type Pipe = mpsc::Receiver<Vec<u8>>;

/// Reads a pipe to its end, or as far as `most`.
fn collect(pipe: Option<impl Read + Send + 'static>, most: u64) -> Pipe {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // What could be read before a failure is what there is.
            let _ = pipe.by_ref().take(most).read_to_end(&mut bytes);
            // Nobody waits for it any more where the time was up.
            let _ = sender.send(bytes);
            let _ = io::copy(&mut pipe, &mut io::sink());
        }
    });
    receiver
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn shell(script: &str, input: &[u8], patience: Duration) -> io::Result<Run> {
        run(OsStr::new("sh"), &["-c", script], input, patience)
    }

    fn told_by(script: &str) -> Result<Result<String, String>, String> {
        told(&shell(script, b"", Limit::PdfTime.time()).unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_run_is_bounded_in_time_and_length() {
        let whole = shell("cat; echo done >&2", &b"x".repeat(1 << 20), Limit::PdfTime.time()).unwrap();
        assert_eq!((whole.text.len(), whole.errors.as_str()), (1 << 20, "done\n"));
        let deaf = shell("exec 0<&-; echo a", &b"x".repeat(1 << 20), Limit::PdfTime.time()).unwrap();
        assert_eq!(deaf.text, "a\n");
        let endless = shell("yes", b"", Limit::PdfTime.time()).unwrap();
        assert_eq!((endless.text.len() as u64, endless.status.is_none()), (Limit::PdfText.now(), true));
        for hangs in ["sleep 5", "exec >&- 2>&-; sleep 5", "sleep 5 & wait"] {
            let error = shell(hangs, b"", Duration::from_millis(200)).err().map(|error| error.kind());
            assert_eq!(error, Some(io::ErrorKind::TimedOut), "{hangs}");
        }
    }

    #[test]
    fn what_went_wrong_is_told() {
        assert_eq!(told_by("printf text"), Ok(Ok("text".into())));
        assert_eq!(told_by("printf a; echo 'Syntax Warning: odd' >&2"), Ok(Ok("a".into())));
        assert_eq!(
            told_by("echo 'Command Line Error: Incorrect password' >&2; exit 1"),
            Ok(Err("pdftotext: Command Line Error: Incorrect password".into()))
        );
        let lacks = "echo \"Syntax Error: Missing language pack for 'Adobe-GB1' mapping\" >&2; printf '\\f'";
        assert!(told_by(lacks).unwrap_err().contains("poppler-data"));
        assert_eq!(version("no-such-program-here"), None);
    }

    #[test]
    fn a_pdf_begins_as_one() {
        assert!(is_pdf(b"%PDF-1.4") && is_pdf(b"\r\n%PDF-1.7"));
        assert!(!is_pdf(b"<p>%PDF-1.4") && !is_pdf(b"") && !is_pdf(b"PDF"));
    }
}
