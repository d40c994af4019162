//! The members of an ApplySet, as the API server has them.

use futures::future::try_join_all;
use kube::api::{DeleteParams, DynamicObject, ListParams, PropagationPolicy};
use kube::{Api, Client, ResourceExt};
use serde_json::Value;

use super::kind::{GroupKind, Served, served};
use super::parent::Contents;
use super::set::ApplySet;
use crate::cluster::{ApplyError, Kube, api_reason};

/// A member.
#[derive(Debug, Clone)]
pub struct Member {
    pub kind: Served,
    pub object: DynamicObject,
}

impl Member {
    /// Its API.
    pub fn api(&self, client: &Client) -> Api<DynamicObject> {
        api(client, &self.kind, self.object.namespace().as_deref())
    }

    /// Has the API server delete it; its dependents go first, so that it is gone when its pods are.
    pub async fn delete(&self, client: &Client) -> Result<(), ApplyError> {
        let params =
            DeleteParams { propagation_policy: Some(PropagationPolicy::Foreground), ..DeleteParams::default() };
        match self.api(client).delete(&self.object.name_any(), &params).await {
            Err(kube::Error::Api(status)) if status.code == 404 => Ok(()),
            result => result.map(drop).map_err(server),
        }
    }

    /// Whether it is still there: another object of its name is not it.
    pub async fn is_there(&self, client: &Client) -> Result<bool, ApplyError> {
        match self.api(client).get_opt(&self.object.name_any()).await {
            Ok(found) => Ok(found.is_some_and(|found| found.uid() == self.object.uid())),
            // The kind has gone with its definition.
            Err(kube::Error::Api(status)) if status.code == 404 => Ok(false),
            Err(error) => Err(server(error)),
        }
    }
}

/// All members of a set that has `contents`.
pub async fn members(client: &Client, set: &ApplySet, contents: &Contents) -> Result<Vec<Member>, ApplyError> {
    let selector = set.selector();
    let kinds = served(client, contents.kinds.iter().cloned()).await?;
    let lists = kinds.iter().flat_map(|kind| {
        let places: Vec<Option<&str>> = match kind.namespaced {
            true => contents.namespaces.iter().map(|name| Some(name.as_str())).collect(),
            false => vec![None],
        };
        places.into_iter().map(move |place| (kind, place))
    });
    let found = try_join_all(lists.map(async |(kind, place)| list(client, kind, place, &selector).await)).await?;
    Ok(found.into_iter().flatten().collect())
}

/// Objects of a kind with a label, in a namespace or everywhere.
pub async fn list(
    client: &Client,
    kind: &Served,
    namespace: Option<&str>,
    selector: &str,
) -> Result<Vec<Member>, ApplyError> {
    let objects = api(client, kind, namespace).list(&ListParams::default().labels(selector)).await.map_err(server)?;
    Ok(objects.items.into_iter().map(|object| Member { kind: kind.clone(), object }).collect())
}

fn api(client: &Client, kind: &Served, namespace: Option<&str>) -> Api<DynamicObject> {
    match namespace {
        Some(namespace) => Api::namespaced_with(client.clone(), namespace, &kind.resource),
        None => Api::all_with(client.clone(), &kind.resource),
    }
}

/// Selects the pods of all workloads of an app: by the labels that they share, else by the values of one that all
/// have. `None` where the app is not there, or has no workload.
pub async fn app_selector(kube: &Kube, set: &ApplySet) -> Result<Option<String>, ApplyError> {
    let kinds = ["Deployment", "StatefulSet", "DaemonSet"];
    let kinds = kinds.map(|kind| GroupKind { kind: kind.to_owned(), group: "apps".to_owned() });
    let mut selectors = Vec::new();
    for kind in served(&kube.client, kinds).await? {
        let found = list(&kube.client, &kind, Some(&set.namespace), &set.selector()).await?;
        selectors.extend(found.iter().filter_map(|member| match_labels(&member.object.data)));
    }
    Ok(shared_selector(&selectors))
}

type Pairs = Vec<(String, String)>;

fn match_labels(object: &Value) -> Option<Pairs> {
    let labels = object.pointer("/spec/selector/matchLabels")?.as_object()?;
    Some(labels.iter().filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect())
}

fn shared_selector(selectors: &[Pairs]) -> Option<String> {
    let (first, others) = selectors.split_first()?;
    let in_all = first.iter().filter(|pair| others.iter().all(|other| other.contains(pair)));
    let shared: Vec<_> = in_all.map(|(key, value)| format!("{key}={value}")).collect();
    if !shared.is_empty() {
        return Some(shared.join(","));
    }
    let value_of =
        |pairs: &Pairs, key: &str| pairs.iter().find(|(other, _)| other == key).map(|(_, value)| value.clone());
    first.iter().find_map(|(key, _)| {
        let values: Option<Vec<_>> = selectors.iter().map(|pairs| value_of(pairs, key)).collect();
        Some(format!("{key} in ({})", values?.join(",")))
    })
}

pub(super) fn server(error: kube::Error) -> ApplyError {
    ApplyError::Server { reason: api_reason(error) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Pairs {
        text.split(',').map(|pair| pair.split_once('=').unwrap()).map(|(a, b)| (a.into(), b.into())).collect()
    }

    #[test]
    fn pods_of_several_workloads_are_selected_together() {
        let shared = |texts: &[&str]| shared_selector(&texts.iter().map(|text| pairs(text)).collect::<Vec<_>>());
        assert_eq!(shared(&["app=web,tier=front"]).as_deref(), Some("app=web,tier=front"));
        assert_eq!(shared(&["instance=shop,name=web", "instance=shop,name=db"]).as_deref(), Some("instance=shop"));
        assert_eq!(shared(&["app=web", "app=db"]).as_deref(), Some("app in (web,db)"));
        assert_eq!(shared(&["app=web", "name=db"]), None);
        assert_eq!(shared(&[]), None);
    }
}
