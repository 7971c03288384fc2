//! One-step methods over a table: the loop's joint, and the plain way of taking a step that the fast ones are held against.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::behavior::act;
use super::chance::{Exploration, Stream};
use super::fixed_table::FixedTable;
use super::general_table::GeneralTable;
use super::tabular::Tabular;
use super::{
    Agent, Budget, Digest, Hyper, Knowledge, Learned, Transition, Update, Walk, maximum, total,
};
use crate::mdp::{Mdp, Ties, Unit};

/// α and γ, with the products that every update needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepSize {
    /// Step size α.
    pub alpha: f64,
    /// Discount γ.
    pub gamma: f64,
    /// 1 − α.
    pub keep: f64,
    /// α·γ.
    pub discount: f64,
}

impl StepSize {
    /// Work the products out.
    pub fn new(alpha: Unit, gamma: Unit) -> Self {
        let (alpha, gamma) = (alpha.get(), gamma.get());
        Self {
            alpha,
            gamma,
            keep: 1.0 - alpha,
            discount: alpha * gamma,
        }
    }

    /// Move `q` towards `reward` + γ·`bootstrap`; gives the new value and the TD error.
    ///
    /// The bootstrap is absent where the episode terminated; where it was only cut off it counts.
    pub fn update(&self, q: f64, reward: f64, bootstrap: Option<f64>) -> (f64, f64) {
        let bootstrap = bootstrap.unwrap_or(0.0);
        (
            self.blend(q, reward, bootstrap),
            reward + self.gamma * bootstrap - q,
        )
    }

    /// ((1 − α)·q + α·r) + (α·γ)·m: the arithmetic of every one-step method, in this order, fixed for good.
    #[inline]
    pub fn blend(&self, q: f64, reward: f64, bootstrap: f64) -> f64 {
        (self.keep * q + self.alpha * reward) + self.discount * bootstrap
    }
}

/// Hyperparameters made ready for a loop: constants inside a chunk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    pub step: StepSize,
    pub exploration: Exploration,
    /// ε as it was given.
    pub epsilon: f64,
    pub ties: Ties,
}

impl Plan {
    /// What the figures hang on that a table derives under rule `R`: without the rest.
    pub fn derives<R: RowRule>(self) -> Self {
        if R::EXPLORES {
            return self;
        }
        Self {
            exploration: Exploration::new(Unit::ZERO),
            epsilon: 0.0,
            ..self
        }
    }
}

impl From<&Hyper> for Plan {
    fn from(hyper: &Hyper) -> Self {
        Self {
            step: StepSize::new(hyper.alpha(), hyper.gamma()),
            exploration: Exploration::new(hyper.epsilon()),
            epsilon: hyper.epsilon().get(),
            ties: hyper.ties,
        }
    }
}

/// What the action values of a state are worth to the step that leads there: all that such methods differ in.
pub trait RowRule: Clone + Copy + fmt::Debug + Send + 'static {
    /// Whether that hangs on how often the policy explores.
    const EXPLORES: bool;

    /// The bootstrap value; `sum` ([`total`], worked out only if it is asked for) and `max` are over the `n` legal actions, 0
    /// where there are none.
    fn worth(plan: &Plan, n: usize, sum: impl FnOnce() -> f64, max: f64) -> f64;
}

/// A table of action values in a layout of its own, and the loop that is fast over it.
///
/// A table may keep figures derived from its values and the plan; [`Self::prepare`] and [`Self::learned`] keep them right.
pub trait Table: Clone + fmt::Debug + Send + 'static {
    /// Take steps until `budget` is used up.
    fn run<R: RowRule>(&mut self, walk: &mut Walk, plan: &Plan, budget: Budget);
    /// Take steps by SARSA's rule until `budget` is used up; its steps are at least 1, and the first takes the action that was
    /// `chosen` ahead, if one was. Gives the action chosen for the step after the last: none where an episode starts there.
    fn run_on_policy(
        &mut self,
        walk: &mut Walk,
        plan: &Plan,
        learner: &mut Stream,
        chosen: Option<usize>,
        budget: Budget,
    ) -> Option<usize>;
    /// Make derived figures ready for `plan`.
    fn prepare<R: RowRule>(&mut self, plan: &Plan);
    /// Put a learned value in its place and count the visit.
    fn learned<R: RowRule>(&mut self, plan: &Plan, state: usize, action: usize, value: f64);
    /// Put a value and a count of visits in their places.
    fn restore(&mut self, state: usize, action: usize, value: f64, visits: u64);
    /// Take the rewards of `mdp`, else the model that it was laid out for; it is prepared anew after that.
    fn pay(&mut self, mdp: &Arc<Mdp>);
    fn q(&self, state: usize, action: usize) -> f64;
    /// Write the values of `state` into `out`, an entry per action; 0 where it is not legal.
    fn values(&self, state: usize, out: &mut [f64]) {
        for (action, out) in out.iter_mut().enumerate() {
            *out = self.q(state, action);
        }
    }
    fn visits(&self, state: usize, action: usize) -> u64;
    fn bytes(&self) -> usize;
}

