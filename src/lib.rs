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
//! - *An algorithm*: a file in `agent/` with an [`AlgorithmSpec`](agent::AlgorithmSpec), a line in the registry of [`agent`],
//!   its numbers worked out by hand in its tests, and recorded episodes in `tests/golden.rs`. A method that bootstraps from the
//!   row of the next state alone is a rule of five lines (`q_learning`, `expected_sarsa`); any other implements
//!   [`Agent`](agent::Agent) itself (`sarsa`): bare chunks, single steps that tell everything and leave the same bytes, learning
//!   from recorded experience, rows, a digest of all that its future hangs on. `tests/properties.rs` runs every one of them.
//! - *A world*: a file in `env/` with an [`EnvSpec`](env::EnvSpec), and a line in the registry of [`env`](mod@env). A
//!   [`Family`](env::Family) has parameters too (`random`): flags, help and `list` come from its [`Param`](env::Param)s.
//! - *A pane*: a file in `ui/panes/`, a place in `app/places.rs`, a line in `ui.rs`, a frame in `tests/screens.rs`.
//!
//! # Two departures from the plan
//! - An agent has two calls where the plan had one with an option: [`run`](agent::Agent::run) is fast and tells nothing,
//!   [`probe`](agent::Agent::probe) is one step written as the book has it. The second is the oracle of the first.
//! - Reachability belongs to the model ([`Mdp::reachable`](mdp::Mdp::reachable)), since worlds need it before there is a truth.
//!
//! # Speed
//! `cargo bench --bench step` prints what a step costs beside a loop written by hand for one world. See
//! `agent/fixed_table.rs` for where the time goes.

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
