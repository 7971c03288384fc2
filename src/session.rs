//! A run: what it starts from, what was changed when, and everything that follows from that.
