//! Aligned columns: the first to the left, the others to the right.

use comfy_table::{CellAlignment, Table, presets};

/// A table of texts under headings.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    rows: Vec<Vec<String>>,
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

    /// Adds a row.
    pub fn row<T: Into<String>>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// The table as text, indented by two spaces, without spaces at the ends of lines.
    pub fn text(&self) -> String {
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        for row in &self.rows {
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
