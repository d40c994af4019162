//! What the kernel tells of its features: lists of file systems and modules, and its configuration where it has one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;

use super::number::number;
use crate::doctor::facts::KernelFacts;

/// Looks below `root`.
pub fn look(root: &Path, release: &str) -> KernelFacts {
    let text = |path: &str| fs::read_to_string(root.join(path)).unwrap_or_default();
    let last = |line: &str| line.split_whitespace().last().map(str::to_owned);
    let first = |line: &str| line.split_whitespace().next().map(str::to_owned);
    KernelFacts {
        filesystems: text("proc/filesystems").lines().filter_map(last).collect(),
        loaded: text("proc/modules").lines().filter_map(first).collect(),
        available: available(&root.join("lib/modules").join(release)),
        config: config(root, release),
        ip_forward: number(&root.join("proc/sys/net/ipv4/ip_forward")).map(|on| on != 0),
        conntrack_max: number(&root.join("proc/sys/net/netfilter/nf_conntrack_max")),
    }
}

/// Names of modules in a release's folder: built in or to be loaded. Their files may be compressed.
fn available(folder: &Path) -> Option<BTreeSet<String>> {
    let lists = ["modules.builtin", "modules.dep"].map(|list| fs::read_to_string(folder.join(list)).ok());
    if lists.iter().all(Option::is_none) {
        return None;
    }
    let module = |line: &str| {
        let path = line.split(':').next()?;
        let name = path.rsplit('/').next()?.split(".ko").next()?;
        Some(name.replace('-', "_"))
    };
    Some(lists.iter().flatten().flat_map(|list| list.lines()).filter_map(module).collect())
}

fn config(root: &Path, release: &str) -> Option<BTreeMap<String, String>> {
    let packed = |packed: Vec<u8>| {
        let mut text = String::new();
        GzDecoder::new(packed.as_slice()).read_to_string(&mut text).ok()?;
        Some(text)
    };
    let text = fs::read(root.join("proc/config.gz"))
        .ok()
        .and_then(packed)
        .or_else(|| fs::read_to_string(root.join(format!("boot/config-{release}"))).ok())?;
    let options = text.lines().filter_map(|line| line.split_once('='));
    Some(options.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_and_configuration_are_listed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let modules = root.join("lib/modules/6.12.0");
        fs::create_dir_all(&modules).unwrap();
        fs::create_dir_all(root.join("boot")).unwrap();
        fs::write(modules.join("modules.builtin"), "kernel/fs/overlayfs/overlay.ko\n").unwrap();
        fs::write(modules.join("modules.dep"), "kernel/net/nf-tables.ko.xz: kernel/net/nfnetlink.ko.xz\n").unwrap();
        fs::write(root.join("boot/config-6.12.0"), "# CONFIG_X is not set\nCONFIG_VETH=m\n").unwrap();
        let facts = look(root, "6.12.0");
        assert_eq!(facts.available.unwrap().into_iter().collect::<Vec<_>>(), ["nf_tables", "overlay"]);
        assert_eq!(facts.config.unwrap(), BTreeMap::from([("CONFIG_VETH".to_owned(), "m".to_owned())]));
        assert!(look(root, "5.0").available.is_none());
    }
}
