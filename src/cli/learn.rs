//! `qlens learn`: from recorded episodes to a table.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use super::args::{Format, LearnArgs};
use super::failure::Failure;
use super::output::Output;
use super::{file, train, world};
use crate::agent::{AlgorithmSpec, Experience, Hyper, Transition};
use crate::env::trace::{self, Shape, Step, Trace};
use crate::mdp::{Mdp, MdpBuilder, Outcome};
use crate::report::LearnedReport;

/// Learn and write.
pub fn run(args: &LearnArgs) -> Result<ExitCode, Failure> {
    let format = train::format(args.format, args.output.as_deref())?;
    let algorithm = world::algorithm(&args.learner)?;
    let text = file::read(&args.trace, "recorded episodes in JSON")?;
    let (trace, _) = file::trace(&args.trace, &text)?;
    drop(text);
    check_start(&args.trace, &trace)?;
    check_experience(&args.trace, &trace, algorithm)?;
    if args.learner.params.schedules().is_active() {
        return Err(Failure::Usage(
            "recorded episodes are learned from with one step size and one exploration rate: give numbers, no schedules".to_owned(),
        ));
    }
    let shape = file::shape(&args.trace, &trace, args.states, args.actions)?;
    let hyper = args.learner.over(suggested(&trace));
    let mut out = match &args.output {
        Some(path) => Output::file(path)?,
        None => Output::stdout(),
    };
    let mut agent = (algorithm.build)(&anything_goes(shape)?, 0);
    let mut moved = Vec::new();
    for transition in transitions(&trace) {
        agent.learn(&transition, &hyper, &mut moved);
        moved.clear();
    }
    let report = LearnedReport::new(algorithm, &hyper, &trace, shape, &*agent);
    let written = match format {
        Format::Text => report.text(&mut out),
        Format::Json => report.json(&mut out),
        Format::Csv => report.csv(&mut out),
    };
    written.map_err(|error| out.failure(&error))?;
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// Agents begin with zeros; a file that wants something else would get a table that looks right and is not.
fn check_start(path: &Path, trace: &Trace) -> Result<(), Failure> {
    match trace.q0 {
        Some(q0) if q0 != 0.0 => Err(Failure::Failed(format!(
            "{}: q0: it is {q0}, but all values begin at 0 here; write 0 or leave it out",
            path.display()
        ))),
        _ => Ok(()),
    }
}

/// A method that learns from what is taken next has to be told it, wherever an episode goes on; a planner learns nothing from
/// what happened.
fn check_experience(path: &Path, trace: &Trace, algorithm: &AlgorithmSpec) -> Result<(), Failure> {
    let missing = |step: &Step| !step.terminated && step.next_action.is_none();
    let at = match algorithm.experience {
        Experience::None => {
            return Err(Failure::Usage(format!(
                "{} learns from a model and not from recorded episodes",
                algorithm.name
            )));
        }
        Experience::Steps => None,
        Experience::NextActions => trace.steps().iter().position(missing),
    };
    at.map_or(Ok(()), |index| {
        Err(Failure::Failed(format!(
            "{}: step {} (counted from 1 over all episodes) does not say the next action, which {} learns from",
            path.display(),
            index + 1,
            algorithm.name
        )))
    })
}

/// What the file says, and the usual where it says nothing.
fn suggested(trace: &Trace) -> Hyper {
    let usual = trace::DEFAULTS;
    Hyper::new(
        trace.alpha.unwrap_or(usual.alpha),
        trace.gamma.unwrap_or(usual.gamma),
        trace.epsilon.unwrap_or(usual.epsilon),
        usual.ties,
    )
}

/// A model in which every action is legal everywhere; nobody asks it what happens, as that is recorded.
fn anything_goes(shape: Shape) -> Result<Arc<Mdp>, Failure> {
    let stay = Outcome {
        probability: 1.0,
        next_state: 0,
        reward: 0.0,
        terminated: false,
    };
    let mut builder = MdpBuilder::new(shape.states, shape.actions);
    builder.starts(vec![(0, 1.0)]);
    for _ in 0..shape.states * shape.actions {
        builder.cell([stay]);
    }
    let mdp = builder.build();
    mdp.map(Arc::new)
        .map_err(|error| Failure::Failed(error.to_string()))
}

/// The recorded steps as an agent learns from them. A file may leave out why an episode ends; but it does end there.
fn transitions(trace: &Trace) -> impl Iterator<Item = Transition> + '_ {
    trace.episodes().flat_map(|steps| {
        let last = steps.len().saturating_sub(1);
        let with_end = move |(index, step)| transition(step, index == last);
        steps.iter().enumerate().map(with_end)
    })
}

fn transition(step: &Step, is_last: bool) -> Transition {
    Transition {
        state: step.state as usize,
        action: step.action as usize,
        reward: step.reward,
        next_state: step.next_state as usize,
        terminated: step.terminated,
        truncated: step.truncated || (is_last && !step.terminated),
        next_action: step.next_action.map(|action| action as usize),
    }
}
