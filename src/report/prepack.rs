//! What became of the boxes packed in advance, in a line or two of the report.

use super::columns::folded;
use super::number::estimate;
use crate::decide::Answer;
use std::fmt::Write;

/// The lines; nothing where nobody packs in advance.
pub fn text(answer: &Answer) -> String {
    let get = |what: &str| answer.summary(&format!("prepack.{what}"));
    let show = |what: &str, unit: &str| get(what).map(|summary| estimate(summary, unit));
    let mut text = String::new();
    if let (Some(packed), Some(missing), Some(hours)) = (
        show("packed", "boxes"),
        show("missing", "boxes"),
        show("hours", "h"),
    ) {
        let _ = writeln!(
            text,
            "  packed by the opening: {packed} boxes, {missing} missing; {hours} h on shifts"
        );
    }
    let (Some(used), Some(left), Some(opened)) = (get("used"), get("left"), get("opened")) else {
        return text;
    };
    if used.mean + left.mean + opened.mean > 0.0 {
        let opened = if opened.mean > 0.0 {
            format!("{} opened, ", estimate(opened, "boxes"))
        } else {
            String::new()
        };
        let mut line = format!(
            "packed in advance: {} boxes used, {opened}{} left over",
            estimate(used, "boxes"),
            estimate(left, "boxes")
        );
        if let Some(hours) = show("unpack_hours", "h") {
            let _ = write!(line, " ({hours} h of unpacking)");
        }
        let _ = writeln!(text, "  {}", folded(&line, 4));
    }
    text
}
