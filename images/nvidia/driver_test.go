package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"testing"
)

// recorded answers as a machine with NVIDIA's driver did, and fails as a test wants it to.
type recorded struct {
	found inventory
	seen  reading
	// What each look finds, until there is none: then the one who listens is gone.
	looks [][]failure
	lost  bool
}

func (r *recorded) open() error                   { return nil }
func (r *recorded) close()                        {}
func (r *recorded) inventory() (inventory, error) { return r.found, nil }

func (r *recorded) reading(int) (reading, error) {
	if r.lost {
		return reading{}, errLost
	}
	return r.seen, nil
}

func (r *recorded) used(string) (uint64, error) { return 512, nil }

func (r *recorded) failures() ([]failure, error) {
	if len(r.looks) == 0 {
		return nil, errGone
	}
	now := r.looks[0]
	r.looks = r.looks[1:]
	return now, nil
}

var errGone = errors.New("nobody listens any more")

// record is what `nvidia-gpus list` and a line of `nvidia-gpus watch` said on a machine with one H200.
func record(t *testing.T) *recorded {
	t.Helper()
	var machine recorded
	read := func(name string, into any) {
		text, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, into); err != nil {
			t.Fatal(err)
		}
	}
	read("list.json", &machine.found)
	var told line
	read("watch.json", &told)
	machine.seen = told.Readings[machine.found.GPUs[0].UUID]
	return &machine
}

func watched(t *testing.T, machine *recorded) []line {
	t.Helper()
	var out bytes.Buffer
	if err := watch(machine, json.NewEncoder(&out), func() {}); !errors.Is(err, errGone) {
		t.Fatal(err)
	}
	var lines []line
	for decoder := json.NewDecoder(&out); decoder.More(); {
		var one line
		if err := decoder.Decode(&one); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, one)
	}
	return lines
}

func TestWhatIsThereIsListed(t *testing.T) {
	var out bytes.Buffer
	if err := run("list", record(t), json.NewEncoder(&out)); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("testdata/list.json")
	if err != nil {
		t.Fatal(err)
	}
	if out.String() != string(text) {
		t.Errorf("%s is not %s", out.String(), text)
	}
}

func TestFailuresAreToldOnceAndThoseOfProgramsNever(t *testing.T) {
	machine := record(t)
	gpu := machine.found.GPUs[0].UUID
	machine.looks = [][]failure{
		nil,
		{{UUID: gpu, XID: 43}},
		{{UUID: gpu, XID: 48}},
		{{UUID: gpu, XID: 48}, {UUID: gpu, XID: 94}},
	}
	lines := watched(t, machine)
	if len(lines) != 4 || lines[0].Readings[gpu] != machine.seen {
		t.Fatalf("%+v", lines)
	}
	for index, count := range []int{0, 0, 1, 0} {
		if len(lines[index].Failed) != count {
			t.Errorf("line %d: %+v", index, lines[index].Failed)
		}
	}
	if lines[2].Failed[0] != (failure{UUID: gpu, XID: 48}) {
		t.Errorf("%+v", lines[2].Failed)
	}
}

func TestAGPUThatIsLostHasFailed(t *testing.T) {
	machine := record(t)
	machine.lost = true
	machine.looks = make([][]failure, 2)
	lines := watched(t, machine)
	if len(lines[0].Failed) != 1 || lines[0].Failed[0].XID != xidLost || len(lines[0].Readings) != 0 || len(lines[1].Failed) != 0 {
		t.Errorf("%+v", lines)
	}
}

func TestPartsTellOfTheirMemory(t *testing.T) {
	machine := record(t)
	machine.found.GPUs[0].Parts = []part{{UUID: "MIG-a"}}
	machine.looks = make([][]failure, 1)
	if told := watched(t, machine)[0].Readings; told["MIG-a"] != (reading{UsedMiB: 512}) || len(told) != 2 {
		t.Errorf("%+v", told)
	}
}

func TestAMachineWithoutDriverIsTold(t *testing.T) {
	if _, err := os.Stat("/dev/nvidiactl"); err == nil {
		t.Skip("this machine has one")
	}
	if err := run("list", newNVML(), json.NewEncoder(&bytes.Buffer{})); !errors.Is(err, errNoDriver) {
		t.Errorf("%v", err)
	}
}
