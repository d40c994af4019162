#!/usr/bin/env bash
# Runs in the machine, as root: what a user does, from the first `start` to `delete`, and what the host makes of it.
set -euo pipefail

cd "$(dirname "$0")"
# shellcheck source=/dev/null
. ../settings
# shellcheck source=tests/vm/inside/checks.sh
. ./checks.sh
# shellcheck source=tests/vm/inside/host.sh
. ./host.sh
# shellcheck source=tests/vm/inside/cluster.sh
. ./cluster.sh
# shellcheck source=tests/vm/inside/app.sh
. ./app.sh
# shellcheck source=tests/vm/inside/limits.sh
. ./limits.sh

install -m 0755 ../devcluster /usr/local/bin/devcluster

need "the host has cgroup v2" host_has_cgroup_2
need "Docker uses cgroup v2 through systemd" docker_uses_cgroup_2
need "Docker loads the images" load_images
remember_host

need "start brings the cluster up" timeout 600 devcluster start "${start_arguments[@]}"
check "status says healthy" devcluster status
check "every node and system pod is ready" all_ready
check "the node's own cgroups are as kubelet wants them" node_has_controllers
check "docker exec works in the nodes" exec_in_nodes
check "the host's cgroups and kernel settings are untouched while it runs" host_is_intact

check "new writes the Flask app" devcluster new flask-api /srv/app
check "up builds, loads and runs it" app_is_up
check "the registry gets to know its image" within 600 registry_knows_app
check "it answers" within 300 app_answers
check "logs and exec reach it" app_logs_and_exec

check "a pod's limits are in its cgroup" limits_are_set
check "a pod that takes more memory than it may is killed for it" memory_is_limited

check "stop ends every container" stop_cluster
check "start resumes it" timeout 600 devcluster start "${start_arguments[@]}"
check "status says healthy again" devcluster status
check "the app answers again" within 300 app_answers
check "the limits are back" within 120 limits_are_there

check "a restarted Docker brings the cluster back" restart_docker
check "the app answers after that" within 300 app_answers

check "delete leaves nothing" delete_cluster
check "the host's cgroups, mounts and links are as before" host_is_as_before
check "systemd still limits a service of its own" systemd_limits

finish
