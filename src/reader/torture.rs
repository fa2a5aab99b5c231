//! Random damage to scenario text: nothing may panic, every place must be real.

use crate::reader::{Item, Problems, Section, Sources, Span, Value, parse, render};

const GOOD: &str = r#"
name = "Shop \u00e4 ä€"   # remark
start = 2014-11-20T10:00:00
opens = 09:00
[station.pick]
slot = "1h30m"
rate = 12.5
list = [1, 2.5, "x", { a = true, b.c = 'd' }]
text = """
two "lines" \
"""
[[visit]]
at = "09:30+1"
[[visit]]
at = '''raw'''
"#;

/// Bytes that matter to the parser, used more often than others.
const SPICE: &[u8] = b"[]{}=.,\"'#\n\r\t \\-_+:0e9TZ\x00\x7f\xef\xbb\xbf\xf0\x9f";

/// A small deterministic generator (xorshift), so failures repeat.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % below.max(1)
    }
}

/// A few random edits of the text.
fn damage(text: &str, dice: &mut Dice) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=dice.roll(6) {
        let at = dice.roll(bytes.len());
        let end = (at + dice.roll(12)).min(bytes.len());
        let letter = SPICE[dice.roll(SPICE.len())];
        match dice.roll(6) {
            0 => drop(bytes.drain(at..end)),
            1 => bytes.insert(at, letter),
            2 => bytes.truncate(at.max(1)),
            3 => {
                let copy = bytes[at..end].repeat(1 + dice.roll(40));
                bytes.splice(at..at, copy);
            }
            4 => bytes.insert(at, dice.roll(256) as u8),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = letter;
                }
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Reads a value as everything it could be.
fn read_all_ways(item: Item<'_>) {
    let ids = ["pick".to_owned(), "pack".to_owned()];
    let _ = (item.number(), item.integer(), item.boolean(), item.text());
    let _ = (item.duration(), item.clock(), item.moment());
    let _ = (
        item.choice(&["pick", "pack"]),
        item.reference("station", &ids),
    );
    item.list().into_iter().flatten().for_each(read_all_ways);
    if let Some(section) = item.section() {
        for (_, item) in section.items() {
            read_all_ways(item);
        }
    }
    if let Some(section) = item.section() {
        section.close();
    }
}

fn check(text: &str, overrides: &[String]) {
    let mut sources = Sources::new("shop.toml", text.to_owned());
    let problems = Problems::new();
    let table = parse(&mut sources, overrides, &problems);
    let span = Span {
        source: 0,
        start: 0,
        end: 0,
    };
    let root = Section::root(&table, span, &problems);
    assert_eq!(root.ids("station").len(), root.tables("station").len());
    let _ = root.moment("start").optional();
    root.close();
    let root = Section::root(&table, span, &problems);
    for (entry, item) in root.items() {
        assert!(!matches!(&entry.node.value, Value::Text(text) if text.len() > 1 << 22));
        read_all_ways(item);
    }
    let all = problems.into_vec();
    for problem in &all {
        let spans = problem.also.iter().map(|(span, _)| *span);
        for span in spans.chain(problem.span) {
            assert!(span.start <= span.end, "{problem:?}");
            assert!(span.end <= sources.text(span.source).len(), "{problem:?}");
            let _ = sources.line_column(span);
        }
    }
    let _ = render(&all, &sources, all.len().is_multiple_of(2));
}

#[test]
fn damaged_text_never_panics() {
    let mut dice = Dice(0x5eed_1234_abcd_9876);
    for _ in 0..800 {
        check(&damage(GOOD, &mut dice), &[]);
    }
}

#[test]
fn damaged_overrides_never_panic() {
    let mut dice = Dice(0x0dd5_eed5_1234_4321);
    for typed in [
        "station.pick.slot=72h",
        "\"a b\".'c'.d = { x = [1, 2], y.z = \"w\" }",
        "station.pick.rate=\"ä€\"",
    ] {
        for _ in 0..200 {
            let overrides = [damage(typed, &mut dice), damage(typed, &mut dice)];
            check(GOOD, &overrides);
        }
    }
}
