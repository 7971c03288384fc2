//! One update as it is printed: what stands there can be recomputed from what stands there.
//!
//! A learner of the rule checks it with a pocket calculator, so rounding must not make the line wrong. The line takes
//! the fewest decimals, the same for all its values, at which the printed numbers give the printed result; where none
//! do, it says "≈". Recomputing is done in exact decimal arithmetic, rounding halves away from zero, as people do.

use super::format;
use crate::agent::Learned;

/// The fewest and the most decimals of a line.
const DECIMALS: std::ops::RangeInclusive<usize> = 2..=6;
/// The decimals of a line that is only nearly right at all of them.
const APPROXIMATE_DECIMALS: usize = 4;
/// From this size on, exact decimal arithmetic could overflow.
const LARGEST: f64 = 1e9;

/// What a printed piece is, so that it can be colored and named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// The value before; it stands in the line twice.
    Old,
    /// The step size.
    Alpha,
    /// What the error is weighed by beside.
    Weight,
    /// The rewards in the target.
    Reward,
    /// The discount of what comes next.
    Gamma,
    /// The value of what comes next.
    Next,
    /// What the target is compared with, if not with the value before.
    Baseline,
    /// The value after.
    New,
    /// A sign between the numbers.
    Symbol,
}

/// A piece of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub tag: Tag,
    /// How it is printed.
    pub text: String,
}

/// An update, printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equation {
    /// The line's pieces from left to right, signs included.
    pub pieces: Vec<Piece>,
    /// The error with its sign: "+0.364".
    pub error: String,
    /// Whether the printed line gives the printed result; else it has "≈" instead of "=".
    pub exact: bool,
    /// Whether the printed numbers give the printed error; else mark it with "≈".
    pub error_exact: bool,
    /// The decimals of the line's values.
    pub decimals: usize,
}

impl Equation {
    /// Print an update so that it recomputes: old + α × weight × (reward + γ × next − old) = new; the weight only where there is
    /// one, a baseline in the place of the second old where there is one.
    pub fn new(update: &Learned) -> Self {
        let found = DECIMALS
            .map(|decimals| Printed::new(update, decimals))
            .find(Printed::gives_new);
        let exact = found.is_some();
        let printed = found.unwrap_or_else(|| Printed::new(update, APPROXIMATE_DECIMALS));
        let (error, error_exact) = printed.error(update.error);
        Self {
            pieces: printed.pieces(exact),
            error,
            exact,
            error_exact,
            decimals: printed.decimals,
        }
    }
}

/// The numbers of an update as texts.
struct Printed {
    decimals: usize,
    old: String,
    alpha: String,
    weight: Option<String>,
    reward: String,
    /// The discount, and the value that it discounts.
    next: Option<(String, String)>,
    baseline: Option<String>,
    new: String,
}

impl Printed {
    fn new(update: &Learned, decimals: usize) -> Self {
        let value = |value| format::fixed(value, decimals);
        let bootstrap = update.bootstrap;
        Self {
            decimals,
            old: value(update.old),
            alpha: format::shortest(update.step, 2),
            weight: update.weight.map(value),
            reward: format::reward(update.reward),
            next: bootstrap.map(|next| (format::shortest(next.discount, 2), value(next.value))),
            baseline: update.baseline.map(value),
            new: value(update.new),
        }
    }

    /// Whether the printed numbers give the printed result.
    fn gives_new(&self) -> bool {
        let recomputed = || {
            let old = Decimal::parse(&self.old)?;
            let mut step = Decimal::parse(&self.alpha)?;
            if let Some(weight) = &self.weight {
                step = step.times(Decimal::parse(weight)?)?;
            }
            old.plus(step.times(self.recomputed_error()?)?)?
                .rounded(self.decimals)
        };
        recomputed().is_some_and(|new| Some(new) == Decimal::parse(&self.new))
    }

