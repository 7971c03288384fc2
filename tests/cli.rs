//! The command line as scripts and people meet it: the real program, its numbers, its messages, its exit codes.
#![cfg(feature = "tui")]
#![expect(
    clippy::unwrap_used,
    reason = "what goes wrong in a test is to fail it"
)]

#[cfg(unix)]
#[path = "cli/pipes.rs"]
mod pipes;
#[path = "cli/wrong_files.rs"]
mod wrong_files;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

const DEADLINE: Duration = Duration::from_secs(60);

fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qlens"));
    command
        .args(args)
        .stdin(Stdio::null())
        .env_remove("LANG")
        .env_remove("LC_ALL");
    command
}

fn run(args: &[&str]) -> Output {
    program(args).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// What a successful command prints.
fn stdout(args: &[&str]) -> String {
    let output = run(args);
    assert_eq!(
        (output.status.code(), text(&output.stderr)),
        (Some(0), ""),
        "{args:?}"
    );
    text(&output.stdout).to_owned()
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&stdout(args)).unwrap()
}

/// What a command says that fails with `code`: one message on standard error, and nothing else.
fn failure(code: i32, args: &[&str]) -> String {
    let output = run(args);
    let message = text(&output.stderr).to_owned();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {message}");
    assert_eq!(text(&output.stdout), "", "{args:?}");
    assert!(message.starts_with("error: "), "{args:?}: {message}");
    assert!(!message.contains("panicked"), "{args:?}: {message}");
    message
}

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

fn close(value: &Value, expected: f64) -> bool {
    let value = value.as_f64().unwrap();
    (value - expected).abs() <= 1e-9 * expected.abs().max(1.0)
}

fn rows_are_close(value: &Value, expected: &[&[f64]]) -> bool {
    let rows = value.as_array().unwrap();
    rows.len() == expected.len()
        && rows.iter().zip(expected).all(|(row, expected)| {
            let cells = row.as_array().unwrap();
            cells.len() == expected.len()
                && cells.iter().zip(*expected).all(|(cell, &e)| close(cell, e))
        })
}

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        fs::write(self.0.path().join(name), content).unwrap();
        self.path(name)
    }

    fn names(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }
}

