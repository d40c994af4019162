// containerd, ctr and node-images in one static binary, picked by the name it is called by (argv[0]): 40 MB less than
// three. The shim stays a binary of its own: one runs for each pod, so that its size counts in memory.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	_ "github.com/containerd/containerd/v2/cmd/containerd/builtins"
	"github.com/containerd/containerd/v2/cmd/containerd/command"
	ctr "github.com/containerd/containerd/v2/cmd/ctr/app"
)

func main() {
	name, run := filepath.Base(os.Args[0]), command.App().Run
	switch name {
	case "ctr":
		run = ctr.New().Run
	case "node-images":
		run = nodeImages
	}
	if err := run(context.Background(), os.Args); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %s\n", name, err)
		os.Exit(1)
	}
}
