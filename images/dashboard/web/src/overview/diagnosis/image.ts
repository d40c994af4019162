/** Why an image could not be had. */
import type { Problem } from "./finding";

export interface ImageTrouble {
  problem: Problem;
  image: string;
  command: string;
}

/** The image that a kubelet's message names, as its user wrote it. */
export function imageIn(message: string | null): string | null {
  const named = /image "([^"]+)"/i.exec(message ?? "")?.[1];
  return named?.replace(/^docker\.io\/(?:library\/)?/, "") ?? null;
}

/** Whether a name says no registry: then it may be one that was built on this machine. */
export function looksLocal(image: string): boolean {
  const [first = "", ...rest] = image.split("/");
  return rest.length === 0 || first === "localhost" || !/[.:]/.test(first);
}

export function imageTrouble(reason: string, message: string | null, describe: string): ImageTrouble {
  const image = imageIn(message) ?? "?";
  const load = `devcluster image load ${image}`;
  if (reason === "ErrImageNeverPull") return { problem: "imageNeverPull", image, command: load };
  if (reason === "InvalidImageName") return { problem: "imageName", image, command: describe };
  if (image !== "?" && looksLocal(image)) return { problem: "imageLocal", image, command: load };
  const text = message ?? "";
  const unreachable = /no such host|i\/o timeout|connection refused|TLS handshake|x509|deadline exceeded|unreachable/i;
  if (unreachable.test(text)) return { problem: "imageUnreachable", image, command: load };
  const denied = /unauthorized|denied|authorization|authentication|forbidden/i.test(text);
  return { problem: denied ? "imageDenied" : "imageUnknown", image, command: describe };
}
