# shellcheck shell=bash
# The host: what it is, and that a cluster leaves it as it was.
# shellcheck disable=SC2154 # The settings are those of run.sh.

before=/var/tmp/before

host_has_cgroup_2() { expect "file system of /sys/fs/cgroup" cgroup2fs "$(stat --file-system --format %T /sys/fs/cgroup)"; }

docker_uses_cgroup_2() {
	expect "docker info" "2 systemd" "$(docker info --format '{{.CgroupVersion}} {{.CgroupDriver}}')"
}

load_images() {
	docker load --input /dev/disk/by-id/virtio-images
	docker tag "$python" python:3.9-slim
}

remember_host() {
	mkdir -p "$before"
	settings >"$before/settings"
	objects >"$before/objects"
}

# What must never change: how cgroups are mounted, and what kubelet sets where it may. Which controllers are on at the
# top is systemd's affair: it enables more of them for any container.
settings() {
	findmnt --noheadings --output SOURCE,FSTYPE,OPTIONS /sys/fs/cgroup
	(cd /proc/sys && grep --recursive . vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops kernel/keys)
}

# What a cluster adds and `delete` takes away.
objects() {
	list_objects | sort
}

list_objects() {
	find /sys/fs/cgroup -maxdepth 1 -type d
	find /sys/fs/cgroup/system.slice -maxdepth 1 -name 'docker-*'
	findmnt --list --noheadings --output TARGET,FSTYPE | grep -v '^/run/credentials\|^/proc/sys/fs/binfmt_misc'
	ip -oneline link | cut -d: -f2 | cut -d@ -f1
	iptables-save | grep -v '^[#:]'
}

host_is_intact() {
	local controller
	for controller in cpuset cpu io memory pids; do
		grep --quiet --word-regexp "$controller" /sys/fs/cgroup/cgroup.subtree_control || expect "$controller at the top" on off
	done
	settings | diff "$before/settings" -
	expect "failed units" "" "$(systemctl list-units --failed --plain --no-legend)"
}

host_is_as_before() {
	host_is_intact
	objects | diff "$before/objects" -
}

systemd_limits() {
	local limit
	# shellcheck disable=SC2016 # It is the service's own /proc/self.
	limit=$(systemd-run --quiet --wait --pipe --property MemoryMax=64M \
		bash -c 'cat "/sys/fs/cgroup$(cut -d: -f3 /proc/self/cgroup)/memory.max"')
	expect "memory.max of a service" $((64 << 20)) "$limit"
}
