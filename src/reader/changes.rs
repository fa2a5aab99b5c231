//! A tree with some of its values changed.

use crate::reader::overrides::{self, insert, keys};
use crate::reader::{Entry, Node, Problems, Sources, Table, Trail, Value};
use crate::reader::{scan, words};

/// The tree with more changes: each entry is a path, such as `shift.day.assign.pack.temps`, and the value to stand there.
/// What is wrong is told at the entry's place.
pub fn changed(tree: &Table, changes: &[&Entry], problems: &Problems) -> Table {
    let mut table = tree.clone();
    for change in changes {
        match keys(&change.key) {
            Ok((parts, end)) if end == change.key.len() && parts.len() <= scan::MAX_PARTS => {
                let trail = parts
                    .iter()
                    .fold(Trail::default(), |trail, part| trail.key(&part.key));
                let node = moved(&change.node, trail);
                insert(&mut table, &parts, node, |_| change.key_span, problems);
            }
            _ => {
                let title = format!("`{}` is not a path", words::clip(&change.key));
                let help = "write it like \"station.pack.servers\" = 3";
                problems.error("bad_path", Some(change.key_span), title, "", help);
            }
        }
    }
    table
}

/// The tree with more changes as they are typed, `PATH=VALUE`, each of which becomes a source of its own.
pub fn retyped(
    tree: &Table,
    sources: &mut Sources,
    typed: &[String],
    problems: &Problems,
) -> Table {
    let mut table = tree.clone();
    for one in typed {
        let source = sources.add(one, one.clone());
        overrides::apply(sources, source, &mut table, problems);
    }
    table
}

/// A node as it stands at another place of the tree.
fn moved(node: &Node, trail: Trail) -> Node {
    let value = match &node.value {
        Value::Table(table) => Value::Table(Table {
            entries: table
                .entries
                .iter()
                .map(|entry| Entry {
                    key: entry.key.clone(),
                    key_span: entry.key_span,
                    node: moved(&entry.node, trail.key(&entry.key)),
                })
                .collect(),
        }),
        Value::List(nodes) => {
            let nodes = nodes.iter().enumerate();
            Value::List(
                nodes
                    .map(|(index, one)| moved(one, trail.index(index)))
                    .collect(),
            )
        }
        other => other.clone(),
    };
    Node {
        value,
        span: node.span,
        trail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::parse;

    #[test]
    fn changes_stand_where_their_paths_lead() {
        let text = "[a]\nx = 1\n[a.deep]\ny = [1]\n[set]\n\"a.x\" = 2\n\"a.deep\" = { z = [{ q = 3 }] }\n\"n.'new one'\" = 4\n\"a..b\" = 5\n\"a.x.y\" = 6\n\"a=\" = 7\n";
        let problems = Problems::new();
        let tree = parse(&mut Sources::new("a", text.to_owned()), &[], &problems);
        let Some(Value::Table(set)) = tree.get("set").map(|entry| &entry.node.value) else {
            panic!("a table");
        };
        let changes: Vec<&Entry> = set.entries.iter().collect();
        let changed = changed(&tree, &changes, &problems);
        let at = |path: &[&str]| {
            let mut table = &changed;
            for key in path {
                match &table.get(key).expect("a key").node.value {
                    Value::Table(inner) => table = inner,
                    other => return format!("{other:?}"),
                }
            }
            format!("{} keys", table.entries.len())
        };
        assert_eq!(at(&["a", "x"]), "Integer(2)");
        assert_eq!(at(&["a", "deep"]), "1 keys");
        assert_eq!(at(&["n", "new one"]), "Integer(4)");
        let Value::Table(a) = &changed.get("a").expect("a").node.value else {
            panic!("a table");
        };
        let Value::Table(deep) = &a.get("deep").expect("deep").node.value else {
            panic!("a table");
        };
        let Value::List(z) = &deep.get("z").expect("z").node.value else {
            panic!("a list");
        };
        let Value::Table(inner) = &z[0].value else {
            panic!("a table");
        };
        assert_eq!(inner.entries[0].node.trail.to_string(), "a.deep.z[0].q");
        let codes: Vec<_> = problems
            .into_vec()
            .into_iter()
            .map(|one| one.code)
            .collect();
        assert_eq!(codes, ["bad_path", "bad_override", "bad_path"]);
    }
}
