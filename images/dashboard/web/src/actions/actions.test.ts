import { expect, test } from "vitest";
import type { KubeObject } from "../api/objects";
import { type Target, quote } from "./action";
import { jobName, suspend, trigger } from "./jobs";
import { isLabel, relabel } from "./labels";
import { cordon, drainCommand, eviction, fate, isHeld } from "./nodes";
import { goesWith, isPrecious, remove } from "./remove";
import { revisions, rollBack } from "./rollback";
import { pause, restart, scale, setImage } from "./workload";

const target = (kind: string, group = "apps", namespace: string | null = "team"): Target => ({
  kind: {
    kind,
    group,
    version: "v1",
    plural: `${kind.toLowerCase()}s`,
    singular: kind.toLowerCase(),
    namespaced: namespace !== null,
  },
  namespace,
  name: "web",
});
const deployment = target("Deployment");
const PATH = "/apis/apps/v1/namespaces/team/deployments/web";

const object = (metadata: Partial<KubeObject["metadata"]>, rest: object = {}): KubeObject => ({
  metadata: { name: "web", namespace: "team", uid: "u", creationTimestamp: "", resourceVersion: "1", ...metadata },
  ...rest,
});

test("scale goes to the subresource", () => {
  const { command, calls } = scale(deployment, 3);
  expect(command).toBe("kubectl scale deployment/web -n team --replicas=3");
  expect(calls[0]).toMatchObject({ method: "PATCH", path: `${PATH}/scale`, body: { spec: { replicas: 3 } } });
});

test("restart, pause and image", () => {
  const { command, calls } = restart(deployment, new Date("2026-01-02T03:04:05.678Z"));
  expect(command).toBe("kubectl rollout restart deployment/web -n team");
  expect(JSON.stringify(calls[0]!.body)).toContain('"kubectl.kubernetes.io/restartedAt":"2026-01-02T03:04:05Z"');
  expect(pause(deployment, true).command).toBe("kubectl rollout pause deployment/web -n team");
  expect(pause(deployment, false).calls[0]!.body).toEqual({ spec: { paused: null } });
  expect(setImage(deployment, "web", "nginx:1").command).toBe("kubectl set image deployment/web -n team web=nginx:1");
});

test("roll back to a ReplicaSet's template, without its hash", () => {
  const set = (number: string, uid = "u") =>
    object(
      {
        name: `web-${number}`,
        annotations: { "deployment.kubernetes.io/revision": number },
        ownerReferences: [owner(uid)],
      },
      {
        spec: {
          template: {
            metadata: { labels: { app: "web", "pod-template-hash": "x" } },
            spec: { containers: [{ image: `nginx:${number}` }] },
          },
        },
        status: {},
      },
    );
  const owner = (uid: string) => ({ apiVersion: "apps/v1", kind: "Deployment", name: "web", uid });
  const all = revisions("u", [set("9"), set("10"), set("11", "other")]);
  expect(all.map(({ number }) => number)).toEqual([10, 9]);
  expect(all[0]).toMatchObject({ images: ["nginx:10"], replicas: 0 });
  const { command, calls } = rollBack(deployment, all[1]!);
  expect(command).toBe("kubectl rollout undo deployment/web -n team --to-revision=9");
  expect(calls[0]!.body).toEqual([
    {
      op: "replace",
      path: "/spec/template",
      value: { metadata: { labels: { app: "web" } }, spec: { containers: [{ image: "nginx:9" }] } },
    },
  ]);
});

test("a ControllerRevision is the patch itself", () => {
  const data = { spec: { template: { $patch: "replace" } } };
  const { calls } = rollBack(target("StatefulSet"), { number: 2, source: object({}, { revision: 2, data }) });
  expect(calls[0]).toMatchObject({ body: data, contentType: "application/strategic-merge-patch+json" });
});

