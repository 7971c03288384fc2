//! What a frame costs, and what it costs to be looked at: `cargo bench --bench frame`.
//!
//! A frame is a snapshot of the run and a screen drawn from it, everything of a frame but the terminal. A loss is what a run at
//! full speed loses where thirty times a second such a frame is made on the same core: an interface has a second core for drawing.
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use qlens::agent::{ParamId, Setting, q_learning};
use qlens::app::{App, Layer, Setup};
use qlens::env;
use qlens::mdp::World;
use qlens::session::{Driver, Request, Scenario, Speed, Turn};
use qlens::text::Lang;
use qlens::ui;
use qlens::ui::theme::{Background, ColorDepth, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The worlds, the first being the one that the others are held against.
const WORLDS: [(&str, Option<&str>); 6] = [
    ("recommender", None),
    ("cliff-walking", None),
    ("frozen-lake-8x8", None),
    ("random", Some("500")),
    ("random", Some("10000")),
    ("random", Some("1000000")),
];
const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (200, 60)];
const FRAMES: u32 = 200;
/// How long a run trains before it is drawn.
const TRAINED: Duration = Duration::from_millis(600);
/// How long a run with frames, and one without, are timed in each round.
const STRETCH: Duration = Duration::from_millis(300);
const ROUNDS: usize = 5;
const BETWEEN_FRAMES: Duration = Duration::from_millis(33);

fn main() {
    println!(
        "{:16} {:>8} {:>8} {:>12} {:>12} {:>12} {:>9} {:>14} {:>7}",
        "world", "states", "size", "snapshot", "drawing", "frame", "x first", "steps/s", "loss"
    );
    let mut first = [0.0; SIZES.len()];
    for (index, (name, states)) in WORLDS.into_iter().enumerate() {
        let world = Arc::new(world(name, states));
        for (size, (width, height)) in SIZES.into_iter().enumerate() {
            let mut stage = Stage::new(&world, Rect::new(0, 0, width, height));
            stage.train_for(TRAINED, None);
            let [snapshot, drawing] = stage.frame_times();
            let frame = snapshot + drawing;
            if index == 0 {
                first[size] = frame;
            }
            let (speed, loss) = stage.loss();
            println!(
                "{name:16} {:>8} {:>8} {:>9.1} µs {:>9.1} µs {:>9.1} µs {:>8.2}x {speed:>14.0} {:>6.1}%",
                world.mdp.n_states(),
                format!("{width}x{height}"),
                snapshot,
                drawing,
                frame,
                frame / first[size],
                loss * 100.0
            );
        }
    }
    println!("\nwith another ε in every frame, 120x36");
    for (name, states) in &WORLDS[..4] {
        let world = Arc::new(world(name, *states));
        for layer in [Layer::Q, Layer::Truth, Layer::Soft] {
            let mut stage = Stage::new(&world, Rect::new(0, 0, 120, 36));
            stage.look_at(layer);
            stage.train_for(TRAINED, None);
            let [snapshot, drawing] = stage.times_of(Stage::explore);
            let states = world.mdp.n_states();
            println!(
                "{name:16} {states:>8} {:>8} {snapshot:>9.1} µs {drawing:>9.1} µs {:>9.1} µs",
                format!("{layer:?}"),
                snapshot + drawing
            );
        }
    }
}

fn world(name: &str, states: Option<&str>) -> World {
    let spec = env::find(name).expect("a built-in world");
    let Some(states) = states else {
        return (spec.build)();
    };
    let family = spec.family.expect("a family");
    let mut settings = env::Settings::default();
    let param = family.params.iter().find(|param| param.name == "states");
    let param = param.expect("a number of states");
    settings.set(param, states).expect("a number in range");
    (family.build)(&settings).expect("a random world")
}

/// A run and the interface that looks at it, without a terminal.
struct Stage {
    driver: Driver,
    app: App,
    area: Rect,
    buffer: Buffer,
    clock: Instant,
}

