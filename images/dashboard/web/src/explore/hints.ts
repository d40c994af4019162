/** Command lines that help where a list is empty or forbidden. */
import type { Kind } from "../api/kinds";

/** What makes one of a kind; kubectl has words of its own for some, the rest comes from a file. */
const CREATE: Record<string, string> = {
  pod: "run web --image=nginx",
  deployment: "create deployment web --image=nginx --replicas=2",
  job: "create job once --image=busybox -- date",
  cronjob: 'create cronjob often --image=busybox --schedule="*/5 * * * *" -- date',
  service: "expose deployment web --port=80",
  ingress: 'create ingress web --rule="web.localhost/*=web:80"',
  configmap: "create configmap settings --from-literal=COLOUR=blue",
  secret: "create secret generic password --from-literal=PASSWORD=secret",
  namespace: "create namespace team",
  serviceaccount: "create serviceaccount robot",
  role: "create role reader --verb=get,list,watch --resource=pods",
  rolebinding: "create rolebinding readers --role=reader --serviceaccount=default:robot",
  clusterrole: "create clusterrole reader --verb=get,list,watch --resource=pods",
  clusterrolebinding: "create clusterrolebinding readers --clusterrole=reader --serviceaccount=default:robot",
  horizontalpodautoscaler: "autoscale deployment web --min=1 --max=5 --cpu-percent=80",
  poddisruptionbudget: "create poddisruptionbudget web --selector=app=web --min-available=1",
  resourcequota: "create quota limits --hard=pods=10",
  priorityclass: "create priorityclass high --value=1000",
};

const inside = (namespace: string | null) => (namespace ? ` -n ${namespace}` : "");

export function createHint(name: string, namespace: string | null): string {
  const words = CREATE[name];
  if (!words) return `kubectl apply${inside(namespace)} -f ${name}.yaml`;
  // Options have to stand before what the container runs.
  const at = words.indexOf(" -- ");
  return at < 0
    ? `kubectl ${words}${inside(namespace)}`
    : `kubectl ${words.slice(0, at)}${inside(namespace)}${words.slice(at)}`;
}

export const seeCommand = (namespace: string | null) => `kubectl auth can-i --list${inside(namespace)}`;

/** A role that may read a kind, and its binding to a user or a service account. */
export function grantCommands(
  kind: Pick<Kind, "plural" | "group">,
  namespace: string | null,
  user: string,
): [string, string] {
  const resource = kind.group ? `${kind.plural}.${kind.group}` : kind.plural;
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user);
  const subject = account ? `--serviceaccount=${account[1]}:${account[2]}` : `--user=${user}`;
  const name = `read-${kind.plural}`;
  const rule = `--verb=get,list,watch --resource=${resource}`;
  return namespace
    ? [
        `kubectl create role ${name} ${rule} -n ${namespace}`,
        `kubectl create rolebinding ${name} --role=${name} ${subject} -n ${namespace}`,
      ]
    : [
        `kubectl create clusterrole ${name} ${rule}`,
        `kubectl create clusterrolebinding ${name} --clusterrole=${name} ${subject}`,
      ];
}
