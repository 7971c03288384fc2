//! The names of the layers, and where they stand in the title of what it believes, to be clicked.

use ratatui::layout::Rect;

use super::{App, Layer, format};
use crate::agent;
use crate::session::Route;
use crate::text::Text;
use crate::truth::Truth;

/// Blanks between two names.
pub const LAYER_GAP: u16 = 2;
/// The columns of the title that follow the last name.
const AFTER: u16 = 3;

impl App {
    /// What the agent's greedy choice is over.
    pub fn chosen_over(&self) -> agent::Layer {
        let first = self.known().first();
        first.copied().unwrap_or(agent::Layer::Q)
    }

    /// What a layer is called where there is little room.
    pub fn layer_name(&self, layer: Layer) -> &str {
        static VISITS: Text = Text::new("visits", "次数");
        match layer {
            Layer::Q => self.chosen_over().symbol(),
            Layer::V => "V",
            Layer::Policy => "π",
            Layer::Visits => self.say(&VISITS),
            Layer::Other(layer) => layer.symbol(),
            Layer::Truth => "Q*",
            Layer::Soft => "Q*ε",
            Layer::Difference => "Q−Q*",
        }
    }

    /// The newest exact solution that the layer is of; none of what is learned.
    pub fn exact(&self) -> Option<&Truth> {
        let snapshot = self.snapshot()?;
        match self.layer() {
            Layer::Truth => snapshot.truth.known(),
            Layer::Soft => snapshot.soft.as_ref()?.truth.known(),
            _ => None,
        }
    }

    /// The route from the start of the choices that the layer marks.
    pub fn route(&self) -> Option<&Route> {
        let snapshot = self.snapshot()?;
        match self.layer() {
            Layer::Truth => None,
            Layer::Soft => snapshot.soft.as_ref()?.route.as_ref(),
            _ => snapshot.route.as_ref(),
        }
    }

    /// The layers that can be shown now, and where their names stand; nothing where what it believes has no title.
    pub fn layer_places(&self) -> Vec<(Layer, Rect)> {
        let places = self.places.as_ref().filter(|places| !places.compact);
        let Some(title) = places.map(|places| places.belief) else {
            return Vec::new();
        };
        let mut end = title.right().saturating_sub(AFTER);
        let mut named: Vec<(Layer, Rect)> = Vec::new();
        for layer in self.layers().into_iter().rev() {
            let width = format::width(self.layer_name(layer)) as u16;
            let x = end.saturating_sub(width);
            let height = title.height.min(1);
            named.push((
                layer,
                Rect {
                    x,
                    width,
                    height,
                    ..title
                },
            ));
            end = x.saturating_sub(LAYER_GAP);
        }
        named.reverse();
        named
    }
}
