//! The best undiscounted return under a step limit: backward induction, Sutton & Barto section 4.4 with γ = 1.

use crate::mdp::{Mdp, Outcome, Unit};

use super::evaluate::start_value;
use super::graph::has_no_way;
use super::value::{Divergence, Endless, Unsolved, Value, check, pass};

/// Changes below this, relative to the largest value, count as none.
const SETTLED: f64 = 2e-16;
/// Steps whose growth is compared with that of as many before: a multiple of all short cycles.
const STRETCH: u64 = 2520;
/// Growths within this of each other, relative to the largest value, count as the same.
const STEADY: f64 = 1e-13;
/// Models with more outcomes are large, and what may be done for them is limited: so many backups of an outcome.
const LARGE: usize = 10_000;
const MOST_WORK: u64 = 1 << 32;

/// The best mean undiscounted return from the start that any policy reaches, also one that knows how many steps are left.
///
/// Without a limit this is V* of the start at γ = 1, infinite by type where that diverges.
///
/// # Errors
/// If cancelled, or if a large model has not settled long before its limit; without a limit also if gains and losses cancel out for ever, so that there is no such number.
pub fn best_possible(
    mdp: &Mdp,
    step_limit: Option<u64>,
    cancelled: &mut dyn FnMut() -> bool,
) -> Result<Value, Unsolved> {
    let Some(limit) = step_limit else {
        return unlimited(mdp, cancelled);
    };
    let mut induction = Induction::new(mdp, cancelled)?;
    induction.run(limit, cancelled)?;
    Ok(start_value(mdp, |state| Value::from(induction.v[state])))
}

fn unlimited(mdp: &Mdp, cancelled: &mut dyn FnMut() -> bool) -> Result<Value, Unsolved> {
    let unsolved = match super::solve(mdp, Unit::ONE, cancelled) {
        Ok(optimum) => return Ok(optimum.start_value(mdp)),
        Err(unsolved) => unsolved,
    };
    let Unsolved::Diverges(Divergence { endless, .. }) = unsolved else {
        return Err(unsolved);
    };
    match endless {
        Endless::Pays => Ok(Value::PlusInfinity),
        Endless::Costs => Ok(Value::MinusInfinity),
        Endless::Cancels => Err(unsolved),
    }
}

/// The best values with some steps left, for the states where an episode goes on.
struct Induction<'a> {
    mdp: &'a Mdp,
    states: Vec<u32>,
    /// Whether an episode can end in any of them.
    ends: bool,
    v: Vec<f64>,
    next: Vec<f64>,
}

impl<'a> Induction<'a> {
    fn new(mdp: &'a Mdp, cancelled: &mut dyn FnMut() -> bool) -> Result<Self, Unsolved> {
        let states = going_on(mdp, cancelled)?;
        let over = |o: &Outcome| o.terminated || has_no_way(mdp, o.next_state as usize);
        let ends = |&state: &u32| {
            let mut cells = mdp.legal(state as usize);
            cells.any(|action| mdp.outcomes(state as usize, action).iter().any(over))
        };
        Ok(Self {
            mdp,
            ends: states.iter().any(ends),
            states,
            v: vec![0.0; mdp.n_states()],
            next: vec![0.0; mdp.n_states()],
        })
    }

    /// Allow `limit` steps. Once values grow by the same in every cycle, they go on doing so.
    fn run(&mut self, limit: u64, cancelled: &mut dyn FnMut() -> bool) -> Result<(), Unsolved> {
        let mut cycle = Window::new(1, &self.v);
        let mut stretch = Window::new(STRETCH, &self.v);
        let most = self.most_steps();
        for step in 1..=limit {
            check(cancelled)?;
            if step > most {
                return Err(Unsolved::TooLarge);
            }
            self.step(cancelled)?;
            let growth = match self.common_growth(&mut cycle) {
                Some(growth) => Some((vec![growth; self.v.len()], cycle.age)),
                None => self.steady_growth(&mut stretch),
            };
            if let Some((growth, period)) = growth {
                self.extrapolate(&growth, period, limit - step, cancelled)?;
                break;
            }
        }
        Ok(())
    }

