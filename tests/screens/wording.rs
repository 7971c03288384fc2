//! What gives way where there is little room, and what is said when something does not fit its place.

use super::*;

#[test]
fn the_surprise_is_told_at_every_width_that_has_two_rows_for_the_update() {
    for lang in [Lang::En, Lang::Zh] {
        let mut stage = Stage::new(built_in("recommender"), lang).after(400);
        for width in 60..130 {
            let drawn = text(&stage.draw((width, 24), TRUE));
            assert!(drawn.contains("δ +"), "{width}:\n{drawn}");
        }
        let drawn = text(&stage.draw((120, 24), TRUE));
        assert!(drawn.contains("δ +") && drawn.contains("best next") != (lang == Lang::Zh));
    }
}

#[test]
fn the_meaning_of_a_layer_is_never_cut_beside_the_truth() {
    for (world, layers) in [("recommender", 7), ("cliff-walking", 7)] {
        for lang in [Lang::En, Lang::Zh] {
            let mut stage = Stage::new(built_in(world), lang).after(20);
            stage.draw((120, 36), TRUE);
            let mut stage = stage.keys("t");
            for _ in 0..layers {
                let drawn = text(&stage.draw((120, 36), TRUE));
                let title = drawn.lines().nth(2).unwrap();
                assert!(!title.contains('…'), "{title}");
                stage = stage.keys("v");
            }
        }
    }
}

#[test]
fn values_that_outgrow_the_scale_say_which_key_fits_it() {
    for (width, height) in SIZES {
        // A farther look makes every value of the recommender ten times as large.
        let mut stage = Stage::new(built_in("recommender"), Lang::En).after(20);
        let before = text(&stage.draw((width, height), TRUE));
        assert!(!before.contains("z fits it"), "{before}");
        let stage = stage.keys("3 . 9 9 Enter Esc");
        let mut stage = stage.after(3000);
        let drawn = text(&stage.draw((width, height), TRUE));
        assert!(drawn.contains("z fits it"), "{drawn}");
        let drawn = text(&stage.keys("z").draw((width, height), TRUE));
        assert!(!drawn.contains("z fits it"), "{drawn}");
    }
}

#[test]
fn a_cell_with_room_for_one_value_says_that_it_is_the_best_one() {
    for (lang, words) in [
        (Lang::En, "Q: the best of each state"),
        (Lang::Zh, "Q：各状态最好的一个"),
    ] {
        let title = |size| {
            let mut stage = Stage::new(built_in("cliff-walking"), lang).after(20);
            stage.draw(size, TRUE);
            // The values of all directions come first where there is room for them, else what a state is worth.
            let keys = if size == (120, 36) { "V" } else { "Esc" };
            let drawn = text(&stage.keys(keys).draw(size, TRUE));
            drawn.lines().nth(2).unwrap().to_owned()
        };
        assert!(title((120, 36)).contains(words), "{}", title((120, 36)));
        assert!(!title((200, 60)).contains(words), "{}", title((200, 60)));
    }
}

#[test]
fn a_move_that_led_nowhere_says_so_and_a_fall_back_to_where_it_was_does_not() {
    for (lang, size, words) in [
        (Lang::En, (200, 60), "and stayed where it was"),
        (Lang::En, (80, 24), "and stayed"),
        (Lang::Zh, (120, 36), "原地不动"),
    ] {
        let mut stage = Stage::new(built_in("cliff-walking"), lang);
        let (mut stayed, mut fell) = (0, 0);
        for _ in 0..200 {
            stage = stage.keys("s");
            let screen = text(&stage.draw(size, TRUE));
            let (update, _) = stage.app.snapshot().unwrap().update.clone().unwrap();
            let step = update.taken.unwrap().transition;
            let back = step.next_state == step.state;
            let bumped = back && step.reward == -1.0;
            assert_eq!(screen.contains(words), bumped, "{step:?}: {screen}");
            stayed += usize::from(bumped);
            fell += usize::from(back && !bumped);
        }
        assert!(stayed > 0 && fell > 0, "{stayed} {fell}");
    }
}
