//! A typed key that may be missing, wrong or fine.

use crate::reader::probe::Probe;
use crate::reader::survey::Limits;
use crate::reader::{Item, Problems, Span, Trail, words};

/// What reading one key gave.
///
/// A key that is present but wrong was reported when it was read; it then counts
/// as having no value and causes no further problem.
#[derive(Debug)]
pub struct Field<'a, T> {
    /// The value, if present and right.
    pub(super) value: Option<T>,
    /// The item, if the key is present.
    pub(super) item: Option<Item<'a>>,
    /// The key asked for.
    pub(super) key: &'static str,
    /// The section the key belongs to.
    pub(super) home: Home<'a>,
    /// How the value's limits are written in messages.
    pub(super) show: fn(f64) -> String,
    /// How a value is written in descriptions of the format.
    pub(super) tell: fn(&T) -> Option<serde_json::Value>,
}

/// The section a field belongs to, as far as messages need it.
#[derive(Clone, Debug)]
pub(super) struct Home<'a> {
    pub trail: Trail,
    pub span: Span,
    pub problems: &'a Problems,
    /// The survey's, if its file is read.
    pub probe: Option<Probe<'a>>,
}

impl Home<'_> {
    /// Reports that `key` is needed.
    pub fn missing(&self, key: &str, help: &str) {
        if let Some(probe) = self.probe {
            probe.require(key);
        }
        let title = if self.trail.is_root() {
            format!("the scenario needs `{key}`")
        } else {
            format!("`{}` needs `{key}`", self.trail)
        };
        let label = format!("`{key}` is missing");
        self.problems
            .error("missing_key", Some(self.span), title, label, help);
    }
}

impl<T> Field<'_, T> {
    /// The value, or `default` if there is none.
    pub fn or(self, default: T) -> T {
        if let Some(probe) = self.item.and_then(|item| item.probe())
            && let Some(told) = (self.tell)(&default)
        {
            probe.default(told);
        }
        self.value.unwrap_or(default)
    }

    /// The value, if there is one.
    pub fn optional(self) -> Option<T> {
        self.value
    }

    /// The value; a missing key is an error and gives the type's default, which
    /// only keeps reading going.
    pub fn required(self) -> T
    where
        T: Default,
    {
        if let Some(probe) = self.home.probe {
            probe.require(self.key);
        }
        if self.item.is_none() {
            let key = self.key;
            let help = if self.home.trail.is_root() {
                format!("add `{key} = ...`")
            } else {
                format!("add `{key} = ...` to `{}`", self.home.trail)
            };
            self.home.missing(key, &help);
        }
        self.value.unwrap_or_default()
    }

    /// The same field, whose value [`Field::or`] can tell in a description of the format.
    #[must_use]
    pub fn told(self, tell: fn(&T) -> Option<serde_json::Value>) -> Self {
        Self { tell, ..self }
    }

    /// Where the value stands, if the key is present.
    pub fn span(&self) -> Option<Span> {
        self.item.map(|item| item.span())
    }

    /// Drops and reports a value that `f` refuses. `f` says what is allowed, such
    /// as "must be at least 1".
    #[must_use]
    pub fn check(mut self, f: impl FnOnce(&T) -> Result<(), String>) -> Self {
        let refused = self.value.as_ref().and_then(|value| f(value).err());
        if let (Some(allowed), Some(item)) = (refused, self.item) {
            let found = words::value(item.node());
            let title = format!("`{}` cannot be {found}", item.path());
            let problems = item.problems();
            let help = format!("it {allowed}");
            problems.error("out_of_range", Some(item.span()), title, "", help);
            self.value = None;
        }
        self
    }

    /// [`Field::check`] with a limit's wording.
    fn limit(
        self,
        limits: Limits,
        fits: impl FnOnce(&T) -> bool,
        allowed: impl FnOnce() -> String,
    ) -> Self {
        if let Some(probe) = self.item.and_then(|item| item.probe()) {
            probe.limit(limits);
        }
        self.check(|value| {
            let wording = || format!("must be {}", allowed());
            fits(value).then_some(()).ok_or_else(wording)
        })
    }
}

/// The same limits for both kinds of numbers.
macro_rules! limits {
    ($number:ty) => {
        impl Field<'_, $number> {
            /// Refuses values below `x`.
            #[must_use]
            pub fn at_least(self, x: $number) -> Self {
                let show = self.show;
                let limits = Limits {
                    least: Some(x as f64),
                    ..Limits::default()
                };
                self.limit(
                    limits,
                    |v| *v >= x,
                    || format!("at least {}", show(x as f64)),
                )
            }

            /// Refuses values above `x`.
            #[must_use]
            pub fn at_most(self, x: $number) -> Self {
                let show = self.show;
                let limits = Limits {
                    most: Some(x as f64),
                    ..Limits::default()
                };
                self.limit(
                    limits,
                    |v| *v <= x,
                    || format!("at most {}", show(x as f64)),
                )
            }

            /// Refuses values up to and including `x`.
            #[must_use]
            pub fn above(self, x: $number) -> Self {
                let show = self.show;
                let limits = Limits {
                    above: Some(x as f64),
                    ..Limits::default()
                };
                self.limit(
                    limits,
                    |v| *v > x,
                    || format!("more than {}", show(x as f64)),
                )
            }

            /// Refuses values outside `lo` to `hi`, both included.
            #[must_use]
            pub fn within(self, lo: $number, hi: $number) -> Self {
                let show = self.show;
                let allowed = || format!("between {} and {}", show(lo as f64), show(hi as f64));
                let limits = Limits {
                    least: Some(lo as f64),
                    most: Some(hi as f64),
                    above: None,
                };
                self.limit(limits, |v| (lo..=hi).contains(v), allowed)
            }
        }
    };
}

limits!(f64);
limits!(i64);
