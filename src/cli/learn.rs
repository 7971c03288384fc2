//! `qlens learn`: from recorded episodes to a table.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use super::args::{Format, LearnArgs};
use super::failure::Failure;
use super::output::Output;
use super::{file, train, world};
use crate::agent::{AlgorithmSpec, Hyper, Transition};
use crate::env::trace::{self, Shape, Step, Trace};
use crate::mdp::{Mdp, MdpBuilder, Outcome};
use crate::report::LearnedReport;

/// Learn and write.
pub fn run(args: &LearnArgs) -> Result<ExitCode, Failure> {
    let format = train::format(args.format, args.output.as_deref())?;
    let algorithm = world::algorithm(&args.learner.algorithm)?;
    let text = file::read(&args.trace, "recorded episodes in JSON")?;
    let trace = file::trace(&args.trace, &text)?;
    drop(text);
    check_start(&args.trace, &trace)?;
    check_next_actions(&args.trace, &trace, algorithm)?;
    if args.learner.schedules().is_active() {
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
    for step in trace.steps() {
        agent.learn(&transition(step), &hyper);
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

/// A method that learns from what is taken next has to be told it, wherever an episode goes on.
fn check_next_actions(
    path: &Path,
    trace: &Trace,
    algorithm: &AlgorithmSpec,
) -> Result<(), Failure> {
    let missing =
        |step: &Step| algorithm.asks_next_action && !step.terminated && step.next_action.is_none();
    match trace.steps().iter().position(missing) {
        Some(index) => Err(Failure::Failed(format!(
            "{}: step {} (counted from 1 over all episodes) does not say the next action, which {} learns from",
            path.display(),
            index + 1,
            algorithm.name
        ))),
        None => Ok(()),
    }
}

/// What the file says, and the usual where it says nothing.
fn suggested(trace: &Trace) -> Hyper {
    let usual = Hyper::from(&trace::DEFAULTS);
    Hyper {
        alpha: trace.alpha.unwrap_or(usual.alpha),
        gamma: trace.gamma.unwrap_or(usual.gamma),
        epsilon: trace.epsilon.unwrap_or(usual.epsilon),
        ties: usual.ties,
    }
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

/// A recorded step as an agent learns from it.
fn transition(step: &Step) -> Transition {
    Transition {
        state: step.state as usize,
        action: step.action as usize,
        reward: step.reward,
        next_state: step.next_state as usize,
        terminated: step.terminated,
        truncated: step.truncated,
        next_action: step.next_action.map(|action| action as usize),
    }
}
