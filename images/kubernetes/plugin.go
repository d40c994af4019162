package main

import (
	"net/http"
	"os"
	"path/filepath"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// pluginFolder is where components find their kubeconfigs with a plugin in them.
const pluginFolder = "/run/devcluster"

// plugin is client-go's extension point that sees the requests of those whose kubeconfig names it. It adds no
// authentication to the certificate that the kubeconfig has.
type plugin struct {
	name string
	wrap func(next http.RoundTripper) http.RoundTripper
}

func (plugin) Login() error { return nil }

func (p plugin) WrapTransport(next http.RoundTripper) http.RoundTripper { return p.wrap(next) }

// in writes a copy of kubeconfig that names the plugin, and returns its path.
func (p plugin) in(kubeconfig string) (string, error) {
	newPlugin := func(string, map[string]string, rest.AuthProviderConfigPersister) (rest.AuthProvider, error) {
		return p, nil
	}
	if err := rest.RegisterAuthProviderPlugin(p.name, newPlugin); err != nil {
		return "", err
	}
	config, err := clientcmd.LoadFromFile(kubeconfig)
	if err != nil {
		return "", err
	}
	for _, user := range config.AuthInfos {
		user.AuthProvider = &clientcmdapi.AuthProviderConfig{Name: p.name}
	}
	if err := os.MkdirAll(pluginFolder, 0o755); err != nil {
		return "", err
	}
	path := filepath.Join(pluginFolder, p.name+".conf")
	return path, clientcmd.WriteToFile(*config, path)
}
