// One object: read, edited as YAML, scaled, restarted, rolled back and deleted; a node cordoned and drained.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPage, picture } from "./browser.mjs";
import { apply, kubectl, namespace, until } from "./cluster.mjs";
import { deployment } from "./workloads.mjs";

let space;
let opened;
let page;

before(async () => {
  space = namespace("object");
  const env = [{ name: "COLOUR", valueFrom: { configMapKeyRef: { name: "settings", key: "colour" } } }];
  kubectl(`create configmap settings -n ${space.name} --from-literal=colour=blue`);
  apply(deployment(space.name, "web", { env, ports: [{ containerPort: 8000 }] }, { replicas: 2 }));
  kubectl(`expose -n ${space.name} deployment/web --port 80 --target-port 8000`);
  opened = await openPage();
  page = opened.page;
});
after(async () => {
  kubectl("uncordon worker-1");
  space.remove();
  await opened.close();
});

const open = async (path) => {
  await page.goto(`${opened.dashboard.origin}/object/${path}`);
  await page.getByRole("tablist").waitFor();
};
const web = (tab = "") => open(`apps/v1/deployments/${space.name}/web${tab && `?tab=${tab}`}`);
const tab = (name) => page.getByRole("tab", { name, exact: true }).click();
const dialog = () => page.getByRole("dialog");
const spec = (path) => kubectl(`get deployment web -n ${space.name} -o jsonpath={${path}}`);

/** Does what an action asks for, which names the command that does the same. */
async function act(button, command, fill = async () => {}) {
  await page.getByRole("button", { name: button, exact: true }).first().click();
  await fill();
  await dialog().getByText(command).waitFor();
  await dialog().getByRole("button", { name: button, exact: true }).click();
  await dialog().getByText("Done.").waitFor();
  await dialog().getByRole("button", { name: "Close" }).click();
}

test("what an object is, what happened to it and what belongs to it", async () => {
  await web();
  await page.getByText("All pods are of the newest template and ready.").waitFor();
  await page.getByRole("heading", { name: "Revisions" }).waitFor();
  await picture(page, "object");
  await tab("Events");
  await page.getByText(/Scaled up replica set web-\S+ from 0 to 2/).waitFor();
  await tab("Relations");
  const relations = page.getByRole("group", { name: "Relations of web" });
  for (const name of [/^Service.*web/, /^ConfigMap.*settings/, /^ReplicaSet/]) {
    await relations.getByRole("link", { name }).first().waitFor();
  }
});

test("YAML is checked as it is written, shown as a difference, and applied", async () => {
  await web("yaml");
  await page.getByRole("button", { name: "Edit" }).click();
  await page.locator(".cm-line").filter({ hasText: /^\s*replicas: 2$/ }).click();
  await page.getByRole("complementary", { name: "What the fields mean" }).getByText(/Number of desired pods/).waitFor();
  await page.keyboard.press("End");
  // Faster than the page draws: no key is lost, and none comes back.
  const replicas = page.locator(".cm-line").filter({ hasText: /^\s*replicas:/ });
  await page.keyboard.type("0123456789".repeat(4));
  assert.equal((await replicas.textContent()).trim(), `replicas: 2${"0123456789".repeat(4)}`);
  for (let key = 0; key < 40; key++) await page.keyboard.press("Backspace");
  assert.equal((await replicas.textContent()).trim(), "replicas: 2");
  await page.keyboard.type("x");
  const problems = page.getByRole("list", { name: "Problems" });
  await problems.getByText(/replicas|2x|int/).first().waitFor();
  await problems.getByRole("button", { name: /Line \d+/ }).first().waitFor();
  assert.ok(await page.getByRole("button", { name: "Review changes" }).isDisabled());
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Backspace");
  await page.keyboard.type("3");
  await page.getByText("The API server would take this.").waitFor();
  assert.equal(spec(".spec.replicas"), "2");
  await page.getByRole("button", { name: "Review changes" }).click();
  await dialog().getByText("replicas: 3").waitFor();
  await dialog().getByText("replicas: 2").waitFor();
  await dialog().getByText(/kubectl .*patch/).waitFor();
  // The test's own kubectl made the object.
  await dialog().getByText(/spec\.replicas is managed by kubectl/).waitFor();
  await picture(page, "yaml");
  assert.ok(await dialog().getByRole("button", { name: "Apply" }).isDisabled());
  await dialog().getByLabel("Change them all the same").check();
  await dialog().getByRole("button", { name: "Apply" }).click();
  await dialog().getByText("Done.").waitFor();
  assert.equal(spec(".spec.replicas"), "3");
});

test("scaled, restarted and rolled back, each with its command", async () => {
  await web();
  await act("Scale", /kubectl scale .*web.*--replicas[= ]1/, () => page.getByLabel("Replicas").fill("1"));
  assert.equal(spec(".spec.replicas"), "1");
  await act("Restart", /kubectl rollout restart .*web/);
  assert.match(spec(".spec.template.metadata.annotations"), /restartedAt/);
  await act("Roll back", /kubectl rollout undo .*web.*--to-revision[= ]1/);
  await until("the first template", () => !/restartedAt/.test(spec(".spec.template.metadata.annotations")));
});

test("deleted after a question, and the page says that it is gone", async () => {
  kubectl(`create deployment short -n ${space.name} --image=python:3.9-slim --replicas=0`);
  await open(`apps/v1/deployments/${space.name}/short`);
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await dialog().getByRole("button", { name: "Cancel" }).click();
  kubectl(`get deployment short -n ${space.name}`);
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await dialog().getByText(/kubectl delete .*short/).waitFor();
  await dialog().getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByText("This object is gone.").waitFor();
  await until("it to be gone", () => !kubectl(`get deployments -n ${space.name} -o name`).includes("short"));
});

test("a node is drained, though the dashboard itself runs there, and taken back", async () => {
  await open("core/v1/nodes/-/worker-1");
  await page.getByRole("button", { name: "Drain" }).click();
  await dialog().getByLabel(/emptyDir/).check();
  await dialog().getByText("kubectl drain worker-1 --ignore-daemonsets --delete-emptydir-data").waitFor();
  await dialog().getByRole("button", { name: "Drain" }).click();
  await dialog().getByText(/The node is drained/).waitFor({ timeout: 120_000 });
  await dialog().getByRole("button", { name: "Close" }).click();
  const left = kubectl("get pods -A -o name --field-selector spec.nodeName=worker-1").trim().split("\n");
  assert.ok(left.every((name) => /kube-proxy/.test(name)), left.join());
  await page.getByText(/Cordoned|SchedulingDisabled/).first().waitFor();
  await act("Uncordon", "kubectl uncordon worker-1");
  assert.equal(kubectl("get node worker-1 -o jsonpath={.spec.unschedulable}"), "");
  await act("Cordon", "kubectl cordon worker-1");
  assert.equal(kubectl("get node worker-1 -o jsonpath={.spec.unschedulable}"), "true");
});
