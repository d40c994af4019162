package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

const (
	// Each request costs the API server more than a millisecond of the CPU that it needs to become ready.
	readyzInterval = 50 * time.Millisecond
	// The interval grows to this part of the wait until then: on a slow machine a request costs much more.
	readyzIntervalPart = 50
	readyzTimeout      = 2 * time.Second
)

// afterAPIServer returns newCommand's command, made to wait, before it runs, until the API server that its
// --kubeconfig names says that it is ready. The process is started by then: only the request is left to wait for.
func afterAPIServer(newCommand func() *cobra.Command) func() *cobra.Command {
	return func() *cobra.Command {
		command := newCommand()
		run := command.RunE
		command.RunE = func(cmd *cobra.Command, args []string) error {
			if flag := cmd.Flags().Lookup("kubeconfig"); flag != nil && flag.Value.String() != "" {
				if err := waitForAPIServer(flag.Value.String()); err != nil {
					return err
				}
			}
			return run(cmd, args)
		}
		return command
	}
}

// waitForAPIServer polls /readyz with the credentials of a kubeconfig, for as long as it takes: kubelet's
// probes, not this loop, decide when a component has waited too long.
func waitForAPIServer(kubeconfig string) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	config.Timeout = readyzTimeout
	config.QPS = -1
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	for began := time.Now(); ; {
		if client.RESTClient().Get().AbsPath("/readyz").Do(context.Background()).Error() == nil {
			return nil
		}
		time.Sleep(max(readyzInterval, time.Since(began)/readyzIntervalPart))
	}
}
