//! Worlds of every shape and size: what is seen of the smallest and of the largest, and of labels and values that fit nowhere.

use qlens::app::Spot;
use ratatui::layout::Position;

use super::*;

/// A random world of so many states.
fn random(states: &str) -> World {
    let family = qlens::env::find("random").unwrap().family.unwrap();
    let mut settings = qlens::env::Settings::default();
    let param = family.params.iter().find(|param| param.name == "states");
    settings.set(param.unwrap(), states).unwrap();
    (family.build)(&settings).unwrap()
}

#[test]
fn of_very_many_states_the_most_visited_are_seen_and_all_of_them_in_figures() {
    let mut stage = Stage::new(random("20000"), Lang::En).after(900);
    for (width, height) in SIZES {
        stage.draw((width, height), TRUE);
        let name = format!("random-20000-{width}x{height}");
        keep(&name, &stage.draw((width, height), TRUE));
    }
    let mut stage = stage.keys("Down Down");
    keep_styled("random-20000-120x36-cursor", &stage.draw((120, 36), TRUE));
    keep("random-20000-120x36-none", &stage.draw((120, 36), PLAIN));
    let mut stage = stage.keys("t");
    keep("random-20000-80x24-solving", &stage.draw((80, 24), TRUE));
    let world = Arc::clone(stage.driver.session().world());
    let gamma = stage.driver.session().hyper().gamma();
    let truth = Truth::of(&world, gamma, &mut || false).map(Arc::new);
    stage
        .driver
        .request(Request::Solved(Task::truth(gamma), truth));
    keep("random-20000-80x24-unmeasured", &stage.draw((80, 24), TRUE));
    while stage.driver.turn(stage.now) != qlens::session::Turn::Idle {}
    for (width, height) in SIZES {
        stage.draw((width, height), TRUE);
        let name = format!("random-20000-{width}x{height}-truth");
        keep(&name, &stage.draw((width, height), TRUE));
    }
}

#[test]
fn before_the_first_step_in_a_large_world_nothing_is_claimed() {
    let mut stage = Stage::new(random("20000"), Lang::Zh);
    stage.draw((120, 36), TRUE);
    keep(
        "random-20000-120x36-before-zh",
        &stage.draw((120, 36), TRUE),
    );
    let mut stage = stage.keys("t");
    keep("random-20000-80x24-before-zh", &stage.draw((80, 24), TRUE));
}

#[test]
fn cells_have_the_sizes_that_were_drawn_at_the_three_sizes() {
    let drawn = [
        ("recommender", [(32, 6), (31, 7), (52, 13)]),
        ("cliff-walking", [(6, 2), (6, 3), (12, 6)]),
        ("frozen-lake-8x8", [(5, 2), (9, 2), (14, 3)]),
        ("frozen-lake", [(14, 2), (14, 3), (29, 6)]),
    ];
    for (world, cells) in drawn {
        let mut stage = Stage::new(built_in(world), Lang::En);
        for ((width, height), cell) in SIZES.into_iter().zip(cells) {
            stage.draw((width, height), TRUE);
            assert_eq!(
                stage.app.board().unwrap().cell,
                cell,
                "{world} at {width}×{height}"
            );
        }
    }
}

/// A map too large for any screen.
fn labyrinth() -> World {
    labyrinth_of(51, 101)
}

