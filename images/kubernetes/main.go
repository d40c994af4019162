// Every Kubernetes component of a node in one static binary: the name it is called by (argv[0]) picks the component.
// The six share most of their code, so one binary of 139 MB stands for six that would take 400 MB.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	_ "time/tzdata" // time zones of CronJobs: the images of scratch have no zoneinfo

	"github.com/spf13/cobra"
	_ "k8s.io/client-go/plugin/pkg/client/auth"
	"k8s.io/component-base/cli"
	"k8s.io/component-base/logs"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	kubectl "k8s.io/kubectl/pkg/cmd"
	kubectlutil "k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

// components maps a binary's name to its command. The ones that exit when the API server's RBAC is not there yet
// are held until it is: left to exit, they come back only after kubelet's back-off.
var components = map[string]func() *cobra.Command{
	"kube-apiserver":          apiserver.NewAPIServerCommand,
	"kube-controller-manager": afterAPIServer(contentWithUsable(controllermanager.NewControllerManagerCommand)),
	"kube-scheduler":          afterAPIServer(func() *cobra.Command { return scheduler.NewSchedulerCommand() }),
	"kube-proxy":              proxy.NewProxyCommand,
	"kubelet":                 afterRuntime(behindGate(newKubeletCommand)),
}

func newKubeletCommand() *cobra.Command { return kubelet.NewKubeletCommand(context.Background()) }

func main() {
	name := filepath.Base(os.Args[0])
	if name == "kubectl" {
		runKubectl()
		return
	}
	component, known := components[name]
	if !known {
		names := []string{"kubectl"}
		for other := range components {
			names = append(names, other)
		}
		fmt.Fprintf(os.Stderr, "%s: not a component; call this binary as one of: %s\n", name, strings.Join(names, ", "))
		os.Exit(64)
	}
	collectByAge()
	os.Exit(cli.Run(component()))
}

// runKubectl does what kubectl's own main does: verbosity is read before the command is made, since making it
// already looks for plugins and .kuberc; errors are printed without usage, with kubectl's exit codes.
func runKubectl() {
	logs.GlogSetter(kubectl.GetLogVerbosity(os.Args)) // an unknown verbosity is reported by the flag's own parsing
	if err := cli.RunNoErrOutput(kubectl.NewDefaultKubectlCommand()); err != nil {
		kubectlutil.CheckErr(err)
	}
}
