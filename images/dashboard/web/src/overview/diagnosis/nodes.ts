import type { Condition, NodeObject } from "../../api/objects";
import { refTo } from "../../api/owner";
import { type Finding, moment } from "./finding";

const PRESSURES = ["MemoryPressure", "DiskPressure", "PIDPressure"];

/** KWOK's annotation of nodes that only seem to be. */
export const isSimulated = ({ metadata }: NodeObject) => metadata.annotations?.["kwok.x-k8s.io/node"] === "fake";

export const condition = (conditions: Condition[] | undefined, type: string) =>
  conditions?.find((one) => one.type === type);

export function nodeFindings(nodes: NodeObject[]): Finding[] {
  const isSimulatedDown = (node: NodeObject) => isSimulated(node) && !isReady(node);
  const simulated = nodes.filter(isSimulatedDown);
  const others = nodes.filter((node) => !isSimulatedDown(node)).flatMap(ofNode);
  const [first] = simulated;
  if (!first) return others;
  const { name } = first.metadata;
  // A thousand of them may be down at once, and for one reason.
  const down: Finding = {
    ...ofNode(first)[0]!,
    id: "simulatedDown",
    severity: "warn",
    problem: "simulatedDown",
    values: { n: simulated.length, name },
    command: `kubectl describe node ${name}`,
  };
  return [...others, down];
}

const isReady = ({ status }: NodeObject) => condition(status.conditions, "Ready")?.status === "True";

function ofNode(node: NodeObject): Finding[] {
  const { name } = node.metadata;
  const describe = `kubectl describe node ${name}`;
  const finding = (problem: Finding["problem"], at: Condition | undefined, command: string): Finding => ({
    id: `${problem}:${name}:${at?.type ?? ""}`,
    severity: problem === "nodePressure" ? "warn" : "bad",
    problem,
    object: refTo("Node", null, name),
    values: { name, reason: at?.reason ?? "", pressure: at?.type ?? "" },
    command,
    message: at?.message || null,
    since: moment(at?.lastTransitionTime),
    pods: [],
  });
  const { conditions } = node.status;
  const ready = condition(conditions, "Ready");
  if (ready?.status !== "True") {
    return [finding("nodeDown", ready, `devcluster node start ${name}`)];
  }
  const pressures = PRESSURES.flatMap((type) => condition(conditions, type) ?? []).filter(
    ({ status }) => status === "True",
  );
  const network = condition(conditions, "NetworkUnavailable");
  return [
    ...pressures.map((at) => finding("nodePressure", at, describe)),
    ...(network?.status === "True" ? [finding("nodeNetwork", network, describe)] : []),
  ];
}
