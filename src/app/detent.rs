//! The steps of a slider, where they lie on its track, and what a value means in plain words.

use super::format;
use crate::agent::ParamId;
use crate::text::Text;

/// How near two settings must be to count as the same.
const SAME: f64 = 1e-12;

/// The values at which a slider stops, in rising order, evenly spaced on its track.
///
/// Values in between are allowed; they are typed, and lie between their neighbors in proportion.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Detents<'a>(&'a [f64]);

impl Detents<'static> {
    /// The stops of a parameter's slider.
    pub fn of(param: ParamId) -> Self {
        Self(param.spec().stops)
    }
}

impl<'a> Detents<'a> {
    /// Take stops that are in rising order.
    pub const fn new(stops: &'a [f64]) -> Self {
        Self(stops)
    }

    /// The stops.
    pub const fn stops(&self) -> &'a [f64] {
        self.0
    }

    /// The lowest stop; 0 without any.
    pub fn first(&self) -> f64 {
        self.0.first().copied().unwrap_or_default()
    }

    /// The highest stop; 0 without any.
    pub fn last(&self) -> f64 {
        self.0.last().copied().unwrap_or_default()
    }

    /// The next stop above `value`, or the highest.
    pub fn next(&self, value: f64) -> f64 {
        self.0
            .iter()
            .copied()
            .find(|stop| *stop > value + SAME)
            .unwrap_or_else(|| self.last())
    }

    /// The next stop below `value`, or the lowest.
    pub fn previous(&self, value: f64) -> f64 {
        self.0
            .iter()
            .copied()
            .rev()
            .find(|stop| *stop < value - SAME)
            .unwrap_or_else(|| self.first())
    }

    /// The stop nearest to the place `position` (0 to 1) on the track, for a mouse.
    pub fn at(&self, position: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        let index = (position.clamp(0.0, 1.0) * last as f64).round() as usize;
        self.0.get(index).copied().unwrap_or_default()
    }

    /// Where `value` lies on the track, 0 to 1; beyond the ends it stays at them.
    pub fn position(&self, value: f64) -> f64 {
        let gaps = self.0.len().saturating_sub(1);
        if gaps == 0 || value <= self.first() {
            return 0.0;
        }
        let Some(above) = self.0.iter().position(|stop| *stop >= value) else {
            return 1.0;
        };
        let (low, high) = (self.0[above - 1], self.0[above]);
        ((above - 1) as f64 + (value - low) / (high - low)) / gaps as f64
    }
}

/// The column of `position` on a track of `width` columns.
pub fn column_of(position: f64, width: u16) -> u16 {
    (position.clamp(0.0, 1.0) * f64::from(width.saturating_sub(1))).round() as u16
}

/// The position, 0 to 1, that a click on `column` of a track of `width` columns means.
pub fn position_at(column: u16, width: u16) -> f64 {
    let last = width.saturating_sub(1);
    if last == 0 {
        0.0
    } else {
        f64::from(column.min(last)) / f64::from(last)
    }
}

/// What the values of a parameter mean, in full and in 16 columns.
type Meaning = (ParamId, fn(f64) -> Text, fn(f64) -> Text);

static MEANINGS: [Meaning; 3] = [
    (ParamId::Epsilon, explore_meaning, explore_meaning),
    (ParamId::Alpha, step_meaning, step_meaning_short),
    (ParamId::Gamma, future_meaning, future_meaning),
];

/// What a value of a parameter means, in full and in few columns; nothing where there are no words for it.
pub fn meanings(param: ParamId, value: f64) -> Option<[Text; 2]> {
    let meaning = MEANINGS.iter().find(|meaning| meaning.0 == param);
    meaning.map(|(_, full, short)| [full(value), short(value)])
}

