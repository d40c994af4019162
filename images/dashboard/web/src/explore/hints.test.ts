import { expect, test } from "vitest";
import { createHint, grantCommands } from "./hints";

test("what makes one of a kind", () => {
  expect(createHint("pod", "team")).toBe("kubectl run web --image=nginx -n team");
  expect(createHint("job", "team")).toBe("kubectl create job once --image=busybox -n team -- date");
  expect(createHint("gateway.gateway.networking.k8s.io", null)).toMatch(/^kubectl apply -f /);
});

test("what grants the right to read", () => {
  expect(grantCommands({ plural: "pods", group: "" }, "team", "system:serviceaccount:team:me")).toEqual([
    "kubectl create role read-pods --verb=get,list,watch --resource=pods -n team",
    "kubectl create rolebinding read-pods --role=read-pods --serviceaccount=team:me -n team",
  ]);
  expect(grantCommands({ plural: "jobs", group: "batch" }, null, "ann")[0]).toContain("--resource=jobs.batch");
});
