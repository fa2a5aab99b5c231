//! Aligned columns: the first to the left, the others to the right.

use comfy_table::{CellAlignment, Table, presets};
use unicode_width::UnicodeWidthStr;

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
        if let Some(first) = cells.first_mut().filter(|_| !self.prose) {
            *first = clip_to(first, LONGEST_NAME);
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
pub const WIDTH: usize = 100;

/// Whether a text without colours fits in a terminal.
pub fn fits(text: &str) -> bool {
    text.lines().all(|line| width(line) <= WIDTH)
}

/// Columns of a terminal that a text takes: Chinese characters take two.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// A text with blanks behind it, so that it takes so many columns.
pub fn padded(text: &str, columns: usize) -> String {
    let blanks = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(blanks))
}

/// The beginning of a text that takes no more columns than so many.
pub fn clip_to(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut clipped = String::new();
    for letter in text.chars() {
        let letter = letter.to_string();
        if width(&clipped) + width(&letter) + 1 > most {
            break;
        }
        clipped.push_str(&letter);
    }
    clipped + "…"
}

/// A name that takes no more columns than so many: of a long one beginning and end, as names are often alike at the beginning.
pub fn clip_amid(name: &str, most: usize) -> String {
    if width(name) <= most {
        return name.to_owned();
    }
    let mut tail = String::new();
    for letter in name.chars().rev() {
        let longer = format!("{letter}{tail}");
        if width(&longer) > most / 2 {
            break;
        }
        tail = longer;
    }
    clip_to(name, most - width(&tail)) + &tail
}

/// A sentence in lines that fit, each after the first indented, where the first begins behind as much.
pub fn folded(text: &str, indent: usize) -> String {
    let (mut folded, mut column) = (String::new(), indent);
    for word in text.split(' ') {
        let length = width(word);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_takes_two_columns() {
        assert_eq!(width("平台 slot"), 9);
        assert_eq!(padded("平台", 6), "平台  ");
        assert_eq!(clip_to("abcdef", 4), "abc…");
        assert_eq!(clip_to("平台位", 6), "平台位");
        assert_eq!(clip_to("平台位", 5), "平台…");
        assert_eq!(clip_amid("four_temps", 10), "four_temps");
        assert_eq!(clip_amid("goal_number_1", 8), "goa…er_1");
        assert_eq!(clip_amid("一个很长的方案", 9), "一个…方案");
        let folded = folded(&"平台位 ".repeat(20), 4);
        assert!(folded.lines().count() > 1 && folded.lines().all(|line| width(line) <= 100));
    }
}
