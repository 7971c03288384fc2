//! The lists of worlds, of methods and of rewards: they own the keyboard until something is chosen.

pub mod plan;

use std::borrow::Cow;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{Action, Direction};
use super::{format, keymap};
use crate::agent::{self, AlgorithmSpec, KINDS};
use crate::env::{self, EnvSpec, GROUPS};
use crate::mdp::RewardId;
use crate::text::{Lang, Text};

/// How far a screenful goes.
const PAGE: usize = 10;
/// The columns of the longest name: what it is wants room too.
const LONGEST_NAME: usize = 34;
/// The longest filter.
const MOST_CHARACTERS: usize = 24;

/// What is chosen.
#[derive(Clone, Copy, Debug)]
pub enum Choice {
    /// A world, for a new run in it.
    World(&'static EnvSpec),
    /// The world that the program was opened with.
    Opened,
    /// A method, for the same run from its start.
    Method(&'static AlgorithmSpec),
    /// A method that goes on from what was learned.
    MethodFromHere(&'static AlgorithmSpec),
    /// A reward of the world, to be turned.
    Reward(RewardId),
}

/// What came of a key.
#[derive(Clone, Copy, Debug)]
pub enum Picked {
    /// The list stays open.
    Open,
    /// It was left as it was found.
    Left,
    /// Something was chosen.
    Chosen(Choice),
    /// The person wants to end the program.
    Quit,
}

/// What there is to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Worlds.
    Worlds,
    /// Methods.
    Methods,
    /// Rewards of the world.
    Rewards,
}

impl Kind {
    /// What the list is called.
    pub fn title(self) -> Text {
        match self {
            Self::Worlds => Text::new("Another world", "换世界"),
            Self::Methods => Text::new("Another method", "换方法"),
            Self::Rewards => Text::new("What the world pays", "世界给的奖赏"),
        }
    }

    /// What its keys do.
    pub fn keys(self) -> Text {
        match self {
            Self::Worlds => Text::new(
                "Enter begins anew in it   Esc stays",
                "Enter 在其中重新开始   Esc 取消",
            ),
            Self::Methods => Text::new(
                "Enter from the start to here, same luck   k from here, Q kept   Esc stays",
                "Enter 从头到此步，同样的运气   k 从此处继续，保留 Q   Esc 取消",
            ),
            Self::Rewards => Text::new(
                "Enter takes it, to type or to slide   Esc leaves all as it is",
                "Enter 选中，可输入或滑动   Esc 不变",
            ),
        }
    }
}

/// What stands in a list that nothing is left of.
pub const NOTHING: Text = Text::new("nothing is called so", "没有匹配项");

/// An entry of a list.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it belongs to.
    pub group: Text,
    /// What it is called on the command line.
    pub name: Cow<'static, str>,
    /// What it is called here.
    pub title: Text,
    /// What it is, in a few words.
    pub text: Text,
    choice: Choice,
}

impl Item {
    /// The world that the program was opened with: what one types for it, and what it is called.
    pub fn opened(name: &str, text: &Text) -> Self {
        Self {
            group: Text::new("opened at the start", "启动时打开的"),
            name: Cow::Owned(name.to_owned()),
            title: Text::plain(format::truncate(name, LONGEST_NAME)),
            text: text.clone(),
            choice: Choice::Opened,
        }
    }

    /// A reward that is called `title` and is told as `text`.
    pub fn reward(id: RewardId, title: Text, text: Text) -> Self {
        Self {
            group: Text::new("reward", "奖赏"),
            name: Cow::Owned(title.get(Lang::En).to_owned()),
            title,
            text,
            choice: Choice::Reward(id),
        }
    }
}

/// A list that is open.
#[derive(Clone, Debug)]
pub struct Picker {
    /// What it is of.
    pub kind: Kind,
    /// What was typed to find something.
    pub typed: String,
    /// The name of the one that there is now.
    pub present: String,
    /// What stands first and is in no registry.
    own: Vec<Item>,
    at: usize,
    /// The entry that was clicked last: a second click takes it.
    clicked: Option<usize>,
    /// The first line in sight, where not all of them fit.
    first: usize,
}

impl Picker {
    /// Open a list at the entry called `present`.
    pub fn new(kind: Kind, present: &str) -> Self {
        Self::with(kind, present, Vec::new())
    }

    /// The same with entries of `own` before those of the registry.
    pub fn with(kind: Kind, present: &str, own: Vec<Item>) -> Self {
        let mut picker = Self {
            kind,
            typed: String::new(),
            present: present.to_owned(),
            own,
            at: 0,
            clicked: None,
            first: 0,
        };
        let found = picker.items().iter().position(|item| item.name == present);
        picker.at = found.unwrap_or(0);
        picker
    }