    /// How many steps are worth the wait.
    fn most_steps(&self) -> u64 {
        match self.mdp.n_outcomes() {
            0..=LARGE => u64::MAX,
            outcomes => MOST_WORK / outcomes as u64,
        }
    }

    /// Allow one step more.
    fn step(&mut self, cancelled: &mut dyn FnMut() -> bool) -> Result<(), Unsolved> {
        for (index, &state) in self.states.iter().enumerate() {
            pass(index, cancelled)?;
            let legal = self.mdp.legal(state as usize);
            let best = legal.map(|action| self.backup(state as usize, action));
            self.next[state as usize] = best.reduce(f64::max).unwrap_or(0.0);
        }
        std::mem::swap(&mut self.v, &mut self.next);
        Ok(())
    }

    fn backup(&self, state: usize, action: usize) -> f64 {
        let mut sum = 0.0;
        for outcome in self.mdp.outcomes(state, action) {
            let next = if outcome.terminated {
                0.0
            } else {
                self.v[outcome.next_state as usize]
            };
            sum += outcome.probability * (outcome.reward + next);
        }
        sum
    }

    /// What all values have grown by within a window that doubles, if it is the same for all.
    fn common_growth(&self, window: &mut Window) -> Option<f64> {
        window.age += 1;
        // An episode that is over earns nothing: where that can happen, common growth is none.
        let over = if self.ends { 0.0 } else { f64::NAN };
        let (mut least, mut most, mut scale) = (over, over, 0.0_f64);
        for state in self.states.iter().map(|&state| state as usize) {
            let growth = self.v[state] - window.then[state];
            // The other one counts if one is NaN.
            (least, most) = (least.min(growth), most.max(growth));
            scale = scale.max(self.v[state].abs());
        }
        let tolerance = SETTLED * scale;
        let common = most - least <= tolerance;
        if !common {
            if window.age == window.length {
                *window = Window::new(window.length * 2, &self.v);
            }
            return None;
        }
        let none = least.abs().max(most.abs()) <= tolerance;
        Some(if none { 0.0 } else { 0.5 * (least + most) })
    }

    /// What each value has grown by in each of two long stretches, if it is the same in both; with their length.
    fn steady_growth(&self, window: &mut Window) -> Option<(Vec<f64>, u64)> {
        window.age += 1;
        if window.age < window.length {
            return None;
        }
        let pairs = self.v.iter().zip(&window.then);
        let growth: Vec<f64> = pairs.map(|(now, then)| now - then).collect();
        let scale = self.v.iter().fold(0.0_f64, |scale, v| scale.max(v.abs()));
        let same = |(a, b): (&f64, &f64)| (a - b).abs() <= STEADY * scale;
        let before = window.growth.take();
        if before.is_some_and(|before| growth.iter().zip(&before).all(same)) {
            return Some((growth, window.length));
        }
        window.rounds += 1;
        if window.rounds.is_multiple_of(4) {
            *window = Window::new(window.length * 2, &self.v);
        } else {
            window.then.clone_from(&self.v);
            window.growth = Some(growth);
            window.age = 0;
        }
        None
    }

