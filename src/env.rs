//! Where worlds come from.