/// Wait until `reached` says so.
fn wait_for(what: &str, mut reached: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !reached() {
        assert!(begin.elapsed() < DEADLINE, "{what} did not happen");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn exit_code(child: &mut Child) -> Option<i32> {
    let mut status = None;
    wait_for("the end of the program", || {
        status = child.try_wait().unwrap();
        status.is_some()
    });
    status.unwrap().code()
}

// --- list ---

#[test]
fn list_has_a_line_for_every_world_and_algorithm() {
    let printed = stdout(&["list"]);
    for name in [
        "recommender",
        "cliff-walking",
        "frozen-lake",
        "frozen-lake-sure",
        "frozen-lake-8x8",
        "frozen-lake-8x8-sure",
        "random",
        "q-learning",
    ] {
        let lines = printed.lines().filter(|line| {
            line.split_whitespace().next() == Some(name) && line.trim().len() > name.len()
        });
        assert_eq!(lines.count(), 1, "{name} in\n{printed}");
    }
}

#[test]
fn list_as_json_has_names_to_use_and_settings_to_expect() {
    let list = json(&["list", "--format", "json"]);
    assert_eq!(keys(&list), ["algorithms", "worlds"]);
    let first = &list["worlds"][0];
    assert_eq!(first["name"], "recommender");
    assert_eq!(
        (&first["alpha"], &first["gamma"], &first["epsilon"]),
        (&0.1.into(), &0.9.into(), &0.2.into())
    );
    assert_eq!(
        (&first["ties"], &first["episodes"]),
        (&"first".into(), &1000.into())
    );
    assert_eq!(list["algorithms"][0]["name"], "q-learning");
}

// --- numbers ---

#[test]
fn every_option_takes_whole_numbers_as_people_write_them() {
    let run = |numbers: [&str; 4]| {
        let [seed, world, episodes, over] = numbers;
        let epsilon = format!("1:0.1:{over}");
        stdout(&[
            "train",
            "random",
            "--no-tables",
            "--seed",
            seed,
            "--world-seed",
            world,
            "--episodes",
            episodes,
            "--epsilon",
            &epsilon,
            "--seeds",
            "2e0",
            "--jobs",
            "2e0",
        ])
    };
    assert_eq!(
        run(["1e3", "1e3", "1e1", "1e2"]),
        run(["1_000", "1000", "10", "1.0e2"])
    );
}

// --- solve ---

#[test]
fn solve_finds_the_optimum_of_the_recommender() {
    let solved = json(&["solve", "recommender", "--format", "json"]);
    assert_eq!(
        keys(&solved),
        [
            "actions",
            "epsilon",
            "gamma",
            "policy",
            "q",
            "start_return",
            "start_value",
            "states",
            "v",
            "world"
        ]
    );
    assert_eq!(solved["world"], "recommender");
    assert_eq!(
        (&solved["gamma"], &solved["epsilon"]),
        (&0.9.into(), &Value::Null)
    );
    assert!(rows_are_close(&solved["q"], &[&[8.7, 8.9], &[8.5, 9.0]]));
    assert!(close(&solved["v"][0], 8.9) && close(&solved["v"][1], 9.0));
    assert_eq!(solved["policy"], serde_json::json!([[1], [1]]));
    assert_eq!(
        solved["states"],
        serde_json::json!(["new user", "returning user"])
    );
    // Half of the visits start in each state; one of them pays 0.8, the other 0.9.
    assert!(close(&solved["start_value"], 8.95) && close(&solved["start_return"], 0.85));
}

#[test]
fn solve_knows_the_cliff_and_the_lake() {
    let cliff = json(&["solve", "cliff-walking", "--format", "json"]);
    assert!(close(&cliff["start_value"], -13.0) && close(&cliff["start_return"], -13.0));
    let lake = json(&["solve", "frozen-lake", "--gamma", "1", "--format", "json"]);
    assert!(close(&lake["start_value"], 14.0 / 17.0));
    let lake = json(&["solve", "frozen-lake", "--format", "json"]);
    assert!(close(&lake["start_value"], 0.542_025_932_000_474));
    assert_eq!(lake["gamma"], 0.99);
}

#[test]
fn solve_says_in_words_where_the_optimum_is_infinite() {
    let message = failure(1, &["solve", "recommender", "--gamma", "1"]);
    assert!(message.contains("diverges"), "{message}");
    assert!(
        message.contains("returning user") && message.contains("--gamma"),
        "{message}"
    );
}

#[test]
fn a_policy_without_a_route_has_no_return_and_says_why() {
    // Waiting costs nothing, ending costs 1, and nothing cuts an episode off: the best policy never ends.
    let place = Place::new();
    let table = r#"{"P": [[[[1.0, 0, 0.0, false]], [[1.0, 1, -1.0, true]]], [[], []]], "terminal_states": [1]}"#;
    let file = place.file("wait.json", table);
    let solved = json(&["solve", &file, "--gamma", "0.5", "--format", "json"]);
    assert_eq!(solved["start_return"], Value::Null);
    assert!(
        solved["why"].as_str().unwrap().contains("no route"),
        "{solved}"
    );
    assert_eq!(solved["world"], "wait");
    assert_eq!(
        solved["q"][1],
        serde_json::json!([null, null]),
        "illegal actions are null"
    );
    assert_eq!(solved["policy"], serde_json::json!([[0], []]));
    let text = stdout(&["solve", &file, "--gamma", "0.5"]);
    assert!(text.contains("no route"), "{text}");
}

/// A corridor of `n` states to the end at −1 a step, right and left, as Gymnasium writes it.
fn corridor(n: usize) -> String {
    let cell = |next: usize| format!("[[1.0, {next}, -1.0, {}]]", next == n);
    let state = |s: usize| {
        let (left, right) = (cell(s.saturating_sub(1)), cell(s + 1));
        format!("\"{s}\": {{\"0\": {left}, \"1\": {right}}}")
    };
    let end =
        format!("\"{n}\": {{\"0\": [[1.0, {n}, 0.0, true]], \"1\": [[1.0, {n}, 0.0, true]]}}");
    let states: Vec<String> = (0..n).map(state).chain([end]).collect();
    format!("{{{}}}", states.join(", "))
}

#[test]
fn solve_takes_a_long_corridor_in_no_time_and_says_how_near_it_is() {
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("corridor.json");
    fs::write(&file, corridor(20_000)).unwrap();
    let file = file.display().to_string();
    let solved = json(&["solve", &file, "--gamma", "1", "--format", "json"]);
    let bound = solved["bound"].as_f64().unwrap();
    assert!(bound > 0.0 && bound < 1e-3, "{bound}");
    let v = solved["v"][0].as_f64().unwrap();
    assert!((v + 20_000.0).abs() <= bound, "{v}");
    let text = stdout(&["solve", &file, "--gamma", "0.99"]);
    let last = text.lines().last().unwrap();
    assert!(
        last.starts_with("no value is off by more than     "),
        "{last}"
    );
}

#[test]
fn solve_with_exploration_reports_the_best_policy_that_explores() {
    let solved = json(&[
        "solve",
        "recommender",
        "--epsilon",
        "0.2",
        "--format",
        "json",
    ]);
    assert_eq!(
        (&solved["gamma"], &solved["epsilon"]),
        (&0.9.into(), &0.2.into())
    );
    assert!(rows_are_close(
        &solved["q"],
        &[&[8.25, 8.45], &[8.05, 8.55]]
    ));
    assert!(close(&solved["v"][0], 8.43) && close(&solved["v"][1], 8.5));
    assert_eq!(solved["policy"], serde_json::json!([[1], [1]]));
    // One of ten visits gets the other of the two: .78 and .85, half of them each.
    assert!(close(&solved["start_value"], 8.465) && close(&solved["start_return"], 0.815));
    let cliff = &["solve", "cliff-walking", "--epsilon", "0.1"];
    let solved = json(&[&cliff[..], &["--format", "json"]].concat());
    assert!(close(&solved["start_value"], -20.707_677_398_669_4));
    assert!(close(&solved["start_return"], -20.707_677_398_669_4));
    let text = stdout(cliff);
    assert!(
        text.contains("the optimum at γ 1 of policies that explore at ε 0.1"),
        "{text}"
    );
    assert!(text.contains("-20.7077"), "{text}");
}

#[test]
fn no_exploration_is_the_plain_optimum_and_says_that_it_was_asked_for() {
    let plain = json(&["solve", "frozen-lake", "--format", "json"]);
    let asked = ["solve", "frozen-lake", "--epsilon", "0", "--format", "json"];
    let mut soft = json(&asked);
    assert_eq!(soft["epsilon"], 0.0);
    soft["epsilon"] = Value::Null;
    assert_eq!(soft, plain);
    let message = failure(
        1,
        &["solve", "recommender", "--gamma", "1", "--epsilon", "0.5"],
    );
    assert!(
        message.contains("ε 0.5 diverges") && message.contains("--gamma"),
        "{message}"
    );
    let message = failure(2, &["solve", "recommender", "--epsilon", "1.5"]);
    assert!(message.contains("1.5 is not between 0 and 1"), "{message}");
}

#[test]
fn solve_as_csv_has_a_line_for_every_legal_action_and_the_numbers_of_the_json() {
    let args = ["solve", "cliff-walking", "--epsilon", "0.1"];
    let solved = json(&[&args[..], &["--format", "json"]].concat());
    let csv = stdout(&[&args[..], &["--format", "csv"]].concat());
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("state,action,q,v,best"));
    let cells: Vec<(f64, f64, &str)> = lines
        .map(|line| {
            let mut fields = line.rsplitn(4, ',');
            let best = fields.next().unwrap();
            let mut number = || fields.next().unwrap().parse().unwrap();
            let (v, q) = (number(), number());
            (q, v, best)
        })
        .collect();
    assert_eq!(cells.len(), 48 * 4);
    for (cell, (q, v, best)) in cells.into_iter().enumerate() {
        let (state, action) = (cell / 4, cell % 4);
        assert_eq!(solved["q"][state][action], q);
        assert_eq!(solved["v"][state], v);
        let chosen = solved["policy"][state].as_array().unwrap();
        assert_eq!(best == "1", chosen.contains(&action.into()));
    }
}

#[test]
fn names_with_commas_and_illegal_actions_do_not_break_the_csv() {
    let place = Place::new();
    let table = r#"{"P": [[[[1.0, 1, 2.0, true]], [[1.0, 0, -1.0, false]]], [[[1.0, 1, 0.5, false]], []]],
        "actions": ["stop, now", "say \"on\""], "state_labels": ["a,b", "c"], "start": [[0, 1.0]]}"#;
    let file = place.file("names.json", table);
    let csv = stdout(&["solve", &file, "--gamma", "0.5", "--format", "csv"]);
    assert_eq!(
        csv,
        "state,action,q,v,best\n\
         \"a,b\",\"stop, now\",2,2,1\n\
         \"a,b\",\"say \"\"on\"\"\",0,2,0\n\
         c,\"stop, now\",1,1,1\n"
    );
    // Where costs add up for ever, beside the way from the start.
    let table =
        r#"{"P": [[[[1.0, 0, 2.0, true]]], [[[1.0, 1, -0.5, false]]]], "start": [[0, 1.0]]}"#;
    let file = place.file("costs.json", table);
    let csv = stdout(&["solve", &file, "--gamma", "1", "--format", "csv"]);
    assert!(csv.ends_with(",-inf,-inf,1\n"), "{csv}");
}