    /// The error, with the most decimals up to the line's own at which it can be recomputed.
    fn error(&self, exact: f64) -> (String, bool) {
        let recomputes = |printed: &str, decimals| {
            let recomputed = self
                .recomputed_error()
                .and_then(|error| error.rounded(decimals));
            recomputed.is_some() && recomputed == Decimal::parse(printed)
        };
        (*DECIMALS.start()..=self.decimals)
            .rev()
            .map(|decimals| (fixed_signed(exact, decimals), decimals))
            .find(|(printed, decimals)| recomputes(printed, *decimals))
            .map_or_else(
                || (fixed_signed(exact, self.decimals), false),
                |(printed, _)| (printed, true),
            )
    }

    /// What the target is over what it is compared with, by the printed numbers.
    fn recomputed_error(&self) -> Option<Decimal> {
        let mut target = Decimal::parse(&self.reward)?;
        if let Some((discount, next)) = &self.next {
            target = target.plus(Decimal::parse(discount)?.times(Decimal::parse(next)?)?)?;
        }
        let compared = self.baseline.as_ref().unwrap_or(&self.old);
        target.plus(Decimal::parse(compared)?.negative())
    }

    fn pieces(&self, exact: bool) -> Vec<Piece> {
        let piece = |tag, text: &str| Piece {
            tag,
            text: text.to_owned(),
        };
        let sign = |text| piece(Tag::Symbol, text);
        let mut pieces = vec![
            piece(Tag::Old, &self.old),
            sign("+"),
            piece(Tag::Alpha, &self.alpha),
            sign("×"),
        ];
        if let Some(weight) = &self.weight {
            pieces.extend([piece(Tag::Weight, weight), sign("×")]);
        }
        pieces.extend([sign("("), piece(Tag::Reward, &self.reward)]);
        if let Some((discount, next)) = &self.next {
            pieces.extend([
                sign("+"),
                piece(Tag::Gamma, discount),
                sign("×"),
                piece(Tag::Next, next),
            ]);
        }
        pieces.extend([
            sign("−"),
            match &self.baseline {
                Some(baseline) => piece(Tag::Baseline, baseline),
                None => piece(Tag::Old, &self.old),
            },
            sign(")"),
            sign(if exact { "=" } else { "≈" }),
            piece(Tag::New, &self.new),
        ]);
        pieces
    }
}

/// Print a difference with its sign and exactly so many decimals.
fn fixed_signed(difference: f64, decimals: usize) -> String {
    let printed = format::fixed(difference, decimals);
    let positive = difference > 0.0 && printed.contains(|digit| matches!(digit, '1'..='9'));
    if positive {
        format!("+{printed}")
    } else {
        printed
    }
}

/// A decimal number, exactly: `digits / 10^places`. Operations that would overflow give nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Decimal {
    digits: i128,
    places: u32,
}

impl Decimal {
    /// Read a printed number back.
    fn parse(printed: &str) -> Option<Self> {
        let plain: String = printed
            .chars()
            .filter(|letter| !matches!(letter, ',' | '+'))
            .map(|letter| if letter == format::MINUS { '-' } else { letter })
            .collect();
        let size = plain.parse::<f64>().ok()?.abs();
        let (plain, power) = plain.split_once('e').unwrap_or((&plain, "0"));
        let places = plain.find('.').map_or(0, |point| plain.len() - point - 1);
        let digits = plain.replace('.', "").parse().ok()?;
        let places = i32::try_from(places).ok()? - power.parse::<i32>().ok()?;
        (size < LARGEST).then_some(Self {
            digits,
            places: u32::try_from(places).ok()?,
        })
    }

    fn times(self, other: Self) -> Option<Self> {
        Some(Self {
            digits: self.digits.checked_mul(other.digits)?,
            places: self.places + other.places,
        })
    }

    fn plus(self, other: Self) -> Option<Self> {
        let places = self.places.max(other.places);
        let digits = self.widened(places)?.checked_add(other.widened(places)?)?;
        Some(Self { digits, places })
    }

    const fn negative(self) -> Self {
        Self {
            digits: -self.digits,
            places: self.places,
        }
    }

