//! `devcluster config init`.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::cli::output::write_line;
use crate::cli::{CommandError, Context};
use crate::config;
use crate::fault::Kind;
use crate::report::Event;

/// Name of the schema's file, beside the config file.
const SCHEMA_FILE: &str = "cluster.schema.json";

/// Write a config file in which every field is explained
#[derive(clap::Args)]
pub struct Args {
    /// File to write; - is standard output
    #[arg(default_value = "cluster.yaml")]
    file: PathBuf,
    /// Replace a file that is there
    #[arg(long)]
    force: bool,
    /// Also write the JSON schema beside it, for editors with a YAML language server
    #[arg(long, conflicts_with = "stdout")]
    schema: bool,
    /// Print it instead
    #[arg(long, conflicts_with = "force")]
    stdout: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<(), CommandError> {
    if args.stdout || args.file == Path::new("-") {
        return write_line(config::SAMPLE);
    }
    let mut text = config::SAMPLE.to_owned();
    if args.schema {
        write(&args.file.with_file_name(SCHEMA_FILE), config::SCHEMA, true)?;
        text.insert_str(0, &format!("# yaml-language-server: $schema={SCHEMA_FILE}\n"));
    }
    write(&args.file, &text, args.force)?;
    let file = args.file.display();
    context.reporter.event(&Event::Summary {
        text: format!("Wrote {file}."),
        facts: Vec::new(),
        next: vec![
            (format!("devcluster config check {file}"), "after an edit: all that is wrong with it".to_owned()),
            (format!("devcluster start --config {file}"), "the cluster that it describes".to_owned()),
        ],
    });
    Ok(())
}

fn write(path: &Path, text: &str, replace: bool) -> Result<(), CommandError> {
    let mut options = OpenOptions::new();
    match replace {
        true => options.write(true).create(true).truncate(true),
        false => options.write(true).create_new(true),
    };
    let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    let shown = path.display();
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => CommandError::new(Kind::User, format!("`{shown}` exists already"))
            .hint(format!("replace it with `devcluster config init {shown} --force`")),
        _ => CommandError::new(Kind::User, format!("`{shown}` can't be written: {error}"))
            .hint("print it instead with `devcluster config init --stdout`"),
    })
}
