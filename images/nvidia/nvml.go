package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/NVIDIA/go-nvml/pkg/nvml"
)

const (
	mib = 1 << 20
	// What is asked of GPUs that tell of it: errors of theirs, and memory that can't be corrected.
	events = nvml.EventTypeXidCriticalError | nvml.EventTypeDoubleBitEccError
)

// library is the driver's own, loaded when it is opened.
type library struct {
	nvml    nvml.Interface
	devices []nvml.Device
	events  nvml.EventSet
}

func newNVML() *library { return &library{nvml: nvml.New()} }

func (l *library) open() error {
	switch ret := l.nvml.Init(); ret {
	case nvml.SUCCESS:
	case nvml.ERROR_LIBRARY_NOT_FOUND, nvml.ERROR_DRIVER_NOT_LOADED, nvml.ERROR_NO_PERMISSION:
		return fmt.Errorf("%w (%v)", errNoDriver, ret)
	default:
		return said("initialise NVML", ret)
	}
	count, ret := l.nvml.DeviceGetCount()
	if ret != nvml.SUCCESS {
		return said("count the GPUs", ret)
	}
	if l.events, ret = l.nvml.EventSetCreate(); ret != nvml.SUCCESS {
		return said("make an event set", ret)
	}
	for index := range count {
		device, ret := l.nvml.DeviceGetHandleByIndex(index)
		if ret != nvml.SUCCESS {
			return said(fmt.Sprintf("find GPU %d", index), ret)
		}
		l.devices = append(l.devices, device)
		// Old GPUs tell of none.
		if known, ret := device.GetSupportedEventTypes(); ret == nvml.SUCCESS && known&events != 0 {
			if ret := device.RegisterEvents(known&events, l.events); ret != nvml.SUCCESS {
				return said(fmt.Sprintf("listen to GPU %d", index), ret)
			}
		}
	}
	return nil
}

func (l *library) close() { l.nvml.Shutdown() }

func (l *library) inventory() (inventory, error) {
	driver, ret := l.nvml.SystemGetDriverVersion()
	if ret != nvml.SUCCESS {
		return inventory{}, said("ask for the driver's version", ret)
	}
	cuda, ret := l.nvml.SystemGetCudaDriverVersion()
	if ret != nvml.SUCCESS {
		return inventory{}, said("ask for CUDA's version", ret)
	}
	// 13000 and 12040 are 13.0 and 12.4.
	found := inventory{Driver: driver, CUDA: fmt.Sprintf("%d.%d", cuda/1000, cuda%1000/10)}
	for index, device := range l.devices {
		gpu, err := described(index, device)
		if err != nil {
			return inventory{}, err
		}
		found.GPUs = append(found.GPUs, gpu)
	}
	return found, nil
}

func described(index int, device nvml.Device) (gpu, error) {
	ask := asker{of: fmt.Sprintf("GPU %d", index)}
	memory := answer(&ask, "memory", device.GetMemoryInfo)
	place := answer(&ask, "place on the bus", device.GetPciInfo)
	found := gpu{
		Index:     index,
		UUID:      answer(&ask, "UUID", device.GetUUID),
		Model:     answer(&ask, "name", device.GetName),
		MemoryMiB: memory.Total / mib,
		Minor:     answer(&ask, "minor number", device.GetMinorNumber),
		Bus:       text(place.BusId[:]),
	}
	if ask.err != nil {
		return gpu{}, ask.err
	}
	major, minor, ret := device.GetCudaComputeCapability()
	if ret != nvml.SUCCESS {
		return gpu{}, said("ask "+ask.of+" for its compute capability", ret)
	}
	found.Capability = fmt.Sprintf("%d.%d", major, minor)
	// Not all have a limit, and not all can be split.
	if milliwatts, ret := device.GetEnforcedPowerLimit(); ret == nvml.SUCCESS {
		found.Watts = milliwatts / 1000
	}
	mode, _, ret := device.GetMigMode()
	found.MIGCapable = ret == nvml.SUCCESS
	if found.MIGCapable && mode == nvml.DEVICE_MIG_ENABLE {
		parts, err := parts(device, ask.of)
		if err != nil {
			return gpu{}, err
		}
		found.Parts = parts
	}
	return found, nil
}

