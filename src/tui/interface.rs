//! The interface's loop: signals, input, the trainer, the writer and the frame that is due.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::process::ExitCode;
use std::task::Poll;
use std::time::Duration;

use color_eyre::eyre::{Result, WrapErr, eyre};
use crossterm::event::{Event, EventStream};
use crossterm::style::force_color_output;
use ratatui::layout::Rect;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_stream::{Stream, StreamExt};

use super::background::{PATIENCE, Sieve, of_variable};
use super::pace::{Cause, Pace};
use super::screen::Screen;
use super::signals::{Heard, Signal, Signals, Who};
use super::{App, Background, ColorDepth, Options, Setup};
use crate::runtime::TrainerHandle;
use crate::session::Driver;
use crate::ui::theme::Theme;

/// How many events are taken in before anything else gets a turn.
const EVENTS_A_ROUND: usize = 64;
/// How long the first frame waits for something to show.
const FIRST_SNAPSHOT: Duration = Duration::from_millis(10);
/// How long the trainer may take to end.
const STOP: Duration = Duration::from_millis(250);

/// Why the interface was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// A person pressed a key to leave.
    Quit,
    /// The system asked for it.
    Signal(Signal),
}

impl Ending {
    /// What the program tells who started it.
    pub fn exit_code(self) -> ExitCode {
        match self {
            Self::Quit => ExitCode::SUCCESS,
            Self::Signal(signal) => signal.exit_code(),
        }
    }
}

/// Everything that the loop turns around.
pub struct Interface<'a> {
    app: App,
    theme: Theme,
    area: Rect,
    trainer: TrainerHandle,
    signals: Signals,
    events: EventStream,
    sieve: Sieve,
    /// What was typed before the first frame.
    early: VecDeque<Event>,
    screen: &'a mut Screen,
    pace: Pace,
    /// Whether a person waits for the next snapshot.
    awaited: bool,
    /// Whether a person wants the shell back for a while.
    suspend: bool,
    began: Instant,
}

impl<'a> Interface<'a> {
    /// Start the trainer and get ready to draw. Inside a tokio runtime.
    pub fn open(options: Options, signals: Signals, screen: &'a mut Screen) -> Self {
        let Options {
            scenario,
            file,
            lang,
            color,
            theme,
            projector,
            truth,
            mouse,
        } = options;
        let setup = Setup {
            world: scenario.world.clone(),
            file,
            algorithm: scenario.algorithm,
            lang,
            truth,
            projector,
            mouse,
        };
        let trainer = TrainerHandle::start(move || Driver::new(scenario));
        let depth = color.unwrap_or_else(depth_of_environment);
        force_color_output(depth != ColorDepth::None);
        Self {
            app: App::new(setup),
            theme: Theme::new(theme.unwrap_or_default(), depth),
            area: Rect::ZERO,
            trainer,
            signals,
            events: EventStream::new(),
            sieve: Sieve::new(theme.is_none()),
            early: VecDeque::new(),
            screen,
            pace: Pace::default(),
            awaited: true,
            suspend: false,
            began: Instant::now(),
        }
    }

    /// Stay until the person leaves or the system asks for it.
    ///
    /// # Errors
    /// The terminal or the trainer fails.
    pub async fn run(mut self) -> Result<Ending> {
        self.prepare().await?;
        let ending = self.turn_around().await?;
        self.trainer.stop(STOP).await;
        Ok(ending)
    }

    /// Do what the first frame is better for: know the ground, and something to show. Neither is waited for any longer.
    async fn prepare(&mut self) -> Result<()> {
        self.lay_out(self.screen.area()?);
        if self.sieve.expects() {
            let answer = timeout(PATIENCE, self.ask_background()).await;
            self.set_background(answer.unwrap_or(Ok(None))?);
        }
        if let Ok(news) = timeout(FIRST_SNAPSHOT, self.trainer.news(true)).await {
            news?;
        }
        self.pace.owe(Cause::Input);
        Ok(())
    }

    /// Wait for the terminal's answer, keeping what else comes in.
    async fn ask_background(&mut self) -> Result<Option<Background>> {
        while self.sieve.expects() {
            let passed = self.sieve.pass(read(self.events.next().await)?);
            self.early.extend(passed.events);
            if passed.background.is_some() {
                return Ok(passed.background);
            }
        }
        Ok(None)
    }

    fn set_background(&mut self, answer: Option<Background>) {
        let variable = || of_variable(&std::env::var("COLORFGBG").ok()?);
        let background = answer.or_else(variable).unwrap_or_default();
        self.theme = Theme::new(background, self.theme.depth());
    }

    async fn turn_around(&mut self) -> Result<Ending> {
        while let Some(event) = self.early.pop_front() {
            if let Some(ending) = self.input(&event) {
                return Ok(ending);
            }
        }
        loop {
            if std::mem::take(&mut self.suspend) {
                self.suspend(Who::Group).await?;
            }
            self.settle()?;
            let is_free = self.screen.is_free();
            let due = self.pace.due(Instant::now()).filter(|_| is_free);
            tokio::select! {
                biased;
                heard = self.signals.next() => {
                    if let Some(ending) = self.obey(heard).await? {
                        return Ok(ending);
                    }
                }
                event = self.events.next() => {
                    if let Some(ending) = self.take_in(event).await? {
                        return Ok(ending);
                    }
                }
                news = self.trainer.news(is_free) => news?,
                took = self.screen.freed() => self.pace.written(took.wrap_err(NO_OUTPUT)?),
                () = sleep_until(due.unwrap_or(self.began)), if due.is_some() => {}
            }
        }
    }

