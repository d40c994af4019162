package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

const (
	// usableKubeconfig is where a component finds its kubeconfig with the plugin below.
	usableKubeconfig = "/run/devcluster/usable.conf"
	// usablePlugin is the name of the plugin in a kubeconfig.
	usablePlugin = "devcluster-usable"
	healthy      = "/healthz"
)

// contentWithUsable returns newCommand's command, for which the API server is healthy as soon as it is usable.
//
// controller-manager asks for /healthz once a second, which holds until a second after the API server is usable for
// the same checks as /readyz: together they cost a start more than a second.
func contentWithUsable(newCommand func() *cobra.Command) func() *cobra.Command {
	return func() *cobra.Command {
		command := newCommand()
		// Flags are read before RunE is called: the one that names the kubeconfig is set anew.
		run := command.RunE
		command.RunE = func(cmd *cobra.Command, args []string) error {
			if flag := cmd.Flags().Lookup("kubeconfig"); flag != nil && flag.Value.String() != "" {
				if err := writeUsableKubeconfig(flag.Value.String()); err != nil {
					return err
				}
				if err := flag.Value.Set(usableKubeconfig); err != nil {
					return err
				}
			}
			return run(cmd, args)
		}
		return command
	}
}

func writeUsableKubeconfig(path string) error {
	config, err := clientcmd.LoadFromFile(path)
	if err != nil {
		return err
	}
	for _, user := range config.AuthInfos {
		user.AuthProvider = &clientcmdapi.AuthProviderConfig{Name: usablePlugin}
	}
	if err := os.MkdirAll(filepath.Dir(usableKubeconfig), 0o755); err != nil {
		return err
	}
	return clientcmd.WriteToFile(*config, usableKubeconfig)
}

func init() {
	newPlugin := func(string, map[string]string, rest.AuthProviderConfigPersister) (rest.AuthProvider, error) {
		return plugin{}, nil
	}
	if err := rest.RegisterAuthProviderPlugin(usablePlugin, newPlugin); err != nil {
		panic(err)
	}
}

// plugin is client-go's extension point that sees a kubeconfig's requests. It adds no authentication to the
// certificate that the kubeconfig has.
type plugin struct{}

func (plugin) Login() error { return nil }

func (plugin) WrapTransport(next http.RoundTripper) http.RoundTripper { return usableTransport{next} }

type usableTransport struct{ next http.RoundTripper }

func (transport usableTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.URL.Path == healthy {
		request = request.Clone(request.Context())
		request.URL.Path, request.URL.RawQuery, _ = strings.Cut(usable, "?")
	}
	return transport.next.RoundTrip(request)
}
