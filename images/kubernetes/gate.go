package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strings"

	"github.com/spf13/cobra"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"k8s.io/klog/v2"
)

// forgotten is there once forgetReady has done its work since the node's start.
const forgotten = pluginFolder + "/ready-forgotten"

// behindGate returns kubelet's command with its requests to the API server held back until that one is usable.
//
// kubelet has to run before the API server does, whose pod it starts. Refused, it asks again only after back-offs of
// seconds, for its node, for pods and for services each at a time of its own; a pod that comes before the services
// waits 10 s. Let in too early, its mirror pods are refused ("no PriorityClass with name system-node-critical") and
// made again only at the next sync, a minute later. A request that is answered late costs neither.
func behindGate(newCommand func() *cobra.Command) func() *cobra.Command {
	return func() *cobra.Command {
		command := newCommand()
		run := command.RunE
		command.RunE = func(cmd *cobra.Command, args []string) error {
			for i, arg := range args {
				if kubeconfig, found := strings.CutPrefix(arg, "--kubeconfig="); found {
					gated, err := closeGate(kubeconfig, valueOf("--hostname-override=", args))
					if err != nil {
						return err
					}
					args[i] = "--kubeconfig=" + gated
				}
			}
			return run(cmd, args)
		}
		return command
	}
}

func valueOf(flag string, args []string) string {
	for _, arg := range args {
		if value, found := strings.CutPrefix(arg, flag); found {
			return value
		}
	}
	return ""
}

// closeGate returns the path of a kubeconfig whose requests are held until the API server is usable.
func closeGate(kubeconfig, node string) (string, error) {
	opened := make(chan struct{})
	devices := devicesKnown()
	held := plugin{"kubelet-gate", func(next http.RoundTripper) http.RoundTripper { return gate{opened, devices, next} }}
	go func() {
		defer close(opened)
		client, err := waitForAPIServer(kubeconfig)
		if err == nil {
			err = forgetReady(client, node)
		}
		if err != nil {
			// kubelet goes on as it would without the gate.
			klog.ErrorS(err, "The node keeps the condition Ready that it had before it was started")
		}
	}()
	return held.in(kubeconfig)
}

// forgetReady takes back what the API server knows of a node from before its start. kubelet looks often whether it can
// report a node as ready only while it is not: a node that still is Ready, and not at kubelet's first look, would stay
// without the condition for 10 s. And nobody waits for a node, or gives it a pod, that only was ready. Where kubelet alone
// is started again, the node stays as it was, and with it its pods.
func forgetReady(client kubernetes.Interface, node string) error {
	if _, err := os.Stat(forgotten); err == nil {
		return nil
	}
	condition := corev1.NodeCondition{
		Type:               corev1.NodeReady,
		Status:             corev1.ConditionUnknown,
		LastTransitionTime: metav1.Now(),
		Reason:             "NodeStarted",
		Message:            "kubelet has not reported since the node was started.",
	}
	patch, err := json.Marshal(map[string]any{"status": map[string]any{"conditions": []any{condition}}})
	if err != nil {
		return err
	}
	nodes, options := client.CoreV1().Nodes(), metav1.PatchOptions{}
	_, err = nodes.Patch(context.Background(), node, types.StrategicMergePatchType, patch, options, "status")
	if err != nil && !apierrors.IsNotFound(err) {
		return err
	}
	return os.WriteFile(forgotten, nil, 0o644)
}

type gate struct {
	opened <-chan struct{}
	// Pods come only then.
	devices <-chan struct{}
	next    http.RoundTripper
}

// WrappedRoundTripper lets client-go close the connections below.
func (gate gate) WrappedRoundTripper() http.RoundTripper { return gate.next }

var errClosed = errors.New("the API server is not usable yet")

func (gate gate) RoundTrip(request *http.Request) (*http.Response, error) {
	if isForNode(request) {
		select {
		case <-gate.opened:
		default:
			return nil, errClosed
		}
	}
	for _, awaited := range gate.awaited(request) {
		select {
		case <-awaited:
		case <-request.Context().Done():
			return nil, request.Context().Err()
		}
	}
	return gate.next.RoundTrip(request)
}

// awaited returns what a request waits for.
func (gate gate) awaited(request *http.Request) []<-chan struct{} {
	if request.Method == http.MethodGet && request.URL.Path == "/api/v1/pods" {
		return []<-chan struct{}{gate.opened, gate.devices}
	}
	return []<-chan struct{}{gate.opened}
}

// isForNode says whether a node is asked for by its name: kubelet's volume manager does so after a restart, and mounts
// nothing, not even for the API server's own pod, before it was answered or refused.
func isForNode(request *http.Request) bool {
	return request.Method == http.MethodGet && strings.HasPrefix(request.URL.Path, "/api/v1/nodes/")
}