/// Make an agent for a model in the layout that is fastest there.
macro_rules! in_fastest_layout {
    ($mdp:expr, |$table:ident| $agent:expr) => {{
        let mdp: &Arc<Mdp> = $mdp;
        if let Some($table) = FixedTable::<2, 1, 3>::of(mdp) {
            $agent
        } else if let Some($table) = FixedTable::<4, 1, 5>::of(mdp) {
            $agent
        } else if let Some($table) = FixedTable::<2, 3, 9>::of(mdp) {
            $agent
        } else if let Some($table) = FixedTable::<4, 3, 15>::of(mdp) {
            $agent
        } else {
            let $table = GeneralTable::of(mdp);
            $agent
        }
    }};
}

pub(super) use in_fastest_layout;

/// A method that bootstraps from the row of the next state alone, over a table.
#[derive(Clone, Debug)]
pub struct OneStep<T, R> {
    known: Tabular<T>,
    rule: PhantomData<R>,
}

/// Make such an agent with all values 0.
pub fn build<R: RowRule>(mdp: &Arc<Mdp>) -> Box<dyn Agent> {
    in_fastest_layout!(mdp, |table| over::<_, R>(mdp, table))
}

fn over<T: Table, R: RowRule>(mdp: &Arc<Mdp>, table: T) -> Box<dyn Agent> {
    Box::new(OneStep::<T, R> {
        known: Tabular::new(mdp, table),
        rule: PhantomData,
    })
}

impl<T: Table, R: RowRule> Agent for OneStep<T, R> {
    fn run(&mut self, walk: &mut Walk, hyper: &Hyper, mut budget: Budget) {
        if walk.peeked.is_some() && budget.steps > 0 {
            // A method that looks ahead was here before; its word is used up first.
            let episodes = walk.episodes;
            self.probe(walk, hyper, &mut Vec::new());
            budget.steps -= 1;
            budget.episodes -= walk.episodes - episodes;
            if budget.episodes == 0 {
                return;
            }
        }
        let plan = self.known.prepared::<R>(hyper);
        self.known.table.run::<R>(walk, &plan, budget);
    }

    fn probe(&mut self, walk: &mut Walk, hyper: &Hyper, moved: &mut Vec<usize>) -> Update {
        let plan = Plan::from(hyper);
        let update = Update::begin(walk, hyper);
        let taken = act(walk, None, |state, half| {
            self.known.choose(state, half, &plan)
        });
        update.told(taken, self.learn(&taken.transition, hyper, moved))
    }

    fn learn(
        &mut self,
        transition: &Transition,
        hyper: &Hyper,
        moved: &mut Vec<usize>,
    ) -> Option<Learned> {
        let plan = self.known.prepared::<R>(hyper);
        let old = self.known.table.q(transition.state, transition.action);
        let values = self.known.values(transition.next_state);
        let worth = || {
            R::worth(
                &plan,
                values.len(),
                || total(values.len(), |at| values[at]),
                maximum(&values),
            )
        };
        let bootstrap = (!transition.terminated).then(worth);
        let learned = Learned::one_step(&plan.step, transition, old, bootstrap);
        let Learned { state, action, .. } = learned;
        self.known
            .table
            .learned::<R>(&plan, state, action, learned.new);
        moved.push(state);
        Some(learned)
    }

    fn knows(&self) -> &dyn Knowledge {
        &self.known
    }

    fn adopt(&mut self, other: &dyn Knowledge) {
        self.known.adopt(other);
    }

    fn pay(&mut self, mdp: &Arc<Mdp>) {
        self.known.pay(mdp);
    }

    fn digest(&self, digest: &mut Digest) {
        self.known.digest(digest);
    }

