import { expect, test } from "vitest";
import { isIn } from "./address";
import { selects } from "./labels";
import { ALL, NONE, type PortSet, allowed, intersection, isAll, isNone, union, written } from "./ports";

const tcp = (...ranges: [number, number][]): PortSet => ({ ...NONE, TCP: ranges });

test("labels and expressions all have to hold", () => {
  const labels = { app: "web", tier: "front" };
  expect(selects({}, labels)).toBe(true);
  expect(selects({ matchLabels: { app: "web", tier: "front" } }, labels)).toBe(true);
  expect(selects({ matchLabels: { app: "web", tier: "back" } }, labels)).toBe(false);
  const holds = (operator: "In" | "NotIn" | "Exists" | "DoesNotExist", key: string, values?: string[]) =>
    selects({ matchLabels: { app: "web" }, matchExpressions: [{ key, operator, values }] }, labels);
  expect(holds("In", "tier", ["front", "back"])).toBe(true);
  expect(holds("In", "tier", ["back"])).toBe(false);
  expect(holds("In", "missing", ["x"])).toBe(false);
  expect(holds("NotIn", "tier", ["back"])).toBe(true);
  expect(holds("NotIn", "missing", ["x"])).toBe(true);
  expect(holds("Exists", "tier")).toBe(true);
  expect(holds("Exists", "missing")).toBe(false);
  expect(holds("DoesNotExist", "missing")).toBe(true);
  expect(holds("DoesNotExist", "tier")).toBe(false);
});

test("addresses of both families", () => {
  expect(isIn("10.1.2.3", "10.0.0.0/8")).toBe(true);
  expect(isIn("11.1.2.3", "10.0.0.0/8")).toBe(false);
  expect(isIn("10.1.2.3", "10.1.2.3/32")).toBe(true);
  expect(isIn("255.255.255.255", "0.0.0.0/0")).toBe(true);
  expect(isIn("fd00::1", "fd00::/8")).toBe(true);
  expect(isIn("fe80::1", "fd00::/8")).toBe(false);
  expect(isIn("2001:db8::1:2", "2001:db8:0:0:0:0:0:0/32")).toBe(true);
  expect(isIn("10.1.2.3", "::/0")).toBe(false);
  expect(isIn("nonsense", "0.0.0.0/0")).toBe(false);
});

test("sets of ports", () => {
  expect(union(tcp([80, 80]), tcp([81, 90], [200, 300])).TCP).toEqual([
    [80, 90],
    [200, 300],
  ]);
  expect(union(tcp([1, 100]), tcp([50, 60])).TCP).toEqual([[1, 100]]);
  expect(intersection(tcp([1, 100], [200, 300]), tcp([90, 250])).TCP).toEqual([
    [90, 100],
    [200, 250],
  ]);
  expect(isNone(intersection(tcp([1, 5]), tcp([6, 9])))).toBe(true);
  expect(isAll(union(ALL, tcp([80, 80])))).toBe(true);
  expect(isAll(union(NONE, tcp([1, 65535])))).toBe(false);
});

test("union leaves what it was given as it was", () => {
  const one = tcp([80, 80]);
  union(one, tcp([81, 90]));
  union(ALL, one);
  expect(one.TCP).toEqual([[80, 80]]);
  expect(ALL.TCP).toEqual([[1, 65535]]);
});

test("ports in writing", () => {
  expect(written(ALL)).toBeNull();
  expect(written(allowed([{ port: 80 }, { port: 8000, endPort: 8100 }, { port: 53, protocol: "UDP" }], []))).toBe(
    "80, 8000–8100, UDP 53",
  );
  expect(written(allowed([{ protocol: "UDP" }], []))).toBe("UDP *");
});
