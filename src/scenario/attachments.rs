//! Loads the files a scenario refers to (profiles, observed values), so that the rooms that use them need no disk.

use crate::random::Attachments;
use crate::reader::{Table, Value};
use std::io::Read;
use std::path::Path;

/// The largest file that is loaded, in bytes.
const MOST_BYTES: u64 = 64 << 20;

/// Loads every file named by a `file` key anywhere in the tree; paths are relative to the scenario's folder. What
/// cannot be read is kept with the reason, and becomes an error where it is used.
pub fn load(tree: &Table, folder: Option<&Path>) -> Attachments {
    let mut names = Vec::new();
    collect(tree, &mut names);
    let mut files = Attachments::default();
    for name in names {
        let text = match folder {
            Some(folder) => read(&folder.join(name)),
            None => Err("this scenario has no folder to look in".to_owned()),
        };
        files.insert(name, text);
    }
    files
}

fn collect<'a>(table: &'a Table, names: &mut Vec<&'a str>) {
    for entry in &table.entries {
        match &entry.node.value {
            Value::Text(name) if entry.key == "file" => names.push(name),
            Value::Table(inner) => collect(inner, names),
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
