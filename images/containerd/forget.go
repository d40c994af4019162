package main

import (
	"context"
	"strings"

	"github.com/containerd/containerd/v2/client"
	"github.com/containerd/containerd/v2/core/images"
	"github.com/containerd/errdefs"
)

// forget lets go of an image whose name another one has taken, where it has no name of its own any more: kubelet, which
// removes nothing here, would keep it for ever. Containers that run it keep its layers.
func forget(ctx context.Context, containerd *client.Client, before images.Image) error {
	target := before.Target.Digest
	if target == "" {
		return nil
	}
	store := containerd.ImageService()
	named, err := store.List(ctx, "target.digest=="+target.String())
	if err != nil {
		return err
	}
	for _, other := range named {
		// What the CRI plugin calls an image beside its name: by its id, or by name and digest.
		if !strings.HasPrefix(other.Name, "sha256:") && !strings.Contains(other.Name, "@sha256:") {
			return nil
		}
	}
	for _, other := range named {
		if err := store.Delete(ctx, other.Name); err != nil && !errdefs.IsNotFound(err) {
			return err
		}
	}
	return nil
}
