//! The terminal as a screen: taken over, drawn on, given back.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::time::Duration;

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::ResetColor;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, queue};
use ratatui::layout::{Rect, Size};
use ratatui::{Frame, Terminal, backend::CrosstermBackend};

use super::sixteen::plain_colors;
use super::writer::{Writer, Written};

/// How long a terminal may take to be given back, before the program ends without.
const LEAVE: Duration = Duration::from_millis(250);

/// Asks for presses, for movements while a button is down, and for places beyond column 223. Not for every movement, as
/// crossterm does: those would wake the program, and fill a slow line, for nothing.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";
/// The same taken back, in the other order.
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// The bytes of a frame while it is drawn.
#[derive(Clone, Debug, Default)]
struct Bytes(Rc<RefCell<Vec<u8>>>);

impl Write for Bytes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The terminal, taken over from its making until it is dropped.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<Bytes>>,
    bytes: Bytes,
    /// None while the terminal is given back.
    writer: Option<Writer>,
    /// Whether the next frame finds nothing on the screen that can stay.
    anew: bool,
    /// Whether the terminal is to tell of the mouse.
    mouse: bool,
    /// Whether it has 16 colors and no more.
    sixteen: bool,
}

impl Screen {
    /// Take over the terminal, write `questions` on the empty screen, and with `mouse` let it tell of the mouse.
    ///
    /// # Errors
    /// There is no terminal that can be used so.
    pub fn enter(questions: &[u8], mouse: bool) -> io::Result<Self> {
        let bytes = Bytes::default();
        let terminal = Terminal::new(CrosstermBackend::new(bytes.clone()))?;
        let mut screen = Self {
            terminal,
            bytes,
            writer: None,
            anew: false,
            mouse,
            sixteen: false,
        };
        screen.take_over(questions)?;
        Ok(screen)
    }

    /// Take the terminal over again after it was given back, or others have used it; the next frame draws everything.
    ///
    /// # Errors
    /// The terminal has gone.
    pub fn take_again(&mut self) -> io::Result<()> {
        let _gone_or_stuck = self.leave();
        self.anew = true;
        self.take_over(&[])
    }

    /// Take over the terminal; from here on it is given back by dropping the screen.
    fn take_over(&mut self, questions: &[u8]) -> io::Result<()> {
        // The modes come first: in the background the system stops the program here, before anything is written.
        enable_raw_mode()?;
        let writer = Writer::start(io::stdout()).inspect_err(|_| {
            let _gone = disable_raw_mode();
        })?;
        self.writer = Some(writer);
        let mut opening = Vec::new();
        queue!(
            opening,
            EnterAlternateScreen,
            cursor::Hide,
            EnableBracketedPaste
        )?;
        if self.mouse {
            opening.extend_from_slice(MOUSE_ON);
        }
        opening.extend_from_slice(questions);
        self.write(opening);
        Ok(())
    }

    /// Write for a terminal that has 16 colors, or for one that has more.
    pub fn has_sixteen_colors(&mut self, sixteen: bool) {
        self.sixteen = sixteen;
    }

    /// Let the next frame draw everything: nothing on the screen can stay.
    pub fn draw_anew(&mut self) {
        self.anew = true;
    }

    /// Rows and columns at this moment.
    ///
    /// # Errors
    /// The terminal does not tell.
    pub fn area(&self) -> io::Result<Rect> {
        let Size { width, height } = self.terminal.size()?;
        Ok(Rect::new(0, 0, width, height))
    }

    /// Whether the terminal has taken the last frame.
    pub fn is_free(&self) -> bool {
        self.writer.as_ref().is_some_and(Writer::is_free)
    }

    /// Draw a frame and send it on its way, and `question` behind it; only while the screen is free. Gives the size in bytes.
    ///
    /// # Errors
    /// The terminal does not tell how large it is.
    pub fn draw(&mut self, question: &[u8], draw: impl FnOnce(&mut Frame)) -> io::Result<usize> {
        queue!(self.bytes, BeginSynchronizedUpdate)?;
        if std::mem::take(&mut self.anew) {
            let area = self.area()?;
            self.terminal.resize(area)?;
        }
        self.terminal.draw(draw)?;
        queue!(self.bytes, EndSynchronizedUpdate)?;
        self.bytes.write_all(question)?;
        let mut frame = std::mem::take(&mut *self.bytes.0.borrow_mut());
        if self.sixteen {
            frame = plain_colors(&frame);
        }
        let size = frame.len();
        self.write(frame);
        Ok(size)
    }

    /// Wait until the terminal has taken the frame in flight; for ever if there is none. Gives how long it took.
    ///
    /// # Errors
    /// The terminal cannot be written to.
    pub async fn freed(&mut self) -> io::Result<Duration> {
        let Some(writer) = &mut self.writer else {
            return std::future::pending().await;
        };
        let Written { buffer, took } = writer.freed().await?;
        self.bytes.0.replace(buffer);
        Ok(took)
    }

    fn write(&mut self, bytes: Vec<u8>) {
        if let Some(writer) = &mut self.writer {
            writer.write(bytes);
        }
    }

    /// Give the terminal back, for good or until it is taken again.
    ///
    /// # Errors
    /// The terminal has gone, or takes no more output; its modes are given back all the same.
    pub fn leave(&mut self) -> io::Result<()> {
        let Some(writer) = self.writer.take() else {
            return Ok(());
        };
        let mut closing = Vec::new();
        if self.mouse {
            closing.extend_from_slice(MOUSE_OFF);
        }
        queue!(
            closing,
            ResetColor,
            DisableBracketedPaste,
            cursor::Show,
            LeaveAlternateScreen
        )?;
        // The modes of the line are given back even if the terminal takes no more output.
        let taken = writer.finish(closing, LEAVE);
        disable_raw_mode().and(taken)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // A terminal that has gone, or takes nothing, cannot be told about either.
        let _gone_or_stuck = self.leave();
    }
}
