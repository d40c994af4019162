// Lists of all kinds: filtered, sorted, live, and by keyboard alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPage, picture } from "./browser.mjs";
import { apply, kubectl, namespace, until } from "./cluster.mjs";
import { deployment, pod, shell } from "./workloads.mjs";

const CRD = JSON.stringify({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "ships.harbour.example" },
  spec: {
    group: "harbour.example",
    names: { kind: "Ship", plural: "ships" },
    scope: "Namespaced",
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: { spec: { type: "object", properties: { port: { type: "string" } } } },
          },
        },
        additionalPrinterColumns: [{ name: "Port", type: "string", jsonPath: ".spec.port" }],
      },
    ],
  },
});

let space;
let opened;
let page;

before(async () => {
  space = namespace("explore");
  apply(deployment(space.name, "web", {}, { replicas: 3 }));
  apply(pod(space.name, "alone"));
  apply(pod(space.name, "finished", shell("echo done"), { restartPolicy: "Never" }));
  apply(CRD);
  opened = await openPage();
  page = opened.page;
  await page.getByLabel("Namespace", { exact: true }).selectOption(space.name);
});
after(async () => {
  space.remove();
  kubectl("delete crd ships.harbour.example --wait=false");
  await opened.close();
});

const navigate = (kind) => page.getByRole("navigation").getByRole("link", { name: kind, exact: true }).click();
const grid = () => page.getByRole("grid");
const row = (name) => grid().getByRole("row").filter({ hasText: name });
const names = async () => (await grid().getByRole("link").allTextContents()).map((name) => name.trim());
const filter = () => page.getByLabel("Filter", { exact: true });

test("pods are listed with what kubectl says of them, and change by themselves", async () => {
  await navigate("Pod");
  await row("finished").getByText("Completed").waitFor();
  await row("alone").getByText("Running").waitFor();
  kubectl(`rollout status -n ${space.name} deployment/web`);
  for (const line of kubectl(`get pods -n ${space.name} --no-headers`).trim().split("\n")) {
    const [name, ready, status] = line.split(/\s+/);
    await row(name).getByText(ready, { exact: true }).waitFor();
    await row(name).getByText(status).waitFor();
  }
  kubectl(`delete -n ${space.name} pod/finished`);
  await row("finished").waitFor({ state: "detached" });
  apply(pod(space.name, "late"));
  await row("late").getByText("Running").waitFor();
});

test("words and columns filter, heads sort", async () => {
  await page.keyboard.press("/");
  await page.keyboard.type("web status:run");
  await page.getByText("3 of 5").waitFor();
  assert.equal((await names()).length, 3);
  await filter().fill("label:app=alone");
  await page.getByText("1 of 5").waitFor();
  assert.deepEqual(await names(), ["alone"]);
  await filter().fill("-web");
  await page.getByText("2 of 5").waitFor();
  await page.getByRole("button", { name: "Name", exact: true }).click();
  await until("the opposite order", async () => (await names()).join() === "late,alone");
  await page.getByRole("button", { name: "Name", exact: true }).click();
  await until("the usual order", async () => (await names()).join() === "alone,late");
  await filter().fill("");
  await picture(page, "pods");
  await filter().fill("nothing-has-this");
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await row("alone").waitFor();
});

test("the keyboard goes through a list, and opens and marks", async () => {
  await grid().focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Space");
  await page.getByText("1 selected").waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await page.getByText("2 selected").waitFor();
  await page.getByRole("button", { name: "Clear selection" }).click();
  await grid().focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "alone", exact: true }).waitFor();
});

test("the palette goes to an object by its name", async () => {
  await page.keyboard.press("Control+k");
  await page.locator("[role=combobox]:focus").waitFor();
  await page.keyboard.type("web deployment");
  await page.getByRole("option", { name: /^web/ }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "web", exact: true }).waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});

test("a kind that comes with a definition is listed with its own columns", async () => {
  await page.goto(opened.dashboard.origin);
  await page.getByText("More kinds").click();
  await navigate("Ship");
  await page.getByText("There are no ships in the namespace explore").waitFor();
  const metadata = { namespace: space.name, name: "maria" };
  apply(JSON.stringify({ apiVersion: "harbour.example/v1", kind: "Ship", metadata, spec: { port: "Kobe" } }));
  await row("maria").getByText("Kobe").waitFor();
  await grid().getByRole("columnheader", { name: "Port" }).waitFor();
});

test("several are deleted together, with the command that does the same", async () => {
  await navigate("Pod");
  for (const name of ["alone", "late"]) await row(name).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Delete…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(/kubectl delete pods? .*alone.*late|kubectl delete pods? alone/).first().waitFor();
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await dialog.getByText("Done.").waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
  await row("alone").waitFor({ state: "detached" });
  await until("both to be gone", () => !/alone|late/.test(kubectl(`get pods -n ${space.name} -o name`)));
});
