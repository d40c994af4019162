import { expect, test } from "vitest";
import { podTone, toneOf } from "./tone";

test("words have tones", () => {
  expect(toneOf("Running")).toBe("good");
  expect(toneOf("Completed")).toBe("idle");
  expect(toneOf("Init:1/2")).toBe("warn");
  expect(toneOf("Init:CrashLoopBackOff")).toBe("bad");
  expect(toneOf("ErrImagePull")).toBe("bad");
  expect(toneOf("something")).toBe("idle");
});

test("a pod that is not ready warns", () => {
  expect(podTone({ status: "Running", ready: 1, containers: 2 })).toBe("warn");
  expect(podTone({ status: "Running", ready: 2, containers: 2 })).toBe("good");
});
