//! Reads a scenario file from disk, with clear words when that fails.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::reader::Sources;

/// Largest scenario file that is read, in bytes.
pub const MAX_BYTES: usize = 4 << 20;

/// Why a scenario file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// What went wrong, naming the file.
    pub message: String,
    /// What to do about it; may be empty.
    pub help: String,
    /// True if the operating system refused, false if the content is wrong.
    pub is_io: bool,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if self.help.is_empty() {
            return Ok(());
        }
        write!(f, "\nhelp: {}", self.help)
    }
}

impl std::error::Error for ReadError {}

/// Reads a scenario file as source 0. Its name is the path as given.
///
/// # Errors
/// If the file cannot be opened or read, is a directory, is larger than
/// [`MAX_BYTES`], or is not UTF-8 text with something in it.
pub fn read_file(path: &Path) -> Result<Sources, ReadError> {
    let name = path.display().to_string();
    let refused = |reason: &std::io::Error| ReadError {
        message: format!("cannot read {name}: {reason}"),
        help: "check the path and its permissions".to_owned(),
        is_io: true,
    };
    let mut file = File::open(path).map_err(|reason| refused(&reason))?;
    let facts = file.metadata().map_err(|reason| refused(&reason))?;
    if facts.is_dir() {
        return Err(ReadError {
            message: format!("cannot read {name}: it is a directory"),
            help: "name the scenario file inside it".to_owned(),
            is_io: true,
        });
    }
    if facts.len() > MAX_BYTES as u64 {
        return Err(too_large(&name));
    }
    let mut bytes = Vec::new();
    // Pipes and growing files report no useful size, so the limit holds here too.
    let mut limited = file.by_ref().take(MAX_BYTES as u64 + 1);
    let read = limited.read_to_end(&mut bytes);
    read.map_err(|reason| refused(&reason))?;
    if bytes.len() > MAX_BYTES {
        return Err(too_large(&name));
    }
    let text = text_from_bytes(&name, bytes)?;
    Ok(Sources::new(&name, text))
}

fn too_large(name: &str) -> ReadError {
    content(
        format!("{name} is larger than {} MB", MAX_BYTES >> 20),
        "is this a scenario file? they are a few pages of text",
    )
}

fn content(message: String, help: &str) -> ReadError {
    ReadError {
        message,
        help: help.to_owned(),
        is_io: false,
    }
}

/// Checks that the bytes are text worth parsing.
fn text_from_bytes(name: &str, bytes: Vec<u8>) -> Result<String, ReadError> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(content(
            format!("{name} is saved as UTF-16 text"),
            "save it as UTF-8 in your editor",
        ));
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(content(
            format!("{name} is not text: byte {} is a NUL", at + 1),
            "is this a scenario file?",
        ));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = &error.as_bytes()[..valid];
        let line = before.split(|byte| *byte == b'\n').count();
        content(
            format!(
                "{name} is not UTF-8 text: line {line}, byte {} of the file",
                valid + 1
            ),
            "save it as UTF-8 in your editor",
        )
    })?;
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Err(content(
            format!("{name} is empty"),
            "is this a scenario file?",
        ));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> String {
        let error = text_from_bytes("shop.toml", bytes.to_vec()).unwrap_err();
        assert!(!error.is_io);
        error.to_string()
    }

    #[test]
    fn wrong_content_is_named() {
        assert_eq!(
            refused(b" \n\t"),
            "shop.toml is empty\nhelp: is this a scenario file?"
        );
        assert_eq!(
            refused(b"a = 1\nb = \xff"),
            "shop.toml is not UTF-8 text: line 2, byte 11 of the file\n\
             help: save it as UTF-8 in your editor"
        );
        assert!(refused(b"a\0").starts_with("shop.toml is not text: byte 2 is a NUL"));
        assert!(refused(b"\xff\xfea\0").contains("UTF-16"));
        assert!(refused(b"\xef\xbb\xbf \n").contains("is empty"));
    }

    #[test]
    fn missing_file_and_directory_are_io() {
        let missing = read_file(Path::new("/no/such/shop.toml")).unwrap_err();
        assert!(missing.is_io && missing.message.contains("/no/such/shop.toml"));
        let folder = read_file(&std::env::temp_dir()).unwrap_err();
        assert!(folder.is_io && folder.message.contains("is a directory"));
    }

    #[test]
    fn good_file_and_too_large_file() {
        let path = std::env::temp_dir().join(format!("surgeplan-reader-{}", std::process::id()));
        std::fs::write(&path, "\u{feff}a = 1\n").unwrap();
        assert_eq!(read_file(&path).unwrap().text(0), "a = 1\n");
        std::fs::write(&path, vec![b' '; MAX_BYTES + 1]).unwrap();
        let large = read_file(&path).unwrap_err();
        std::fs::remove_file(&path).unwrap();
        assert!(!large.is_io && large.message.ends_with("is larger than 4 MB"));
    }
}
