//! From what a file says to a model: everything is held against everything else.

use super::error::ParseError;
use super::look;
use super::read::{File, StateNumber};
use super::states::Known;
use super::table::{Row, Table};
use crate::mdp::{Mdp, MdpBuilder, MdpError, Outcome};

/// A table may have this many times as many cells as the file writes down, and this many more.
const SPARSE_FACTOR: usize = 16;
const SPARSE_MARGIN: usize = 1 << 20;

/// Build the model, or say what does not agree.
pub(super) fn model(file: &File) -> Result<Mdp, ParseError> {
    let table = &file.table;
    let order = rows_by_state(table)?;
    let n_states = order.len();
    if n_states == 0 {
        return Err(MdpError::NoStates.into());
    }
    check_count("P", n_states, file.n_states, "n_states")?;
    if let Some(labels) = &file.state_labels {
        let expected = Some(n_states as u64);
        check_count("state_labels", labels.len(), expected, "one per state")?;
    }
    let n_actions = n_actions(file)?;
    check_density(table, n_states, n_actions)?;
    let mut builder = MdpBuilder::new(n_states, n_actions);
    let mut cells = Vec::new();
    for &row in &order {
        cells_by_action(table, row, &mut cells)?;
        add_row(&mut builder, table, row, &cells, n_actions, n_states)?;
    }
    let mut known = Known::new(n_states, file.state_labels.as_deref());
    builder.terminal(terminal(file, &mut known)?);
    if let Some(starts) = starts(file, n_states, &mut known)? {
        builder.starts(starts);
    }
    let built = builder.build();
    let mdp = built.map_err(|error| as_in_file(table, &order, error))?;
    check_legal(file, &mdp)?;
    Ok(mdp)
}

/// The numbers of the rows in the order of their states, which are 0, 1, … without a gap.
fn rows_by_state(table: &Table) -> Result<Vec<usize>, ParseError> {
    let rows = &table.rows;
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|&row| rows[row].state);
    let state = |&row: &usize| rows[row].state;
    let mut pairs = order.windows(2);
    let twice = pairs.find(|pair| state(&pair[0]) == state(&pair[1]));
    if let Some(&[row, _]) = twice {
        let Row { state, .. } = rows[row];
        return Err(ParseError::StateTwice { state });
    }
    let mut numbered = order.iter().map(state).enumerate();
    let gap = numbered.find(|&(expected, state)| state as usize != expected);
    // Of states that differ, one has a number that is too large if one is missing.
    match gap.zip(order.last().map(state)) {
        None => Ok(order),
        Some(((missing, _), stray)) => Err(ParseError::StateGap {
            stray,
            missing,
            given: rows.len(),
        }),
    }
}

/// How many actions there are, by whatever says it first; every row must agree.
fn n_actions(file: &File) -> Result<usize, ParseError> {
    let labels = file.actions.as_ref().map(Vec::len);
    if let Some(labels) = labels {
        check_count("actions", labels, file.n_actions, "n_actions")?;
    }
    let said = file.n_actions.and_then(|n| usize::try_from(n).ok());
    let (n_actions, said_by) = match (said, labels) {
        (Some(said), _) => (said, "\"n_actions\""),
        (None, Some(labels)) => (labels, "\"actions\""),
        (None, None) => (file.table.width, "the table"),
    };
    for row in 0..file.table.rows.len() {
        check_actions(&file.table, row, n_actions, said_by)?;
    }
    Ok(n_actions)
}

/// No row may have an unknown action, and a row that is a list must have all of them.
fn check_actions(
    table: &Table,
    row: usize,
    n_actions: usize,
    said_by: &'static str,
) -> Result<(), ParseError> {
    let cells = table.cells_of(row);
    let Row { state, is_list, .. } = table.rows[row];
    if let Some(cell) = cells.iter().find(|cell| cell.action as usize >= n_actions) {
        return Err(ParseError::ActionRange {
            state,
            action: cell.action,
            n_actions,
            said_by,
        });
    }
    if is_list && cells.len() != n_actions {
        return Err(ParseError::Length {
            what: format!("P[{state}]"),
            given: cells.len(),
            expected: n_actions as u64,
            needed_by: "one per action",
        });
    }
    Ok(())
}

fn check_count(
    what: &str,
    given: usize,
    expected: Option<u64>,
    needed_by: &'static str,
) -> Result<(), ParseError> {
    match expected {
        Some(expected) if expected != given as u64 => Err(ParseError::Length {
            what: what.to_owned(),
            given,
            expected,
            needed_by,
        }),
        _ => Ok(()),
    }
}

/// Refuse a table that is nearly empty: it would need memory that its file does not account for.
fn check_density(table: &Table, n_states: usize, n_actions: usize) -> Result<(), ParseError> {
    let given = table.cells.len();
    let most = given.saturating_mul(SPARSE_FACTOR) + SPARSE_MARGIN;
    if n_states.saturating_mul(n_actions) <= most {
        return Ok(());
    }
    Err(ParseError::TooSparse {
        n_states,
        n_actions,
        given,
    })
}

/// Put the numbers of the cells of a row into the order of their actions.
fn cells_by_action(table: &Table, row: usize, cells: &mut Vec<usize>) -> Result<(), ParseError> {
    let action = |cell: &usize| table.cells[*cell].action;
    cells.clear();
    cells.extend(table.cells_before(row)..table.rows[row].end);
    cells.sort_by_key(action);
    match cells
        .windows(2)
        .find(|pair| action(&pair[0]) == action(&pair[1]))
    {
        Some(pair) => Err(ParseError::ActionTwice {
            state: table.rows[row].state,
            action: action(&pair[0]),
        }),
        None => Ok(()),
    }
}

