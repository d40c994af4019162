// Following what runs: logs of many pods, a terminal, CPU and memory, a forwarded port.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPage, picture } from "./browser.mjs";
import { apply, devcluster, kubectl, namespace, until } from "./cluster.mjs";
import { deployment, pod, shell } from "./workloads.mjs";

let space;
let opened;
let page;

before(async () => {
  space = namespace("follow");
  apply(deployment(space.name, "chat", shell("echo $HOSTNAME is here; while :; do sleep 1; done"), { replicas: 2 }));
  // Only the second time does it find what it needs.
  const found = "if [ -e /found/it ]; then sleep 600; fi; echo no configuration; touch /found/it; exit 3";
  const volumeMounts = [{ name: "found", mountPath: "/found" }];
  const volumes = [{ name: "found", emptyDir: {} }];
  apply(pod(space.name, "crash", { ...shell(found), volumeMounts }, { volumes }));
  apply(deployment(space.name, "site", { command: ["python3", "-m", "http.server", "8000"] }));
  kubectl(`expose -n ${space.name} deployment/site --port 80 --target-port 8000`);
  apply(pod(space.name, "shell"));
  opened = await openPage();
  page = opened.page;
});
after(async () => {
  space.remove();
  await opened.close();
});

const go = (path) => page.goto(opened.dashboard.origin + path);
const log = () => page.getByRole("log");
const podsOf = (app) => kubectl(`get pods -n ${space.name} -l app=${app} -o name`).trim().split("\n");
/** Has a pod's own process write a line. */
const write = (name, line) =>
  devcluster(["kubectl", "--", "exec", "-n", space.name, name, "--", "sh", "-c", `echo "${line}" >/proc/1/fd/1`]);

test("logs of two pods come together, live", async () => {
  kubectl(`rollout status -n ${space.name} deployment/chat`);
  await go(`/logs?namespace=${space.name}&selector=app%3Dchat`);
  const names = podsOf("chat");
  for (const name of names) await log().getByText(`${name.replace("pod/", "")} is here`).waitFor();
  for (const [at, name] of names.entries()) {
    write(name, `line ${at} to be seen`);
    await log().getByText(`line ${at} to be seen`).waitFor();
  }
  write(names[0], '{\\"level\\":\\"error\\",\\"message\\":\\"the harbour is closed\\"}');
  await log().getByText("the harbour is closed").waitFor();
  await picture(page, "logs");
});

test("logs are searched", async () => {
  await page.keyboard.press("/");
  await page.keyboard.type("to be seen");
  await page.getByText("– of 2").waitFor();
  await page.keyboard.press("Enter");
  await page.getByText("2 of 2").waitFor();
  await page.getByRole("button", { name: "Only lines that match" }).click();
  await log().getByText("is here").first().waitFor({ state: "detached" });
  assert.equal(await log().locator("mark").count(), 2);
});

test("a container that crashed still tells why", async () => {
  kubectl(`wait pod/crash -n ${space.name} --for=jsonpath={.status.containerStatuses[0].restartCount}=1`);
  kubectl(`wait pod/crash -n ${space.name} --for=condition=Ready`);
  await go(`/logs?namespace=${space.name}&selector=app%3Dcrash`);
  await page.getByRole("button", { name: "Previous containers" }).click();
  await log().getByText("no configuration").first().waitFor();
});

test("a terminal runs what is typed, and says when its pod is gone", async () => {
  await go(`/object/core/v1/pods/${space.name}/shell?tab=terminal`);
  await page.getByText("Connected", { exact: true }).waitFor();
  const screen = page.locator(".xterm-rows");
  await page.locator(".xterm-helper-textarea").focus();
  await page.keyboard.type("echo $((6 * 7)) >/tmp/answer; cat /tmp/answer\n");
  await screen.getByText(/^42\s*$/).first().waitFor();
  assert.equal(kubectl(`exec -n ${space.name} shell -- cat /tmp/answer`).trim(), "42");
  await picture(page, "terminal");
  await page.keyboard.press("Control+Shift+Escape");
  await until("the focus to be outside", () => page.evaluate(() => !document.activeElement.closest(".xterm")));
  kubectl(`delete pod shell -n ${space.name}`);
  await page.getByText("The pod is gone, and the terminal with it.").waitFor();
});

test("a flood of lines leaves the page as it is", async () => {
  await go(`/logs?namespace=${space.name}&selector=app%3Dflood`);
  await page.getByText("There is no pod to show logs of.").waitFor();
  const line = "much ado about nothing ".repeat(4).trim();
  // Said again and again: kubelet puts a file of 10 MB aside, and who follows may not come to read one between two others.
  const over = "while :; do echo the flood is over; sleep 1; done";
  apply(pod(space.name, "flood", shell(`yes ${line} | head -c 50000000; echo; ${over}`)));
  await log().getByText("much ado about nothing").first().waitFor();
  // In the midst of it the page does what it is asked to.
  await page.getByRole("button", { name: "Times", exact: true }).click();
  await log().locator("time").first().waitFor();
  await log().getByText("the flood is over").first().waitFor({ timeout: 60_000 });
  assert.ok((await log().locator("mark, p, time").count()) < 500, "only the lines in view are there");
});

test("a port of a service is forwarded to this machine", async () => {
  await go(`/object/core/v1/services/${space.name}/site`);
  await page.getByRole("button", { name: "Forward port 80" }).click();
  const tray = page.getByRole("complementary", { name: "Forwarded ports" });
  const address = await tray.getByRole("link", { name: /127\.0\.0\.1:\d+/ }).getAttribute("href");
  assert.match(await (await fetch(address)).text(), /Directory listing/);
  // It stays while one goes elsewhere.
  await page.getByRole("navigation").getByRole("link", { name: "Pod", exact: true }).click();
  await tray.getByRole("button", { name: "Stop site:80" }).click();
  await tray.waitFor({ state: "detached" });
  await until("the port to be closed", () => fetch(address).then(() => false, () => true));
});

test("CPU and memory are shown over time", async () => {
  await go(`/object/core/v1/${podsOf("site")[0].replace("pod/", `pods/${space.name}/`)}?tab=metrics`);
  await page.getByRole("img", { name: /CPU: now \d/ }).waitFor({ timeout: 90_000 });
  await page.getByRole("img", { name: /Memory: now \d/ }).waitFor();
  await page.getByRole("img", { name: /CPU: now/ }).locator("path").first().waitFor();
});
