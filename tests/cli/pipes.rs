//! Pipes in place of files: with somebody at the other end, and with nobody.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;

use super::wrong_files::TABLE;
use super::{Place, failure, program, stdout, text};

/// What `qlens solve` says to a pipe into which `writer` writes; it must not wait for its end.
fn piped(writer: &str) -> (Option<i32>, String) {
    let mut source = std::process::Command::new("sh")
        .args(["-c", writer])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let pipe = source.stdout.take().unwrap();
    let output = program(&["solve", "/dev/stdin"])
        .stdin(pipe)
        .output()
        .unwrap();
    source.wait().unwrap();
    (output.status.code(), text(&output.stderr).to_owned())
}

#[test]
fn a_pipe_is_read_to_its_end_unless_it_begins_wrong() {
    let (code, message) = piped(&format!("echo '{TABLE}'"));
    assert_eq!((code, message.as_str()), (Some(0), ""));
    for (writer, part) in [
        ("yes", "/dev/stdin:1:1: this is not JSON: expected value"),
        ("cat /dev/zero", "byte 0, in line 1, is 0"),
        ("printf '{'", "/dev/stdin:1:1: this is not JSON: EOF"),
        (":", "there is nothing in it"),
    ] {
        let (code, message) = piped(writer);
        assert_eq!(code, Some(1), "{writer}");
        assert!(message.contains(part), "{writer}: {message}");
    }
}

/// A named pipe, to which nobody is there yet.
fn named_pipe(place: &Place) -> String {
    let path = place.path("pipe.json");
    assert!(
        Command::new("mkfifo")
            .arg(&path)
            .status()
            .unwrap()
            .success()
    );
    path
}

#[test]
fn a_pipe_that_nobody_writes_to_is_refused_by_every_command() {
    let place = Place::new();
    let pipe = &*named_pipe(&place);
    thread::scope(|scope| {
        for command in ["check", "solve", "train", "learn"] {
            scope.spawn(move || {
                let message = failure(1, &[command, pipe]);
                assert!(
                    message.contains("pipe.json: it is a pipe that nobody writes to; start what"),
                    "{message}"
                );
            });
        }
    });
}

#[test]
fn a_pipe_that_nobody_reads_takes_no_results() {
    let place = Place::new();
    let pipe = named_pipe(&place);
    let message = failure(1, &["train", "recommender", "--output", &pipe]);
    assert!(
        message.contains("pipe.json: it is a pipe that nobody reads; start what reads it"),
        "{message}"
    );
}

#[test]
fn a_named_pipe_is_read_from_whoever_writes_and_written_to_whoever_reads() {
    let place = Place::new();
    let pipe = named_pipe(&place);
    thread::scope(|scope| {
        // Whoever is first waits for the other.
        scope.spawn(|| fs::write(&pipe, TABLE).unwrap());
        assert!(stdout(&["check", &pipe]).contains("a Gymnasium table, bare"));
    });
    thread::scope(|scope| {
        let read = scope.spawn(|| fs::read_to_string(&pipe).unwrap());
        let args = ["train", "recommender", "--episodes", "2", "--format", "csv"];
        assert_eq!(stdout(&[&args[..], &["--output", &pipe]].concat()), "");
        assert_eq!(read.join().unwrap().lines().count(), 3);
    });
}
