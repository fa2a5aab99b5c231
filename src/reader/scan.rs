//! A guard in front of the TOML parser: keys with very many parts.
//!
//! Each part of a dotted key is one more table inside a table. The parser limits
//! brackets to 80 levels, but `a.a.a...` times 80 nested inline tables would still
//! be deep enough to exhaust a small stack when the tables are dropped again. So
//! the text is split into tokens the way the parser does it and dots are counted.

use std::ops::Range;

/// Most parts a dotted key may have.
pub const MAX_PARTS: usize = 16;

/// The first place where a key has more than [`MAX_PARTS`] parts.
pub fn long_key(text: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut dots = 0;
    let mut start = 0;
    while let Some(byte) = bytes.get(at) {
        let end = token_end(bytes, at);
        match byte {
            b'.' => dots += 1,
            b'=' | b',' | b'[' | b']' | b'{' | b'}' | b'\r' | b'\n' => {
                dots = 0;
                start = end;
            }
            _ => {}
        }
        if dots >= MAX_PARTS {
            return Some(start..end);
        }
        at = end;
    }
    None
}

/// Where the token that starts at `at` ends. Always moves forward.
fn token_end(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    let length = match rest[0] {
        b'.' | b'=' | b',' | b'[' | b']' | b'{' | b'}' | b'\r' | b'\n' | b' ' | b'\t' => 1,
        b'#' => until(rest, |byte| byte == b'\r' || byte == b'\n'),
        quote @ (b'"' | b'\'') if rest.starts_with(&[quote; 3]) => long_text(rest, quote),
        quote @ (b'"' | b'\'') => short_text(rest, quote),
        // Quotes inside a bare word do not start a text.
        _ => until(rest, |byte| b".=,[]{} \t#\r\n".contains(&byte)),
    };
    at + length.max(1)
}

fn until(bytes: &[u8], stop: impl Fn(u8) -> bool) -> usize {
    let end = bytes.iter().position(|byte| stop(*byte));
    end.unwrap_or(bytes.len())
}

/// Length of a one-line text; without its closing quote it ends with the line.
fn short_text(bytes: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        if *byte == quote {
            return at + 1;
        }
        if *byte == b'\n' {
            return at;
        }
        at += step(bytes, at, quote);
    }
    bytes.len()
}

/// Length of a text between triple quotes, with up to two quotes more at its end.
fn long_text(bytes: &[u8], quote: u8) -> usize {
    let mut at = 3;
    while at < bytes.len() {
        if bytes[at..].starts_with(&[quote; 3]) {
            let more = bytes[at + 3..].iter().take(2);
            return at + 3 + more.take_while(|byte| **byte == quote).count();
        }
        at += step(bytes, at, quote);
    }
    bytes.len()
}

/// One byte, or two for an escaped quote or backslash between double quotes.
fn step(bytes: &[u8], at: usize, quote: u8) -> usize {
    let escaped = matches!(bytes.get(at + 1), Some(b'"' | b'\\'));
    if quote == b'"' && bytes[at] == b'\\' && escaped {
        2
    } else {
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_keys_are_found() {
        let key = ["a"; MAX_PARTS + 1].join(".");
        assert_eq!(long_key(&format!("{key} = 1")), Some(0..32));
        assert_eq!(long_key(&format!("[x]\n[{key}]")), Some(5..37));
        assert!(long_key(&format!("x = {{ {key} = 1 }}")).is_some());
        assert!(long_key(&key.replace('.', " . ")).is_some());
        assert!(long_key(&key.replace('a', "\"a\"")).is_some());
        assert!(long_key(&format!("x = 'it\n{key} = 1")).is_some());
        assert_eq!(long_key(&["a"; MAX_PARTS].join(".")), None);
    }

    #[test]
    fn dots_in_text_and_comments_do_not_count() {
        let dots = ".".repeat(99);
        for text in [
            format!("# {dots}\na = 1"),
            format!("a = \"{dots}\\\"{dots}\""),
            format!("a = '{dots}'"),
            format!("a = '''{dots}\n'' {dots}'''''"),
            format!("a = \"\"\"{dots}\n\\\"\"\"{dots}\"\"\""),
        ] {
            assert_eq!(long_key(&text), None, "{text}");
        }
    }
}
