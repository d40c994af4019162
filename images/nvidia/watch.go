package main

import (
	"encoding/json"
	"errors"
	"slices"
)

// xidLost is what the driver writes when a GPU has fallen off its bus.
const xidLost = 79

// xidDoubleBit is what it writes of memory that can not be corrected.
const xidDoubleBit = 48

// Errors that programs make for themselves: another program finds the GPU as it was.
// https://docs.nvidia.com/deploy/xid-errors/
var ofPrograms = []uint64{13, 31, 43, 45, 68, 109}

// line is what is told at once.
type line struct {
	// By UUID of GPUs; of their parts only the memory is known.
	Readings map[string]reading `json:"readings"`
	// GPUs that have failed since it was begun, each told once.
	Failed []failure `json:"failed,omitempty"`
}

// watch tells of all GPUs again and again, until nobody listens.
func watch(driver driver, out *json.Encoder, rest func()) error {
	found, err := driver.inventory()
	if err != nil {
		return err
	}
	failed := map[string]bool{}
	for {
		now := line{Readings: map[string]reading{}}
		failures, err := driver.failures()
		if err != nil {
			return err
		}
		for _, gpu := range found.GPUs {
			err := now.read(driver, gpu)
			if errors.Is(err, errLost) {
				failures = append(failures, failure{UUID: gpu.UUID, XID: xidLost})
			} else if err != nil {
				return err
			}
		}
		for _, one := range failures {
			if !failed[one.UUID] && !slices.Contains(ofPrograms, one.XID) {
				failed[one.UUID] = true
				now.Failed = append(now.Failed, one)
			}
		}
		if err := out.Encode(now); err != nil {
			return err
		}
		rest()
	}
}

func (l line) read(driver driver, gpu gpu) error {
	seen, err := driver.reading(gpu.Index)
	if err != nil {
		return err
	}
	l.Readings[gpu.UUID] = seen
	for _, part := range gpu.Parts {
		used, err := driver.used(part.UUID)
		if err != nil {
			return err
		}
		l.Readings[part.UUID] = reading{UsedMiB: used}
	}
	return nil
}
