//! The objects of one kind as the last watch showed them, reduced to what matters here.

use std::collections::BTreeMap;

use kube::ResourceExt;
use kube::runtime::watcher::Event;

/// Objects by `namespace/name`, or by name where they have no namespace.
#[derive(Debug)]
pub struct Known<T> {
    objects: BTreeMap<String, T>,
    /// The list that is arriving, and takes the place of `objects` once it is whole.
    arriving: BTreeMap<String, T>,
    is_whole: bool,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self { objects: BTreeMap::new(), arriving: BTreeMap::new(), is_whole: false }
    }
}

impl<T> Known<T> {
    /// Whether all objects have been listed once.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    pub fn get(&self, key: &str) -> Option<&T> {
        self.objects.get(key)
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.objects.values()
    }

    /// Takes over what a watch said. `see` reduces an object, or says with None that it does not matter.
    pub fn take<K: ResourceExt>(&mut self, event: Event<K>, see: impl Fn(&K) -> Option<T>) {
        match event {
            Event::Init => self.arriving.clear(),
            Event::InitApply(object) => {
                if let Some(seen) = see(&object) {
                    self.arriving.insert(key(&object), seen);
                }
            }
            Event::InitDone => {
                self.objects = std::mem::take(&mut self.arriving);
                self.is_whole = true;
            }
            Event::Apply(object) => {
                match see(&object) {
                    Some(seen) => self.objects.insert(key(&object), seen),
                    None => self.objects.remove(&key(&object)),
                };
            }
            Event::Delete(object) => {
                self.objects.remove(&key(&object));
            }
        }
    }
}

fn key(object: &impl ResourceExt) -> String {
    match object.namespace() {
        Some(namespace) => format!("{namespace}/{}", object.name_any()),
        None => object.name_any(),
    }
}

#[cfg(test)]
mod tests {
    use k8s_openapi::api::core::v1::Node;
    use kube::api::ObjectMeta;

    use super::*;

    fn node(name: &str) -> Node {
        let metadata = ObjectMeta { name: Some(name.into()), ..ObjectMeta::default() };
        Node { metadata, ..Node::default() }
    }

    fn see(node: &Node) -> Option<String> {
        Some(node.name_any()).filter(|name| name != "foreign")
    }

    #[test]
    fn a_new_list_replaces_the_old_one_when_it_is_whole() {
        let mut known = Known::default();
        let names = |known: &Known<String>| known.iter().cloned().collect::<Vec<_>>();
        for name in ["worker-1", "foreign"] {
            known.take(Event::InitApply(node(name)), see);
        }
        assert!(!known.is_whole() && names(&known).is_empty());
        known.take(Event::InitDone, see);
        known.take(Event::Apply(node("worker-2")), see);
        assert!(known.is_whole());
        assert_eq!(names(&known), ["worker-1", "worker-2"]);

        known.take(Event::Init, see);
        known.take(Event::InitApply(node("worker-2")), see);
        assert_eq!(names(&known), ["worker-1", "worker-2"]);
        known.take(Event::InitDone, see);
        assert_eq!(names(&known), ["worker-2"]);
        known.take(Event::Delete(node("worker-2")), see);
        assert_eq!(known.get("worker-2"), None);
    }
}
