//! Requests that wait to be sent, a drag merged into its newest value.

use std::collections::VecDeque;

use tokio::sync::mpsc::Sender;
use tokio::sync::mpsc::error::TrySendError;

use crate::session::Request;

/// What the interface has asked for and the trainer has not been given yet, oldest first.
#[derive(Debug, Default)]
pub struct Queue(VecDeque<Request>);

impl Queue {
    /// Add a request. A value of the same hyperparameter or reward and of the same gesture as the last one takes that one's place.
    pub fn push(&mut self, request: Request) {
        if let (Request::Pay(new, to, gesture), Some(Request::Pay(last, paid, of))) =
            (&request, self.0.back_mut())
            && new == last
            && gesture == of
        {
            *paid = *to;
            return;
        }
        if let (Request::Set(new, gesture), Some(Request::Set(last, of))) =
            (&request, self.0.back_mut())
            && new.param() == last.param()
            && gesture == of
        {
            *last = *new;
            return;
        }
        self.0.push_back(request);
    }

    /// Send as much as `sender` takes at once.
    pub fn flush(&mut self, sender: &Sender<Request>) {
        while let Some(request) = self.0.pop_front() {
            match sender.try_send(request) {
                Ok(()) => {}
                Err(TrySendError::Full(request)) => return self.0.push_front(request),
                // The trainer has ended; the interface learns why from its task.
                Err(TrySendError::Closed(_)) => return self.0.clear(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::{ParamId, Setting};
    use crate::mdp::{Pay, RewardId};
    use crate::session::Control;

    fn set(param: ParamId, value: f64, gesture: u64) -> Request {
        Request::Set(Setting::new(param, value).expect("within 0 and 1"), gesture)
    }

    fn sent(queue: &mut Queue, capacity: usize) -> Vec<String> {
        let (sender, mut receiver) = tokio::sync::mpsc::channel(capacity);
        queue.flush(&sender);
        std::iter::from_fn(|| receiver.try_recv().ok())
            .map(|request| format!("{request:?}"))
            .collect()
    }

    #[test]
    fn a_drag_is_sent_as_its_newest_value() {
        let mut queue = Queue::default();
        for value in [0.1, 0.2, 0.3] {
            queue.push(set(ParamId::Epsilon, value, 1));
        }
        let newest = format!("{:?}", set(ParamId::Epsilon, 0.3, 1));
        assert_eq!(sent(&mut queue, 8), [newest]);
    }

    #[test]
    fn a_reward_that_is_dragged_is_sent_as_its_newest_value() {
        let mut queue = Queue::default();
        let pay = |place, value, gesture| {
            let value = Pay::new(value).expect("a usable number");
            Request::Pay(RewardId::at(place), value, gesture)
        };
        for (place, value, gesture) in [(0, 1.0, 1), (0, 2.0, 1), (1, 3.0, 1), (1, 4.0, 2)] {
            queue.push(pay(place, value, gesture));
        }
        let left = [pay(0, 2.0, 1), pay(1, 3.0, 1), pay(1, 4.0, 2)];
        assert_eq!(sent(&mut queue, 8), left.map(|left| format!("{left:?}")));
    }

    #[test]
    fn another_gesture_another_parameter_and_a_control_in_between_are_kept_apart() {
        let mut queue = Queue::default();
        queue.push(set(ParamId::Epsilon, 0.1, 1));
        queue.push(set(ParamId::Epsilon, 0.2, 2));
        queue.push(set(ParamId::Alpha, 0.3, 2));
        queue.push(Request::Control(Control::Step));
        queue.push(set(ParamId::Alpha, 0.4, 2));
        assert_eq!(sent(&mut queue, 8).len(), 5);
    }

    #[test]
    fn what_does_not_fit_is_sent_later_and_in_order() {
        let mut queue = Queue::default();
        queue.push(Request::Control(Control::Faster));
        queue.push(Request::Control(Control::Slower));
        assert_eq!(sent(&mut queue, 1), ["Control(Faster)"]);
        assert_eq!(sent(&mut queue, 1), ["Control(Slower)"]);
        assert!(sent(&mut queue, 1).is_empty());
    }

    #[test]
    fn a_trainer_that_has_ended_leaves_nothing_waiting() {
        let mut queue = Queue::default();
        queue.push(Request::Control(Control::Step));
        let (sender, receiver) = tokio::sync::mpsc::channel(1);
        drop(receiver);
        queue.flush(&sender);
        assert!(queue.0.is_empty());
    }
}
