//! What is marked where the truth is looked at.

use super::*;

/// Where `part` is seen: the row and the column of each place.
fn places(screen: &str, part: &str) -> Vec<(usize, usize)> {
    let of_line = |(row, line): (usize, &str)| {
        let starts = line.match_indices(part);
        let column = |at: usize| line[..at].chars().count();
        let places = starts.map(|(at, _)| (row, column(at)));
        places.collect::<Vec<_>>()
    };
    screen.lines().enumerate().flat_map(of_line).collect()
}

/// Look at Q*, beside what was learned in so many episodes.
fn exact(world: World, episodes: u64) -> Stage {
    let mut stage = Stage::new(world, Lang::En).after(episodes);
    stage.draw((120, 36), TRUE);
    stage.keys("t V V V")
}

/// The optimal actions of a state.
fn optimal(stage: &Stage, state: usize) -> Vec<usize> {
    let session = stage.driver.session();
    let truth = Truth::of(session.world(), session.hyper().gamma(), &mut || false);
    truth.unwrap().optimum.best(state).collect()
}

#[test]
fn in_cells_the_mark_of_the_truth_is_on_the_optimal_action_and_nothing_moves_there() {
    let recommender = || built_in("recommender");
    // At the beginning it has tried little, and chooses otherwise than in the end.
    let mut stage = exact(recommender(), 1);
    let learned = text(&stage.draw((120, 36), TRUE));
    assert!(learned.contains("Q*: exact solution"), "{learned}");
    let [marks, columns] = ["★ optimal", "pays"].map(|part| places(&learned, part));
    assert_eq!(marks.len(), 2, "{learned}");
    for (state, mark) in marks.iter().enumerate() {
        let [only] = optimal(&stage, state)[..] else {
            unreachable!("one action is the best")
        };
        // Each row of cells pays in as many columns as there are actions.
        let (first, second) = (columns[2 * state].1, columns[2 * state + 1].1);
        assert_eq!(usize::from(mark.1 > second), only, "{first}: {learned}");
    }
    // That it was never tried says the row of what it pays, but not the value.
    for of_learner in ["choice", "◀", "?·"] {
        assert!(!learned.contains(of_learner), "{of_learner}: {learned}");
    }
    let back = text(&stage.keys("v v v").draw((120, 36), TRUE));
    assert!(back.contains('◀') && !back.contains("optimal"), "{back}");
}