/// What an exploration rate means: "random 1 in 5".
pub fn explore_meaning(epsilon: f64) -> Text {
    if epsilon <= 0.0 {
        return Text::new("never random", "从不随机");
    }
    if epsilon >= 1.0 {
        return Text::new("always random", "总是随机");
    }
    let (share, whole) = match ratio(epsilon) {
        Some((share, whole)) => (share.to_string(), whole.to_string()),
        None if epsilon <= 0.5 => ("1".to_owned(), about(1.0 / epsilon)),
        None => {
            let percent = percent(epsilon);
            return Text::pair(format!("random {percent}"), format!("{percent} 随机"));
        }
    };
    Text::pair(
        format!("random {share} in {whole}"),
        format!("每 {whole} 次随机 {share} 次"),
    )
}

/// What a step size means: "moves one tenth of the way".
pub fn step_meaning(alpha: f64) -> Text {
    for (value, en, zh) in FRACTIONS {
        if (alpha - value).abs() < SAME {
            return Text::new(en, zh);
        }
    }
    let percent = percent(alpha);
    Text::pair(
        format!("moves {percent} of the way"),
        format!("向目标走 {percent}"),
    )
}

/// What a step size means in 16 columns: "moves 1/10".
pub fn step_meaning_short(alpha: f64) -> Text {
    if alpha <= 0.0 || alpha >= 1.0 || alpha == 0.5 {
        return step_meaning(alpha);
    }
    let way = match ratio(alpha) {
        Some((share, whole)) => format!("{share}/{whole}"),
        None => percent(alpha),
    };
    Text::pair(format!("moves {way}"), format!("走 {way}"))
}

/// What a discount means: its horizon 1/(1 − γ), "looks 10 ahead".
pub fn future_meaning(gamma: f64) -> Text {
    if gamma <= 0.0 {
        return Text::new("sees only now", "只看眼前");
    }
    if gamma >= 1.0 {
        return Text::new("sees to the end", "一直看到最后");
    }
    let horizon = about(1.0 / (1.0 - gamma));
    Text::pair(
        format!("looks {horizon} ahead"),
        format!("向前看 {horizon} 步"),
    )
}

/// The step sizes that have a name.
const FRACTIONS: [(f64, &str, &str); 17] = [
    (0.0, "learns nothing", "什么也不学"),
    (0.001, "moves one thousandth of the way", "向目标走千分之一"),
    (0.01, "moves one hundredth of the way", "向目标走百分之一"),
    (0.02, "moves one fiftieth of the way", "向目标走五十分之一"),
    (0.05, "moves one twentieth of the way", "向目标走二十分之一"),
    (0.1, "moves one tenth of the way", "向目标走十分之一"),
    (0.2, "moves one fifth of the way", "向目标走五分之一"),
    (0.3, "moves three tenths of the way", "向目标走十分之三"),
    (0.4, "moves two fifths of the way", "向目标走五分之二"),
    (0.5, "moves half way", "向目标走一半"),
    (0.6, "moves three fifths of the way", "向目标走五分之三"),
    (0.7, "moves seven tenths of the way", "向目标走十分之七"),
    (0.8, "moves four fifths of the way", "向目标走五分之四"),
    (0.25, "moves one quarter of the way", "向目标走四分之一"),
    (0.75, "moves three quarters of the way", "向目标走四分之三"),
    (0.9, "moves nine tenths of the way", "向目标走十分之九"),
    (1.0, "moves all the way", "一步走到目标"),
];

/// A share as a simple fraction: with 1 above the line, or with at most 10 below it.
fn ratio(share: f64) -> Option<(u32, u32)> {
    let whole = (1.0 / share).round();
    if whole < 100_000.0 && (1.0 / share - whole).abs() < 1e-9 * whole {
        return Some((1, whole as u32));
    }
    (2..=10).find_map(|whole| {
        let part = (share * f64::from(whole)).round();
        let near = (share * f64::from(whole) - part).abs() < 1e-9;
        (near && part >= 1.0).then_some((part as u32, whole))
    })
}

/// A size with one decimal where it is small and not whole: "10", "8.3", "67", "1,000"; "∞" where digits would say nothing.
pub fn about(size: f64) -> String {
    if size >= 1e12 {
        return format::fixed(f64::INFINITY, 0);
    }
    let tenths = (size * 10.0).round() / 10.0;
    if tenths >= 20.0 || tenths == tenths.trunc() {
        format::fixed(size, 0)
    } else {
        format::fixed(size, 1)
    }
}

