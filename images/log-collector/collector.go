package main

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/VictoriaMetrics/VictoriaLogs/app/vlagent/tail"
	"github.com/VictoriaMetrics/VictoriaLogs/lib/logstorage"
	"github.com/VictoriaMetrics/VictoriaMetrics/lib/logger"
)

// Where lines go: vlagent's queue, or a test's list.
type sender interface {
	MustAddRows(rows *logstorage.LogRows)
}

type collector struct {
	logs   string
	node   string
	pods   *podList
	tailer *tail.Tailer
	sender sender
	// Whether places in files that are gone were forgotten.
	cleaned bool
}

// run looks for new files until it is told to stop.
func (c *collector) run(stop <-chan struct{}) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		c.scan()
		select {
		case <-stop:
			return
		case <-ticker.C:
		}
	}
}

// scan begins to follow the files that are new.
func (c *collector) scan() {
	c.followNode()
	complete := c.followPods()
	if complete && !c.cleaned {
		c.tailer.CleanupCheckpoints()
		c.cleaned = true
	}
}

// followNode follows the files of the node's own programs: kubelet.log, containerd.log and those of the agent's roles.
func (c *collector) followNode() {
	// The only error is a malformed pattern.
	paths, _ := filepath.Glob(filepath.Join(c.logs, "*.log"))
	for _, path := range paths {
		if !c.tailer.IsTailing(path) {
			program := strings.TrimSuffix(filepath.Base(path), ".log")
			c.tailer.StartRead(path, newNodeLog(c.sender, c.node, program))
		}
	}
}

// followPods follows the files of the containers that kubelet has links to: those that run, and the last run before
// that of each. It says whether all of them are followed.
func (c *collector) followPods() bool {
	files := c.newFiles()
	complete := c.pods.update(files)
	for _, file := range files {
		pod, known := c.pods.known[file.uid]
		if !known && (!complete || file.mayBeKnownLater()) {
			complete = false
			continue
		}
		c.tailer.StartRead(file.link, newPodLog(c.sender, c.node, file, pod))
	}
	return complete
}

func (c *collector) newFiles() []podFile {
	folder := filepath.Join(c.logs, "containers")
	entries, err := os.ReadDir(folder)
	if err != nil {
		if !os.IsNotExist(err) {
			logger.Errorf("cannot see which containers there are: %s", err)
		}
		return nil
	}
	var files []podFile
	for _, entry := range entries {
		link := filepath.Join(folder, entry.Name())
		if c.tailer.IsTailing(link) {
			continue
		}
		// A link that is gone meanwhile is none of ours any more.
		target, err := os.Readlink(link)
		if err != nil {
			continue
		}
		if file, ok := parsePodFile(link, target); ok {
			files = append(files, file)
		}
	}
	return files
}