// parts of a GPU that is split; there may be gaps between them.
func parts(device nvml.Device, of string) ([]part, error) {
	most, ret := device.GetMaxMigDeviceCount()
	if ret != nvml.SUCCESS {
		return nil, said("count the parts of "+of, ret)
	}
	var all []part
	for index := range most {
		handle, ret := device.GetMigDeviceHandleByIndex(index)
		if ret == nvml.ERROR_NOT_FOUND {
			continue
		}
		if ret != nvml.SUCCESS {
			return nil, said(fmt.Sprintf("find part %d of %s", index, of), ret)
		}
		ask := asker{of: fmt.Sprintf("part %d of %s", index, of)}
		attributes := answer(&ask, "attributes", handle.GetAttributes)
		name := answer(&ask, "name", handle.GetName)
		one := part{
			UUID:      answer(&ask, "UUID", handle.GetUUID),
			MemoryMiB: attributes.MemorySizeMB,
			Slices:    attributes.GpuInstanceSliceCount,
		}
		if ask.err != nil {
			return nil, ask.err
		}
		// `NVIDIA H100 80GB HBM3 MIG 1g.10gb`
		_, one.Profile, _ = strings.Cut(name, " MIG ")
		all = append(all, one)
	}
	return all, nil
}

func (l *library) reading(index int) (reading, error) {
	device := l.devices[index]
	ask := asker{of: fmt.Sprintf("GPU %d", index)}
	seen := reading{
		// The second version leaves out what the driver keeps for itself, as nvidia-smi does.
		UsedMiB:     answer(&ask, "memory", device.GetMemoryInfo_v2).Used / mib,
		Temperature: answer(&ask, "temperature", func() (uint32, nvml.Return) { return device.GetTemperature(nvml.TEMPERATURE_GPU) }),
	}
	if ask.err != nil {
		return reading{}, ask.err
	}
	// A GPU that is split tells of no utilisation, and some of no power.
	if utilization, ret := device.GetUtilizationRates(); ret == nvml.SUCCESS {
		seen.Utilization = utilization.Gpu
	}
	if milliwatts, ret := device.GetPowerUsage(); ret == nvml.SUCCESS {
		seen.Power = float64(milliwatts) / 1000
	}
	return seen, nil
}

func (l *library) used(uuid string) (uint64, error) {
	handle, ret := l.nvml.DeviceGetHandleByUUID(uuid)
	if ret != nvml.SUCCESS {
		return 0, said("find "+uuid, ret)
	}
	memory, ret := handle.GetMemoryInfo_v2()
	if ret != nvml.SUCCESS {
		return 0, said("ask "+uuid+" for its memory", ret)
	}
	return memory.Used / mib, nil
}

func (l *library) failures() ([]failure, error) {
	var all []failure
	for {
		event, ret := l.events.Wait(0)
		switch ret {
		case nvml.SUCCESS:
		case nvml.ERROR_TIMEOUT:
			return all, nil
		default:
			return nil, said("ask for errors of the GPUs", ret)
		}
		uuid, ret := event.Device.GetUUID()
		if ret != nvml.SUCCESS {
			return nil, said("ask for the UUID of a GPU with errors", ret)
		}
		one := failure{UUID: uuid, XID: event.EventData}
		if event.EventType == nvml.EventTypeDoubleBitEccError {
			one.XID = xidDoubleBit
		}
		all = append(all, one)
	}
}

// asker asks one thing after another until one is refused.
type asker struct {
	// Who is asked.
	of  string
	err error
}

func answer[T any](ask *asker, what string, question func() (T, nvml.Return)) T {
	var none T
	if ask.err != nil {
		return none
	}
	found, ret := question()
	if ret != nvml.SUCCESS {
		ask.err = said("ask "+ask.of+" for its "+what, ret)
		return none
	}
	return found
}

func said(what string, ret nvml.Return) error {
	if ret == nvml.ERROR_GPU_IS_LOST {
		return fmt.Errorf("%w: failed to %s", errLost, what)
	}
	return errors.New("failed to " + what + ": " + nvml.ErrorString(ret))
}

// text of an array of C that ends with a zero.
func text(letters []int8) string {
	var text strings.Builder
	for _, letter := range letters {
		if letter == 0 {
			break
		}
		text.WriteByte(byte(letter))
	}
	return text.String()
}
