package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/containerd/containerd/v2/client"
	"github.com/containerd/containerd/v2/core/content"
	"github.com/containerd/containerd/v2/core/images"
	"github.com/containerd/containerd/v2/core/mount"
	"github.com/containerd/containerd/v2/core/snapshots"
	"github.com/containerd/containerd/v2/defaults"
	"github.com/containerd/errdefs"
	"github.com/opencontainers/go-digest"
	"github.com/opencontainers/image-spec/identity"
	"github.com/opencontainers/image-spec/specs-go"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// place makes unpacked layers an image of containerd's. The layers' archives are not kept: that they are gone after
// unpacking is a state that containerd knows (the CRI plugin's option `discard_unpacked_layers` leads to it).
func place(ctx context.Context, containerd *client.Client, image wanted, config []byte, layers []*layer) error {
	top, err := commit(ctx, containerd.SnapshotService(defaults.DefaultSnapshotter), layers)
	if err != nil {
		return err
	}
	reference := "containerd.io/gc.ref.snapshot." + defaults.DefaultSnapshotter
	configuration, err := store(ctx, containerd, images.MediaTypeDockerSchema2Config, config, map[string]string{reference: top})
	if err != nil {
		return err
	}
	manifest, err := json.Marshal(manifestOf(configuration, layers))
	if err != nil {
		return err
	}
	target, err := store(ctx, containerd, images.MediaTypeDockerSchema2Manifest, manifest,
		map[string]string{"containerd.io/gc.ref.content.config": configuration.Digest.String()})
	if err != nil {
		return err
	}
	before, _ := containerd.ImageService().Get(ctx, image.Name)
	labels := map[string]string{idLabel: image.ID}
	if err := put(ctx, containerd.ImageService(), images.Image{Name: image.Name, Target: target, Labels: labels}); err != nil {
		return err
	}
	if before.Target.Digest == target.Digest {
		return nil
	}
	return forget(ctx, containerd, before)
}

// commit makes a chain of snapshots of layers, as far as they are not there; the chain ID of the whole.
func commit(ctx context.Context, snapshotter snapshots.Snapshotter, layers []*layer) (string, error) {
	var (
		diffIDs []digest.Digest
		lower   []string
		parent  string
	)
	for _, layer := range layers {
		diffIDs = append(diffIDs, layer.diffID)
		chain := identity.ChainID(diffIDs).String()
		folder, err := commitOne(ctx, snapshotter, layer, chain, parent, lower)
		if err != nil {
			return "", fmt.Errorf("layer %s: %w", layer.diffID, err)
		}
		lower = append([]string{folder}, lower...)
		parent = chain
	}
	return parent, nil
}

// commitOne moves a layer to where the snapshotter looks for it; its folder there.
func commitOne(
	ctx context.Context,
	snapshotter snapshots.Snapshotter,
	layer *layer,
	chain, parent string,
	lower []string,
) (string, error) {
	if _, err := snapshotter.Stat(ctx, chain); err == nil {
		return folderOf(ctx, snapshotter, chain)
	}
	key := fmt.Sprintf("devcluster-import-%d-%s", os.Getpid(), chain)
	mounts, err := snapshotter.Prepare(ctx, key, parent)
	if err != nil {
		return "", err
	}
	folder, err := upper(mounts)
	if err == nil {
		err = layer.inherit(lower)
	}
	if err == nil {
		err = os.Remove(folder)
	}
	if err == nil {
		err = os.Rename(layer.folder, folder)
	}
	if err == nil {
		err = snapshotter.Commit(ctx, chain, key)
	}
	if errdefs.IsAlreadyExists(err) {
		// Somebody else was faster; what is there is the same.
		_ = snapshotter.Remove(ctx, key)
		return folderOf(ctx, snapshotter, chain)
	}
	if err != nil {
		_ = snapshotter.Remove(ctx, key)
	}
	return folder, err
}

// folderOf is the folder of a snapshot that is there.
func folderOf(ctx context.Context, snapshotter snapshots.Snapshotter, chain string) (string, error) {
	info, err := snapshotter.Stat(ctx, chain)
	if err != nil {
		return "", err
	}
	return info.Labels["containerd.io/snapshot/overlay.upperdir"], nil
}

// upper is the folder that a new snapshot's own files lie in.
func upper(mounts []mount.Mount) (string, error) {
	for _, mount := range mounts {
		if mount.Type == "bind" {
			return mount.Source, nil
		}
		for _, option := range mount.Options {
			if folder, found := strings.CutPrefix(option, "upperdir="); found {
				return filepath.Clean(folder), nil
			}
		}
	}
	return "", fmt.Errorf("no folder is named in %v", mounts)
}

func manifestOf(config ocispec.Descriptor, layers []*layer) ocispec.Manifest {
	manifest := ocispec.Manifest{
		Versioned: specs.Versioned{SchemaVersion: 2},
		MediaType: images.MediaTypeDockerSchema2Manifest,
		Config:    config,
	}
	for _, layer := range layers {
		manifest.Layers = append(manifest.Layers, ocispec.Descriptor{
			MediaType: images.MediaTypeDockerSchema2Layer, Digest: layer.diffID, Size: layer.size,
		})
	}
	return manifest
}

// store writes a document into containerd's content store.
func store(
	ctx context.Context,
	containerd *client.Client,
	mediaType string,
	document []byte,
	labels map[string]string,
) (ocispec.Descriptor, error) {
	descriptor := ocispec.Descriptor{
		MediaType: mediaType, Digest: digest.FromBytes(document), Size: int64(len(document)),
	}
	err := content.WriteBlob(ctx, containerd.ContentStore(), "devcluster-"+descriptor.Digest.String(),
		bytes.NewReader(document), descriptor, content.WithLabels(labels))
	if err != nil {
		return descriptor, err
	}
	// Where it was there already, it may belong to an image that goes.
	fields := make([]string, 0, len(labels))
	for name := range labels {
		fields = append(fields, "labels."+name)
	}
	_, err = containerd.ContentStore().Update(ctx, content.Info{Digest: descriptor.Digest, Labels: labels}, fields...)
	return descriptor, err
}
