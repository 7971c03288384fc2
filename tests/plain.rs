//! What is left without colors, and with ASCII letters only: everything, in other signs.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "plain/letters.rs"]
mod letters;
#[path = "plain/ranks.rs"]
mod ranks;
#[path = "support/stage.rs"]
mod stage;
