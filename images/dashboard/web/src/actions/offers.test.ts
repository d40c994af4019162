import { expect, test } from "vitest";
import type { Kind } from "../api/kinds";
import { offers, rightFor } from "./offers";

const kind = (kind: string, group: string, subresources: string[] = []): Kind => ({
  kind,
  group,
  version: "v1",
  plural: `${kind.toLowerCase()}s`,
  singular: kind.toLowerCase(),
  namespaced: true,
  verbs: ["get", "patch", "delete"],
  shortNames: [],
  subresources,
});
const object = (spec: object) => ({
  metadata: { name: "x", uid: "u", creationTimestamp: "", resourceVersion: "" },
  spec,
});

test("each kind has its own", () => {
  expect(offers(kind("Deployment", "apps", ["scale"]), object({ paused: true }))).toEqual([
    "scale",
    "restart",
    "resume",
    "image",
    "labels",
    "delete",
  ]);
  expect(offers(kind("Node", ""), object({}))).toEqual(["cordon", "drain", "labels", "delete"]);
  expect(offers({ ...kind("Thing", "example.com"), verbs: ["get"] }, object({}))).toEqual([]);
});

test("rights", () => {
  expect(rightFor("scale", kind("Deployment", "apps"), "team", "x")).toMatchObject({
    verb: "patch",
    subresource: "scale",
    resource: "deployments",
  });
  expect(rightFor("trigger", kind("CronJob", "batch"), "team", "x")).toMatchObject({
    verb: "create",
    resource: "jobs",
  });
});
