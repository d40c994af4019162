package main

import (
	"context"

	"github.com/containerd/containerd/v2/client"
	"github.com/containerd/containerd/v2/core/images"
	"github.com/containerd/containerd/v2/defaults"
	"github.com/containerd/errdefs"
	"github.com/opencontainers/go-digest"
	"github.com/opencontainers/image-spec/identity"
)

type lookRequest struct {
	Images []lookedFor `json:"images"`
}

type lookedFor struct {
	wanted
	// Diff IDs, the lowest first.
	Layers []digest.Digest `json:"layers"`
}

type lookAnswer struct {
	Images []found `json:"images"`
}

type found struct {
	// Whether the image is there under its name.
	Has bool `json:"has"`
	// How many of its layers are there, counted from the lowest one.
	Layers int `json:"layers"`
}

// look says what of images a node has. One that it has under another name gets the wanted one, too.
func look(ctx context.Context, containerd *client.Client, request lookRequest) (lookAnswer, error) {
	there, err := containerd.ImageService().List(ctx)
	if err != nil {
		return lookAnswer{}, err
	}
	answer := lookAnswer{Images: []found{}}
	for _, image := range request.Images {
		has, err := hasOrNames(ctx, containerd.ImageService(), there, image.wanted)
		if err != nil {
			return lookAnswer{}, err
		}
		layers := len(image.Layers)
		if !has {
			if layers, err = layersThere(ctx, containerd, image.Layers); err != nil {
				return lookAnswer{}, err
			}
		}
		answer.Images = append(answer.Images, found{Has: has, Layers: layers})
	}
	return answer, nil
}

func hasOrNames(ctx context.Context, store images.Store, there []images.Image, image wanted) (bool, error) {
	var same *images.Image
	for _, other := range there {
		if other.Labels[idLabel] != image.ID {
			continue
		}
		if other.Name == image.Name {
			return true, nil
		}
		same = &other
	}
	if same == nil {
		return false, nil
	}
	return true, put(ctx, store, images.Image{Name: image.Name, Target: same.Target, Labels: map[string]string{idLabel: image.ID}})
}

func layersThere(ctx context.Context, containerd *client.Client, layers []digest.Digest) (int, error) {
	snapshots := containerd.SnapshotService(defaults.DefaultSnapshotter)
	// From the top: where an image changed it is in its last layers.
	for count := len(layers); count > 0; count-- {
		_, err := snapshots.Stat(ctx, identity.ChainID(layers[:count]).String())
		if err == nil {
			return count, nil
		}
		if !errdefs.IsNotFound(err) {
			return 0, err
		}
	}
	return 0, nil
}
