//! Texts that might match a regular expression: a guess, which the server judges.

use super::random::Random;

/// How deep groups may be nested: patterns are texts of others, and must not exhaust the stack.
const DEEPEST: usize = 20;

/// A text made along a pattern; nothing where the pattern is too odd.
pub(super) fn sample(pattern: &str, random: &mut Random) -> Option<String> {
    let mut sampler = Sampler { rest: pattern.chars().collect(), at: 0, random, out: String::new() };
    sampler.choice(0)?;
    (sampler.at == sampler.rest.len()).then_some(sampler.out)
}

struct Sampler<'a> {
    rest: Vec<char>,
    at: usize,
    random: &'a mut Random,
    out: String,
}

impl Sampler<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += 1;
        Some(letter)
    }

    /// Alternatives: all are made, and one is kept.
    fn choice(&mut self, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        let before = std::mem::take(&mut self.out);
        let mut made = Vec::new();
        loop {
            self.sequence(depth)?;
            made.push(std::mem::take(&mut self.out));
            if self.peek() != Some('|') {
                break;
            }
            self.at += 1;
        }
        self.out = before;
        let kept = self.random.below(made.len());
        self.out.push_str(made.get(kept)?);
        Some(())
    }

    fn sequence(&mut self, depth: usize) -> Option<()> {
        while let Some(letter) = self.peek() {
            if letter == '|' || letter == ')' {
                break;
            }
            let start = self.at;
            let length = self.out.len();
            self.atom(depth)?;
            let after_atom = self.at;
            let times = self.times()?;
            let end = self.at;
            if times == 0 {
                self.out.truncate(length);
            }
            for _ in 1..times {
                self.at = start;
                self.atom(depth)?;
                self.at = after_atom;
            }
            self.at = end;
        }
        Some(())
    }

    fn atom(&mut self, depth: usize) -> Option<()> {
        match self.next()? {
            '^' | '$' => {}
            '.' => self.out.push('x'),
            '(' => {
                if self.peek() == Some('?') {
                    self.at += 1;
                    // Only groups that do not capture: `(?:`.
                    (self.next()? == ':').then_some(())?;
                }
                self.choice(depth + 1)?;
                (self.next()? == ')').then_some(())?;
            }
            '[' => self.class()?,
            '\\' => match self.next()? {
                'd' => self.one_of("0123456789"),
                'w' => self.one_of("abcxyzABCXYZ059_"),
                's' => self.out.push(' '),
                'm' | 'M' | 'y' | 'A' | 'Z' => {}
                other => self.out.push(other),
            },
            other => self.out.push(other),
        }
        Some(())
    }

    fn one_of(&mut self, letters: &str) {
        let letters: Vec<char> = letters.chars().collect();
        self.out.extend(self.random.pick(&letters));
    }

    fn class(&mut self) -> Option<()> {
        let negated = self.peek() == Some('^');
        self.at += usize::from(negated);
        let mut letters: Vec<char> = Vec::new();
        let mut first = true;
        loop {
            let letter = match self.next()? {
                ']' if !first => break,
                '\\' => match self.next()? {
                    'd' => {
                        letters.extend('0'..='9');
                        continue;
                    }
                    'w' => {
                        letters.extend(('a'..='z').chain('A'..='Z').chain('0'..='9'));
                        continue;
                    }
                    's' => ' ',
                    other => other,
                },
                other => other,
            };
            first = false;
            if self.peek() == Some('-') && self.rest.get(self.at + 1).is_some_and(|end| *end != ']') {
                self.at += 1;
                let end = self.next()?;
                letters.extend((letter..=end).take(128));
            } else {
                letters.push(letter);
            }
        }
        if negated {
            letters = ('!'..='~').filter(|letter| !letters.contains(letter)).collect();
        }
        self.out.push(*self.random.pick(&letters)?);
        Some(())
    }

    /// How often the atom before is to stand.
    fn times(&mut self) -> Option<usize> {
        let times = match self.peek() {
            Some('*') => self.once(0, 4),
            Some('+') => self.once(1, 6),
            Some('?') => self.once(0, 1),
            Some('{') => {
                let end = self.rest.get(self.at..)?.iter().position(|letter| *letter == '}')? + self.at;
                let inside: String = self.rest.get(self.at + 1..end)?.iter().collect();
                self.at = end + 1;
                let (least, most) = match inside.split_once(',') {
                    None => (inside.parse().ok()?, inside.parse().ok()?),
                    Some((least, "")) => (least.parse().ok()?, least.parse::<usize>().ok()?.saturating_add(3)),
                    Some((least, most)) => (least.parse().ok()?, most.parse().ok()?),
                };
                self.between(least, most)
            }
            _ => return Some(1),
        };
        // A lazy quantifier matches the same texts.
        self.at += usize::from(self.peek() == Some('?'));
        (times <= 1000).then_some(times)
    }

    fn once(&mut self, least: usize, most: usize) -> usize {
        self.at += 1;
        self.between(least, most)
    }

    fn between(&mut self, least: usize, most: usize) -> usize {
        least.saturating_add(self.random.below(most.saturating_sub(least).saturating_add(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_follow_the_pattern() {
        let mut random = Random::new(1, "");
        let mut one = |pattern: &str| sample(pattern, &mut random);
        assert_eq!(one("^abc$").as_deref(), Some("abc"));
        let code = one("^[A-Z]{3}$").unwrap();
        assert!(code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase()), "{code}");
        let either = one("^(red|green)$").unwrap();
        assert!(["red", "green"].contains(&either.as_str()));
        assert_eq!(one("[a"), None);
        assert_eq!(one("a)"), None);
        assert_eq!(one(&"(".repeat(100)), None);
    }
}
