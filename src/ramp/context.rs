//! What the rooms of a ramp need to know of the rest of the file while they read their own part.

use super::calendar::Calendar;
use crate::random::Attachments;
use crate::reader::Section;

/// Shared by all reading rooms.
pub struct Context<'a> {
    /// Texts of the files the scenario refers to.
    pub files: &'a Attachments,
    /// Its days and months.
    pub calendar: Calendar,
    /// `[product.*]`
    pub products: Vec<String>,
    /// `[channel.*]`
    pub channels: Vec<String>,
    /// `[role.*]`
    pub roles: Vec<String>,
    /// `[stage.*]`
    pub stages: Vec<String>,
}

impl<'a> Context<'a> {
    /// The context of a file.
    pub fn new(root: &Section<'_>, calendar: Calendar, files: &'a Attachments) -> Self {
        Self {
            files,
            calendar,
            products: root.ids("product"),
            channels: root.ids("channel"),
            roles: root.ids("role"),
            stages: root.ids("stage"),
        }
    }
}
