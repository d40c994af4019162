# shellcheck shell=bash
# Runs checks and says how each went, one line a check; the host counts these lines.

outcome=ok
any_failed=no

# check NAME COMMAND...: sets `outcome`. Not to be called in a condition: see `attempt`.
check() {
	local name=$1 began=$SECONDS output status
	shift
	attempt "$@"
	if [ "$status" = 0 ]; then
		outcome=ok
		printf 'ok      %3d s  %s\n' $((SECONDS - began)) "$name"
		return
	fi
	outcome=FAILED
	printf 'FAILED  %3d s  %s (status %d)\n' $((SECONDS - began)) "$name" "$status"
	printf '%s\n' "$output" | tail -n 60 | sed 's/^/    /'
	if [ "$any_failed" = no ]; then
		any_failed=yes
		diagnose 2>&1 | sed 's/^/    /' || true
	fi
}

# As check, for what everything after it needs.
need() {
	check "$@"
	[ "$outcome" = ok ] || finish
}

finish() {
	echo end
	exit 0
}

# attempt COMMAND...: runs it up to its first error; sets `output` and `status`, which are the caller's.
attempt() {
	# In a condition bash would not end the command at its first error.
	set +e
	output=$(
		set -e
		"$@" 2>&1
	)
	status=$?
	set -e
}

# within SECONDS COMMAND...: tries again until it succeeds; fails with what it said last.
within() {
	local deadline=$((SECONDS + $1)) output status
	shift
	while true; do
		attempt "$@"
		if [ "$status" = 0 ]; then return; fi
		if [ "$SECONDS" -ge "$deadline" ]; then
			printf 'the last of many tries:\n%s\n' "$output"
			return 1
		fi
		sleep 1
	done
}

# expect WHAT WANTED FOUND
expect() {
	[ "$2" = "$3" ] || {
		printf '%s: wanted "%s", found "%s"\n' "$1" "$2" "$3"
		return 1
	}
}

# What helps to understand the first failure.
diagnose() {
	local container
	echo "== Docker, nodes, pods"
	docker ps --all
	timeout 30 devcluster kubectl -- get nodes,pods,endpointslices --all-namespaces --output wide
	timeout 30 devcluster kubectl -- logs --namespace kube-system --selector k8s-app=kube-proxy --prefix --tail 20
	for container in $(docker ps --all --quiet --filter label=dev.devcluster.cluster); do
		echo "== $container"
		docker logs --tail 30 "$container"
		docker exec "$container" sh -c 'tail -n 20 /var/log/kubelet.log; tail -n 5 /var/log/containerd.log'
	done | cut -c 1-300
	echo "== host"
	journalctl --boot --priority err --no-pager --lines 20
	head -n 3 /proc/meminfo
	df --human-readable /
}
