/** Who reaches whom under NetworkPolicies: egress of the one and ingress of the other both have to allow it. */
import { isEverything, isIn } from "./address";
import type { End } from "./endpoint";
import { selects } from "./labels";
import { type Direction, type NetworkPolicy, type Peer, type Protocol, isFor, rulesOf } from "./policy";
import { ALL, NONE, type PortSet, allowed, has, intersection, isAll, isNone, union } from "./ports";

/** One of the two halves of an answer. */
export interface Side {
  direction: Direction;
  /** Whether any policy selects the pod for this direction: without one all is allowed. */
  isolated: boolean;
  /** The policies that select it. */
  policies: NetworkPolicy[];
  /** What each of them allows, those that allow nothing left out. */
  allowing: { policy: NetworkPolicy; ports: PortSet }[];
  /** The sum. */
  ports: PortSet;
}

export interface Reach {
  egress: Side;
  ingress: Side;
  /** The ports of the destination that both sides allow. */
  ports: PortSet;
}

/** The policies that select a pod for a direction. */
export function policiesFor(pod: End, direction: Direction, policies: NetworkPolicy[]): NetworkPolicy[] {
  if (pod.kind === "outside" || pod.hostNetwork) return [];
  return policies.filter(
    (policy) =>
      policy.metadata.namespace === pod.namespace &&
      isFor(policy, direction) &&
      selects(policy.spec.podSelector ?? {}, pod.labels),
  );
}

export function reach(from: End, to: End, policies: NetworkPolicy[]): Reach {
  const egress = side("egress", from, to, to, policiesFor(from, "egress", policies));
  const ingress = side("ingress", to, from, to, policiesFor(to, "ingress", policies));
  return { egress, ingress, ports: intersection(egress.ports, ingress.ports) };
}

export function side(direction: Direction, own: End, peer: End, destination: End, policies: NetworkPolicy[]): Side {
  if (policies.length === 0) return { direction, isolated: false, policies, allowing: [], ports: ALL };
  const named = destination.kind === "pod" ? destination.ports : [];
  const allowing = policies.flatMap((policy) => {
    const namespace = own.kind === "pod" ? own.namespace : "";
    const ports = rulesOf(policy, direction)
      .filter(({ peers }) => !peers?.length || peers.some((one) => isPeer(one, peer, namespace)))
      .map(({ ports }) => allowed(ports, named))
      .reduce(union, NONE);
    return isNone(ports) ? [] : [{ policy, ports }];
  });
  const ports = allowing.map(({ ports }) => ports).reduce(union, NONE);
  return { direction, isolated: true, policies, allowing, ports };
}

/** Whether an end is what a rule's peer describes; `namespace` is the policy's own. */
function isPeer({ podSelector, namespaceSelector, ipBlock }: Peer, end: End, namespace: string): boolean {
  if (ipBlock) return isInBlock(ipBlock, end);
  if (end.kind === "outside" || end.hostNetwork) return false;
  const inNamespace = namespaceSelector ? selects(namespaceSelector, end.namespaceLabels) : end.namespace === namespace;
  return inNamespace && selects(podSelector ?? {}, end.labels);
}

function isInBlock({ cidr, except = [] }: NonNullable<Peer["ipBlock"]>, end: End): boolean {
  // Any address of the outside: only a block that has them all lets it in for sure.
  if (end.kind === "outside" && end.address === null) return isEverything(cidr) && except.length === 0;
  const addresses = end.kind === "pod" ? end.addresses : [end.address ?? ""];
  return addresses.some((address) => isIn(address, cidr) && !except.some((block) => isIn(address, block)));
}

export const allows = ({ ports }: Reach, protocol: Protocol, port: number) => has(ports, protocol, port);

export type Level = "open" | "limited" | "closed";

/** Whether all ports, some or none are allowed. */
export function level({ ports }: Reach): Level {
  if (isNone(ports)) return "closed";
  return isAll(ports) ? "open" : "limited";
}
