//! Scenarios with an error: what is wrong, where, the offending text underlined, what is allowed.

use crate::shop;

use shop::{BASE, Shop};

/// The stretches of text over carets, from the snippets of an error text.
fn underlined(errors: &str) -> Vec<String> {
    let lines: Vec<&str> = errors.lines().collect();
    let mut found = Vec::new();
    for pair in lines.windows(2) {
        let Some((margin, carets)) = pair[1].split_once("| ") else {
            continue;
        };
        if margin.trim().is_empty() && carets.trim_start().starts_with('^') {
            let start = pair[1].chars().count() - carets.trim_start().chars().count();
            let length = carets
                .trim_start()
                .chars()
                .take_while(|c| *c == '^')
                .count();
            found.push(pair[0].chars().skip(start).take(length).collect());
        }
    }
    found
}

/// Cases, one a line: what to replace in the base scenario (`⏎` ends a line) `=>` by what `|` place of the first error `|`
/// the text underlined `|` words of it `|` number of errors when there are several.
#[track_caller]
fn refuse(cases: &str) {
    let (shop, mut failures) = (Shop::new(), Vec::new());
    for case in cases.lines().map(str::trim).filter(|case| !case.is_empty()) {
        let columns: Vec<&str> = case.split(" | ").collect();
        let [change, place, text, words] = columns[..4] else {
            panic!("{case}");
        };
        let (from, to) = change.split_once(" => ").expect("a change");
        let (from, to) = (from.replace('⏎', "\n"), to.replace('⏎', "\n"));
        assert_eq!(
            BASE.matches(&from).count(),
            1,
            "`{from}` stands once in the base"
        );
        shop.write("shop.toml", BASE.replace(&from, &to));
        let errors = shop.ends(2, &["check", "shop.toml"]).stderr;
        let arrow = errors
            .lines()
            .find(|line| line.trim_start().starts_with("-->"));
        let first = arrow.map(|line| line.trim_start().trim_start_matches("--> shop.toml:"));
        let count = match columns.get(4) {
            None => "\n1 error in shop.toml\n".to_owned(),
            Some(count) => format!("\n{count} errors in shop.toml\n"),
        };
        let right = first == Some(place)
            && underlined(&errors)[0] == text
            && errors.contains(words)
            && errors.ends_with(&count)
            // What is allowed.
            && (errors.contains("= help: ") || errors.contains(" must be "));
        if !right {
            failures.push(format!("{case}\n{errors}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn slips_of_syntax() {
    refuse(
        r#"
        orders = 100 => orders =# | 6:9 | # | a value is missing
        title = "Base" => title "Base" | 1:7 | " | this key has no value
        "75s" => 75s | 20:17 | 75s | text goes in quotes
        "#,
    );
}

#[test]
fn keys() {
    refuse(
        r#"
        heat = { => haet = { | 4:1 | haet | did you mean `heat`?
        [station.pick] => [statoin.pick] | 16:2 | statoin | did you mean `station`?
        stock = 90 => stock = 90⏎stock = 91 | 10:1 | stock | first written here
        [station.pick] => [station.pick]⏎[station.pick] | 17:10 | pick | first written here
        price = 79.0⏎ =>  | 10:10 | beside | `product.beside` needs `price`
        metric = "ship.within_promise"⏎ =>  | 25:7 | in_time | `goal.in_time` needs `metric`
        at_least = 0.5⏎ =>  | 26:10 | "ship.within_promise" | write at_least or at_most
        at = "14:00",  =>  | 24:8 | noon | `carrier.sto.pickup.noon` needs `at`
        orders = 100⏎ =>  | 5:9 | fans | needs exactly one way
        orders = 100⏎ => orders = 100⏎visitors = 5⏎ | 5:9 | fans | found orders, visitors
        , parcels = 40 =>  | 24:8 | noon | needs either parcels or couriers
        title = "Base" => title = "Base"⏎[source."two words"]⏎orders = 1 | 2:9 | "two words" | is not a good id
        "#,
    );
}

#[test]
fn types_and_units() {
    refuse(
        r#"
        orders = 100 => orders = "100" | 6:10 | "100" | write it without quotes: 100
        orders = 100 => orders = true | 6:10 | true | expected a number, found true or false
        orders = 100 => orders = [100] | 6:10 | [100] | expected a number, found a list
        stock = 90 => stock = 90.5 | 9:9 | 90.5 | must be a whole number
        "20s" => 20 | 17:8 | 20 | is a duration and needs a unit
        "20s" => "20 parsecs" | 17:8 | "20 parsecs" | the units are ms, s, min
        "20s" => "1e400d" | 17:8 | "1e400d" | is not a duration
        share = 0.3 => share = "30%" | 15:9 | "30%" | write it as a part of one: 0.3
        "14:00" => "2pm" | 24:22 | "2pm" | is not a clock time
        2026-11-11T10:00:00 => 2026-11-11T10:00:00Z | 3:9 | 2026-11-11T10:00:00Z | without an offset
        2026-11-11T10:00:00 => 2026-02-30T10:00:00 | 3:9 | 2026-02-30T10:00:00 | no such date
        title = "Base" => title = 5 | 1:9 | 5 | put it in quotes
        "hit" => 7 | 14:11 | 7 | put it in quotes
        ["10:00-22:00"] => ["10:00"] | 22:9 | "10:00" | help
        "#,
    );
}

#[test]
fn numbers_out_of_range() {
    refuse(
        r#"
        orders = 100 => orders = nan | 6:10 | nan | must be a finite number
        orders = 100 => orders = inf | 6:10 | inf | must be a finite number
        orders = 100 => orders = -1 | 6:10 | -1 | must be 0 or more
        orders = 100 => orders = 99999999999999999999 | 6:10 | 99999999999999999999 | too big
        price = 99.0 => price = -0.01 | 8:9 | -0.01 | at least 0
        price = 99.0 => price = -inf | 8:9 | -inf | must be a finite number
        stock = 90 => stock = -9223372036854775808 | 9:9 | -9223372036854775808 | between 0 and
        share = 0.3 => share = 1.01 | 15:9 | 1.01 | between 0 and 1
        work = "20s"⏎servers = 1 => work = "20s"⏎servers = 0 | 18:11 | 0 | between 1 and
        with_probability = 0.5 => with_probability = 1.5 | 28:20 | 1.5 | between 0 and 1
        cv = 0.5 => cv = -1 | 20:1 | work | must be between 0 and 100
        mean = "75s" => mean = "0s" | 20:1 | work | must be above 0
        "20s" => "9h" | 17:8 | "9h" | must be at most 8
        "20s" => "-20s" | 17:8 | "-20s" | 0 or more
        "#,
    );
}

#[test]
fn references() {
    refuse(
        r#"
        "hit" => "hits" | 14:11 | "hits" | did you mean `hit`?
        orders = 100 => orders = 100⏎profile = "morning" | 7:11 | "morning" | no profile is called
        price = 79.0 => price = 79.0⏎route = "fast" | 12:9 | "fast" | no route is called
        [carrier.sto] => [route]⏎standard = ["pick", "wrap"]⏎[carrier.sto] | 24:21 | "wrap" | there is: `pick`, `pack`
        [carrier.sto] => [carrier.sto]⏎overflow = "ems" | 24:12 | "ems" | no carrier is called
        [carrier.sto] => [carrier.sto]⏎only = ["fan"] | 24:9 | "fan" | did you mean `fans`?
        "ship.within_promise" => "ship.within_promises" | 26:10 | "ship.within_promises" | did you mean `ship.within_promise`?
        "#,
    );
}

#[test]
fn contradictions() {
    refuse(
        r#"
        [carrier.sto] => [route]⏎standard = ["pick", "pick"]⏎[carrier.sto] | 24:21 | "pick" | passes `pick` twice
        [carrier.sto] => [route]⏎standard = ["pick", "pack"]⏎back = ["pack", "pick"]⏎[carrier.sto] | 23:2 | route | contradict each other
        [carrier.sto] => [carrier.sto]⏎overflow = "sto" | 23:10 | sto | comes back to it
        at = "14:00" => at = "09:00", days = [0] | 23:10 | sto | no pickup between the opening
        at = "14:00" => at = "14:00", cutoff = "15:00" | 24:40 | "15:00" | the cut-off lies after the pickup
        heat = { => closes = 2026-11-11T09:00:00⏎heat = { | 4:10 | 2026-11-11T09:00:00 | is not after `sale.opens`
        heat = { => follow = "23h"⏎heat = { | 4:10 | "23h" | closes 24 h after opening
        heat = { => measure = ["30h", "10h"]⏎heat = { | 4:11 | ["30h", "10h"] | must rise
        stock = 90⏎ =>  | 13:11 | "hit" | a stock that is not given
        at_least = 0.5 => at_least = 0.5⏎at_most = 0.6 | 27:12 | 0.5 | both at_least and at_most
        "#,
    );
}

#[test]
fn stock_that_cannot_be() {
    refuse(
        r#"
        stock = 90 => stock = 90⏎restock.a = { ordered = "1h" } | 10:9 | a | needs `units`
        stock = 90 => stock = 90⏎restock.a = { units = 5 } | 10:9 | a | needs `ordered`
        stock = 90 => stock = 90⏎restock.a = { units = 0, ordered = "1h" } | 10:23 | 0 | between 1 and
        stock = 90 => stock = 90⏎restock.a = { units = 5, ordered = 6 } | 10:36 | 6 | needs a unit
        stock = 90 => stock = 90⏎restock.a = { units = 5, ordered = "1h", lead = "-1d" } | 10:49 | "-1d" | 0 or more
        stock = 90 => stock = 90⏎restock.a = { units = 5, ordered = "1h", if = "gone > 3" } | 10:47 | "gone > 3" | `gone` is not `sold`, `stock` or `hours`
        stock = 90 => stock = 90⏎restock.a = { units = 5, ordered = "1h", if = "sold" } | 10:47 | "sold" | such as "sold > 0.8 * stock"
        stock = 90 => stock = 90⏎restock.a = { units = 5, ordered = "1h", when = "sold" } | 10:42 | when | takes `if`, `lead`, `ordered`, `units`
        share = 0.2 => share = 0.2⏎restock.a = { units = 5, ordered = "1h" } | 13:1 | restock | give the product a stock
        share = 0.2 => share = 0.2⏎backorder = true | 13:1 | backorder | give the product a stock
        share = 0.2 => share = 0.2⏎miscount = 0.1 | 13:1 | miscount | give the product a stock
        stock = 90 => stock = 90⏎backorder = 1 | 10:13 | 1 | true or false
        stock = 90 => stock = 90⏎miscount = 2 | 10:12 | 2 | between 0 and 1
        orders = 100 => orders = 100⏎reserve = { units = 3, until = "1h" } | 7:1 | reserve | give the source a product
        orders = 100 => orders = 100⏎product = "hit"⏎reserve = { units = 3 } | 8:1 | reserve | needs `until`
        orders = 100 => orders = 100⏎product = "hit"⏎reserve = { units = 91, until = "1h" } | 8:1 | reserve | but only 90 are left
        orders = 100 => orders = 100⏎product = "beside"⏎reserve = { units = 1, until = "1h" } | 8:1 | reserve | give the product a stock
        stock = 90 => stock = 90⏎with = { besides = 0.1 } | 10:10 | besides | the products are: hit, beside
        stock = 90 => stock = 90⏎with = { hit = 0.1 } | 10:10 | hit | more pieces of the same are `units`
        stock = 90 => stock = 90⏎with = { beside = 1.1 } | 10:19 | 1.1 | must be between 0 and 1
        stock = 90 => stock = 90⏎with = { beside = -0.1 } | 10:19 | -0.1 | must be between 0 and 1
        stock = 90 => stock = 90⏎with = { beside = "6%" } | 10:19 | "6%" | expected a number
        stock = 90 => stock = 90⏎with = "beside" | 10:8 | "beside" | expected a table
        "#,
    );
}

#[test]
fn prepacking_that_cannot_be() {
    refuse(
        r#"
        share = 0.3 => share = 0.3⏎from = 2026-11-11T10:00:00 | 16:8 | 2026-11-11T10:00:00 | is not before the opening
        share = 0.3 => share = 0.3⏎from = 2026-08-01T10:00:00 | 16:8 | 2026-08-01T10:00:00 | more than 90 days before
        share = 0.3 => share = 0.3⏎from = "1d" | 16:8 | "1d" | is not a local date
        share = 0.3 => share = 0.3⏎work = 55 | 16:8 | 55 | needs a unit
        share = 0.3 => share = 0.3⏎work = "9h" | 16:8 | "9h" | must be at most 8
        share = 0.3 => share = 0.3⏎unpack = "-15s" | 16:10 | "-15s" | between 0
        share = 0.3 => share = 0.3⏎unpack = { mean = "15s", cv = 1 } | 16:10 | { mean = "15s", cv = 1 } | expected a duration, found a table
        share = 0.3 => share = 0.3⏎shift.x = { to = "18:00", assign = { t = 1 } }⏎[team.t] | 16:7 | x | needs `from`
        share = 0.3 => share = 0.3⏎shift.x = { from = "10:00", assign = { t = 1 } }⏎[team.t] | 16:7 | x | needs `to`
        share = 0.3 => share = 0.3⏎shift.x = { from = "10:00", to = "18:00", breaks = [], assign = { t = 1 } }⏎[team.t] | 16:43 | breaks | takes `assign`, `from`, `to`
        share = 0.3 => share = 0.3⏎shift.x = { from = "10:00", to = "18:00", assign = { t = -1 } }⏎shift.y = { from = "10:00", to = "11:00", assign = { t = 1 } }⏎[team.t] | 16:58 | -1 | between 0 and 100,000
        share = 0.3 => share = 0.3⏎shift.x = { from = "10:00", to = "18:00", assign = { t = "rest" } }⏎shift.y = { from = "10:00", to = "11:00", assign = { t = 1 } }⏎[team.t] | 16:58 | "rest" | expected a whole number
        share = 0.3 => share = 0.3⏎shift.x = { from = "10:00", to = "18:00", assign = { u = 1 } }⏎shift.y = { from = "10:00", to = "11:00", assign = { t = 1 } }⏎[team.t] | 16:54 | u | no team is called `u`
        share = 0.3 => share = 0.3⏎shift.x = { from = "10:00", to = "18:00", assign = { t = 1 } }⏎[team.t]⏎skills = { pick = 1 } | 16:54 | t | has no skill for `pack`
        share = 0.3 => share = 0.3⏎shift.x = { from = "10:00", to = "18:00", assign = { t = 2 } }⏎[team.t]⏎heads = 2⏎stay = 1 | 16:54 | t | more people of team `t` are placed at one time
        share = 0.3 => share = 0.3⏎from = 2026-11-11T08:00:00⏎shift.x = { from = "10:00", to = "18:00", assign = { t = 1 } }⏎[team.t] | 17:7 | x | does not run between `from` and the opening
        stock = 90 => stock = 900000000⏎[prepack.shift.x]⏎from = "10:00"⏎to = "18:00"⏎assign = { t = 1 }⏎[team.t] | 19:11 | "hit" | packs 270000000 boxes on shifts
        "#,
    );
    let shop = Shop::new();
    let named = BASE.replace("station.pack", "station.wrap").replace(
        "share = 0.3",
        "share = 0.3\nshift.x = { from = \"10:00\", to = \"18:00\", assign = { t = 1 } }\n[team.t]",
    );
    shop.write("shop.toml", named);
    let errors = shop.ends(2, &["check", "shop.toml"]).stderr;
    assert!(
        errors.contains("--> shop.toml:13:2") && errors.contains("`prepack` needs `work`"),
        "{errors}"
    );
}

/// Two tables at one time, and an ordinary shift of the evening before that lasts until after the opening.
#[test]
fn nobody_is_at_two_prepack_tables_or_at_one_and_in_the_line() {
    let shop = Shop::new();
    let shift = |hours: &str| format!("shift.x = {{ {hours}, assign = {{ t = 1 }} }}\n");
    let team = "[team.t]\nheads = 1\n";
    let tables = |first: &str, second: &str| {
        let stock = BASE.replace("price = 79.0", "price = 79.0\nstock = 9");
        stock.replace(
            "[prepack]\nproduct = \"hit\"\nshare = 0.3\n",
            &format!(
                "[prepack.a]\nproduct = \"hit\"\nshare = 0.3\n{}[prepack.b]\nproduct = \"beside\"\nshare = 0.3\n{}{team}",
                shift(first),
                shift(second)
            ),
        )
    };
    shop.write(
        "shop.toml",
        tables(
            "from = \"12:00\", to = \"14:00\"",
            "from = \"13:30\", to = \"15:00\"",
        ),
    );
    let errors = shop.ends(2, &["check", "shop.toml"]).stderr;
    assert!(
        errors.contains("error: more people of team `t`"),
        "{errors}"
    );
    assert!(
        errors.contains("- placed here at the same time"),
        "{errors}"
    );
    shop.write(
        "shop.toml",
        tables(
            "from = \"12:00\", to = \"14:00\"",
            "from = \"14:00\", to = \"15:00\"",
        ),
    );
    shop.ends(0, &["check", "shop.toml"]);

    let line = |to: &str| {
        let text = BASE.replace("servers = 1\nopen = [\"10:00-22:00\"]\n", "");
        let night =
            format!("[shift.night]\nfrom = \"20:00\"\nto = \"{to}\"\nassign.pack = {{ t = 1 }}\n");
        text.replace(
            "share = 0.3\n",
            &format!(
                "share = 0.3\n{}{team}{night}",
                shift("from = \"09:00\", to = \"18:00\"")
            ),
        )
    };
    shop.write("shop.toml", line("11:00"));
    let errors = shop.ends(2, &["check", "shop.toml"]).stderr;
    assert!(
        errors.contains("error: more people of team `t`"),
        "{errors}"
    );
    shop.write("shop.toml", line("09:00"));
    shop.ends(0, &["check", "shop.toml"]);
}

#[test]
fn floors_that_cannot_be() {
    refuse(
        r#"
        "20s" => "20s"⏎wave = 20 | 18:8 | 20 | expected a table, found a number
        "20s" => "20s"⏎wave = { after = "5min" } | 18:1 | wave | needs `orders`
        "20s" => "20s"⏎wave = { orders = 20 } | 18:1 | wave | needs `after`
        "20s" => "20s"⏎wave = { orders = 0, after = "5min" } | 18:19 | 0 | between 1 and
        "20s" => "20s"⏎wave = { orders = 2.5, after = "5min" } | 18:19 | 2.5 | must be a whole number
        "20s" => "20s"⏎wave = { orders = 20, after = 5 } | 18:31 | 5 | needs a unit
        "20s" => "20s"⏎wave = { orders = 20, after = "-5min" } | 18:31 | "-5min" | between 0 and
        "20s" => "20s"⏎wave = { orders = 20, after = "5min", work = 3 } | 18:46 | 3 | needs a unit
        "20s" => "20s"⏎wave = { orders = 20, after = "5min", work = "9h" } | 18:46 | "9h" | must be at most 8
        "20s" => "20s"⏎wave = { orders = 100_001, after = "5min" } | 18:19 | 100_001 | between 1 and
        "20s" => "20s"⏎wave = { orders = 20, after = "1001d" } | 18:31 | "1001d" | between 0 and
        "20s" => "20s"⏎wave = { orders = 20, after = "5min", most = 3 } | 18:39 | most | takes `after`, `orders`, `work`
        "20s" => "20s"⏎errors = 0.95 | 18:10 | 0.95 | between 0 and 0.9
        "20s" => "20s"⏎errors = "1%" | 18:10 | "1%" | 0.01
        "20s" => "20s"⏎errors = -0.1 | 18:10 | -0.1 | between 0 and 0.9
        "20s" => "20s"⏎catches = 1.5 | 18:11 | 1.5 | between 0 and 1
        "20s" => "20s"⏎catches = true | 18:11 | true | expected a number, found true or false
        "20s" => "20s"⏎down = "4h" | 18:8 | "4h" | expected a table, found text
        "20s" => "20s"⏎down = { every = "4h" } | 18:1 | down | needs `lasts`
        "20s" => "20s"⏎down = { lasts = "4h" } | 18:1 | down | needs `every`
        "20s" => "20s"⏎down = { every = "2s", lasts = "4h" } | 18:18 | "2s" | less than a minute
        "20s" => "20s"⏎down = { every = "4h", lasts = 20 } | 18:32 | 20 | needs a unit
        "20s" => "20s"⏎down = { every = "4h", lasts = "20min", from = "1h" } | 18:41 | from | takes `every`, `lasts`
        "#,
    );
}

#[test]
fn consumables_that_cannot_be() {
    refuse(
        r#"
        [carrier.sto] => [consumable.tape]⏎stock = 9⏎[carrier.sto] | 23:13 | tape | needs `station`
        [carrier.sto] => [consumable.tape]⏎station = "pack"⏎[carrier.sto] | 23:13 | tape | needs `stock`
        [carrier.sto] => [consumable.tape]⏎station = "wrap"⏎stock = 9⏎[carrier.sto] | 24:11 | "wrap" | there is: `pick`, `pack`
        [carrier.sto] => [consumable.tape]⏎station = "pack"⏎stock = -9⏎[carrier.sto] | 25:9 | -9 | between 0 and
        [carrier.sto] => [consumable.tape]⏎station = "pack"⏎stock = "9"⏎[carrier.sto] | 25:9 | "9" | without quotes: 9
        [carrier.sto] => [consumable.tape]⏎station = "pack"⏎stock = 0⏎[carrier.sto] | 25:9 | 0 | never anything of
        [carrier.sto] => [consumable.tape]⏎station = "pack"⏎stock = 9⏎per_order = -1⏎[carrier.sto] | 26:13 | -1 | between 0 and
        [carrier.sto] => [consumable.tape]⏎station = "pack"⏎stock = 9⏎per_unit = true⏎[carrier.sto] | 26:12 | true | expected a number
        [carrier.sto] => [consumable.tape]⏎station = "pack"⏎stock = 9⏎cost = -1⏎[carrier.sto] | 26:8 | -1 | at least 0
        [carrier.sto] => [consumable.tape]⏎station = "pack"⏎stock = 9⏎delivery.a = { at = "1h" }⏎[carrier.sto] | 26:10 | a | needs `units`
        [carrier.sto] => [consumable.tape]⏎station = "pack"⏎stock = 9⏎delivery.a = { units = 5 }⏎[carrier.sto] | 26:10 | a | needs `at`
        [carrier.sto] => [consumable.tape]⏎station = "pack"⏎stock = 9⏎delivery.a = { at = 1, units = 5 }⏎[carrier.sto] | 26:21 | 1 | needs a unit
        [carrier.sto] => [consumable.tape]⏎station = "pack"⏎stock = 9⏎delivery.a = { at = "soon", units = 5 }⏎[carrier.sto] | 26:21 | "soon" | is not a duration
        [carrier.sto] => [consumable.tape]⏎station = "pack"⏎stock = 9⏎delivery.a = { at = "1h", units = -5 }⏎[carrier.sto] | 26:35 | -5 | between 0 and
        [carrier.sto] => [consumable.tape]⏎station = "pack"⏎stock = 9⏎delivery.a = { at = 2036-11-11T10:00:00, units = 5 }⏎[carrier.sto] | 26:21 | 2036-11-11T10:00:00 | too far from the opening
        [carrier.sto] => [consumable.tape]⏎station = "pack"⏎stock = 9⏎when = 3⏎[carrier.sto] | 26:1 | when | takes `cost`, `delivery`, `per_order`, `per_unit`, `station`, `stock`
        "#,
    );
}

#[test]
fn desks_and_contacts_that_cannot_be() {
    let shown = |cases: &str| {
        let contact = "[goal.in_time] => [desk.d]⏎servers = 1⏎[contact.c]⏎desk = \"d\"⏎lag = { from = \"paid\", mean = \"1h\", cv = 1 }⏎work = \"5min\"";
        let ending = "⏎[goal.in_time]";
        refuse(&cases.replace("CONTACT", contact).replace("END", ending));
    };
    shown(
        r#"
        [goal.in_time] => [desk.d]⏎[goal.in_time] | 25:7 | d | nobody answers at
        [goal.in_time] => [desk.d]⏎[team.t]⏎[shift.s]⏎from = "08:00"⏎to = "18:00"⏎assign.d = { t = 0 }⏎[goal.in_time] | 25:7 | d | nobody answers at
        [goal.in_time] => [desk.pack]⏎servers = 1⏎[goal.in_time] | 25:7 | pack | are both called `pack`
        [goal.in_time] => [desk.d]⏎servers = 1⏎[team.t]⏎[shift.s]⏎from = "08:00"⏎to = "18:00"⏎assign.d = { t = 1 }⏎[goal.in_time] | 31:14 | t | `desk.d` has servers
        [goal.in_time] => [desk.d]⏎[team.t]⏎skills = { e = 1 }⏎[shift.s]⏎from = "08:00"⏎to = "18:00"⏎assign.d = { t = 1 }⏎[goal.in_time] | 27:12 | e | the stations or desks are: pick, pack, d | 2
        [goal.in_time] => [desk.d]⏎[team.t]⏎skills = {}⏎[shift.s]⏎from = "08:00"⏎to = "18:00"⏎assign.d = { t = 1 }⏎[goal.in_time] | 31:14 | t | has no skill for `d`
        [goal.in_time] => [desk.d]⏎open = ["10:00-12:00"]⏎[goal.in_time] | 25:7 | d | needs `servers` | 2
        [goal.in_time] => [desk.d]⏎servers = 0⏎[goal.in_time] | 26:11 | 0 | between 1 and
        [goal.in_time] => [desk.d]⏎servers = 1⏎chats = 0⏎[goal.in_time] | 27:9 | 0 | between 1 and 100
        [goal.in_time] => [desk.d]⏎servers = 1⏎chats = 1.5⏎[goal.in_time] | 27:9 | 1.5 | a whole number
        [goal.in_time] => [desk.d]⏎servers = 1⏎answer = "10min"⏎[goal.in_time] | 27:10 | "10min" | expected a table
        [goal.in_time] => [desk.d]⏎servers = 1⏎answer = { share = 0.8 }⏎[goal.in_time] | 27:1 | answer | needs `within`
        [goal.in_time] => [desk.d]⏎servers = 1⏎answer = { within = 10 }⏎[goal.in_time] | 27:21 | 10 | needs a unit
        [goal.in_time] => [desk.d]⏎servers = 1⏎answer = { within = "-1h" }⏎[goal.in_time] | 27:21 | "-1h" | at least
        [goal.in_time] => [desk.d]⏎servers = 1⏎answer = { within = "1h", share = 80 }⏎[goal.in_time] | 27:35 | 80 | between 0 and 1
        [goal.in_time] => [desk.d]⏎servers = 1⏎seats = 2⏎[goal.in_time] | 27:1 | seats | takes `answer`, `chats`
        [goal.in_time] => [contact.c]⏎desk = "d"⏎lag = { from = "paid", mean = "1h", cv = 1 }⏎work = "5min"⏎[goal.in_time] | 26:8 | "d" | there is no desk at all
        [goal.in_time] => [desk.d]⏎servers = 1⏎[contact.c]⏎desk = "e"⏎lag = { from = "paid", mean = "1h", cv = 1 }⏎work = "5min"⏎[goal.in_time] | 28:8 | "e" | there is: `d`
        [goal.in_time] => [desk.d]⏎servers = 1⏎[contact.c]⏎lag = { from = "paid", mean = "1h", cv = 1 }⏎work = "5min"⏎[goal.in_time] | 27:10 | c | needs `desk`
        [goal.in_time] => [desk.d]⏎servers = 1⏎[contact.c]⏎desk = "d"⏎work = "5min"⏎[goal.in_time] | 27:10 | c | needs `lag`
        [goal.in_time] => [desk.d]⏎servers = 1⏎[contact.c]⏎desk = "d"⏎lag = { from = "paid", mean = "1h", cv = 1 }⏎[goal.in_time] | 27:10 | c | needs `work`
        [goal.in_time] => [desk.d]⏎servers = 1⏎[contact.c]⏎desk = "d"⏎lag = "2d"⏎work = "5min"⏎[goal.in_time] | 29:7 | "2d" | expected a table
        [goal.in_time] => [desk.d]⏎servers = 1⏎[contact.c]⏎desk = "d"⏎lag = { mean = "1h", cv = 1 }⏎work = "5min"⏎[goal.in_time] | 29:1 | lag | needs `from`
        [goal.in_time] => [desk.d]⏎servers = 1⏎[contact.c]⏎desk = "d"⏎lag = { from = "scan", mean = "1h", cv = 1 }⏎work = "5min"⏎[goal.in_time] | 29:16 | "scan" | "delivered"
        [goal.in_time] => [desk.d]⏎servers = 1⏎[contact.c]⏎desk = "d"⏎lag = { from = "paid", mean = 1, cv = 1 }⏎work = "5min"⏎[goal.in_time] | 29:31 | 1 | needs a unit
        [goal.in_time] => [desk.d]⏎servers = 1⏎[contact.c]⏎desk = "d"⏎lag = { from = "paid", mean = "1h" }⏎work = "5min"⏎[goal.in_time] | 29:1 | lag | needs `cv`
        [goal.in_time] => [desk.d]⏎servers = 1⏎[contact.c]⏎desk = "d"⏎lag = { from = "paid", mean = "1h", cv = 1, then = 3 }⏎work = "5min"⏎[goal.in_time] | 29:45 | then | takes
        [goal.in_time] => [desk.d]⏎servers = 1⏎[contact.c]⏎desk = "d"⏎lag = { from = "paid", mean = "1h", cv = 1 }⏎work = "9h"⏎[goal.in_time] | 30:8 | "9h" | must be at most 8
        CONTACT⏎per_order = 1.5END | 31:13 | 1.5 | between 0 and 1
        CONTACT⏎if_late = -0.5END | 31:11 | -0.5 | between 0 and 1
        CONTACT⏎if_misshipped = "1%"END | 31:17 | "1%" | 0.01
        CONTACT⏎if_oversold = trueEND | 31:15 | true | expected a number
        CONTACT⏎priority = 101END | 31:12 | 101 | between -100 and 100
        CONTACT⏎priority = 0.5END | 31:12 | 0.5 | a whole number
        CONTACT⏎patience = 5END | 31:12 | 5 | needs a unit
        CONTACT⏎patience = "5min"⏎again = 0.5END | 27:10 | c | needs `again_after`
        CONTACT⏎again = 0.5⏎again_after = "1h"END | 27:10 | c | needs `patience`
        CONTACT⏎patience = "5min"⏎again = 2⏎again_after = "1h"END | 32:9 | 2 | between 0 and 1
        CONTACT⏎refund = 0.7⏎exchange = 0.5END | 32:12 | 0.5 | be 1 together at most
        CONTACT⏎returns = { lag = "1d" }END | 27:10 | c | needs `refund`
        CONTACT⏎refund = 1⏎returns = { sound = 0.9 }END | 32:1 | returns | needs `lag`
        CONTACT⏎refund = 1⏎returns = { lag = "1d", sound = 9 }END | 32:33 | 9 | between 0 and 1
        CONTACT⏎refund = 1⏎returns = { lag = "1d", freight = -1 }END | 32:35 | -1 | at least 0
        CONTACT⏎to = "d"END | 31:1 | to | takes `again`, `again_after`, `desk`
        "#,
    );
    let shop = Shop::new();
    let contact = "[desk.d]\nservers = 1\n[contact.c]\ndesk = \"d\"\nwork = \"5min\"\nlag = { from = \"delivered\", mean = \"1h\", cv = 1 }\n[goal.in_time]";
    let carrier = "[carrier.sto]\npickup.noon = { at = \"14:00\", parcels = 40 }\n";
    let text = BASE.replace("[goal.in_time]", contact).replace(carrier, "");
    shop.write("shop.toml", text);
    let errors = shop.ends(2, &["check", "shop.toml"]).stderr;
    assert!(
        errors.contains("nothing is delivered, as there is no carrier"),
        "{errors}"
    );
    assert_eq!(underlined(&errors), ["\"delivered\""]);
}

#[test]
fn shifts_and_hours_that_cannot_be() {
    refuse(
        r#"
        [carrier.sto] => [shift.day]⏎from = "08:00"⏎to = "08:00"⏎[carrier.sto] | 25:6 | "08:00" | it must not end when it begins
        [carrier.sto] => [overtime]⏎night = { from = "22:00", to = "22:00" }⏎[carrier.sto] | 24:32 | "22:00" | it must not end when it begins
        [carrier.sto] => [shift.day]⏎from = "08:00"⏎to = "18:00"⏎end = "leave"⏎[carrier.sto] | 26:7 | "leave" | clear
        [carrier.sto] => [shift.day]⏎from = "08:00"⏎to = "18:00"⏎end = true⏎[carrier.sto] | 26:7 | true | expected text
        [carrier.sto] => [shift.day]⏎from = "08:00"⏎to = "18:00"⏎flexible = 30⏎[carrier.sto] | 26:12 | 30 | needs a unit
        [carrier.sto] => [shift.day]⏎from = "08:00"⏎to = "18:00"⏎flexible = "30s"⏎[carrier.sto] | 26:12 | "30s" | between
        [carrier.sto] => [shift.day]⏎from = "08:00"⏎to = "18:00"⏎flexible = "25h"⏎[carrier.sto] | 26:12 | "25h" | between
        [carrier.sto] => [shift.day]⏎from = "08:00"⏎to = "18:00"⏎switch = "2min"⏎[carrier.sto] | 23:8 | day | needs `flexible`
        [carrier.sto] => [shift.day]⏎from = "08:00"⏎to = "18:00"⏎flexible = "30min"⏎switch = "5h"⏎[carrier.sto] | 27:10 | "5h" | between
        [carrier.sto] => [overtime]⏎after = "25h"⏎[carrier.sto] | 24:9 | "25h" | between
        [carrier.sto] => [overtime]⏎after = 8⏎[carrier.sto] | 24:9 | 8 | needs a unit
        [carrier.sto] => [overtime]⏎limit = "-1h"⏎[carrier.sto] | 24:9 | "-1h" | between
        [carrier.sto] => [overtime]⏎factor = 0⏎[carrier.sto] | 24:10 | 0 | between 0.1 and
        [carrier.sto] => [overtime]⏎holiday = 101⏎[carrier.sto] | 24:11 | 101 | between 0.1 and
        [carrier.sto] => [overtime]⏎night = "22:00-06:00"⏎[carrier.sto] | 24:9 | "22:00-06:00" | expected a table
        [carrier.sto] => [overtime]⏎night = { from = "22:00" }⏎[carrier.sto] | 24:1 | night | needs `to`
        [carrier.sto] => [overtime]⏎night = { to = "06:00" }⏎[carrier.sto] | 24:1 | night | needs `from`
        [carrier.sto] => [overtime]⏎night = { from = "22", to = "06:00" }⏎[carrier.sto] | 24:18 | "22" | is not a clock time
        [carrier.sto] => [overtime]⏎night = { from = "22:00", to = "06:00", factor = "x" }⏎[carrier.sto] | 24:50 | "x" | expected a number
        [carrier.sto] => [overtime]⏎nights = 3⏎[carrier.sto] | 24:1 | nights | did you mean `night`?
        heat = { => holidays = 2026-11-12⏎heat = { | 4:12 | 2026-11-12 | expected a list
        heat = { => holidays = ["singles"]⏎heat = { | 4:13 | "singles" | help
        heat = { => holidays = [1]⏎heat = { | 4:13 | 1 | help
        "#,
    );
}

#[test]
fn money() {
    refuse(
        r#"
        [goal.in_time] => [fees]⏎commission = 1.5⏎[goal.in_time] | 26:14 | 1.5 | must be between 0 and 1
        [goal.in_time] => [fees]⏎slot = -3⏎[goal.in_time] | 26:8 | -3 | must be at least 0
        [goal.in_time] => [fees]⏎slot = 1e13⏎[goal.in_time] | 26:8 | 1e13 | must be at most
        [goal.in_time] => [fees]⏎late = { cap = 5 }⏎[goal.in_time] | 26:1 | late | `fees.late` needs `share`
        [goal.in_time] => [fees]⏎out_of_stock = { share = 0.3, most = 5 }⏎[goal.in_time] | 26:31 | most | takes `cap`, `share`
        [goal.in_time] => [fees]⏎other.stall = -1⏎[goal.in_time] | 26:15 | -1 | must be 0 or more
        [goal.in_time] => [fees]⏎other.stall = "30"⏎[goal.in_time] | 26:15 | "30" | write it without quotes: 30
        orders = 100 => orders = 100⏎commission = "5%" | 7:14 | "5%" | write it as a part of one: 0.05
        stock = 90 => stock = 90⏎salvage = { p10 = 1, p90 = 2 } | 10:11 | { p10 = 1, p90 = 2 } | expected a number
        stock = 90 => stock = 90⏎unit_cost = -1 | 10:13 | -1 | must be at least 0
        "#,
    );
}

#[test]
fn chats_before_the_sale_that_cannot_be() {
    let desk = |keys: &str| {
        let whole =
            "[goal.in_time] => [desk.d]⏎servers = 1⏎share = 0.3⏎work = \"5min\"KEYS⏎[goal.in_time]";
        whole.replace("KEYS", keys)
    };
    let second = "⏎[desk.e]⏎servers = 1⏎idle = 0.1⏎work = \"5min\"";
    let contact = "⏎[contact.c]⏎desk = \"d\"⏎lag = { from = \"paid\", mean = \"1h\", cv = 1 }⏎work = \"5min\"";
    refuse(
        &r#"
        [goal.in_time] => [desk.d]⏎servers = 1⏎work = "5min"⏎[goal.in_time] | 25:7 | d | needs `share`
        [goal.in_time] => [desk.d]⏎servers = 1⏎patience = "3min"⏎[goal.in_time] | 25:7 | d | `patience` is for a desk that answers visitors before they buy
        [goal.in_time] => [desk.d]⏎servers = 1⏎gives_up = 0.5⏎patience = "3min"⏎[goal.in_time] | 25:7 | d | needs `share`
        [goal.in_time] => [desk.d]⏎servers = 1⏎share = 0.3⏎[goal.in_time] | 25:7 | d | needs `work`
        [goal.in_time] => [desk.d]⏎servers = 1⏎idle = 0.3⏎[goal.in_time] | 25:7 | d | needs `work`
        [goal.in_time] => [desk.d]⏎share = 0.3⏎work = "5min"⏎[goal.in_time] | 25:7 | d | nobody answers at
        GIVES_UP | 25:7 | d | needs `patience`
        SECOND | 29:7 | e | two desks answer visitors before they buy
        CONTACT | 30:8 | "d" | give contacts after the sale a desk of their own
        NONE | 30:8 | "e" | there is: `d`
        SHARE | 29:8 | 30 | between 0 and 1
        LONG | 28:8 | "9h" | must be at most 8
        PATIENCE | 29:12 | 3 | needs a unit
        "#
        .replace("GIVES_UP", &desk("⏎gives_up = 0.5"))
        .replace("SECOND", &desk(second))
        .replace("CONTACT", &desk(contact))
        .replace("NONE", &desk(&contact.replace("\"d\"", "\"e\"")))
        .replace("SHARE", &desk("⏎idle = 30"))
        .replace("LONG", &desk("").replace("5min", "9h"))
        .replace("PATIENCE", &desk("⏎patience = 3")),
    );
}

#[test]
fn options() {
    refuse(
        r#"
        [goal.in_time] => [option.b]⏎note = "x"⏎[goal.in_time] | 25:9 | b | `option.b` needs `set`
        [goal.in_time] => [option.b]⏎set = {}⏎[goal.in_time] | 26:1 | set | `option.b` changes nothing
        [goal.in_time] => [option.b]⏎set = 3⏎[goal.in_time] | 26:7 | 3 | expected a table
        [goal.in_time] => [option.b]⏎sets = { "sale.heat" = 1 }⏎[goal.in_time] | 25:9 | b | did you mean `set`? | 2
        [goal.in_time] => [option.plan]⏎set = { "prepack.share" = 0 }⏎[goal.in_time] | 25:9 | plan | the name of the plan itself
        [goal.in_time] => [option.b]⏎set.prepack.share = 0⏎[goal.in_time] | 26:5 | prepack | put the whole path in quotes
        [goal.in_time] => [option.b]⏎set = { "goal.in_time.at_least" = 0.9 }⏎[goal.in_time] | 26:9 | "goal.in_time.at_least" | all plans are judged by the same goals
        [goal.in_time] => [option.b]⏎set = { "a..b" = 1 }⏎[goal.in_time] | 26:9 | "a..b" | is not a path
        [goal.in_time] => [option.b]⏎set = { "station.pick.server" = 2 }⏎[goal.in_time] | 26:9 | "station.pick.server" | did you mean `servers`?
        [goal.in_time] => [option.b]⏎set = { "prepack.share" = 2 }⏎[goal.in_time] | 26:27 | 2 | `option.b`: `prepack.share` cannot be 2
        [goal.in_time] => [option.b]⏎set = { "station.pick.servers.x" = 2 }⏎[goal.in_time] | 26:9 | "station.pick.servers.x" | nothing can be set inside it
        [goal.in_time] => [option.b]⏎set = { "carrier.sto.pickup" = {} }⏎[goal.lost]⏎metric = "pickup.sto.noon.left"⏎at_most = 5⏎[goal.in_time] | 25:9 | b | there is no metric `pickup.sto.noon.left`
        "#,
    );
}

#[test]
fn inspections_that_cannot_be() {
    refuse(
        r#"
        [goal.in_time] => [desk.d]⏎servers = 1⏎[contact.c]⏎desk = "d"⏎lag = { from = "paid", mean = "1h", cv = 1 }⏎work = "5min"⏎refund = 1⏎returns = { lag = "1d", station = "pack" }⏎[route]⏎standard = ["pick", "pack"]⏎[goal.in_time] | 19:10 | pack | is on a route, and inspects
        [goal.in_time] => [desk.d]⏎servers = 1⏎[contact.c]⏎desk = "d"⏎lag = { from = "paid", mean = "1h", cv = 1 }⏎work = "5min"⏎refund = 1⏎returns = { lag = "1d", station = "look" }⏎[goal.in_time] | 32:35 | "look" | there is: `pick`, `pack`
        [goal.in_time] => [desk.d]⏎servers = 1⏎[contact.c]⏎desk = "d"⏎lag = { from = "paid", mean = "1h", cv = 1 }⏎work = "5min"⏎refund = 1⏎returns = { lag = "1d", station = "i" }⏎[station.i]⏎[goal.in_time] | 33:10 | i | nobody works at
        [goal.in_time] => [desk.d]⏎servers = 1⏎[contact.c]⏎desk = "d"⏎lag = { from = "paid", mean = "1h", cv = 1 }⏎work = "5min"⏎refund = 1⏎returns = { lag = "1d", station = "i" }⏎[station.i]⏎servers = 1⏎errors = 0.1⏎[goal.in_time] | 35:10 | 0.1 | not for a station that inspects
        [goal.in_time] => [desk.d]⏎servers = 1⏎[contact.c]⏎desk = "d"⏎lag = { from = "paid", mean = "1h", cv = 1 }⏎work = "5min"⏎refund = 1⏎returns = { lag = "1d", station = "i" }⏎[station.i]⏎servers = 1⏎equipment = 1⏎[goal.in_time] | 35:13 | 1 | not for a station that inspects
        [goal.in_time] => [desk.d]⏎servers = 1⏎[contact.c]⏎desk = "d"⏎lag = { from = "paid", mean = "1h", cv = 1 }⏎work = "5min"⏎refund = 1⏎returns = { lag = "1d", station = "i" }⏎[station.i]⏎servers = 1⏎[consumable.tape]⏎station = "i"⏎stock = 9⏎[goal.in_time] | 35:13 | tape | for a station that inspects
        [goal.in_time] => [desk.d]⏎servers = 1⏎[contact.c]⏎desk = "d"⏎lag = { from = "paid", mean = "1h", cv = 1 }⏎work = "5min"⏎refund = 1⏎returns = { lag = "1d", station = "i" }⏎[station.i]⏎[team.t]⏎skills = { pack = 1 }⏎[shift.s]⏎from = "08:00"⏎to = "18:00"⏎assign.i = { t = 1 }⏎[goal.in_time] | 39:14 | t | has no skill for `i`
        "#,
    );
}

#[test]
fn what_may_be_decided() {
    refuse(
        r#"
        [goal.in_time] => [size]⏎vary."station.pack.servers" = { from = 1, to = 3 }⏎[goal.in_time] | 25:2 | size | `size` needs `minimise`
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎maximise = "money.profit"⏎vary."station.pack.servers" = { from = 1, to = 3 }⏎[goal.in_time] | 27:1 | maximise | both minimise and maximise
        [goal.in_time] => [size]⏎minimise = "money.cots"⏎vary."station.pack.servers" = { from = 1, to = 3 }⏎[goal.in_time] | 26:12 | "money.cots" | did you mean `money.cost`?
        [goal.in_time] => [size]⏎minimise = 3⏎vary."station.pack.servers" = { from = 1, to = 3 }⏎[goal.in_time] | 26:12 | 3 | put it in quotes
        [goal.in_time] => [size]⏎minimise = {}⏎vary."station.pack.servers" = { from = 1, to = 3 }⏎[goal.in_time] | 26:1 | minimise | a sum in which nothing counts
        [goal.in_time] => [size]⏎minimise = { "station.pack.servers" = "18" }⏎vary."station.pack.servers" = { from = 1, to = 3 }⏎[goal.in_time] | 26:39 | "18" | write it without quotes: 18
        [goal.in_time] => [size]⏎minimise = { "station.pick.servers" = 1 }⏎vary."station.pack.servers" = { from = 1, to = 3 }⏎[goal.in_time] | 26:14 | "station.pick.servers" | is not varied
        [goal.in_time] => [size]⏎minimise = { "carrier.sto.pickup.noon.at" = 1 }⏎vary."carrier.sto.pickup.noon.at" = { from = "12:00", to = "14:00", step = "1h" }⏎[goal.in_time] | 26:14 | "carrier.sto.pickup.noon.at" | has no sum
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎[goal.in_time] | 25:2 | size | `size` needs `vary`
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."station.pack.servers" = { to = 3 }⏎[goal.in_time] | 27:6 | "station.pack.servers" | needs `from`
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."station.pack.servers" = { from = 3 }⏎[goal.in_time] | 27:6 | "station.pack.servers" | needs `to`
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."station.pack.servers" = 3⏎[goal.in_time] | 27:31 | 3 | expected a table
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."station.pack.servers" = { from = 3, to = 1 }⏎[goal.in_time] | 27:48 | 1 | it ends before it begins
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."station.pack.servers" = { from = 1, to = 3, step = 0 }⏎[goal.in_time] | 27:58 | 0 | the step must be above 0
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."station.pack.servers" = { from = 1, to = 4, step = 2 }⏎[goal.in_time] | 27:48 | 4 | do not lead to `to`
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."station.pack.servers" = { from = 1, to = 9000000 }⏎[goal.in_time] | 27:48 | 9000000 | more than a million values
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."station.pack.servers" = { from = 1, to = "4h" }⏎[goal.in_time] | 27:40 | 1 | not of one kind
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."station.pack.servers" = { from = 1, to = 4, by = 1 }⏎[goal.in_time] | 27:51 | by | takes `from`, `step`, `to`
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."carrier.sto.pickup.noon.at" = { from = "12:00", to = "14:00" }⏎[goal.in_time] | 27:6 | "carrier.sto.pickup.noon.at" | needs `step`
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."carrier.sto.pickup.noon.at" = { from = "12:00", to = "26:00", step = "1h" }⏎[goal.in_time] | 27:60 | "26:00" | is not a clock time
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."station.pakc.servers" = { from = 1, to = 3 }⏎[goal.in_time] | 27:6 | "station.pakc.servers" | did you mean `pack`?
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."station.pack.servers" = { from = -3, to = -1 }⏎[goal.in_time] | 27:6 | "station.pack.servers" | cannot be -3
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."sale.unpaid" = { from = 0.1, to = 0.3, step = 0.1 }⏎[goal.in_time] | 27:6 | "sale.unpaid" | is a fact of the sale, not a decision
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."sale.promise" = { from = "24h", to = "48h", step = "12h" }⏎[goal.in_time] | 27:6 | "sale.promise" | is a fact of the sale, not a decision
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."product.hit.salvage" = { from = 10, to = 99, step = 89 }⏎[goal.in_time] | 27:6 | "product.hit.salvage" | is a fact of the sale, not a decision
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."carrier.sto.pickup.noon.noshow" = { from = 0.0, to = 0.2, step = 0.1 }⏎[goal.in_time] | 27:6 | "carrier.sto.pickup.noon.noshow" | is a fact of the sale, not a decision
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."station.pack.errors" = { from = 0.0, to = 0.2, step = 0.1 }⏎[goal.in_time] | 27:6 | "station.pack.errors" | is a fact of the sale, not a decision
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary = {}⏎[goal.in_time] | 27:1 | vary | says nothing that may be decided
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."goal.in_time.at_least" = { from = 0.1, to = 0.3, step = 0.1 }⏎[goal.in_time] | 27:6 | "goal.in_time.at_least" | `goal` cannot be varied
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."station.pack.servers" = { from = 1, to = 3 }⏎vary."station.pack . servers" = { from = 1, to = 3 }⏎[goal.in_time] | 28:6 | "station.pack . servers" | is varied twice
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."station.pack.servers" = { from = 1, to = 3 }⏎limit = { plans = 0 }⏎[goal.in_time] | 28:19 | 0 | between 1 and
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."station.pack.servers" = { from = 1, to = 3 }⏎limit = { time = 5 }⏎[goal.in_time] | 28:18 | 5 | needs a unit
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."station.pack.servers" = { from = 1, to = 3 }⏎limit = { worlds = 5 }⏎[goal.in_time] | 28:11 | worlds | takes `plans`, `time`
        [goal.in_time] => [size]⏎minimise = "money.cost"⏎vary."station.pack.servers" = { from = 1, to = 3 }⏎rang = 5⏎[goal.in_time] | 28:1 | rang | is not a known key
        [goal.in_time]⏎metric = "ship.within_promise"⏎at_least = 0.5⏎with_probability = 0.5 => [size]⏎minimise = { "station.pack.servers" = 1 }⏎vary."station.pack.servers" = { from = 1, to = 3 } | 26:1 | minimise | there are no goals
        "#,
    );
}

#[test]
fn wrong_paths_and_values_of_set_point_into_what_was_typed() {
    let shop = Shop::new();
    let cases = r"
        foo | 1:1 | foo | there is no = in this --set
         | 1:1 |  | a key is missing here
        =1 | 1:1 | = | a key is missing here
        sale..heat=1 | 1:6 | . | a key is missing here
        sale.heat= | 1:10 | = | there is no value after the =
        [sale]=3 | 1:1 | [ | cannot be part of a key
        sale.heat={p10=1 | 1:17 |  | not closed
        sale.heat=nan | 1:11 | nan | must be a finite number
        sale.heet=1 | 1:6 | heet | did you mean `heat`?
        source.fans.orders.mean=5 | 1:13 | orders | so nothing can be set inside it
        station=[] | 1:9 | [] | expected a table, found a list
        sale=3 | 1:6 | 3 | expected a table, found a number
        station.pack.servers=two | 1:22 | two | expected a whole number, found text
        goal.in_time.metric=speed | 1:21 | speed | there is no metric `speed`
        ";
    for case in cases.lines().filter(|case| case.contains(" | ")) {
        let columns: Vec<&str> = case.split(" | ").map(str::trim).collect();
        let [typed, place, text, words] = columns[..] else {
            panic!("{case}");
        };
        let ended = shop.ends(
            2,
            &["run", "base.toml", "--set", "sale.unpaid=0", "--set", typed],
        );
        let errors = ended.stderr;
        assert!(
            errors.contains(&format!("--> --set 2:{place}\n")),
            "{typed}: {errors}"
        );
        assert!(
            errors.contains(words) && errors.contains("help: "),
            "{typed}: {errors}"
        );
        assert!(
            underlined(&errors).contains(&text.to_owned()),
            "{typed}: {errors}"
        );
    }
}

#[test]
fn all_errors_are_told_at_once_in_the_order_of_the_file() {
    let shop = Shop::new();
    let text = BASE
        .replace("orders = 100", "orders = -1")
        .replace("stock = 90", "stok = 90")
        .replace("\"75s\"", "75")
        .replace("\"14:00\"", "\"26:00\"");
    shop.write("shop.toml", text);
    let errors = shop
        .ends(2, &["check", "shop.toml", "--set", "sale.unpaid=2"])
        .stderr;
    let places = [
        "shop.toml:6:10",
        "shop.toml:9:1",
        "shop.toml:20:17",
        "shop.toml:24:22",
        "--set 1:1:13",
    ];
    let found: Vec<_> = places.iter().map(|place| errors.find(place)).collect();
    assert!(
        found.is_sorted() && found[0].is_some(),
        "{found:?}: {errors}"
    );
    // The box without stock is an echo of the misspelt key, but true.
    assert!(
        errors.contains(" errors in shop.toml") && !errors.contains("warning"),
        "{errors}"
    );
}