fn add_row(
    builder: &mut MdpBuilder,
    table: &Table,
    row: usize,
    cells: &[usize],
    n_actions: usize,
    n_states: usize,
) -> Result<(), ParseError> {
    let state = table.rows[row].state;
    let mut cells = cells.iter().peekable();
    for action in 0..n_actions as u32 {
        let Some(&cell) = cells.next_if(|&&cell| table.cells[cell].action == action) else {
            builder.cell([]);
            continue;
        };
        let outcomes = table.outcomes_of(cell);
        check_targets(state, action, outcomes, n_states)?;
        builder.cell(possible(outcomes).map(|(_, outcome)| *outcome));
    }
    Ok(())
}

/// The outcomes that can happen, with their numbers in the file.
fn possible(outcomes: &[Outcome]) -> impl Iterator<Item = (usize, &Outcome)> {
    let outcomes = outcomes.iter().enumerate();
    outcomes.filter(|(_, outcome)| outcome.probability > 0.0)
}

fn check_targets(
    state: u32,
    action: u32,
    outcomes: &[Outcome],
    n_states: usize,
) -> Result<(), ParseError> {
    for (number, outcome) in outcomes.iter().enumerate() {
        if outcome.next_state as usize >= n_states {
            return Err(ParseError::NextState {
                state,
                action,
                outcome: number,
                next: outcome.next_state,
                last: n_states - 1,
            });
        }
    }
    if !outcomes.is_empty() && possible(outcomes).next().is_none() {
        return Err(ParseError::NeverHappens { state, action });
    }
    Ok(())
}

/// The states that the file lists as terminal.
pub(super) fn terminal(file: &File, known: &mut Known) -> Result<Vec<u32>, ParseError> {
    let listed = file.terminal_states.as_ref();
    let states = listed.map(|listed| known.states("terminal_states", listed));
    states.unwrap_or_else(|| Ok(Vec::new()))
}

/// Where episodes start: as listed, else at the S of the map; none for the builder's own choice.
fn starts(
    file: &File,
    n_states: usize,
    known: &mut Known,
) -> Result<Option<Vec<(u32, f64)>>, ParseError> {
    if let Some(listed) = &file.start {
        let mut starts = known.starts("start", listed)?;
        // Like an outcome of probability 0, such a start says nothing.
        starts.retain(|start| start.1 != 0.0);
        return Ok(Some(starts));
    }
    Ok(starts_on_map(file, n_states))
}

fn starts_on_map(file: &File, n_states: usize) -> Option<Vec<(u32, f64)>> {
    let states = look::Map::of(file, n_states)?.all('S');
    let share = 1.0 / states.len() as f64;
    let starts = states.into_iter().map(|state| (state, share)).collect();
    Some(starts).filter(|starts: &Vec<_>| !starts.is_empty())
}

/// The builder counts the outcomes that can happen; a file has others too.
fn as_in_file(table: &Table, order: &[usize], error: MdpError) -> ParseError {
    let MdpError::DeadEnd {
        state,
        action,
        index,
        next,
    } = error
    else {
        return error.into();
    };
    let row = order[state];
    let mut cells = table.cells_before(row)..table.rows[row].end;
    let cell = cells.find(|&cell| table.cells[cell].action as usize == action);
    let outcome = cell.and_then(|cell| possible(table.outcomes_of(cell)).nth(index));
    ParseError::DeadEnd {
        state,
        action,
        outcome: outcome.map_or(index, |(number, _)| number),
        next,
    }
}

/// `legal` must say what the table says.
fn check_legal(file: &File, mdp: &Mdp) -> Result<(), ParseError> {
    let Some(legal) = &file.legal else {
        return Ok(());
    };
    let expected = Some(mdp.n_states() as u64);
    check_count("legal", legal.len(), expected, "one per state")?;
    let mut is_listed = vec![false; mdp.n_actions()];
    for (state, listed) in legal.iter().enumerate() {
        is_listed.fill(false);
        let checked = mark_listed(listed, &mut is_listed)
            .and_then(|()| compare_listed(mdp, state, &is_listed));
        checked.map_err(|(action, problem)| ParseError::Legal {
            state,
            action,
            problem,
        })?;
    }
    Ok(())
}

fn mark_listed(listed: &[StateNumber], marks: &mut [bool]) -> Result<(), (u32, &'static str)> {
    for &StateNumber(action) in listed {
        let mark = marks.get_mut(action as usize);
        let mark = mark.ok_or((action, "lists the unknown"))?;
        if std::mem::replace(mark, true) {
            return Err((action, "lists twice the"));
        }
    }
    Ok(())
}

fn compare_listed(mdp: &Mdp, state: usize, marks: &[bool]) -> Result<(), (u32, &'static str)> {
    for (action, &is_listed) in marks.iter().enumerate() {
        match (is_listed, mdp.is_legal(state, action)) {
            (true, false) => return Err((action as u32, "lists what has no outcomes in P,")),
            (false, true) => return Err((action as u32, "leaves out what has outcomes in P,")),
            _ => {}
        }
    }
    Ok(())
}
