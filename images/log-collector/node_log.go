package main

import (
	"bytes"
	"time"

	"github.com/VictoriaMetrics/VictoriaLogs/lib/logstorage"
)

// As kubelet writes it, without the level before it.
const klogTime = "0102 15:04:05.000000"

// nodeLog takes the lines of one of the node's own programs.
type nodeLog struct {
	rows   *logstorage.LogRows
	sender sender
	now    func() time.Time
}

func newNodeLog(sender sender, node, program string) *nodeLog {
	fields := []logstorage.Field{{Name: "node", Value: node}, {Name: "program", Value: program}}
	return &nodeLog{rows: logstorage.GetLogRows(streamFields, nil, nil, fields, ""), sender: sender, now: time.Now}
}

// TryAddLine sends a line, under the time that it tells, else as of now.
func (l *nodeLog) TryAddLine(line []byte) bool {
	now := l.now()
	stamp, ok := timeOf(line, now)
	if !ok {
		stamp = now
	}
	send(l.sender, l.rows, stamp.UnixNano(), line)
	return true
}

// Flush has nothing to do: no line waits.
func (l *nodeLog) Flush() {}

// MustClose gives memory back.
func (l *nodeLog) MustClose() {
	logstorage.PutLogRows(l.rows)
	l.rows = nil
}

// timeOf reads the time that kubelet (`I1127 10:20:30.123456`) and containerd (`time="2026-11-27T10:20:30.123Z"`)
// begin their lines with.
func timeOf(line []byte, now time.Time) (time.Time, bool) {
	if rest, ok := bytes.CutPrefix(line, []byte(`time="`)); ok {
		word, _, _ := bytes.Cut(rest, []byte(`"`))
		stamp, err := time.Parse(time.RFC3339Nano, string(word))
		return stamp, err == nil
	}
	if len(line) <= len(klogTime) || bytes.IndexByte([]byte("IWEF"), line[0]) < 0 {
		return time.Time{}, false
	}
	stamp, err := time.Parse(klogTime, string(line[1:1+len(klogTime)]))
	stamp = stamp.AddDate(now.UTC().Year(), 0, 0)
	// In January the lines of December are last year's.
	if stamp.After(now.Add(24 * time.Hour)) {
		stamp = stamp.AddDate(-1, 0, 0)
	}
	return stamp, err == nil
}