/// A map with walls, holes and one way out.
fn labyrinth_of(rows: usize, columns: usize) -> World {
    let ground = |row: usize, column: usize| match (row * 31 + column * 17 + row * column) % 11 {
        _ if row + column == 0 => 'S',
        _ if (row, column) == (rows - 1, columns - 1) => 'G',
        0 => '#',
        1 if row % 3 == 2 => 'H',
        _ => 'F',
    };
    let state = |row: usize, column: usize| {
        let to = |row: usize, column: usize| {
            let end = matches!(ground(row, column), 'G' | 'H');
            let pays = if ground(row, column) == 'G' {
                1.0
            } else {
                -0.01
            };
            format!("[[1.0, {}, {pays}, {end}]]", row * columns + column)
        };
        let free = |next: (usize, usize)| {
            if ground(next.0, next.1) == '#' {
                (row, column)
            } else {
                next
            }
        };
        let moves = [
            (row, column.saturating_sub(1)),
            ((row + 1).min(rows - 1), column),
            (row, (column + 1).min(columns - 1)),
            (row.saturating_sub(1), column),
        ];
        let cells: Vec<String> = moves
            .map(free)
            .map(|(row, column)| to(row, column))
            .to_vec();
        format!("[{}]", cells.join(", "))
    };
    let all = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let cells: Vec<String> = all.map(|(row, column)| state(row, column)).collect();
    let line = |row| {
        (0..columns)
            .map(|column| ground(row, column))
            .collect::<String>()
    };
    let desc: Vec<String> = (0..rows).map(|row| format!("{:?}", line(row))).collect();
    let text = format!(
        r#"{{"shape": [{rows}, {columns}], "desc": [{}], "actions": ["left", "down", "right", "up"], "time_limit": 300,
            "start": [[0, 1.0]], "P": [{}]}}"#,
        desc.join(", "),
        cells.join(", ")
    );
    qlens::env::gymnasium::parse("labyrinth", &text).unwrap()
}

#[test]
fn a_map_too_large_follows_the_cursor_and_shows_that_it_goes_on() {
    let mut stage = Stage::new(labyrinth(), Lang::En).after(40);
    stage.draw((80, 24), TRUE);
    let drawn = stage.draw((80, 24), TRUE);
    keep("labyrinth-80x24", &drawn);
    // A number never begins with an arrow, which would look like its sign.
    let letters: Vec<char> = text(&drawn).chars().collect();
    let touching = |pair: &[char]| "←→↑↓".contains(pair[0]) && "−0123456789".contains(pair[1]);
    assert!(!letters.windows(2).any(touching), "{}", text(&drawn));
    // Where there is no room for both, arrows give way and decimals stay: −0.4 is not 0.
    let drawn = text(&drawn);
    let map = drawn.lines().skip(1).take(11);
    let numbers = map.flat_map(|line| line.split(|letter| !"−.0123456789".contains(letter)));
    for number in numbers.filter(|number| number.contains(|digit: char| digit.is_ascii_digit())) {
        assert!(number.contains('.'), "{number}: {drawn}");
    }
    let mut stage = stage.keys(&["Down Right"; 30].join(" "));
    stage.draw((120, 36), TRUE);
    keep("labyrinth-120x36", &stage.draw((120, 36), TRUE));
    let mut stage = stage.keys("End");
    stage.draw((80, 24), TRUE);
    let end = text(&stage.draw((80, 24), TRUE));
    assert!(
        end.contains("rows 40–50 of 51, columns 93–100 of 101"),
        "{end}"
    );
    let asked = stage.app.view().states;
    assert_eq!(
        asked.states(51 * 101).count(),
        11 * 8,
        "what is seen and no more"
    );
}

impl Stage {
    /// Let the run do what it was asked for, and show what comes of it.
    fn settle(&mut self) -> String {
        while self.driver.turn(self.now) != qlens::session::Turn::Idle {}
        // The second frame has what the first one asked for.
        self.draw((80, 24), TRUE);
        text(&self.draw((80, 24), TRUE))
    }

    fn first(&self) -> (usize, usize) {
        self.app.board().unwrap().first
    }

    /// Take steps until what is in sight is another part; says after how many.
    fn step_out(mut self) -> (Self, usize) {
        let (first, mut steps) = (self.first(), 0);
        while self.first() == first {
            steps += 1;
            assert!(steps < 5000, "it never left what is in sight");
            self = self.keys("s");
            let seen = self.settle();
            let learner = self.app.snapshot().unwrap().state;
            assert!(self.app.board().unwrap().rect(learner, 0).is_some());
            assert!(seen.contains('◉'), "{seen}");
        }
        (self, steps)
    }
}

