//! The `qlens` program.

fn main() {}
