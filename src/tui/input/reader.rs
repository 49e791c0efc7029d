//! The thread that reads the terminal: it sleeps until there is something to read, stops at once when
//! the terminal is gone, and keeps its hands off while another program has it.

use std::io::{self, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use crate::tui::input::Heard;
use crate::tui::input::decode::Decoder;
use crate::tui::line::Reached;

/// Tells the loop what was heard, or that nothing can be heard any more; answers whether the loop still
/// listens.
pub type Hear = Box<dyn Fn(io::Result<Heard>) -> bool + Send>;

/// What the reader is told, and answers, through its socket.
const PAUSE: u8 = b'p';
const PAUSED: u8 = b'.';
const RESUME: u8 = b'r';

/// The thread that reads the terminal.
#[derive(Debug)]
pub struct Keyboard {
    reader: UnixStream,
    paused: bool,
}

impl Keyboard {
    /// Starts to read.
    ///
    /// # Errors
    /// When there is no socket to be had.
    pub fn listen(reached: Reached, hear: Hear) -> io::Result<Self> {
        let (reader, orders) = UnixStream::pair()?;
        thread::spawn(move || {
            let ended = catch_unwind(AssertUnwindSafe(|| listen(orders, Decoder::new(reached), &hear)));
            if let Err(error) = ended.unwrap_or_else(|_| Err(io::Error::other("what reads it broke off"))) {
                hear(Err(error));
            }
        });
        Ok(Self { reader, paused: false })
    }

    /// Reads nothing from now on: what is typed is somebody else's. A reader that has ended reads nothing
    /// either.
    pub fn pause(&mut self) {
        if !self.paused {
            self.paused = self.reader.write_all(&[PAUSE]).and_then(|()| self.reader.read_exact(&mut [0])).is_ok();
        }
    }

    /// Reads again.
    pub fn resume(&mut self) {
        if self.paused {
            self.paused = self.reader.write_all(&[RESUME]).is_err();
        }
    }
}

/// Reads until the loop has ended; the error says why nothing can be read any more.
fn listen(mut orders: UnixStream, mut decoder: Decoder, hear: &Hear) -> io::Result<()> {
    let mut buffer = vec![0; 4096];
    loop {
        let [typed, ordered] = wait(&orders, decoder.deadline())?;
        if ordered {
            let mut order = [0];
            // Nothing to read means that the loop is gone.
            if orders.read(&mut order)? == 0 {
                return Ok(());
            }
            orders.write_all(&[PAUSED])?;
            orders.read_exact(&mut order)?;
            continue;
        }
        let now = Instant::now();
        let heard = if typed { decoder.take(read(&mut buffer)?, now) } else { decoder.wait(now) };
        if !heard.into_iter().all(|heard| hear(Ok(heard))) {
            return Ok(());
        }
    }
}

/// Sleeps until something is typed, something is ordered or the time has come.
fn wait(orders: &UnixStream, deadline: Option<Instant>) -> io::Result<[bool; 2]> {
    loop {
        let keyboard = rustix::stdio::stdin();
        let mut both = [PollFd::new(&keyboard, PollFlags::IN), PollFd::new(orders, PollFlags::IN)];
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        // A tick more, so that the time has come indeed.
        let left = left.map(|left| left + Duration::from_millis(1));
        let timeout = left.and_then(|left| Timespec::try_from(left).ok());
        match poll(&mut both, timeout.as_ref()) {
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
            Ok(_) => return Ok(both.map(|polled| !polled.revents().is_empty())),
        }
    }
}

/// What there is to read. The end of the input is an error: a terminal that is there has none.
fn read(buffer: &mut [u8]) -> io::Result<&[u8]> {
    loop {
        match rustix::io::read(rustix::stdio::stdin(), &mut *buffer) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(len) => return Ok(buffer.get(..len).unwrap_or_default()),
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) => return Ok(&[]),
            Err(error) => return Err(error.into()),
        }
    }
}
