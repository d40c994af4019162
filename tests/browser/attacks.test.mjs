// Attacks: who is not the user gets nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import http from "node:http";
import { openDashboard } from "./cluster.mjs";

let dashboard;
let cookie;
const secret = "/api/kube/api/v1/namespaces/kube-system/secrets";

before(async () => {
  dashboard = await openDashboard();
});
after(() => dashboard.end());

/** An answer to a request that browsers would not make; fetch would not send a foreign Host. */
function ask(path, { method = "GET", headers = {}, body } = {}) {
  const { hostname, port, host } = new URL(dashboard.origin);
  return new Promise((resolve, reject) => {
    // The path as it is: `..` is part of the attack.
    const request = http.request({ hostname, port, path, method, headers: { host, ...headers } }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part) => (text += part));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    request.on("upgrade", (response, socket) => {
      socket.destroy();
      resolve({ status: 101, headers: response.headers, text: "" });
    });
    request.on("error", reject);
    request.end(body);
  });
}

const upgrade = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

test("the ticket opens the dashboard once", async () => {
  const { pathname, search } = new URL(dashboard.url);
  const opened = await ask(pathname + search);
  assert.equal(opened.status, 303);
  const set = opened.headers["set-cookie"][0];
  assert.match(set, /HttpOnly/);
  assert.match(set, /SameSite=Strict/);
  cookie = set.split(";")[0];
  const replayed = await ask(pathname + search);
  assert.equal(replayed.status, 403);
  assert.equal(replayed.headers["set-cookie"], undefined);
  const mine = await ask(secret, { headers: { cookie } });
  assert.equal(mine.status, 200);
});

test("without a session there is nothing", async () => {
  for (const path of ["/api/session", secret, "/api/kube/version"]) {
    assert.equal((await ask(path)).status, 401, path);
    assert.equal((await ask(path, { headers: { cookie: `${cookie.split("=")[0]}=${"0".repeat(64)}` } })).status, 401);
  }
  for (const path of ["/api/stream", "/api/exec?namespace=a&pod=b&command=sh"]) {
    assert.equal((await ask(path, { headers: { ...upgrade, origin: dashboard.origin } })).status, 401, path);
  }
  assert.equal((await ask("/open?ticket=guessed")).status, 403);
});

test("names of other hosts get nothing, as after DNS rebinding", async () => {
  for (const host of ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "10.0.0.1"]) {
    for (const path of ["/", secret, "/api/session"]) {
      const answer = await ask(path, { headers: { cookie, host } });
      assert.equal(answer.status, 403, `${host} ${path}`);
      assert.doesNotMatch(answer.text, /SecretList|groups/);
    }
  }
});

test("other sites get nothing", async () => {
  for (const origin of ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost.evil.example"]) {
    const headers = { cookie, origin };
    assert.equal((await ask(secret, { headers })).status, 403, origin);
    assert.equal((await ask("/api/stream", { headers: { ...headers, ...upgrade } })).status, 403, origin);
    const deletion = await ask("/api/kube/api/v1/namespaces/default", { method: "DELETE", headers });
    assert.equal(deletion.status, 403, origin);
  }
  const site = { cookie, "sec-fetch-site": "cross-site" };
  assert.equal((await ask(secret, { headers: site })).status, 403);
  // Neither has an Origin, as forms of old browsers and programs.
  assert.equal((await ask("/api/kube/api/v1/namespaces/default", { method: "DELETE", headers: { cookie } })).status, 403);
  assert.equal((await ask("/api/stream", { headers: { cookie, ...upgrade } })).status, 403);
  // The command line's door is none for pages, not even for its own.
  assert.equal((await ask("/api/host", { headers: { cookie, origin: dashboard.origin, ...upgrade } })).status, 403);
});

test("paths lead to files of the page alone", async () => {
  for (const path of [
    "/../../etc/passwd",
    "/assets/../../../etc/passwd",
    "/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/assets/..%2f..%2f..%2fetc%2fpasswd",
    "//etc/passwd",
    "/assets/%00",
  ]) {
    const answer = await ask(path, { headers: { cookie } });
    assert.doesNotMatch(answer.text, /root:/, path);
    assert.ok(answer.status === 200 ? /<div id="root">/.test(answer.text) : answer.status >= 400, path);
  }
});

test("every answer says what browsers may do with it", async () => {
  for (const path of ["/", "/api/session", secret, "/nothing/here"]) {
    const { headers } = await ask(path, { headers: { cookie } });
    assert.match(headers["content-security-policy"], /default-src 'none'/, path);
    assert.doesNotMatch(headers["content-security-policy"], /script-src[^;]*unsafe/, path);
    assert.match(headers["content-security-policy"], /frame-ancestors 'none'/, path);
    assert.equal(headers["x-content-type-options"], "nosniff", path);
    assert.equal(headers["referrer-policy"], "no-referrer", path);
  }
});