test("delete: one command a namespace", () => {
  const pod = target("Pod", "");
  const { command, calls } = remove([pod, { ...pod, name: "db" }, { ...pod, namespace: "other" }], {
    propagation: "Background",
    force: false,
  });
  expect(command).toBe("kubectl delete pod web db -n team\nkubectl delete pod web -n other");
  expect(calls.map(({ path }) => path)).toContain("/api/v1/namespaces/other/pods/web");
  expect(remove([deployment], { propagation: "Orphan", force: true }).command).toBe(
    "kubectl delete deployment web -n team --cascade=orphan --grace-period=0 --force",
  );
  expect(isPrecious({ kind: "Namespace", group: "" })).toBe(true);
  expect(isPrecious({ kind: "Pod", group: "" })).toBe(false);
  expect(goesWith({ kind: "Pod", group: "" }, true)).toBe("again");
  expect(goesWith({ kind: "Deployment", group: "apps" }, false)).toBe("pods");
});

test("cron jobs", () => {
  const cron = target("CronJob", "batch");
  const template = { spec: { jobTemplate: { metadata: { labels: { a: "b" } }, spec: { x: 1 } } } };
  const { command, calls } = trigger(cron, object({}, template), "web-1");
  expect(command).toBe("kubectl create job web-1 --from=cronjob/web -n team");
  expect(calls[0]).toMatchObject({ method: "POST", path: "/apis/batch/v1/namespaces/team/jobs" });
  expect(calls[0]!.body).toMatchObject({ metadata: { name: "web-1", labels: { a: "b" } }, spec: { x: 1 } });
  expect(suspend(cron, true).command).toBe(
    `kubectl patch cronjob/web -n team --type=merge -p '{"spec":{"suspend":true}}'`,
  );
  expect(jobName("x".repeat(60)).length).toBeLessThanOrEqual(52);
});

test("nodes", () => {
  const node = { ...target("Node", "", null), name: "worker-1" };
  expect(cordon(node, true)).toMatchObject({
    command: "kubectl cordon worker-1",
    calls: [{ path: "/api/v1/nodes/worker-1", body: { spec: { unschedulable: true } } }],
  });
  expect(drainCommand("worker-1", { emptyDir: true, force: false })).toBe(
    "kubectl drain worker-1 --ignore-daemonsets --delete-emptydir-data",
  );
  const owned = (kind: string) => ({
    ownerReferences: [{ apiVersion: "", kind, name: "", uid: "", controller: true }],
  });
  const none = { emptyDir: false, force: false };
  const pod = (metadata: object, volumes: object[] = []) => object(metadata, { spec: { volumes } }) as never;
  expect(fate(pod(owned("DaemonSet")), none)).toBe("daemonSet");
  expect(fate(pod(owned("ReplicaSet")), none)).toBe("goes");
  expect(fate(pod(owned("ReplicaSet"), [{ emptyDir: {} }]), none)).toBe("emptyDir");
  expect(fate(pod({}), none)).toBe("unmanaged");
  expect(fate(pod({}), { ...none, force: true })).toBe("goes");
  expect(fate(pod({ annotations: { "kubernetes.io/config.mirror": "x" } }), none)).toBe("static");
  expect(isHeld([{ fate: "goes" }, { fate: "unmanaged" }])).toBe(true);
  expect(eviction(object({})).path).toBe("/api/v1/namespaces/team/pods/web/eviction");
});

test("labels", () => {
  const { command, calls } = relabel(deployment, { a: "1", b: "2", c: "3" }, { a: "1", b: "x", d: "4" });
  expect(command).toBe("kubectl label deployment/web -n team b=x d=4 c- --overwrite");
  expect(calls[0]!.body).toEqual({ metadata: { labels: { b: "x", d: "4", c: null } } });
  expect(relabel(deployment, { a: "1" }, { a: "1" }).calls).toEqual([]);
  expect(isLabel("app.kubernetes.io/name", "web-1")).toBe(true);
  expect(isLabel("bad key", "x")).toBe(false);
  expect(isLabel("a", "-x")).toBe(false);
});

test("words for a shell", () => {
  expect(quote("a b")).toBe("'a b'");
  expect(quote("it's")).toBe(`'it'\\''s'`);
  expect(quote("web=nginx:1")).toBe("web=nginx:1");
});