    /// Do what the system asks for.
    async fn obey(&mut self, heard: Heard) -> Result<Option<Ending>> {
        match heard {
            Heard::End(signal) => return Ok(Some(Ending::Signal(signal))),
            Heard::Suspend => self.suspend(Who::Program).await?,
            Heard::Continue => self.take_again()?,
        }
        Ok(None)
    }

    /// Give the terminal back and stop; [`Heard::Continue`] takes it again.
    async fn suspend(&mut self, who: Who) -> Result<()> {
        // A terminal that takes nothing has its modes back all the same.
        let _stuck = self.screen.leave();
        let stopped = self.signals.stop(who).await;
        if stopped.wrap_err("cannot suspend the program")? {
            return Ok(());
        }
        self.take_again()
    }

    fn take_again(&mut self) -> Result<()> {
        self.screen
            .take_again()
            .wrap_err("cannot use the terminal")?;
        self.pace.owe(Cause::Input);
        Ok(())
    }

    /// Hand on what was asked for, take what is new if there is a screen for it, and draw the frame that is due.
    fn settle(&mut self) -> Result<()> {
        self.trainer.flush();
        if !self.screen.is_free() {
            return Ok(());
        }
        if let Some(snapshot) = self.trainer.take() {
            self.app.receive(snapshot);
            let awaited = std::mem::take(&mut self.awaited);
            self.pace
                .owe(if awaited { Cause::Input } else { Cause::Stream });
            self.look();
        }
        let now = Instant::now();
        if self.pace.due(now).is_some_and(|due| due <= now) {
            self.draw(now)?;
        }
        Ok(())
    }

    /// Take in `first` and what else has come, but no more than a round's worth: the rest of the loop wants its turn.
    async fn take_in(&mut self, first: Option<io::Result<Event>>) -> Result<Option<Ending>> {
        let mut next = Some(first);
        for _ in 0..EVENTS_A_ROUND {
            let Some(event) = next else { break };
            // An answer of the terminal that comes this late is swallowed: the screen does not change its colors again.
            for event in self.sieve.pass(read(event)?).events {
                if let Some(ending) = self.input(&event) {
                    return Ok(Some(ending));
                }
            }
            next = self.next_at_once().await;
        }
        Ok(None)
    }

    /// The next event if there is one already. Polled as part of this task: the stream wakes only who asked it first.
    async fn next_at_once(&mut self) -> Option<Option<io::Result<Event>>> {
        poll_fn(|context| {
            Poll::Ready(match Pin::new(&mut self.events).poll_next(context) {
                Poll::Ready(event) => Some(event),
                Poll::Pending => None,
            })
        })
        .await
    }

    fn input(&mut self, event: &Event) -> Option<Ending> {
        if let Event::Resize(width, height) = *event {
            self.lay_out(Rect::new(0, 0, width, height));
            self.pace.owe(Cause::Input);
        }
        let response = self.app.handle(event, self.began.elapsed());
        for request in response.requests {
            self.trainer.send(request);
            self.awaited = true;
        }
        if response.redraw {
            self.pace.owe(Cause::Input);
        }
        self.suspend |= response.suspend;
        self.look();
        response.quit.then_some(Ending::Quit)
    }

    fn lay_out(&mut self, area: Rect) {
        self.area = area;
        self.app.lay_out(area);
        self.look();
    }

    /// Tell the trainer what the screen looks at.
    fn look(&mut self) {
        self.awaited |= self.trainer.look(self.app.view());
    }

    fn draw(&mut self, now: Instant) -> Result<()> {
        #[cfg(feature = "fault-injection")]
        fail_on_purpose()?;
        let (app, laid_out) = (&mut self.app, &mut self.area);
        let theme = self.theme;
        let drawn = self.screen.draw(|frame| {
            // The terminal may have been resized since it told so last.
            if frame.area() != *laid_out {
                *laid_out = frame.area();
                app.lay_out(*laid_out);
            }
            crate::ui::draw(frame, app, theme);
            #[cfg(feature = "fault-injection")]
            crate::runtime::fault::strike(crate::runtime::fault::Part::Ui);
        });
        self.pace.drawn(now, drawn.wrap_err(NO_OUTPUT)?);
        self.look();
        Ok(())
    }
}

/// What is said when the terminal takes no more output.
const NO_OUTPUT: &str = "cannot write to the terminal";

/// What the event stream gave, if it did.
fn read(event: Option<io::Result<Event>>) -> Result<Event> {
    event
        .ok_or_else(|| eyre!("the terminal has closed its input"))?
        .wrap_err("cannot read from the terminal")
}

/// How many colors the environment promises.
fn depth_of_environment() -> ColorDepth {
    let variable = |name| std::env::var(name).ok();
    ColorDepth::detect(
        variable("NO_COLOR").as_deref(),
        variable("COLORTERM").as_deref(),
        variable("TERM").as_deref(),
    )
}

/// Come upon an error, if the tests ask for one.
#[cfg(feature = "fault-injection")]
fn fail_on_purpose() -> Result<()> {
    use crate::runtime::fault::{Part, is_due};
    if is_due(Part::Error) {
        return Err(eyre!("an error on purpose in the interface"));
    }
    Ok(())
}
