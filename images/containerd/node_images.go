package main

import (
	"context"
	"encoding/json"
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

// nodeImages does what devcluster asks of a node's images: `node-images look|pull`, a request as JSON on standard
// input, or `node-images import REQUEST`, an archive there; the answer as JSON on standard output. One process for what
// takes ctr several.
func nodeImages(ctx context.Context, arguments []string) error {
	if len(arguments) < 2 {
		return fmt.Errorf("a command is expected: look, pull or import")
	}
	containerd, err := client.New(socket, client.WithDefaultNamespace(namespace))
	if err != nil {
		return err
	}
	defer containerd.Close()
	switch arguments[1] {
	case "look":
		return answer(ctx, containerd, os.Stdin, look)
	case "pull":
		return answer(ctx, containerd, os.Stdin, pull)
	case "import":
		request := strings.NewReader(strings.Join(arguments[2:], " "))
		return answer(ctx, containerd, request, importFromInput)
	default:
		return fmt.Errorf("there is no command `%s`", arguments[1])
	}
}

func answer[Request, Answer any](
	ctx context.Context,
	containerd *client.Client,
	input io.Reader,
	work func(context.Context, *client.Client, Request) (Answer, error),
) error {
	var request Request
	if err := json.NewDecoder(input).Decode(&request); err != nil {
		return fmt.Errorf("the request is not understood: %w", err)
	}
	answer, err := work(ctx, containerd, request)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(answer)
}

func importFromInput(ctx context.Context, containerd *client.Client, request importRequest) (importAnswer, error) {
	return importImages(ctx, containerd, request, os.Stdin)
}

// put gives an image its name, whether the name is new or another image has it.
func put(ctx context.Context, store images.Store, image images.Image) error {
	_, err := store.Create(ctx, image)
	if errdefs.IsAlreadyExists(err) {
		_, err = store.Update(ctx, image)
	}
	return err
}