// --- train ---

const RUN_KEYS: [&str; 13] = [
    "episodes",
    "greedy_return",
    "greedy_value",
    "max_error",
    "mean_return",
    "optimal_value",
    "policy",
    "policy_agreement",
    "q",
    "q_hash",
    "seed",
    "steps",
    "visits",
];

fn train(args: &[&str]) -> Value {
    json(&[&["train"], args, &["--format", "json"]].concat())
}

#[test]
fn a_run_has_its_scenario_and_all_its_figures() {
    let trained = train(&["recommender"]);
    assert_eq!(keys(&trained), ["runs", "scenario"]);
    let scenario = &trained["scenario"];
    for (key, value) in [
        ("world", Value::from("recommender")),
        ("algorithm", "q-learning".into()),
        ("alpha", 0.1.into()),
        ("gamma", 0.9.into()),
        ("epsilon", 0.2.into()),
        ("ties", "first".into()),
        ("seed", 12.into()),
        ("seeds", 1.into()),
        ("episodes", 1000.into()),
        (
            "engine",
            concat!("qlens ", env!("CARGO_PKG_VERSION")).into(),
        ),
    ] {
        assert_eq!(scenario[key], value, "{key}");
    }
    let runs = trained["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 1);
    let run = &runs[0];
    assert_eq!(keys(run), RUN_KEYS);
    assert_eq!(
        (&run["seed"], &run["steps"], &run["episodes"]),
        (&12.into(), &1000.into(), &1000.into())
    );
    let visits = run["visits"].as_array().unwrap().iter();
    let visits = visits.flat_map(|row| row.as_array().unwrap());
    assert_eq!(
        visits.map(|count| count.as_u64().unwrap()).sum::<u64>(),
        1000
    );
    assert!(close(&run["optimal_value"], 8.95));
    let hash = run["q_hash"].as_str().unwrap();
    assert!(hash.len() == 16 && hash.bytes().all(|digit| digit.is_ascii_hexdigit()));
}

#[test]
fn the_figures_of_a_run_follow_from_its_table() {
    let run = &train(&["recommender"])["runs"][0];
    let q = |state: usize, action: usize| run["q"][state][action].as_f64().unwrap();
    let best = |state: usize| usize::from(q(state, 1) > q(state, 0));
    let optimal = [[8.7, 8.9], [8.5, 9.0]];
    let error = (0..2)
        .flat_map(|state| (0..2).map(move |action| (state, action)))
        .map(|(state, action)| (q(state, action) - optimal[state][action]).abs())
        .fold(0.0, f64::max);
    assert!(close(&run["max_error"], error));
    let policy = serde_json::json!([[best(0)], [best(1)]]);
    assert_eq!(run["policy"], policy);
    let share = (0..2).filter(|&state| best(state) == 1).count() as f64 / 2.0;
    assert!(close(&run["policy_agreement"], share));
    let reward = [[0.6, 0.8], [0.4, 0.9]];
    let earned = f64::midpoint(reward[0][best(0)], reward[1][best(1)]);
    assert!(close(&run["greedy_return"], earned));
    // From then on the user is a returning one: v = r + 0.9 v.
    let returning = reward[1][best(1)] / 0.1;
    let value = f64::midpoint(reward[0][best(0)] + 0.9 * returning, returning);
    assert!(close(&run["greedy_value"], value));
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_seeds_count_up() {
    let args = [
        "train",
        "frozen-lake",
        "--episodes",
        "300",
        "--seeds",
        "3",
        "--format",
        "json",
    ];
    assert_eq!(stdout(&args), stdout(&args));
    let many = train(&["frozen-lake", "--episodes", "300", "--seeds", "3"]);
    let last = train(&["frozen-lake", "--episodes", "300", "--seed", "14"]);
    assert_eq!(many["runs"][2], last["runs"][0]);
    assert_eq!(many["runs"][0]["seed"], 12);
    assert_ne!(many["runs"][0]["q_hash"], many["runs"][1]["q_hash"]);
}

#[test]
fn a_second_world_and_a_command_behind_a_world_are_told_apart() {
    let second = failure(2, &["recommender", "cliff-walking"]);
    assert!(second.contains("one world at a time"), "{second}");
    for line in [
        ["recommender", "solve"].as_slice(),
        &["--seed", "3", "cliff-walking", "solve"],
    ] {
        let message = failure(2, line);
        assert!(
            message.contains("solve is a command and comes first"),
            "{message}"
        );
    }
}

#[test]
fn a_file_named_without_its_ending_is_found_out() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("doors.json"), "{}").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_qlens"))
        .args(["solve", "doors"])
        .current_dir(&place)
        .output()
        .unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(
        message.contains("did you mean the file doors.json?"),
        "{message}"
    );
}

