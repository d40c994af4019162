package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
)

const (
	runtimeEndpoint = "unix:///run/containerd/containerd.sock"
	runtimeInterval = 5 * time.Millisecond
)

// afterRuntime returns kubelet's command, made to wait until containerd answers to it: containerd's socket takes
// connections while it still recovers its state, and kubelet ends where it is refused then.
func afterRuntime(newCommand func() *cobra.Command) func() *cobra.Command {
	return func() *cobra.Command {
		command := newCommand()
		run := command.RunE
		command.RunE = func(cmd *cobra.Command, args []string) error {
			if err := waitForRuntime(); err != nil {
				return err
			}
			return run(cmd, args)
		}
		return command
	}
}

// waitForRuntime asks for as long as containerd says that it is not there yet. Every other answer kubelet gets, too,
// and tells better.
func waitForRuntime() error {
	connection, err := grpc.NewClient(runtimeEndpoint, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer connection.Close()
	runtime := runtimeapi.NewRuntimeServiceClient(connection)
	for {
		_, err := runtime.Version(context.Background(), &runtimeapi.VersionRequest{}, grpc.WaitForReady(true))
		if status.Code(err) != codes.Unavailable {
			return nil
		}
		time.Sleep(runtimeInterval)
	}
}
