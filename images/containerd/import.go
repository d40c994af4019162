package main

import (
	"archive/tar"
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/containerd/containerd/v2/client"
	"github.com/containerd/containerd/v2/pkg/archive/compression"
	"github.com/opencontainers/go-digest"
)

// What is larger is no document but a layer.
const largestDocument = 8 << 20

// archived is an image as manifest.json of `docker save` lists it.
type archived struct {
	Config   string
	RepoTags []string
	Layers   []string
}

// arrivals is what an archive has brought so far, by path.
type arrivals struct {
	documents map[string][]byte
	layers    map[string]*layer
	// Layers that the archive holds under another path.
	links map[string]string
}

// importImages takes images out of an archive of `docker save`. Layers are unpacked as they come, each for itself and
// hashed on the way: nothing is written twice, and no archive of them is kept.
func importImages(ctx context.Context, containerd *client.Client, images []lookedFor, stream io.Reader) error {
	incoming, err := newIncoming()
	if err != nil {
		return err
	}
	defer incoming.remove()
	arrived, err := incoming.receive(ctx, stream)
	if err != nil {
		return err
	}
	listed, err := arrived.list()
	if err != nil {
		return err
	}
	ctx, done, err := containerd.WithLease(ctx)
	if err != nil {
		return err
	}
	defer done(ctx)
	for _, image := range images {
		config, layers, err := arrived.find(listed, image)
		if err != nil {
			return fmt.Errorf("%s: %w", image.Name, err)
		}
		if err := place(ctx, containerd, image.wanted, config, layers); err != nil {
			return fmt.Errorf("%s: %w", image.Name, err)
		}
	}
	return nil
}

func (i *incoming) receive(ctx context.Context, stream io.Reader) (*arrivals, error) {
	arrived := &arrivals{documents: map[string][]byte{}, layers: map[string]*layer{}, links: map[string]string{}}
	files := tar.NewReader(stream)
	for {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return arrived, nil
		}
		if err != nil {
			return nil, fmt.Errorf("the archive is damaged or cut off: %w", err)
		}
		name := path.Clean(header.Name)
		switch header.Typeflag {
		case tar.TypeSymlink:
			arrived.links[name] = path.Join(path.Dir(name), header.Linkname)
		case tar.TypeReg:
			if err := i.receiveFile(ctx, arrived, name, header.Size, files); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
}

func (i *incoming) receiveFile(ctx context.Context, arrived *arrivals, name string, size int64, file io.Reader) error {
	buffered := bufio.NewReader(file)
	first, _ := buffered.Peek(1)
	isDocument := size == 0 || strings.ContainsAny(string(first), "{[") || !isLayer(name)
	if isDocument {
		if size > largestDocument {
			return errors.New("it is too large for a document of an image")
		}
		content, err := io.ReadAll(buffered)
		arrived.documents[name] = content
		return err
	}
	plain, err := compression.DecompressStream(buffered)
	if err != nil {
		return err
	}
	defer plain.Close()
	arrived.layers[name], err = i.unpack(ctx, plain)
	return err
}

func isLayer(name string) bool {
	return strings.HasSuffix(name, "/layer.tar") || strings.HasPrefix(name, "blobs/")
}

func (a *arrivals) list() ([]archived, error) {
	manifest, there := a.documents["manifest.json"]
	if !there {
		return nil, errors.New("the archive has no manifest.json")
	}
	var listed []archived
	if err := json.Unmarshal(manifest, &listed); err != nil {
		return nil, fmt.Errorf("manifest.json: %w", err)
	}
	return listed, nil
}

// find gives the configuration and the layers of an image, the lowest first; all are what the image's id promises.
func (a *arrivals) find(listed []archived, image lookedFor) ([]byte, []*layer, error) {
	for _, candidate := range listed {
		config, there := a.documents[path.Clean(candidate.Config)]
		if !there || !a.isMadeOf(image.ID, digest.FromBytes(config)) {
			continue
		}
		layers := make([]*layer, 0, len(candidate.Layers))
		for _, name := range candidate.Layers {
			name = path.Clean(name)
			if other, linked := a.links[name]; linked {
				name = other
			}
			layer, there := a.layers[name]
			if !there {
				return nil, nil, fmt.Errorf("the archive lacks %s", name)
			}
			layers = append(layers, layer)
		}
		return config, layers, verify(config, layers)
	}
	return nil, nil, fmt.Errorf("the archive does not hold %s", image.ID)
}

// isMadeOf tells whether an id is a configuration's digest, or that of a manifest or index which leads there.
func (a *arrivals) isMadeOf(id string, config digest.Digest) bool {
	if id == config.String() {
		return true
	}
	for _, document := range a.documents {
		if digest.FromBytes(document).String() != id {
			continue
		}
		var node struct {
			Config    struct{ Digest digest.Digest }
			Manifests []struct{ Digest digest.Digest }
		}
		if json.Unmarshal(document, &node) != nil {
			return false
		}
		for _, child := range node.Manifests {
			if a.isMadeOf(child.Digest.String(), config) {
				return true
			}
		}
		return node.Config.Digest == config
	}
	return false
}

// verify compares what the configuration says of the layers with what was unpacked.
func verify(config []byte, layers []*layer) error {
	var image struct {
		RootFS struct {
			DiffIDs []digest.Digest `json:"diff_ids"`
		} `json:"rootfs"`
	}
	if err := json.Unmarshal(config, &image); err != nil {
		return fmt.Errorf("the configuration is not understood: %w", err)
	}
	if len(image.RootFS.DiffIDs) != len(layers) {
		return fmt.Errorf("the configuration names %d layers, the archive %d", len(image.RootFS.DiffIDs), len(layers))
	}
	for index, layer := range layers {
		if layer.diffID != image.RootFS.DiffIDs[index] {
			return fmt.Errorf("layer %d has digest %s, not %s", index+1, layer.diffID, image.RootFS.DiffIDs[index])
		}
	}
	return nil
}
