//! What the lists offer, and what is typed or pasted into them.

use qlens::agent::q_learning;
use qlens::app::{App, Setup};

use super::*;

fn begun(world: World, file: Option<&str>) -> Stage {
    let mut stage = Stage::new(world, Lang::En);
    let setup = Setup {
        world: Arc::clone(&stage.driver.session().scenario().world),
        file: file.map(str::to_owned),
        algorithm: &q_learning::SPEC,
        lang: Lang::En,
        truth: false,
        projector: false,
        mouse: true,
    };
    stage.app = App::new(setup);
    stage.draw((120, 36), PLAIN);
    stage
}

fn with_parameters() -> World {
    let family = qlens::env::find("random").unwrap().family.unwrap();
    let mut settings = qlens::env::Settings::default();
    for (name, value) in [("states", "500"), ("actions", "6")] {
        let param = family.params.iter().find(|param| param.name == name);
        settings.set(param.unwrap(), value).unwrap();
    }
    (family.build)(&settings).unwrap()
}

fn from_file() -> World {
    let text =
        r#"{"name": "my corridor", "P": [[[[1.0, 1, 0.5, false]]], [[[1.0, 0, 1.0, true]]]]}"#;
    qlens::env::gymnasium::parse("corridor", text).unwrap()
}

#[test]
fn the_world_that_was_opened_stands_first_and_comes_back_as_it_was() {
    let opened = [
        (with_parameters(), None, "random --states 500 --actions 6"),
        (
            from_file(),
            Some("tables/corridor.json"),
            "tables/corridor.json",
        ),
    ];
    for (world, file, name) in opened {
        let size = world.mdp.n_states();
        let mut stage = begun(world, file).keys("o");
        let list = text(&stage.draw((120, 36), PLAIN));
        assert!(list.contains(&format!("▸● {name}")), "{list}");
        assert!(!list.contains("│  ● "), "{list}");
        // Again, then another one, and back.
        let mut stage = stage.keys("Enter");
        assert_eq!(stage.driver.session().world().mdp.n_states(), size);
        stage.draw((120, 36), PLAIN);
        let mut stage = stage.keys("o End Enter");
        stage.draw((120, 36), PLAIN);
        assert_ne!(stage.driver.session().world().mdp.n_states(), size);
        assert_eq!(stage.app.file(), None);
        let mut stage = stage.keys("o Home");
        let list = text(&stage.draw((120, 36), PLAIN));
        assert!(list.contains(&format!("▸  {name}")), "{list}");
        let stage = stage.keys("Enter");
        assert_eq!(stage.driver.session().world().mdp.n_states(), size);
        assert_eq!(stage.app.file(), file);
    }
}

#[test]
fn a_world_of_the_list_is_in_it_once() {
    let cliff = built_in("cliff-walking");
    let mut stage = begun(cliff, None).keys("o");
    let list = text(&stage.draw((120, 36), PLAIN));
    assert_eq!(list.matches("cliff-walking").count(), 1, "{list}");
    assert!(!list.contains("opened at the start"), "{list}");
}

#[test]
fn what_is_pasted_into_a_list_finds_and_does_nothing_else() {
    let mut stage = Stage::new(built_in("recommender"), Lang::En).keys("o");
    stage.draw((120, 36), PLAIN);
    // In the list of methods `k` would be a command.
    for (kind, pasted) in [("o", "clw\r"), ("m", "kk")] {
        stage = stage.keys("Esc").keys(kind);
        let event = Event::Paste(pasted.to_owned());
        let response = stage.app.handle(&event, stage.now);
        assert!(response.redraw && response.requests.is_empty());
        let typed = format!("{}▏", pasted.trim());
        let screen = text(&stage.draw((120, 36), PLAIN));
        assert!(screen.contains(&typed), "{screen}");
    }
}

#[test]
fn before_the_first_step_a_prompt_asks_for_what_will_be_and_not_for_what_is() {
    for (lang, at_first, then) in [
        (Lang::En, "Predict: ", "Ask: is every choice right"),
        (Lang::Zh, "猜猜：", "想想：现在每个选择"),
    ] {
        let mut stage = Stage::new(built_in("recommender"), lang);
        let paused = text(&stage.draw((80, 24), PLAIN));
        assert!(paused.contains(at_first), "{paused}");
        // Where the truth is seen there is nothing to predict, and no choice to be asked about.
        let mut stage = stage.keys("t");
        let beside_truth = text(&stage.draw((80, 24), PLAIN));
        let learned = if lang == Lang::En {
            "Nothing is learned yet"
        } else {
            "还什么都没学"
        };
        assert!(beside_truth.contains(learned), "{beside_truth}");
        let mut stage = stage.keys("t").after(1);
        let paused = text(&stage.draw((80, 24), PLAIN));
        assert!(paused.contains(then), "{paused}");
    }
}

/// Two states with long names.
fn long_names(lang_zh: bool) -> World {
    let name = if lang_zh {
        "以前买过很多很多东西而且总会再来逛一逛的一位老顾客"
    } else {
        "a returning user who has bought very many things before"
    };
    let text = format!(
        r#"{{"state_labels": ["{name}", "{name}, again"], "actions": ["popular", "personal"], "time_limit": 9,
            "P": [[[[1.0, 1, 0.5, false]], [[1.0, 1, 0.25, false]]], [[[1.0, 0, 0.5, false]], [[1.0, 0, 0.25, false]]]]}}"#
    );
    qlens::env::gymnasium::parse("names", &text).unwrap()
}

#[test]
fn a_state_with_a_long_name_leaves_room_for_what_was_done_and_what_it_paid() {
    for (lang, zh) in [(Lang::En, false), (Lang::Zh, true)] {
        let mut stage = Stage::new(long_names(zh), lang).after(1);
        for (width, height) in SIZES {
            let screen = text(&stage.draw((width, height), PLAIN));
            let (title, chose, why) = if zh {
                ("最近一次更新", "选择了“p", "）")
            } else {
                ("LAST UPDATE", "chose “p", ")")
            };
            let line = screen.lines().find(|line| line.contains(title)).unwrap();
            assert!(line.contains(chose) && line.contains(why), "{line}");
            let pays = line.contains(" 0.50") || line.contains(" 0.25");
            assert_eq!(pays, width >= 100, "{line}");
            // The rule beside it says what it paid at every size.
            let in_rule = ["( 0.50", "( 0.25"]
                .iter()
                .any(|paid| screen.contains(paid));
            assert!(in_rule, "{screen}");
        }
    }
}

#[test]
fn a_list_that_leaves_room_shows_beside_it_where_the_actions_lead() {
    let text_of = |actions: usize, label: &str, keys: &str| {
        let mut stage = Stage::new(chain(500, actions, label), Lang::En).after(3);
        stage.draw((120, 36), TRUE);
        text(&stage.keys(keys).draw((120, 36), TRUE))
    };
    let leads = "where each action leads";
    // Beside the other panes there is no room; alone there is, as long as no name is cut and no action is left out.
    assert!(!text_of(3, "way", "Down").contains(leads));
    let alone = text_of(3, "way", "Down f");
    assert!(alone.contains(leads) && !alone.contains('…'), "{alone}");
    assert!(!text_of(9, "way", "Down f").contains(leads));
    assert!(!text_of(3, "a long way off", "Down f").contains(leads));
}
