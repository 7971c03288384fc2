//! Whether a world fits into memory, asked before it is built: the system ends a program that takes too much without a word.

use super::failure::Failure;
use crate::agent;
use crate::mdp::Size;

/// Refuse a world of `size` with `tables` learners' tables at once, if they would not fit into what there is.
pub fn check(name: &str, size: Size, tables: u64) -> Result<(), Failure> {
    let lack = lack(needed(size, tables));
    lack.map_or(Ok(()), |lack| {
        let jobs = if tables > 1 { ", or fewer --jobs" } else { "" };
        Err(Failure::Failed(format!(
            "{name}: {lack}; take fewer states, actions or outcomes{jobs}"
        )))
    })
}

/// What to say if `needed` bytes are more than there are; nothing if they are not, or if the system does not say.
pub fn lack(needed: u64) -> Option<String> {
    let free = available().filter(|&free| needed > free)?;
    Some(format!(
        "it needs about {}, and {} of memory are free",
        amount(needed),
        amount(free)
    ))
}

/// Bytes of the model and of the tables.
fn needed(size: Size, tables: u64) -> u64 {
    let table = agent::largest_table(size);
    size.bytes().saturating_add(table.saturating_mul(tables))
}

/// Bytes that may still be taken, as far as the system says so.
fn available() -> Option<u64> {
    let read = |path: &str| std::fs::read_to_string(path).ok();
    let machine = read("/proc/meminfo").as_deref().and_then(of_the_machine);
    let group = read("/sys/fs/cgroup/memory.max")
        .zip(read("/sys/fs/cgroup/memory.current"))
        .and_then(|(most, used)| of_the_group(&most, &used));
    match (machine, group) {
        (Some(machine), Some(group)) => Some(machine.min(group)),
        (machine, group) => machine.or(group),
    }
}

/// What `/proc/meminfo` says is free or can be made so.
fn of_the_machine(meminfo: &str) -> Option<u64> {
    let line = meminfo
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// What a control group leaves; none if it sets no limit.
fn of_the_group(most: &str, used: &str) -> Option<u64> {
    let (most, used): (u64, u64) = (most.trim().parse().ok()?, used.trim().parse().ok()?);
    Some(most.saturating_sub(used))
}

fn amount(bytes: u64) -> String {
    let (giga, mega) = (bytes as f64 / 1e9, bytes as f64 / 1e6);
    if giga >= 1.0 {
        format!("{giga:.1} GB")
    } else {
        format!("{mega:.0} MB")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_free_is_read_as_the_system_writes_it() {
        let meminfo =
            "MemTotal:       16384 kB\nMemFree:          100 kB\nMemAvailable:    8000 kB\n";
        assert_eq!(of_the_machine(meminfo), Some(8_192_000));
        assert_eq!(of_the_machine("MemTotal: 1 kB\n"), None);
        assert_eq!(of_the_group("1000\n", "400\n"), Some(600));
        assert_eq!(of_the_group("max\n", "400\n"), None);
        assert_eq!(of_the_group("1000\n", "4000\n"), Some(0));
    }

    #[test]
    fn memory_follows_the_size_and_the_number_of_tables() {
        let size = |states| Size {
            states,
            cells: 4 * states,
            outcomes: 8 * states,
        };
        // Model: 8 outcomes of 24 bytes, 4 cells of 4, a start of 16, a byte. Table: 4 cells of 24, 8 thresholds of 8, 20, a start with its guide.
        assert_eq!(needed(size(1000), 0), 1000 * (192 + 16 + 16 + 1));
        assert_eq!(
            needed(size(1000), 2),
            1000 * (225 + 2 * (96 + 64 + 20 + 24))
        );
        assert_eq!(needed(size(u64::MAX / 8), 9), u64::MAX);
    }

    #[test]
    fn what_does_not_fit_is_refused_with_the_mend() {
        let size = Size {
            states: 1 << 40,
            cells: 1 << 42,
            outcomes: 1 << 43,
        };
        if available().is_some() {
            let message = check("random", size, 2).unwrap_err().message().unwrap();
            assert!(message.starts_with("random: it needs about "), "{message}");
            assert!(message.ends_with("or fewer --jobs"), "{message}");
        }
        assert!(
            check(
                "small",
                Size {
                    states: 1,
                    cells: 1,
                    outcomes: 1
                },
                1
            )
            .is_ok()
        );
    }
}
