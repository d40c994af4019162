/** Sets of ports: what rules allow, added up and cut with each other. */
import { PROTOCOLS, type PolicyPort, type Protocol } from "./policy";

/** First and last, both allowed; in order, apart from each other. */
export type Range = [number, number];
export type PortSet = Record<Protocol, Range[]>;

export interface NamedPort {
  name?: string;
  port: number;
  protocol: Protocol;
}

const WHOLE: Range = [1, 65535];

export const ALL: PortSet = { TCP: [WHOLE], UDP: [WHOLE], SCTP: [WHOLE] };
export const NONE: PortSet = { TCP: [], UDP: [], SCTP: [] };

const eachProtocol = (ranges: (protocol: Protocol) => Range[]): PortSet => ({
  TCP: ranges("TCP"),
  UDP: ranges("UDP"),
  SCTP: ranges("SCTP"),
});

export const union = (one: PortSet, other: PortSet): PortSet =>
  eachProtocol((protocol) => merged([...one[protocol], ...other[protocol]]));

function merged(ranges: Range[]): Range[] {
  const result: Range[] = [];
  for (const [first, last] of ranges.toSorted((one, other) => one[0] - other[0])) {
    const before = result.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else result.push([first, last]);
  }
  return result;
}

export const intersection = (one: PortSet, other: PortSet): PortSet =>
  eachProtocol((protocol) =>
    one[protocol].flatMap(([first, last]) =>
      other[protocol].flatMap(([from, to]): Range[] => {
        const range: Range = [Math.max(first, from), Math.min(last, to)];
        return range[0] <= range[1] ? [range] : [];
      }),
    ),
  );

export const has = (set: PortSet, protocol: Protocol, port: number) =>
  set[protocol].some(([first, last]) => first <= port && port <= last);

export const isNone = (set: PortSet) => PROTOCOLS.every((protocol) => set[protocol].length === 0);

const isWhole = (ranges: Range[]) => ranges.length === 1 && ranges[0]![0] <= 1 && ranges[0]![1] >= 65535;

export const isAll = (set: PortSet) => PROTOCOLS.every((protocol) => isWhole(set[protocol]));

/** What a rule's ports allow of a destination; no ports are all of them. */
export function allowed(ports: PolicyPort[] | undefined, named: NamedPort[]): PortSet {
  if (!ports?.length) return ALL;
  return ports.map((port) => one(port, named)).reduce(union, NONE);
}

function one({ protocol = "TCP", port, endPort }: PolicyPort, named: NamedPort[]): PortSet {
  if (port === undefined) return { ...NONE, [protocol]: [WHOLE] };
  if (typeof port === "number") return { ...NONE, [protocol]: [[port, endPort ?? port]] };
  // A name means what the destination calls so; a pod without that name is not meant.
  const found = named.filter((at) => at.name === port && at.protocol === protocol);
  return { ...NONE, [protocol]: merged(found.map((at): Range => [at.port, at.port])) };
}

/** `80, 8000–8100, UDP 53`; null for all ports. */
export function written(set: PortSet): string | null {
  if (isAll(set)) return null;
  const parts = PROTOCOLS.flatMap((protocol) => {
    const prefix = protocol === "TCP" ? "" : `${protocol} `;
    if (isWhole(set[protocol])) return [`${protocol} *`];
    return set[protocol].map(([first, last]) => prefix + (first === last ? first : `${first}–${last}`));
  });
  return parts.join(", ");
}
