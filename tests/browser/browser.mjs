// Chromium with one page, held to what the dashboard promises of every page.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { openDashboard } from "./cluster.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
}

/**
 * The dashboard in a page of its own. `complaints` has what the browser said of the page: errors of scripts, what the
 * content security policy refused, and requests that went anywhere else.
 */
export async function openPage(options = {}, ...args) {
  const dashboard = await openDashboard(...args);
  const browser = await launch();
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (/content security policy/i.test(message.text())) complaints.push(message.text());
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== dashboard.origin && !["data:", "blob:"].includes(url.protocol)) complaints.push(`request: ${url}`);
  });
  await page.goto(dashboard.url);
  return {
    page,
    context,
    dashboard,
    complaints,
    /** Ends all, and fails where the browser complained. */
    close: async () => {
      await browser.close();
      await dashboard.end();
      assert.deepEqual(complaints, []);
    },
  };
}

/** A picture of the page as a window shows it; run.sh says where it goes. */
export async function picture(page, name) {
  mkdirSync(process.env.PICTURES, { recursive: true });
  await page.screenshot({ path: `${process.env.PICTURES}/${name}.png`, animations: "disabled" });
}

/** Fails where axe finds a serious fault. */
export async function assertAccessible(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const told = serious.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).slice(0, 3).join(" ")}`);
  assert.deepEqual(told, []);
}