#[test]
fn what_scrolls_goes_with_the_learner_until_a_hand_takes_the_cursor() {
    for world in [
        // So large that its figures are not worked out at every step.
        labyrinth_of(130, 130),
        file(100, 4, 1.0, [|index: usize| index.to_string(); 2]),
    ] {
        let mut stage = Stage::new(world, Lang::En);
        stage.settle();
        let (stage, steps) = stage.step_out();
        assert!(steps > 1 || stage.app.board().unwrap().shape == qlens::app::Shape::List);
        // A hand has the cursor: what is in sight stays, and the bar marks where the learner is.
        let mut stage = stage.keys("Home");
        for _ in 0..50 {
            stage = stage.keys("s");
            let seen = stage.settle();
            assert_eq!((stage.first(), stage.app.cursor()), ((0, 0), 0));
            assert!(seen.contains('◉'), "{seen}");
        }
        let mut stage = stage.keys("End Esc");
        stage.settle();
        let learner = stage.app.snapshot().unwrap().state;
        assert_eq!(stage.app.cursor(), learner);
        assert!(stage.app.board().unwrap().rect(learner, 0).is_some());
        // What runs all out nobody could follow.
        let (first, cursor) = (stage.first(), stage.app.cursor());
        let mut stage = stage.keys("Space");
        let mut went = false;
        for _ in 0..5 {
            stage.driver.turn(stage.now);
            stage.draw((80, 24), TRUE);
            assert_eq!((stage.first(), stage.app.cursor()), (first, cursor));
            went |= stage.app.snapshot().unwrap().state != cursor;
        }
        assert!(went);
    }
}

/// Transitions of so many states and actions, called so: on, or to some other one, by chance. What they pay grows with the action.
fn file(states: usize, actions: usize, pays: f64, labels: [impl Fn(usize) -> String; 2]) -> World {
    let [state_label, action_label] = labels;
    let cell = |state: usize, action: usize| {
        let (on, off) = ((state + 1) % states, (state * 7 + action) % states);
        let paid = pays * (action as f64 - 1.0);
        format!("[[0.5, {on}, {paid:?}, false], [0.5, {off}, 0.0, false]]")
    };
    let row = |state| {
        let cells: Vec<String> = (0..actions).map(|action| cell(state, action)).collect();
        format!("[{}]", cells.join(", "))
    };
    let rows: Vec<String> = (0..states).map(row).collect();
    let names = |count: usize, label: &dyn Fn(usize) -> String| {
        let all: Vec<String> = (0..count)
            .map(|index| format!("{:?}", label(index)))
            .collect();
        all.join(", ")
    };
    let text = format!(
        r#"{{"state_labels": [{}], "actions": [{}], "time_limit": 40, "P": [{}]}}"#,
        names(states, &state_label),
        names(actions, &action_label),
        rows.join(", ")
    );
    qlens::env::gymnasium::parse("labels", &text).unwrap()
}

#[test]
fn labels_however_long_or_wide_are_cut_by_columns_and_numbers_never() {
    let long = |what: &'static str| move |index: usize| format!("{index} {}", what.repeat(20));
    let worlds = [
        (
            "long",
            file(40, 3, 1.0, [long("a state of it "), long("an action ")]),
        ),
        (
            "zh",
            file(40, 4, 1.0, [long("顾客走进商店"), long("推荐商品")]),
        ),
        ("emoji", file(40, 4, 1.0, [long("🛒"), long("💎é")])),
        (
            "zh-cells",
            file(3, 3, 1.0, [long("顾客走进商店"), long("推荐商品")]),
        ),
        (
            "large",
            file(40, 5, 1e6, [|index: usize| index.to_string(); 2]),
        ),
        (
            "large-cells",
            file(2, 2, -1e9, [|index: usize| index.to_string(); 2]),
        ),
        (
            "thirty",
            file(40, 30, 1.0, [|index: usize| format!("a{index}"); 2]),
        ),
        (
            "one",
            file(40, 1, 1.0, [|index: usize| index.to_string(); 2]),
        ),
        (
            "one-by-one",
            file(1, 1, 1.0, [|index: usize| index.to_string(); 2]),
        ),
    ];
    for (name, world) in worlds {
        let mut stage = Stage::new(world, Lang::En).after(30).keys("t");
        for (width, height) in SIZES {
            stage.draw((width, height), PLAIN);
        }
        keep(&format!("labels-{name}-80x24"), &stage.draw((80, 24), TRUE));
    }
}