    /// The lines that fit what was typed, those of a group together.
    pub fn items(&self) -> Vec<Item> {
        let registered = match self.kind {
            Kind::Worlds => worlds(),
            Kind::Methods => methods(),
            Kind::Rewards => Vec::new(),
        };
        let all = [self.own.clone(), registered].concat();
        let typed = self.typed.to_lowercase();
        let found = |fits: fn(&Item, &str) -> bool| -> Vec<Item> {
            let fitting = all.iter().filter(|item| fits(item, &typed));
            fitting.cloned().collect()
        };
        let named = found(is_named);
        if named.is_empty() {
            found(is_told)
        } else {
            named
        }
    }

    /// Which of [`Self::items`] Enter takes.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Take a key.
    pub fn key(&mut self, event: &KeyEvent) -> Picked {
        let action = keymap::picking(event);
        let action = action.filter(|&action| {
            // Nothing but a method goes on from here: elsewhere a letter is a letter.
            self.kind == Kind::Methods || action != Action::ChooseFromHere
        });
        match action {
            Some(Action::Escape) => return Picked::Left,
            Some(Action::QuitAtOnce) => return Picked::Quit,
            Some(Action::Choose) => return self.chosen(false),
            Some(Action::ChooseFromHere) => return self.chosen(true),
            Some(Action::Move(direction)) => self.step(direction),
            Some(Action::Page(direction)) => self.go(direction, PAGE),
            Some(Action::MoveToEnd(last)) => {
                self.at = if last { self.last() } else { 0 };
            }
            _ => self.type_key(event),
        }
        Picked::Open
    }

    /// Go one entry up or down.
    pub fn step(&mut self, direction: Direction) {
        self.go(direction, 1);
    }

    fn go(&mut self, direction: Direction, by: usize) {
        self.at = match direction {
            Direction::Up | Direction::Left => self.at.saturating_sub(by),
            Direction::Down | Direction::Right => (self.at + by).min(self.last()),
        };
    }

    /// Take a click on an entry: the first goes there, a second one is Enter.
    pub fn click(&mut self, entry: usize) -> Picked {
        if self.clicked == Some(entry) && self.at == entry {
            return self.chosen(false);
        }
        self.at = entry.min(self.last());
        self.clicked = Some(entry);
        Picked::Open
    }

    /// Stay where the lines were laid out: they move only as far as the entry that it stands at has to be in sight.
    pub(super) fn stay(&mut self, first: usize) {
        self.first = first;
    }

    fn type_key(&mut self, event: &KeyEvent) {
        let plain = KeyModifiers::NONE | KeyModifiers::SHIFT;
        match event.code {
            KeyCode::Backspace => {
                self.typed.pop();
            }
            KeyCode::Char(character) if plain.contains(event.modifiers) => {
                return self.type_in(character);
            }
            _ => return,
        }
        self.find_anew();
    }

    /// Find by one character more, which is no command, whatever it is.
    pub fn type_in(&mut self, character: char) {
        if self.typed.chars().count() < MOST_CHARACTERS {
            self.typed.push(character);
            self.find_anew();
        }
    }

    fn find_anew(&mut self) {
        self.at = 0;
        self.clicked = None;
    }

    fn last(&self) -> usize {
        self.items().len().saturating_sub(1)
    }

    fn chosen(&self, from_here: bool) -> Picked {
        match self.items().get(self.at).map(|item| item.choice) {
            Some(Choice::Method(spec)) if from_here => Picked::Chosen(Choice::MethodFromHere(spec)),
            Some(choice) => Picked::Chosen(choice),
            None => Picked::Open,
        }
    }
}

fn worlds() -> Vec<Item> {
    let item = |spec: &'static EnvSpec| Item {
        group: spec.group.text(),
        name: Cow::Borrowed(spec.name),
        title: Text::plain(spec.name),
        text: spec.text.clone(),
        choice: Choice::World(spec),
    };
    let of = |group| {
        env::registry()
            .iter()
            .filter(move |spec| spec.group == group)
    };
    GROUPS.into_iter().flat_map(of).map(item).collect()
}

fn methods() -> Vec<Item> {
    let item = |spec: &'static AlgorithmSpec| Item {
        group: spec.kind.text(),
        name: Cow::Borrowed(spec.name),
        title: spec.title.clone(),
        text: spec.text.clone(),
        choice: Choice::Method(spec),
    };
    let of = |kind| {
        let all = agent::registry().iter().copied();
        all.filter(move |spec| spec.kind == kind)
    };
    KINDS.into_iter().flat_map(of).map(item).collect()
}

const LANGS: [Lang; 2] = [Lang::En, Lang::Zh];

/// Whether `typed`, in small letters, is in a name of `item`: its letters in order.
fn is_named(item: &Item, typed: &str) -> bool {
    let mut titles = LANGS
        .map(|lang| item.title.get(lang).to_lowercase())
        .into_iter();
    is_subsequence(typed, &item.name.to_lowercase())
        || titles.any(|title| is_subsequence(typed, &title))
}

/// Whether `typed`, in small letters, is in the few words of `item` as it is; they are searched where no name fits.
fn is_told(item: &Item, typed: &str) -> bool {
    let mut told = LANGS
        .map(|lang| item.text.get(lang).to_lowercase())
        .into_iter();
    told.any(|words| words.contains(typed))
}

