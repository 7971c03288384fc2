//! A Gymnasium table, looked at.

use std::io::{self, Write};

use serde::Serialize;

use super::{States, count, line, odd_lines, rewards, unknown_keys};
use crate::env::gymnasium::Noticed;
use crate::mdp::{Mdp, World};
use crate::truth::graph::{self, Ending};

/// Sums of probabilities this near to 1 are off by nothing but the rounding of the sum itself.
const ROUNDING: f64 = 1e-14;

/// What a transition table is.
#[derive(Debug, Serialize)]
pub struct TableCheck {
    file: String,
    kind: &'static str,
    /// Whether the table stands under a key of its own or is all there is.
    form: &'static str,
    states: usize,
    actions: usize,
    outcomes: usize,
    /// States and actions without outcomes.
    not_legal: usize,
    rewards: (f64, f64),
    start: States,
    terminal: States,
    ending: &'static str,
    step_limit: Option<u64>,
    step_limit_is_ours: bool,
    unreachable: States,
    /// States that can be reached and from which no end can.
    endless: States,
    dropped_outcomes: usize,
    rounded: Rounded,
    odd: Vec<String>,
}

/// Where probabilities do not sum to 1 exactly.
#[derive(Debug, Serialize)]
struct Rounded {
    /// In how many states and actions.
    count: usize,
    /// How far off the worst of them is.
    worst: f64,
}

impl Rounded {
    fn of(mdp: &Mdp) -> Self {
        let (mut count, mut worst) = (0, 0.0_f64);
        for (state, action) in cells(mdp) {
            let outcomes = mdp.outcomes(state, action).iter();
            let off = (outcomes.map(|o| o.probability).sum::<f64>() - 1.0).abs();
            if mdp.is_legal(state, action) && off > ROUNDING {
                count += 1;
                worst = worst.max(off);
            }
        }
        Self { count, worst }
    }
}

fn cells(mdp: &Mdp) -> impl Iterator<Item = (usize, usize)> {
    let actions = mdp.n_actions();
    (0..mdp.n_states()).flat_map(move |state| (0..actions).map(move |action| (state, action)))
}

impl TableCheck {
    /// Look at `world`, which `file` holds.
    pub fn new(file: &str, world: &World, noticed: &Noticed) -> Self {
        let mdp = &*world.mdp;
        let states = 0..mdp.n_states();
        let (reachable, can_end) = (mdp.reachable(), graph::can_end(mdp));
        let mut check = Self {
            file: file.to_owned(),
            kind: "gymnasium-table",
            form: if noticed.keyed { "keyed" } else { "bare" },
            states: mdp.n_states(),
            actions: mdp.n_actions(),
            outcomes: mdp.n_outcomes(),
            not_legal: cells(mdp).filter(|&(s, a)| !mdp.is_legal(s, a)).count(),
            rewards: mdp.reward_range(),
            start: States::of(mdp.starts().iter().map(|start| start.0 as usize)),
            terminal: States::of(states.clone().filter(|&state| mdp.is_terminal(state))),
            ending: name(Ending::of(mdp)),
            step_limit: world.step_limit,
            step_limit_is_ours: world.limit_is_ours,
            unreachable: States::of(states.clone().filter(|&state| !reachable[state])),
            endless: States::of(states.filter(|&state| reachable[state] && !can_end[state])),
            dropped_outcomes: noticed.dropped,
            rounded: Rounded::of(mdp),
            odd: Vec::new(),
        };
        check.odd = unknown_keys(&noticed.strangers);
        check.odd.extend(noticed.odd.iter().cloned());
        check.odd.extend(check.odd());
        check
    }

    fn odd(&self) -> Vec<String> {
        let mut odd = Vec::new();
        if self.unreachable.count > 0 {
            odd.push(format!(
                "{} cannot be reached from the start",
                self.unreachable.text()
            ));
        }
        if self.endless.count > 0 {
            odd.push(format!(
                "from {} no end can be reached",
                self.endless.text()
            ));
        }
        if self.dropped_outcomes > 0 {
            odd.push(format!(
                "{} of probability 0 {} dropped",
                count(self.dropped_outcomes, "outcome"),
                if self.dropped_outcomes == 1 {
                    "is"
                } else {
                    "are"
                }
            ));
        }
        if self.rounded.count > 0 {
            odd.push(format!(
                "the probabilities of {} do not sum to 1 exactly, off by {:.0e} at most: taken as rounded",
                count(self.rounded.count, "action"),
                self.rounded.worst
            ));
        }
        if self.rewards.0 == self.rewards.1 {
            odd.push(format!("every reward is {}", self.rewards.0));
        }
        odd
    }

