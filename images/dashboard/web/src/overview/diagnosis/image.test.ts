import { expect, test } from "vitest";
import { imageIn, imageTrouble, looksLocal } from "./image";

test("the image of a message", () => {
  expect(imageIn('Back-off pulling image "shop:v1"')).toBe("shop:v1");
  expect(imageIn('failed to pull and unpack image "docker.io/library/shop:v1": not found')).toBe("shop:v1");
  expect(imageIn('Container image "ghcr.io/a/b:1" is not present with pull policy of Never')).toBe("ghcr.io/a/b:1");
  expect(imageIn(null)).toBeNull();
});

test("names without a registry may be of this machine", () => {
  for (const image of ["shop", "shop:v1", "team/shop:v1", "localhost/shop"])
    expect(looksLocal(image), image).toBe(true);
  for (const image of ["ghcr.io/team/shop", "registry:5000/shop", "a.b/c"])
    expect(looksLocal(image), image).toBe(false);
});

test("what helps with an image", () => {
  const of = (reason: string, message: string) => imageTrouble(reason, message, "kubectl describe pod x");
  expect(of("ImagePullBackOff", 'Back-off pulling image "shop:v1"')).toEqual({
    problem: "imageLocal",
    image: "shop:v1",
    command: "devcluster image load shop:v1",
  });
  expect(of("ErrImageNeverPull", 'Container image "a.b/c:1" is not present').command).toBe(
    "devcluster image load a.b/c:1",
  );
  expect(of("ErrImagePull", 'failed to pull image "ghcr.io/a/b:1": 401 Unauthorized').problem).toBe("imageDenied");
  expect(of("ErrImagePull", 'failed to pull image "ghcr.io/a/b:1": no such host').problem).toBe("imageUnreachable");
  expect(of("ErrImagePull", 'failed to pull image "ghcr.io/a/b:1": not found').problem).toBe("imageUnknown");
  expect(of("InvalidImageName", 'couldn\'t parse image "A B"').problem).toBe("imageName");
});
