// The log collector reads what the pods of its node and the node's own programs write, and sends it to VictoriaLogs.
//
// Following files, remembering the place in them and sending are upstream's: the packages of vlagent. What is read and
// what a line carries is ours: vlagent takes lines apart that look like JSON or klog, so that nobody could get them back
// as they were written, and it knows neither a container's earlier runs nor the node's own programs.
package main

import (
	"flag"
	"os"
	"path/filepath"
	"time"

	"github.com/VictoriaMetrics/VictoriaLogs/app/vlagent/remotewrite"
	"github.com/VictoriaMetrics/VictoriaLogs/app/vlagent/tail"
	"github.com/VictoriaMetrics/VictoriaMetrics/lib/envflag"
	"github.com/VictoriaMetrics/VictoriaMetrics/lib/logger"
	"github.com/VictoriaMetrics/VictoriaMetrics/lib/procutil"
)

// A pod that is gone within less may leave nothing.
const interval = time.Second

var (
	logs = flag.String("logs", "/var/log", "Folder of the node's logs")
	data = flag.String("data", "/data", "Folder for the places in the files, and for what could not be sent yet")
	node = flag.String("node", "", "Name of the node")
)

func main() {
	envflag.Parse()
	remotewrite.InitSecretFlags()
	logger.Init()
	if err := os.MkdirAll(*data, 0o700); err != nil {
		logger.Fatalf("cannot make the folder for places in files: %s", err)
	}
	pods, err := newPodList(*node)
	if err != nil {
		logger.Fatalf("cannot ask the API server for this node's pods: %s", err)
	}
	remotewrite.Init(*data)
	collector := &collector{
		logs:   *logs,
		node:   *node,
		pods:   pods,
		tailer: tail.Start(filepath.Join(*data, "places.json")),
		sender: &remotewrite.Storage{},
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		collector.run(stop)
		close(stopped)
	}()
	logger.Infof("received %s", procutil.WaitForSigterm())
	close(stop)
	<-stopped
	collector.tailer.Stop()
	remotewrite.Stop()
}
