//! What the episodes of a run earned, over the whole run, in bounded memory.

use std::collections::VecDeque;

use super::ledger::Mark;
use super::pyramid::{Bin, Pyramid};
use super::round::round_down;
use crate::agent::Episode;

/// How many of the newest returns are kept one by one.
const RECENT: usize = 512;
/// How many gestures are kept.
const MOST_MARKS: usize = 512;

/// Returns and marks.
#[derive(Clone, Debug)]
pub struct History {
    returns: Pyramid,
    recent: VecDeque<f64>,
    marks: VecDeque<Mark>,
    window: u64,
}

/// The mean of what was earned, at one point of the run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Earned {
    /// Episodes that had ended.
    pub episode: u64,
    /// The mean return of the window that ends there.
    pub mean: f64,
    /// How many episodes it is over: fewer than the window's width where it began anew at a change.
    pub over: u64,
}

impl History {
    /// Begin with nothing; `usual_episodes` is the length of a usual run, of which a window takes a twentieth.
    pub fn new(usual_episodes: u64) -> Self {
        Self {
            returns: Pyramid::default(),
            recent: VecDeque::with_capacity(RECENT),
            marks: VecDeque::new(),
            window: round_down(usual_episodes as f64 / 20.0) as u64,
        }
    }

    /// Add the episodes that ended next.
    pub fn extend(&mut self, episodes: &[Episode]) {
        self.returns.extend(episodes, |episode| episode.earned);
        let newest = &episodes[episodes.len().saturating_sub(RECENT)..];
        let leaving = (self.recent.len() + newest.len()).saturating_sub(RECENT);
        self.recent.drain(..leaving);
        self.recent
            .extend(newest.iter().map(|episode| episode.earned));
    }

    /// Add a change; those of one gesture that turn the same thing make one mark, whatever else was turned between them, and
    /// those that turn nothing none.
    pub fn mark(&mut self, mut mark: Mark) {
        let joined = |before: &Mark| {
            let same = before.gesture == mark.gesture;
            same.then(|| before.turned.then(mark.turned)).flatten()
        };
        let mut newest_first = self.marks.iter().enumerate().rev();
        let found = newest_first.find_map(|(at, before)| Some((at, joined(before)?)));
        if let Some((at, turned)) = found {
            self.marks.remove(at);
            mark.turned = turned;
        }
        if mark.turned.is_nothing() {
            return;
        }
        if self.marks.len() == MOST_MARKS {
            self.marks.pop_front();
        }
        self.marks.push_back(mark);
    }

    /// The gestures, oldest first.
    pub fn marks(&self) -> impl DoubleEndedIterator<Item = &Mark> + '_ {
        self.marks.iter()
    }

    /// The newest `count` returns, oldest first.
    pub fn recent(&self, count: usize) -> Vec<f64> {
        let skipped = self.recent.len().saturating_sub(count);
        self.recent.iter().skip(skipped).copied().collect()
    }

    /// Everything earned so far; none before the first episode has ended.
    pub fn total(&self) -> Option<Bin> {
        self.returns.total()
    }

    /// How many episodes a mean is taken over.
    pub fn window(&self) -> u64 {
        let stride = self.returns.stride();
        (self.window / stride).max(1) * stride
    }

    /// The mean of the window that ends with each of about `columns` points, evenly spaced; no window spans a change.
    pub fn curve(&self, columns: usize) -> Vec<Earned> {
        let bins: Vec<Bin> = self.returns.all_bins().collect();
        let sums = prefix_sums(&bins);
        let stride = self.returns.stride();
        let width = (self.window / stride).max(1) as usize;
        let every = bins.len().div_ceil(columns.max(1)).max(1);
        let changes: Vec<u64> = self.marks.iter().map(|mark| mark.at.episode).collect();
        let ends = (1..=bins.len()).rev().step_by(every);
        let mut curve: Vec<Earned> = ends
            .map(|end| {
                let fresh = newest_change(&changes, end as u64 * stride, stride);
                let from = end.saturating_sub(width).max(fresh).min(end - 1);
                let (count, sum) = (sums[end].0 - sums[from].0, sums[end].1 - sums[from].1);
                Earned {
                    episode: sums[end].0,
                    mean: sum / count as f64,
                    over: count,
                }
            })
            .collect();
        curve.reverse();
        curve
    }

    /// The mean of the newest window; none before the first episode has ended.
    pub fn earned(&self) -> Option<f64> {
        self.curve(1).last().map(|point| point.mean)
    }
}

