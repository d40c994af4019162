package main

import "errors"

// errNoDriver says that this machine has no NVIDIA driver, or that it is not for this container.
var errNoDriver = errors.New("no NVIDIA driver answers here: libnvidia-ml.so.1 can't be loaded, or finds no driver")

// driver is what is asked of NVML; the tests have one that answers as a recorded machine did.
type driver interface {
	open() error
	close()
	inventory() (inventory, error)
	// reading tells what a GPU does; errLost where it does not answer any more.
	reading(index int) (reading, error)
	// used tells how many MiB of a part's memory are used.
	used(uuid string) (uint64, error)
	// failures are those that came since the last call, without waiting.
	failures() ([]failure, error)
}

// errLost says that a GPU has fallen off its bus.
var errLost = errors.New("the GPU is lost")

// inventory is all that a machine has, as long as it runs.
type inventory struct {
	// Version of the driver, and of the newest CUDA that it can serve.
	Driver string `json:"driver"`
	CUDA   string `json:"cuda"`
	GPUs   []gpu  `json:"gpus"`
}

type gpu struct {
	Index int    `json:"index"`
	UUID  string `json:"uuid"`
	// As nvidia-smi shows it.
	Model     string `json:"model"`
	MemoryMiB uint64 `json:"memoryMib"`
	// Of /dev/nvidiaN.
	Minor int    `json:"minor"`
	Bus   string `json:"bus"`
	// Compute capability: `9.0`.
	Capability string `json:"capability"`
	// The most power that it takes.
	Watts uint32 `json:"watts"`
	// Whether it can be split, and whether it is.
	MIGCapable bool   `json:"migCapable"`
	Parts      []part `json:"parts,omitempty"`
}

// part of a GPU that is split.
type part struct {
	UUID      string `json:"uuid"`
	Profile   string `json:"profile"`
	MemoryMiB uint64 `json:"memoryMib"`
	Slices    uint32 `json:"slices"`
}

type reading struct {
	// Of the time since the last reading, 0 to 100.
	Utilization uint32 `json:"utilization"`
	UsedMiB     uint64 `json:"usedMib"`
	// Degrees Celsius.
	Temperature uint32 `json:"temperature"`
	// Watts.
	Power float64 `json:"power"`
}

type failure struct {
	UUID string `json:"uuid"`
	// NVIDIA's number (https://docs.nvidia.com/deploy/xid-errors/).
	XID uint64 `json:"xid"`
}
