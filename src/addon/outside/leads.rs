//! Host ports that lead to an addon by its name: `8080:80@ingress`.

use crate::addon::{AddonError, Catalogue};
use crate::config::{PortSpec, PortTarget};

/// The namespace of a service that is named without one.
const UNNAMED: &str = "default";

/// Has ports that name an addon of ours lead to the service that it is opened by.
pub fn lead_to_addons(ports: &mut [PortSpec]) -> Result<(), AddonError> {
    let is_unnamed =
        |port: &&mut PortSpec| matches!(&port.target, PortTarget::Service { namespace, .. } if namespace == UNNAMED);
    let mut named = ports.iter_mut().filter(is_unnamed).peekable();
    if named.peek().is_none() {
        return Ok(());
    }
    let catalogue = Catalogue::load()?;
    for port in named {
        let PortTarget::Service { namespace, name, .. } = &mut port.target else { continue };
        if let Ok((addon, _)) = catalogue.find(name)
            && let Some(open) = &addon.open
        {
            namespace.clone_from(&open.namespace);
            name.clone_from(&open.service);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_addons_name_stands_for_its_service() {
        let mut ports = ["8080:80@ingress", "8081:80@web", "8082:80@shop/ingress", "8083:30080"]
            .map(|port| port.parse::<PortSpec>().unwrap());
        lead_to_addons(&mut ports).unwrap();
        let shown = ports.map(|port| port.to_string());
        assert_eq!(shown, ["8080:80@projectcontour/envoy", "8081:80@web", "8082:80@shop/ingress", "8083:30080"]);
    }
}
