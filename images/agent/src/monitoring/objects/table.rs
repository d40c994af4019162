//! The figures of one kind of objects, written when an object changes and only put together when they are asked for.

use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};

use futures::StreamExt;
use kube::runtime::WatchStreamExt;
use kube::runtime::watcher::{self, watcher};
use kube::{Api, Client, Resource};
use serde::de::DeserializeOwned;

use crate::api::{EverySecond, Known, Trouble};
use crate::exporter::{Family, head, lines};

/// How figures follow from the objects of a kind.
pub struct Figures<K: 'static> {
    pub families: &'static [Family<K>],
    /// The labels that all figures of an object have.
    pub labels: fn(&K) -> Vec<(&'static str, String)>,
}

/// What there is of one kind.
pub struct Table {
    heads: Vec<String>,
    /// The lines of each object, by family.
    known: Arc<Mutex<Known<Vec<String>>>>,
}

impl Table {
    /// Watches all objects of a kind from now on.
    pub fn follow<K>(client: &Client, figures: Figures<K>) -> Self
    where
        K: Resource<DynamicType = ()> + Clone + Debug + DeserializeOwned + Send + 'static,
    {
        let heads = figures.families.iter().map(|family| head(family.name, family.help, family.kind)).collect();
        let known = Arc::new(Mutex::new(Known::default()));
        tokio::spawn(keep(Api::all(client.clone()), figures, Arc::clone(&known)));
        Self { heads, known }
    }

    /// Whether all objects have been listed once.
    pub fn is_whole(&self) -> bool {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).is_whole()
    }

    pub fn write(&self, text: &mut String) {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        for (index, head) in self.heads.iter().enumerate() {
            text.push_str(head);
            text.extend(known.iter().map(|families| families[index].as_str()));
        }
    }
}

/// For ever: after an error a watch starts again, and what was known stays meanwhile.
async fn keep<K>(api: Api<K>, figures: Figures<K>, known: Arc<Mutex<Known<Vec<String>>>>)
where
    K: Resource<DynamicType = ()> + Clone + Debug + DeserializeOwned + Send + 'static,
{
    let mut events = watcher(api, watcher::Config::default()).backoff(EverySecond).boxed();
    let mut trouble = Trouble::new(format!("watch {}", K::plural(&())));
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => {
                trouble.over();
                let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
                known.take(event, |object| Some(by_family(object, &figures)));
            }
            Err(error) => trouble.is(&error),
        }
    }
}

pub fn by_family<K>(object: &K, figures: &Figures<K>) -> Vec<String> {
    let labels = (figures.labels)(object);
    figures.families.iter().map(|family| lines(family.name, &labels, &(family.of)(object))).collect()
}