#[test]
fn an_infinite_truth_is_told_as_such() {
    // A way out at a price, and a trap that costs for ever.
    let to = |next_state, terminated| Outcome {
        probability: 1.0,
        next_state,
        reward: -1.0,
        terminated,
    };
    let mut builder = MdpBuilder::new(3, 2);
    builder.cell([to(2, true)]).cell([to(1, false)]);
    builder.cell([to(1, false)]).cell([to(1, false)]);
    builder.cell([]).cell([]);
    builder.starts(vec![(0, 1.0)]);
    let mut world = World {
        mdp: Arc::new(builder.build().unwrap()),
        scene: Arc::new(Scene::plain("trap", 2)),
        step_limit: Some(100),
        ..built_in("recommender")
    };
    world.defaults.gamma = Unit::new(1.0).unwrap();
    let mut stage = Stage::new(world, Lang::En).after(30);
    stage.draw((120, 36), TRUE);
    let mut stage = stage.keys("t V V V");
    keep("trap-120x36-truth", &stage.draw((120, 36), TRUE));
}

#[test]
fn in_a_ranking_hands_go_along_it_and_take_what_stands_there() {
    let mut stage = Stage::new(random("20000"), Lang::En).after(200);
    stage.draw((200, 60), TRUE);
    stage.draw((200, 60), TRUE);
    let survey = Arc::clone(stage.app.snapshot().unwrap().survey.as_ref().unwrap());
    let state = |rank: usize| survey.ranking[rank].state as usize;
    let board = *stage.app.board().unwrap();
    for rank in 0..board.seen.0 {
        let line = board.line(rank).unwrap();
        let spot = stage.app.spot(Position::new(line.x + 5, line.y));
        assert_eq!(spot, Some(Spot::State(state(rank))));
    }
    let map = board.overview.shares;
    for cell in [0, 1, map.width, map.width * map.height - 1] {
        let place = Position::new(map.x + cell % map.width, map.y + cell / map.width);
        let first = survey.first_of_share(cell.into(), board.overview.cells());
        assert_eq!(stage.app.spot(place), first.map(Spot::State), "{cell}");
    }
    assert_eq!(stage.app.cursor(), state(0), "where most is known");
    stage = stage.keys("Home Down");
    assert_eq!(stage.app.cursor(), state(0), "into it from elsewhere");
    stage = stage.keys(&["Down"; 30].join(" "));
    assert_eq!(stage.app.cursor(), state(30));
    stage.draw((200, 60), TRUE);
    let ranks = stage.app.view().ranks;
    assert!(ranks.contains(&30) && !ranks.contains(&0), "{ranks:?}");
    let stage = stage.keys("Right");
    assert_eq!(
        stage.app.cursor(),
        state(30) + 1,
        "sideways through all states"
    );
}

#[test]
fn large_worlds_are_drawn_in_any_room() {
    for world in [random("20000"), labyrinth(), chain(100, 3, "way")] {
        let mut stage = Stage::new(world, Lang::En).after(5).keys("Down t");
        for width in (0..260).step_by(13) {
            for height in (0..70).step_by(3) {
                // The second frame has what the first one asked for.
                stage.draw((width, height), TRUE);
                stage.draw((width, height), PLAIN);
            }
        }
    }
}
