//! An agent unlike the shipped ones, of which a run must ask nothing more: it never walks, moves many states in one step, has
//! preferences and no action values, and acts by a policy that is not ε-greedy.

use super::*;
use crate::agent::{
    Agent, AlgorithmSpec, Digest, Experience, Hyper, Kind, Knowledge, Layer, Learned, ParamId,
    Terms, Transition, Update, Walk,
};
use crate::text::Text;

/// It prefers the first action everywhere from its first step on, and the second one in state 1 from its third step on. A
/// round of thought is two steps.
#[derive(Clone, Debug)]
struct Thinker(u64);

impl Knowledge for Thinker {
    fn layers(&self) -> &'static [Layer] {
        &[Layer::Preference, Layer::Trace, Layer::Visits]
    }

    fn row(&self, state: usize, layer: Layer, out: &mut [f64]) {
        let preferred = usize::from(state == 1 && self.0 >= 3);
        for (action, slot) in out.iter_mut().enumerate() {
            *slot = match layer {
                Layer::Preference if self.0 > 0 && action == preferred => 5.0,
                Layer::Trace => 0.25,
                Layer::Visits => self.0 as f64,
                _ => 0.0,
            };
        }
    }

    fn policy(&self, _: usize, _: &Hyper, out: &mut [f64]) {
        out.copy_from_slice(&[0.5, 0.5]);
    }

    fn bytes(&self) -> usize {
        8
    }
}

impl Agent for Thinker {
    fn probe(&mut self, walk: &mut Walk, hyper: &Hyper, moved: &mut Vec<usize>) -> Update {
        let update = Update::begin(walk, hyper);
        self.0 += 1;
        moved.extend([2, 1, 0]);
        walk.think(self.0.is_multiple_of(2));
        update
    }

    fn learn(&mut self, _: &Transition, _: &Hyper, _: &mut Vec<usize>) -> Option<Learned> {
        None
    }

    fn knows(&self) -> &dyn Knowledge {
        self
    }

    fn adopt(&mut self, _: &dyn Knowledge) {}

    fn pay(&mut self, _: &Arc<Mdp>) {}

    fn digest(&self, digest: &mut Digest) {
        digest.write(self.0);
    }

    fn boxed(&self) -> Box<dyn Agent> {
        Box::new(self.clone())
    }
}

static THINKER: AlgorithmSpec = AlgorithmSpec {
    name: "thinker",
    title: Text::new("", ""),
    text: Text::new("", ""),
    source: "",
    terms: Terms::one_step(Text::new("", "")),
    experience: Experience::None,
    kind: Kind::OffPolicy,
    params: &[ParamId::Gamma],
    build: |_, _| Box::new(Thinker(0)),
};

/// Two states to start in, each as often; the first action pays 1 in state 0 and 2 in state 1, and everything ends in state 2.
fn scenario() -> Scenario {
    let mut builder = MdpBuilder::new(3, 2);
    for reward in [1.0, 0.0, 2.0, 0.0, 0.0, 0.0] {
        builder.cell([Outcome {
            probability: 1.0,
            next_state: 2,
            reward,
            terminated: true,
        }]);
    }
    builder.starts(vec![(0, 0.5), (1, 0.5)]);
    let world = World {
        mdp: Arc::new(builder.build().unwrap()),
        scene: Arc::new(Scene::plain("two", 2)),
        step_limit: None,
        ..(crate::env::find("recommender").unwrap().build)()
    };
    Scenario::new(Arc::new(world), &THINKER, 1)
}

#[test]
fn a_change_of_mind_in_any_state_that_a_step_moved_stops_the_run() {
    for (batch, probe) in [(1, false), (7, true), (1000, false)] {
        let mut session = Session::new(scenario());
        session.advance(Goal::step(1));
        session.watch_minds();
        let goal = |session: &Session| Goal {
            probe,
            ..Goal::step(session.step() + batch)
        };
        while session.advance(goal(&session)) == Stop::Step && session.step() < 10 {}
        assert_eq!(session.step(), 3, "batches of {batch}");
    }
}

#[test]
fn a_round_of_thought_counts_as_an_episode_that_earned_nothing() {
    let mut session = Session::new(scenario());
    assert_eq!(session.advance(Goal::episode(4)), Stop::Episode);
    assert_eq!((session.step(), session.episodes()), (8, 4));
    assert!(session.history().total().is_none());
    let frame = session.keyframe();
    let digest = session.digest();
    session.advance(Goal::step(20));
    session.restore(&frame);
    assert_eq!((session.digest(), session.step()), (digest, 8));
}

#[test]
fn figures_are_those_of_what_it_prefers_and_of_what_it_does() {
    let mut driver = Driver::new(scenario());
    driver.advance(Goal::step(4).probed());
    let layer = Some(Layer::Trace);
    let snapshot = driver.snapshot(&View {
        layer,
        ..view(0..3)
    });
    let figures = snapshot.figures.unwrap();
    // It prefers 1 in state 0 and 0 in state 1: (1 + 0) / 2. It does either: (.5·1 + .5·2) / 2. Best is (1 + 2) / 2.
    assert_eq!(figures.greedy, Some(Figure::Return(0.5)));
    assert_eq!(figures.exploring, Some(Figure::Return(0.75)));
    assert_eq!(figures.best, Some(Value::Finite(1.5)));
    assert_eq!(figures.right, Some((1, 2)));
    assert_eq!(figures.max_error, None, "preferences are no values");
    assert!(snapshot.errors.is_empty());
    assert_eq!(snapshot.layers[0], Layer::Preference);
    assert_eq!(snapshot.rows[1].values, [0.0, 5.0]);
    assert_eq!(snapshot.rows[1].layer, [0.25, 0.25]);
    assert!(
        snapshot.scale.holds(5.0),
        "the scale is that of what it prefers"
    );
    let (update, row) = snapshot.update.unwrap();
    assert_eq!((update.step, row.state), (4, update.state));
    assert!(update.taken.is_none() && update.learned.is_none());
}
