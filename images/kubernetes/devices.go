package main

import (
	"encoding/json"
	"os"
	"time"

	"k8s.io/klog/v2"
)

const (
	// nodeConfig tells what the node has.
	nodeConfig = "/etc/kubernetes/devcluster/node.json"
	// offered is there once the agent's role gpu has told this kubelet of the node's devices.
	offered = "/run/devcluster/gpus-offered"
	// devicesLimit is how long a role that does not come up is waited for.
	devicesLimit    = 10 * time.Second
	devicesInterval = 10 * time.Millisecond
)

// devicesKnown returns a channel that is closed once kubelet knows of the node's devices.
//
// Device plugins can register only when kubelet runs, and kubelet then has its pods within milliseconds. A pod that had
// a device when the node went down is refused for good where kubelet does not know the device yet
// (UnexpectedAdmissionError, https://github.com/kubernetes/kubernetes/issues/125579).
func devicesKnown() <-chan struct{} {
	known := make(chan struct{})
	// What a kubelet before this one was told counts no more.
	if err := os.Remove(offered); err != nil && !os.IsNotExist(err) {
		klog.ErrorS(err, "Pods come although the node's devices may not be known yet")
	}
	go func() {
		defer close(known)
		if !hasDevices() {
			return
		}
		for begun := time.Now(); time.Since(begun) < devicesLimit; time.Sleep(devicesInterval) {
			if _, err := os.Stat(offered); err == nil {
				return
			}
		}
		klog.InfoS("The node's devices are not known yet; pods that had some may be refused")
	}()
	return known
}

func hasDevices() bool {
	text, err := os.ReadFile(nodeConfig)
	if err != nil {
		return false
	}
	var node struct {
		Gpus *struct{} `json:"gpus"`
	}
	return json.Unmarshal(text, &node) == nil && node.Gpus != nil
}
