//! Aligned columns: the first to the left, the others to the right.

use comfy_table::{CellAlignment, Table, presets};

/// A table of texts under headings.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// With what tells how much a row matters beside others.
    rows: Vec<(f64, Vec<String>)>,
    prose: bool,
}

impl Columns {
    /// A table with these headings; each may have several lines.
    pub fn new<T: Into<String>>(headings: impl IntoIterator<Item = T>) -> Self {
        let mut columns = Self::default();
        columns.row(headings);
        columns
    }

    /// A table without headings whose columns all stand to the left.
    pub fn plain() -> Self {
        Self {
            prose: true,
            ..Self::default()
        }
    }

    /// Adds a row; all rows matter alike.
    pub fn row<T: Into<String>>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.weighted_row(0.0, cells);
    }

    /// Adds a row that matters so much, and is left out after those that matter less.
    pub fn weighted_row<T: Into<String>>(
        &mut self,
        weight: f64,
        cells: impl IntoIterator<Item = T>,
    ) {
        let mut cells: Vec<String> = cells.into_iter().map(Into::into).collect();
        // Long ids leave no room for the numbers.
        if let Some(first) = cells.first_mut().filter(|_| !self.prose)
            && first.chars().count() > LONGEST_NAME
        {
            *first = first.chars().take(LONGEST_NAME - 1).chain(['…']).collect();
        }
        self.rows.push((weight, cells));
    }

    /// The table as text with no more than so many rows below the headings, those that matter most and of equal ones the
    /// first; says how many are left out.
    pub fn text_of(mut self, most: usize) -> String {
        let more = self.rows.len().saturating_sub(most + 1);
        if more <= 1 {
            return self.text();
        }
        let mut order: Vec<usize> = (1..self.rows.len()).collect();
        order.sort_by(|&a, &b| self.rows[b].0.total_cmp(&self.rows[a].0));
        let mut kept = vec![0];
        kept.extend(order.into_iter().take(most));
        kept.sort_unstable();
        let rows = kept
            .into_iter()
            .map(|row| std::mem::take(&mut self.rows[row]));
        self.rows = rows.collect();
        format!(
            "{}  ... and {more} more, all of them with --json\n",
            self.text()
        )
    }

    /// The table as text, indented by two spaces, without spaces at the ends of lines.
    pub fn text(&self) -> String {
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        for (_, row) in &self.rows {
            table.add_row(row);
        }
        for (index, column) in table.column_iter_mut().enumerate() {
            column.set_padding(if index == 0 { (0, 0) } else { (2, 0) });
            if index > 0 && !self.prose {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        let mut text = String::new();
        for line in table.to_string().lines() {
            text.push_str("  ");
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// Longest first cell of a row, in characters.
const LONGEST_NAME: usize = 22;

/// Columns of a terminal that a report fits in.
pub(super) const WIDTH: usize = 100;

/// Whether a text without colours fits in a terminal.
pub fn fits(text: &str) -> bool {
    text.lines().all(|line| line.chars().count() <= WIDTH)
}

/// A sentence in lines that fit, each after the first indented, where the first begins behind as much.
pub fn folded(text: &str, indent: usize) -> String {
    let (mut folded, mut column) = (String::new(), indent);
    for word in text.split(' ') {
        let length = word.chars().count();
        if column + 1 + length > WIDTH && column > indent {
            folded.push('\n');
            folded.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        } else if column > indent {
            folded.push(' ');
            column += 1;
        }
        folded.push_str(word);
        column += length;
    }
    folded
}
