import { expect, test } from "vitest";
import { plain, spans } from "./ansi";

test("text without codes stays as it is", () => {
  expect(plain("a\tb <b>")).toBe("a\tb <b>");
  expect(spans("plain")).toEqual([{ text: "plain", look: {} }]);
});

test("colours and weights", () => {
  expect(spans("\x1b[1;31mbad\x1b[0m fine")).toEqual([
    { text: "bad", look: { bold: true, color: "red" } },
    { text: " fine", look: {} },
  ]);
  expect(spans("\x1b[92mok\x1b[39m.")[0]?.look.color).toBe("bright-green");
  expect(spans("\x1b[m-")).toEqual([{ text: "-", look: {} }]);
  expect(spans("\x1b[44mx")[0]?.look.background).toBe("blue");
});

test("256 and 24 bits", () => {
  expect(spans("\x1b[38;5;196mx")[0]?.look.color).toBe("rgb(255 0 0)");
  expect(spans("\x1b[38;5;9mx")[0]?.look.color).toBe("bright-red");
  expect(spans("\x1b[38;5;244mx")[0]?.look.color).toBe("rgb(128 128 128)");
  expect(spans("\x1b[48;2;1;2;300;1mx")[0]?.look).toEqual({ background: "rgb(1 2 255)", bold: true });
});

test("all else is left out", () => {
  expect(plain("\x1b[2J\x1b[1;1Hhome\x1b[K")).toBe("home");
  expect(plain("\x1b]8;;https://example.com\x07link\x1b]8;;\x07")).toBe("link");
  expect(plain("a\rb\x00c\x1b(Bd\x1b")).toBe("abcd");
  expect(spans("\x1b[38;5mx").map(({ text }) => text)).toEqual(["x"]);
});
