//! When the whole of a large table is looked at.
//!
//! A look stands for the steps of a grid whose distances grow with the run. Where the last one is too fresh it is left out, so
//! that however large the table, all of them together take a small share of the time. While it goes on the run stands, and
//! each turn does a piece of it; nothing of the run hangs on it. A run that stands by itself is looked at where it stands.

use std::sync::Arc;
use std::time::Duration;

use super::{Driver, Returns, RunState};
use crate::mdp::Mdp;
use crate::session::minds::matters;
use crate::session::survey::{Bits, Share, Survey, Sweep};
use crate::session::{MOST_STATES, Moment, Session};
use crate::truth::Truth;

/// How many cells of a table are looked at in a turn.
const CELLS: usize = 1 << 16;
/// After a look, so many times as long as it took there is none.
const REST: u32 = 31;
/// The distance to the next step of the grid is the run so far over this.
const SPARSER: u64 = 8;

/// What is known of the whole table, and the look under way.
#[derive(Debug)]
pub(super) struct Surveyor {
    matters: Arc<Bits>,
    /// States of a piece.
    piece: usize,
    survey: Arc<Survey>,
    /// What the last look was held against.
    truth: Option<Arc<Truth>>,
    sweep: Option<Sweep>,
    /// When the look under way, or the last one, was begun, until it is known how long it took.
    begun: Option<Duration>,
    /// When there may be one again.
    rested: Duration,
    /// The greatest errors that were found at steps of the grid.
    errors: Vec<(Moment, f64)>,
    /// The shares that were asked for last, and of what.
    shares: Option<(Arc<Survey>, usize, Arc<[Share]>)>,
}

impl Surveyor {
    /// Look at the tables of a large model; none where it is small enough to be looked at for every frame.
    pub(super) fn of(mdp: &Mdp) -> Option<Self> {
        (mdp.n_states() > MOST_STATES).then(|| {
            let matters = Arc::new(Bits::of(&matters(mdp)));
            Self {
                survey: Arc::new(Survey::blank(Arc::clone(&matters))),
                matters,
                piece: (CELLS / mdp.n_actions()).max(1),
                truth: None,
                sweep: None,
                begun: None,
                rested: Duration::ZERO,
                errors: Vec::new(),
                shares: None,
            }
        })
    }

    /// Forget what was seen of another run.
    pub(super) fn begin_anew(&mut self) {
        self.survey = Arc::new(Survey::blank(Arc::clone(&self.matters)));
        (self.sweep, self.truth) = (None, None);
        self.errors.clear();
    }

    /// Do a piece of the look that is due, or under way; says whether there was anything to do. `truth` is what is known now.
    fn work(
        &mut self,
        session: &Session,
        truth: Option<&Arc<Truth>>,
        run: RunState,
        now: Duration,
    ) -> bool {
        self.keep_up(session, truth);
        self.rest(now);
        if self.sweep.is_none() {
            if !self.is_due(session, truth, run, now) {
                return false;
            }
            self.begun = Some(now);
            self.truth = truth.cloned();
            let sweep = Sweep::begin(session, Arc::clone(&self.matters), truth.cloned());
            self.sweep = Some(sweep);
        }
        let done = self
            .sweep
            .as_mut()
            .is_some_and(|sweep| sweep.look(session, self.piece));
        if let Some(sweep) = self.sweep.take_if(|_| done) {
            self.survey = Arc::new(sweep.end(session));
            self.note_error();
        }
        true
    }

    /// Keep the error for the curve; as the grid grows sparser with the run, these stay few.
    fn note_error(&mut self) {
        let (at, measured) = (self.survey.at, self.survey.measured.as_ref());
        let error = measured.and_then(|measured| measured.error);
        self.errors.extend(
            error
                .filter(|_| is_on_grid(at.step))
                .map(|error| (at, error)),
        );
    }

    /// Drop what is of another moment than it is said to be of, or held against what is not the truth any more.
    fn keep_up(&mut self, session: &Session, truth: Option<&Arc<Truth>>) {
        if self.survey.at.step > session.step() {
            self.begin_anew();
        }
        self.sweep
            .take_if(|sweep| sweep.at() != session.moment() || !same(sweep.truth(), truth));
    }

    /// Forget what came of holding the table against what is not the truth any more.
    pub(super) fn follow_truth(&mut self, truth: Option<&Arc<Truth>>) {
        if self.survey.measured.is_some() && !same(self.truth.as_ref(), truth) {
            Arc::make_mut(&mut self.survey).forget_truth();
        }
    }

    /// Once a look is over, see how long it took.
    fn rest(&mut self, now: Duration) {
        if self.sweep.is_none()
            && let Some(begun) = self.begun.take()
        {
            self.rested = now + now.saturating_sub(begun) * REST;
        }
    }

    fn is_due(
        &self,
        session: &Session,
        truth: Option<&Arc<Truth>>,
        run: RunState,
        now: Duration,
    ) -> bool {
        let step = session.step();
        let stands = run != RunState::Running;
        let on_grid = is_on_grid(step) && now >= self.rested;
        let news = truth.is_some() && self.survey.measured.is_none();
        news || (self.survey.at.step != step && (stands || on_grid))
    }

