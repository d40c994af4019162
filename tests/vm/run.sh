#!/usr/bin/env bash
# Proves devcluster where most people run it: Debian 13 with systemd, cgroup v2 and its own Docker, in a virtual machine
# that has no network. The programs and images of this checkout are handed in on disks.
set -euo pipefail

usage() {
	cat <<'USAGE'
Boots Debian 13 (systemd, cgroup v2, Docker) under QEMU and does in it what a user does.

Usage: tests/vm/run.sh [--keep]

  --keep       leave the machine's logs and disks in target/vm/run, also where all went well
  -h, --help   show this

Wants the images of clusters (`devcluster image build`) and python:3.9-slim (tests/fixtures/python/build.sh); installs
QEMU and mmdebstrap where they are missing. KVM is used where this user may, else QEMU emulates the processor.
The machine's own disk stays in ~/.cache/devcluster/vm for the next run.
USAGE
}

fail() {
	printf 'error: %s\n' "$1" >&2
	[ $# -lt 2 ] || printf '\nhint: %s\n' "$2" >&2
	exit 3
}

say() { printf 'vm: %s\n' "$*"; }

keep=no
for option in "$@"; do
	case $option in
	--keep) keep=yes ;;
	-h | --help)
		usage
		exit 0
		;;
	*)
		printf 'error: unknown option %s\n\nhint: tests/vm/run.sh --help\n' "$option" >&2
		exit 2
		;;
	esac
done

here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)
cd "$repository"
work=$repository/target/vm

# shellcheck source=tests/vm/disk.sh
. "$here/disk.sh"
# shellcheck source=tests/vm/payload.sh
. "$here/payload.sh"
# shellcheck source=tests/vm/machine.sh
. "$here/machine.sh"
# shellcheck source=tests/vm/verdict.sh
. "$here/verdict.sh"

[ "$(uname -s) $(uname -m)" = "Linux x86_64" ] || fail "the machine of this test is built and run on Linux on x86-64 only"
mkdir -p "$work"
exec 9>"$work/lock"
flock --nonblock 9 || fail "another run of this test is under way in $work"

trap clean_up EXIT
trap 'exit 130' INT TERM
clean_up() {
	end_machine
	[ "$keep" = yes ] || rm -rf "$work/run"
}

./install.sh --only vm-tools
prepare_disk
prepare_payload
boot_machine
verdict
