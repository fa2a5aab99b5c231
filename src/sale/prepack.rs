//! Prepacking: boxes packed before the opening, one piece to a box.

use super::context::Context;
use super::stock::Stock;
use crate::random::{Kind, Quantity};
use crate::reader::Section;

/// `[prepack]` for one product, or `[prepack.ID]` tables for several.
pub fn read(root: &Section<'_>, cx: &Context<'_>, stocks: &mut [Stock]) {
    let Some(section) = root.table("prepack") else {
        return;
    };
    if section.has("product") || section.has("share") {
        read_one_prepack(section, cx, stocks);
        return;
    }
    for (_, entry) in section.items() {
        if let Some(one) = entry.section() {
            read_one_prepack(one, cx, stocks);
        }
    }
    section.close();
}

fn read_one_prepack(s: Section<'_>, cx: &Context<'_>, stocks: &mut [Stock]) {
    s.about("Boxes packed before opening, one piece to a box.");
    let product = s.reference("product", "product", &cx.ids.products);
    let span = product.span();
    let product = if s.has("product") {
        product.optional()
    } else {
        s.missing("product", "the id of the product that is packed in advance");
        None
    };
    let share = s.probability("share").required();
    s.later("shift", "prepacking on shifts");
    cx.unreckoned(&s, "from", |item| item.moment());
    cx.unreckoned(&s, "unpack", |item| item.duration());
    cx.unreckoned(&s, "work", |item| {
        Quantity::read(item, Kind::Duration, cx.files)
    });
    cx.unreckoned_money(&s, "wage");
    if let Some(stock) = product.and_then(|index| stocks.get_mut(index)) {
        if stock.boxes > 0 {
            s.problems().error(
                "twice",
                span,
                format!("`{}`: this product is prepacked already", s.path()),
                "",
                "keep one of the two",
            );
        }
        match stock.pieces {
            Some(pieces) => {
                // A share such as 0.3 of 10 must not become 2.9999.
                stock.boxes = ((pieces as f64 * share + 1e-9) as u64).min(stock.sellable());
            }
            // A stock that is there but wrong has its own error.
            None if share > 0.0 && !s.problems().has_errors() => s.problems().error(
                "missing_key",
                span,
                format!("`{}` packs a share of a stock that is not given", s.path()),
                "",
                "give the product a stock",
            ),
            None => {}
        }
    }
    s.close();
}
