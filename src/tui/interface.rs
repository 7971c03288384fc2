//! The interface's loop: signals, input, the trainer, the writer and the frame that is due.

use std::collections::VecDeque;
use std::future::{poll_fn, ready};
use std::io;
use std::process::ExitCode;
use std::task::Poll;
use std::time::Duration;

use color_eyre::eyre::{Result, WrapErr};
use crossterm::event::Event;
use crossterm::style::force_color_output;
use ratatui::layout::Rect;
use tokio::time::{Instant, sleep_until, timeout};

use super::background::of_variable;
use super::decoder::Told;
use super::input::Input;
use super::pace::{Cause, Pace};
use super::questions::{Questions, WELL, is_wide};
use super::screen::Screen;
use super::signals::{Heard, Signal, Signals, Who};
use super::{App, ColorDepth, Options, Setup, Signs};
use crate::runtime::TrainerHandle;
use crate::session::Driver;
use crate::ui::theme::Theme;

/// How many events are taken in before anything else gets a turn.
const EVENTS_A_ROUND: usize = 64;
/// How long the first frame waits for the terminal's answers.
const PATIENCE: Duration = Duration::from_millis(12);
/// How long the end waits for them, and how long where they are known to take their time.
const LAST_ANSWERS: Duration = Duration::from_millis(150);
const LONGEST_END: Duration = Duration::from_secs(1);
/// A terminal that has not answered by then never will.
const MUTE: Duration = Duration::from_secs(2);
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

/// How things stand between the program and its terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Talk {
    /// It was asked, and answers may be on their way.
    Asked,
    /// It tells when it has seen a frame.
    Goes,
    /// It does not, or was not asked.
    Over,
}

