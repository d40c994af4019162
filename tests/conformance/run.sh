#!/usr/bin/env bash
# Runs the official end-to-end tests of Kubernetes on a cluster of its own; see docs/conformance.md.
set -euo pipefail

usage() {
	cat <<'USAGE'
Runs the official end-to-end tests of Kubernetes on a cluster that is made for them and deleted afterwards.

Usage: tests/conformance/run.sh [OPTIONS] [FOCUS|SUITE]

FOCUS is a regular expression over the names of tests. Without it the [Conformance] tests of Services, DNS and Pods
are run. SUITE is one of those in tests/conformance/suites: gateway (Gateway API), netpol (NetworkPolicies).

  --workers N   workers beside the control plane [default: 2]
  --procs N     tests that run at the same time [default: 4]
  --name NAME   the cluster's name [default: conformance]
  --keep        keep the cluster
  -h, --help    show this

The log, the JUnit report and the kubeconfig are in target/conformance. Exit codes: 0 all tests passed, 1 some did
not, 2 usage, 3 the tests could not be run.
USAGE
}

fail() {
	printf 'error: %s\n' "$1" >&2
	[ $# -lt 2 ] || printf '\nhint: %s\n' "$2" >&2
	exit 3
}

usage_error() {
	printf 'error: %s\n\nhint: tests/conformance/run.sh --help\n' "$1" >&2
	exit 2
}

focus='\[sig-network\] (Services|DNS) .*\[Conformance\]|\[sig-node\] Pods .*\[Conformance\]'
workers=2 procs=4 name=conformance keep=no
while [ $# -gt 0 ]; do
	case $1 in
	--workers | --procs | --name)
		[ $# -gt 1 ] || usage_error "$1 wants a value"
		printf -v "${1#--}" %s "$2"
		shift
		;;
	--keep) keep=yes ;;
	-h | --help)
		usage
		exit 0
		;;
	-*) usage_error "unknown option $1" ;;
	*) focus=$1 ;;
	esac
	shift
done

here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)
output=$repository/target/conformance
binaries=$output/bin
export KUBECONFIG=$output/kubeconfig
export DEVCLUSTER_IMAGES=$repository/images:$here/images

# shellcheck source=cluster.sh
. "$here/cluster.sh"
# shellcheck source=images.sh
. "$here/images.sh"
# shellcheck source=e2e.sh
. "$here/e2e.sh"

# What a suite may have of its own, beside the functions above. The patterns of not-run.txt are one regular expression.
programs=e2e-tests addons=''
skip=$(grep -v -e '^#' -e '^$' "$here/not-run.txt" | paste -sd '|')
suite=$here/suites/$focus.sh
# shellcheck source=suites/netpol.sh
if [ -f "$suite" ]; then . "$suite"; fi

require_no_cluster
mkdir -p "$output"
rm -rf "${output:?}"/*
build_devcluster
build_images
trap delete_cluster EXIT
start_cluster
load_images
run_tests