fn is_subsequence(letters: &str, of: &str) -> bool {
    let mut rest = of.chars();
    letters
        .chars()
        .all(|letter| rest.any(|other| other == letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(picker: &mut Picker, code: KeyCode) -> Picked {
        picker.key(&KeyEvent::new(code, KeyModifiers::NONE))
    }

    fn typed(kind: Kind, letters: &str) -> Picker {
        let mut picker = Picker::new(kind, "sarsa");
        for letter in letters.chars() {
            press(&mut picker, KeyCode::Char(letter));
        }
        picker
    }

    fn names(picker: &Picker) -> Vec<Cow<'static, str>> {
        picker.items().into_iter().map(|item| item.name).collect()
    }

    #[test]
    fn every_entry_of_the_registries_is_in_its_list_once() {
        let mut worlds = names(&typed(Kind::Worlds, ""));
        let mut methods = names(&typed(Kind::Methods, ""));
        let mut all_worlds: Vec<_> = env::registry()
            .iter()
            .map(|spec| spec.name.into())
            .collect();
        let mut all_methods: Vec<_> = agent::registry()
            .iter()
            .map(|spec| spec.name.into())
            .collect();
        for all in [&mut worlds, &mut methods, &mut all_worlds, &mut all_methods] {
            all.sort_unstable();
        }
        assert_eq!((worlds, methods), (all_worlds, all_methods));
    }

    #[test]
    fn it_opens_at_the_present_one_and_stays_within_its_ends() {
        let mut picker = Picker::new(Kind::Worlds, "cliff-walking");
        assert_eq!(picker.items()[picker.at()].name, "cliff-walking");
        press(&mut picker, KeyCode::Home);
        press(&mut picker, KeyCode::Up);
        assert_eq!(picker.at(), 0);
        press(&mut picker, KeyCode::End);
        press(&mut picker, KeyCode::Down);
        assert_eq!(picker.at() + 1, picker.items().len());
    }

    #[test]
    fn letters_find_names_in_order_and_words_as_they_are() {
        assert_eq!(names(&typed(Kind::Worlds, "clw")), ["cliff-walking"]);
        assert_eq!(
            names(&typed(Kind::Worlds, "lake8s")),
            ["frozen-lake-8x8-sure"]
        );
        assert_eq!(names(&typed(Kind::Methods, "ESA")), ["expected-sarsa"]);
        assert_eq!(names(&typed(Kind::Worlds, "悬崖")), ["cliff-walking"]);
        // Every method "explores", but only one is called so.
        assert_eq!(names(&typed(Kind::Methods, "exp")), ["expected-sarsa"]);
        let mut none = typed(Kind::Worlds, "zzz");
        assert!(names(&none).is_empty());
        assert!(matches!(press(&mut none, KeyCode::Enter), Picked::Open));
        for _ in 0..3 {
            press(&mut none, KeyCode::Backspace);
        }
        assert_eq!(names(&none).len(), env::registry().len());
    }

    #[test]
    fn enter_is_from_the_start_and_k_from_here_where_that_means_something() {
        let mut methods = typed(Kind::Methods, "esarsa");
        let chosen = press(&mut methods, KeyCode::Enter);
        assert!(
            matches!(chosen, Picked::Chosen(Choice::Method(spec)) if spec.name == "expected-sarsa")
        );
        let chosen = press(&mut methods, KeyCode::Char('k'));
        assert!(
            matches!(chosen, Picked::Chosen(Choice::MethodFromHere(spec)) if spec.name == "expected-sarsa")
        );
        let worlds = typed(Kind::Worlds, "k");
        assert_eq!(worlds.typed, "k");
        assert!(names(&worlds).contains(&"cliff-walking".into()));
    }

    #[test]
    fn a_click_goes_to_an_entry_and_a_second_one_takes_it() {
        for at in 0..3 {
            // The present one too: a single click takes nothing.
            let mut methods = Picker::new(Kind::Methods, "q-learning");
            let name = methods.items()[at].name.clone();
            assert!(matches!(methods.click(at), Picked::Open));
            assert_eq!(methods.at(), at);
            let chosen = methods.click(at);
            assert!(matches!(chosen, Picked::Chosen(Choice::Method(spec)) if spec.name == name));
        }
        let mut methods = Picker::new(Kind::Methods, "q-learning");
        methods.click(1);
        press(&mut methods, KeyCode::Down);
        assert!(matches!(methods.click(2), Picked::Open), "another one");
    }

    #[test]
    fn escape_leaves_and_control_c_quits() {
        let mut picker = typed(Kind::Methods, "q");
        assert_eq!(picker.typed, "q", "a letter");
        assert!(matches!(press(&mut picker, KeyCode::Esc), Picked::Left));
        let quit = picker.key(&KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL));
        assert!(matches!(quit, Picked::Quit));
    }
}
