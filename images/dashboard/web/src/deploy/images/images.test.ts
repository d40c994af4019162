import { expect, test } from "vitest";
import type { NodeObject } from "../../api/objects";
import { images, shown, whole } from "./images";

test("names are made whole", () => {
  expect(whole("nginx")).toBe("docker.io/library/nginx:latest");
  expect(whole("me/app:1")).toBe("docker.io/me/app:1");
  expect(whole("localhost:5000/app")).toBe("localhost:5000/app:latest");
  expect(whole("registry.k8s.io/pause:3.10")).toBe("registry.k8s.io/pause:3.10");
  expect(whole("nginx@sha256:abc")).toBe("docker.io/library/nginx@sha256:abc");
});

const node = (name: string, all: { names: string[]; sizeBytes: number }[]) =>
  ({ metadata: { name }, spec: {}, status: { images: all } }) as unknown as NodeObject;

test("nodes and command line make one list, with the pods that use each", () => {
  const nginx = { names: ["docker.io/library/nginx@sha256:abc", "docker.io/library/nginx:1"], sizeBytes: 10 };
  const all = images(
    [node("a", [nginx]), node("b", [nginx, { names: ["registry.k8s.io/pause:3"], sizeBytes: 1 }])],
    [
      { name: "registry.k8s.io/pause:3", size: 1, nodes: ["b", "c"], system: true },
      { name: "docker.io/library/mine:dev", size: 5, nodes: ["a"], system: false },
    ],
    [
      {
        metadata: { namespace: "default", name: "web" },
        spec: { containers: [{ image: "nginx:1" }, { image: "nginx:1" }] },
      },
      {
        metadata: { namespace: "default", name: "job" },
        spec: { containers: [], initContainers: [{ image: "mine:dev" }] },
      },
    ],
  );
  const table = Object.fromEntries(all.map(({ name, nodes, system, pods }) => [name, [nodes, system, pods.length]]));
  expect(table).toEqual({
    "registry.k8s.io/pause:3": [["b", "c"], true, 0],
    "mine:dev": [["a"], false, 1],
    "nginx:1": [["a", "b"], null, 1],
  });
  expect(shown(all, "", "size", false).map(({ name }) => name)).toEqual(["nginx:1", "mine:dev"]);
  expect(shown(all, "K8S pause", "name", true)).toHaveLength(1);
});