    /// Write one JSON object in one line.
    ///
    /// # Errors
    /// If `out` does not take it.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, self)?;
        writeln!(out)
    }

    /// Write a line for everything there is to know.
    ///
    /// # Errors
    /// If `out` does not take it.
    pub fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let what = match self.form {
            "keyed" => "a Gymnasium table with keys (P and what is known of the world)",
            _ => "a Gymnasium table, bare (env.unwrapped.P)",
        };
        writeln!(out, "{}: {what}\n", self.file)?;
        line(out, "states", &self.states.to_string())?;
        line(out, "actions", &self.actions_text())?;
        line(out, "outcomes", &self.outcomes.to_string())?;
        line(out, "rewards", &rewards(self.rewards))?;
        line(out, "start", &self.start.text())?;
        line(out, "terminal", &self.terminal_text())?;
        line(out, "episodes end", ends(self.ending))?;
        line(out, "step limit", &self.limit_text())?;
        odd_lines(out, &self.odd)
    }

    fn actions_text(&self) -> String {
        match self.not_legal {
            0 => format!("{}, legal everywhere", self.actions),
            some => format!("{}, not legal in {}", self.actions, count(some, "place")),
        }
    }

    fn terminal_text(&self) -> String {
        match self.terminal.count {
            0 => "no state".to_owned(),
            _ => self.terminal.text(),
        }
    }

    fn limit_text(&self) -> String {
        match (self.step_limit, self.step_limit_is_ours) {
            (None, _) => "none".to_owned(),
            (Some(limit), false) => format!("{limit} steps, by the file"),
            (Some(limit), true) => {
                format!("{limit} steps, put there by qlens: nothing else would end an episode")
            }
        }
    }
}

/// What an ending is called in JSON.
fn name(ending: Ending) -> &'static str {
    match ending {
        Ending::Always => "always",
        Ending::WithSomePolicy => "with-some-policy",
        Ending::Perhaps => "perhaps",
        Ending::Never => "never",
    }
}

/// The same in words.
fn ends(name: &str) -> &'static str {
    match name {
        "always" => "always, whatever is done",
        "with-some-policy" => "for sure with some policies, not with all",
        "perhaps" => "perhaps: no policy ends them for sure from every start",
        _ => "never: no end can be reached",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::gymnasium;

    fn check(text: &str) -> TableCheck {
        let (world, noticed) = gymnasium::parse_noticing("w", text).unwrap();
        TableCheck::new("w.json", &world, &noticed)
    }

    #[test]
    fn a_trap_and_an_island_are_odd_and_an_end_that_loops_is_not() {
        // 0: to the end 1 or the trap 2; 1 loops as Gymnasium writes it; 3 is an island. A zero, and three thirds.
        let text = r#"{"0": {"0": [[0.5, 1, 1, true], [0.5, 2, 0, false], [0.0, 3, 0, false]]},
            "1": {"0": [[1.0, 1, 0, true]]},
            "2": {"0": [[1.0, 2, 0, false]]},
            "3": {"0": [[0.3333333333, 0, 0, false], [0.3333333333, 1, 0, true], [0.3333333333, 2, 0, false]]}}"#;
        let found = check(text);
        // Without "start" episodes begin in every state that is not terminal, so that the island is none.
        assert_eq!(found.unreachable.count, 0);
        assert_eq!((found.form, found.ending), ("bare", "perhaps"));
        assert_eq!(
            (found.endless.count, &found.endless.first[..]),
            (1, &[2][..])
        );
        assert_eq!((found.dropped_outcomes, found.rounded.count), (1, 1));
        assert_eq!(
            found.odd,
            [
                "from 1 state (2) no end can be reached",
                "1 outcome of probability 0 is dropped",
                "the probabilities of 1 action do not sum to 1 exactly, off by 1e-10 at most: taken as rounded",
            ]
        );
        let keyed = check(&format!("{{\"P\": {text}, \"start\": [[0, 1.0]]}}"));
        assert_eq!(
            (keyed.form, keyed.unreachable.first.as_slice()),
            ("keyed", &[3][..])
        );
    }

    #[test]
    fn a_limit_of_ours_is_called_ours() {
        let found = check(r#"{"P": [[[[1.0, 0, 0, false]]]]}"#);
        let mut out = Vec::new();
        found.text(&mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "w.json: a Gymnasium table with keys (P and what is known of the world)\n\n\
             states          1\n\
             actions         1, legal everywhere\n\
             outcomes        1\n\
             rewards         0 always\n\
             start           1 state (0)\n\
             terminal        no state\n\
             episodes end    never: no end can be reached\n\
             step limit      100 steps, put there by qlens: nothing else would end an episode\n\
             odd             from 1 state (0) no end can be reached\n\
             \x20               every reward is 0\n"
        );
    }
}
