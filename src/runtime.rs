//! The only tokio and threads beside `tui`: the trainer task and jobs.
