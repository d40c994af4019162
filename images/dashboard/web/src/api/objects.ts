/** Shapes of what the page reads of Kubernetes' objects: only the fields that it uses. */

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
}

export interface Metadata {
  name: string;
  namespace?: string;
  uid: string;
  creationTimestamp: string;
  deletionTimestamp?: string;
  resourceVersion: string;
  generation?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
}

/** Any object. */
export interface KubeObject {
  apiVersion?: string;
  kind?: string;
  metadata: Metadata;
  [field: string]: unknown;
}

export interface Condition {
  type: string;
  status: "True" | "False" | "Unknown";
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

export interface NodeObject extends KubeObject {
  spec: { taints?: { key: string; value?: string; effect: string }[]; unschedulable?: boolean; podCIDR?: string };
  status: {
    capacity?: Record<string, string>;
    allocatable?: Record<string, string>;
    conditions?: Condition[];
    addresses?: { type: string; address: string }[];
    images?: { names: string[]; sizeBytes: number }[];
    nodeInfo?: { kubeletVersion: string; osImage: string; containerRuntimeVersion: string; kernelVersion: string };
  };
}

/** Deployment, StatefulSet, DaemonSet, ReplicaSet. */
export interface Workload extends KubeObject {
  spec: {
    replicas?: number;
    paused?: boolean;
    selector?: { matchLabels?: Record<string, string> };
    template?: {
      metadata?: { labels?: Record<string, string> };
      spec?: { containers: { name: string; image: string }[] };
    };
  };
  status?: {
    replicas?: number;
    readyReplicas?: number;
    updatedReplicas?: number;
    availableReplicas?: number;
    numberReady?: number;
    desiredNumberScheduled?: number;
    updatedNumberScheduled?: number;
    observedGeneration?: number;
    conditions?: Condition[];
  };
}

export interface EventObject extends KubeObject {
  type: "Normal" | "Warning";
  reason: string;
  message: string;
  count?: number;
  firstTimestamp?: string | null;
  lastTimestamp?: string | null;
  eventTime?: string | null;
  series?: { count: number; lastObservedTime: string };
  involvedObject: { apiVersion?: string; kind: string; name: string; namespace?: string; uid?: string };
  source?: { component?: string; host?: string };
  reportingComponent?: string;
}

/** A pod as the server sums it up: the view `pod`. */
export interface PodRow {
  uid: string;
  namespace: string;
  name: string;
  created: string;
  node: string | null;
  ip: string | null;
  phase: string;
  /** kubectl's STATUS. */
  status: string;
  ready: number;
  containers: number;
  restarts: number;
  deleting: boolean;
  owner: { kind: string; name: string; uid: string } | null;
  labels: Record<string, string>;
  /** Cores, bytes and devices. */
  requests: { cpu: number; memory: number; gpu: number };
  names: string[];
  /** What waits, crashed, can't be scheduled (container is null then) or is not ready though it runs. */
  trouble: {
    container: string | null;
    reason: string;
    message: string | null;
    exitCode: number | null;
    restarts: number;
  }[];
}

/** Whether labels are what a selector of the form `matchLabels` asks for; an empty one asks for nothing. */
export function matches(selector: Record<string, string> | undefined, labels: Record<string, string> | undefined) {
  return Object.entries(selector ?? {}).every(([key, value]) => labels?.[key] === value);
}
