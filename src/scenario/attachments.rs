//! Loads the files a scenario refers to (profiles, observed values), so that the rooms that use them need no disk.

use crate::random::Attachments;
use crate::reader::{self, Problems, Sources, Table, Value};
use std::io::Read;
use std::path::Path;

/// The largest file that is loaded, in bytes.
const MOST_BYTES: u64 = 64 << 20;

/// Loads every file named by a `file` or `campaign` key anywhere in the tree; paths are relative to the scenario's folder. What
/// cannot be read is kept with the reason, and becomes an error where it is used.
pub fn load(tree: &Table, folder: Option<&Path>) -> Attachments {
    let mut files = Attachments::default();
    for name in names(tree, "file") {
        files.insert(name, text_of(name, folder));
    }
    for name in names(tree, "campaign") {
        let text = text_of(name, folder);
        if let (Ok(text), Some(folder)) = (&text, folder) {
            files.insert_inner(name, load_of_campaign(text, &folder.join(name)));
        }
        files.insert(name, text);
    }
    files
}

/// Loads the files that a campaign refers to; campaigns of campaigns are not looked for, as only ramps have them and no
/// campaign is a ramp.
fn load_of_campaign(text: &str, path: &Path) -> Attachments {
    let problems = Problems::new();
    let tree = reader::parse(&mut Sources::new("", text.to_owned()), &[], &problems);
    let mut files = Attachments::default();
    for name in names(&tree, "file") {
        files.insert(name, text_of(name, path.parent()));
    }
    files
}

fn text_of(name: &str, folder: Option<&Path>) -> Result<String, String> {
    match folder {
        Some(folder) => read(&folder.join(name)),
        None => Err("this scenario has no folder to look in".to_owned()),
    }
}

/// The texts of a key anywhere in the tree.
fn names<'a>(tree: &'a Table, key: &str) -> Vec<&'a str> {
    let mut names = Vec::new();
    collect(tree, key, &mut names);
    names
}

fn collect<'a>(table: &'a Table, key: &str, names: &mut Vec<&'a str>) {
    for entry in &table.entries {
        match &entry.node.value {
            Value::Text(name) if entry.key == key => names.push(name),
            Value::Table(inner) => collect(inner, key, names),
            _ => {}
        }
    }
}

fn read(path: &Path) -> Result<String, String> {
    let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
    let mut text = String::new();
    let read = file.take(MOST_BYTES + 1).read_to_string(&mut text);
    match read {
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
            Err("it is not UTF-8 text".to_owned())
        }
        Err(error) => Err(error.to_string()),
        Ok(bytes) if bytes as u64 > MOST_BYTES => Err("it is larger than 64 MB".to_owned()),
        Ok(_) => Ok(text),
    }
}
