import { KubeError, request } from "../api/kube";
import type { Call } from "./action";

export interface Failed {
  about: string;
  message: string;
}

/** As many requests at once as the API server hardly notices. */
const AT_ONCE = 6;

export async function send({ method, path, body, contentType, query }: Call, signal?: AbortSignal) {
  await request(path, { method, body, contentType, query, signal });
}

/** Makes all requests, also after one has failed; what failed, in the API server's words. */
export async function runAll(calls: Call[], onProgress: (done: number) => void = () => {}): Promise<Failed[]> {
  const failed: Failed[] = [];
  const left = [...calls];
  let done = 0;
  const worker = async () => {
    for (let call = left.shift(); call; call = left.shift()) {
      try {
        await send(call);
      } catch (error) {
        // What is gone already needs no deletion.
        const isGone = call.method === "DELETE" && error instanceof KubeError && error.code === 404;
        if (!isGone)
          failed.push({ about: call.about, message: error instanceof Error ? error.message : String(error) });
      }
      onProgress(++done);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return failed;
}
