// The cluster under test, asked from outside: by the command line and kubectl.
import { execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";

const program = process.env.DEVCLUSTER_PROGRAM;

/** What a command of devcluster prints; `input` goes to its standard input. */
export function devcluster(args, input) {
  return execFileSync(program, args, { input, encoding: "utf8", stdio: ["pipe", "pipe", "inherit"] });
}

export function kubectl(line, input) {
  return devcluster(["kubectl", "--", ...line.split(" ")], input);
}

export function apply(manifest) {
  kubectl("apply -f -", manifest);
}

/** A namespace that is gone when the tests of a file are over. */
export function namespace(name) {
  kubectl(`create namespace ${name}`);
  return { name, remove: () => kubectl(`delete namespace ${name} --wait=false`) };
}

/** Asks until `look` gives something, and fails with what it was waiting for. */
export async function until(what, look, seconds = 60) {
  const deadline = Date.now() + seconds * 1000;
  let last;
  while (Date.now() < deadline) {
    try {
      last = await look();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited ${seconds} s for ${what}; last: ${last}`);
}

/** `devcluster dashboard`, running: its address with the ticket, and how to end it. */
export async function openDashboard(...args) {
  const child = spawn(program, ["dashboard", "--no-open", ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`devcluster dashboard ended with ${code} before it told its address`)));
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  return {
    url,
    origin: new URL(url).origin,
    end: () => {
      child.kill("SIGINT");
      return ended;
    },
  };
}
