/** Ends and policies for the tests. */
import type { PodEnd } from "./endpoint";
import type { NetworkPolicy } from "./policy";

export const pod = (app: string, changed: Partial<PodEnd> = {}): PodEnd => ({
  kind: "pod",
  namespace: "shop",
  namespaceLabels: { "kubernetes.io/metadata.name": changed.namespace ?? "shop" },
  labels: { app },
  hostNetwork: false,
  addresses: ["10.244.0.5"],
  ports: [
    { name: "http", port: 8080, protocol: "TCP" },
    { name: "dns", port: 53, protocol: "UDP" },
  ],
  ...changed,
});

export const policy = (spec: NetworkPolicy["spec"], name = "policy", namespace = "shop"): NetworkPolicy => ({
  metadata: { name, namespace, uid: name, creationTimestamp: "2026-01-01T00:00:00Z", resourceVersion: "1" },
  spec,
});

export const app = (name: string) => ({ matchLabels: { app: name } });