/// The first bin that lies wholly behind the newest change before `episode`.
fn newest_change(changes: &[u64], episode: u64, stride: u64) -> usize {
    let before = changes.partition_point(|&change| change < episode);
    before
        .checked_sub(1)
        .map_or(0, |index| changes[index].div_ceil(stride) as usize)
}

fn prefix_sums(bins: &[Bin]) -> Vec<(u64, f64)> {
    let mut sums = Vec::with_capacity(bins.len() + 1);
    sums.push((0, 0.0));
    let mut total = (0, 0.0);
    for bin in bins {
        total = (total.0 + bin.count, total.1 + bin.sum);
        sums.push(total);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::ParamId;
    use crate::session::ledger::{Moment, Turned};

    fn push(history: &mut History, earned: f64) {
        history.extend(&[Episode { earned, steps: 1 }]);
    }

    fn turned(from: f64, to: f64) -> Turned {
        Turned::Param {
            param: ParamId::Alpha,
            from,
            to,
        }
    }

    fn change(gesture: u64, episode: u64) -> Mark {
        Mark {
            gesture,
            at: Moment {
                step: episode,
                episode,
            },
            turned: turned(0.0, 1.0),
        }
    }

    #[test]
    fn a_window_is_a_twentieth_of_a_usual_run_in_round_numbers() {
        let widths = [1000, 500, 10_000, 30, 0].map(|episodes| History::new(episodes).window());
        assert_eq!(widths, [50, 20, 500, 1, 1]);
    }

    #[test]
    fn a_window_never_spans_a_change() {
        let mut history = History::new(60);
        (0..3).for_each(|_| push(&mut history, 1.0));
        history.mark(change(1, 3));
        push(&mut history, 5.0);
        // Windows of 2: 1, 1, 1, then a fresh one.
        let means: Vec<f64> = history.curve(100).iter().map(|point| point.mean).collect();
        assert_eq!(means, [1.0, 1.0, 1.0, 5.0]);
        push(&mut history, 7.0);
        assert_eq!(history.earned(), Some(6.0));
    }

    #[test]
    fn changes_of_one_gesture_are_one_mark() {
        let mut history = History::new(60);
        history.mark(change(1, 3));
        history.mark(Mark {
            turned: turned(1.0, 0.5),
            ..change(1, 4)
        });
        history.mark(change(2, 9));
        let marks: Vec<_> = history.marks().collect();
        assert_eq!(marks.len(), 2);
        assert_eq!(
            (marks[0].turned, marks[0].at.episode),
            (turned(0.0, 0.5), 4)
        );
    }

    #[test]
    fn a_gesture_is_one_mark_whatever_is_turned_in_the_middle_of_it() {
        let mut history = History::new(60);
        let other = Turned::Param {
            param: ParamId::Epsilon,
            from: 0.1,
            to: 0.3,
        };
        history.mark(change(1, 3));
        history.mark(Mark {
            turned: other,
            ..change(2, 4)
        });
        history.mark(Mark {
            turned: turned(1.0, 0.5),
            ..change(1, 5)
        });
        let marks = |history: &History| -> Vec<_> {
            let marks = history.marks();
            marks
                .map(|mark| (mark.gesture, mark.turned, mark.at.episode))
                .collect()
        };
        assert_eq!(marks(&history), [(2, other, 4), (1, turned(0.0, 0.5), 5)]);
        history.mark(Mark {
            turned: turned(0.5, 0.0),
            ..change(1, 6)
        });
        assert_eq!(marks(&history), [(2, other, 4)], "it was put back");
    }

    #[test]
    fn a_long_run_has_a_curve_of_few_points_that_ends_now() {
        let mut history = History::new(1000);
        (0..100_000).for_each(|episode| push(&mut history, f64::from(episode % 2)));
        let curve = history.curve(150);
        assert!(curve.len() <= 150);
        assert_eq!(curve.last().unwrap().episode, 100_000);
        assert!(curve.iter().all(|point| (point.mean - 0.5).abs() < 0.02));
        assert_eq!(history.recent(3), [1.0, 0.0, 1.0]);
    }
}
