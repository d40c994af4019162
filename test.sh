#!/usr/bin/env bash
# Sets up what the tests need, then checks and tests everything; closes with the runners' own summary lines.
set -euo pipefail

usage() {
	cat <<'USAGE'
Sets up what the tests need (as ./install.sh does), builds, and runs the checks and tests.

Usage: ./test.sh [--quick] [--all]

  --quick      only what needs no Docker engine: lints, unit tests, tests with the engine double
  --all        also the long tests: Kubernetes' own, and the virtual machine where it has to be emulated
  -h, --help   show this

A failure does not end the run; the exit code tells of any. Images and build caches stay for the next run,
containers do not.
USAGE
}

quick=no
long=()
for option in "$@"; do
	case $option in
	--quick) quick=yes ;;
	--all) long=(--include-ignored) ;;
	-h | --help)
		usage
		exit 0
		;;
	*)
		printf 'error: unknown option %s\n\nhint: ./test.sh --help\n' "$option" >&2
		exit 2
		;;
	esac
done

cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# run NAME COMMAND...: shows its output as it comes, and keeps for the end what a runner says of its tests.
run() {
	local name=$1 began=$SECONDS
	shift
	outcome=ok
	printf '\n=== %s: %s\n' "$name" "$*"
	if ! "$@" 2>&1 | tee "$work/output"; then
		outcome=FAILED
		failed=1
	fi
	printf '%-6s  %s (%d s)\n' "$outcome" "$name" $((SECONDS - began)) >>"$work/summary"
	grep -E '^test result:|^[0-9]+ passed, [0-9]+ failed|^ *Tests +[0-9]|^ℹ (pass|fail) ' "$work/output" | sed 's/^/          /' >>"$work/summary" || true
}

# As run, for what everything after it needs.
need() {
	run "$@"
	if [ "$outcome" != ok ]; then finish; fi
}

finish() {
	printf '\n=== summary (%d min %d s)\n' $((SECONDS / 60)) $((SECONDS % 60))
	cat "$work/summary"
	exit "$failed"
}

# Fails if containers of clusters are there now that were not before the tests.
# shellcheck disable=SC2317 # `run` calls it.
left_behind() {
	local left
	left=$(comm -13 "$work/containers" <(cluster_containers))
	[ -z "$left" ] || {
		echo "left behind by the tests:"
		echo "$left"
		return 1
	}
}

cluster_containers() { docker ps --all --filter label=dev.devcluster.cluster --format '{{.Names}}' | sort; }

agent=(--locked --manifest-path images/agent/Cargo.toml)
dashboard=(--locked --manifest-path images/dashboard/Cargo.toml)

if [ "$quick" = yes ]; then
	need "set-up" ./install.sh --only test-tools
else
	need "set-up" ./install.sh --only engine,tools,test-tools,browser-tools
fi

run "format" cargo fmt --check
run "format of the agent" cargo fmt --check --manifest-path images/agent/Cargo.toml
run "format of the dashboard's server" cargo fmt --check --manifest-path images/dashboard/Cargo.toml
run "shellcheck, gofmt" scripts/lint.sh
run "clippy" cargo clippy --locked --all-targets -- -D warnings
run "clippy of the agent" cargo clippy "${agent[@]}" --all-targets -- -D warnings
run "clippy of the dashboard's server" cargo clippy "${dashboard[@]}" --all-targets -- -D warnings
run "unit tests, layering, engine double" cargo test --locked
run "unit tests of the agent" cargo test "${agent[@]}"
run "tests of the dashboard's server" cargo test "${dashboard[@]}"

if [ "$quick" = no ]; then
	# Those who only check need neither Node nor Go.
	run "page of the dashboard" scripts/check-page.sh
	run "unit tests of the registry" go -C images/registry test ./...
	run "unit tests of NVIDIA's GPUs" go -C images/nvidia test ./...
	run "unit tests of the log collector" go -C images/log-collector test ./...
	cluster_containers >"$work/containers"
	need "Python image for the app tests" tests/fixtures/python/build.sh
	need "images" cargo run --locked --quiet -- image build node registry agent dashboard
	run "end-to-end tests" cargo test --locked --test e2e -- --test-threads=1 ${long[@]+"${long[@]}"}
	run "tests in a browser" tests/browser/run.sh ${long[@]+--all}
	if [ ${#long[@]} -gt 0 ]; then run "official tests of Kubernetes" tests/conformance/run.sh; fi
	run "nothing left behind" left_behind
	# Last: where it is emulated it takes twenty minutes, and its deadlines want a machine with nothing else to do.
	# shellcheck source=tests/vm/machine.sh
	if [ ${#long[@]} -gt 0 ] || (. tests/vm/machine.sh && has_kvm); then
		run "cgroup v2 and systemd, in a virtual machine" tests/vm/run.sh
	fi
fi

finish
