package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/containerd/containerd/v2/client"
	"github.com/containerd/containerd/v2/core/images"
	"github.com/containerd/errdefs"
)

const (
	socket    = "/run/containerd/containerd.sock"
	namespace = "k8s.io"
	// Label of an image: the id that it has where it came from. containerd drops it when another image takes the name.
	idLabel = "devcluster.dev/image-id"
)

// wanted is an image that a node shall have under a name.
type wanted struct {
	// In full: docker.io/library/app:v1.
	Name string `json:"name"`
	// Digest of its configuration, or of its manifest, depending on the engine's store.
	ID string `json:"id"`
}

// origin says where images come from that the node lacks.
type origin struct {
	// The cluster's registry; nil where an archive of the engine's follows.
	Registry *registrySource `json:"registry"`
}

type taken struct{}

// nodeImages is the command `node-images talk`: about images, in lines of JSON on standard input and output, in one
// process for what takes ctr several. Asked for some, it answers what the node has of them. Where the input goes on, it
// says where they come from, and that they are here is answered.
func nodeImages(ctx context.Context, arguments []string) error {
	if len(arguments) != 2 || arguments[1] != "talk" {
		return fmt.Errorf("there is no command `%s`", strings.Join(arguments[1:], " "))
	}
	containerd, err := client.New(socket, client.WithDefaultNamespace(namespace))
	if err != nil {
		return err
	}
	defer containerd.Close()
	input := bufio.NewReaderSize(os.Stdin, 1<<20)
	var request lookRequest
	if err := hear(input, &request); err != nil {
		return err
	}
	found, err := look(ctx, containerd, request)
	if err != nil {
		return err
	}
	if err := say(found); err != nil {
		return err
	}
	var from origin
	if err := hear(input, &from); errors.Is(err, io.EOF) {
		return nil
	} else if err != nil {
		return err
	}
	if from.Registry != nil {
		err = pull(ctx, containerd, request.Images, *from.Registry)
	} else {
		err = importImages(ctx, containerd, request.Images, input)
	}
	if err != nil {
		return err
	}
	return say(taken{})
}

// hear reads a line; io.EOF where there is none.
func hear(input *bufio.Reader, into any) error {
	line, err := input.ReadBytes('\n')
	if errors.Is(err, io.EOF) && len(line) == 0 {
		return io.EOF
	}
	if err == nil {
		err = json.Unmarshal(line, into)
	}
	if err != nil {
		return fmt.Errorf("the request is not understood: %w", err)
	}
	return nil
}

func say(answer any) error {
	return json.NewEncoder(os.Stdout).Encode(answer)
}

// put gives an image its name, whether the name is new or another image has it.
func put(ctx context.Context, store images.Store, image images.Image) error {
	_, err := store.Create(ctx, image)
	if errdefs.IsAlreadyExists(err) {
		_, err = store.Update(ctx, image)
	}
	return err
}
