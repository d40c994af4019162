// What breaks: the API server, the dashboard's own pod, its command line, credentials; and texts that want to be scripts.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { openPage } from "./browser.mjs";
import { apply, kubectl, namespace, until } from "./cluster.mjs";
import { pod, shell } from "./workloads.mjs";

const MANIFESTS = "/etc/kubernetes/manifests";
const EVIL = `<img src=x onerror="alert(1)"><script>alert(2)</script>`;

let space;
let opened;
let page;
const dialogs = [];

before(async () => {
  space = namespace("faults");
  opened = await openPage();
  page = opened.page;
  page.on("dialog", (dialog) => (dialogs.push(dialog.message()), dialog.dismiss()));
  await page.getByLabel("Namespace", { exact: true }).selectOption(space.name);
});
after(async () => {
  space.remove();
  await opened.close();
});

const onNode = (...command) => execFileSync("docker", ["exec", `devcluster-${process.env.DEVCLUSTER}-control-plane-1`, ...command]);
const link = (title, where = page) => where.getByRole("navigation").getByRole("link", { name: title, exact: true });
const lost = () => page.getByRole("alert").filter({ hasText: "The connection to the dashboard is lost." });
const isLive = async (name) => {
  apply(JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { namespace: space.name, name } }));
  await page.getByRole("grid").getByText(name).waitFor({ timeout: 60_000 });
};

test("texts of the cluster stay texts", async () => {
  const metadata = { namespace: space.name, name: "evil", annotations: { note: EVIL } };
  apply(JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata, data: { page: EVIL } }));
  apply(pod(space.name, "evil", shell(`echo '${EVIL}'; sleep 600`)));
  const involvedObject = { apiVersion: "v1", kind: "Pod", namespace: space.name, name: "evil" };
  const event = { metadata: { namespace: space.name, name: "evil" }, involvedObject, reason: "Evil", message: EVIL, type: "Warning" };
  apply(JSON.stringify({ apiVersion: "v1", kind: "Event", ...event, lastTimestamp: new Date().toISOString().replace(/\.\d+/, "") }));
  await page.getByRole("list", { name: "Events" }).getByText(EVIL).first().waitFor();
  for (const path of [
    `object/core/v1/configmaps/${space.name}/evil`,
    `object/core/v1/configmaps/${space.name}/evil?tab=yaml`,
    `logs?namespace=${space.name}&selector=app%3Devil`,
  ]) {
    await page.goto(`${opened.dashboard.origin}/${path}`);
    await page.getByText("onerror=").first().waitFor();
    assert.equal(await page.locator("img[src=x]").count(), 0);
  }
  assert.deepEqual(dialogs, []);
});

test("the page says that the API server is gone, and goes on by itself", async () => {
  await link("ConfigMap").click();
  await isLive("before");
  onNode("mv", `${MANIFESTS}/kube-apiserver.yaml`, "/root/");
  try {
    await lost().waitFor({ timeout: 60_000 });
    // What was there stays to be read.
    await page.getByRole("grid").getByText("before").waitFor();
  } finally {
    onNode("mv", "/root/kube-apiserver.yaml", `${MANIFESTS}/`);
  }
  await until("the API server", () => kubectl("get --raw /readyz") === "ok", 90);
  await lost().waitFor({ state: "detached", timeout: 60_000 });
  await isLive("afterwards");
});

test("the dashboard's own pod is replaced, and the session goes on", async () => {
  const [cookie] = await page.context().cookies();
  kubectl("delete pods -n dashboard -l app=dashboard");
  await isLive("survived");
  assert.equal((await page.context().cookies())[0].value, cookie.value);
  await page.getByRole("link", { name: "Addons" }).waitFor();
});

/** A way to the server without `devcluster dashboard`. */
async function forward() {
  const line = ["kubectl", "--", "port-forward", "-n", "dashboard", "deployment/dashboard", ":8080"];
  const child = spawn(process.env.DEVCLUSTER_PROGRAM, line, { stdio: ["ignore", "pipe", "inherit"], detached: true });
  const told = await new Promise((resolve) => createInterface({ input: child.stdout }).once("line", resolve));
  return { origin: `http://${/127\.0\.0\.1:\d+/.exec(told)}`, end: () => process.kill(-child.pid) };
}

const token = (name) => {
  kubectl(`create serviceaccount ${name} -n ${space.name}`);
  kubectl(`create rolebinding ${name} -n ${space.name} --clusterrole=view --serviceaccount=${space.name}:${name}`);
  return kubectl(`create token ${name} -n ${space.name}`);
};

test("a bearer token opens a session, and its end is told", async () => {
  const way = await forward();
  const context = await page.context().browser().newContext();
  try {
    const guest = await context.newPage();
    const logIn = async (token) => {
      await guest.getByPlaceholder("Bearer token").fill(token);
      await guest.getByRole("button", { name: "Log in" }).click();
    };
    await guest.goto(way.origin);
    await logIn("guessed");
    await guest.getByRole("alert").waitFor();
    await logIn(token("guest"));
    await guest.getByLabel("Namespace", { exact: true }).waitFor();
    assert.equal(await guest.getByRole("link", { name: "Addons" }).count(), 0, "only the command line has addons");
    await link("Secret", guest).click();
    await guest.getByText(/You have no right to list secrets/).waitFor();
    kubectl(`delete serviceaccount guest -n ${space.name}`);
    // Nothing tells the page but the next answer of the API server, which knows tokens for ten seconds more.
    const over = guest.getByText("There is no session, or it has ended.");
    for (let at = 0; !(await over.isVisible()) && at < 60; at++) {
      await link(at % 2 ? "Pod" : "ConfigMap", guest).click({ timeout: 1000 }).catch(() => {});
    }
    await over.waitFor();
    await logIn(token("another"));
    await guest.getByLabel("Namespace", { exact: true }).waitFor();
  } finally {
    await context.close();
    way.end();
  }
});

test("the page says that the command line has ended", async () => {
  await opened.dashboard.end();
  await lost().waitFor();
});
