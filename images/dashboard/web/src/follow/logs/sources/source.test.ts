import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Message, Request } from "../../../api/stream";
import type { LogLine } from "./line";
import { Source } from "./source";
import type { Wanted } from "./wanted";

const wanted: Wanted = {
  key: "1/main",
  namespace: "default",
  pod: "web",
  container: "main",
  signature: "Running 1 0",
  finished: false,
};

let asked: Record<string, unknown>[];
let tell: (message: Omit<Message, "id">) => void;
let got: LogLine[];

function source(options = {}, of: Partial<Wanted> = {}) {
  const made = new Source(
    { ...wanted, ...of },
    { previous: false, since: null, tail: 100, ...options },
    (request, say) => {
      asked.push((request as Extract<Request, { logs: object }>).logs as Record<string, unknown>);
      tell = (message) => say({ id: 1, ...message });
      return () => {};
    },
    (lines) => got.push(...lines),
  );
  made.open();
  return made;
}

const line = (second: number) => ({ time: new Date(second * 1000).toISOString(), text: String(second) });
const texts = () => got.map(({ text, note }) => note ?? text);

beforeEach(() => {
  vi.useFakeTimers({ now: 100_000 });
  asked = [];
  got = [];
});
afterEach(() => vi.useRealTimers());

test("after an end it goes on where it was", () => {
  const one = source();
  tell({ lines: [line(90), line(91)] });
  tell({ ended: { code: null, message: null } });
  expect(one.state).toBe("ended");
  vi.advanceTimersByTime(1000);
  expect(asked).toHaveLength(2);
  expect(asked[1]).toMatchObject({ follow: true, since: 15 });
  expect(asked[1]).not.toHaveProperty("tail");
  tell({ lines: [line(90), line(91), line(102)] });
  expect(texts()).toEqual(["90", "91", "ended", "102"]);
  expect(one.state).toBe("live");
});

test("a container that has no log yet is asked again when its pod changes", () => {
  const one = source();
  tell({ ended: { code: 400, message: "container is waiting to start" } });
  expect(one.state).toBe("waiting");
  one.update({ ...wanted, signature: "Running 1 1" });
  vi.advanceTimersByTime(1000);
  expect(asked).toHaveLength(2);
  expect(asked[1]).toMatchObject({ tail: 100 });
});

test("what may not be seen is asked for once", () => {
  const one = source();
  tell({ ended: { code: 403, message: "no" } });
  expect(one.state).toBe("refused");
  vi.advanceTimersByTime(100_000);
  expect(asked).toHaveLength(1);
});

test("previous containers end for good", () => {
  const one = source({ previous: true });
  expect(asked[0]).toMatchObject({ previous: true, follow: false });
  tell({ ended: { code: 400, message: "previous terminated container not found" } });
  expect(one.state).toBe("none");
  vi.advanceTimersByTime(100_000);
  expect(asked).toHaveLength(1);
});

test("lines of one container keep their order though their times do not", () => {
  source();
  tell({ lines: [line(90), line(89), line(91)] });
  expect(got.map(({ at }) => at)).toEqual([90_000, 90_000, 91_000]);
});