    /// Go on for `left` steps, in whole cycles of `period` that each add `growth`.
    fn extrapolate(
        &mut self,
        growth: &[f64],
        period: u64,
        left: u64,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<(), Unsolved> {
        let cycles = (left / period) as f64;
        for &state in &self.states {
            self.v[state as usize] += cycles * growth[state as usize];
        }
        for _ in 0..left % period {
            self.step(cancelled)?;
        }
        Ok(())
    }
}

/// Values some steps ago, to compare with.
struct Window {
    length: u64,
    age: u64,
    then: Vec<f64>,
    /// What they had grown by over the window before.
    growth: Option<Vec<f64>>,
    rounds: u32,
}

impl Window {
    fn new(length: u64, values: &[f64]) -> Self {
        Self {
            length,
            age: 0,
            then: values.to_vec(),
            growth: None,
            rounds: 0,
        }
    }
}

/// The states that a start leads to without ending, where something can be done.
fn going_on(mdp: &Mdp, cancelled: &mut dyn FnMut() -> bool) -> Result<Vec<u32>, Unsolved> {
    let mut seen = vec![false; mdp.n_states()];
    let mut states: Vec<u32> = mdp.starts().iter().map(|start| start.0).collect();
    for &state in &states {
        seen[state as usize] = true;
    }
    let mut at = 0;
    while at < states.len() {
        pass(at, cancelled)?;
        let state = states[at] as usize;
        at += 1;
        for outcome in mdp.legal(state).flat_map(|a| mdp.outcomes(state, a)) {
            let next = outcome.next_state as usize;
            if !outcome.terminated && !seen[next] && mdp.legal(next).next().is_some() {
                seen[next] = true;
                states.push(outcome.next_state);
            }
        }
    }
    // In the order of memory: sweeps are twice as fast.
    states.sort_unstable();
    Ok(states)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mdp::MdpBuilder;

    const END: u32 = 9;

    /// One outcome per action: where to (9: the end) and what it pays. Ten states, starting in state 0.
    fn mdp(rows: &[&[(u32, f64)]]) -> Mdp {
        let mut builder = MdpBuilder::new(10, 2);
        for state in 0..10 {
            for action in 0..2 {
                let cell = rows.get(state).and_then(|row| row.get(action));
                builder.cell(cell.map(|&(next_state, reward)| Outcome {
                    probability: 1.0,
                    next_state,
                    reward,
                    terminated: next_state == END,
                }));
            }
        }
        builder.terminal(rows.len() as u32..10);
        builder.starts(vec![(0, 1.0)]);
        builder.build().unwrap()
    }

    fn best(rows: &[&[(u32, f64)]], limit: u64) -> f64 {
        let best = best_possible(&mdp(rows), Some(limit), &mut || false).unwrap();
        best.finite().unwrap()
    }

    #[test]
    fn the_first_steps_of_a_costly_corridor_do_not_pass_for_its_whole_length() {
        let corridor: &[&[(u32, f64)]] = &[&[(1, -1.0)], &[(2, -1.0)], &[(END, -1.0)]];
        assert_eq!(best(corridor, 1), -1.0);
        assert_eq!(best(corridor, 2), -2.0);
        assert_eq!(best(corridor, 1 << 60), -3.0);
    }

    #[test]
    fn endless_gains_are_added_up_without_going_through_every_step() {
        assert_eq!(best(&[&[(0, 2.0)]], 1 << 40), 2.0 * (1_u64 << 40) as f64);
        // Three steps of 0, 0 and 3: three per round, nothing for a round begun.
        let round: &[&[(u32, f64)]] = &[&[(1, 0.0)], &[(2, 0.0)], &[(0, 3.0)]];
        assert_eq!(best(round, 3_000_002), 3_000_000.0);
    }

    #[test]
    fn states_that_grow_beside_states_that_do_not_are_extrapolated_too() {
        // Either end for 5, or go round for 1 a step.
        let rows: &[&[(u32, f64)]] = &[&[(1, 0.0), (2, 0.0)], &[(END, 5.0)], &[(2, 1.0)]];
        assert_eq!(best(rows, 3), 5.0);
        assert_eq!(best(rows, 1_000_000_000), 999_999_999.0);
    }

    #[test]
    fn a_policy_that_knows_the_steps_left_may_leave_at_the_last_moment() {
        let rows: &[&[(u32, f64)]] = &[&[(0, 1.0), (END, 10.0)]];
        assert_eq!(best(rows, 7), 16.0);
    }

    #[test]
    fn without_a_limit_it_is_the_undiscounted_optimum_or_infinite() {
        let unlimited = |rows: &[&[(u32, f64)]]| best_possible(&mdp(rows), None, &mut || false);
        assert_eq!(
            unlimited(&[&[(0, -1.0), (END, -4.0)]]),
            Ok(Value::Finite(-4.0))
        );
        assert_eq!(
            unlimited(&[&[(0, 1.0), (END, 4.0)]]),
            Ok(Value::PlusInfinity)
        );
        assert_eq!(unlimited(&[&[(0, -1.0)]]), Ok(Value::MinusInfinity));
        let cancels = unlimited(&[&[(1, 1.0)], &[(0, -1.0)]]);
        assert!(matches!(cancels, Err(Unsolved::Diverges(_))));
    }
}
