//! Learning: what an agent is, its rules, and the chances it meets.