    /// The shares of the survey.
    fn shares(&mut self, count: usize) -> Arc<[Share]> {
        let known = self
            .shares
            .as_ref()
            .filter(|(of, asked, _)| Arc::ptr_eq(of, &self.survey) && *asked == count);
        if let Some((_, _, shares)) = known {
            return Arc::clone(shares);
        }
        let shares: Arc<[Share]> = self.survey.shares(count).into();
        self.shares = Some((Arc::clone(&self.survey), count, Arc::clone(&shares)));
        shares
    }
}

impl Driver {
    /// Look at the whole of a large table, if that is due; says whether there was anything to do.
    pub(super) fn survey(&mut self, now: Duration) -> bool {
        let Some(surveyor) = &mut self.surveyor else {
            return false;
        };
        let truth = self.truth.shared();
        let before = Arc::clone(&surveyor.survey);
        let worked = surveyor.work(&self.session, truth, self.run, now);
        if !Arc::ptr_eq(&before, &surveyor.survey) {
            self.version += 1;
        }
        worked
    }

    /// Whether the next turn would look at the whole of a large table.
    pub(super) fn survey_is_due(&self, now: Duration) -> bool {
        let due = |surveyor: &Surveyor| {
            surveyor.is_due(&self.session, self.truth.shared(), self.run, now)
        };
        self.surveyor.as_ref().is_some_and(due)
    }

    /// Go on with another run in the same world.
    pub(super) fn take_up(&mut self, session: Session) {
        self.session = session;
        if let Some(surveyor) = &mut self.surveyor {
            surveyor.begin_anew();
        }
        self.returns = Returns::of(self.session.world());
        self.share_truth();
    }

    /// The survey and its shares, as the screen asks for them.
    pub(super) fn surveyed(&mut self, shares: usize) -> (Option<Arc<Survey>>, Arc<[Share]>) {
        match &mut self.surveyor {
            Some(surveyor) => (Some(Arc::clone(&surveyor.survey)), surveyor.shares(shares)),
            None => (None, Arc::default()),
        }
    }

    /// The greatest errors of a large table that were found so far, the newest always among them.
    pub(super) fn errors(&self) -> Vec<(Moment, f64)> {
        let Some(surveyor) = &self.surveyor else {
            return Vec::new();
        };
        let mut errors = surveyor.errors.clone();
        let survey = &surveyor.survey;
        let newest = survey.measured.as_ref().and_then(|measured| measured.error);
        let is_known = errors.last().is_some_and(|last| last.0 == survey.at);
        errors.extend(newest.filter(|_| !is_known).map(|error| (survey.at, error)));
        errors
    }

    /// The least and the greatest that a visited state of a large table is believed to be worth; none of a small one.
    pub(super) fn worth(&self) -> Option<Vec<f64>> {
        let worth = |surveyor: &Surveyor| surveyor.survey.worth;
        let ends = |(low, high)| vec![low, high];
        self.surveyor
            .as_ref()
            .map(|surveyor| worth(surveyor).map_or(Vec::new(), ends))
    }

    /// The greatest |Q − Q*|, of a large table as it was found last; none while the truth is not known, and without action values.
    pub(super) fn worst_error(&self) -> Option<f64> {
        match &self.surveyor {
            Some(surveyor) => surveyor.survey.measured.as_ref()?.error,
            None => self.max_error(),
        }
    }

    /// The step that a look may stand for next; the run stops there for a moment.
    pub(super) fn next_survey(&self) -> u64 {
        let next = self
            .surveyor
            .as_ref()
            .map(|_| next_on_grid(self.session.step()));
        next.unwrap_or(u64::MAX)
    }
}

fn same(one: Option<&Arc<Truth>>, other: Option<&Arc<Truth>>) -> bool {
    one.map(Arc::as_ptr) == other.map(Arc::as_ptr)
}

/// The distance between steps of the grid about `step`: a power of two, an eighth of the run so far at most, and at least 1.
fn distance(step: u64) -> u64 {
    1 << (step.max(1) / SPARSER).max(1).ilog2()
}

fn is_on_grid(step: u64) -> bool {
    step.is_multiple_of(distance(step))
}

fn next_on_grid(step: u64) -> u64 {
    let distance = distance(step);
    (step / distance + 1) * distance
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_grows_sparser_with_the_run_and_is_the_same_wherever_one_begins() {
        let mut steps = vec![0];
        while steps[steps.len() - 1] < 1 << 40 {
            steps.push(next_on_grid(steps[steps.len() - 1]));
        }
        assert!(steps.len() < 350);
        assert_eq!(
            steps[..20],
            [
                0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22
            ]
        );
        for pair in steps.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            assert!(is_on_grid(from) && (to - from) * SPARSER <= from.max(SPARSER));
            let between = (from + to).div_ceil(2).max(from + 1);
            assert!(between == to || (!is_on_grid(between) && next_on_grid(between) == to));
        }
    }
}
