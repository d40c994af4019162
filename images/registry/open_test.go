package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestStrangersGetTheirOwnRepositories(t *testing.T) {
	handler := open(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	cases := []struct {
		host, path string
		status     int
	}{
		{"localhost:5000", "/v2/", http.StatusOK},
		{"127.0.0.1:5000", "/v2/team/app/manifests/v1", http.StatusOK},
		{"172.24.0.4:5002", "/v2/images/app/manifests/v1", http.StatusOK},
		{"[::1]:5000", "/v2/app/tags/list", http.StatusOK},
		{"devcluster-dev-registry:5002", "/v2/app/tags/list", http.StatusOK},
		{"registry.kube-system:5000", "/v2/app/tags/list", http.StatusOK},
		{"registry.kube-system.example.com", "/v2/app/tags/list", http.StatusForbidden},
		{"rebound.example.com", "/v2/app/tags/list", http.StatusForbidden},
		{"localhost:5000", "/v2/images/tags/list", http.StatusForbidden},
		{"localhost:5000", "/v2/images/blobs/sha256:ab", http.StatusForbidden},
		{"localhost:5000", "/v2/app/blobs/uploads/?mount=sha256:ab&from=images", http.StatusForbidden},
	}
	for _, one := range cases {
		request := httptest.NewRequest(http.MethodGet, one.path, nil)
		request.Host = one.host
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, request)
		if answer.Code != one.status {
			t.Errorf("%s %s: %d, not %d", one.host, one.path, answer.Code, one.status)
		}
	}
}
