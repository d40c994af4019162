package main

import (
	"os"
	"runtime/debug"
	"time"
)

// By how many percent of what lives the heap may grow before it is collected; Go's own is 100.
const (
	gcPercentAtStart = 300
	gcPercentLater   = 75
)

// startTakes is after when a component has long started.
const startTakes = 10 * time.Second

// collectByAge spends less of the CPU on garbage collection while the whole node wants it, and gives the memory that
// starting took back to the system afterwards. GOGC, where it is set, is left alone.
func collectByAge() {
	if _, set := os.LookupEnv("GOGC"); set {
		return
	}
	debug.SetGCPercent(gcPercentAtStart)
	time.AfterFunc(startTakes, func() {
		debug.SetGCPercent(gcPercentLater)
		debug.FreeOSMemory()
	})
}
