/** NetworkPolicies as the API has them: only what decides who reaches whom. */
import type { KubeObject } from "../../api/objects";

export type Protocol = "TCP" | "UDP" | "SCTP";
export const PROTOCOLS: Protocol[] = ["TCP", "UDP", "SCTP"];

export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: "In" | "NotIn" | "Exists" | "DoesNotExist"; values?: string[] }[];
}

export interface Peer {
  podSelector?: LabelSelector;
  namespaceSelector?: LabelSelector;
  ipBlock?: { cidr: string; except?: string[] };
}

export interface PolicyPort {
  protocol?: Protocol;
  /** A number, or the name of a container's port. */
  port?: number | string;
  endPort?: number;
}

export interface IngressRule {
  from?: Peer[];
  ports?: PolicyPort[];
}

export interface EgressRule {
  to?: Peer[];
  ports?: PolicyPort[];
}

export interface NetworkPolicy extends KubeObject {
  spec: {
    podSelector?: LabelSelector;
    policyTypes?: ("Ingress" | "Egress")[];
    ingress?: IngressRule[];
    egress?: EgressRule[];
  };
}

export type Direction = "ingress" | "egress";

/** Without policyTypes a policy is for ingress, and for egress too where it has such rules. */
export function isFor({ spec }: NetworkPolicy, direction: Direction): boolean {
  if (spec.policyTypes?.length) return spec.policyTypes.includes(direction === "ingress" ? "Ingress" : "Egress");
  return direction === "ingress" || (spec.egress?.length ?? 0) > 0;
}

/** Peers and ports of a policy's rules, whatever their direction. */
export function rulesOf({ spec }: NetworkPolicy, direction: Direction): { peers?: Peer[]; ports?: PolicyPort[] }[] {
  if (direction === "ingress") return (spec.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }));
  return (spec.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }));
}
