package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/VictoriaMetrics/VictoriaMetrics/lib/logger"
)

const (
	account = "/var/run/secrets/kubernetes.io/serviceaccount"
	// Only names, labels and owners are asked for.
	metadataOnly = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
	// By this annotation the API server's copy of a static pod says which UID kubelet gave it.
	mirrorAnnotation = "kubernetes.io/config.mirror"
	hashLabel        = "pod-template-hash"
)

// pod is what the API server says of a pod beyond its name.
type pod struct {
	labels map[string]string
	// Name of the Deployment, StatefulSet, DaemonSet or Job that it belongs to.
	workload string
}

// podList is what the API server knows of this node's pods, by the UIDs that kubelet gives them.
type podList struct {
	client  *http.Client
	url     string
	token   string
	known   map[string]pod
	failing bool
}

func newPodList(node string) (*podList, error) {
	host, port := os.Getenv("KUBERNETES_SERVICE_HOST"), os.Getenv("KUBERNETES_SERVICE_PORT")
	if host == "" || port == "" || node == "" {
		return nil, errors.New("KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT and -node have to be set")
	}
	authority, err := os.ReadFile(filepath.Join(account, "ca.crt"))
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}
	query := url.Values{"fieldSelector": {"spec.nodeName=" + node}}
	return &podList{
		client: &http.Client{Transport: transport, Timeout: 10 * time.Second},
		token:  filepath.Join(account, "token"),
		url:    "https://" + net.JoinHostPort(host, port) + "/api/v1/pods?" + query.Encode(),
	}, nil
}

// update asks the API server again where the pod of a file is unknown. It says whether the list is of now: while the API
// server does not answer no pod goes, so files can wait for their labels.
func (l *podList) update(files []podFile) bool {
	isKnown := func(file podFile) bool { _, known := l.known[file.uid]; return known }
	if !slices.ContainsFunc(files, func(file podFile) bool { return !isKnown(file) }) {
		return true
	}
	known, err := l.fetch()
	if err != nil {
		// Once, not with each look.
		if !l.failing {
			logger.Errorf("cannot ask the API server for this node's pods: %s", err)
		}
		l.failing = true
		return false
	}
	l.known, l.failing = known, false
	return true
}

func (l *podList) fetch() (map[string]pod, error) {
	// The token is replaced from time to time.
	token, err := os.ReadFile(l.token)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequest(http.MethodGet, l.url, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", metadataOnly)
	request.Header.Set("Authorization", "Bearer "+string(token))
	answer, err := l.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("it answered %s", answer.Status)
	}
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	var list metadataList
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, err
	}
	return list.pods(), nil
}

type metadataList struct {
	Items []struct {
		Metadata metadata `json:"metadata"`
	} `json:"items"`
}

type metadata struct {
	Name            string            `json:"name"`
	UID             string            `json:"uid"`
	Labels          map[string]string `json:"labels"`
	Annotations     map[string]string `json:"annotations"`
	OwnerReferences []struct {
		Kind       string `json:"kind"`
		Name       string `json:"name"`
		Controller bool   `json:"controller"`
	} `json:"ownerReferences"`
}

func (l metadataList) pods() map[string]pod {
	pods := make(map[string]pod, len(l.Items))
	for _, item := range l.Items {
		uid := item.Metadata.UID
		if static, ok := item.Metadata.Annotations[mirrorAnnotation]; ok {
			uid = static
		}
		pods[uid] = pod{item.Metadata.Labels, item.Metadata.workload()}
	}
	return pods
}

// workload is the name that a person knows a pod's owner by; that of a ReplicaSet is its Deployment's.
func (m metadata) workload() string {
	for _, owner := range m.OwnerReferences {
		switch {
		case !owner.Controller || owner.Kind == "Node":
		case owner.Kind == "ReplicaSet" && m.Labels[hashLabel] != "":
			return strings.TrimSuffix(owner.Name, "-"+m.Labels[hashLabel])
		default:
			return owner.Name
		}
	}
	return ""
}
