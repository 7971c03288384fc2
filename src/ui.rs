//! Drawing: theme, colors, panes and widgets.
