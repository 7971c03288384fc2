//! Without colors the rank of every value can be read: from digits, and from the bars under them.

use qlens::app::{Board, Layer, Shape};
use qlens::mdp::Arrow;
use qlens::session::{Row, TruthState};
use qlens::text::Lang;
use qlens::ui::theme::{Background, ColorDepth, Theme};
use qlens::ui::widgets::BigNumber;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use super::stage::{Stage, built_in, chain};

const PLAIN: Theme = Theme::new(Background::Dark, ColorDepth::None);

/// The text of a row of an area.
fn line(buffer: &Buffer, area: Rect, y: u16) -> String {
    (area.left()..area.right())
        .map(|x| buffer[(x, y)].symbol())
        .collect()
}

/// A number as it is printed, and half a unit of its last place.
fn number(text: &str) -> Option<(f64, f64)> {
    let text = text.trim_start_matches(['★', '≠', '▴', '▾', '◉']);
    let (text, unit) = match text.chars().last()? {
        'k' => (text.trim_end_matches('k'), 1e3),
        'M' => (text.trim_end_matches('M'), 1e6),
        _ => (text, 1.0),
    };
    let text = text.replace('−', "-").replace(',', "");
    let decimals = text.split('.').nth(1).map_or(0, str::len);
    let value: f64 = text.parse().ok()?;
    // Counts in short are cut, not rounded.
    let half = if unit > 1.0 { 1.0 } else { 0.5 };
    Some((value * unit, half * unit / libm::pow(10.0, decimals as f64)))
}

/// Read big digits that begin at a place, glyph by glyph.
fn big_text(buffer: &Buffer, area: Rect) -> String {
    let mut x = area.x;
    let mut text = String::new();
    let glyphs: Vec<(char, Buffer)> = "0123456789.,−"
        .chars()
        .map(|letter| {
            let printed = letter.to_string();
            let glyph = BigNumber::new(&printed);
            let mut drawn = Buffer::empty(Rect::new(0, 0, glyph.width(), BigNumber::HEIGHT));
            (&glyph).render(drawn.area, &mut drawn);
            (letter, drawn)
        })
        .collect();
    let fits = |x: u16, glyph: &Buffer| {
        x + glyph.area.width <= area.right()
            && (0..glyph.area.height).all(|row| {
                let place = Rect::new(x, 0, glyph.area.width, 1);
                line(buffer, place, area.y + row) == line(glyph, glyph.area, row)
            })
    };
    while let Some((letter, glyph)) = glyphs.iter().find(|(_, glyph)| fits(x, glyph)) {
        text.push(*letter);
        x += glyph.area.width + 1;
    }
    text
}