/// Everything that the loop turns around.
pub struct Interface<'a> {
    app: App,
    theme: Theme,
    area: Rect,
    trainer: TrainerHandle,
    signals: Signals,
    input: Input,
    /// What has not been answered yet.
    questions: Questions,
    talk: Talk,
    /// What was typed while answers were waited for.
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
    ///
    /// # Errors
    /// The system has no more threads.
    pub fn open(options: Options, signals: Signals, screen: &'a mut Screen) -> Result<Self> {
        let questions = options.questions();
        let Options {
            scenario,
            file,
            lang,
            color,
            theme,
            signs,
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
        let trainer = TrainerHandle::start(move || Driver::new(scenario).opening());
        let depth = color.unwrap_or_else(depth_of_environment);
        force_color_output(depth != ColorDepth::None);
        screen.has_sixteen_colors(depth == ColorDepth::Ansi16);
        let ground = theme.or_else(|| of_variable(&std::env::var("COLORFGBG").ok()?));
        let theme = Theme::new(ground.unwrap_or_default(), depth).ascii(signs != Signs::Asked);
        let mut app = App::new(setup);
        app.show_cells(theme.cells());
        Ok(Self {
            app,
            theme,
            area: Rect::ZERO,
            trainer,
            signals,
            input: Input::open().wrap_err(NO_INPUT)?,
            questions,
            talk: if questions.any() {
                Talk::Asked
            } else {
                Talk::Over
            },
            early: VecDeque::new(),
            screen,
            pace: Pace::default(),
            awaited: true,
            suspend: false,
            began: Instant::now(),
        })
    }

    /// Stay until the person leaves or the system asks for it.
    ///
    /// # Errors
    /// The terminal or the trainer fails.
    pub async fn run(mut self) -> Result<Ending> {
        self.prepare().await?;
        let ending = self.turn_around().await?;
        self.hear_last_answers().await?;
        self.trainer.stop(STOP).await;
        Ok(ending)
    }

    /// Do what the first frame is better for: know the terminal, and something to show. Neither is waited for any longer.
    async fn prepare(&mut self) -> Result<()> {
        self.lay_out(self.screen.area()?);
        // What comes later is still heard.
        timeout(PATIENCE, self.hear_answers())
            .await
            .unwrap_or(Ok(()))?;
        if let Ok(news) = timeout(FIRST_SNAPSHOT, self.trainer.news(true)).await {
            news?;
        }
        self.pace.owe(Cause::Input);
        Ok(())
    }

    /// Wait for the terminal's answers, keeping what else comes in.
    async fn hear_answers(&mut self) -> Result<()> {
        while self.talk == Talk::Asked || self.pace.awaited(Instant::now()).is_some() {
            match self.told().await? {
                Some(Told::Did(event)) => self.early.push_back(event),
                Some(answer) => self.hear(&answer),
                None => return Ok(()),
            }
        }
        Ok(())
    }

    /// Wait a little for answers that are on their way: they would be typed into the shell.
    async fn hear_last_answers(&mut self) -> Result<()> {
        let asked = self.talk == Talk::Asked && self.began.elapsed() < MUTE;
        let usual = self.pace.awaited(Instant::now());
        let usual = usual.or(asked.then_some(LAST_ANSWERS));
        let limit = usual.map_or(Duration::ZERO, |usual| {
            usual.clamp(LAST_ANSWERS, LONGEST_END)
        });
        timeout(limit, self.hear_answers()).await.unwrap_or(Ok(()))
    }

    /// Draw as the terminal wants it, also if it tells only now, over a slow link.
    fn hear(&mut self, answer: &Told) {
        let asked = &mut self.questions;
        match *answer {
            Told::Column(column) if std::mem::take(&mut asked.width) => {
                let wide = is_wide(column, self.area.width);
                self.theme = self.theme.ascii(wide);
                if wide {
                    // Wide signs have shifted everything to their right.
                    self.screen.draw_anew();
                }
            }
            Told::Ground(ground) if std::mem::take(&mut asked.ground) => {
                self.theme = self.theme.on(ground);
            }
            Told::Well => {
                self.pace.seen(Instant::now());
                self.talk = Talk::Goes;
                return;
            }
            Told::Kind => {
                asked.width = false;
                if self.talk == Talk::Asked {
                    self.talk = Talk::Over;
                }
            }
            _ => return,
        }
        self.pace.owe(Cause::Input);
    }

    async fn turn_around(&mut self) -> Result<Ending> {
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
                () = ready(()), if !self.early.is_empty() => {
                    let ending = self.early.pop_front().and_then(|event| self.act_on(&event));
                    if let Some(ending) = ending {
                        return Ok(ending);
                    }
                }
                told = poll_fn(|context| self.input.poll(context)) => {
                    if let Some(ending) = self.take_in(told).await? {
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
            Heard::Resize => self.resize(self.screen.area()?),
        }
        Ok(None)
    }

    /// Give the terminal back and stop; [`Heard::Continue`] takes it again.
    async fn suspend(&mut self, who: Who) -> Result<()> {
        self.hear_last_answers().await?;
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
    async fn take_in(&mut self, first: Option<io::Result<Told>>) -> Result<Option<Ending>> {
        let mut next = Poll::Ready(first);
        for _ in 0..EVENTS_A_ROUND {
            let Poll::Ready(told) = next else { break };
            let ending = match told.transpose().wrap_err(NO_INPUT)? {
                Some(Told::Did(event)) => self.act_on(&event),
                Some(answer) => {
                    self.hear(&answer);
                    None
                }
                None => Some(Ending::Signal(Signal::Hangup)),
            };
            if ending.is_some() {
                return Ok(ending);
            }
            // Polled as part of this task: the input wakes only who asked it last.
            next = poll_fn(|context| Poll::Ready(self.input.poll(context))).await;
        }
        Ok(None)
    }

    /// What comes next; none if the terminal has gone.
    async fn told(&mut self) -> Result<Option<Told>> {
        let told = poll_fn(|context| self.input.poll(context)).await;
        told.transpose().wrap_err(NO_INPUT)
    }

    fn act_on(&mut self, event: &Event) -> Option<Ending> {
        if let Event::Resize(width, height) = *event {
            self.resize(Rect::new(0, 0, width, height));
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

    fn resize(&mut self, area: Rect) {
        self.lay_out(area);
        self.pace.owe(Cause::Input);
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
        let tells = self.talk == Talk::Goes;
        let question = if tells { WELL } else { &[] };
        let drawn = self.screen.draw(question, |frame| {
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
        if tells {
            self.pace.awaits(now);
        }
        self.look();
        Ok(())
    }
}

/// What is said when the terminal takes no more output.
const NO_OUTPUT: &str = "cannot write to the terminal";

/// What is said when the terminal gives no more input.
const NO_INPUT: &str = "cannot read from the terminal";

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
        return Err(color_eyre::eyre::eyre!(
            "an error on purpose in the interface"
        ));
    }
    Ok(())
}
