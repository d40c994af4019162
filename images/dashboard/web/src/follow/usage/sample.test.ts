import { expect, test } from "vitest";
import { added, bounds, fromMetrics, fromPrometheus, summary } from "./sample";

test("requests and limits of a pod are those of its containers", () => {
  const spec = {
    containers: [
      { resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { memory: "128Mi" } } },
      { resources: { requests: { cpu: "1" } } },
    ],
  };
  expect(bounds(spec, "cpu")).toEqual({ requests: 1.1, limits: null });
  expect(bounds(spec, "memory")).toEqual({ requests: 64 * 2 ** 20, limits: null });
  expect(bounds({ containers: spec.containers.slice(0, 1) }, "memory").limits).toBe(128 * 2 ** 20);
  expect(bounds(undefined, "cpu")).toEqual({ requests: null, limits: null });
});

test("answers of the metrics API", () => {
  const pod = {
    containers: [{ usage: { cpu: "250m", memory: "1Mi" } }, { usage: { cpu: "5000000n", memory: "1Mi" } }],
  };
  expect(fromMetrics(pod, 7)).toEqual({ at: 7, cpu: 0.255, memory: 2 * 2 ** 20 });
  expect(fromMetrics({ usage: { cpu: "1", memory: "1Gi" }, timestamp: "1970-01-01T00:01:00Z" }, 7).at).toBe(60);
});

test("answers of Prometheus are put together by time", () => {
  const matrix = (values: [number, string][]) => ({ data: { result: [{ values }] } });
  const samples = fromPrometheus(
    matrix([[2, "0.5"]]),
    matrix([
      [1, "10"],
      [2, "20"],
    ]),
  );
  expect(samples).toEqual([
    { at: 1, cpu: null, memory: 10 },
    { at: 2, cpu: 0.5, memory: 20 },
  ]);
  expect(fromPrometheus({ data: { result: [] } }, { data: { result: [] } })).toEqual([]);
  expect(summary(samples, "memory")).toEqual({ now: 20, least: 10, most: 20 });
  expect(summary([], "cpu")).toBeNull();
});

test("a sample that was told again is not added", () => {
  const one = { at: 1, cpu: 1, memory: 1 };
  const samples = added([], one, 2);
  expect(added(samples, one, 2)).toBe(samples);
  expect(added([one, { ...one, at: 2 }], { ...one, at: 3 }, 2).map(({ at }) => at)).toEqual([2, 3]);
});
