// Bringing things into the cluster: YAML, the app of a folder, images and addons; and who reaches whom.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openPage, picture } from "./browser.mjs";
import { apply, devcluster, kubectl, namespace, until } from "./cluster.mjs";
import { IMAGE, deployment } from "./workloads.mjs";

let space;
let opened;
let page;
let folder;

before(async () => {
  space = namespace("deploy");
  folder = mkdtempSync(join(tmpdir(), "browser-"));
  devcluster(["new", "flask-api", join(folder, "flask-api")]);
  opened = await openPage({}, join(folder, "flask-api"));
  page = opened.page;
});
after(async () => {
  devcluster(["down", join(folder, "flask-api")]);
  rmSync(folder, { recursive: true });
  space.remove();
  await opened.close();
});

const go = (title) => page.getByRole("navigation").getByRole("link", { name: title, exact: true }).click();
const panel = (name) => page.getByRole("region", { name, exact: true });
const paste = async (text) => {
  const clear = page.getByRole("button", { name: "Clear" });
  if (await clear.isEnabled()) await clear.click();
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await page.getByLabel("YAML of objects").focus();
  await page.keyboard.press("Control+v");
};
const result = (name) => page.getByRole("row").filter({ hasText: name });

const map = (name, data, extra = "") =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${extra}data:\n  ${data}\n`;

test("pasted YAML is tried first, and then applied", async () => {
  await go("Deploy");
  await page.getByText("Paste YAML here").waitFor();
  await page.getByLabel("Namespace, where none is given").selectOption(space.name);
  await paste(`${map("colours", "sky: blue")}---\n${map("numbers", "one: 1")}`);
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await result("colours").getByText("will be created").waitFor();
  // A number is no text: the API server says so, and nothing else is held up.
  await result("numbers").getByText("refused").waitFor();
  await result("numbers").getByText(/data|string|one/).first().waitFor();
  assert.equal(kubectl(`get configmaps -n ${space.name} -o name`).includes("colours"), false);
  await page.getByRole("button", { name: "Apply 1 object" }).click();
  await result("colours").getByText("created", { exact: true }).waitFor();
  assert.equal(kubectl(`get configmap colours -n ${space.name} -o jsonpath={.data.sky}`), "blue");
  await paste("a: [");
  await page.getByText(/Line \d+: /).first().waitFor();
  assert.ok(await page.getByRole("button", { name: "Check", exact: true }).isDisabled());
});

test("the app of the folder is built and brought up", async () => {
  const app = panel("This folder's app");
  await app.getByText("flask-api", { exact: true }).waitFor();
  await app.getByRole("button", { name: "Build and deploy" }).click();
  await app.getByRole("list", { name: "Steps" }).getByRole("listitem").first().waitFor();
  await picture(page, "deploy");
  const answers = app.getByText("It answers at");
  await answers.waitFor({ timeout: 180_000 });
  const url = await answers.getByRole("link").first().getAttribute("href");
  assert.equal((await fetch(url)).status, 200);
  await page.getByRole("article", { name: "flask-api" }).getByText("up to date").waitFor();
});

test("an image is loaded onto the nodes", async () => {
  await go("Images");
  await page.getByLabel("Image of the container engine").fill(IMAGE);
  await page.getByRole("button", { name: "Load onto the nodes" }).click();
  await page.getByText("The nodes have it.").waitFor({ timeout: 60_000 });
  await page.getByLabel("Search images").fill("python");
  await page.getByRole("row").filter({ hasText: IMAGE }).getByRole("link", { name: "worker-1" }).waitFor();
});

test("an addon is switched on and off", async () => {
  await go("Addons");
  const card = page.getByRole("article", { name: "pod-security" });
  await card.getByRole("button", { name: "Enable" }).click();
  await card.getByRole("list", { name: "Steps" }).getByRole("listitem").first().waitFor();
  await card.getByText("enabled", { exact: true }).waitFor({ timeout: 60_000 });
  assert.match(devcluster(["addon", "list"]), /pod-security\s+enabled/);
  await card.getByRole("button", { name: "Disable" }).click();
  await card.getByRole("button", { name: "Really disable" }).click();
  await card.getByText("off", { exact: true }).waitFor({ timeout: 60_000 });
});

test("the map says who reaches whom, and which policy is why", async () => {
  for (const name of ["front", "store"]) {
    apply(deployment(space.name, name, { ports: [{ containerPort: 8000 }] }));
    kubectl(`expose -n ${space.name} deployment/${name} --port 80 --target-port 8000`);
  }
  await go("Network map");
  await page.getByLabel("Namespace", { exact: true }).selectOption(space.name);
  const ask = async (from, to) => {
    await page.getByRole("combobox", { name: "From", exact: true }).selectOption({ label: `${from} (Deployment)` });
    await page.getByRole("combobox", { name: "To", exact: true }).selectOption({ label: `${to} (Service)` });
  };
  await until("both to be there", () => page.getByRole("option", { name: "store (Service)" }).count());
  await ask("front", "store");
  await page.getByText("Yes, front reaches store on TCP 80.").waitFor();
  const policy = { podSelector: { matchLabels: { app: "store" } }, policyTypes: ["Ingress"] };
  const metadata = { namespace: space.name, name: "closed" };
  apply(JSON.stringify({ apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata, spec: policy }));
  await page.getByText("No, front does not reach store on TCP 80.").waitFor();
  const answer = page.getByRole("status").filter({ hasText: "No, front" });
  await answer.getByText(/Ingress of .*store.* is restricted/).waitFor();
  await answer.getByRole("link", { name: "closed" }).waitFor();
  await page.getByRole("button", { name: /^store/ }).first().click();
  await page.getByText("Ingress: only what these policies allow comes in:").waitFor();
  await picture(page, "map");
});
