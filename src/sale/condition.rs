//! The condition of a restock: a comparison of what has been sold, what there was and how long the sale has run.

use crate::reader::Item;

/// What a condition may look at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Known {
    /// Pieces sold so far.
    pub sold: f64,
    /// Pieces on hand at the opening.
    pub stock: f64,
    /// Hours from opening; negative before it.
    pub hours: f64,
}

/// A comparison of two expressions, such as `sold > 0.8 * stock`.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    left: Expression,
    test: Test,
    right: Expression,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Test {
    Above,
    AtLeast,
    Below,
    AtMost,
}

#[derive(Clone, Debug, PartialEq)]
enum Expression {
    Number(f64),
    Sold,
    Stock,
    Hours,
    Pair(char, Box<[Expression; 2]>),
}

/// Conditions are short; the limit keeps brackets from nesting without end.
const LONGEST: usize = 200;

const HELP: &str = "write a comparison (>, >=, <, <=) of `sold`, `stock`, `hours` and numbers with + - * / and ( ), \
                    such as \"sold > 0.8 * stock\"";

impl Condition {
    /// Reads one; what is wrong is told with its place in the text.
    pub fn read(item: Item<'_>) -> Option<Self> {
        let text = item.text()?;
        match Self::parse(text) {
            Ok(condition) => Some(condition),
            Err(problem) => {
                let title = format!("`{}`: {problem}", item.path());
                item.wrong("bad_condition", title, HELP);
                None
            }
        }
    }

    /// # Errors
    ///
    /// What is wrong, and at which character.
    fn parse(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("longer than {LONGEST} characters"));
        }
        let mut parser = Parser { text, at: 0 };
        let left = parser.sum()?;
        let tests = [
            (">=", Test::AtLeast),
            ("<=", Test::AtMost),
            (">", Test::Above),
            ("<", Test::Below),
        ];
        let test = tests.into_iter().find(|(sign, _)| parser.takes(sign));
        let (_, test) = test.ok_or_else(|| parser.expected("a comparison"))?;
        let right = parser.sum()?;
        if parser.rest().is_empty() {
            Ok(Self { left, test, right })
        } else {
            Err(parser.expected("the end"))
        }
    }

    /// Whether it is true. A division by 0 makes it false or true as its infinite value does; 0 ÷ 0 makes it false.
    pub fn holds(&self, known: Known) -> bool {
        let (left, right) = (self.left.value(known), self.right.value(known));
        match self.test {
            Test::Above => left > right,
            Test::AtLeast => left >= right,
            Test::Below => left < right,
            Test::AtMost => left <= right,
        }
    }
}

impl Expression {
    fn pair(sign: char, left: Self, right: Self) -> Self {
        Self::Pair(sign, Box::new([left, right]))
    }

    fn value(&self, known: Known) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Sold => known.sold,
            Self::Stock => known.stock,
            Self::Hours => known.hours,
            Self::Pair(sign, pair) => {
                let [left, right] = [pair[0].value(known), pair[1].value(known)];
                match sign {
                    '+' => left + right,
                    '-' => left - right,
                    '*' => left * right,
                    _ => left / right,
                }
            }
        }
    }
}

/// Reads an expression by its grammar: sums of products of single values.
struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Parser<'t> {
    /// What is left, without blanks before it.
    fn rest(&self) -> &'t str {
        self.text[self.at..].trim_start()
    }

    /// Takes these signs, if they come next.
    fn takes(&mut self, sign: &str) -> bool {
        let rest = self.rest();
        let found = rest.starts_with(sign);
        if found {
            self.at = self.text.len() - rest.len() + sign.len();
        }
        found
    }

    fn expected(&self, what: &str) -> String {
        let rest = self.rest();
        let place = self.text[..self.text.len() - rest.len()].chars().count() + 1;
        match rest.chars().next() {
            None => format!("expected {what}, but the text ends"),
            Some(found) => format!("expected {what} at character {place}, found `{found}`"),
        }
    }

    fn sum(&mut self) -> Result<Expression, String> {
        let mut left = self.product()?;
        while let Some(sign) = ['+', '-'].into_iter().find(|s| self.takes(&s.to_string())) {
            left = Expression::pair(sign, left, self.product()?);
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Expression, String> {
        let mut left = self.single()?;
        while let Some(sign) = ['*', '/'].into_iter().find(|s| self.takes(&s.to_string())) {
            left = Expression::pair(sign, left, self.single()?);
        }
        Ok(left)
    }

    fn single(&mut self) -> Result<Expression, String> {
        if self.takes("(") {
            let inside = self.sum()?;
            return if self.takes(")") {
                Ok(inside)
            } else {
                Err(self.expected("`)`"))
            };
        }
        if self.takes("-") {
            return Ok(Expression::pair(
                '-',
                Expression::Number(0.0),
                self.single()?,
            ));
        }
        let rest = self.rest();
        let letter = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let word = &rest[..rest.find(|c| !letter(c)).unwrap_or(rest.len())];
        let value = match word {
            "sold" => Expression::Sold,
            "stock" => Expression::Stock,
            "hours" => Expression::Hours,
            _ if word.starts_with(|c: char| c.is_ascii_digit()) => {
                let number = word.parse::<f64>();
                Expression::Number(number.map_err(|_| format!("`{word}` is not a number"))?)
            }
            "" => return Err(self.expected("`sold`, `stock`, `hours` or a number")),
            _ => return Err(format!("`{word}` is not `sold`, `stock` or `hours`")),
        };
        self.takes(word);
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: Known = Known {
        sold: 81.0,
        stock: 100.0,
        hours: 6.0,
    };

    #[test]
    fn comparisons_hold_as_written() {
        for (text, holds) in [
            ("sold > 0.8 * stock", true),
            ("sold>0.81*stock", false),
            ("sold >= 0.81 * stock", true),
            ("stock - sold <= 19", true),
            ("stock - sold < 19", false),
            ("sold / hours > (10 + 4) / 2 * 2 - 1", true),
            ("10 - 4 - 3 > 2.5", true),
            ("(sold) < ((hours))", false),
            ("sold / 0 > stock", true),
            ("0 / 0 <= 1", false),
            ("hours - -1 > -2 * -3", true),
            ("-hours > 0", false),
        ] {
            assert_eq!(
                Condition::parse(text).unwrap().holds(KNOWN),
                holds,
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        for (text, told) in [
            (
                "",
                "expected `sold`, `stock`, `hours` or a number, but the text ends",
            ),
            ("sold", "expected a comparison, but the text ends"),
            (
                "sold = 3",
                "expected a comparison at character 6, found `=`",
            ),
            (
                "sold > 3 > 2",
                "expected the end at character 10, found `>`",
            ),
            ("(sold > 3", "expected `)` at character 7, found `>`"),
            ("gone > 3", "`gone` is not `sold`, `stock` or `hours`"),
            ("sold > 1.2.3", "`1.2.3` is not a number"),
            (
                "sold > ÷",
                "expected `sold`, `stock`, `hours` or a number at character 8, found `÷`",
            ),
        ] {
            assert_eq!(Condition::parse(text).unwrap_err(), told, "{text}");
        }
        assert!(Condition::parse(&"(".repeat(201)).is_err());
        assert!(Condition::parse(&"(".repeat(200)).is_err());
    }
}
