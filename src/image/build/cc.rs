//! C binaries: static, of files in a Go module, whose go.sum is then the pin and the checksum of C sources too.

use super::go;
use super::script::{Place, Script, quote, quote_all, quote_path};
use crate::image::recipe::Cc;

/// Gets the module that the C files are in.
pub fn fetch(cc: &Cc) -> Script {
    script("go mod download", go::download(&cc.sources.module))
}

/// Compiles the binaries.
pub fn compile(cc: &Cc, place: Place<'_>) -> Script {
    let flags = quote_all(cc.flags.iter().map(String::as_str));
    let mut text = go::download(&cc.sources.module);
    for (name, source) in &cc.binaries {
        let output = quote_path(&place.output.join(name));
        text += &format!("cc -static -Os -Wall -s {flags} -o {output} \"$module\"/{}\n", quote(source));
    }
    script("cc", text)
}

fn script(name: &'static str, text: String) -> Script {
    Script { name, text, programs: &["go", "cc"], image: go::IMAGE, caches: go::CACHES, crosses: false }
}
