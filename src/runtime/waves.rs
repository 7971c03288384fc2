//! Work that falls into many independent pieces, over several threads, with results in the order of the pieces.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// Pieces of a wave per thread: enough that the threads rarely wait for the slowest, few enough to bound memory.
const PIECES: u64 = 16;

/// Make pieces `0..count` on `jobs` threads, and hand each to `take` in order, until that says to stop.
///
/// Pieces are made in waves: no more than a wave of them is ever held, whatever `count` is. What comes out hangs on neither
/// `jobs` nor which thread was faster.
///
/// # Errors
/// The first that `take` gives.
pub fn in_order<T: Send, E>(
    jobs: usize,
    count: u64,
    make: impl Fn(u64) -> T + Sync,
    mut take: impl FnMut(u64, T) -> Result<bool, E>,
) -> Result<(), E> {
    let wave = jobs as u64 * PIECES;
    let mut begin = 0;
    while begin < count {
        let end = count.min(begin.saturating_add(wave));
        for (index, piece) in (begin..end).zip(one_wave(jobs, begin, end, &make)) {
            if !take(index, piece)? {
                return Ok(());
            }
        }
        begin = end;
    }
    Ok(())
}

fn one_wave<T: Send>(
    jobs: usize,
    begin: u64,
    end: u64,
    make: &(impl Fn(u64) -> T + Sync),
) -> Vec<T> {
    let next = AtomicU64::new(begin);
    let made = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= end {
                        break;
                    }
                    let piece = make(index);
                    made.lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner)
                        .push((index, piece));
                }
            });
        }
    });
    let mut made = made
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    made.sort_unstable_by_key(|piece| piece.0);
    made.into_iter().map(|piece| piece.1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn squares(jobs: usize, count: u64, until: u64) -> Vec<u64> {
        let mut taken = Vec::new();
        let result: Result<(), ()> = in_order(
            jobs,
            count,
            |index| index * index,
            |index, square| {
                taken.push(square);
                Ok(index < until)
            },
        );
        assert_eq!(result, Ok(()));
        taken
    }

    #[test]
    fn results_come_in_order_for_every_number_of_threads() {
        let expected: Vec<u64> = (0..1000).map(|index| index * index).collect();
        for jobs in [1, 2, 3, 8] {
            assert_eq!(squares(jobs, 1000, u64::MAX), expected, "{jobs} threads");
        }
        assert!(squares(4, 0, u64::MAX).is_empty());
    }

    #[test]
    fn it_stops_where_it_is_told_to_and_at_an_error() {
        assert_eq!(squares(2, 1000, 3), [0, 1, 4, 9]);
        let failed = in_order(
            2,
            1000,
            |index| index,
            |index, _| if index < 5 { Ok(true) } else { Err(index) },
        );
        assert_eq!(failed, Err(5));
    }
}
