#!/usr/bin/env bash
# Uses the dashboard as people do: a real cluster, `devcluster dashboard` and Chromium.
set -euo pipefail

usage() {
	cat <<'USAGE'
Starts a cluster, opens its dashboard in Chromium, does what people do there, and deletes the cluster.

Usage: tests/browser/run.sh [--keep] [--pictures] [--all | --figures | FILE...]

  FILE         only these: overview.test.mjs, ... [default: all but the long ones]
  --all        also those that take minutes: every page for everyone, faults, figures of Prometheus
  --figures    measures with 10,000 pods and writes the table in docs/benchmarks.md
  --keep       leaves the cluster `browser-tests`, for work on the tests; one that was there before stays in any case
  --pictures   puts the pictures of the main pages into docs/dashboard, where the documentation shows them
               [default: target/browser]
  -h, --help   show this

Wants the images of clusters and of the dashboard
(`devcluster image build node dashboard`), node, npm and chromium (`./install.sh --only browser-tools`).
USAGE
}

keep=no all=no figures=no pictures=target/browser files=()
# They take as long as the others together.
long=(./everyone.test.mjs ./faults.test.mjs ./history.test.mjs)
for option in "$@"; do
	case $option in
	--keep) keep=yes ;;
	--all) all=yes ;;
	--pictures) pictures=docs/dashboard ;;
	--figures) figures=yes ;;
	-h | --help)
		usage
		exit 0
		;;
	-*)
		printf 'error: unknown option %s\n\nhint: tests/browser/run.sh --help\n' "$option" >&2
		exit 2
		;;
	*) files+=("$option") ;;
	esac
done

here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)
cd "$repository"
if [ -z "${DEVCLUSTER_PROGRAM:-}" ]; then
	cargo build --locked --quiet
	export DEVCLUSTER_PROGRAM=$repository/target/debug/devcluster
fi
npm --prefix "$here" ci --no-audit --no-fund --ignore-scripts --silent

export PICTURES=$repository/$pictures
work=$(mktemp -d)
# A kubeconfig of its own: that of the person who runs it stays as it is.
export KUBECONFIG=$work/kubeconfig DEVCLUSTER=browser-tests
if "$DEVCLUSTER_PROGRAM" list -o json | grep -q "\"$DEVCLUSTER\""; then keep=yes; fi
finish() {
	if [ "$keep" = no ]; then
		"$DEVCLUSTER_PROGRAM" delete --quiet || true
		rm -rf "$work"
	else
		echo "kept: KUBECONFIG=$KUBECONFIG DEVCLUSTER=$DEVCLUSTER $DEVCLUSTER_PROGRAM status"
	fi
}
trap finish EXIT

if [ "$figures" = yes ]; then
	# The size of the page is that of its built files.
	npm --prefix images/dashboard/web ci --no-audit --no-fund --ignore-scripts --silent
	npm --prefix images/dashboard/web run --silent build
	files=(figures.mjs)
elif [ ${#files[@]} -eq 0 ]; then
	mapfile -t files < <(cd "$here" && ls ./*.test.mjs)
	if [ "$all" = no ]; then
		mapfile -t files < <(printf '%s\n' "${files[@]}" | grep --invert-match --line-regexp --fixed-strings "${long[@]/#/--regexp=}")
	fi
fi
"$repository/tests/fixtures/python/build.sh"
"$DEVCLUSTER_PROGRAM" start --workers 1 --addons metrics,dashboard,simulated-nodes
"$DEVCLUSTER_PROGRAM" load python:3.9-slim
cd "$here"
node --test --test-concurrency=1 --test-reporter=spec "${files[@]}"
