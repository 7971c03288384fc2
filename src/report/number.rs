//! Figures that may have no number: in JSON null, with the reason beside them.

/// Why figures are missing, as one line: `greedy_return: no route: …; max_error: …`.
#[derive(Debug, Default)]
pub struct Reasons(Vec<(&'static str, String)>);

impl Reasons {
    /// Take the number of `figure`, or note why there is none. Only finite numbers are numbers.
    pub fn number(&mut self, figure: &'static str, value: Result<f64, String>) -> Option<f64> {
        let reason = match value {
            Ok(number) if number.is_finite() => return Some(number),
            Ok(number) => infinite(number).to_owned(),
            Err(reason) => reason,
        };
        self.0.push((figure, reason));
        None
    }

    /// All of them in one line; none if every figure has its number.
    pub fn line(&self) -> Option<String> {
        let mut parts: Vec<(String, &str)> = Vec::new();
        for (figure, reason) in &self.0 {
            match parts.iter_mut().find(|part| part.1 == reason) {
                Some((figures, _)) => figures.extend([", ", figure]),
                None => parts.push(((*figure).to_owned(), reason)),
            }
        }
        let parts: Vec<String> = parts
            .iter()
            .map(|(figures, reason)| format!("{figures}: {reason}"))
            .collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

/// What an infinite sum of rewards means.
pub fn infinite(number: f64) -> &'static str {
    if number > 0.0 {
        "infinite: rewards add up for ever"
    } else if number < 0.0 {
        "minus infinite: costs add up for ever"
    } else {
        "not a number"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_figure_is_null_and_says_why() {
        let mut reasons = Reasons::default();
        assert_eq!(reasons.number("a", Ok(1.5)), Some(1.5));
        assert_eq!(reasons.line(), None);
        assert_eq!(reasons.number("c", Err("no route".to_owned())), None);
        assert_eq!(reasons.number("b", Ok(f64::NEG_INFINITY)), None);
        assert_eq!(reasons.number("d", Err("no route".to_owned())), None);
        assert_eq!(
            reasons.line().unwrap(),
            "c, d: no route; b: minus infinite: costs add up for ever"
        );
    }
}
