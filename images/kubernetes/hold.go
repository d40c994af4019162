package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

const (
	// Each request costs the API server more than a millisecond of the CPU that it needs to become ready.
	interval = 50 * time.Millisecond
	// The interval grows to this part of the wait until then: on a slow machine a request costs much more.
	intervalPart = 50
	timeout      = 2 * time.Second
)

// usable is what the API server says once all requests are answered as ever after. Left out are two checks that hold
// /readyz up for a second: they look whether roles and priority classes are there only after a wait of 1 s, and a new
// cluster's etcd begins with them (images/node/seed.sh).
const usable = "/readyz?exclude=poststarthook/rbac/bootstrap-roles" +
	"&exclude=poststarthook/scheduling/bootstrap-system-priority-classes"

// afterAPIServer returns newCommand's command, made to wait, before it runs, until the API server that its --kubeconfig
// names is usable. The process is started by then: only the request is left to wait for.
func afterAPIServer(newCommand func() *cobra.Command) func() *cobra.Command {
	return func() *cobra.Command {
		command := newCommand()
		run := command.RunE
		command.RunE = func(cmd *cobra.Command, args []string) error {
			if flag := cmd.Flags().Lookup("kubeconfig"); flag != nil && flag.Value.String() != "" {
				if _, err := waitForAPIServer(flag.Value.String()); err != nil {
					return err
				}
			}
			return run(cmd, args)
		}
		return command
	}
}

// hasSystemNamespace says whether objects can be made in kube-system: the API server makes its namespaces when it is
// usable, not before. Every component may make events, not every one may read namespaces.
func hasSystemNamespace(client kubernetes.Interface) bool {
	event := &corev1.Event{
		ObjectMeta:     metav1.ObjectMeta{GenerateName: "is-there-"},
		InvolvedObject: corev1.ObjectReference{Namespace: metav1.NamespaceSystem},
	}
	dryRun := metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}}
	_, err := client.CoreV1().Events(metav1.NamespaceSystem).Create(context.Background(), event, dryRun)
	return err == nil
}

// waitForAPIServer asks with the credentials of a kubeconfig, for as long as it takes: kubelet's probes, not this
// loop, decide when a component has waited too long. It returns the client that it asked with.
func waitForAPIServer(kubeconfig string) (kubernetes.Interface, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	config.Timeout = timeout
	config.QPS = -1
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	for began := time.Now(); ; {
		answer := client.RESTClient().Get().RequestURI(usable).Do(context.Background())
		if answer.Error() == nil && hasSystemNamespace(client) {
			return client, nil
		}
		time.Sleep(max(interval, time.Since(began)/intervalPart))
	}
}
