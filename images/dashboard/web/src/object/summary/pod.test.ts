import { expect, test } from "vitest";
import { probeText, volumeSource } from "./pod";

test("probes in a line", () => {
  expect(probeText({ httpGet: { path: "/live", port: 8080 }, periodSeconds: 5 })).toBe("GET :8080/live · 5s × 3");
  expect(probeText({ exec: { command: ["true"] } })).toBe("true · 10s × 3");
});

test("what is behind a volume", () => {
  expect(volumeSource({ name: "v", persistentVolumeClaim: { claimName: "data" } }).link?.name).toBe("data");
  expect(volumeSource({ name: "v", emptyDir: {} })).toEqual({ type: "emptyDir", link: null });
});
