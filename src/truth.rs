//! The exact side.
