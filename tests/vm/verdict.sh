# shellcheck shell=bash
# Counts what the machine's tests said, as a test runner does.
# shellcheck disable=SC2034,SC2154 # The settings are shared with run.sh.

verdict() {
	local passed failed word=ok results=$work/run/results
	passed=$(grep -c '^ok ' "$results" || true)
	failed=$(grep -c '^FAILED ' "$results" || true)
	# The tests end with a line of their own: a machine that stopped before has not passed.
	if ! grep -q '^end$' "$results"; then
		failed=$((failed + 1))
		printf 'FAILED  the machine ended before its tests did (QEMU: status %s); the end of its console:\n' "$machine_status"
		tail -n 40 "$work/run/console" | tr -d '\r' | sed 's/^/    /'
	fi
	if [ "$failed" -gt 0 ]; then
		word=FAILED
		keep=yes
		say "logs: $results and $work/run/console"
	fi
	printf '\ntest result: %s. %d passed; %d failed; finished in %d s\n' "$word" "$passed" "$failed" "$machine_seconds"
	[ "$failed" = 0 ]
}
