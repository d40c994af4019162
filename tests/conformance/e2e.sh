# shellcheck shell=bash
# One run of e2e.test, spread over processes by ginkgo, and what came of it.
# shellcheck disable=SC2154 # The settings are those of run.sh.

run_tests() {
	local log=$output/e2e.log outcome=0 counts
	"$binaries/ginkgo" --procs="$procs" --timeout=6h --no-color --silence-skips \
		--focus="$focus" --skip="$skip" "$binaries/e2e.test" -- \
		--provider=skeleton --kubeconfig="$KUBECONFIG" --kubectl-path="$output/kubectl" \
		--report-dir="$output" --disable-log-dump 2>&1 | tee "$log" || outcome=1
	grep -qE '^Ran [1-9][0-9]* of ' "$log" || fail "no test was run" "see whether the focus is a name of tests: $focus"
	counts=$(sed -nE 's/.*-- ([0-9]+) Passed \| ([0-9]+) Failed .*/\1 passed, \2 failed/p' "$log" | tail -n 1)
	printf '\nThe JUnit report is %s\n%s\n' "$output/junit_01.xml" "$counts"
	return "$outcome"
}
