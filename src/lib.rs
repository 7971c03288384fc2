//! Watch a tabular reinforcement-learning agent learn in the terminal, and steer it while it learns.
//!
//! ```text
//!  worlds come from        pure core: no clock, I/O, thread       one runtime        faces
//!  ────────────────        ────────────────────────────────       ───────────        ──────────────────
//!  built-in families ┐             ┌ truth: exact values  ┐                        ┌ app, ui, tui
//!  Gymnasium table   ┴─► World ───►┤                      ├─► Session ─► trainer ──┤
//!                       (data)     └ agent: rules, chance ┘   (Driver)    + jobs   └ cli, report
//! ```
//!
//! - [`mdp`]: a [`World`](mdp::World) is data: a model, its step limit, its scene. Everything else is written once for all.
//! - [`env`](mod@env): where worlds come from. [`truth`]: what can be known exactly. [`agent`]: what learns.
//! - [`session`]: a run is a function of its [`Scenario`](session::Scenario) and its ledger of changes, however it is cut
//!   up, at every speed, in every face. Keep it so: `tests/properties.rs` is *the* test of this project.
#![cfg_attr(
    feature = "tui",
    doc = "- [`runtime`]: the trainer's task and its jobs, the only threads beside [`tui`]. [`report`]: what scripts read.
- [`app`]: state and update of the interface; [`ui`]: drawing, a pure function of it; [`tui`]: the terminal; [`cli`]: the
  command line."
)]
//!
//! Who may use whom, held by `tests/architecture.rs`:
//! `text ← mdp ← {env, agent, truth} ← session ← {runtime, report, app} ← ui ← tui ← cli ← main`.
//!
//! # Where to add
//! - *An algorithm*: a file in `agent/`, a line in the registry of [`agent`], recorded episodes in `tests/golden.rs`; nothing
//!   elsewhere. `tests/properties.rs` then cuts, keeps, changes, probes and switches its runs like all others. The file holds
//!   - an [`AlgorithmSpec`](agent::AlgorithmSpec): names, what it learns from, what can be turned, what the numbers of its
//!     updates are called. A parameter that nobody had yet is an entry in the table of `agent/param.rs`;
//!   - its idea. A method that bootstraps from the row of the next state alone is a rule of five lines (`q_learning`,
//!     `expected_sarsa`). Any other implements [`Agent`](agent::Agent) (`sarsa`). `learn` takes one transition and tells the
//!     update, or nothing yet, and every state that moved. `probe` is `act` and then `learn`, where `act` also keeps the action
//!     that is chosen ahead (`Ahead`); a planner calls [`Walk::think`](agent::Walk::think) instead. `run` goes on probing,
//!     unless there is a faster way that comes to the same bytes;
//!   - what it knows: `Tabular` holds action values and visits and says everything about them; whatever else it keeps, traces,
//!     an open episode (of bounded length: some never end), a model, preferences, has to be in its `digest` and is dropped or
//!     taken over in `adopt`. With other layers, or another policy than ε-greedy, it implements
//!     [`Knowledge`](agent::Knowledge) itself, the layer that its choice is over first;
//!   - luck that is its own, from the learner's stream of its seed (`chance::learner`); chance belongs to the walk;
//!   - tests with its numbers worked out by hand.
//! - *A world*: a file in `env/` with an [`EnvSpec`](env::EnvSpec), and a line in the registry of [`env`](mod@env). A
//!   [`Family`](env::Family) has parameters too (`random`): flags, help and `list` come from its [`Param`](env::Param)s.
//! - *A pane*: a file in `ui/panes/`, a place in `app/places.rs`, a line in `ui.rs`, a frame in `tests/screens.rs`.
//!
//! # Three departures from the plan
//! - An agent has two calls where the plan had one with an option: [`run`](agent::Agent::run) is fast and tells nothing,
//!   [`probe`](agent::Agent::probe) is one step written as the book has it. The second is the oracle of the first.
//! - Reachability belongs to the model ([`Mdp::reachable`](mdp::Mdp::reachable)), since worlds need it before there is a truth.
//! - Of a large table no sample is taken: all of it is looked at, a piece a turn, while the run stands at a step of a grid that
//!   grows sparser, or stands by itself. So a [`Survey`](session::Survey) is exact as of its step. A look is left out where the
//!   last one is fresh: all of them together take a thirtieth of the time, on any machine and however large the table.
//!
//! # Speed
//! `cargo bench --bench step` prints what a step of every method costs on five worlds, from 2 states to a million, beside loops
//! written by hand for their shapes. Measured on one core of an Intel Xeon (Emerald Rapids, two cores in all), medians in ns:
//!
//! | world | Q-learning | SARSA | Expected SARSA | Q-learning by hand |
//! |---|---|---|---|---|
//! | recommender | 9.4 | 14.2 | 10.8 | 13.0 |
//! | cliff | 8.0 | 9.0 | 8.9 | 17.4 |
//! | icy lake 8×8 | 7.9 | 8.8 | 8.4 | 21.4 |
//! | random, 10⁴ states | 55 | 57 | 61 | 53 |
//! | random, 10⁶ states | 529 | 554 | 571 | 689 |
//!
//! `agent/fixed_table.rs` says where the time goes and what was tried; over a million states nearly all of it is memory. A world of
//! a million states and four actions is built, and trained for a million steps, in 1.2 s.

pub mod agent;
pub mod env;
pub mod mdp;
pub mod session;
pub mod text;
pub mod truth;

#[cfg(feature = "tui")]
pub mod app;
#[cfg(feature = "tui")]
pub mod cli;
#[cfg(feature = "tui")]
pub mod report;
#[cfg(feature = "tui")]
pub mod runtime;
#[cfg(feature = "tui")]
pub mod tui;
#[cfg(feature = "tui")]
pub mod ui;
