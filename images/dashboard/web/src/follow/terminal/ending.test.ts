import { expect, test } from "vitest";
import { address, ending } from "./ending";

test("what the server says of the end", () => {
  expect(ending('{"exit":{"code":130}}')).toEqual({ kind: "exit", code: 130 });
  expect(ending('{"failed":{"message":"exec: \\"sh\\": executable file not found in $PATH"}}')?.kind).toBe("noShell");
  expect(ending('{"failed":{"message":"pods \\"x\\" is forbidden: no"}}')?.kind).toBe("refused");
  expect(ending('{"failed":{"message":"container is gone"}}')).toEqual({
    kind: "failed",
    message: "container is gone",
  });
  expect(ending("{}")).toBeNull();
});

test("each word of the command is one of the query's", () => {
  const query = new URLSearchParams(address("shop", "web-0", "main").split("?")[1]);
  expect(query.getAll("command").slice(0, 2)).toEqual(["sh", "-c"]);
  expect(query.get("container")).toBe("main");
});
