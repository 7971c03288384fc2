//! What the mouse does, in the three ways that terminals tell it.

use crossterm::event::{Event, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

/// `ESC [ < 0 ; 5 ; 7 M`, where a small `m` tells that the button was let go: the way of today's terminals.
pub fn modern(text: &str, pressed: bool) -> Option<Event> {
    let (code, place) = numbers(text.strip_prefix('<')?)?;
    let mut event = event(code, place)?;
    if let MouseEventKind::Down(button) = event.kind
        && !pressed
    {
        event.kind = MouseEventKind::Up(button);
    }
    Some(Event::Mouse(event))
}

/// `ESC [ 32 ; 5 ; 7 M`: the way of rxvt.
pub fn numbered(text: &str) -> Option<Event> {
    let (code, place) = numbers(text)?;
    event(code.checked_sub(32)?, place).map(Event::Mouse)
}

/// `ESC [ M` and three bytes: the way of old.
pub fn old(bytes: [u8; 3]) -> Option<Event> {
    let [code, column, row] = bytes.map(|byte| u16::from(byte).saturating_sub(32));
    event(code, (column, row)).map(Event::Mouse)
}

fn numbers(text: &str) -> Option<(u16, (u16, u16))> {
    let mut numbers = text.split(';').map(str::parse::<u16>);
    let mut next = || numbers.next()?.ok();
    Some((next()?, (next()?, next()?)))
}

/// What a code means: two bits of button, modifiers, whether it moves, and two bits for what is more than a button.
fn event(code: u16, (column, row): (u16, u16)) -> Option<MouseEvent> {
    const BUTTONS: [MouseButton; 3] = [MouseButton::Left, MouseButton::Middle, MouseButton::Right];
    let button = code & 3 | (code & 0b1100_0000) >> 4;
    let kind = match (button, code & 0b10_0000 != 0) {
        (0..=2, false) => MouseEventKind::Down(BUTTONS[usize::from(button)]),
        (0..=2, true) => MouseEventKind::Drag(BUTTONS[usize::from(button)]),
        (3, false) => MouseEventKind::Up(MouseButton::Left),
        (3..=5, true) => MouseEventKind::Moved,
        (4, false) => MouseEventKind::ScrollUp,
        (5, false) => MouseEventKind::ScrollDown,
        (6, false) => MouseEventKind::ScrollLeft,
        (7, false) => MouseEventKind::ScrollRight,
        _ => return None,
    };
    let mut modifiers = KeyModifiers::NONE;
    modifiers.set(KeyModifiers::SHIFT, code & 4 != 0);
    modifiers.set(KeyModifiers::ALT, code & 8 != 0);
    modifiers.set(KeyModifiers::CONTROL, code & 16 != 0);
    Some(MouseEvent {
        kind,
        column: column.checked_sub(1)?,
        row: row.checked_sub(1)?,
        modifiers,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_4_6(kind: MouseEventKind, modifiers: KeyModifiers) -> Event {
        Event::Mouse(MouseEvent {
            kind,
            column: 4,
            row: 6,
            modifiers,
        })
    }

    #[test]
    fn all_ways_tell_the_same() {
        let none = KeyModifiers::NONE;
        for (code, kind, modifiers) in [
            (0, MouseEventKind::Down(MouseButton::Left), none),
            (2, MouseEventKind::Down(MouseButton::Right), none),
            (32, MouseEventKind::Drag(MouseButton::Left), none),
            (35, MouseEventKind::Moved, none),
            (64, MouseEventKind::ScrollUp, none),
            (65, MouseEventKind::ScrollDown, none),
            (
                16,
                MouseEventKind::Down(MouseButton::Left),
                KeyModifiers::CONTROL,
            ),
            (68, MouseEventKind::ScrollUp, KeyModifiers::SHIFT),
        ] {
            let wanted = Some(at_4_6(kind, modifiers));
            assert_eq!(modern(&format!("<{code};5;7"), true), wanted, "{code}");
            assert_eq!(numbered(&format!("{};5;7", code + 32)), wanted, "{code}");
            assert_eq!(old([code as u8 + 32, 37, 39]), wanted, "{code}");
        }
    }

    #[test]
    fn a_button_that_is_let_go_is_named_only_by_todays_terminals() {
        let up = |button| Some(at_4_6(MouseEventKind::Up(button), KeyModifiers::NONE));
        assert_eq!(modern("<2;5;7", false), up(MouseButton::Right));
        assert_eq!(old([35, 37, 39]), up(MouseButton::Left));
    }

    #[test]
    fn what_makes_no_sense_is_nothing() {
        for text in ["", "<", "<0;5", "<0;0;7", "<x;5;7", "<99999;5;7"] {
            assert_eq!(modern(text, true), None, "{text}");
        }
        assert_eq!(numbered("0;5;7"), None);
        assert_eq!(old([32, 32, 33]), None);
    }
}