impl Stage {
    fn new(world: &Arc<World>, area: Rect) -> Self {
        let scenario = Scenario::new(Arc::clone(world), &q_learning::SPEC, 12);
        let setup = Setup {
            world: Arc::clone(world),
            algorithm: &q_learning::SPEC,
            file: None,
            lang: Lang::En,
            truth: false,
            projector: false,
            mouse: true,
        };
        let mut app = App::new(setup);
        app.lay_out(area);
        let mut driver = Driver::new(scenario).at_speed(Speed::ALL_OUT);
        app.receive(Arc::new(driver.snapshot(&app.view())));
        app.lay_out(area);
        Self {
            driver,
            app,
            area,
            buffer: Buffer::empty(area),
            clock: Instant::now(),
        }
    }

    /// Train for so long, with a frame as often as is said; gives the steps taken in a second.
    fn train_for(&mut self, time: Duration, frames: Option<Duration>) -> f64 {
        let (begun, before) = (Instant::now(), self.driver.session().step());
        let mut next = begun;
        while begun.elapsed() < time {
            if self.driver.turn(self.clock.elapsed()) == Turn::Idle {
                // It stands at the world's usual end.
                let go_on = qlens::session::Control::Toggle;
                self.driver.request(qlens::session::Request::Control(go_on));
            }
            if let Some(every) = frames.filter(|_| Instant::now() >= next) {
                next += every;
                self.snapshot();
                self.draw();
            }
        }
        let steps = self.driver.session().step() - before;
        steps as f64 / begun.elapsed().as_secs_f64()
    }

    fn snapshot(&mut self) {
        let snapshot = self.driver.snapshot(&self.app.view());
        self.app.receive(Arc::new(snapshot));
    }

    fn draw(&mut self) {
        self.buffer.reset();
        let theme = Theme::new(Background::Dark, ColorDepth::True);
        ui::draw_on(&mut self.buffer, self.area, &self.app, theme);
        black_box(&self.buffer);
    }

    /// Uncover the truth, and go on to a layer.
    fn look_at(&mut self, layer: Layer) {
        let press = |app: &mut App, key| {
            let key = KeyEvent::new(KeyCode::Char(key), KeyModifiers::NONE);
            app.handle(&Event::Key(key), Duration::ZERO);
        };
        press(&mut self.app, 't');
        while self.app.layer() != layer {
            press(&mut self.app, 'v');
        }
    }

    /// Explore otherwise than in the frame before.
    fn explore(&mut self, frame: u32) {
        let epsilon = f64::from(frame % 100) / 100.0;
        let setting = Setting::new(ParamId::Epsilon, epsilon).expect("a share");
        self.driver.request(Request::Set(setting, 1));
    }

    /// Microseconds of a snapshot, and of drawing it.
    fn frame_times(&mut self) -> [f64; 2] {
        self.times_of(|_, _| {})
    }

    /// The same with something done before each frame, which is not timed.
    fn times_of(&mut self, before: impl Fn(&mut Self, u32)) -> [f64; 2] {
        let mut times = [0.0; 2];
        for frame in 0..FRAMES {
            self.driver.turn(self.clock.elapsed());
            before(self, frame);
            let begun = Instant::now();
            self.snapshot();
            times[0] += begun.elapsed().as_secs_f64();
            let begun = Instant::now();
            self.draw();
            times[1] += begun.elapsed().as_secs_f64();
        }
        times.map(|time| time * 1e6 / f64::from(FRAMES))
    }

    /// Steps a second with nobody looking, and the share of them that frames cost: the median of interleaved rounds.
    fn loss(&mut self) -> (f64, f64) {
        let mut rounds: Vec<(f64, f64)> = (0..ROUNDS)
            .map(|_| {
                let alone = self.train_for(STRETCH, None);
                let watched = self.train_for(STRETCH, Some(BETWEEN_FRAMES));
                (alone, 1.0 - watched / alone)
            })
            .collect();
        rounds.sort_by(|one, other| one.1.total_cmp(&other.1));
        rounds[ROUNDS / 2]
    }
}
