//! Drawing: theme, colors, panes and widgets.
//!
//! Widgets know only numbers and styles; they can be drawn on any buffer, at any size, and never fail.

pub mod colormap;
pub mod rgb;
pub mod theme;
pub mod widgets;
