/** Scale, restart, pause, images. */
import { type Action, STRATEGIC, type Target, kubectl, patchCall, quote } from "./action";

export function scale(target: Target, replicas: number): Action {
  return {
    command: kubectl("scale", target, `--replicas=${replicas}`),
    calls: [patchCall(target, { spec: { replicas } }, undefined, "scale")],
  };
}

/** As kubectl does it: pods are replaced because their template has changed. */
export function restart(target: Target, now = new Date()): Action {
  const restartedAt = now.toISOString().replace(/\.\d+Z$/, "Z");
  const annotations = { "kubectl.kubernetes.io/restartedAt": restartedAt };
  return {
    command: kubectl("rollout restart", target),
    calls: [patchCall(target, { spec: { template: { metadata: { annotations } } } })],
  };
}

export function pause(target: Target, paused: boolean): Action {
  return {
    command: kubectl(paused ? "rollout pause" : "rollout resume", target),
    calls: [patchCall(target, { spec: { paused: paused || null } })],
  };
}

export function setImage(target: Target, container: string, image: string): Action {
  return {
    command: kubectl("set image", target, quote(`${container}=${image}`)),
    calls: [
      patchCall(target, { spec: { template: { spec: { containers: [{ name: container, image }] } } } }, STRATEGIC),
    ],
  };
}