/// A share in percent with what digits it needs: "3.7 %", "60 %", "0.04 %".
fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent < 1e-4 {
        return "<0.0001 %".to_owned();
    }
    let decimals = (0..4)
        .find(|decimals| {
            let unit = [1.0, 10.0, 100.0, 1000.0][*decimals];
            (percent * unit - (percent * unit).round()).abs() < 1e-9 * unit
                || percent * unit >= 10.0 && *decimals > 0
        })
        .unwrap_or(4);
    format!("{} %", format::fixed(percent, decimals))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::Lang;

    fn both(text: &Text) -> (&str, &str) {
        (text.get(Lang::En), text.get(Lang::Zh))
    }

    #[test]
    fn steps_go_from_stop_to_stop_and_stay_at_the_ends() {
        assert_eq!(Detents::of(ParamId::Epsilon).next(0.2), 0.3);
        assert_eq!(Detents::of(ParamId::Epsilon).previous(0.2), 0.15);
        assert_eq!(Detents::of(ParamId::Epsilon).next(1.0), 1.0);
        assert_eq!(Detents::of(ParamId::Epsilon).previous(0.0), 0.0);
        assert_eq!(Detents::of(ParamId::Alpha).next(0.0), 0.001);
        assert_eq!(
            (
                Detents::of(ParamId::Gamma).first(),
                Detents::of(ParamId::Gamma).last()
            ),
            (0.0, 1.0)
        );
    }

    #[test]
    fn a_click_on_the_knob_means_its_position() {
        for column in 0..32 {
            assert_eq!(column_of(position_at(column, 32), 32), column);
        }
        assert_eq!(position_at(99, 32), 1.0);
        assert_eq!(position_at(3, 1), 0.0);
        assert_eq!(position_at(3, 0), 0.0);
    }

    #[test]
    fn a_typed_value_steps_to_its_neighbors() {
        assert_eq!(Detents::of(ParamId::Epsilon).next(0.12), 0.15);
        assert_eq!(Detents::of(ParamId::Epsilon).previous(0.12), 0.1);
        assert_eq!(Detents::of(ParamId::Gamma).previous(0.9999), 0.999);
    }

    #[test]
    fn stops_are_evenly_spaced_and_typed_values_lie_between() {
        assert_eq!(Detents::of(ParamId::Epsilon).position(0.2), 6.0 / 14.0);
        assert_eq!(Detents::of(ParamId::Alpha).position(0.1), 7.0 / 16.0);
        assert_eq!(Detents::of(ParamId::Gamma).position(0.9), 3.0 / 9.0);
        // Half way between .2 and .3.
        assert!((Detents::of(ParamId::Epsilon).position(0.25) - 6.5 / 14.0).abs() < 1e-12);
        assert_eq!(
            (
                Detents::of(ParamId::Epsilon).position(-1.0),
                Detents::of(ParamId::Epsilon).position(7.0)
            ),
            (0.0, 1.0)
        );
    }

    #[test]
    fn a_track_without_stops_is_no_error() {
        let empty = Detents::new(&[]);
        assert_eq!(
            (
                empty.next(0.3),
                empty.previous(0.3),
                empty.position(0.3),
                empty.at(0.5)
            ),
            (0.0, 0.0, 0.0, 0.0)
        );
        assert_eq!(Detents::new(&[2.0]).position(3.0), 0.0);
    }

    #[test]
    fn exploration_is_told_in_tries() {
        assert_eq!(
            both(&explore_meaning(0.2)),
            ("random 1 in 5", "每 5 次随机 1 次")
        );
        assert_eq!(both(&explore_meaning(0.0)), ("never random", "从不随机"));
        assert_eq!(both(&explore_meaning(1.0)), ("always random", "总是随机"));
        assert_eq!(both(&explore_meaning(0.12)).0, "random 1 in 8.3");
        assert_eq!(both(&explore_meaning(0.15)).0, "random 1 in 6.7");
        assert_eq!(both(&explore_meaning(0.3)).0, "random 3 in 10");
        assert_eq!(both(&explore_meaning(0.5)).0, "random 1 in 2");
        assert_eq!(
            both(&explore_meaning(0.9)),
            ("random 9 in 10", "每 10 次随机 9 次")
        );
        assert_eq!(both(&explore_meaning(0.83)), ("random 83 %", "83 % 随机"));
        assert_eq!(both(&explore_meaning(0.0076)).0, "random 1 in 132");
    }

    #[test]
    fn a_step_is_told_as_a_part_of_the_way() {
        assert_eq!(
            both(&step_meaning(0.1)),
            ("moves one tenth of the way", "向目标走十分之一")
        );
        assert_eq!(both(&step_meaning(0.5)), ("moves half way", "向目标走一半"));
        assert_eq!(both(&step_meaning(0.0)), ("learns nothing", "什么也不学"));
        assert_eq!(
            both(&step_meaning(1.0)),
            ("moves all the way", "一步走到目标")
        );
        assert_eq!(
            both(&step_meaning(0.037)),
            ("moves 3.7 % of the way", "向目标走 3.7 %")
        );
        assert_eq!(both(&step_meaning(0.55)).0, "moves 55 % of the way");
        assert_eq!(both(&step_meaning(0.005)).0, "moves 0.5 % of the way");
        assert_eq!(both(&step_meaning_short(0.1)), ("moves 1/10", "走 1/10"));
        assert_eq!(both(&step_meaning_short(0.5)).0, "moves half way");
        assert_eq!(both(&step_meaning_short(0.037)).0, "moves 3.7 %");
        assert_eq!(both(&step_meaning_short(0.7)).0, "moves 7/10");
    }

    #[test]
    fn a_discount_is_told_as_a_horizon() {
        assert_eq!(
            both(&future_meaning(0.9)),
            ("looks 10 ahead", "向前看 10 步")
        );
        assert_eq!(both(&future_meaning(0.0)), ("sees only now", "只看眼前"));
        assert_eq!(
            both(&future_meaning(1.0)),
            ("sees to the end", "一直看到最后")
        );
        assert_eq!(both(&future_meaning(0.999)).0, "looks 1,000 ahead");
        assert_eq!(both(&future_meaning(0.85)).0, "looks 6.7 ahead");
    }

    #[test]
    fn settings_that_are_next_to_nothing_stay_short() {
        assert_eq!(both(&explore_meaning(1e-300)).0, "random 1 in ∞");
        assert_eq!(both(&step_meaning(1e-9)).0, "moves <0.0001 % of the way");
        assert_eq!(both(&step_meaning(0.0004)).0, "moves 0.04 % of the way");
        assert_eq!(both(&future_meaning(1.0 - f64::EPSILON)).0, "looks ∞ ahead");
    }

    proptest! {
        #[test]
        fn a_place_on_the_track_and_the_way_back_agree(index in 0usize..10) {
            let stop = Detents::of(ParamId::Gamma).stops()[index];
            prop_assert_eq!(Detents::of(ParamId::Gamma).at(Detents::of(ParamId::Gamma).position(stop)), stop);
        }

        #[test]
        fn steps_never_leave_the_track_and_always_move(value in 0.0..1.0f64) {
            for detents in [Detents::of(ParamId::Epsilon), Detents::of(ParamId::Alpha), Detents::of(ParamId::Gamma)] {
                prop_assert!(detents.next(value) > value);
                prop_assert!(detents.previous(value) <= value);
                prop_assert!((0.0..=1.0).contains(&detents.position(value)));
            }
        }

        #[test]
        fn every_allowed_value_has_a_short_meaning(value in 0.0..=1.0f64) {
            for text in [explore_meaning(value), step_meaning_short(value), future_meaning(value)] {
                prop_assert!(format::width(text.get(Lang::En)) <= 32);
                prop_assert!(format::width(text.get(Lang::Zh)) <= 32);
            }
        }
    }
}
