//! What a person sees and does: state, actions, layout and words of the interface, without drawing.

pub mod detent;
pub mod equation;
pub mod format;
