import { expect, test } from "vitest";
import { type Step, withStep } from "./host";

const step = (name: string, state: Step["state"], text: string | null = null): Step => ({
  name,
  state,
  text,
  seconds: null,
});

test("output belongs to its step and does not end it", () => {
  const told = [step("build", "started"), step("build", "output", "one"), step("build", "output", "two")];
  const running = told.reduce(withStep, [] as Step[]);
  expect(running).toMatchObject([{ name: "build", state: "started", text: null, output: ["one", "two"] }]);
  const done = withStep(running, { ...step("build", "done", "3 layers"), seconds: 2 });
  expect(done).toMatchObject([{ state: "done", text: "3 layers", seconds: 2, output: ["one", "two"] }]);
});

test("steps stay in the order in which they began", () => {
  const steps = [step("a", "started"), step("b", "output", "x"), step("a", "done")].reduce(withStep, [] as Step[]);
  expect(steps.map(({ name, state }) => `${name} ${state}`)).toEqual(["a done", "b started"]);
});
