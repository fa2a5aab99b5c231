//! What the rooms of a sale need to know of the rest of the file while they read their own part.

use super::calendar::Calendar;
use crate::random::Attachments;
use crate::reader::{Entry, Section};

/// The names of the things of a file, in file order.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    /// `[source.*]`
    pub sources: Vec<String>,
    /// `[profile.*]`
    pub profiles: Vec<String>,
    /// `[product.*]`; one called `product` when the file names none.
    pub products: Vec<String>,
    /// `[station.*]`
    pub stations: Vec<String>,
    /// Names of routes, the built-in `standard` and `prepacked` first.
    pub routes: Vec<String>,
    /// `[carrier.*]`
    pub carriers: Vec<String>,
    /// `[team.*]`
    pub teams: Vec<String>,
    /// `[desk.*]`
    pub desks: Vec<String>,
    /// Where people can be placed: stations, then desks.
    pub places: Vec<String>,
}

impl Ids {
    /// What a place is called where people are placed.
    pub fn word_for_places(&self) -> &'static str {
        if self.desks.is_empty() {
            "station"
        } else {
            "station or desk"
        }
    }
}

/// Shared by all reading rooms.
pub struct Context<'a> {
    /// Texts of the files the scenario refers to.
    pub files: &'a Attachments,
    /// How the sale lies in the calendar.
    pub calendar: Calendar,
    /// The names of things.
    pub ids: Ids,
}

impl<'a> Context<'a> {
    /// The context of a file.
    pub fn new(root: &Section<'_>, calendar: Calendar, files: &'a Attachments) -> Self {
        let named = |key: &str| root.ids(key);
        let products = match named("product") {
            none if none.is_empty() => vec!["product".to_owned()],
            some => some,
        };
        let mut routes = vec!["standard".to_owned(), "prepacked".to_owned()];
        let written = root
            .table("route")
            .map_or_else(Vec::new, |section| section.items());
        let names = written.into_iter().map(|(entry, _)| entry.key.clone());
        routes.extend(names.filter(|id| id != "standard" && id != "prepacked"));
        let ids = Ids {
            sources: named("source"),
            profiles: named("profile"),
            products,
            places: [named("station"), named("desk")].concat(),
            stations: named("station"),
            routes,
            carriers: named("carrier"),
            teams: named("team"),
            desks: named("desk"),
        };
        Self {
            files,
            calendar,
            ids,
        }
    }
}

/// The place among `ids` of the thing that a key names; an error there when there is none.
pub fn named_by(entry: &Entry, table: &Section<'_>, what: &str, ids: &[String]) -> Option<usize> {
    let place = ids.iter().position(|id| *id == entry.key);
    if place.is_none() {
        let title = format!("`{}`: no {what} is called `{}`", table.path(), entry.key);
        let help = match ids {
            [] => format!("there is no {what} yet: add [{what}.{}]", entry.key),
            ids => format!(
                "the {}s are: {}",
                what.replace(" or ", "s or "),
                ids.join(", ")
            ),
        };
        let problems = table.problems();
        problems.error("unknown_reference", Some(entry.key_span), title, "", help);
    }
    place
}
