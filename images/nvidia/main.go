// What the NVIDIA driver says of a node's GPUs, as lines of JSON for the agent's role gpu: what there is, how much of it is
// used, and what fails.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"time"
)

const (
	usage = "usage: nvidia-gpus list|watch"
	// Between two readings.
	interval = time.Second
	// As errno's ENODEV: the agent tells a node without GPUs from a program that failed.
	exitNoDriver = 19
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal(usage)
	}
	err := run(os.Args[1], newNVML(), json.NewEncoder(os.Stdout))
	if errors.Is(err, errNoDriver) {
		fmt.Fprintln(os.Stderr, "nvidia-gpus:", err)
		os.Exit(exitNoDriver)
	}
	if err != nil {
		log.Fatalf("nvidia-gpus: %v", err)
	}
}

func run(word string, driver driver, out *json.Encoder) error {
	if err := driver.open(); err != nil {
		return err
	}
	defer driver.close()
	switch word {
	case "list":
		found, err := driver.inventory()
		if err != nil {
			return err
		}
		return out.Encode(found)
	case "watch":
		return watch(driver, out, func() { time.Sleep(interval) })
	default:
		return errors.New(usage)
	}
}
