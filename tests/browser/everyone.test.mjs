// For everyone: Japanese, dark and light, a phone, a screen reader, a keyboard alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, openPage } from "./browser.mjs";
import { until } from "./cluster.mjs";

/** The main pages, with what is there as soon as they are whole. */
const COREDNS = "/object/apps/v1/deployments/kube-system/coredns";
const PAGES = [
  ["/", "control-plane-1"],
  ["/explore/core/v1/pods", "etcd-control-plane-1"],
  [COREDNS, "All pods are of the newest template and ready."],
  [`${COREDNS}?tab=yaml`, "Deployment enables declarative updates"],
  [`${COREDNS}?tab=relations`, /Owners and what leads to the object/],
  ["/object/core/v1/nodes/-/control-plane-1", "Capacity"],
  ["/logs?namespace=kube-system&selector=k8s-app%3Dkube-dns", /CoreDNS-\d/],
  ["/deploy", "Paste YAML here"],
  ["/addons", "pod-security"],
  ["/images", /images? on the nodes/],
  ["/map", "Can A reach B?"],
];

let opened;
let page;

before(async () => {
  opened = await openPage();
  page = opened.page;
});
after(() => opened.close());

const main = () => page.getByRole("main");
async function visit([path, there]) {
  await page.goto(opened.dashboard.origin + path);
  await main().getByText(there).first().waitFor();
  await main().getByText("Looking at the cluster…").waitFor({ state: "detached" });
}

for (const colorScheme of ["light", "dark"]) {
  test(`${colorScheme} pages are for screen readers and weak eyes too`, async () => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const one of PAGES) {
      await visit(one);
      assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), colorScheme);
      await assertAccessible(page).catch((error) => assert.fail(`${one[0]}: ${error.message}`));
    }
  });
}

test("the way in is accessible, and so are the palette and the menu", async () => {
  await page.keyboard.press("Control+k");
  await page.getByRole("listbox").getByRole("option").first().waitFor();
  await assertAccessible(page);
  await page.keyboard.press("Escape");
  const context = await page.context().browser().newContext();
  const stranger = await context.newPage();
  await stranger.goto(opened.dashboard.origin);
  await stranger.getByRole("button", { name: "Log in" }).waitFor();
  await assertAccessible(stranger);
  await context.close();
});

test("all is there in Japanese", async () => {
  await page.goto(opened.dashboard.origin);
  await page.getByRole("button", { name: "日本語" }).click();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "ja");
  for (const [title, heading] of [
    ["概要", "概要"],
    ["ネットワーク図", "ネットワーク図"],
    ["ログ", "ログ"],
    ["イメージ", "イメージ"],
    ["アドオン", "アドオン"],
  ]) {
    await page.getByRole("navigation").getByRole("link", { name: title, exact: true }).click();
    await main().getByRole("heading", { name: heading, level: 1 }).waitFor();
  }
  // The choice is kept.
  await page.reload();
  await page.getByRole("link", { name: "デプロイ" }).click();
  await page.getByText("YAML を貼り付けるか").waitFor();
  await page.getByRole("button", { name: "English" }).click();
  await page.getByText("Paste YAML here").waitFor();
});

test("a phone shows every page without scrolling sideways", async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  for (const one of PAGES) {
    await visit(one);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 360, `${one[0]} is ${width} wide`);
  }
  await page.getByRole("button", { name: "Navigation" }).click();
  await page.getByRole("navigation").getByRole("link", { name: "Logs", exact: true }).click();
  await main().getByRole("heading", { name: "Logs", level: 1 }).waitFor();
  await page.setViewportSize({ width: 1280, height: 800 });
});

test("the keyboard alone reaches everything, and shows where it is", async () => {
  await visit(PAGES[0]);
  await page.keyboard.press("Tab");
  const focused = () =>
    page.evaluate(() => {
      const { outlineStyle, boxShadow } = getComputedStyle(document.activeElement);
      const { activeElement } = document;
      const name = activeElement.getAttribute("aria-label") ?? activeElement.textContent;
      return { name, id: activeElement.id, shown: outlineStyle !== "none" || boxShadow !== "none" };
    });
  assert.equal((await focused()).name, "Skip to the content");
  await page.keyboard.press("Enter");
  await until("the focus to be in the content", async () => (await focused()).id === "main");
  await page.goto(opened.dashboard.origin);
  await main().getByText("control-plane-1").first().waitFor();
  const reached = [];
  while (!reached.includes("Deployment") && reached.length < 40) {
    await page.keyboard.press("Tab");
    const { name, shown } = await focused();
    assert.ok(shown, `${name} has the focus, and does not show it`);
    reached.push(name);
  }
  for (const name of ["Namespace", "Logs", "Deploy", "Pod", "Deployment"]) assert.ok(reached.includes(name), `${name}: ${reached}`);
  await page.keyboard.press("Enter");
  await page.getByRole("grid").waitFor();
});
