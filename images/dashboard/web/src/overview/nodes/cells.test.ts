import { expect, test } from "vitest";
import { pod } from "../diagnosis/samples";
import { PITCH, cellAt, perLine, podGroups } from "./cells";

test("pods by namespace and owner", () => {
  const owned = (name: string, owner: string) => pod(name, { owner: { kind: "ReplicaSet", name: owner, uid: owner } });
  const groups = podGroups(
    [owned("a", "web"), owned("b", "api"), owned("c", "web"), pod("d", { namespace: "db" })],
    "db",
  );
  expect(groups.map(({ name, cells }) => [name, cells.map(({ key }) => key)])).toEqual([
    ["db", ["uid-d"]],
    ["shop", ["uid-b", "uid-a", "uid-c"]],
  ]);
  expect(groups[0]!.cells[0]).toMatchObject({ faint: false, title: "d · Running", href: "/object/core/v1/pods/db/d" });
  expect(groups[1]!.cells[0]!.faint).toBe(true);
});

test("too many namespaces are one group", () => {
  const pods = Array.from({ length: 20 }, (_, at) => pod(`p${at}`, { namespace: `ns${at}` }));
  expect(podGroups(pods, null)).toMatchObject([{ name: "" }]);
});

test("the mark under the pointer", () => {
  const width = 10 * PITCH - 4;
  expect(perLine(width)).toBe(10);
  expect(cellAt(1, 1, width, 25)).toBe(0);
  expect(cellAt(PITCH * 3 + 2, PITCH + 2, width, 25)).toBe(13);
  expect(cellAt(PITCH * 9, PITCH * 2, width, 25)).toBe(-1);
  expect(cellAt(-1, 1, width, 25)).toBe(-1);
});
