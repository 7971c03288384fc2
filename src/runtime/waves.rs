//! Work that falls into many independent pieces, over several threads, with results in the order of the pieces.

use std::collections::VecDeque;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// How many parts of a piece wait for their turn before whoever makes it has to wait too.
const PARTS: usize = 8;

/// How many threads make the pieces, and how much is held while they do.
#[derive(Clone, Copy, Debug)]
pub struct Crew {
    /// Threads; at least 1.
    pub jobs: usize,
    /// How many pieces may be begun and not yet taken, whatever there are in all; at least 1.
    pub ahead: usize,
}

/// What comes of a piece: any number of parts, and in the end what it has come to.
#[derive(Debug)]
pub enum Made<P, T> {
    /// A part of it.
    Part(P),
    /// The end of it.
    Whole(T),
}

/// A piece to be made, and where what comes of it goes.
type Order<P, T> = (u64, SyncSender<Made<P, T>>);

/// Make pieces `0..count` with a `crew`, and hand what comes of each to `take`, piece by piece in order, until that says to stop.
///
/// `make` is given the number of a piece and a call that hands over a part; where that says no, the rest is not wanted any more.
/// No more than `ahead` pieces are held, and of each of them no more than a few parts, whatever `count` is and however many parts a
/// piece has. What comes out hangs on neither the crew nor which thread was faster.
///
/// # Errors
/// The first that `take` gives.
pub fn in_order<P: Send, T: Send, E>(
    crew: Crew,
    count: u64,
    make: impl Fn(u64, &mut dyn FnMut(P) -> bool) -> T + Sync,
    mut take: impl FnMut(u64, Made<P, T>) -> Result<bool, E>,
) -> Result<(), E> {
    let (orders, waiting) = mpsc::channel::<Order<P, T>>();
    let waiting = Mutex::new(waiting);
    thread::scope(|scope| {
        // Moved in, so that they are gone when this ends, and with them whatever the threads still wait for.
        let orders = orders;
        for _ in 0..crew.jobs {
            scope.spawn(|| work(&waiting, &make));
        }
        let mut begun = VecDeque::new();
        let mut next = 0;
        for index in 0..count {
            while next < count && begun.len() < crew.ahead {
                let (sender, receiver) = mpsc::sync_channel(PARTS);
                if orders.send((next, sender)).is_err() {
                    return Ok(());
                }
                begun.push_back(receiver);
                next += 1;
            }
            let Some(made) = begun.front() else {
                return Ok(());
            };
            if !take_one(index, made, &mut take)? {
                return Ok(());
            }
            begun.pop_front();
        }
        Ok(())
    })
}

/// Make what is ordered until nothing more is.
fn work<P, T>(
    waiting: &Mutex<Receiver<Order<P, T>>>,
    make: &impl Fn(u64, &mut dyn FnMut(P) -> bool) -> T,
) {
    loop {
        let order = waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        let Ok((index, made)) = order else { return };
        let whole = make(index, &mut |part| made.send(Made::Part(part)).is_ok());
        // Nobody may want it any more.
        let _ = made.send(Made::Whole(whole));
    }
}

/// Hand over all that comes of a piece; whether to go on. Nothing comes of it if its thread panicked, which the scope tells.
fn take_one<P, T, E>(
    index: u64,
    made: &Receiver<Made<P, T>>,
    take: &mut impl FnMut(u64, Made<P, T>) -> Result<bool, E>,
) -> Result<bool, E> {
    for made in made {
        let is_last = matches!(made, Made::Whole(_));
        if !take(index, made)? {
            return Ok(false);
        }
        if is_last {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Each piece has its number and the squares of what is below it; taken is all of it, in order.
    fn squares(jobs: usize, count: u64, until: u64) -> Vec<(u64, u64)> {
        let mut taken = Vec::new();
        let crew = Crew {
            jobs,
            ahead: 2 * jobs,
        };
        let make = |index: u64, part: &mut dyn FnMut(u64) -> bool| {
            (0..index).all(|below| part(below * below));
            index
        };
        let result: Result<(), ()> = in_order(crew, count, make, |index, made| {
            match made {
                Made::Part(square) => taken.push((index, square)),
                Made::Whole(whole) => taken.push((whole, u64::MAX)),
            }
            Ok(index < until)
        });
        assert_eq!(result, Ok(()));
        taken
    }

    #[test]
    fn results_come_in_order_for_every_number_of_threads() {
        let of = |index: u64| {
            let parts = (0..index).map(move |below| (index, below * below));
            parts.chain([(index, u64::MAX)])
        };
        let expected: Vec<_> = (0..200).flat_map(of).collect();
        for jobs in [1, 2, 3, 8] {
            assert_eq!(squares(jobs, 200, u64::MAX), expected, "{jobs} threads");
        }
        assert!(squares(4, 0, u64::MAX).is_empty());
    }

    #[test]
    fn it_stops_where_it_is_told_to_and_at_an_error() {
        assert_eq!(squares(2, 1000, 1).len(), 1 + 1);
        let failed = in_order(
            Crew { jobs: 2, ahead: 4 },
            1000,
            |index, _: &mut dyn FnMut(()) -> bool| index,
            |index, _| if index < 5 { Ok(true) } else { Err(index) },
        );
        assert_eq!(failed, Err(5));
    }

    #[test]
    fn no_more_pieces_are_held_than_was_said() {
        struct Held<'a>(&'a AtomicUsize);
        impl Drop for Held<'_> {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::SeqCst);
            }
        }
        let (held, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let make = |_, _: &mut dyn FnMut(()) -> bool| {
            most.fetch_max(held.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            Held(&held)
        };
        let crew = Crew { jobs: 4, ahead: 3 };
        let taken: Result<(), ()> = in_order(crew, 500, make, |_, _| Ok(true));
        assert_eq!(taken, Ok(()));
        assert_eq!(held.load(Ordering::SeqCst), 0);
        assert!((1..=3).contains(&most.load(Ordering::SeqCst)));
    }
}
