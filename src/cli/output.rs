//! Results go out: to stdout, or to files that are written beside and renamed, so that a stopped run leaves no half file.

use super::Exit;
use anstream::eprintln;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Prints a text to stdout.
pub fn print(text: &str) -> Result<(), Exit> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| failed("standard output", &error))
}

/// Tells what failed.
pub fn failed(what: &str, error: &io::Error) -> Exit {
    // Where stderr is closed as well there is nobody left to tell.
    let _ = writeln!(anstream::stderr(), "error: cannot write {what}: {error}");
    Exit::InputOutput
}

/// A file in the making; nothing of it is seen until [`Draft::publish`].
#[derive(Debug)]
pub struct Draft {
    file: NamedTempFile,
    path: PathBuf,
}

impl Draft {
    /// Begins a file. What stands in the way (a missing folder, no permission) shows here, before long work is done.
    pub fn new(path: &Path) -> Result<Self, Exit> {
        let shown = format!("`{}`", path.display());
        if path.is_dir() {
            eprintln!("error: cannot write {shown}: it is a directory");
            return Err(Exit::InputOutput);
        }
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let file = tempfile::Builder::new()
            .prefix(".surgeplan-")
            .permissions_like_new_files()
            .tempfile_in(folder)
            .map_err(|error| failed(&shown, &error))?;
        Ok(Self {
            file,
            path: path.to_owned(),
        })
    }

    /// Writes the file's contents.
    pub fn fill(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Exit> {
        let mut out = BufWriter::new(self.file.as_file_mut());
        write(&mut out)
            .and_then(|()| out.flush())
            .map_err(|error| failed(&format!("`{}`", self.path.display()), &error))
    }

    /// Gives the file its name, over an older one if there is one.
    pub fn publish(self) -> Result<(), Exit> {
        let shown = format!("`{}`", self.path.display());
        self.file
            .persist(&self.path)
            .map(|_| ())
            .map_err(|error| failed(&shown, &error.error))
    }
}

/// New files of other programs can be read by the group and others as the user has set it; temporary ones cannot, unless
/// told so.
trait PermissionsLikeNewFiles {
    fn permissions_like_new_files(&mut self) -> &mut Self;
}

impl PermissionsLikeNewFiles for tempfile::Builder<'_, '_> {
    #[cfg(unix)]
    fn permissions_like_new_files(&mut self) -> &mut Self {
        use std::os::unix::fs::PermissionsExt;
        // The system takes the user's mask off.
        self.permissions(fs::Permissions::from_mode(0o666))
    }

    #[cfg(not(unix))]
    fn permissions_like_new_files(&mut self) -> &mut Self {
        self
    }
}

/// Several files of one folder, published together.
#[derive(Debug, Default)]
pub struct Drafts(Vec<Draft>);

impl Drafts {
    /// Begins files of these names; the folder is made if it is not there.
    pub fn new(folder: &Path, names: &[&str]) -> Result<Self, Exit> {
        fs::create_dir_all(folder)
            .map_err(|error| failed(&format!("folder `{}`", folder.display()), &error))?;
        names
            .iter()
            .map(|name| Draft::new(&folder.join(name)))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Writes the contents of the `index`-th.
    pub fn fill(
        &mut self,
        index: usize,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Exit> {
        self.0[index].fill(write)
    }

    /// Gives all files their names.
    pub fn publish(self) -> Result<(), Exit> {
        self.0.into_iter().try_for_each(Draft::publish)
    }
}
