package main

import (
	"path/filepath"
	"strings"
)

// podFile is what kubelet has of one run of a container: a link, and what the name of its target says.
type podFile struct {
	// The link outlives the moment in which kubelet puts a full file aside and makes a new one.
	link      string
	namespace string
	pod       string
	uid       string
	container string
	// How many times the container was restarted before.
	run string
}

// parsePodFile reads /var/log/pods/NAMESPACE_POD_UID/CONTAINER/RUN.log.
func parsePodFile(link, target string) (podFile, bool) {
	containerFolder, name := filepath.Split(target)
	podFolder, container := filepath.Split(strings.TrimSuffix(containerFolder, "/"))
	words := strings.Split(filepath.Base(podFolder), "_")
	run, isLog := strings.CutSuffix(name, ".log")
	if !isLog || len(words) != 3 || container == "" {
		return podFile{}, false
	}
	return podFile{link, words[0], words[1], words[2], container, run}, true
}

// mayBeKnownLater says whether the API server may yet learn of the pod: kubelet runs a static pod, whose UID is a
// hash, before it tells. Any other pod that the API server does not know is gone.
func (f podFile) mayBeKnownLater() bool {
	return !strings.Contains(f.uid, "-")
}
