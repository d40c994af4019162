// CPU and memory of before the page was opened, which the addon monitoring remembers.
import { after, before, test } from "node:test";
import { openPage, picture } from "./browser.mjs";
import { devcluster, kubectl } from "./cluster.mjs";

let opened;
let page;

before(async () => {
  devcluster(["addon", "enable", "monitoring", "--set", "interval=5"]);
  opened = await openPage();
  page = opened.page;
});
after(async () => {
  await opened.close();
  devcluster(["addon", "disable", "monitoring"]);
});

async function isShown(object) {
  await page.goto(`${opened.dashboard.origin}/object/core/v1/${object}?tab=metrics`);
  // Figures that are there as the page opens: what it measures itself begins with one point.
  await page.getByText("Measured by Prometheus, of the addon monitoring.").waitFor({ timeout: 120_000 });
  await page.getByRole("img", { name: /CPU: now \d/ }).waitFor();
  await page.getByRole("img", { name: /Memory: now \d/ }).waitFor();
  await page.getByLabel("Range").selectOption({ label: "1 hour" });
  await page.getByRole("img", { name: /CPU: now \d/ }).waitFor();
}

test("a pod's", async () => {
  const pod = kubectl("get pods -n monitoring -l app=prometheus -o jsonpath={.items[0].metadata.name}");
  await isShown(`pods/monitoring/${pod}`);
  await picture(page, "history");
});

test("a node's", () => isShown("nodes/-/worker-1"));
