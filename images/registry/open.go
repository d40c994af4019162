package main

import (
	"net"
	"net/http"
	"slices"
	"strings"
)

// open lets everyone in who can reach it, to all but what the engine and the nodes pass on: that is nobody else's.
func open(next http.Handler) http.Handler {
	return http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		switch {
		case !isOurs(request.Host):
			// A page in a browser whose name leads here.
			http.Error(answer, "this registry is asked by its address, as localhost or as registry.kube-system", http.StatusForbidden)
		case isPrivate(request):
			http.Error(answer, "this repository is the cluster's own", http.StatusForbidden)
		default:
			next.ServeHTTP(answer, request)
		}
	})
}

// As a service in the cluster.
var serviceNames = []string{"registry.kube-system", "registry.kube-system.svc", "registry.kube-system.svc.cluster.local"}

// isOurs tells names that nobody else can give: addresses, the service's, and those without a dot, which no page of the
// web has (localhost, the container's).
func isOurs(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	isAddress := net.ParseIP(strings.Trim(host, "[]")) != nil
	return isAddress || !strings.Contains(host, ".") || slices.Contains(serviceNames, host)
}

// isPrivate tells requests in the cluster's own repository, and those that would take a layer from there.
func isPrivate(request *http.Request) bool {
	rest, found := strings.CutPrefix(request.URL.Path, "/v2/"+repository.Name()+"/")
	kind, _, _ := strings.Cut(rest, "/")
	if found && slices.Contains([]string{"blobs", "manifests", "referrers", "tags"}, kind) {
		return true
	}
	return slices.Contains(request.URL.Query()["from"], repository.Name())
}
