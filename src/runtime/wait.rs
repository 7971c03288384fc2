//! Waiting for a future on a thread that may block, with a time limit.
//!
//! Tokio's own timers would wake the interface's thread for every slow step; parking wakes only the thread that waits.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

/// Wakes a parked thread.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Block this thread until `future` is ready; none if `limit` passes first. Without a limit it waits as long as it takes.
pub fn wait<F: Future>(future: F, limit: Option<Duration>) -> Option<F::Output> {
    let deadline = limit.map(|limit| Instant::now() + limit);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return Some(output);
        }
        let Some(deadline) = deadline else {
            thread::park();
            continue;
        };
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return None;
        }
        thread::park_timeout(left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ready_is_returned_without_waiting() {
        assert_eq!(wait(async { 3 }, Some(Duration::ZERO)), Some(3));
    }

    #[test]
    fn what_never_comes_is_given_up_at_the_limit() {
        let began = Instant::now();
        assert_eq!(
            wait(
                std::future::pending::<()>(),
                Some(Duration::from_millis(20))
            ),
            None
        );
        assert!(began.elapsed() >= Duration::from_millis(20));
    }

    #[test]
    fn another_thread_ends_the_wait() {
        let (sender, mut receiver) = tokio::sync::mpsc::channel(1);
        let other = thread::spawn(move || sender.blocking_send(7).expect("the receiver waits"));
        assert_eq!(wait(receiver.recv(), None), Some(Some(7)));
        other.join().expect("the other thread only sends");
    }
}
