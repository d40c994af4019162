//! Image builds that trust the cluster's authorities, from an unchanged Dockerfile: an image with the certificates is
//! copied from in every stage, and build arguments, which the result does not keep, tell programs where they are.

use sha2::{Digest, Sha256};

use crate::engine::{Engine, EngineError, bytes};

/// Where instructions find the certificates.
const PATH: &str = "/etc/ssl/devcluster-authorities.pem";
/// What OpenSSL, Go, Python, curl, Node.js, git and cargo ask for certificates beside the system's.
const VARIABLES: [&str; 7] = [
    "SSL_CERT_FILE",
    "PIP_CERT",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
    "GIT_SSL_CAINFO",
    "CARGO_HTTP_CAINFO",
];

/// The engine's image that holds the certificates (PEM), made where it is missing.
pub async fn ensure_image(engine: &dyn Engine, certificates: &str) -> Result<String, EngineError> {
    let hash = hex::encode(Sha256::digest(certificates));
    let reference = format!("devcluster/authorities:{}", hash.get(..12).unwrap_or_default());
    if engine.find_image(&reference).await?.is_none() {
        let mut archive = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_size(certificates.len() as u64);
        header.set_mode(0o644);
        let packed = archive.append_data(&mut header, PATH.trim_start_matches('/'), certificates.as_bytes());
        let rootfs = packed.and_then(|()| archive.into_inner()).unwrap_or_default();
        engine.import_image(&reference, bytes(rootfs)).await?;
    }
    Ok(reference)
}

/// The Dockerfile with the certificates in each of its stages but those from scratch, which run nothing.
pub fn with_certificates(dockerfile: &str, image: &str) -> String {
    let arguments: String = VARIABLES.iter().map(|name| format!("ARG {name}={PATH}\n")).collect();
    let added = format!("COPY --from={image} {PATH} {PATH}\n{arguments}");
    let mut text = String::new();
    let mut heredoc: Option<String> = None;
    let (mut in_instruction, mut in_from) = (false, false);
    for line in dockerfile.lines() {
        text.push_str(line);
        text.push('\n');
        if let Some(end) = &heredoc {
            if line.trim_start_matches('\t') == end {
                heredoc = None;
            }
            continue;
        }
        if line.trim_start().starts_with('#') {
            continue;
        }
        let mut words = line.split_whitespace();
        if !in_instruction && words.next().is_some_and(|word| word.eq_ignore_ascii_case("from")) {
            in_from = !words.any(|word| word.eq_ignore_ascii_case("scratch"));
        }
        heredoc = heredoc_end(line);
        in_instruction = line.trim_end().ends_with('\\');
        if in_from && !in_instruction {
            text.push_str(&added);
            in_from = false;
        }
    }
    text
}

/// The line that ends the text which an instruction begins by `<<EOF`, `<<-EOF` or `<<"EOF"`.
fn heredoc_end(line: &str) -> Option<String> {
    let (before, after) = line.split_once("<<")?;
    let instruction = before.split_whitespace().next()?;
    if !["run", "copy", "add"].contains(&instruction.to_ascii_lowercase().as_str()) {
        return None;
    }
    // The shell's word follows at once; `1 << 2` has a blank there.
    let word: String = after.trim_start_matches(['-', '"', '\'']).chars().take_while(|c| is_word(*c)).collect();
    word.starts_with(|c: char| !c.is_ascii_digit()).then_some(word)
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_that_runs_something_gets_them() {
        let dockerfile = "# syntax=docker/dockerfile:1\nARG BASE=python:3.9-slim\nFROM ${BASE} AS builder\nRUN pip install flask\n\
            FROM --platform=linux/amd64 \\\n  python:3.9-slim\nRUN <<SQL\nSELECT *\nFROM table\nSQL\nfrom scratch\nCOPY . .\n";
        insta::assert_snapshot!(with_certificates(dockerfile, "authorities:1"));
    }

    #[test]
    fn heredocs_are_told_from_shifts() {
        assert_eq!(heredoc_end("RUN <<-'EOF' cat"), Some("EOF".into()));
        assert_eq!(heredoc_end("RUN python -c 'print(1 << 2)'"), None);
        assert_eq!(heredoc_end("ENV A=<<B"), None);
    }
}
