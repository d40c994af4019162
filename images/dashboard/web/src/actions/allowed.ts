/** What the user may do, as the API server says. */
import { useEffect, useState } from "react";
import { request } from "../api/kube";

export interface Right {
  verb: string;
  group: string;
  resource: string;
  subresource?: string;
  namespace: string | null;
  name?: string;
}

/** Rights change seldom, but they do. */
const KEPT = 60_000;

const answers = new Map<string, { at: number; answer: Promise<boolean> }>();

const PATH = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

async function ask({ namespace, ...rest }: Right): Promise<boolean> {
  const resourceAttributes = { ...rest, ...(namespace && { namespace }) };
  const body = {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SelfSubjectAccessReview",
    spec: { resourceAttributes },
  };
  const review = await (await request(PATH, { method: "POST", body })).json();
  return review.status.allowed === true;
}

export function isAllowed(right: Right): Promise<boolean> {
  const key = JSON.stringify(right);
  const known = answers.get(key);
  if (known && Date.now() - known.at < KEPT) return known.answer;
  const answer = ask(right);
  answers.set(key, { at: Date.now(), answer });
  answer.catch(() => answers.delete(key));
  return answer;
}

/** By right, in their order; null while it is asked for. Without an answer the try itself will tell. */
export function useAllowed(rights: Right[]): (boolean | null)[] {
  const key = JSON.stringify(rights);
  const [answer, setAnswer] = useState<{ key: string; allowed: boolean[] } | null>(null);
  useEffect(() => {
    let over = false;
    const asked: Right[] = JSON.parse(key);
    void Promise.all(asked.map((right) => isAllowed(right).catch(() => true))).then((allowed) => {
      if (!over) setAnswer({ key, allowed });
    });
    return () => void (over = true);
  }, [key]);
  return answer?.key === key ? answer.allowed : rights.map(() => null);
}
