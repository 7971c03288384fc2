//! One update as it is printed: what stands there can be recomputed from what stands there.
//!
//! A learner of the rule checks it with a pocket calculator, so rounding must not make the line wrong. The line takes
//! the fewest decimals, the same for all its values, at which the printed numbers give the printed result; where none
//! do, it says "≈". Recomputing is done in exact decimal arithmetic, rounding halves away from zero, as people do.

use super::format;

/// The fewest and the most decimals of a line.
const DECIMALS: std::ops::RangeInclusive<usize> = 2..=6;
/// The decimals of a line that is only nearly right at all of them.
const APPROXIMATE_DECIMALS: usize = 4;
/// From this size on, exact decimal arithmetic could overflow.
const LARGEST: f64 = 1e9;

/// The numbers of one update: `old + α × (reward + γ × best next − old) = new` (S&B 6.8).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Update {
    /// The value before.
    pub old: f64,
    /// The step size α.
    pub alpha: f64,
    /// The reward that was paid.
    pub reward: f64,
    /// The discount γ.
    pub gamma: f64,
    /// The value that the rule takes for the future; absent where the episode terminated.
    pub best_next: Option<f64>,
    /// The value after.
    pub new: f64,
}

/// What a printed piece is, so that it can be colored and named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// The value before; it stands in the line twice.
    Old,
    /// The step size.
    Alpha,
    /// The reward.
    Reward,
    /// The discount.
    Gamma,
    /// The value of what comes next.
    BestNext,
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
    /// The TD error with its sign: "+0.364".
    pub td_error: String,
    /// Whether the printed line gives the printed result; else it has "≈" instead of "=".
    pub exact: bool,
    /// Whether the printed numbers give the printed TD error; else mark it with "≈".
    pub td_error_exact: bool,
    /// The decimals of the line's values.
    pub decimals: usize,
}

impl Equation {
    /// Print `update` so that it recomputes.
    pub fn new(update: &Update) -> Self {
        let found = DECIMALS
            .map(|decimals| Printed::new(update, decimals))
            .find(Printed::gives_new);
        let exact = found.is_some();
        let printed = found.unwrap_or_else(|| Printed::new(update, APPROXIMATE_DECIMALS));
        let (td_error, td_error_exact) = printed.td_error(update);
        Self {
            pieces: printed.pieces(exact),
            td_error,
            exact,
            td_error_exact,
            decimals: printed.decimals,
        }
    }
}

/// The numbers of an update as texts.
struct Printed {
    decimals: usize,
    old: String,
    alpha: String,
    reward: String,
    gamma: String,
    best_next: Option<String>,
    new: String,
}

impl Printed {
    fn new(update: &Update, decimals: usize) -> Self {
        let value = |value| format::fixed(value, decimals);
        Self {
            decimals,
            old: value(update.old),
            alpha: format::shortest(update.alpha, 2),
            reward: format::reward(update.reward),
            gamma: format::shortest(update.gamma, 2),
            best_next: update.best_next.map(value),
            new: value(update.new),
        }
    }

    /// Whether the printed numbers give the printed result.
    fn gives_new(&self) -> bool {
        let recomputed = || {
            let old = Decimal::parse(&self.old)?;
            let step = Decimal::parse(&self.alpha)?.times(self.target_minus_old()?)?;
            old.plus(step)?.rounded(self.decimals)
        };
        recomputed().is_some_and(|new| Some(new) == Decimal::parse(&self.new))
    }

    /// The TD error, with the most decimals up to the line's own at which it can be recomputed.
    fn td_error(&self, update: &Update) -> (String, bool) {
        let exact =
            update.reward + update.best_next.map_or(0.0, |next| update.gamma * next) - update.old;
        let recomputes = |printed: &str, decimals| {
            let recomputed = self
                .target_minus_old()
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

    fn target_minus_old(&self) -> Option<Decimal> {
        let mut target = Decimal::parse(&self.reward)?;
        if let Some(next) = &self.best_next {
            target = target.plus(Decimal::parse(&self.gamma)?.times(Decimal::parse(next)?)?)?;
        }
        target.plus(Decimal::parse(&self.old)?.negative())
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
            sign("("),
            piece(Tag::Reward, &self.reward),
        ];
        if let Some(next) = &self.best_next {
            pieces.extend([
                sign("+"),
                piece(Tag::Gamma, &self.gamma),
                sign("×"),
                piece(Tag::BestNext, next),
            ]);
        }
        pieces.extend([
            sign("−"),
            piece(Tag::Old, &self.old),
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
        let places = plain.find('.').map_or(0, |point| plain.len() - point - 1);
        let size = plain.parse::<f64>().ok()?.abs();
        let digits = plain.replace('.', "").parse().ok()?;
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

    fn update(old: f64, alpha: f64, reward: f64, gamma: f64, best_next: Option<f64>) -> Update {
        let mut new = (1.0 - alpha) * old + alpha * reward;
        if let Some(next) = best_next {
            new += alpha * gamma * next;
        }
        Update {
            old,
            alpha,
            reward,
            gamma,
            best_next,
            new,
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
            (equation.td_error.as_str(), equation.td_error_exact),
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
        assert_eq!(
            (hard.td_error.as_str(), hard.td_error_exact),
            ("+1.421", true)
        );
        assert_eq!(hard.decimals, 3);
        assert!(hard.exact);
    }

    #[test]
    fn a_terminated_update_has_no_future() {
        let equation = Equation::new(&update(-0.5, 0.5, -1.0, 1.0, None));
        assert_eq!(line(&equation), "−0.50 + 0.50 × ( −1 − −0.50 ) = −0.75");
        assert_eq!(equation.td_error, "−0.50");
        assert!(
            equation
                .pieces
                .iter()
                .all(|piece| !matches!(piece.tag, Tag::Gamma | Tag::BestNext))
        );
    }

    #[test]
    fn what_no_number_of_decimals_makes_right_is_marked() {
        let wrong = Update {
            new: 5.0,
            ..update(0.0, 0.1, 0.6, 0.9, Some(0.0))
        };
        let equation = Equation::new(&wrong);
        assert!(!equation.exact);
        assert!(line(&equation).contains('≈'));
        let huge = Equation::new(&update(1e300, 0.1, 1.0, 0.9, Some(1e300)));
        assert!(!huge.exact && !huge.td_error_exact);
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
        let future = one(Tag::BestNext).map_or(0.0, |next| one(Tag::Gamma).unwrap() * next);
        let error = one(Tag::Reward).unwrap() + future - all(Tag::Old).nth(1).unwrap();
        (
            old + one(Tag::Alpha).unwrap() * error,
            one(Tag::New).unwrap(),
            error - number(&equation.td_error),
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
            if equation.td_error_exact {
                let places = equation.td_error.len() - equation.td_error.find('.').unwrap() - 1;
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
