package main

import (
	"net/http"
	"strings"

	"github.com/spf13/cobra"
)

const healthy = "/healthz"

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
				wrap := func(next http.RoundTripper) http.RoundTripper { return usableTransport{next} }
				path, err := plugin{"usable", wrap}.in(flag.Value.String())
				if err != nil {
					return err
				}
				if err := flag.Value.Set(path); err != nil {
					return err
				}
			}
			return run(cmd, args)
		}
		return command
	}
}

type usableTransport struct{ next http.RoundTripper }

// WrappedRoundTripper lets client-go close the connections below.
func (transport usableTransport) WrappedRoundTripper() http.RoundTripper { return transport.next }

func (transport usableTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.URL.Path == healthy {
		request = request.Clone(request.Context())
		request.URL.Path, request.URL.RawQuery, _ = strings.Cut(usable, "?")
	}
	return transport.next.RoundTrip(request)
}