#[test]
fn steps_may_be_counted_instead_of_episodes() {
    let trained = train(&["cliff-walking", "--steps", "1e3"]);
    assert_eq!(trained["scenario"]["steps"], 1000);
    assert_eq!(trained["scenario"].get("episodes"), None);
    assert_eq!(trained["runs"][0]["steps"], 1000);
    let message = failure(
        2,
        &["train", "recommender", "--steps", "5", "--episodes", "5"],
    );
    assert!(message.contains("cannot be used with"), "{message}");
}

#[test]
fn hyperparameters_go_into_the_run_and_into_its_scenario() {
    let all = [
        "--alpha",
        "1",
        "--gamma",
        "0",
        "--epsilon",
        "1",
        "--ties",
        "uniform",
    ];
    let trained = train(&[&["recommender"], &all[..]].concat());
    // Values that jump to the reward of the last time, and every action tried.
    assert!(rows_are_close(
        &trained["runs"][0]["q"],
        &[&[0.6, 0.8], &[0.4, 0.9]]
    ));
    let scenario = &trained["scenario"];
    assert_eq!(
        (&scenario["alpha"], &scenario["ties"]),
        (&1.0.into(), &"uniform".into())
    );
}

#[test]
fn figures_without_a_number_are_null_and_say_why() {
    let nothing = train(&["cliff-walking", "--steps", "0", "--ties", "first"]);
    let run = &nothing["runs"][0];
    for figure in ["greedy_value", "greedy_return", "mean_return"] {
        assert_eq!(run[figure], Value::Null, "{figure}");
        assert!(run["why"].as_str().unwrap().contains(figure), "{run}");
    }
    assert!(close(&run["optimal_value"], -13.0));
    let diverging = train(&["recommender", "--gamma", "1"]);
    let run = &diverging["runs"][0];
    for figure in [
        "max_error",
        "policy_agreement",
        "optimal_value",
        "greedy_value",
    ] {
        assert_eq!(run[figure], Value::Null, "{figure}");
    }
    assert!(run["why"].as_str().unwrap().contains("diverges"), "{run}");
    assert!(run["greedy_return"].is_number() && run["mean_return"].is_number());
}

#[test]
fn the_table_in_the_scenario_repeats_the_run() {
    let place = Place::new();
    for world in ["frozen-lake", "cliff-walking", "recommender"] {
        let printed = stdout(&["train", world, "--episodes", "200", "--format", "json"]);
        let trained: Value = serde_json::from_str(&printed).unwrap();
        // The bytes of the table as they stand: reading and writing it again must not be what makes it fit.
        let begin = printed.find("\"table\":").unwrap() + "\"table\":".len();
        let end = printed.find("},\n\"runs\"").unwrap();
        let file = place.file(&format!("{world}.json"), &printed[begin..end]);
        let scenario = &trained["scenario"];
        let said = |key: &str| scenario[key].to_string().trim_matches('"').to_owned();
        let [alpha, gamma, epsilon, ties] = ["alpha", "gamma", "epsilon", "ties"].map(said);
        let again = train(&[
            &file,
            "--episodes",
            "200",
            "--alpha",
            &alpha,
            "--gamma",
            &gamma,
            "--epsilon",
            &epsilon,
            "--ties",
            &ties,
        ]);
        assert_eq!(again["runs"], trained["runs"], "{world}");
    }
}

#[test]
fn csv_has_a_line_for_every_finished_episode() {
    let csv = stdout(&[
        "train",
        "recommender",
        "--episodes",
        "3",
        "--seeds",
        "2",
        "--format",
        "csv",
    ]);
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "seed,episode,steps,return,epsilon,alpha");
    let heads: Vec<String> = lines[1..]
        .iter()
        .map(|line| line.split(',').take(3).collect::<Vec<_>>().join(","))
        .collect();
    assert_eq!(
        heads,
        ["12,1,1", "12,2,1", "12,3,1", "13,1,1", "13,2,1", "13,3,1"]
    );
    for line in &lines[1..] {
        let fields: Vec<&str> = line.split(',').collect();
        assert!(["0.6", "0.8", "0.4", "0.9"].contains(&fields[3]), "{line}");
        assert_eq!(fields[4..], ["0.2", "0.1"]);
    }
}

#[test]
fn the_returns_in_the_csv_have_the_mean_of_the_json() {
    let csv = stdout(&[
        "train",
        "frozen-lake",
        "--episodes",
        "500",
        "--format",
        "csv",
    ]);
    let returns: Vec<f64> = csv
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(3).unwrap().parse().unwrap())
        .collect();
    assert_eq!(returns.len(), 500);
    let run = &train(&["frozen-lake", "--episodes", "500"])["runs"][0];
    assert!(close(
        &run["mean_return"],
        returns.iter().sum::<f64>() / 500.0
    ));
}

