//! Circles in a graph: Tarjan's strongly connected components, without recursion, since a chain of tables may be long.

use super::Graph;

/// The component of each node. Two nodes share one when each comes after the other. Components are numbered from the end:
/// a node's number is not smaller than that of what comes after it.
pub(crate) fn components(graph: &Graph) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    let mut seen = vec![UNSEEN; graph.nodes()];
    let mut low = vec![UNSEEN; graph.nodes()];
    let mut component = vec![UNSEEN; graph.nodes()];
    let (mut clock, mut count) = (0, 0);
    let mut open = Vec::new();
    let mut path: Vec<(usize, usize)> = Vec::new();
    for root in 0..graph.nodes() {
        if seen[root] != UNSEEN {
            continue;
        }
        path.push((root, 0));
        while let Some((node, step)) = path.last_mut() {
            let node = *node;
            if *step == 0 {
                (seen[node], low[node]) = (clock, clock);
                clock += 1;
                open.push(node);
            }
            let next = graph.after(node).get(*step).copied();
            *step += 1;
            if let Some(next) = next {
                if seen[next] == UNSEEN {
                    path.push((next, 0));
                } else if component[next] == UNSEEN {
                    low[node] = low[node].min(seen[next]);
                }
                continue;
            }
            path.pop();
            if let Some(&(parent, _)) = path.last() {
                low[parent] = low[parent].min(low[node]);
            }
            if low[node] == seen[node] {
                while let Some(member) = open.pop() {
                    component[member] = count;
                    if member == node {
                        break;
                    }
                }
                count += 1;
            }
        }
    }
    component
}

/// The components of more than one node, each in the order of its nodes. (Nothing is made to need itself.)
pub(crate) fn circles(components: &[usize]) -> Vec<Vec<usize>> {
    let mut members = vec![Vec::new(); components.len()];
    for (node, &component) in components.iter().enumerate() {
        members[component].push(node);
    }
    members.retain(|members| members.len() > 1);
    members.sort_unstable();
    members
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Edge, Reason};

    fn graph(nodes: usize, edges: &[(usize, usize)]) -> Graph {
        let edge = |&(before, after)| Edge { before, after, reason: Reason::Declared };
        Graph::new(nodes, &edges.iter().map(edge).collect::<Vec<_>>())
    }

    #[test]
    fn a_circle_is_one_component() {
        let found = components(&graph(6, &[(0, 1), (1, 2), (2, 0), (2, 3), (4, 5), (5, 4)]));
        assert_eq!(circles(&found), [vec![0, 1, 2], vec![4, 5]]);
        assert!(found[0] > found[3]);
    }

    #[test]
    fn a_long_chain_is_no_circle() {
        let edges: Vec<_> = (1..100_000).map(|node| (node - 1, node)).collect();
        let found = components(&graph(100_000, &edges));
        assert!(circles(&found).is_empty());
        assert!(found.is_sorted_by(|a, b| a > b));
    }
}
