package main

import (
	"bytes"
	"time"

	"github.com/VictoriaMetrics/VictoriaLogs/lib/logstorage"
)

// The store takes no longer lines; longer ones are stored in pieces.
const longestLine = 1 << 20

// Fields by which the store keeps lines together.
var streamFields = []string{"node", "namespace", "pod", "container", "program"}

// podLog takes the lines of a container's log as the runtime writes them, `TIME stdout F TEXT`, and sends each line as
// the container wrote it.
type podLog struct {
	rows   *logstorage.LogRows
	sender sender
	// Beginnings of lines that the runtime has cut, by stdout and stderr.
	cut map[string][]byte
}

func newPodLog(sender sender, node string, file podFile, pod pod) *podLog {
	fields := []logstorage.Field{
		{Name: "node", Value: node},
		{Name: "namespace", Value: file.namespace},
		{Name: "pod", Value: file.pod},
		{Name: "container", Value: file.container},
		{Name: "run", Value: file.run},
	}
	if pod.workload != "" {
		fields = append(fields, logstorage.Field{Name: "workload", Value: pod.workload})
	}
	for name, value := range pod.labels {
		fields = append(fields, logstorage.Field{Name: "label." + name, Value: value})
	}
	rows := logstorage.GetLogRows(streamFields, nil, nil, fields, "")
	return &podLog{rows: rows, sender: sender, cut: make(map[string][]byte)}
}

// TryAddLine says whether all that was read up to here has been sent.
func (l *podLog) TryAddLine(line []byte) bool {
	stamp, stream, text, whole, ok := parseLine(line)
	if !ok {
		// Not as a runtime writes it, but somebody's line: it is not lost.
		l.send(time.Now().UnixNano(), "", line)
		return true
	}
	if before := l.cut[stream]; before != nil {
		text = append(before, text...)
		delete(l.cut, stream)
	}
	if !whole && len(text) < longestLine {
		l.cut[stream] = bytes.Clone(text)
		return false
	}
	l.send(stamp, stream, text)
	return len(l.cut) == 0
}

// Flush has nothing to do: what was cut waits for its end.
func (l *podLog) Flush() {}

// MustClose gives memory back.
func (l *podLog) MustClose() {
	logstorage.PutLogRows(l.rows)
	l.rows = nil
}

func (l *podLog) send(stamp int64, stream string, text []byte) {
	send(l.sender, l.rows, stamp, text, logstorage.Field{Name: "stream", Value: stream})
}

// send sends one line with the fields that all lines of its file have and those of its own. An empty line is nothing
// that anybody would look for, and the store takes none.
func send(sender sender, rows *logstorage.LogRows, stamp int64, text []byte, own ...logstorage.Field) {
	if len(text) == 0 {
		return
	}
	rows.MustAdd(logstorage.TenantID{}, stamp, append(own, logstorage.Field{Name: "_msg", Value: string(text)}), -1)
	sender.MustAddRows(rows)
	rows.ResetKeepSettings()
}

// parseLine reads `TIME stdout F TEXT`; P in place of F says that the rest of the line is yet to come.
func parseLine(line []byte) (stamp int64, stream string, text []byte, whole, ok bool) {
	words := bytes.SplitN(line, []byte(" "), 4)
	if len(words) != 4 {
		return 0, "", nil, false, false
	}
	stamp, ok = logstorage.TryParseTimestampRFC3339Nano(string(words[0]))
	// More tags may follow the first, after colons.
	return stamp, string(words[1]), words[3], !bytes.HasPrefix(words[2], []byte("P")), ok
}
