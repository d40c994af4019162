import { expect, test } from "vitest";
import { explainCommand } from "./explain";

test("the group is said where the name alone would not do", () => {
  const deployment = { group: "apps", version: "v1", singular: "deployment", plural: "deployments" };
  expect(explainCommand(deployment, ["spec", "strategy"])).toBe("kubectl explain deployment.spec.strategy");
  const gateway = { group: "gateway.networking.k8s.io", version: "v1", singular: "gateway", plural: "gateways" };
  expect(explainCommand(gateway, ["spec"])).toBe(
    "kubectl explain gateway.spec --api-version=gateway.networking.k8s.io/v1",
  );
});
