//! Keys where there is no Unix: as crossterm tells them.

use std::{io, thread};

use crossterm::event::{self, Event, MouseButton, MouseEventKind};

use crate::tui::input::{Button, Heard, Mouse};
use crate::tui::key::Key;
use crate::tui::line::Reached;

/// Tells the loop what was heard, or that nothing can be heard any more; answers whether the loop still
/// listens.
pub type Hear = Box<dyn Fn(io::Result<Heard>) -> bool + Send>;

/// The thread that reads the terminal.
#[derive(Debug)]
pub struct Keyboard;

impl Keyboard {
    /// Starts to read.
    pub fn listen(_: Reached, hear: Hear) -> io::Result<Self> {
        thread::spawn(move || {
            loop {
                let event = event::read();
                let lost = event.is_err();
                let heard = event.map(heard).transpose();
                if heard.is_some_and(|heard| !hear(heard)) || lost {
                    return;
                }
            }
        });
        Ok(Self)
    }

    pub fn pause(&mut self) {}

    pub fn resume(&mut self) {}
}

fn heard(event: Event) -> Option<Heard> {
    match event {
        Event::Key(key) => Key::of_event(key).map(Heard::Key),
        Event::Paste(text) => Some(Heard::Paste(text)),
        Event::Resize(..) => Some(Heard::Size),
        Event::Mouse(mouse) => {
            let button = match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => Button::Left,
                MouseEventKind::ScrollUp => Button::WheelUp,
                MouseEventKind::ScrollDown => Button::WheelDown,
                _ => return None,
            };
            Some(Heard::Mouse(Mouse { button, at: (mouse.column, mouse.row) }))
        }
        _ => None,
    }
}
