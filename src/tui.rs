//! The terminal: in and out, signals, the writer, the one loop.
