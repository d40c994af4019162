/** "Can A reach B on port P?", with the reasons. */
import type { End } from "./endpoint";
import type { Direction, NetworkPolicy, Protocol } from "./policy";
import { has } from "./ports";
import { type Side, reach } from "./reach";
import { type Service, targetOf } from "./services";
import type { Workload } from "./workloads";

export type Place =
  { kind: "outside" } | { kind: "workload"; workload: Workload } | { kind: "service"; service: Service };

export interface Question {
  from: Place;
  to: Place;
  port: number;
  protocol: Protocol;
}

export type ReasonKey =
  | "hostNetwork"
  | "notIsolated"
  | "allowedBy"
  | "deniedBy"
  | "outsideFree"
  | "throughService"
  | "noServicePort"
  | "noServicePods"
  | "unknownTarget"
  | "clusterOnly"
  | "undeclared"
  | "notReady"
  | "ownNode"
  | "itself";

export interface Reason {
  key: ReasonKey;
  /** Whether it lets the connection pass, holds it up, or is only worth knowing. */
  effect: "allows" | "denies" | "note";
  direction?: Direction;
  /** Who it is about. */
  who: string;
  policies: NetworkPolicy[];
  port?: number;
}

export interface Answer {
  allowed: boolean;
  reasons: Reason[];
  commands: string[];
}

const OUTSIDE: End = { kind: "outside", address: null };

const reason = (key: ReasonKey, effect: Reason["effect"], who = "", more: Partial<Reason> = {}): Reason => ({
  key,
  effect,
  who,
  policies: [],
  ...more,
});

/** `all` is where a service's workloads are found. */
export function answer(question: Question, policies: NetworkPolicy[], all: Map<string, Workload>): Answer {
  const { from, to, port, protocol } = question;
  if (to.kind === "service") return throughService(question, to.service, policies, all);
  const [source, target] = [endOf(from), endOf(to)];
  if (
    from.kind === "workload" &&
    to.kind === "workload" &&
    from.workload.id === to.workload.id &&
    from.workload.pods === 1
  ) {
    return finish([reason("itself", "allows", nameOf(to))]);
  }
  const { egress, ingress } = reach(source, target, policies);
  const reasons = [
    ...(from.kind === "outside" ? [] : [ofSide(egress, source, nameOf(from), port, protocol)]),
    to.kind === "outside"
      ? reason("outsideFree", "note", nameOf(to))
      : ofSide(ingress, target, nameOf(to), port, protocol),
  ];
  if (to.kind === "workload") reasons.push(...notes(to.workload, port, protocol));
  if (source.kind === "pod" && source.hostNetwork && ingress.isolated)
    reasons.push(reason("ownNode", "note", nameOf(to)));
  if (from.kind === "outside" && to.kind === "workload") reasons.push(reason("clusterOnly", "note", nameOf(to)));
  return finish(reasons);
}

function ofSide(side: Side, end: End, who: string, port: number, protocol: Protocol): Reason {
  const { direction, isolated, allowing } = side;
  if (end.kind === "pod" && end.hostNetwork) return reason("hostNetwork", "allows", who, { direction });
  if (!isolated) return reason("notIsolated", "allows", who, { direction });
  const by = allowing.filter(({ ports }) => has(ports, protocol, port)).map(({ policy }) => policy);
  if (by.length > 0) return reason("allowedBy", "allows", who, { direction, policies: by });
  return reason("deniedBy", "denies", who, { direction, policies: side.policies });
}

function notes({ end, ready, object }: Workload, port: number, protocol: Protocol): Reason[] {
  const found: Reason[] = [];
  if (ready === 0) found.push(reason("notReady", "note", object.name));
  const isDeclared = end.ports.some((one) => one.port === port && one.protocol === protocol);
  if (!isDeclared) found.push(reason("undeclared", "note", object.name, { port }));
  return found;
}

function throughService(
  question: Question,
  service: Service,
  policies: NetworkPolicy[],
  all: Map<string, Workload>,
): Answer {
  const { from, port, protocol } = question;
  const { name } = service.object;
  const at = service.ports.find((one) => one.port === port && (one.protocol ?? "TCP") === protocol);
  if (!at) return finish([reason("noServicePort", "denies", name, { port })]);
  const behind = service.workloads.flatMap((id) => all.get(id) ?? []);
  if (behind.length === 0) return finish([reason("noServicePods", "denies", name)]);
  const outside = from.kind === "outside" && service.type === "ClusterIP" ? [reason("clusterOnly", "note", name)] : [];
  const answers = behind.map((workload) => {
    const target = targetOf(at, workload);
    if (target === null) return finish([reason("unknownTarget", "denies", workload.object.name)]);
    const through = reason("throughService", "note", workload.object.name, { port: target });
    const { reasons } = answer({ from, to: { kind: "workload", workload }, port: target, protocol }, policies, all);
    return finish([through, ...reasons.filter(({ key }) => key !== "clusterOnly")]);
  });
  // A service leads to any of its pods: it is open where each of them is.
  const first = answers.find(({ allowed }) => !allowed) ?? answers[0]!;
  return finish([...first.reasons, ...outside]);
}

function finish(reasons: Reason[]): Answer {
  const named = reasons.flatMap(({ policies }) => policies);
  const commands = named.map(
    ({ metadata }) => `kubectl describe networkpolicy ${metadata.name} -n ${metadata.namespace}`,
  );
  return { allowed: reasons.every(({ effect }) => effect !== "denies"), reasons, commands: [...new Set(commands)] };
}

const endOf = (place: Place): End => (place.kind === "workload" ? place.workload.end : OUTSIDE);

function nameOf(place: Place): string {
  if (place.kind === "workload") return place.workload.object.name;
  return place.kind === "service" ? place.service.object.name : "";
}