/// Two ways to the end that are worth the same, and one that is not, in each of so many states.
fn ways(states: usize) -> World {
    let way = |reward: &str| format!("[[1.0, {states}, {reward}, true]]");
    let row = format!("[{}]", [way("1.0"), way("1.0"), way("0.0")].join(", "));
    let rows = vec![row; states + 1].join(", ");
    let text = format!(r#"{{"start": [[0, 1.0]], "time_limit": 9, "P": [{rows}]}}"#);
    qlens::env::gymnasium::parse("ways", &text).unwrap()
}

#[test]
fn all_that_are_optimal_are_marked_in_cells_lists_and_beside_them() {
    for states in [2, 60] {
        let mut stage = exact(ways(states), 0);
        let screen = text(&stage.draw((120, 36), TRUE));
        assert_eq!(optimal(&stage, 0), [0, 1]);
        for line in screen.lines().filter(|line| line.contains('★')) {
            let in_row = line.matches('★').count();
            let beside = line.matches("★ ").count();
            assert!(in_row == 2 || beside == 1, "{screen}");
        }
        assert!(places(&screen, "★").len() >= 4, "{screen}");
    }
}

/// Look at the best that explores as much, after a while of learning.
fn exploring(world: &str, lang: Lang, size: (u16, u16)) -> Stage {
    let mut stage = Stage::new(built_in(world), lang).after(300);
    stage.draw(size, TRUE);
    stage.type_in("t");
    while stage.app.layer() != Layer::Soft {
        stage.type_in("V");
    }
    stage
}

#[test]
fn the_best_that_explores_in_both_languages_and_two_sizes() {
    for (lang, code) in [(Lang::En, "en"), (Lang::Zh, "zh")] {
        for (width, height) in [(80, 24), (120, 36)] {
            let mut stage = exploring("cliff-walking", lang, (width, height));
            let frame = stage.draw((width, height), TRUE);
            keep(&format!("exploring-{width}x{height}-{code}"), &frame);
        }
    }
    let mut stage = exploring("recommender", Lang::En, (120, 36));
    keep_styled("exploring-recommender-120x36", &stage.draw((120, 36), TRUE));
}

#[test]
fn on_the_cliff_its_route_and_what_it_earns_move_while_epsilon_is_turned() {
    for size in [(80, 24), (120, 36)] {
        let mut stage = exploring("cliff-walking", Lang::En, size);
        let mut earned = Vec::new();
        for (epsilon, steps) in [(".0076", 13), (".0077", 15), (".157", 15), (".158", 17)] {
            stage.type_in("1");
            stage.type_in(epsilon);
            stage.press(crossterm::event::KeyCode::Enter);
            let screen = text(&stage.draw(size, TRUE));
            let route = format!("its route, {steps} steps");
            assert!(screen.contains(&route), "{epsilon}: {screen}");
            let (map, _) = screen.split_once("its route").unwrap();
            let arrows = ["▲", "▶", "▼"].map(|arrow| places(map, arrow).len());
            // The last of them is the sign in the legend.
            let drawn = arrows.iter().sum::<usize>() - 1;
            assert_eq!(drawn, steps, "{epsilon}: {screen}");
            let soft = stage.app.snapshot().unwrap().soft.as_ref().unwrap();
            let value = soft.truth.ready().unwrap().start_return.number().unwrap();
            let said = format!("earns −{:.2}", -value);
            assert!(screen.contains(&said), "{said}: {screen}");
            earned.push(value);
        }
        assert!(earned.is_sorted_by(|less, more| less > more), "{earned:?}");
    }
}

#[test]
fn what_cannot_be_had_while_exploring_is_said_in_words() {
    let stage = exploring("recommender", Lang::En, (120, 36));
    let mut stage = stage.keys("3 End");
    let screen = text(&stage.draw((120, 36), TRUE));
    assert!(screen.contains("10   diverges\n"), "{screen}");
    let mut stage = Stage::new(ring(), Lang::En).after(3);
    stage.draw((120, 36), TRUE);
    let mut stage = stage.keys("t V V");
    let screen = text(&stage.draw((120, 36), TRUE));
    assert!(screen.contains("Q*ε: being solved for"), "{screen}");
}

/// The recommender after some visits, with the truth uncovered and a layer looked at that is so many keys on.
fn compared(keys: &str, size: (u16, u16), theme: Theme) -> String {
    let mut stage = Stage::new(built_in("recommender"), Lang::En).after(300);
    stage.draw(size, theme);
    text(&stage.keys(keys).draw(size, theme))
}

#[test]
fn the_value_of_a_state_stands_once_beside_its_own_truth() {
    for (size, theme) in [((120, 36), TRUE), ((80, 24), PLAIN), ((200, 60), TRUE)] {
        let screen = compared("t v", size, theme);
        // V* of both users: .8 and .9 now, and nine tenths of what follows.
        let truths = ["truth 8.90", "truth 9.00"].map(|truth| places(&screen, truth));
        let truths = truths.concat();
        assert_eq!(truths.len(), 2, "{screen}");
        for other in ["truth 8.70", "truth 8.50"] {
            assert!(!screen.contains(other), "{screen}");
        }
        let choices = places(&screen, "★");
        for (choice, truth) in choices.iter().zip(&truths) {
            assert_eq!((choice.0 + 1, choice.1), *truth, "{screen}");
        }
        assert!(!screen.contains("?·"), "{screen}");
    }
}

#[test]
fn no_truth_stands_beside_a_probability_a_count_or_a_difference() {
    for keys in ["t v v", "t v v v", "t V"] {
        let screen = compared(keys, (120, 36), TRUE);
        assert!(!screen.contains("truth 8"), "{screen}");
    }
    assert!(compared("t", (120, 36), TRUE).contains("truth 8.70"));
}

#[test]
fn what_was_never_tried_says_so_at_the_first_look_in_every_size() {
    for theme in [TRUE, PLAIN] {
        for size in SIZES {
            for (lang, words) in [(Lang::En, "never tried"), (Lang::Zh, "从未试过")] {
                let mut stage = Stage::new(built_in("recommender"), lang);
                let screen = text(&stage.draw(size, theme));
                assert_eq!(places(&screen, words).len(), 4, "{size:?}: {screen}");
            }
        }
    }
}

/// The numbers that stand in some rows of a map, as they are printed.
fn numbers(screen: &str, rows: std::ops::Range<usize>) -> Vec<f64> {
    let on_map = |line: &str| -> String { line.chars().take(77).collect() };
    let lines = screen.lines().skip(rows.start).take(rows.len());
    let map: String = lines.map(|line| on_map(line) + " ").collect();
    let number = |word: &str| word.trim_matches(['▾', '▴']).replace('−', "-").parse().ok();
    map.split(' ').filter_map(number).collect()
}

/// The cliff after so many walks, with the truth uncovered, in the layer Q−Q*.
fn errors(episodes: u64) -> Stage {
    let mut stage = Stage::new(built_in("cliff-walking"), Lang::En).after(episodes);
    stage.draw((120, 36), TRUE);
    stage.keys("t V V")
}

#[test]
fn the_worst_error_on_a_map_is_the_one_that_the_figure_tells() {
    for episodes in [0, 3, 300] {
        let mut stage = errors(episodes);
        let screen = text(&stage.draw((120, 36), TRUE));
        assert!(screen.contains("Q−Q*: worst error"), "{screen}");
        let figures = stage.app.snapshot().unwrap().figures.unwrap();
        let shown = numbers(&screen, 3..15);
        assert_eq!(shown.len(), 37, "{screen}");
        let worst = shown.iter().map(|error| error.abs()).fold(0.0, f64::max);
        // From 100 on there are no decimals.
        let printed = if worst < 100.0 { 0.051 } else { 0.51 };
        let figure = figures.max_error.unwrap();
        assert!((worst - figure).abs() <= printed, "{figure}: {screen}");
    }
}

#[test]
fn the_key_of_the_scale_fits_that_of_the_layer_which_is_looked_at() {
    let mut stage = errors(1000);
    let before = text(&stage.draw((120, 36), TRUE));
    assert!(before.contains("−14 █"), "{before}");
    let values = stage.app.snapshot().unwrap().scale;
    let mut stage = stage.keys("z z z");
    let after = text(&stage.draw((120, 36), TRUE));
    assert!(!after.contains("−14 █"), "{after}");
    assert_eq!(places(&after, "Q−Q* scale now").len(), 1, "{after}");
    assert_eq!(stage.app.snapshot().unwrap().scale, values);
}

/// In how many states its choice is not right, by the figure, and how many marks say so beside the one that explains them.
fn wrong_and_marks(stage: &mut Stage, size: (u16, u16), theme: Theme) -> (usize, usize) {
    let screen = text(&stage.draw(size, theme));
    let (sign, words) = if theme.is_ascii() {
        ("!", "! not right")
    } else {
        ("≠", "≠ not right")
    };
    let figures = stage.app.snapshot().unwrap().figures.unwrap();
    let (right, of) = figures.right.unwrap();
    let explained = places(&screen, words).len();
    // Where a map leaves little room, other words may need it, and the help explains the sign.
    let told = explained == usize::from(right < of);
    let high = stage.app.board().unwrap().map_size();
    let high = high.is_some_and(|(rows, _)| rows > 6);
    let little = size.0 == 80 || (size.0 == 120 && high);
    assert!(told || (little && explained == 0), "{size:?} {screen}");
    (of - right, places(&screen, sign).len() - explained)
}

#[test]
fn as_many_choices_are_marked_as_the_figure_counts_as_not_right() {
    let ascii = TRUE.ascii(true);
    for (world, episodes) in [
        ("cliff-walking", 0),
        ("cliff-walking", 5),
        ("cliff-walking", 300),
        ("frozen-lake", 30),
        ("frozen-lake", 1000),
        ("frozen-lake-8x8", 300),
        ("recommender", 300),
        ("recommender", 4000),
    ] {
        for (size, theme) in [
            ((80, 24), TRUE),
            ((80, 24), PLAIN),
            ((120, 36), TRUE),
            ((120, 36), ascii),
            ((200, 60), TRUE),
            ((200, 60), PLAIN),
        ] {
            let mut stage = Stage::new(built_in(world), Lang::En).after(episodes);
            let covered = text(&stage.draw(size, theme));
            assert!(!covered.contains('≠'), "{covered}");
            let mut stage = stage.keys("t");
            for layer in ["Q", "V", "π", "visits", "Q−Q*"] {
                while stage.app.layer_name(stage.app.layer()) != layer {
                    stage = stage.keys("v");
                }
                let (wrong, marks) = wrong_and_marks(&mut stage, size, theme);
                assert_eq!(wrong, marks, "{world} {episodes} {size:?} {layer}");
            }
        }
    }
}

#[test]
fn in_a_list_the_star_of_a_wrong_choice_has_a_mark_beside_it() {
    let mut stage = Stage::new(chain(40, 3, "way"), Lang::En).after(4);
    stage.draw((120, 36), TRUE);
    let mut stage = stage.keys("t");
    let screen = text(&stage.draw((120, 36), TRUE));
    assert!(screen.contains("≠ not right"), "{screen}");
    let stars = places(&screen, "★").len();
    let wrong = places(&screen, "★≠").len();
    assert!(wrong > 0 && wrong < stars, "{screen}");
}
