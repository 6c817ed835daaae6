//! The sequence of operations: from what each needs, with ties broken by phase, kind and name.
//!
//! [`edges`] finds what comes before what; each edge has its reason. Hard edges must hold: a circle of them cannot be
//! planned. Firm ones come from texts that a scan may misread: they hold unless they close a circle. Soft ones say what
//! reads better. Every operation has a [`Lane`], the place of its kind in a readable migration; one that is needed earlier
//! than its own lane (a function that a table's default calls, a view that is in the way of a new type) is lifted to right
//! before the lane that needs it. So all edges run forward over the lanes, and a plain topological sort over (lane, name)
//! gives a sequence that reads lane by lane.

mod chain;
mod circles;
mod edge;
mod edges;
mod index;
mod lane;
mod names;
mod needs;
mod renames;
mod rows;
mod text;

use std::{cmp::Reverse, collections::BinaryHeap};

pub use edge::{Edge, Reason};
pub(crate) use index::{Index, Touch};
use lane::{Lane, lanes};
pub(crate) use needs::{Needs, Uses, Way, What};
use renames::Renames;
pub(crate) use text::Scope;

use crate::{Phase, changes::Draft};

/// Drafts put in sequence.
#[derive(Debug)]
pub(crate) struct Sequence {
    /// The indices of the drafts, first to last.
    pub(crate) order: Vec<usize>,
    /// The phase of each draft.
    pub(crate) phases: Vec<Phase>,
    /// What needs what, as indices of drafts.
    pub(crate) edges: Vec<Edge>,
}

/// Operations that need one another in a circle, as indices of drafts.
pub(crate) type Circle = Vec<usize>;

/// Puts drafts in sequence; where that is not possible, every circle that is in the way.
pub(crate) fn sequence(drafts: &[Draft]) -> Result<Sequence, Vec<Circle>> {
    let renames = Renames::of(drafts);
    let mut edges = edges::edges(drafts, &renames);
    edges.sort_unstable();
    edges.dedup_by_key(|edge| (edge.before, edge.after));

    let hard = Graph::new(drafts.len(), edges.iter().filter(|edge| edge.is_hard()));
    let circles = circles::circles(&circles::components(&hard));
    if !circles.is_empty() {
        return Err(circles);
    }
    let firm = Graph::new(drafts.len(), edges.iter().filter(|edge| !edge.is_soft()));
    let components = circles::components(&firm);
    edges.retain(|edge| edge.is_hard() || edge.is_soft() || components[edge.before] != components[edge.after]);

    let firm = Graph::new(drafts.len(), edges.iter().filter(|edge| !edge.is_soft()));
    let lanes = lanes(drafts, &renames, &edges);
    let slots = lift(&lanes, &firm);

    // A preference that points back to an earlier lane, or that is part of a circle, is none.
    edges.retain(|edge| !edge.is_soft() || slots[edge.before] <= slots[edge.after]);
    let components = circles::components(&Graph::new(drafts.len(), &edges));
    edges.retain(|edge| !edge.is_soft() || components[edge.before] != components[edge.after]);

    let order = sort(&Graph::new(drafts.len(), &edges), &priorities(drafts, &slots));
    let phases = slots.iter().map(|slot| slot.lane.phase()).collect();
    Ok(Sequence { order, phases, edges })
}

/// Who comes after whom, packed: the successors of `n` are `targets[starts[n]..starts[n + 1]]`.
struct Graph {
    starts: Vec<usize>,
    targets: Vec<usize>,
}

impl Graph {
    fn new<'a>(nodes: usize, edges: impl IntoIterator<Item = &'a Edge> + Clone) -> Self {
        let mut starts = vec![0; nodes + 1];
        for edge in edges.clone() {
            starts[edge.before + 1] += 1;
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let mut next = starts.clone();
        let mut targets = vec![0; starts[nodes]];
        for edge in edges {
            targets[next[edge.before]] = edge.after;
            next[edge.before] += 1;
        }
        Self { starts, targets }
    }

    fn nodes(&self) -> usize {
        self.starts.len() - 1
    }

    fn after(&self, node: usize) -> &[usize] {
        &self.targets[self.starts[node]..self.starts[node + 1]]
    }
}

/// A place among the lanes: in a lane, or right before it for those that were lifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Slot {
    lane: Lane,
    lift: Lift,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Lift {
    Lifted,
    Own,
}

/// The slot of each draft: in its own lane, or right before the first one that needs it.
fn lift(lanes: &[Lane], graph: &Graph) -> Vec<Slot> {
    let mut slots: Vec<_> = lanes.iter().map(|&lane| Slot { lane, lift: Lift::Own }).collect();
    // Components are numbered from the last to the first, so that what comes after a draft is settled before it.
    let components = circles::components(graph);
    let mut settled: Vec<_> = (0..slots.len()).collect();
    settled.sort_unstable_by_key(|&node| components[node]);
    for node in settled {
        for &after in graph.after(node) {
            if slots[after] < slots[node] {
                slots[node] = Slot { lane: slots[after].lane, lift: Lift::Lifted };
            }
        }
    }
    slots
}

/// The rank of each draft by slot, names, and place in the list of changes.
fn priorities(drafts: &[Draft], slots: &[Slot]) -> Vec<usize> {
    let mut sorted: Vec<_> = (0..drafts.len()).collect();
    sorted.sort_by_cached_key(|&node| (slots[node], lane::names(&drafts[node].op), node));
    let mut ranks = vec![0; drafts.len()];
    for (rank, node) in sorted.into_iter().enumerate() {
        ranks[node] = rank;
    }
    ranks
}

/// The topological order that is smallest by rank.
fn sort(graph: &Graph, ranks: &[usize]) -> Vec<usize> {
    let mut waiting = vec![0usize; graph.nodes()];
    graph.targets.iter().for_each(|&after| waiting[after] += 1);
    let ready = |node: usize| Reverse((ranks[node], node));
    let mut heap: BinaryHeap<_> = (0..graph.nodes()).filter(|&node| waiting[node] == 0).map(ready).collect();
    let mut order = Vec::with_capacity(graph.nodes());
    while let Some(Reverse((_, node))) = heap.pop() {
        order.push(node);
        for &after in graph.after(node) {
            waiting[after] -= 1;
            if waiting[after] == 0 {
                heap.push(ready(after));
            }
        }
    }
    order
}
