//! The command line, as far as it is known here, with the complaints of the real one.

use super::query::{FIELDS, Field};

pub const HELP: &str = "\
NVIDIA System Management Interface -- v580.65.06 (simulated by devcluster)

NVSMI provides monitoring information for the simulated GPUs of this container or node.

nvidia-smi [OPTION1 [ARG]] [OPTION2 [ARG]] ...

    -h,   --help                Print usage information and exit.
    -L,   --list-gpus           Display a list of GPUs connected to the system.
          --version             Print version information.

    -i,   --id=                 Target a specific GPU: its index, UUID or bus id.
    -l,   --loop=               Probe until Ctrl+C at specified second interval.

    --query-gpu=                Information about GPU. Fields with commas between them.
    --help-query-gpu            List the fields of --query-gpu.
    --format=                   Comma separated list of format options:
                                  csv - comma separated values (MANDATORY)
                                  noheader - skip the first line with column headers
                                  nounits - don't print units for numerical values
";

const COMBINATION: &str = "Invalid combination of input arguments. Please run 'nvidia-smi -h' for help.\n";
const INVALID: u8 = 2;
const UNKNOWN: u8 = 255;

/// What is wrong with arguments, and the exit code for it; as of nvidia-smi 580 on a machine with an H200.
#[derive(Debug, PartialEq, Eq)]
pub struct Complaint {
    pub text: String,
    pub code: u8,
}

impl From<String> for Complaint {
    fn from(text: String) -> Self {
        Self { text, code: INVALID }
    }
}

impl From<&str> for Complaint {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
pub struct Arguments {
    pub what: What,
    /// Index, UUID or bus id of the only GPU that matters.
    pub id: Option<String>,
    /// Seconds until it is shown again.
    pub repeat: Option<u64>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum What {
    Table,
    List,
    Query { fields: Vec<&'static Field>, header: bool, units: bool },
    Help,
    HelpQuery,
    Version,
}

/// What the arguments ask for.
pub fn parse(arguments: &[String]) -> Result<Arguments, Complaint> {
    let (mut what, mut id, mut repeat) = (What::Table, None, None);
    let (mut fields, mut format) = (None, None);
    let mut words = arguments.iter().map(String::as_str);
    while let Some(word) = words.next() {
        let (name, value) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
        let mut value = || value.or_else(|| words.next()).ok_or(COMBINATION);
        match name {
            "-h" | "--help" => what = What::Help,
            "--help-query-gpu" => what = What::HelpQuery,
            "--version" => what = What::Version,
            "-L" | "--list-gpus" => what = What::List,
            "-i" | "--id" => id = Some(value()?.to_owned()),
            "-l" | "--loop" => repeat = Some(seconds(value()?)?),
            "--query-gpu" => fields = Some(parse_fields(value()?)?),
            "--format" => format = Some(parse_format(value()?)?),
            _ => {
                let text = format!("ERROR: Option {word} is not recognized. Please run 'nvidia-smi -h'.\n\n");
                return Err(Complaint { text, code: UNKNOWN });
            }
        }
    }
    match (fields, format) {
        (Some(fields), format) => {
            let (header, units) = format.unwrap_or((true, true));
            what = What::Query { fields, header, units };
        }
        (None, None) => {}
        (None, Some(_)) => return Err(COMBINATION.into()),
    }
    Ok(Arguments { what, id, repeat })
}

fn seconds(text: &str) -> Result<u64, Complaint> {
    text.parse().ok().filter(|seconds| *seconds > 0).ok_or_else(|| COMBINATION.into())
}

fn parse_fields(text: &str) -> Result<Vec<&'static Field>, Complaint> {
    let field = |name: &str| {
        let name = name.trim();
        let known = FIELDS.iter().find(|field| field.names.contains(&name));
        known.ok_or_else(|| format!("Field \"{name}\" is not a valid field to query.\n\n").into())
    };
    text.split(',').map(field).collect()
}

/// Whether there is a header, and whether there are units.
fn parse_format(text: &str) -> Result<(bool, bool), Complaint> {
    let words: Vec<_> = text.split(',').map(str::trim).collect();
    if words.iter().any(|word| !["csv", "noheader", "nounits"].contains(word)) {
        return Err("Format modifier is not recognized.\n".into());
    }
    Ok((!words.contains(&"noheader"), !words.contains(&"nounits")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_words(text: &str) -> Result<Arguments, Complaint> {
        parse(&text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn usual_words_are_known() {
        let plain = |what| Ok(Arguments { what, id: None, repeat: None });
        assert_eq!(parse_words(""), plain(What::Table));
        assert_eq!(parse_words("-L"), plain(What::List));
        assert_eq!(parse_words("--help"), plain(What::Help));
        let query = parse_words("--query-gpu=index,memory.total --format=csv,noheader,nounits -i 0 --loop=2").unwrap();
        let What::Query { fields, header: false, units: false } = &query.what else { panic!("{query:?}") };
        assert_eq!(fields.iter().map(|field| field.names[0]).collect::<Vec<_>>(), ["index", "memory.total"]);
        assert_eq!((query.id.as_deref(), query.repeat), (Some("0"), Some(2)));
        assert_eq!(parse_words("--query-gpu index --format csv"), parse_words("--query-gpu=index"));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let wrong = |text: &str| parse_words(text).unwrap_err();
        let field = "Field \"nonsense\" is not a valid field to query.\n\n";
        assert_eq!(wrong("--query-gpu=nonsense --format=csv"), Complaint { text: field.into(), code: 2 });
        let format = Complaint { text: "Format modifier is not recognized.\n".into(), code: 2 };
        assert_eq!(wrong("--query-gpu=index --format=xml"), format);
        assert_eq!(wrong("--frob").code, 255);
        for text in ["--format=csv", "-l 0", "-i"] {
            assert!(wrong(text).text.contains("Invalid combination"), "{text}");
        }
    }
}
