# shellcheck shell=sh
# A Docker engine: found, or installed and started.
# shellcheck disable=SC2154 # The settings are those of install.sh.

engine_answers() { has docker && docker version >/dev/null 2>&1; }

set_up_engine() {
	if engine_answers; then
		say "engine: Docker $(docker version --format '{{.Server.Version}}') answers"
		return
	fi
	[ "$(uname -s)" = Linux ] ||
		fail "found no Docker engine that answers" "start Docker Desktop, or: brew install colima docker && colima start"
	[ -z "${DOCKER_HOST:-}" ] ||
		fail "the Docker engine at \`$DOCKER_HOST\` (DOCKER_HOST) does not answer" "start it, or: unset DOCKER_HOST"
	if has docker && [ -S /var/run/docker.sock ] && [ ! -w /var/run/docker.sock ]; then
		fail "user \`$(id -un)\` may not use the Docker engine's socket /var/run/docker.sock" \
			"sudo usermod -aG docker $(id -un), then log in again"
	fi
	say "engine: no Docker engine answers"
	if ! has dockerd || ! has docker; then install_engine; fi
	start_engine
	[ "$dry_run" = no ] || return 0
	enter_docker_group
	engine_answers || fail "the Docker engine runs, but \`docker version\` fails" "docker version"
	say "engine: Docker $(docker version --format '{{.Server.Version}}') runs"
}

install_engine() {
	packages=
	has dockerd || packages=docker.io
	if has apt-get; then refresh_packages; fi
	# Debian 13 and later have the docker client in a package of its own.
	if ! has docker && has apt-cache && apt-cache show docker-cli >/dev/null 2>&1; then packages="$packages docker-cli"; fi
	has iptables || packages="$packages iptables"
	# shellcheck disable=SC2086
	install_packages engine-package $packages
}

# The engine's default network has an MTU of 1500, which loses large packets where the way out has less.
small_mtu() {
	interface=$(ip route show default 2>/dev/null | sed -n 's/.* dev \([^ ]*\).*/\1/p' | head -n 1)
	mtu=$(cat "/sys/class/net/${interface:-none}/mtu" 2>/dev/null || echo 1500)
	[ "$mtu" -ge 1500 ] || echo "$mtu"
}

start_engine() {
	mtu=$(small_mtu)
	if [ -d /run/systemd/system ]; then
		[ -z "$mtu" ] || configure_mtu "$mtu"
		say "  starting it with systemd"
		as_root systemctl enable --now docker || fail "systemd could not start docker" "journalctl -u docker -n 50"
		[ "$dry_run" = yes ] || wait_for_engine 60 || fail "the Docker engine did not start" "journalctl -u docker -n 50"
		return
	fi
	if [ -x /etc/init.d/docker ]; then
		[ -z "$mtu" ] || configure_mtu "$mtu"
		say "  starting it with /etc/init.d/docker"
		if as_root /etc/init.d/docker start >/dev/null 2>&1 && { [ "$dry_run" = yes ] || wait_for_engine 20; }; then return; fi
		say "  the init script did not start it"
	fi
	start_engine_by_hand "$mtu"
}

# configure_mtu MTU: for an engine without a configuration of its own.
configure_mtu() {
	[ ! -e /etc/docker/daemon.json ] || return 0
	say "  setting its MTU to $1, as the network of this machine has it (/etc/docker/daemon.json)"
	as_root mkdir -p /etc/docker
	as_root sh -c "echo '{ \"mtu\": $1 }' >/etc/docker/daemon.json"
	remember engine-file /etc/docker/daemon.json
}

start_engine_by_hand() {
	options=
	if [ -n "$1" ] && ! grep -q '"mtu"' /etc/docker/daemon.json 2>/dev/null; then options="--mtu $1"; fi
	say "  starting dockerd by hand${options:+ ($options)}; its log is $engine_log"
	# A new session, so that the engine outlives this script and its terminal.
	as_root sh -c "setsid dockerd $options >$engine_log 2>&1 </dev/null &"
	remember engine-file "$engine_log"
	[ "$dry_run" = no ] || return 0
	if ! wait_for_engine 60; then
		tail -n 20 "$engine_log" >&2 || true
		fail "dockerd did not start; its last lines are above" "sudo dockerd --debug"
	fi
}

# wait_for_engine SECONDS: the socket answers; who may use it is another question.
wait_for_engine() {
	deadline=$(($(date +%s) + $1))
	until as_root docker version >/dev/null 2>&1; do
		[ "$(date +%s)" -lt "$deadline" ] || return 1
		sleep 0.2
	done
}

# An engine that this script installed belongs to the user who ran it; their group counts at once only in a new login,
# so the rest of the script runs in one.
enter_docker_group() {
	if [ "$(id -u)" = 0 ] || engine_answers; then return 0; fi
	[ -z "${DEVCLUSTER_INSTALL_IN_GROUP:-}" ] ||
		fail "user \`$(id -un)\` may not use the Docker engine's socket" "log in again, then run ./install.sh again"
	[ -n "$(remembered engine-package)" ] ||
		fail "user \`$(id -un)\` may not use the Docker engine's socket" "sudo usermod -aG docker $(id -un), then log in again"
	say "  adding $(id -un) to group docker (other terminals see it after a new login)"
	as_root usermod -aG docker "$(id -un)" || fail "could not add $(id -un) to group docker" "sudo usermod -aG docker $(id -un)"
	remember engine-group "$(id -un)"
	DEVCLUSTER_INSTALL_IN_GROUP=yes
	export DEVCLUSTER_INSTALL_IN_GROUP
	if has sg; then exec sg docker -c "'$repository/install.sh' $arguments"; fi
	# shellcheck disable=SC2086
	exec sudo -u "$(id -un)" env "HOME=$HOME" "PATH=$PATH" DEVCLUSTER_INSTALL_IN_GROUP=yes "$repository/install.sh" $arguments
}
