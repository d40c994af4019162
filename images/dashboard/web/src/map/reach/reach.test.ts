import { describe, expect, test } from "vitest";
import type { End } from "./endpoint";
import type { NetworkPolicy, Peer, PolicyPort, Protocol } from "./policy";
import { allows, level, reach } from "./reach";
import { app, pod, policy } from "./samples";

const web = pod("web");
const db = pod("db");
const other = pod("web", { namespace: "other", addresses: ["10.244.9.9"] });
const anywhere: End = { kind: "outside", address: null };

const opens = (from: End, to: End, policies: NetworkPolicy[], port = 8080, protocol: Protocol = "TCP") =>
  allows(reach(from, to, policies), protocol, port);

/** Ingress of db from these peers. */
const into = (from: Peer[] | undefined, ports?: PolicyPort[]) =>
  policy({ podSelector: app("db"), ingress: [{ from, ports }] });

describe("isolation", () => {
  test("without policies everything reaches everything", () => {
    const found = reach(web, db, []);
    expect(found.egress.isolated || found.ingress.isolated).toBe(false);
    expect(level(found)).toBe("open");
    expect(opens(anywhere, db, [])).toBe(true);
    expect(opens(db, anywhere, [], 443)).toBe(true);
  });

  test("an empty podSelector selects all pods of the policy's namespace, and of no other", () => {
    const deny = policy({ podSelector: {}, policyTypes: ["Ingress"] });
    expect(opens(web, db, [deny])).toBe(false);
    expect(opens(db, other, [deny])).toBe(true);
    expect(level(reach(web, db, [deny]))).toBe("closed");
  });

  test("a policy for ingress says nothing of egress", () => {
    const deny = policy({ podSelector: {}, policyTypes: ["Ingress"] });
    expect(opens(db, other, [deny])).toBe(true);
    expect(reach(web, other, [deny]).egress.isolated).toBe(false);
  });

  test("a policy for egress says nothing of ingress", () => {
    const deny = policy({ podSelector: app("db"), policyTypes: ["Egress"] });
    expect(opens(web, db, [deny])).toBe(true);
    expect(opens(db, web, [deny])).toBe(false);
    expect(opens(db, anywhere, [deny])).toBe(false);
  });

  test("without policyTypes: ingress always, egress where there are such rules", () => {
    const both = policy({ podSelector: app("db"), egress: [{ to: [{ podSelector: app("web") }] }] });
    expect(opens(web, db, [both])).toBe(false);
    expect(opens(db, web, [both])).toBe(true);
    expect(opens(db, other, [both])).toBe(false);
    const ingress = policy({ podSelector: app("db"), ingress: [{}] });
    expect(reach(db, web, [ingress]).egress.isolated).toBe(false);
  });

  test("policyTypes of Egress alone does not use ingress rules", () => {
    const odd = policy({ podSelector: app("db"), policyTypes: ["Egress"], ingress: [] });
    expect(opens(web, db, [odd])).toBe(true);
  });

  test("policyTypes of both with rules for one: the other is closed", () => {
    const both = policy({ podSelector: app("db"), policyTypes: ["Ingress", "Egress"], ingress: [{}] });
    expect(opens(web, db, [both])).toBe(true);
    expect(opens(db, web, [both])).toBe(false);
  });

  test("a podSelector may have expressions", () => {
    const deny = policy({
      podSelector: { matchExpressions: [{ key: "app", operator: "In", values: ["db", "cache"] }] },
    });
    expect(opens(web, db, [deny])).toBe(false);
    expect(opens(db, web, [deny])).toBe(true);
  });
});

