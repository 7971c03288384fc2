//! Worlds that books and packages have, with the rules as they are told there.

use std::sync::Arc;

use qlens::mdp::{Mdp, MdpBuilder, Outcome};

/// Probability, next state, reward, terminated: as Gymnasium writes it.
pub type Row = Vec<(f64, usize, f64, bool)>;

pub fn build(
    n_states: usize,
    n_actions: usize,
    starts: Vec<(u32, f64)>,
    row: impl Fn(usize, usize) -> Row,
) -> Arc<Mdp> {
    let mut builder = MdpBuilder::new(n_states, n_actions);
    for state in 0..n_states {
        for action in 0..n_actions {
            let outcomes = row(state, action).into_iter();
            builder.cell(
                outcomes.map(|(probability, next, reward, terminated)| Outcome {
                    probability,
                    next_state: next as u32,
                    reward,
                    terminated,
                }),
            );
        }
    }
    builder.starts(starts);
    Arc::new(builder.build().expect("the rules make a model"))
}

/// Up, right, down, left on a map with edges.
pub fn step(rows: usize, columns: usize, state: usize, direction: usize) -> usize {
    let (row, column) = (state / columns, state % columns);
    match direction {
        0 => row.saturating_sub(1) * columns + column,
        1 => row * columns + (column + 1).min(columns - 1),
        2 => (row + 1).min(rows - 1) * columns + column,
        _ => row * columns + column.saturating_sub(1),
    }
}

pub fn cliff() -> Arc<Mdp> {
    build(48, 4, vec![(36, 1.0)], |state, action| {
        match step(4, 12, state, action) {
            37..=46 => vec![(1.0, 36, -100.0, false)],
            next => vec![(1.0, next, -1.0, next == 47)],
        }
    })
}

/// Example 4.3 of Sutton & Barto: action a stakes a + 1.
pub fn gambler() -> Arc<Mdp> {
    let starts = (1..100).map(|capital| (capital, 1.0 / 99.0)).collect();
    build(101, 50, starts, |capital, action| {
        let stake = action + 1;
        if stake > capital.min(100 - capital) {
            return Vec::new();
        }
        let (won, lost) = (capital + stake, capital - stake);
        let reward = f64::from(u8::from(won == 100));
        vec![(0.4, won, reward, won == 100), (0.6, lost, 0.0, lost == 0)]
    })
}

/// Example 3.5 of Sutton & Barto: it never ends.
pub fn grid_with_jumps() -> Arc<Mdp> {
    let starts = (0..25).map(|state| (state, 0.04)).collect();
    build(25, 4, starts, |state, action| match state {
        1 => vec![(1.0, 21, 10.0, false)],
        3 => vec![(1.0, 13, 5.0, false)],
        _ => match step(5, 5, state, action) {
            next if next == state => vec![(1.0, next, -1.0, false)],
            next => vec![(1.0, next, 0.0, false)],
        },
    })
}

/// Russell & Norvig's 4×3 world: states row by row without the wall; 3 and 6 are left with what they pay, to 11.
pub fn four_by_three() -> Arc<Mdp> {
    let cells = [
        (0, 0),
        (0, 1),
        (0, 2),
        (0, 3),
        (1, 0),
        (1, 2),
        (1, 3),
        (2, 0),
        (2, 1),
        (2, 2),
        (2, 3),
    ];
    let go = move |state: usize, direction: usize| {
        let (row, column) = cells[state];
        let next = step(3, 4, row * 4 + column, direction % 4);
        let found = cells.iter().position(|&(r, c)| r * 4 + c == next);
        found.unwrap_or(state)
    };
    build(12, 4, vec![(7, 1.0)], move |state, action| match state {
        11 => Vec::new(),
        3 => vec![(1.0, 11, 1.0, true)],
        6 => vec![(1.0, 11, -1.0, true)],
        _ => [(0.8, 0), (0.1, 1), (0.1, 3)]
            .map(|(p, turn)| (p, go(state, action + turn), -0.04, false))
            .to_vec(),
    })
}

/// The forest of pymdptoolbox: wait or cut; one year in ten it burns down.
pub fn forest() -> Arc<Mdp> {
    let rewards = [[0.0, 0.0], [0.0, 1.0], [4.0, 2.0]];
    let starts = (0..3).map(|state| (state, 1.0 / 3.0)).collect();
    build(3, 2, starts, |age, action| {
        let reward = rewards[age][action];
        match action {
            0 => vec![
                (0.1, 0, reward, false),
                (0.9, (age + 1).min(2), reward, false),
            ],
            _ => vec![(1.0, 0, reward, false)],
        }
    })
}

/// Example 4.1 of Sutton & Barto: left, up, right, down to the nearest of two corners.
pub fn small_grid() -> Arc<Mdp> {
    let starts = (1..15).map(|state| (state, 1.0 / 14.0)).collect();
    build(16, 4, starts, |state, action| {
        if matches!(state, 0 | 15) {
            return vec![(1.0, state, 0.0, true)];
        }
        let next = step(4, 4, state, [3, 0, 1, 2][action]);
        vec![(1.0, next, -1.0, matches!(next, 0 | 15))]
    })
}

/// Figure 8.2 of Sutton & Barto: a maze, and 1 for coming out of it.
pub fn dyna_maze() -> Arc<Mdp> {
    const MAP: &[u8; 54] = b".......#G..#....#.S.#....#...#...........#............";
    build(54, 4, vec![(18, 1.0)], |state, action| {
        let next = match step(6, 9, state, action) {
            wall if MAP[wall] == b'#' => state,
            next => next,
        };
        let out = MAP[next] == b'G';
        vec![(1.0, next, f64::from(u8::from(out)), out)]
    })
}

/// Example 6.5 of Sutton & Barto: a wind blows up from the middle columns.
pub fn windy() -> Arc<Mdp> {
    const WIND: [isize; 10] = [0, 0, 0, 1, 1, 1, 2, 2, 1, 0];
    build(70, 4, vec![(30, 1.0)], |state, action| {
        let (row, column) = ((state / 10) as isize, (state % 10) as isize);
        let (down, right) = [(-1, 0), (0, 1), (1, 0), (0, -1)][action];
        let row = (row + down - WIND[state % 10]).clamp(0, 6);
        let next = (row * 10 + (column + right).clamp(0, 9)) as usize;
        vec![(1.0, next, -1.0, next == 37)]
    })
}

/// A drunkard's walk over `cells` cells (examples 6.2 and 7.1): `left` for leaving on the left, 1 on the right.
pub fn random_walk(cells: usize, left: f64) -> Arc<Mdp> {
    let last = cells + 1;
    build(cells + 2, 1, vec![(last as u32 / 2, 1.0)], |state, _| {
        if state == 0 || state == last {
            return vec![(1.0, state, 0.0, true)];
        }
        let one = |next: usize, end, pays| {
            let over = next == end;
            (0.5, next, if over { pays } else { 0.0 }, over)
        };
        vec![one(state - 1, 0, left), one(state + 1, last, 1.0)]
    })
}
