//! The JSON schema against every sample.

use boon::{Compiler, SchemaIndex, Schemas};
use devcluster::{config, yaml};
use serde_json::Value;

use crate::{name, samples};

struct Schema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Schema {
    fn new() -> Self {
        let document: Value = serde_json::from_str(config::SCHEMA).expect("JSON");
        let mut schemas = Schemas::new();
        let mut compiler = Compiler::new();
        compiler.add_resource("cluster.schema.json", document).expect("a resource");
        let index = compiler.compile("cluster.schema.json", &mut schemas).expect("a JSON schema");
        Self { schemas, index }
    }

    /// What the schema says of a YAML text.
    fn verdict(&self, text: &str) -> Result<(), String> {
        let value: Value = yaml::parse(text).map_err(|error| error.to_string())?;
        self.schemas.validate(&value, self.index).map_err(|error| format!("{error:#}"))
    }
}

fn read(path: &std::path::Path) -> String {
    std::fs::read_to_string(path).expect("a sample")
}

#[test]
fn it_takes_what_is_valid() {
    let schema = Schema::new();
    for path in samples("valid") {
        schema.verdict(&read(&path)).unwrap_or_else(|error| panic!("{}: {error}", name(&path)));
        let loaded = config::load(Some(&path), &config::Overrides::default()).expect("a valid sample");
        let rendered = config::render(&loaded.cluster).expect("a rendered config");
        schema.verdict(&rendered).unwrap_or_else(|error| panic!("{} rendered: {error}", name(&path)));
    }
    schema.verdict(config::SAMPLE).expect("the sample of `config init`");
}

#[test]
fn it_refuses_what_is_malformed() {
    let schema = Schema::new();
    for path in samples("invalid/structure") {
        assert!(schema.verdict(&read(&path)).is_err(), "{} passes", name(&path));
    }
}

/// Else the sample belongs to the structure, and editors could find it.
#[test]
fn it_takes_what_has_no_meaning() {
    let schema = Schema::new();
    // What is no YAML never comes to a schema.
    let no_yaml = ["duplicate-field", "syntax"];
    for path in samples("invalid/meaning").into_iter().filter(|path| !no_yaml.contains(&name(path).as_str())) {
        schema.verdict(&read(&path)).unwrap_or_else(|error| panic!("{}: {error}", name(&path)));
    }
}
