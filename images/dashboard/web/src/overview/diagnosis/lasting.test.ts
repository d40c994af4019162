import { expect, test } from "vitest";
import { diagnose } from "./diagnose";
import { type Seen, lasting } from "./lasting";
import { NOW, cluster, pod, trouble } from "./samples";

const crash = diagnose(cluster({ pods: [pod("web", { trouble: [trouble("CrashLoopBackOff", { exitCode: 1 })] })] }));
const always = () => true;

test("a crash is told while its container runs for a moment", () => {
  const seen: Seen = new Map();
  expect(lasting(crash, seen, NOW, always)).toBe(crash);
  expect(lasting([], seen, NOW + 20_000, always)).toEqual(crash);
  expect(lasting([], seen, NOW + 40_000, always)).toEqual([]);
  expect(seen.size).toBe(0);
});

test("not when its pod is gone, nor where something else is known", () => {
  const seen: Seen = new Map();
  lasting(crash, seen, NOW, always);
  const other = [{ ...crash[0]!, id: "other", problem: "imageLocal" as const }];
  expect(lasting(other, seen, NOW + 1000, always)).toBe(other);
  expect(lasting([], seen, NOW + 1000, () => false)).toEqual([]);
});
