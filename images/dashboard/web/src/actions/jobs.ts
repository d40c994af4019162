/** CronJobs and Jobs: start now, suspend, go on. */
import { type KubeObject } from "../api/objects";
import { listPath } from "../api/kinds";
import { type Action, FIELD_MANAGER, type Target, kubectl, patchCall, place } from "./action";

interface CronJob extends KubeObject {
  spec: { jobTemplate: { metadata?: { labels?: object; annotations?: object }; spec: object } };
}

/** A Job of the CronJob's template, as `kubectl create job --from` makes it. */
export function trigger(target: Target, object: KubeObject, name: string): Action {
  const { metadata, spec } = (object as CronJob).spec.jobTemplate;
  const { uid } = object.metadata;
  const body = {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name,
      labels: metadata?.labels,
      annotations: { "cronjob.kubernetes.io/instantiate": "manual", ...metadata?.annotations },
      ownerReferences: [{ apiVersion: "batch/v1", kind: "CronJob", name: target.name, uid, controller: true }],
    },
    spec,
  };
  const path = listPath({ group: "batch", version: "v1", plural: "jobs" }, target.namespace);
  return {
    command: ["kubectl create job", name, `--from=cronjob/${target.name}`, ...place(target.namespace)].join(" "),
    calls: [{ about: name, method: "POST", path, body, query: FIELD_MANAGER }],
  };
}

/** Names of objects end at 63 bytes; the Job's pods add some. */
export const jobName = (cronJob: string, now = Date.now()) => `${cronJob.slice(0, 45)}-${now.toString(36).slice(-6)}`;

export function suspend(target: Target, suspended: boolean): Action {
  const change = { spec: { suspend: suspended } };
  return {
    command: kubectl("patch", target, "--type=merge", `-p '${JSON.stringify(change)}'`),
    calls: [patchCall(target, change)],
  };
}
