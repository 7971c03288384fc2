//! What a file says beside its table that does not hold, and that nothing hangs on: it is told, not refused.

use super::assemble;
use super::error::ParseError;
use super::labels::Label;
use super::look;
use super::read::File;
use super::states::Known;
use crate::mdp::{Mdp, Outcome};

/// Everything odd, a sentence each, with its place and the mend.
pub(super) fn all(file: &File, mdp: &Mdp) -> Result<Vec<String>, ParseError> {
    let listed = listed(file, mdp)?;
    let each = [
        shape(file, mdp.n_states()),
        desc(file, mdp.n_states()),
        going_on(mdp, &listed),
        left_out(file, mdp, &listed),
    ];
    Ok(each.into_iter().flatten().collect())
}

/// Whether each state is listed in `terminal_states`.
fn listed(file: &File, mdp: &Mdp) -> Result<Vec<bool>, ParseError> {
    let mut known = Known::new(mdp.n_states(), file.state_labels.as_deref());
    let mut listed = vec![false; mdp.n_states()];
    for state in assemble::terminal(file, &mut known)? {
        listed[state as usize] = true;
    }
    Ok(listed)
}

/// A shape that is none for these states: they are shown as a table.
fn shape(file: &File, n_states: usize) -> Option<String> {
    let shape = file.shape.as_deref()?;
    if look::shape(file, n_states).is_some() {
        return None;
    }
    let &[rows, columns] = shape else {
        return Some(format!(
            "shape: it has {} entries and no map is made of it; write [rows, columns], or leave it out",
            shape.len()
        ));
    };
    let mend = match drawn(file) {
        Some((rows, columns)) if rows * columns == n_states => {
            format!("by \"desc\" it is [{rows}, {columns}]")
        }
        _ => "make rows × columns the number of states, or leave it out".to_owned(),
    };
    Some(format!(
        "shape: {rows} × {columns} places are not the {n_states} states, so that no map is made of it; {mend}"
    ))
}

/// A map that marks nothing, since it has no shape or another one.
fn desc(file: &File, n_states: usize) -> Option<String> {
    let desc = file.desc.as_ref().filter(|desc| **desc != Label::None)?;
    let drawn = drawn(file);
    match (look::shape(file, n_states), drawn) {
        (Some((rows, columns)), _) if desc.map(rows, columns).is_some() => None,
        (Some((rows, columns)), _) => Some(format!(
            "desc: it marks nothing; {rows} lines of {columns} letters each are wanted, by \"shape\""
        )),
        // What is wrong is the shape, which is told already.
        (None, _) if file.shape.is_some() => None,
        (None, Some((rows, columns))) if rows * columns == n_states => Some(format!(
            "desc: without \"shape\" it marks nothing; if its places are the states, write \"shape\": [{rows}, {columns}]"
        )),
        (None, _) => Some(format!(
            "desc: it marks nothing; a map has a letter for each of the {n_states} states, and a \"shape\""
        )),
    }
}

/// Rows and columns of the map, if it has any.
fn drawn(file: &File) -> Option<(usize, usize)> {
    let lines = file.desc.as_ref()?.lines()?;
    let columns = lines.first()?.len();
    let fits = lines.iter().all(|line| line.len() == columns);
    fits.then_some((lines.len(), columns))
}

/// A state that is listed as terminal and that episodes go on from all the same.
fn going_on(mdp: &Mdp, listed: &[bool]) -> Option<String> {
    let reachable = mdp.reachable();
    let found = find(mdp, |state, outcome| {
        let next = outcome.next_state as usize;
        let goes_on = !outcome.terminated && next != state;
        goes_on && listed[next] && reachable[state]
    });
    found.map(|(place, state)| {
        format!(
            "terminal_states: state {state} is listed, and yet an episode goes on there after {place}; only an outcome whose last entry is true ends one"
        )
    })
}

/// A state in which an outcome ends and that the list leaves out.
fn left_out(file: &File, mdp: &Mdp, listed: &[bool]) -> Option<String> {
    file.terminal_states.as_ref()?;
    let found = find(mdp, |_, outcome| {
        outcome.terminated && !listed[outcome.next_state as usize]
    });
    found.map(|(place, state)| {
        format!(
            "terminal_states: it leaves out state {state}, where {place} ends the episode; list it, or leave the list out: P says it too"
        )
    })
}

/// The first outcome that is `wanted` by where it begins and what it is: its place, and where it leads.
fn find(mdp: &Mdp, wanted: impl Fn(usize, &Outcome) -> bool) -> Option<(String, u32)> {
    let states = 0..mdp.n_states();
    let mut cells = states.flat_map(|state| mdp.legal(state).map(move |action| (state, action)));
    cells.find_map(|(state, action)| {
        let mut outcomes = mdp.outcomes(state, action).iter();
        let outcome = outcomes.find(|outcome| wanted(state, outcome))?;
        Some((format!("P[{state}][{action}]"), outcome.next_state))
    })
}
