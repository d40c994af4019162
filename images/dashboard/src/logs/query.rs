//! The address of a container's log.

use form_urlencoded::Serializer;

use crate::api::is_name;
use crate::stream::Logs;

pub fn path(request: &Logs) -> Result<String, String> {
    let Logs { namespace, pod, container, previous, tail, since, follow } = request;
    for name in [namespace, pod, container] {
        if !is_name(name) {
            return Err(format!("`{name}` is no name of a namespace, pod or container"));
        }
    }
    let mut query = Serializer::new(String::new());
    query.append_pair("container", container).append_pair("timestamps", "true");
    for (name, on) in [("follow", follow), ("previous", previous)] {
        if *on {
            query.append_pair(name, "true");
        }
    }
    for (name, value) in [("tailLines", tail), ("sinceSeconds", since)] {
        // The API server takes no 0 seconds.
        if let Some(value) = value
            && (*value > 0 || name == "tailLines")
        {
            query.append_pair(name, &value.to_string());
        }
    }
    Ok(format!("/api/v1/namespaces/{namespace}/pods/{pod}/log?{}", query.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_for_what_the_page_wants() {
        let json = r#"{"namespace": "a", "pod": "b", "container": "c", "tail": 10, "since": 60, "follow": true}"#;
        let mut request: Logs = serde_json::from_str(json).unwrap();
        let expected =
            "/api/v1/namespaces/a/pods/b/log?container=c&timestamps=true&follow=true&tailLines=10&sinceSeconds=60";
        assert_eq!(path(&request).unwrap(), expected);
        request.pod = "../b".to_owned();
        assert_eq!(path(&request).unwrap_err(), "`../b` is no name of a namespace, pod or container");
    }
}