/// All numbers in an area, in reading order.
fn numbers(buffer: &Buffer, area: Rect) -> Vec<(f64, f64)> {
    let lines = (area.top()..area.bottom()).map(|y| line(buffer, area, y));
    lines
        .flat_map(|line| {
            // A cell that is not filled ends with a line.
            line.split([' ', '│'])
                .filter_map(number)
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The best legal actions of a row.
fn best(row: &Row) -> Vec<usize> {
    let max = row.values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (0..row.values.len())
        .filter(|&action| row.values[action] == max)
        .collect()
}

/// What a layer says of an action, where it says anything that is known.
fn told(stage: &Stage, row: &Row, action: usize) -> Option<f64> {
    let snapshot = stage.app.snapshot().unwrap();
    let exact = |truth: &TruthState| truth.known().and_then(|truth| truth.q(row.state, action));
    let truth = exact(&snapshot.truth);
    let share = if best(row) == [action] { 1.0 } else { 0.0 };
    let tried = row.visits[action] > 0;
    match stage.app.layer() {
        Layer::Q => Some(row.values[action]).filter(|_| tried),
        Layer::V => {
            let entered = row.visits.iter().any(|&visits| visits > 0);
            Some(row.values[action]).filter(|_| entered && share > 0.0)
        }
        Layer::Policy => Some(share),
        Layer::Visits => Some(row.visits[action] as f64),
        Layer::Truth => truth,
        Layer::Soft => exact(&snapshot.soft.as_ref().unwrap().truth),
        Layer::Difference => {
            let known = snapshot.truth.known();
            let matters = known.is_some_and(|truth| truth.matters[row.state]);
            let error = truth.map(|exact| row.values[action] - exact);
            error.filter(|_| matters)
        }
        Layer::Other(_) => None,
    }
}

fn assert_reads(read: (f64, f64), told: f64, place: &str) {
    let (value, half) = read;
    assert!(
        (value - told).abs() <= half * 1.001 + 1e-9,
        "{place}: {value} for {told}"
    );
}

/// Show every layer to `see`, as letters without any style.
fn every_layer(mut stage: Stage, size: (u16, u16), mut see: impl FnMut(&Stage, &Board, &Buffer)) {
    stage.draw(size, PLAIN);
    stage.type_in("t");
    let layers = stage.app.layers();
    for _ in &layers {
        let frame = stage.draw(size, PLAIN);
        let mut letters = Buffer::empty(frame.area);
        for (cell, drawn) in letters.content.iter_mut().zip(&frame.content) {
            cell.set_symbol(drawn.symbol());
        }
        let board = *stage.app.board().unwrap();
        see(&stage, &board, &letters);
        stage.type_in("v");
    }
    assert!(layers.len() >= 6, "{layers:?}");
}

#[test]
fn cells_of_a_table_tell_their_values_in_digits_and_bars_in_every_layer() {
    for size in [(80, 24), (120, 36), (200, 60)] {
        let stage = Stage::new(built_in("recommender"), Lang::En).after(1000);
        every_layer(stage, size, |stage, board, frame| {
            let layer = stage.app.layer();
            let mut bars: Vec<(f64, usize)> = Vec::new();
            for row in &stage.app.snapshot().unwrap().rows {
                for action in 0..2 {
                    let Some(told) = told(stage, row, action) else {
                        continue;
                    };
                    let cell = board.rect(row.state, action).unwrap();
                    let read = (cell.y..cell.bottom() - 2)
                        .map(|y| Rect {
                            x: cell.x + 3,
                            y,
                            width: cell.width - 4,
                            height: 3,
                        })
                        .find_map(|place| number(&big_text(frame, place)));
                    let place = format!("{layer:?} at {size:?}, {} {action}", row.state);
                    assert_reads(
                        read.unwrap_or_else(|| panic!("{place}: {frame:?}")),
                        told,
                        &place,
                    );
                    bars.push((told, bar(frame, cell)));
                }
            }
            // How often it was tried is told by its share in the state.
            if !matches!(layer, Layer::Difference | Layer::Visits) {
                bars.sort_by(|one, two| one.0.total_cmp(&two.0));
                assert!(bars.is_sorted_by_key(|bar| bar.1), "{layer:?}: {bars:?}");
                assert!(bars.first().unwrap().1 < bars.last().unwrap().1 || layer == Layer::V);
            }
        });
    }
}

/// The length of a cell's bar, in eighths of a column.
fn bar(frame: &Buffer, cell: Rect) -> usize {
    let length = |line: &str| -> usize {
        let eighths = |glyph: char| " ▏▎▍▌▋▊▉█".chars().position(|part| part == glyph);
        let tick = |glyph: char| if glyph == '┃' { Some(8) } else { None };
        line.chars()
            .map_while(|glyph| eighths(glyph).or(tick(glyph)))
            .sum()
    };
    let inside = Rect {
        x: cell.x + 3,
        width: cell.width - 5,
        ..cell
    };
    let rows = (cell.top()..cell.bottom()).map(|y| line(frame, inside, y));
    // It is the row with the dots of the rest of the scale, or full.
    rows.filter(|row| row.contains("··") || row.starts_with("███████"))
        .map(|row| length(&row))
        .max()
        .unwrap_or(0)
}

#[test]
fn a_map_tells_a_value_a_state_in_every_layer() {
    for (world, size) in [
        ("cliff-walking", (80, 24)),
        ("cliff-walking", (120, 36)),
        ("frozen-lake-8x8", (80, 24)),
        ("frozen-lake-8x8", (120, 36)),
    ] {
        let stage = Stage::new(built_in(world), Lang::En).after(2000);
        let mut seen = 0;
        every_layer(stage, size, |stage, board, frame| {
            assert!(!board.shows_four());
            for row in &stage.app.snapshot().unwrap().rows {
                if is_ground(stage, row) {
                    continue;
                }
                let cell = board.rect(row.state, 0).unwrap();
                let place = format!(
                    "{world}, {:?} at {size:?}, {}",
                    stage.app.layer(),
                    row.state
                );
                let tried: u64 = row.visits.iter().sum();
                let all = || (0..row.values.len()).filter_map(|action| told(stage, row, action));
                let told = match stage.app.layer() {
                    Layer::Policy => {
                        assert_directions(stage, row, frame, cell, &place);
                        continue;
                    }
                    Layer::Visits => Some(tried as f64),
                    Layer::Difference => all().reduce(|a, b| if b.abs() > a.abs() { b } else { a }),
                    Layer::Truth | Layer::Soft => all().reduce(f64::max),
                    _ => Some(row.values[best(row)[0]]),
                };
                let Some(told) = told.filter(|_| tried > 0) else {
                    continue;
                };
                let read = numbers(frame, cell).last().copied();
                assert_reads(
                    read.unwrap_or_else(|| panic!("{place}: {frame:?}")),
                    told,
                    &place,
                );
                seen += 1;
            }
        });
        assert!(seen > 100, "{seen}");
    }
}

fn is_ground(stage: &Stage, row: &Row) -> bool {
    let world = stage.app.world();
    world.scene.is_hazard(row.state) || world.mdp.is_terminal(row.state)
}

/// The policy is told by arrows.
fn assert_directions(stage: &Stage, row: &Row, frame: &Buffer, cell: Rect, place: &str) {
    let [only] = best(row)[..] else { return };
    if row.visits.iter().sum::<u64>() == 0 {
        return;
    }
    let signs = match stage.app.world().scene.actions[only].arrow {
        Some(Arrow::Up) => ["▲", "↑"],
        Some(Arrow::Right) => ["▶", "→"],
        Some(Arrow::Down) => ["▼", "↓"],
        Some(Arrow::Left) => ["◀", "←"],
        None => return,
    };
    let text: String = (cell.top()..cell.bottom())
        .map(|y| line(frame, cell, y))
        .collect();
    assert!(
        signs.iter().any(|sign| text.contains(sign)),
        "{place}: {text}"
    );
}

#[test]
fn a_map_with_room_tells_four_values_a_state() {
    let stage = Stage::new(built_in("cliff-walking"), Lang::En).after(500);
    let mut seen = 0;
    every_layer(stage, (200, 60), |stage, board, frame| {
        assert!(board.shows_four());
        if stage.app.layer() == Layer::Policy {
            return;
        }
        for row in &stage.app.snapshot().unwrap().rows {
            let actions = &stage.app.world().scene.actions;
            let reading_order = [Arrow::Up, Arrow::Left, Arrow::Right, Arrow::Down];
            let order = reading_order.map(|arrow| {
                let found = actions
                    .iter()
                    .position(|action| action.arrow == Some(arrow));
                found.unwrap()
            });
            let all: Vec<f64> = order
                .iter()
                .filter_map(|&action| told(stage, row, action))
                .collect();
            if is_ground(stage, row) || all.is_empty() {
                continue;
            }
            let cell = board.rect(row.state, 0).unwrap();
            let read = numbers(frame, cell);
            let place = format!("{:?}, {}: {read:?}", stage.app.layer(), row.state);
            assert_eq!(read.len(), all.len(), "{place}: {all:?}");
            for (read, told) in read.into_iter().zip(all) {
                assert_reads(read, told, &place);
                seen += 1;
            }
        }
    });
    assert!(seen > 500, "{seen}");
}

#[test]
fn a_list_tells_every_value_of_a_state_in_every_layer() {
    let stage = Stage::new(chain(40, 3, "way"), Lang::En).after(300);
    let mut seen = 0;
    every_layer(stage, (120, 36), |stage, board, frame| {
        assert_eq!(board.shape, Shape::List);
        for row in &stage.app.snapshot().unwrap().rows {
            if is_ground(stage, row) {
                continue;
            }
            let place = board.rect(row.state, 0).unwrap();
            let line = line(frame, place, place.y);
            // What is no value is a line between them, a bar, and what tells where in the list this is.
            let told_or_not = |field: &&str| number(field).is_some() || *field == "?";
            let mut fields = line.split_whitespace().rev().filter(told_or_not);
            let visits: u64 = row.visits.iter().sum();
            assert_reads(
                number(fields.next().unwrap()).unwrap(),
                visits as f64,
                &line,
            );
            for action in (0..3).rev() {
                let Some(told) = told(stage, row, action) else {
                    if stage.app.layer() != Layer::V {
                        assert_eq!(fields.next(), Some("?"), "{line}");
                    }
                    continue;
                };
                assert_reads(number(fields.next().unwrap()).unwrap(), told, &line);
                seen += 1;
            }
        }
    });
    assert!(seen > 200, "{seen}");
}