#[test]
fn text_shows_the_table_of_one_run_and_the_means_of_many() {
    let one = stdout(&["train", "recommender"]);
    assert!(
        one.contains("new user") && one.contains("greedy return"),
        "{one}"
    );
    let many = stdout(&["train", "recommender", "--seeds", "30"]);
    assert!(many.contains("… and 10 more"), "{many}");
    assert!(many.contains("mean of 30 runs"), "{many}");
    assert!(
        many.contains("greedy policy optimal in every state"),
        "{many}"
    );
}

#[test]
fn a_mean_says_how_many_runs_it_leaves_out() {
    let args = [
        "train",
        "cliff-walking",
        "--algorithm",
        "sarsa",
        "--seeds",
        "20",
    ];
    let many = stdout(&args);
    let line = many
        .lines()
        .find(|line| line.starts_with("greedy return") && line.contains('±'));
    assert!(line.unwrap().ends_with("have none)"), "{many}");
    let all = stdout(&["train", "recommender", "--seeds", "20"]);
    assert!(!all.contains("have none"), "{all}");
}

#[test]
fn no_progress_is_written_where_no_terminal_is() {
    let output = run(&["train", "cliff-walking", "--seeds", "20"]);
    assert_eq!(text(&output.stderr), "");
}

// --- output files ---

#[test]
fn the_extension_of_a_file_says_its_format() {
    let place = Place::new();
    for (name, begin) in [
        ("a.json", "{\"scenario\""),
        ("a.csv", "seed,episode"),
        ("a.txt", "recommender ·"),
    ] {
        let path = place.path(name);
        assert_eq!(stdout(&["train", "recommender", "--output", &path]), "");
        assert!(
            fs::read_to_string(&path).unwrap().starts_with(begin),
            "{name}"
        );
    }
    let path = place.path("a.dat");
    let message = failure(2, &["train", "recommender", "--output", &path]);
    assert!(message.contains("--format"), "{message}");
    assert_eq!(
        stdout(&["train", "recommender", "--output", &path, "--format", "csv"]),
        ""
    );
    assert_eq!(
        place.names().len(),
        4,
        "and nothing else is left beside them"
    );
}

