//! Finds the paths (`use` lines and others) and macros that a Rust source refers to.

use std::iter::Peekable;
use std::str::CharIndices;

/// A path that a source names, such as `["crate", "engine", "Engine"]`; groups in braces come as one path each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    pub line: usize,
    pub path: Vec<String>,
    pub kind: Kind,
    /// How many inline modules (`mod tests { … }`) surround it; each takes one `super` away.
    pub inline_modules: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// In a `use` line.
    Use,
    /// The name of a macro that is called.
    Macro,
    /// Anywhere else; a single word there may be a variable.
    Path,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    /// `::`
    Separator,
    Sign(char),
}

/// Words that a path beginning with `::` can follow.
const KEYWORDS: &[&str] = &["as", "dyn", "else", "for", "if", "impl", "in", "match", "mut", "return", "use"];

/// All references of `source`, in its order.
pub fn references(source: &str) -> Vec<Reference> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    let mut depth = 0usize;
    let mut modules = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let (line, token) = &tokens[at];
        match token {
            Token::Sign('{') => depth += 1,
            Token::Sign('}') => {
                depth = depth.saturating_sub(1);
                if modules.last() == Some(&depth) {
                    modules.pop();
                }
            }
            Token::Word(word) if word == "mod" && is_sign(&tokens, at + 2, '{') => modules.push(depth),
            Token::Word(_) if starts_path(&tokens, at) => {
                let mut paths = Vec::new();
                let used = at > 0 && tokens[at - 1].1 == Token::Word("use".to_owned());
                let after = expand(&tokens, at, &[], &mut paths);
                let kind = match (used, is_sign(&tokens, after, '!')) {
                    (true, _) => Kind::Use,
                    (false, true) => Kind::Macro,
                    (false, false) => Kind::Path,
                };
                found.extend(paths.into_iter().map(|path| Reference {
                    line: *line,
                    path,
                    kind,
                    inline_modules: modules.len(),
                }));
                at = after;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

fn is_sign(tokens: &[(usize, Token)], at: usize, sign: char) -> bool {
    tokens.get(at).is_some_and(|(_, token)| *token == Token::Sign(sign))
}

/// A keyword starts none. A word after a dot is a method or field; one after `::` continues a path, unless that `::`
/// leads it.
fn starts_path(tokens: &[(usize, Token)], at: usize) -> bool {
    if matches!(&tokens[at].1, Token::Word(word) if KEYWORDS.contains(&word.as_str())) {
        return false;
    }
    let before = |steps: usize| at.checked_sub(steps).map(|index| &tokens[index].1);
    match before(1) {
        Some(Token::Sign('.')) => false,
        Some(Token::Separator) => match before(2) {
            Some(Token::Word(word)) => KEYWORDS.contains(&word.as_str()),
            Some(Token::Sign('>')) => false,
            _ => true,
        },
        _ => true,
    }
}

/// Adds the path that starts at `at` to `paths`, once for each name of its groups; gives the index after it.
fn expand(tokens: &[(usize, Token)], mut at: usize, prefix: &[String], paths: &mut Vec<Vec<String>>) -> usize {
    let mut path = prefix.to_vec();
    while let Some((_, Token::Word(word))) = tokens.get(at) {
        path.push(word.clone());
        at += 1;
        if !matches!(tokens.get(at), Some((_, Token::Separator))) {
            break;
        }
        match tokens.get(at + 1) {
            Some((_, Token::Word(_))) => at += 1,
            Some((_, Token::Sign('*'))) => {
                path.push("*".to_owned());
                at += 2;
                break;
            }
            Some((_, Token::Sign('{'))) => return expand_group(tokens, at + 2, &path, paths),
            _ => break,
        }
    }
    paths.push(path);
    at
}

fn expand_group(tokens: &[(usize, Token)], mut at: usize, prefix: &[String], paths: &mut Vec<Vec<String>>) -> usize {
    while let Some((_, token)) = tokens.get(at) {
        match token {
            Token::Sign('}') => return at + 1,
            Token::Word(word) if word == "as" => at += 2,
            Token::Word(_) => at = expand(tokens, at, prefix, paths),
            Token::Sign('*') => {
                paths.push([prefix, &["*".to_owned()]].concat());
                at += 1;
            }
            _ => at += 1,
        }
    }
    at
}

/// Words and signs with their lines; comments, strings, characters and lifetimes are left out.
fn tokens(source: &str) -> Vec<(usize, Token)> {
    let mut found = Vec::new();
    let mut line = 1;
    let mut counted = 0;
    let mut rest = source.char_indices().peekable();
    while let Some((at, char)) = rest.next() {
        line += source[counted..at].matches('\n').count();
        counted = at;
        let next = rest.peek().map(|&(_, next)| next);
        match (char, next) {
            ('/', Some('/')) => skip_to(&mut rest, at + source[at..].find('\n').unwrap_or(source.len() - at)),
            ('/', Some('*')) => skip_to(&mut rest, end_of_comment(source, at)),
            ('"', _) => skip_to(&mut rest, end_of_string(source, at + 1)),
            ('\'', _) => skip_to(&mut rest, end_of_quote(source, at + 1)),
            (':', Some(':')) => {
                rest.next();
                found.push((line, Token::Separator));
            }
            ('!', Some('=')) => skip_to(&mut rest, at + 2),
            ('r' | 'b' | 'c', Some('"' | '#' | 'r')) if raw_string(source, at).is_some() => {
                skip_to(&mut rest, raw_string(source, at).unwrap_or(at));
            }
            _ if char.is_alphanumeric() || char == '_' => {
                let word: String = source[at..].chars().take_while(|&c| c.is_alphanumeric() || c == '_').collect();
                skip_to(&mut rest, at + word.len());
                found.push((line, Token::Word(word)));
            }
            _ if char.is_whitespace() => {}
            _ => found.push((line, Token::Sign(char))),
        }
    }
    found
}

fn skip_to(rest: &mut Peekable<CharIndices>, end: usize) {
    while rest.next_if(|&(at, _)| at < end).is_some() {}
}

fn end_of_comment(source: &str, start: usize) -> usize {
    let mut depth = 0;
    let bytes = source.as_bytes();
    let mut at = start;
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"/*" => depth += 1,
            b"*/" => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    source.len()
}

fn end_of_string(source: &str, start: usize) -> usize {
    let mut escaped = false;
    for (at, char) in source[start..].char_indices() {
        match char {
            '"' if !escaped => return start + at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    source.len()
}

/// The end of a character literal, or of nothing where the quote opens a lifetime.
fn end_of_quote(source: &str, start: usize) -> usize {
    let mut chars = source[start..].char_indices();
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), Some((at, _))) => {
            let after = start + at + 1;
            source[after..].find('\'').map_or(source.len(), |end| after + end + 1)
        }
        (Some(_), Some((at, '\''))) => start + at + 1,
        _ => start,
    }
}

/// The end of a raw or byte string that starts at `start`; none where no string starts there.
fn raw_string(source: &str, start: usize) -> Option<usize> {
    let text = source[start..].trim_start_matches(['b', 'c']);
    let prefix = source.len() - start - text.len();
    let Some(text) = text.strip_prefix('r') else {
        return text.starts_with('"').then(|| end_of_string(source, start + prefix + 1));
    };
    let hashes = text.len() - text.trim_start_matches('#').len();
    let body = text[hashes..].strip_prefix('"')?;
    let end = body.find(&format!("\"{}", "#".repeat(hashes)))?;
    Some(start + prefix + 1 + hashes + 1 + end + 1 + hashes)
}