describe("peers", () => {
  test("no peers are everybody, outside too", () => {
    for (const from of [undefined, []]) {
      expect(opens(web, db, [into(from)])).toBe(true);
      expect(opens(other, db, [into(from)])).toBe(true);
      expect(opens(anywhere, db, [into(from)])).toBe(true);
    }
  });

  test("no rules are nobody", () => {
    expect(opens(web, db, [policy({ podSelector: app("db"), ingress: [] })])).toBe(false);
  });

  test("a podSelector alone means the policy's own namespace", () => {
    const rule = into([{ podSelector: app("web") }]);
    expect(opens(web, db, [rule])).toBe(true);
    expect(opens(other, db, [rule])).toBe(false);
    expect(opens(pod("api"), db, [rule])).toBe(false);
    expect(opens(anywhere, db, [rule])).toBe(false);
  });

  test("an empty podSelector is every pod of the namespace", () => {
    const rule = into([{ podSelector: {} }]);
    expect(opens(pod("api"), db, [rule])).toBe(true);
    expect(opens(other, db, [rule])).toBe(false);
  });

  test("a namespaceSelector alone means all pods of those namespaces", () => {
    const rule = into([{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "other" } } }]);
    expect(opens(other, db, [rule])).toBe(true);
    expect(opens(web, db, [rule])).toBe(false);
    expect(opens(web, db, [into([{ namespaceSelector: {} }])])).toBe(true);
    expect(opens(anywhere, db, [into([{ namespaceSelector: {} }])])).toBe(false);
  });

  const named = { matchLabels: { "kubernetes.io/metadata.name": "other" } };

  test("both in one peer have to hold", () => {
    const both = into([{ namespaceSelector: named, podSelector: app("web") }]);
    expect(opens(other, db, [both])).toBe(true);
    expect(opens(web, db, [both])).toBe(false);
    expect(opens(pod("api", { namespace: "other" }), db, [both])).toBe(false);
  });

  test("in two peers, one of them", () => {
    const either = into([{ namespaceSelector: named }, { podSelector: app("web") }]);
    expect(opens(web, db, [either])).toBe(true);
    expect(opens(pod("api", { namespace: "other" }), db, [either])).toBe(true);
    expect(opens(pod("api"), db, [either])).toBe(false);
  });

  test("expressions of namespaces", () => {
    const not = into([
      {
        namespaceSelector: {
          matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["shop"] }],
        },
      },
    ]);
    expect(opens(other, db, [not])).toBe(true);
    expect(opens(web, db, [not])).toBe(false);
  });
});

describe("blocks of addresses", () => {
  const at = (address: string): End => ({ kind: "outside", address });
  const block = into([{ ipBlock: { cidr: "192.168.0.0/16", except: ["192.168.7.0/24"] } }]);

  test("an address is in the block and not in what is excepted", () => {
    expect(opens(at("192.168.1.1"), db, [block])).toBe(true);
    expect(opens(at("192.168.7.1"), db, [block])).toBe(false);
    expect(opens(at("10.0.0.1"), db, [block])).toBe(false);
  });

  test("anywhere is only in a block that has every address", () => {
    expect(opens(anywhere, db, [block])).toBe(false);
    expect(opens(anywhere, db, [into([{ ipBlock: { cidr: "0.0.0.0/0" } }])])).toBe(true);
    expect(opens(anywhere, db, [into([{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] } }])])).toBe(false);
  });

  test("a pod is in the block of its address", () => {
    const pods = policy({
      podSelector: app("web"),
      policyTypes: ["Egress"],
      egress: [{ to: [{ ipBlock: { cidr: "10.244.0.0/24" } }] }],
    });
    expect(opens(web, db, [pods])).toBe(true);
    expect(opens(web, other, [pods])).toBe(false);
  });

  test("nodes and what uses their network, by their address alone", () => {
    const agent = pod("web", { hostNetwork: true, addresses: ["172.24.0.10"] });
    expect(opens(agent, db, [into([{ podSelector: app("web") }])])).toBe(false);
    expect(opens(agent, db, [into([{ ipBlock: { cidr: "172.24.0.0/22" } }])])).toBe(true);
  });
});

