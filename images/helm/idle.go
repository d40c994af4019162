// The container's first process: waits, so that helm can be run beside it. It ends by itself when it is forgotten.
package main

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

const limit = 15 * time.Minute

func main() {
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM, syscall.SIGINT)
	select {
	case <-end:
	case <-time.After(limit):
	}
}
