//! Results go out: to stdout, or to files that are written beside and renamed, so that a stopped run leaves no half file.

use super::Exit;
use std::fmt::Display;
use std::fs::{self, OpenOptions};
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

/// Prints a text to stderr.
pub fn tell(text: impl Display) {
    // Where stderr is closed or full as well there is nobody left to tell; the exit code says it.
    let _ = write!(anstream::stderr(), "{text}");
}

/// Tells what failed.
pub fn failed(what: &str, error: &io::Error) -> Exit {
    // Who reads no further, such as `head`, wants to hear no more either.
    if error.kind() != io::ErrorKind::BrokenPipe {
        tell(format_args!("error: cannot write {what}: {error}\n"));
    }
    Exit::InputOutput
}

/// A file in the making; nothing of it is seen until [`Draft::publish`].
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
    shown: String,
    contents: Option<NamedTempFile>,
}

impl Draft {
    /// Plans a file. What stands in the way (a missing folder, no permission) shows here, before long work is done; nothing
    /// stays behind when that work is stopped.
    pub fn new(path: &Path) -> Result<Self, Exit> {
        let shown = format!("`{}`", path.display());
        if path.is_dir() {
            tell(format_args!(
                "error: cannot write {shown}: it is a directory\nhelp: name a file in it\n"
            ));
            return Err(Exit::InputOutput);
        }
        let folder = folder_of(path);
        if !folder.is_dir() {
            let folder = folder.display();
            tell(format_args!(
                "error: cannot write {shown}: there is no folder `{folder}`\nhelp: make the folder, or choose another\n"
            ));
            return Err(Exit::InputOutput);
        }
        let draft = Self {
            // A link stays a link: what it leads to is written.
            path: fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()),
            shown,
            contents: None,
        };
        if !draft.is_device() {
            draft.begin()?;
        }
        Ok(draft)
    }

    /// Devices and pipes are written to; a file renamed over them would take their place.
    fn is_device(&self) -> bool {
        fs::metadata(&self.path).is_ok_and(|there| !there.is_file())
    }

    fn begin(&self) -> Result<NamedTempFile, Exit> {
        tempfile::Builder::new()
            .prefix(".surgeplan-")
            .permissions_like_new_files()
            .tempfile_in(folder_of(&self.path))
            // Without the temporary name that the error carries.
            .map_err(|error| failed(&self.shown, &error.kind().into()))
    }

    /// Writes the file's contents.
    pub fn fill(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Exit> {
        let written = if self.is_device() {
            let device = OpenOptions::new().write(true).open(&self.path);
            device.and_then(|device| write_all(&device, write))
        } else {
            let file = self.begin()?;
            let written = write_all(file.as_file(), write);
            self.contents = Some(file);
            written
        };
        written.map_err(|error| failed(&self.shown, &error))
    }

    /// Gives the file its name, over an older one if there is one.
    pub fn publish(self) -> Result<(), Exit> {
        let Some(file) = self.contents else {
            return Ok(());
        };
        file.persist(&self.path)
            .map(|_| ())
            .map_err(|error| failed(&self.shown, &error.error))
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn write_all(
    file: &fs::File,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    out.flush()
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
