//! What the world pays, turned by hand.

use qlens::app::Knob;
use qlens::mdp::RewardId;

use super::*;

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 36)];

fn stage(world: &str, (width, height): (u16, u16)) -> Stage {
    let mut stage = Stage::new(built_in(world), Lang::En).after(300);
    stage.draw((width, height), TRUE);
    stage
}

fn drawn(stage: &mut Stage, (width, height): (u16, u16)) -> String {
    text(&stage.draw((width, height), TRUE))
}

/// What the run pays for the reward at a place of the list.
fn paid(stage: &Stage, place: usize) -> f64 {
    let rewards = stage.driver.session().rewards();
    rewards.get(RewardId::at(place)).unwrap().now
}

#[test]
fn the_rewards_are_listed_and_one_that_is_taken_has_a_slider() {
    for size in SIZES {
        let (width, height) = size;
        let mut listed = stage("recommender", size).keys("4 Down");
        keep(
            &format!("rewards-{width}x{height}"),
            &listed.draw((width, height), TRUE),
        );
        let mut typing = listed.keys("Enter - 5");
        keep(
            &format!("rewards-{width}x{height}-typing"),
            &typing.draw((width, height), TRUE),
        );
        let mut turned = typing.keys("Enter s");
        assert_eq!(paid(&turned, 1), -5.0);
        keep_styled(
            &format!("rewards-{width}x{height}-turned"),
            &turned.draw((width, height), TRUE),
        );
        let mut again = turned.keys("Esc 4");
        keep(
            &format!("rewards-{width}x{height}-again"),
            &again.draw((width, height), TRUE),
        );
    }
}

#[test]
fn the_rewards_are_listed_in_chinese() {
    let mut stage = Stage::new(built_in("cliff-walking"), Lang::Zh).after(30);
    stage.draw((80, 24), TRUE);
    let mut stage = stage.keys("4 Down Enter - 1 0 Enter 4");
    keep("rewards-80x24-zh", &stage.draw((80, 24), TRUE));
}

#[test]
fn a_reward_that_was_taken_slides_and_its_number_opens_the_list_again() {
    let size = (120, 36);
    let stage = stage("recommender", size).keys("4 Down Enter Right Right");
    let knob = Knob::Reward(RewardId::at(1));
    assert_eq!(stage.app.held(), Some(knob));
    assert_eq!((paid(&stage, 1), stage.app.value(knob)), (1.0, 1.0));
    // Let go, it is still seen; the arrows are the cursor's again.
    let stage = stage.keys("Esc Right");
    assert_eq!((stage.app.held(), paid(&stage, 1)), (None, 1.0));
    assert!(stage.app.sliders().iter().any(|slider| slider.knob == knob));
    let stage = stage.keys("4");
    assert_eq!(stage.app.picker().unwrap().at(), 1);
    // Another world pays for itself.
    let stage = stage.keys("Esc o c l w Enter");
    assert_eq!(stage.app.sliders().len(), 3);
}

#[test]
fn a_reward_that_cannot_be_is_refused_where_it_is_typed() {
    let size = (80, 24);
    let mut stage = stage("recommender", size).keys("4 Enter 2 e 6 Enter");
    let told = drawn(&mut stage, size);
    assert!(told.contains("only −1,000,000 to 1,000,000"), "{told}");
    assert_eq!(paid(&stage, 0), 0.6);
    let stage = stage.keys("Esc");
    assert_eq!(paid(&stage, 0), 0.6);
}

#[test]
fn cells_and_legend_tell_what_is_paid_now() {
    for size in SIZES {
        let mut shop = stage("recommender", size).keys("4 Enter 7 Enter Esc");
        let told = drawn(&mut shop, size);
        assert!(
            told.contains("pays 7") && !told.contains("pays 0.60"),
            "{told}"
        );
        let mut cliff = stage("cliff-walking", size).keys("4 End Enter - 1 0 Enter Esc");
        let told = drawn(&mut cliff, size);
        assert_eq!(paid(&cliff, 1), -10.0);
        assert!(!told.contains("cliff: −100"), "{told}");
        assert!(
            size == (80, 24) || told.contains("you: r −100 → −10: a fall"),
            "{told}"
        );
        assert!(
            size == (80, 24) || told.contains("cliff: −10, back to S"),
            "{told}"
        );
    }
}

#[test]
fn the_setup_says_that_it_leaves_changed_rewards_out() {
    let size = (80, 24);
    let mut before = stage("recommender", size).keys("y");
    assert!(!drawn(&mut before, size).contains("Changed rewards"));
    let mut after = stage("recommender", size).keys("4 Enter 7 Enter y");
    keep("setup-80x24-rewards", &after.draw((80, 24), TRUE));
    assert!(drawn(&mut after, size).contains("Changed rewards are not part of it"));
}
