import { expect, test } from "vitest";
import { NOW, event } from "../diagnosis/samples";
import { SHOWN, told } from "./merge";

const ALL = { namespace: null, warnings: false };

test("the same event of the same object is told once, with how often", () => {
  const { shown } = told(
    [
      { ...event("BackOff", "Pod", "web", "Back-off restarting", 90), count: 4 },
      event("BackOff", "Pod", "web", "Back-off restarting", 10),
      event("BackOff", "Pod", "db", "Back-off restarting", 50),
    ],
    ALL,
  );
  expect(shown.map(({ object, count, at }) => [object.name, count, NOW - at])).toEqual([
    ["web", 5, 10_000],
    ["db", 1, 50_000],
  ]);
});

test("series count for themselves", () => {
  const series = { count: 7, lastObservedTime: new Date(NOW).toISOString() };
  expect(told([{ ...event("Slow", "Pod", "web", "slow"), series }], ALL).shown[0]).toMatchObject({ count: 7, at: NOW });
});

test("warnings alone, one namespace alone", () => {
  const events = [
    { ...event("Started", "Pod", "web", "Started"), type: "Normal" as const },
    event("Unhealthy", "Pod", "web", "Readiness probe failed"),
  ];
  expect(told(events, { namespace: null, warnings: true }).shown).toHaveLength(1);
  expect(told(events, { namespace: "shop", warnings: false }).shown).toHaveLength(2);
  expect(told(events, { namespace: "other", warnings: false }).shown).toHaveLength(0);
});

test("a flood is cut", () => {
  const events = Array.from({ length: SHOWN + 5 }, (_, at) => event("Created", "Pod", `pod-${at}`, "made"));
  expect(told(events, ALL)).toMatchObject({ left: 5 });
  expect(told(events, ALL).shown).toHaveLength(SHOWN);
});
