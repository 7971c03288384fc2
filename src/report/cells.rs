//! The optimum for spreadsheets and scripts: a line per legal action of every state.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::mdp::World;
use crate::text::Lang;
use crate::truth::Optimum;

/// Write `state,action,q,v,best` for every legal action of `world`, by name; `best` is 1 or 0.
///
/// Every number is read back as the same one; one that is infinite is `inf` or `-inf`.
///
/// # Errors
/// If `out` does not take it.
pub fn write_cells(world: &World, optimum: &Optimum, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "state,action,q,v,best")?;
    let names = world.scene.actions.iter();
    let actions: Vec<Cow<str>> = names.map(|label| field(label.name.get(Lang::En))).collect();
    for state in 0..world.mdp.n_states() {
        let label = world.scene.state_label(state);
        let label = field(label.get(Lang::En));
        // −0 is written as 0.
        let v = optimum.v(state).as_f64() + 0.0;
        for action in world.mdp.legal(state) {
            let q = optimum.row(state)[action] + 0.0;
            let best = u8::from(optimum.is_best(state, action));
            writeln!(out, "{label},{},{q},{v},{best}", actions[action])?;
        }
    }
    Ok(())
}

/// A text as a field of a line: in quotes if it holds what separates fields or lines, its own quotes doubled (RFC 4180).
fn field(text: &str) -> Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) {
        Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_would_break_a_line_are_quoted() {
        assert_eq!(field("new user"), "new user");
        assert_eq!(field("3, 4"), "\"3, 4\"");
        assert_eq!(field("say \"go\""), "\"say \"\"go\"\"\"");
        assert_eq!(field("two\nlines"), "\"two\nlines\"");
    }
}
