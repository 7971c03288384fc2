//! What only a terminal can tell: `cargo bench --bench terminal`, and for twenty minutes `cargo bench --bench terminal -- soak 20`.
//!
//! The real program runs in a pseudo-terminal that answers at once and costs nothing, so that what is measured is the program:
//! the first frame, a key to the screen, idling, bytes, memory, and what being watched costs. The soak runs at full speed while
//! sliders move and the terminal changes its size, and then trains a run without a screen by the same changes.
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

#[cfg(target_os = "linux")]
mod figures;
#[cfg(target_os = "linux")]
mod process;
#[cfg(target_os = "linux")]
mod soak;
#[cfg(target_os = "linux")]
#[expect(dead_code, reason = "the tests use all of it")]
#[path = "../../tests/pty/terminal.rs"]
mod terminal;

#[cfg(target_os = "linux")]
fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let minutes = match &words[..] {
        [soak, minutes, ..] if soak == "soak" => minutes.parse().ok(),
        _ => None,
    };
    match minutes {
        Some(minutes) => soak::run(minutes),
        None => figures::run(),
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("this bench reads /proc, which only Linux has");
}
