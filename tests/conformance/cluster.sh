# shellcheck shell=bash
# The cluster that the tests run on.
# shellcheck disable=SC2154 # The settings are those of run.sh.

devcluster() { "$repository/target/debug/devcluster" --name "$name" "$@"; }

build_devcluster() { cargo build --locked --quiet --manifest-path "$repository/Cargo.toml"; }

# The containers of the nodes, one a line.
nodes() {
	docker ps --all --filter "label=dev.devcluster.cluster=$name" --filter label=dev.devcluster.node --format '{{.Names}}'
}

require_no_cluster() {
	[ -z "$(nodes)" ] || fail "there is a cluster \`$name\`" "devcluster --name $name delete"
}

start_cluster() {
	local options=()
	[ "$workers" -eq 0 ] || options+=(--workers "$workers")
	[ -z "$addons" ] || options+=(--addons "$addons")
	devcluster start ${options[@]+"${options[@]}"}
	# Some tests call kubectl; the nodes have the one of the cluster's version.
	docker cp "$(nodes | head -n 1):/usr/local/bin/kubectl" "$output/kubectl"
}

delete_cluster() {
	if [ "$keep" = yes ]; then
		printf 'the cluster is kept: export KUBECONFIG=%s\n' "$KUBECONFIG"
	else
		devcluster delete
	fi
}