    fn boxed(&self) -> Box<dyn Agent> {
        Box::new(self.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::Layer;
    use crate::agent::expected_sarsa::ExpectedSarsa;
    use crate::agent::q_learning::QLearning;
    use crate::mdp::{Defaults, MdpBuilder, Outcome, Scene, World};

    /// The shapes that have a table of their own: actions, and outcomes of a cell.
    const SHAPES: [(usize, u32); 4] = [(2, 1), (4, 1), (2, 3), (4, 3)];
    const PROBABILITIES: [f64; 3] = [0.25, 0.625, 0.125];

    /// A world of eleven states whose cells have so many outcomes, but every fourth cell only one, as walls do.
    fn world((actions, outcomes): (usize, u32), step_limit: Option<u64>) -> World {
        let mut builder = MdpBuilder::new(11, actions);
        for cell in 0..11 * actions as u32 {
            let outcomes = if cell.is_multiple_of(4) { 1 } else { outcomes };
            builder.cell((0..outcomes).map(|k| Outcome {
                probability: if outcomes == 1 {
                    1.0
                } else {
                    PROBABILITIES[k as usize]
                },
                next_state: (cell * 7 + k * 3) % 11,
                reward: f64::from(cell % 5) - 2.0 * f64::from(k),
                terminated: (cell + k).is_multiple_of(9),
            }));
        }
        builder.starts(vec![(1, 0.5), (2, 0.125), (3, 0.375)]);
        World {
            name: format!("{actions} × {outcomes}"),
            mdp: Arc::new(builder.build().unwrap()),
            step_limit,
            limit_is_ours: false,
            scene: Arc::new(Scene::plain("shape", actions)),
            defaults: Defaults {
                alpha: Unit::literal(0.1),
                gamma: Unit::literal(0.9),
                epsilon: Unit::literal(0.2),
                ties: Ties::Uniform,
                episodes: 1,
            },
        }
    }

    fn worlds() -> impl Iterator<Item = World> {
        let limits = [None, Some(1), Some(9)];
        SHAPES
            .into_iter()
            .flat_map(move |shape| limits.map(|limit| world(shape, limit)))
    }

    fn general(mdp: &Arc<Mdp>) -> Box<dyn Agent> {
        over::<_, QLearning>(mdp, GeneralTable::of(mdp))
    }

    fn digest(agent: &dyn Agent, walk: &Walk) -> u64 {
        let mut digest = Digest::default();
        agent.digest(&mut digest);
        walk.digest(&mut digest);
        digest.get()
    }

    /// Hyperparameters of every kind, both ties and both ends of each range among them.
    fn hypers(defaults: &Defaults) -> Vec<Hyper> {
        let usual = Hyper::from(defaults);
        let with = |alpha, gamma, epsilon, ties| {
            let [alpha, gamma, epsilon] = [alpha, gamma, epsilon].map(Unit::literal);
            Hyper::new(alpha, gamma, epsilon, ties)
        };
        vec![
            usual,
            with(0.5, 0.9, 0.0, Ties::Uniform),
            with(1.0, 0.75, 0.3, Ties::First),
            with(0.0, 0.5, 1.0, Ties::Uniform),
            with(0.1, 0.0, 0.5, Ties::Uniform),
            usual,
        ]
    }

    const CHUNK: Budget = Budget {
        steps: 3000,
        episodes: u64::MAX,
    };

    #[test]
    fn four_shapes_have_tables_of_their_own() {
        for (index, &shape) in SHAPES.iter().enumerate() {
            let mdp = &world(shape, None).mdp;
            let fits = [
                FixedTable::<2, 1, 3>::of(mdp).is_some(),
                FixedTable::<4, 1, 5>::of(mdp).is_some(),
                FixedTable::<2, 3, 9>::of(mdp).is_some(),
                FixedTable::<4, 3, 15>::of(mdp).is_some(),
            ];
            assert_eq!(fits, [0, 1, 2, 3].map(|other| other == index), "{shape:?}");
        }
    }

    #[test]
    fn an_odd_cell_anywhere_takes_the_general_table() {
        let to = |probability, next_state| Outcome {
            probability,
            next_state,
            reward: 0.0,
            terminated: false,
        };
        let with_odd = |odd: &[Outcome]| {
            let mut builder = MdpBuilder::new(2, 2);
            builder.cell([to(1.0, 0)]).cell([to(1.0, 0)]);
            builder.cell([to(1.0, 0)]).cell(odd.iter().copied());
            builder.starts(vec![(0, 1.0)]);
            let mdp = builder.build().unwrap();
            FixedTable::<2, 1, 3>::of(&mdp).is_none() && FixedTable::<2, 3, 9>::of(&mdp).is_none()
        };
        assert!(!with_odd(&[to(1.0, 1)]), "nothing odd");
        assert!(with_odd(&[]), "an action that is not legal");
        assert!(with_odd(&[to(0.5, 0), to(0.5, 1)]), "two outcomes");
    }

    /// The model of `world`, every cell of which pays that much more.
    fn paying(world: &World, more: f64) -> Mdp {
        let mdp = &world.mdp;
        let mut builder = MdpBuilder::new(mdp.n_states(), mdp.n_actions());
        for cell in 0..mdp.n_states() * mdp.n_actions() {
            let outcomes = mdp.outcomes(cell / mdp.n_actions(), cell % mdp.n_actions());
            builder.cell(outcomes.iter().map(|outcome| Outcome {
                reward: outcome.reward + more,
                ..*outcome
            }));
        }
        builder.starts(mdp.starts().to_vec());
        builder.build().unwrap()
    }

    /// Hold the layout that is fastest in `world` against the general one, through hyperparameters and rewards of every kind.
    fn follow<R: RowRule>(world: &World) {
        let general = over::<_, R>(&world.mdp, GeneralTable::of(&world.mdp));
        let mut agents = [build::<R>(&world.mdp), general];
        let mut walks = [Walk::new(world, 5), Walk::new(world, 5)];
        for (round, hyper) in hypers(&world.defaults).into_iter().enumerate() {
            let paying = Arc::new(paying(world, round as f64));
            for (agent, walk) in agents.iter_mut().zip(&mut walks) {
                agent.pay(&paying);
                walk.pay(&paying);
                agent.run(walk, &hyper, CHUNK);
            }
            let [fixed, general] = [0, 1].map(|one| digest(&*agents[one], &walks[one]));
            assert_eq!(fixed, general, "{} {hyper:?}", world.name);
            assert_eq!(walks[0].ended(), walks[1].ended());
        }
    }

    #[test]
    fn every_layout_of_a_table_comes_to_the_same_bytes() {
        for world in worlds() {
            follow::<QLearning>(&world);
            follow::<ExpectedSarsa>(&world);
        }
    }

    #[test]
    fn what_one_agent_learned_another_takes_over_and_goes_on_with() {
        for world in worlds() {
            let hyper = Hyper::from(&world.defaults);
            let mut walk = Walk::new(&world, 7);
            let mut fixed = build::<QLearning>(&world.mdp);
            let mut other = general(&world.mdp);
            // It knew something else before, and was ready for other hyperparameters.
            other.run(&mut walk, &hypers(&world.defaults)[2], CHUNK);
            fixed.run(&mut walk, &hyper, CHUNK);
            other.adopt(fixed.knows());
            assert_eq!(
                digest(&*other, &walk),
                digest(&*fixed, &walk),
                "{}",
                world.name
            );
            let mut back = build::<QLearning>(&world.mdp);
            back.adopt(other.knows());
            for agent in [&mut fixed, &mut other, &mut back] {
                let mut walk = walk.clone();
                agent.run(&mut walk, &hyper, CHUNK);
            }
            assert_eq!(
                digest(&*other, &walk),
                digest(&*fixed, &walk),
                "{}",
                world.name
            );
            assert_eq!(
                digest(&*back, &walk),
                digest(&*fixed, &walk),
                "{}",
                world.name
            );
        }
    }

    #[test]
    fn a_budget_of_episodes_ends_with_the_last_of_them() {
        for world in worlds() {
            for mut agent in [build::<QLearning>(&world.mdp), general(&world.mdp)] {
                let mut walk = Walk::new(&world, 3);
                let budget = Budget {
                    steps: u64::MAX,
                    episodes: 4,
                };
                agent.run(&mut walk, &Hyper::from(&world.defaults), budget);
                assert_eq!((walk.episodes(), walk.age()), (4, 0), "{}", world.name);
                let steps: u64 = walk.ended().iter().map(|episode| episode.steps).sum();
                assert_eq!(walk.steps(), steps);
            }
        }
    }

    #[test]
    fn rows_tell_values_and_visits() {
        let world = world((2, 1), None);
        let mut agent = build::<QLearning>(&world.mdp);
        assert_eq!(agent.layers(), [Layer::Q, Layer::Visits]);
        let hyper = Hyper::from(&world.defaults);
        let shown = |action, reward| Transition {
            state: 0,
            action,
            reward,
            next_state: 1,
            terminated: false,
            truncated: true,
            next_action: None,
        };
        // From 0 a tenth of the way to .6 + .9·0; the TD error is all of it.
        assert_eq!(
            agent
                .learn(&shown(0, 0.6), &hyper, &mut Vec::new())
                .unwrap()
                .error,
            0.6
        );
        agent.learn(&shown(1, 0.8), &hyper, &mut Vec::new());
        agent.learn(&shown(1, 0.8), &hyper, &mut Vec::new());
        let row = |layer| {
            let mut row = [f64::NAN; 2];
            agent.row(0, layer, &mut row);
            row
        };
        let [popular, personalized] = row(Layer::Q);
        assert!((popular - 0.06).abs() < 1e-15 && (personalized - 0.152).abs() < 1e-15);
        assert_eq!(row(Layer::Visits), [1.0, 2.0]);
        assert!(agent.knows().bytes() >= 8 * size_of::<f64>());
    }
}
