// Workloads to look at, of an image that `run.sh` brings onto the nodes.
export const IMAGE = "python:3.9-slim";

const GOES_ON = "trap exit TERM; while :; do sleep 1 & wait; done";

/** The command of a container that runs a line of shell. */
export const shell = (line) => ({ command: ["sh", "-c", line] });

function podSpec(container, spec) {
  // What a test deletes is gone at once.
  return { terminationGracePeriodSeconds: 0, containers: [{ name: "app", image: IMAGE, ...shell(GOES_ON), ...container }], ...spec };
}

export function pod(namespace, name, container = {}, spec = {}) {
  const metadata = { namespace, name, labels: { app: name } };
  return JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata, spec: podSpec(container, spec) });
}

export function deployment(namespace, name, container = {}, { replicas = 1, ...spec } = {}) {
  const labels = { app: name };
  return JSON.stringify({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { namespace, name, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: podSpec(container, spec) },
    },
  });
}
