/** Who talks to whom: pods, and what is outside of the cluster. */
import type { NamedPort } from "./ports";

export interface PodEnd {
  kind: "pod";
  namespace: string;
  namespaceLabels: Record<string, string>;
  labels: Record<string, string>;
  /** It uses its node's network: no policy is for it, and selectors don't select it. */
  hostNetwork: boolean;
  addresses: string[];
  ports: NamedPort[];
}

export interface OutsideEnd {
  kind: "outside";
  /** null is any address of the outside. */
  address: string | null;
}

export type End = PodEnd | OutsideEnd;
