// Asks a server at a steady rate, and says in the end how it answered. A request that is late does not keep the next one
// back while a connection is free, so a slow server shows in the latencies and not as a lower rate.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

const (
	// A request that has no answer after it has failed.
	timeout = 10 * time.Second
	// What kubelet takes as a container's last word is 4096 bytes.
	mostErrors  = 8
	longestText = 200
)

// What differs from one connection to the next.
var localAddress = regexp.MustCompile(`\S+:\d+->`)

// Result is what the command line reads; times are in seconds.
type Result struct {
	Requests uint64            `json:"requests"`
	Elapsed  float64           `json:"elapsed"`
	Statuses map[string]uint64 `json:"statuses"`
	Errors   []Failure         `json:"errors"`
	Latency  Latency           `json:"latency"`
}

// Failure is a reason for which requests got no answer.
type Failure struct {
	Reason   string `json:"reason"`
	Requests uint64 `json:"requests"`
}

// Latency is how long all requests took, failed ones too.
type Latency struct {
	P50 float64 `json:"p50"`
	P90 float64 `json:"p90"`
	P95 float64 `json:"p95"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

func main() {
	url := flag.String("url", "", "what is asked for")
	rate := flag.Int("rate", 1, "requests a second")
	duration := flag.Duration("duration", time.Second, "for how long")
	connections := flag.Int("connections", 1, "connections at a time, at most")
	output := flag.String("output", "/dev/stdout", "file for the result")
	flag.Parse()

	text, err := json.Marshal(attack(*url, *rate, *duration, *connections))
	if err == nil {
		err = os.WriteFile(*output, text, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func attack(url string, rate int, duration time.Duration, connections int) Result {
	attacker := vegeta.NewAttacker(
		vegeta.Connections(connections),
		vegeta.MaxConnections(connections),
		vegeta.Workers(uint64(connections)),
		vegeta.MaxWorkers(uint64(connections)),
		vegeta.Timeout(timeout),
		vegeta.Redirects(vegeta.NoFollow),
		vegeta.MaxBody(0),
	)
	target := vegeta.NewStaticTargeter(vegeta.Target{Method: "GET", URL: url})
	pace := vegeta.Rate{Freq: rate, Per: time.Second}
	var metrics vegeta.Metrics
	statuses, errors := map[string]uint64{}, map[string]uint64{}
	began := time.Now()
	for answer := range attacker.Attack(target, pace, duration, "") {
		metrics.Add(answer)
		if answer.Code == 0 {
			errors[shorten(answer.Error, url)]++
		} else {
			statuses[strconv.Itoa(int(answer.Code))]++
		}
	}
	elapsed := time.Since(began)
	metrics.Close()
	seconds := func(latency time.Duration) float64 { return latency.Seconds() }
	return Result{
		Requests: metrics.Requests,
		Elapsed:  elapsed.Seconds(),
		Statuses: statuses,
		Errors:   mostFrequent(errors),
		Latency: Latency{
			P50: seconds(metrics.Latencies.P50),
			P90: seconds(metrics.Latencies.P90),
			P95: seconds(metrics.Latencies.P95),
			P99: seconds(metrics.Latencies.P99),
			Max: seconds(metrics.Latencies.Max),
		},
	}
}

// shorten leaves out what is the same for all, and what is another for each.
func shorten(reason, url string) string {
	reason = strings.TrimPrefix(reason, fmt.Sprintf("Get %q: ", url))
	reason = localAddress.ReplaceAllString(reason, "")
	if len(reason) > longestText {
		reason = reason[:longestText]
	}
	return reason
}

// mostFrequent has the others together as its last.
func mostFrequent(errors map[string]uint64) []Failure {
	failures := make([]Failure, 0, len(errors))
	for reason, requests := range errors {
		failures = append(failures, Failure{Reason: reason, Requests: requests})
	}
	sort.Slice(failures, func(one, other int) bool { return failures[one].Requests > failures[other].Requests })
	if len(failures) > mostErrors {
		others := Failure{Reason: "others"}
		for _, failure := range failures[mostErrors:] {
			others.Requests += failure.Requests
		}
		failures = append(failures[:mostErrors], others)
	}
	return failures
}