describe("ports", () => {
  const on = (...ports: PolicyPort[]) => [into(undefined, ports)];

  test("a number is of TCP unless it says so", () => {
    expect(opens(web, db, on({ port: 8080 }))).toBe(true);
    expect(opens(web, db, on({ port: 8080 }), 8081)).toBe(false);
    expect(opens(web, db, on({ port: 53 }), 53, "UDP")).toBe(false);
    expect(opens(web, db, on({ port: 53, protocol: "UDP" }), 53, "UDP")).toBe(true);
    expect(level(reach(web, db, on({ port: 8080 })))).toBe("limited");
  });

  test("a range", () => {
    const range = on({ port: 8000, endPort: 8100 });
    expect([7999, 8000, 8100, 8101].map((port) => opens(web, db, range, port))).toEqual([false, true, true, false]);
  });

  test("a name is the destination's, with the same protocol", () => {
    expect(opens(web, db, on({ port: "http" }))).toBe(true);
    expect(opens(web, db, on({ port: "http" }), 80)).toBe(false);
    expect(opens(web, db, on({ port: "dns" }), 53, "UDP")).toBe(false);
    expect(opens(web, db, on({ port: "dns", protocol: "UDP" }), 53, "UDP")).toBe(true);
    expect(opens(web, pod("db", { ports: [] }), on({ port: "http" }))).toBe(false);
  });

  test("a name of an egress rule is the destination's too", () => {
    const rule = policy({ podSelector: app("web"), policyTypes: ["Egress"], egress: [{ ports: [{ port: "http" }] }] });
    expect(opens(web, pod("db", { ports: [{ name: "http", port: 9000, protocol: "TCP" }] }), [rule], 9000)).toBe(true);
    expect(opens(web, db, [rule], 9000)).toBe(false);
    expect(opens(web, anywhere, [rule], 8080)).toBe(false);
  });

  test("a protocol alone is all its ports", () => {
    expect(opens(web, db, on({ protocol: "UDP" }), 12345, "UDP")).toBe(true);
    expect(opens(web, db, on({ protocol: "UDP" }), 12345)).toBe(false);
  });
});

describe("several policies", () => {
  test("what they allow adds up", () => {
    const policies = [
      policy({ podSelector: {}, policyTypes: ["Ingress"] }, "deny"),
      policy(
        { podSelector: app("db"), ingress: [{ from: [{ podSelector: app("web") }], ports: [{ port: 8080 }] }] },
        "a",
      ),
      policy({ podSelector: app("db"), ingress: [{ ports: [{ port: 9090 }] }] }, "b"),
    ];
    const found = reach(web, db, policies);
    expect([8080, 9090, 5432].map((port) => allows(found, "TCP", port))).toEqual([true, true, false]);
    expect(found.ingress.policies.map(({ metadata }) => metadata.name)).toEqual(["deny", "a", "b"]);
    expect(found.ingress.allowing.map(({ policy }) => policy.metadata.name)).toEqual(["a", "b"]);
    expect(opens(pod("api"), db, policies)).toBe(false);
  });

  test("egress and ingress both have to allow", () => {
    const out = policy({
      podSelector: app("web"),
      policyTypes: ["Egress"],
      egress: [{ ports: [{ port: 8080 }, { port: 443 }] }],
    });
    const inn = policy({ podSelector: app("db"), ingress: [{ ports: [{ port: 8080 }, { port: 80 }] }] });
    const found = reach(web, db, [out, inn]);
    expect([8080, 443, 80].map((port) => allows(found, "TCP", port))).toEqual([true, false, false]);
    expect(opens(other, db, [out, inn], 80)).toBe(true);
  });
});

describe("pods with the host's network", () => {
  const agent = pod("db", { hostNetwork: true, addresses: ["172.24.0.10"] });

  test("no policy is for them", () => {
    const deny = policy({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    expect(opens(pod("x", { namespace: "other" }), agent, [deny])).toBe(true);
    expect(reach(agent, other, [deny]).egress.isolated).toBe(false);
  });
});
