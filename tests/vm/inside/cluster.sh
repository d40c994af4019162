# shellcheck shell=bash
# The cluster `dev`: its life, and its nodes seen from the host.

# An emulated processor is slow; what failed is kept for `diagnose`.
# shellcheck disable=SC2034 # run.sh uses it.
# shellcheck disable=SC2154 # A setting.
start_arguments=(--workers "$workers" --wait 10m --retain)

kubectl() { devcluster kubectl -- "$@"; }

containers() { docker ps --quiet --no-trunc --filter label=dev.devcluster.cluster=dev; }

nodes() { docker ps --quiet --no-trunc --filter label=dev.devcluster.cluster=dev --filter label=dev.devcluster.node; }

all_ready() {
	kubectl get nodes,pods --all-namespaces
	kubectl wait --for=condition=Ready --timeout=30s nodes --all
	kubectl wait --for=condition=Ready --timeout=30s --namespace kube-system pods --all
}

# node_cgroup CONTAINER: where systemd put a node, seen from the host.
node_cgroup() { echo "/sys/fs/cgroup/system.slice/docker-$1.scope"; }

node_has_controllers() {
	local node controller
	for node in $(nodes); do
		for controller in cpu cpuset io memory pids; do
			grep --word-regexp "$controller" "$(node_cgroup "$node")/cgroup.subtree_control"
			grep --word-regexp "$controller" "$(node_cgroup "$node")/kubelet/cgroup.subtree_control"
		done
		expect "processes in the node's uppermost cgroup" "" "$(cat "$(node_cgroup "$node")/cgroup.procs")"
		# What could not be enabled is in the agent's log.
		expect "controllers that stay off" "" "$(docker logs "$node" 2>&1 | grep 'stays off' || true)"
	done
}

exec_in_nodes() {
	local node
	for node in $(nodes); do
		docker exec "$node" cat /proc/self/cgroup
	done
}

stop_cluster() {
	timeout 300 devcluster stop
	expect "running containers" "" "$(containers)"
}

restart_docker() {
	timeout 180 systemctl restart docker
	within 300 devcluster status
}

delete_cluster() {
	local label=label=dev.devcluster.cluster
	timeout 120 devcluster delete
	expect containers "" "$(docker ps --all --quiet --filter "$label")"
	expect networks "" "$(docker network ls --quiet --filter "$label")"
	expect volumes "" "$(docker volume ls --quiet --filter "$label")"
}
