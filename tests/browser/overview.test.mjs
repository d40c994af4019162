// The start page: the cluster at a glance, what is wrong with it and what mends it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPage, picture } from "./browser.mjs";
import { apply, kubectl, namespace } from "./cluster.mjs";
import { IMAGE, deployment, pod, shell } from "./workloads.mjs";

let space;
let opened;
let page;

before(async () => {
  space = namespace("overview");
  opened = await openPage();
  page = opened.page;
});
after(async () => {
  space.remove();
  await opened.close();
});

const problems = () => page.locator("#problems");
/** The finding that says so. */
const finding = (words) => problems().getByRole("listitem").filter({ hasText: words });
const choose = (name) => page.getByLabel("Namespace", { exact: true }).selectOption(name);

test("nodes are there with their pods", async () => {
  for (const line of kubectl("get nodes --no-headers").trim().split("\n")) {
    const [name, state] = line.split(/\s+/);
    assert.equal(state, "Ready");
    const card = page.getByRole("article", { name, exact: true });
    await card.getByText("Ready", { exact: true }).waitFor();
    const [one] = kubectl(`get pods -n kube-system -o name --field-selector spec.nodeName=${name}`).split("\n");
    await card.getByRole("link", { name: `${one.replace("pod/", "")} · Running` }).waitFor();
  }
});

test("what is wrong is said with the line that mends it", async () => {
  await choose(space.name);
  await problems().getByText("All is well").waitFor();
  apply(deployment(space.name, "picture", { image: "shop:v9" }));
  apply(deployment(space.name, "crash", shell("echo no configuration; exit 3")));
  apply(pod(space.name, "training", { resources: { limits: { "nvidia.com/gpu": 1 } } }));
  const readinessProbe = { exec: { command: ["false"] }, periodSeconds: 1 };
  apply(deployment(space.name, "slow", { readinessProbe }));

  const image = finding("The image shop:v9");
  await image.getByText("devcluster image load shop:v9").waitFor();
  await image.getByText("What the cluster says").click();
  await image.getByText(/shop:v9.*(not found|resolve|pull)/).first().waitFor();
  const crash = finding("ends again and again (exit code 3)");
  await crash.getByText(/kubectl logs .*crash.*--previous/).waitFor();
  await finding("No node has a free GPU").getByText(/devcluster node/).waitFor();
  await finding(/Readiness probe of app fails/i).getByText(/kubectl .*slow/).waitFor();
  await page.evaluate(() => scrollTo(0, 0));
  await picture(page, "overview");
  await page.getByRole("button", { name: "Use dark colours" }).click();
  await picture(page, "overview-dark");
  await page.getByRole("button", { name: "Use light colours" }).click();
});

test("events come as they happen", async () => {
  const events = page.getByRole("list", { name: "Events" });
  await events.getByText("crash").first().waitFor();
  apply(pod(space.name, "newcomer"));
  await events.getByRole("link", { name: "Pod newcomer" }).first().waitFor();
  await page.getByRole("button", { name: "Warnings" }).click();
  await events.getByRole("link", { name: "Pod newcomer" }).first().waitFor({ state: "detached" });
  await events.getByText("FailedScheduling").first().waitFor();
  await page.getByRole("button", { name: "All", exact: true }).click();
});

test("what is mended goes", async () => {
  kubectl(`set image -n ${space.name} deployment/picture app=${IMAGE}`);
  await finding("The image shop:v9").waitFor({ state: "detached" });
  kubectl(`delete -n ${space.name} deployment/crash pod/training`);
  kubectl(`patch -n ${space.name} deployment/slow --type=json -p [{"op":"remove","path":"/spec/template/spec/containers/0/readinessProbe"}]`);
  await problems().getByText("All is well").waitFor();
  assert.match(await problems().textContent(), /pods run/);
});

test("a finding leads to its object", async () => {
  apply(pod(space.name, "training", { resources: { limits: { "nvidia.com/gpu": 1 } } }));
  await finding("No node has a free GPU").getByRole("link", { name: "Pod training" }).click();
  await page.getByRole("heading", { name: "training", exact: true }).waitFor();
});