#[test]
fn a_place_that_cannot_be_written_is_refused_before_any_work() {
    let place = Place::new();
    for path in [place.path("no/such/dir.json"), "/proc/x.json".to_owned()] {
        let message = failure(
            1,
            &[
                "train",
                "recommender",
                "--episodes",
                "1e15",
                "--output",
                &path,
            ],
        );
        assert!(
            message.contains(&format!("cannot write to {path}")),
            "{message}"
        );
    }
    let directory = place.path("dir.json");
    fs::create_dir(&directory).unwrap();
    let message = failure(1, &["train", "recommender", "--output", &directory]);
    assert!(message.contains("it is a directory"), "{message}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure() {
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let output = program(&["list"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let message = text(&output.stderr);
    assert!(
        message.starts_with("error: cannot write to standard output"),
        "{message}"
    );
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_ends_the_work_quietly() {
    let mut child = program(&[
        "train",
        "recommender",
        "--episodes",
        "1e15",
        "--format",
        "csv",
    ])
    .stdout(Stdio::piped())
    .stderr(Stdio::piped())
    .spawn()
    .unwrap();
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut [0; 1000]).unwrap();
    drop(out);
    assert_eq!(exit_code(&mut child), Some(0));
    let mut said = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert_eq!(said, "");
}

// --- interruption ---

#[cfg(unix)]
fn send(signal: &str, child: &Child) {
    let sent = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
}

#[cfg(unix)]
#[test]
fn an_interrupted_training_writes_what_there_is() {
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let place = Place::new();
        let path = place.path("x.json");
        let args = [
            "train",
            "recommender",
            "--episodes",
            "1e15",
            "--output",
            &path,
        ];
        let mut child = program(&args).stderr(Stdio::null()).spawn().unwrap();
        wait_for("the file beside", || !place.names().is_empty());
        assert!(
            !Path::new(&path).exists(),
            "nothing is to be seen before the end"
        );
        send(signal, &child);
        let sent = Instant::now();
        assert_eq!(exit_code(&mut child), Some(code));
        assert!(
            sent.elapsed() < Duration::from_secs(5),
            "{:?}",
            sent.elapsed()
        );
        let written: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(written["interrupted"], true);
        let run = &written["runs"].as_array().unwrap()[0];
        assert!(
            run["episodes"].as_u64().unwrap() < 1_000_000_000_000_000,
            "{run}"
        );
        assert_eq!(keys(run), RUN_KEYS);
        assert_eq!(place.names().len(), 1);
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_solution_ends_at_once_and_writes_nothing() {
    let solve = ["solve", "random", "--states", "1000000"];
    let child = program(&solve).stdout(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_secs(1));
    send("-INT", &child);
    let asked = Instant::now();
    let output = child.wait_with_output().unwrap();
    assert!(asked.elapsed() < Duration::from_secs(1));
    assert_eq!(output.status.code(), Some(130));
    assert!(output.stdout.is_empty());
}

#[cfg(unix)]
#[test]
fn an_interrupted_csv_ends_with_a_whole_line() {
    let mut child = program(&[
        "train",
        "recommender",
        "--episodes",
        "1e15",
        "--format",
        "csv",
    ])
    .stdout(Stdio::piped())
    .spawn()
    .unwrap();
    let mut out = child.stdout.take().unwrap();
    let mut all = vec![0; 1000];
    out.read_exact(&mut all).unwrap();
    send("-INT", &child);
    out.read_to_end(&mut all).unwrap();
    assert_eq!(exit_code(&mut child), Some(130));
    let all = text(&all);
    assert!(all.ends_with('\n'));
    assert_eq!(all.lines().last().unwrap().split(',').count(), 6);
}

// --- what is asked for wrongly ---

#[test]
fn unknown_names_offer_the_nearest() {
    let message = failure(2, &["solve", "clif-walking"]);
    assert!(message.contains("did you mean cliff-walking?"), "{message}");
    let message = failure(2, &["recomender"]);
    assert!(message.contains("did you mean recommender?"), "{message}");
    let message = failure(2, &["train", "recommender", "--algorithm", "q-lerning"]);
    assert!(message.contains("did you mean q-learning?"), "{message}");
    let message = failure(2, &["slove"]);
    assert!(message.contains("qlens solve"), "{message}");
    let message = failure(2, &["train", "xyzzy"]);
    assert!(
        !message.contains("did you mean") && message.contains("qlens list"),
        "{message}"
    );
    failure(2, &["train", "recommender", "--epsilom", "0.1"]);
}

#[test]
fn numbers_out_of_range_are_refused() {
    for bad in ["1.2", "-0.1", "NaN", "inf", "-inf", "x", ""] {
        for flag in ["--alpha", "--gamma", "--epsilon"] {
            failure(2, &["train", "recommender", &format!("{flag}={bad}")]);
        }
    }
    let message = failure(2, &["train", "recommender", "--epsilon", "1.2"]);
    assert!(message.contains("1.2 is not between 0 and 1"), "{message}");
    let message = failure(2, &["train", "recommender", "--epsilon", "NaN"]);
    assert!(message.contains("NaN is not between 0 and 1"), "{message}");
    for (flag, value, told) in [
        ("--episodes", "-5", "a whole number is wanted"),
        ("--episodes", "1.5", "a whole number is wanted"),
        ("--steps", "1e99", "a whole number is wanted"),
        ("--steps", "-1", "a whole number is wanted"),
        ("--seeds", "0", "at least one run is wanted"),
        (
            "--seed",
            "18446744073709551616",
            "from 0 to 18446744073709551615",
        ),
        ("--seed", "abc", "a whole number from 0"),
        ("--seed", "-1", "a whole number from 0"),
        ("--jobs", "0", "a number from 1 to 1024 is wanted"),
        ("--jobs", "-1", "a number from 1 to 1024 is wanted"),
        (
            "--alpha",
            "1/3",
            "\"1/3\" is not a number between 0 and 1; write",
        ),
        (
            "--alpha",
            "1:1/k:0",
            "\"0\" is not a number of episodes, at least 1",
        ),
        ("--epsilon", "1:0", "write a number (0.1), FROM:TO:EPISODES"),
        ("--gamma", "1.5", "1.5 is not between 0 and 1"),
        ("--gamma", "x", "a number from 0 to 1 is wanted"),
        ("--ties", "last", "first, uniform"),
        ("--format", "xml", "text, json, csv"),
    ] {
        let message = failure(2, &["train", "recommender", flag, value]);
        assert!(
            message.contains(flag) && message.contains(told),
            "{flag} {value}: {message}"
        );
    }
    let message = failure(
        2,
        &[
            "train",
            "recommender",
            "--seed",
            "18446744073709551615",
            "--seeds",
            "2",
        ],
    );
    assert!(message.contains("seeds"), "{message}");
}

#[test]
fn a_bare_call_without_a_terminal_says_what_to_do_instead() {
    for args in [&[][..], &["cliff-walking"], &["--lang", "zh", "--no-color"]] {
        let message = failure(2, args);
        assert!(message.contains("terminal"), "{message}");
        assert!(message.contains("qlens train "), "{message}");
    }
}

#[test]
fn without_a_terminal_no_world_is_made_and_no_file_is_read() {
    let place = Place::new();
    let broken = place.file("broken.json", "{");
    for args in [&[broken.as_str()][..], &["random", "--states", "1e6"]] {
        let message = failure(2, args);
        assert!(
            message.contains("the interface needs a terminal"),
            "{message}"
        );
    }
    // What is wrong with the words is told first all the same.
    for (args, part) in [
        (&["atlantis"][..], "there is no world \"atlantis\""),
        (&["random", "--states", "0"], "--states: a whole number"),
        (&["--algorithm", "x"], "there is no algorithm \"x\""),
    ] {
        let message = failure(2, args);
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn every_command_of_the_readme_for_scripts_does_something() {
    let readme = include_str!("../README.md");
    let (_, section) = readme.split_once("## Without a screen").unwrap();
    let (commands, _) = section.split_once("## ").unwrap();
    let (_, world) = readme.split_once("```json\n").unwrap();
    let place = Place::new();
    place.file("taxi.json", world.split_once("```").unwrap().0);
    place.file(
        "homework.json",
        r#"{"episodes": [[[0, 1, -1.0, 2, 3, false, false], [2, 3, 5.0, 4, null, true, false]]]}"#,
    );
    let lines = commands
        .lines()
        .filter_map(|line| line.strip_prefix("qlens "));
    let mut done = 0;
    for line in lines {
        let (command, _) = line.split_once('#').unwrap();
        let args: Vec<&str> = command.split_whitespace().collect();
        let output = program(&args).current_dir(place.0.path()).output().unwrap();
        assert_eq!(
            (output.status.code(), text(&output.stderr)),
            (Some(0), ""),
            "{command}"
        );
        assert_eq!(output.stdout.is_empty(), args.contains(&"--output"));
        done += 1;
    }
    assert!(done > 5, "{done}");
}

#[test]
fn help_teaches_with_examples() {
    let help = stdout(&["--help"]);
    for part in [
        "Examples:",
        "qlens cliff-walking",
        "list",
        "solve",
        "train",
        "--lang",
        "--truth",
    ] {
        assert!(help.contains(part), "{part} in\n{help}");
    }
    let help = stdout(&["train", "--help"]);
    for part in [
        "Examples:",
        "--seeds",
        "--output",
        "seed,episode,steps,return,epsilon,alpha",
    ] {
        assert!(help.contains(part), "{part} in\n{help}");
    }
    let help = stdout(&["solve", "--help"]);
    for part in [
        "Examples:",
        "--epsilon",
        "SARSA",
        "csv",
        "state,action,q,v,best",
    ] {
        assert!(help.contains(part), "{part} in\n{help}");
    }
    let version = concat!("qlens ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(stdout(&["--version"]), version);
}

// --- families of worlds ---

#[test]
fn the_parameters_of_a_family_are_flags_wherever_a_world_is_named() {
    let small = ["--states", "7", "--actions=3", "--branching", "1"];
    let solved = json(&[&["solve", "random", "--format", "json"], &small[..]].concat());
    let rows = solved["q"].as_array().unwrap();
    assert_eq!(rows.len(), 7);
    assert_eq!(rows[0].as_array().unwrap().len(), 3);
    // The only end, the last state, has no actions.
    assert!(rows[6].as_array().unwrap().iter().all(Value::is_null));
    let arguments = ["random", "--steps", "50"];
    let run = train(&[&arguments[..], &small].concat());
    let scenario = &run["scenario"];
    assert_eq!(
        scenario["world"],
        "random --states 7 --actions 3 --branching 1"
    );
    assert_eq!(scenario["table"]["n_states"], 7);
    let message = failure(2, &[&["random"], &small[..]].concat());
    assert!(
        message.contains("qlens train random --states 7 --actions 3 --branching 1"),
        "{message}"
    );
}

#[test]
fn the_world_seed_draws_the_world_and_the_seed_does_not() {
    let table = |more: &[&str]| {
        let usual = ["random", "--states", "20", "--steps", "1"];
        train(&[&usual[..], more].concat())["scenario"]["table"]["P"].clone()
    };
    assert_eq!(table(&["--seed", "3"]), table(&["--world-seed", "0"]));
    assert_ne!(table(&["--world-seed", "1"]), table(&[]));
}

#[test]
fn a_world_without_an_end_says_that_it_is_cut_off() {
    let arguments = ["random", "--terminal-share", "0", "--states", "1"];
    let printed = stdout(&[&["train"], &arguments[..], &["--episodes", "3"]].concat());
    assert!(
        printed.contains("it is cut off after 100 steps"),
        "{printed}"
    );
}

#[test]
fn parameters_that_make_no_sense_are_wrong_usage() {
    let wrong = |args: &[&str], part: &str| {
        let message = failure(2, args);
        assert!(message.contains(part), "{message}");
    };
    wrong(
        &["train", "recommender", "--states", "3"],
        "--states is no parameter of recommender; it has no parameters",
    );
    wrong(&["--branching", "3"], "no parameter of recommender");
    wrong(
        &["solve", "./x.json", "--states", "3"],
        "no parameter of ./x.json",
    );
    wrong(
        &["solve", "random", "--states", "0"],
        "a whole number from 1 to 10000000",
    );
    wrong(&["solve", "random", "--states", "1e8"], "not 1e8");
    wrong(
        &["solve", "random", "--terminal-share", "-0.1"],
        "a number from 0 to 1",
    );
    wrong(
        &["solve", "random", "--states", "1"],
        "a terminal share of 0",
    );
    wrong(
        &[
            "random",
            "--states",
            "1e7",
            "--actions",
            "100",
            "--branching",
            "100",
        ],
        "more than the 4294967294 that a model can have",
    );
}

#[test]
fn the_parameters_of_a_family_are_listed_with_their_ranges_and_defaults() {
    let printed = stdout(&["list"]);
    for param in [
        "--states",
        "--actions",
        "--branching",
        "--terminal-share",
        "--world-seed",
    ] {
        let lines: Vec<&str> = printed
            .lines()
            .filter(|line| line.contains(param))
            .collect();
        assert_eq!(lines.len(), 1, "{param} in\n{printed}");
        assert!(lines[0].contains(" to ") && lines[0].contains("default "));
        for command in ["train", "solve"] {
            assert!(stdout(&[command, "--help"]).contains(param));
        }
    }
    let list = json(&["list", "--format", "json"]);
    assert!(list["worlds"][0].get("parameters").is_none());
    let worlds = list["worlds"].as_array().unwrap();
    let random = worlds
        .iter()
        .find(|world| world["name"] == "random")
        .unwrap();
    let share = &random["parameters"][3];
    assert_eq!(share["name"], "terminal-share");
    assert_eq!(
        (&share["least"], &share["most"], &share["default"]),
        (&0.0.into(), &1.0.into(), &0.05.into())
    );
    assert_eq!(random["parameters"][4]["most"], u64::MAX);
}

// --- files ---

#[test]
fn a_table_as_gymnasium_keeps_it_is_a_world() {
    let place = Place::new();
    // The two forms of the same world: go on for nothing, or end for 1.
    let bare = r#"{"0": {"0": [[1.0, 0, 0.0, false]], "1": [[1.0, 1, 1.0, true]]}, "1": {"0": [[1.0, 1, 0, true]], "1": [[1.0, 1, 0, true]]}}"#;
    let full = r#"{"n_states": 2, "n_actions": 2, "actions": ["stay", "end"], "P": [[[[1.0, 0, 0.0, false]], [[1.0, 1, 1.0, true]]], [[], []]], "start": [[0, 1.0]], "some_other_key": 1}"#;
    for (name, content) in [("bare.json", bare), ("full.json", full)] {
        let file = place.file(name, content);
        let solved = json(&["solve", &file, "--gamma", "0.5", "--format", "json"]);
        assert!(
            rows_are_close(&serde_json::json!([solved["q"][0]]), &[&[0.5, 1.0]]),
            "{solved}"
        );
        assert!(close(&solved["start_value"], 1.0));
        let run = &train(&[&file, "--episodes", "50"])["runs"][0];
        assert_eq!(run["episodes"], 50);
    }
    let solved = json(&["solve", &place.path("full.json"), "--format", "json"]);
    assert_eq!(solved["actions"], serde_json::json!(["stay", "end"]));
    assert_eq!(solved["gamma"], 0.99, "the discount of files");
}

#[test]
fn a_built_in_name_wins_over_a_file_and_a_path_does_not() {
    let place = Place::new();
    let table = r#"{"P": [[[[1.0, 0, 7.0, true]]]], "start": [[0, 1.0]]}"#;
    place.file("recommender", table);
    place.file("list", table);
    let solve = |name: &str| {
        let output = program(&["solve", name, "--format", "json"])
            .current_dir(&place.0)
            .output()
            .unwrap();
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    assert!(close(&solve("recommender")["start_value"], 8.95));
    assert!(close(&solve("./recommender")["start_value"], 7.0));
    assert!(close(&solve("list")["start_value"], 7.0));
}

#[test]
fn a_broken_table_is_one_message_with_its_place() {
    let place = Place::new();
    for (name, content, part) in [
        ("cut.json", "{\"P\": [\n[[", ":2:"),
        ("empty.json", "", ":1:"),
        ("other.json", "{\"a\": 1}", "json.dumps"),
        (
            "half.json",
            r#"{"P": [[[[0.5, 0, 1.0, true]]]], "start": [[0, 1.0]]}"#,
            "P[0][0]",
        ),
        (
            "nan.json",
            r#"{"P": [[[[1.0, 0, NaN, true]]]], "start": [[0, 1.0]]}"#,
            ":1:",
        ),
        (
            "far.json",
            r#"{"P": [[[[1.0, 5, 0.0, true]]]]}"#,
            "P[0][0][0]",
        ),
    ] {
        let file = place.file(name, content);
        for command in ["solve", "train"] {
            let message = failure(1, &[command, &file]);
            assert!(
                message.contains(&file) && message.contains(part),
                "{name}: {message}"
            );
            assert_eq!(message.lines().count(), 1, "{message}");
        }
    }
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let place = Place::new();
    let message = failure(1, &["solve", &place.path("missing.json")]);
    assert!(message.contains("there is no such file"), "{message}");
    let message = failure(1, &["solve", &place.path("")]);
    assert!(message.contains("it is a directory"), "{message}");
    let binary = place.file("binary.json", [b'{', 0xff, 0xfe]);
    let message = failure(1, &["solve", &binary]);
    assert!(
        message.contains("byte 1, in line 1, is not UTF-8"),
        "{message}"
    );
}

#[test]
fn tables_can_be_left_out() {
    let arguments = ["cliff-walking", "--seeds", "3", "--episodes", "20"];
    let (mut full, bare) = (
        train(&arguments),
        train(&[&arguments[..], &["--no-tables"]].concat()),
    );
    full["scenario"].as_object_mut().unwrap().remove("table");
    for run in full["runs"].as_array_mut().unwrap() {
        let run = run.as_object_mut().unwrap();
        for table in ["q", "visits", "policy"] {
            assert!(run.remove(table).is_some());
        }
    }
    assert_eq!(bare, full);
}

#[test]
fn a_text_without_its_table_is_what_is_left_of_it() {
    let arguments = ["train", "recommender", "--episodes", "20"];
    let full = stdout(&arguments);
    let bare = stdout(&[&arguments[..], &["--no-tables"]].concat());
    let (table, end) = (
        full.find("\nstate ").unwrap() + 1,
        "* the best known actions\n\n",
    );
    let after = full.find(end).unwrap() + end.len();
    assert_eq!(bare, [&full[..table], &full[after..]].concat());
}

#[test]
fn a_world_too_large_to_be_solved_in_passing_is_trained_all_the_same() {
    let run = train(&[
        "random",
        "--states",
        "3e5",
        "--steps",
        "1000",
        "--no-tables",
    ]);
    let run = &run["runs"][0];
    assert_eq!(run["steps"], 1000);
    assert!(run["mean_return"].is_f64() && run["greedy_value"].is_null());
    assert!(run["why"].as_str().unwrap().contains("qlens solve"));
}

#[test]
fn the_results_are_the_same_for_every_number_of_threads() {
    for format in ["json", "csv", "text"] {
        let with = |jobs: &str| {
            stdout(&[
                "train",
                "cliff-walking",
                "--algorithm",
                "sarsa",
                "--seeds",
                "41",
                "--episodes",
                "30",
                "--epsilon",
                "1:0.1:20",
                "--format",
                format,
                "--jobs",
                jobs,
            ])
        };
        let alone = with("1");
        assert_eq!(with("2"), alone, "{format}");
        assert_eq!(with("7"), alone, "{format}");
    }
}

#[test]
fn a_schedule_moves_from_episode_to_episode() {
    let curve = stdout(&[
        "train",
        "recommender",
        "--episodes",
        "4",
        "--epsilon",
        "1:0.5:2",
        "--alpha",
        "0.8*0.5",
        "--format",
        "csv",
    ]);
    let columns = |line: &str| -> String {
        let fields: Vec<&str> = line.split(',').collect();
        fields[4..].join(" ")
    };
    let moved: Vec<String> = curve.lines().skip(1).map(columns).collect();
    assert_eq!(moved, ["1 0.8", "0.75 0.4", "0.5 0.2", "0.5 0.1"]);
    let wrong = run(&["train", "recommender", "--epsilon", "1:2:3"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(
        text(&wrong.stderr).contains("2 is not between 0 and 1"),
        "{}",
        text(&wrong.stderr)
    );
}
