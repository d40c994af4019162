package main

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/VictoriaMetrics/VictoriaLogs/lib/logstorage"
)

const hash = "0123456789abcdef0123456789abcdef"

// sent keeps lines as their fields.
type sent struct{ rows []map[string]string }

func (s *sent) MustAddRows(rows *logstorage.LogRows) {
	rows.ForEachRow(func(_ uint64, row *logstorage.InsertRow) {
		fields := map[string]string{"_time": time.Unix(0, row.Timestamp).UTC().Format(time.RFC3339Nano)}
		for _, field := range row.Fields {
			// The store's own name for _msg is empty, and the row's memory is used again.
			fields[cmp.Or(field.Name, "_msg")] = strings.Clone(field.Value)
		}
		s.rows = append(s.rows, fields)
	})
}

func (s *sent) texts() []string {
	texts := make([]string, len(s.rows))
	for i, row := range s.rows {
		texts[i] = row["_msg"]
	}
	return texts
}

func TestLinesArriveAsTheyWereWritten(t *testing.T) {
	sent := &sent{}
	file := podFile{namespace: "shop", pod: "web-1", container: "web", run: "2"}
	log := newPodLog(sent, "worker-1", file, pod{map[string]string{"app": "web"}, "web"})
	lines := []struct {
		line string
		done bool
	}{
		{`2026-11-27T10:20:30.5Z stdout F {"level": "info", "msg":"a"}`, true},
		{"2026-11-27T10:20:31Z stdout P one ", false},
		{"2026-11-27T10:20:31Z stderr F between", false},
		{"2026-11-27T10:20:31Z stdout P and ", false},
		{"2026-11-27T10:20:32Z stdout F two", true},
		{"2026-11-27T10:20:33Z stdout F I1127 10:20:30.123456 1 a.go:1] klog", true},
		{"2026-11-27T10:20:33Z stdout F ", true},
		{"nothing that a runtime writes", true},
	}
	for _, one := range lines {
		if done := log.TryAddLine([]byte(one.line)); done != one.done {
			t.Errorf("%s: %t", one.line, done)
		}
	}
	want := []string{
		`{"level": "info", "msg":"a"}`, "between", "one and two", "I1127 10:20:30.123456 1 a.go:1] klog",
		"nothing that a runtime writes",
	}
	if texts := sent.texts(); !slices.Equal(texts, want) {
		t.Errorf("%q", texts)
	}
	first := map[string]string{
		"_time": "2026-11-27T10:20:30.5Z", "_msg": want[0], "node": "worker-1", "namespace": "shop", "pod": "web-1",
		"container": "web", "run": "2", "workload": "web", "label.app": "web", "stream": "stdout",
	}
	if !maps.Equal(sent.rows[0], first) {
		t.Errorf("%v", sent.rows[0])
	}
}

func TestALineWithoutEndIsSentInPieces(t *testing.T) {
	sent := &sent{}
	log := newPodLog(sent, "worker-1", podFile{}, pod{})
	piece := "2026-11-27T10:20:31Z stdout P " + strings.Repeat("a", 16*1024)
	for range 100 {
		log.TryAddLine([]byte(piece))
	}
	if len(sent.rows) != 1 || len(sent.rows[0]["_msg"]) != longestLine {
		t.Errorf("%d lines", len(sent.rows))
	}
}

func TestProgramsTellTheTime(t *testing.T) {
	january := time.Date(2027, 1, 2, 0, 0, 0, 0, time.UTC)
	cases := map[string]string{
		"I1231 23:59:59.123456     17 kubelet.go:1] a":     "2026-12-31T23:59:59.123456Z",
		"E0101 00:00:00.000000     17 kubelet.go:1] a":     "2027-01-01T00:00:00Z",
		`time="2026-11-27T10:20:30.5Z" level=info msg=b`:   "2026-11-27T10:20:30.5Z",
		"[    12 ms] mounts: done in 1.0 ms":               "2027-01-02T00:00:00Z",
		"Is this a line that begins with one of the marks": "2027-01-02T00:00:00Z",
		`time="soon"`: "2027-01-02T00:00:00Z",
	}
	for line, want := range cases {
		sent := &sent{}
		log := newNodeLog(sent, "worker-1", "kubelet")
		log.now = func() time.Time { return january }
		log.TryAddLine([]byte(line))
		row := map[string]string{"_time": want, "_msg": line, "node": "worker-1", "program": "kubelet"}
		if !maps.Equal(sent.rows[0], row) {
			t.Errorf("%v", sent.rows[0])
		}
	}
}

func TestLinksTellWhoseTheyAre(t *testing.T) {
	file, ok := parsePodFile("link", "/var/log/pods/shop_web-1_1a2b-3c/web/2.log")
	if !ok || file != (podFile{"link", "shop", "web-1", "1a2b-3c", "web", "2"}) || file.mayBeKnownLater() {
		t.Errorf("%v", file)
	}
	if static, _ := parsePodFile("", "/var/log/pods/kube-system_etcd_"+hash+"/etcd/0.log"); !static.mayBeKnownLater() {
		t.Errorf("%v", static)
	}
	for _, target := range []string{"/var/log/pods/shop_web-1/web/2.log", "/var/log/pods/a_b_c/web/2", "2.log", ""} {
		if file, ok := parsePodFile("", target); ok {
			t.Errorf("%s: %v", target, file)
		}
	}
}

func TestPodsAreAskedForWhenOneIsUnknown(t *testing.T) {
	answers := 0
	list, status := `{"items": [{"metadata": {"name": "web-5d9-x2x", "uid": "a-b", "labels": {"pod-template-hash": "5d9"},
		"ownerReferences": [{"kind": "ReplicaSet", "name": "web-5d9", "controller": true}]}},
		{"metadata": {"name": "etcd", "uid": "c-d", "annotations": {"`+mirrorAnnotation+`": "`+hash+`"},
		"ownerReferences": [{"kind": "Node", "name": "worker-1", "controller": true}]}},
		{"metadata": {"name": "db-0", "uid": "e-f", "ownerReferences": [{"kind": "StatefulSet", "name": "db", "controller": true}]}}
		]}`, http.StatusServiceUnavailable
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answers++
		w.WriteHeader(status)
		fmt.Fprint(w, list)
	}))
	defer server.Close()
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	pods := &podList{client: server.Client(), url: server.URL, token: token}
	files := []podFile{{uid: "a-b"}, {uid: hash}, {uid: "e-f"}}
	if pods.update(files) {
		t.Error("an answer that is none was taken for one")
	}
	status = http.StatusOK
	if !pods.update(files) || !pods.update(files) || answers != 2 {
		t.Errorf("%d answers", answers)
	}
	for uid, workload := range map[string]string{"a-b": "web", hash: "", "e-f": "db"} {
		if pod, known := pods.known[uid]; !known || pod.workload != workload {
			t.Errorf("%s: %v", uid, pod)
		}
	}
}
