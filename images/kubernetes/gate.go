package main

import (
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"k8s.io/client-go/tools/clientcmd"
)

const (
	// gatedKubeconfig is where kubelet finds its kubeconfig with the gate as server.
	gatedKubeconfig = "/run/devcluster/kubelet.conf"
	// podsFolder is where kubelet keeps what it knows of the pods that it has started.
	podsFolder = "/var/lib/kubelet/pods"
)

// behindGate returns kubelet's command with its requests to the API server held back until that one is usable.
//
// kubelet has to run before the API server does, whose pod it starts. Refused, it registers its node only after a
// back-off of seconds; let in too early, its mirror pods are refused ("no PriorityClass with name
// system-node-critical") and made again only at the next sync, a minute later. A connection that is accepted and
// answered later costs neither.
//
// Only at a node's first start: later, kubelet mounts nothing, not even for the API server's own pod, before it has
// asked for its node or was refused.
func behindGate(newCommand func() *cobra.Command) func() *cobra.Command {
	return func() *cobra.Command {
		command := newCommand()
		run := command.RunE
		command.RunE = func(cmd *cobra.Command, args []string) error {
			for i, arg := range args {
				if kubeconfig, found := strings.CutPrefix(arg, "--kubeconfig="); found && isFirstStart() {
					if err := openGate(kubeconfig); err != nil {
						return err
					}
					args[i] = "--kubeconfig=" + gatedKubeconfig
				}
			}
			return run(cmd, args)
		}
		return command
	}
}

func isFirstStart() bool {
	pods, err := os.ReadDir(podsFolder)
	return err != nil || len(pods) == 0
}

// openGate listens on a loopback port, writes a copy of kubeconfig that leads there, and passes connections on to
// the API server from the moment it is usable.
func openGate(kubeconfig string) error {
	config, err := clientcmd.LoadFromFile(kubeconfig)
	if err != nil {
		return err
	}
	gate, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	cluster := config.Clusters[config.Contexts[config.CurrentContext].Cluster]
	server, err := url.Parse(cluster.Server)
	if err != nil {
		return err
	}
	cluster.TLSServerName = server.Hostname()
	cluster.Server = "https://" + gate.Addr().String()
	if err := os.MkdirAll(filepath.Dir(gatedKubeconfig), 0o755); err != nil {
		return err
	}
	if err := clientcmd.WriteToFile(*config, gatedKubeconfig); err != nil {
		return err
	}
	ready := make(chan struct{})
	go func() {
		// An unusable kubeconfig was refused above; kubelet tells everything else better than the gate could.
		_ = waitForAPIServer(kubeconfig)
		close(ready)
	}()
	go serveGate(gate, server.Host, ready)
	return nil
}

func serveGate(gate net.Listener, target string, ready <-chan struct{}) {
	for {
		connection, err := gate.Accept()
		if err != nil {
			return
		}
		go func() {
			<-ready
			pass(connection, target)
		}()
	}
}

// pass connects the two ends until either closes.
func pass(connection net.Conn, target string) {
	defer connection.Close()
	upstream, err := net.Dial("tcp", target)
	if err != nil {
		return
	}
	defer upstream.Close()
	done := make(chan struct{}, 2)
	copyTo := func(to io.Writer, from io.Reader) {
		_, _ = io.Copy(to, from)
		done <- struct{}{}
	}
	go copyTo(upstream, connection)
	go copyTo(connection, upstream)
	<-done
}