    /// Round to so many decimals, halves away from zero.
    fn rounded(self, decimals: usize) -> Option<Self> {
        let places = u32::try_from(decimals).ok()?;
        let Some(surplus) = self.places.checked_sub(places) else {
            return Some(Self {
                digits: self.widened(places)?,
                places,
            });
        };
        let unit = 10_i128.checked_pow(surplus)?;
        let digits = (self.digits + self.digits.signum() * (unit / 2)) / unit;
        Some(Self { digits, places })
    }

    /// The digits with so many decimals, at least as many as there are.
    fn widened(self, places: u32) -> Option<i128> {
        self.digits
            .checked_mul(10_i128.checked_pow(places.checked_sub(self.places)?)?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::agent::Bootstrap;

    fn update(old: f64, alpha: f64, reward: f64, gamma: f64, next: Option<f64>) -> Learned {
        let mut new = (1.0 - alpha) * old + alpha * reward;
        if let Some(next) = next {
            new += alpha * gamma * next;
        }
        Learned {
            state: 0,
            action: 0,
            old,
            step: alpha,
            weight: None,
            reward,
            bootstrap: next.map(|value| Bootstrap {
                discount: gamma,
                value,
            }),
            baseline: None,
            new,
            error: reward + next.map_or(0.0, |next| gamma * next) - old,
        }
    }

    fn line(equation: &Equation) -> String {
        equation
            .pieces
            .iter()
            .map(|piece| piece.text.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn the_first_update_of_the_article_needs_two_decimals() {
        let equation = Equation::new(&update(0.0, 0.1, 0.6, 0.9, Some(0.0)));
        assert_eq!(
            line(&equation),
            "0.00 + 0.10 × ( 0.60 + 0.90 × 0.00 − 0.00 ) = 0.06"
        );
        assert_eq!(
            (equation.error.as_str(), equation.error_exact),
            ("+0.60", true)
        );
    }

    #[test]
    fn a_line_that_two_decimals_would_make_wrong_takes_more() {
        // By hand: .06 + .1 × (.6 + .9 × .06 − .06) = .1194. With two decimals the line recomputes: it prints 0.12.
        let easy = Equation::new(&update(0.06, 0.1, 0.6, 0.9, Some(0.06)));
        assert_eq!(
            line(&easy),
            "0.06 + 0.10 × ( 0.60 + 0.90 × 0.06 − 0.06 ) = 0.12"
        );
        // 6.2648 + .1 × (.4 + .9 × 8.0949 − 6.2648) = 6.406861, printed 6.41; but 6.26 and 8.09 give 6.4021, so 6.40. With
        // three decimals 6.265 and 8.095 give 6.40705, and both print 6.407.
        let hard = Equation::new(&update(6.2648, 0.1, 0.4, 0.9, Some(8.0949)));
        assert_eq!(
            line(&hard),
            "6.265 + 0.10 × ( 0.40 + 0.90 × 8.095 − 6.265 ) = 6.407"
        );
        assert_eq!((hard.error.as_str(), hard.error_exact), ("+1.421", true));
        assert_eq!(hard.decimals, 3);
        assert!(hard.exact);
    }

    #[test]
    fn a_step_too_small_for_decimals_recomputes_by_its_power_of_ten() {
        let equation = Equation::new(&update(0.5, 2.5e-9, 1.0, 1.0, None));
        assert_eq!(line(&equation), "0.50 + 2.5e−9 × ( 1 − 0.50 ) = 0.50");
    }

    #[test]
    fn a_terminated_update_has_no_future() {
        let equation = Equation::new(&update(-0.5, 0.5, -1.0, 1.0, None));
        assert_eq!(line(&equation), "−0.50 + 0.50 × ( −1 − −0.50 ) = −0.75");
        assert_eq!(equation.error, "−0.50");
        assert!(
            equation
                .pieces
                .iter()
                .all(|piece| !matches!(piece.tag, Tag::Gamma | Tag::Next))
        );
    }

    #[test]
    fn a_weight_and_a_baseline_stand_in_the_line() {
        // By hand: 1.5 + .5 × .25 × (−4 − −2) = 1.25.
        let weighed = Learned {
            weight: Some(0.25),
            baseline: Some(-2.0),
            new: 1.25,
            error: -2.0,
            ..update(1.5, 0.5, -4.0, 1.0, None)
        };
        let equation = Equation::new(&weighed);
        assert_eq!(
            line(&equation),
            "1.50 + 0.50 × 0.25 × ( −4 − −2.00 ) = 1.25"
        );
        assert_eq!(
            (equation.error.as_str(), equation.error_exact),
            ("−2.00", true)
        );
    }

    #[test]
    fn what_no_number_of_decimals_makes_right_is_marked() {
        let wrong = Learned {
            new: 5.0,
            ..update(0.0, 0.1, 0.6, 0.9, Some(0.0))
        };
        let equation = Equation::new(&wrong);
        assert!(!equation.exact);
        assert!(line(&equation).contains('≈'));
        let huge = Equation::new(&update(1e300, 0.1, 1.0, 0.9, Some(1e300)));
        assert!(!huge.exact && !huge.error_exact);
    }

    #[test]
    fn halves_are_rounded_as_people_do() {
        let rounded =
            |text, decimals| Decimal::parse(text).and_then(|number| number.rounded(decimals));
        assert_eq!(rounded("0.125", 2), Decimal::parse("0.13"));
        assert_eq!(rounded("−0.125", 2), Decimal::parse("−0.13"));
        assert_eq!(rounded("1,234.5", 3), Decimal::parse("1234.500"));
    }

    /// Read the printed line with floats, independently of the code above, and compute it.
    fn recompute(equation: &Equation) -> (f64, f64, f64) {
        let number = |text: &str| {
            text.replace('−', "-")
                .replace([',', '+'], "")
                .parse::<f64>()
                .unwrap()
        };
        let all = |tag| {
            equation
                .pieces
                .iter()
                .filter(move |piece| piece.tag == tag)
                .map(move |piece| number(&piece.text))
        };
        let one = |tag| all(tag).next();
        let old = one(Tag::Old).unwrap();
        let future = one(Tag::Next).map_or(0.0, |next| one(Tag::Gamma).unwrap() * next);
        let error = one(Tag::Reward).unwrap() + future - all(Tag::Old).nth(1).unwrap();
        (
            old + one(Tag::Alpha).unwrap() * error,
            one(Tag::New).unwrap(),
            error - number(&equation.error),
        )
    }

    fn scaled(range: std::ops::RangeInclusive<i32>, unit: f64) -> impl Strategy<Value = f64> {
        range.prop_map(move |number| f64::from(number) / unit)
    }

    proptest! {
        #[test]
        fn a_line_that_says_equal_is_equal(
            old in -150.0..150.0f64,
            alpha in scaled(0..=1000, 1000.0),
            reward in scaled(-10000..=10000, 100.0),
            gamma in scaled(0..=1000, 1000.0),
            next in proptest::option::of(-150.0..150.0f64),
        ) {
            let equation = Equation::new(&update(old, alpha, reward, gamma, next));
            let (recomputed, printed, error_gap) = recompute(&equation);
            let half = 0.5 / libm::pow(10.0, equation.decimals as f64) + 1e-9;
            if equation.exact {
                prop_assert!((recomputed - printed).abs() <= half);
            }
            if equation.error_exact {
                let places = equation.error.len() - equation.error.find('.').unwrap() - 1;
                prop_assert!(error_gap.abs() <= 0.5 / libm::pow(10.0, places as f64) + 1e-9);
            }
        }

        #[test]
        fn nearly_every_update_with_ordinary_settings_recomputes(seeds in proptest::collection::vec(-100.0..100.0f64, 200)) {
            let inexact = seeds
                .windows(2)
                .filter(|pair| !Equation::new(&update(pair[0], 0.1, 0.6, 0.9, Some(pair[1]))).exact)
                .count();
            prop_assert!(inexact <= 4, "{inexact} of 199 lines do not recompute");
        }
    }
}
