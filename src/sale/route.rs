//! Routes: the stations an order passes, in sequence.

use super::context::Context;
use crate::reader::{Item, Section};

/// The route of orders with nothing special about them.
pub const STANDARD: usize = 0;
/// The route of orders that go out in boxes packed in advance.
pub const PREPACKED: usize = 1;

/// All routes, and one order of stations that agrees with each of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Routes {
    /// Names, `standard` and `prepacked` first.
    pub ids: Vec<String>,
    /// Stations of each route, in sequence.
    pub stations: Vec<Vec<usize>>,
    /// The stations on any route, every one before those that follow it on a route.
    pub sequence: Vec<usize>,
    /// `next[route][station]`: where an order goes after a station; the number of stations means that it is done.
    next: Vec<Vec<u8>>,
    only_next: Vec<Option<u8>>,
    first: Vec<u8>,
}

impl Routes {
    /// Reads `[route]`; by default the standard route has all stations in file order but those that inspect what comes
    /// back, the prepacked one the same without pick, check and pack.
    pub fn read(root: &Section<'_>, cx: &Context<'_>, inspecting: &[usize]) -> Self {
        let stations = &cx.ids.stations;
        let mut written: Vec<Option<Vec<usize>>> = vec![None; cx.ids.routes.len()];
        if let Some(section) = root.table("route") {
            section.about("The stations an order passes, in sequence, by the name of the route.");
            for (entry, item) in section.items() {
                if let Some(index) = cx.ids.routes.iter().position(|id| *id == entry.key) {
                    written[index] = Some(read_route(item, stations));
                }
            }
            section.close();
        }
        let line = (0..stations.len()).filter(|station| !inspecting.contains(station));
        let standard = written[STANDARD].take().unwrap_or_else(|| line.collect());
        let prepacked = written[PREPACKED].take().unwrap_or_else(|| {
            let skipped = |&&station: &&usize| {
                !matches!(stations[station].as_str(), "pick" | "check" | "pack")
            };
            standard.iter().filter(skipped).copied().collect()
        });
        let mut routes = vec![standard, prepacked];
        routes.extend(written.into_iter().skip(2).map(Option::unwrap_or_default));
        let sequence = common_order(&routes, stations.len());
        if sequence.is_none() {
            root.problems().error(
                "routes_cross",
                root.table("route").map(|s| s.span()),
                "the routes pass their stations in orders that contradict each other",
                "",
                "let every route pass the stations it shares with others in the same sequence",
            );
        }
        Self::new(
            cx.ids.routes.clone(),
            routes,
            sequence.unwrap_or_default(),
            stations.len(),
        )
    }

    fn new(
        ids: Vec<String>,
        stations: Vec<Vec<usize>>,
        sequence: Vec<usize>,
        count: usize,
    ) -> Self {
        let mut next = vec![vec![count as u8; count]; stations.len()];
        for (route, next) in stations.iter().zip(&mut next) {
            for pair in route.windows(2) {
                next[pair[0]] = pair[1] as u8;
            }
        }
        let only_next = (0..count).map(|station| {
            let passing = (0..stations.len()).filter(|&route| stations[route].contains(&station));
            let mut nexts = passing.map(|route: usize| next[route][station]);
            let first = nexts.next()?;
            nexts.all(|next| next == first).then_some(first)
        });
        let only_next = only_next.collect();
        let first = stations
            .iter()
            .map(|route| route.first().copied().unwrap_or(count) as u8)
            .collect();
        Self {
            ids,
            stations,
            sequence,
            next,
            only_next,
            first,
        }
    }

    /// The first station of a route; the number of stations when it has none.
    #[inline]
    pub fn first(&self, route: usize) -> usize {
        usize::from(self.first[route])
    }

    /// Where an order goes after a station; the number of stations when it is done.
    #[inline]
    pub fn next(&self, route: usize, station: usize) -> usize {
        usize::from(self.next[route][station])
    }

    /// Where all orders go that pass a station, if that is the same place.
    pub fn only_next(&self, station: usize) -> Option<usize> {
        self.only_next[station].map(usize::from)
    }

    /// The routes an order of a product may go: its own, or the standard one, and the one for boxes packed in advance.
    pub fn of_product(&self, own: Option<usize>) -> [usize; 2] {
        [own.unwrap_or(STANDARD), PREPACKED]
    }
}

fn read_route(item: Item<'_>, stations: &[String]) -> Vec<usize> {
    let mut route = Vec::new();
    for stop in item.list().unwrap_or_default() {
        if let Some(station) = stop.reference("station", stations) {
            if route.contains(&station) {
                let title = format!("`{}` passes `{}` twice", item.path(), stations[station]);
                stop.wrong("twice", title, "a route passes a station once");
            }
            route.push(station);
        }
    }
    route
}

/// An order of the stations on any route that agrees with all of them (by taking, again and again, the first station in
/// file order that no route needs another one before); `None` when they contradict each other.
fn common_order(routes: &[Vec<usize>], stations: usize) -> Option<Vec<usize>> {
    let mut left: Vec<usize> = (0..stations)
        .filter(|s| routes.iter().any(|route| route.contains(s)))
        .collect();
    let mut sequence = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let free = left.iter().position(|station| {
            routes.iter().all(|route| {
                let before = route.iter().take_while(|other| *other != station);
                !route.contains(station) || before.into_iter().all(|other| sequence.contains(other))
            })
        })?;
        sequence.push(left.remove(free));
    }
    Some(sequence)
}

#[cfg(test)]
mod tests {
    use super::common_order;

    #[test]
    fn routes_are_put_in_one_order_or_refused() {
        assert_eq!(
            common_order(&[vec![0, 2], vec![0, 1, 2]], 4),
            Some(vec![0, 1, 2])
        );
        assert_eq!(
            common_order(&[vec![2, 0], vec![1, 0]], 3),
            Some(vec![1, 2, 0])
        );
        assert_eq!(common_order(&[vec![0, 1], vec![1, 0]], 2), None);
        assert_eq!(common_order(&[vec![]], 0), Some(vec![]));
    }
}
