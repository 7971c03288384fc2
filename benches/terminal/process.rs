//! What the system says of a process.

use std::fs;
use std::time::Duration;

/// Clock ticks a second, as `/proc` counts them on every Linux.
const TICKS: f64 = 100.0;

/// What a process has used so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usage {
    /// Time on any core.
    pub cpu: Duration,
    /// How often a thread of it went to sleep or was sent to.
    pub switches: u64,
}

impl Usage {
    /// Of process `id`; nothing once it is gone.
    pub fn of(id: u32) -> Self {
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        // The name in brackets may hold blanks; the times are the 12th and 13th word after it.
        let after = stat.rsplit(')').next().unwrap_or_default();
        let ticks = after.split_whitespace().skip(11).take(2);
        let ticks: f64 = ticks.filter_map(|word| word.parse::<f64>().ok()).sum();
        let threads = fs::read_dir(format!("/proc/{id}/task"))
            .into_iter()
            .flatten();
        let statuses = threads
            .flatten()
            .filter_map(|thread| fs::read_to_string(thread.path().join("status")).ok());
        Self {
            cpu: Duration::from_secs_f64(ticks / TICKS),
            switches: statuses
                .map(|status| field(&status, "voluntary_ctxt_switches:"))
                .sum(),
        }
    }
}

/// Memory of process `id` in use now, and the most that it ever was, in kB.
pub fn memory(id: u32) -> (u64, u64) {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    (field(&status, "VmRSS:"), field(&status, "VmHWM:"))
}

/// The number behind `name` at the beginning of a line.
fn field(status: &str, name: &str) -> u64 {
    let mut lines = status.lines();
    let rest = lines.find_map(|line| line.strip_prefix(name));
    let word = rest.and_then(|rest| rest.split_whitespace().next());
    word.and_then(|word| word.parse().ok()).unwrap_or_default()
}
