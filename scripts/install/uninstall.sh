# shellcheck shell=sh
# The way back: removes what the manifest lists.
# shellcheck disable=SC2154 # The settings are those of install.sh.

uninstall() {
	if [ "$dry_run" = yes ]; then
		say "would remove what ./install.sh put here:"
	else
		say "removing what ./install.sh put here:"
	fi
	if engine_answers; then
		delete_clusters
		remove_images
	else
		say "  no Docker engine answers: clusters and images that it holds stay"
	fi
	remembered file | while read -r file; do remove_file "$file"; done
	if [ -d "$cache" ]; then
		say "  cache $cache"
		# Go keeps its module cache read-only.
		act chmod -R u+w "$cache"
		act rm -rf "$cache"
	fi
	remove_packages package
	if [ "$keep_engine" = no ]; then remove_engine; fi
	if [ "$dry_run" = yes ]; then return; fi
	if [ "$keep_engine" = yes ] && [ -f "$manifest" ] && grep -q '^engine-' "$manifest"; then
		grep '^engine-' "$manifest" >"$manifest.new"
		mv "$manifest.new" "$manifest"
		say "done; the Docker engine stays ($manifest still knows that it came from here)"
	else
		rm -f "$manifest"
		rmdir "$(dirname "$manifest")" 2>/dev/null || true
		say "done"
	fi
}

delete_clusters() {
	devcluster=$bin/devcluster
	[ -x "$devcluster" ] || return 0
	say "  clusters"
	act "$devcluster" delete --all ||
		fail "\`devcluster delete --all\` failed, so nothing else was removed" "devcluster list"
}

remove_images() {
	for image in $(
		docker images --filter 'reference=devcluster/*' --format '{{.Repository}}:{{.Tag}}' | grep -v '<none>' || true
		# The stand-in of ./test.sh. Only by name: images that were built on it inherit its label.
		docker images --filter label=devcluster.fixture --filter reference=python:3.9-slim --format '{{.Repository}}:{{.Tag}}'
	); do
		say "  image $image"
		act docker rmi "$image" >/dev/null || say "  image $image is in use and stays: docker rmi $image"
	done
}

remove_file() {
	[ -e "$1" ] || return 0
	say "  $1"
	act rm -f "$1"
}

# remove_packages KIND: only what this script asked for, never what something else came to need.
remove_packages() {
	for package in $(remembered "$1"); do
		needed_by=$(apt-get remove --simulate "$package" 2>/dev/null | sed -n 's/^Remv \([^ ]*\).*/\1/p' |
			grep -vxF "$(sed 's/^[^ ]* //' "$manifest")" || true)
		if [ -n "$needed_by" ]; then
			say "  package $package stays: needed by $(echo "$needed_by" | tr '\n' ' ')"
			continue
		fi
		say "  package $package"
		as_root env DEBIAN_FRONTEND=noninteractive apt-get remove -y -qq "$package" >/dev/null
	done
}

remove_engine() {
	if [ -z "$(remembered engine-package)$(remembered engine-file)" ]; then
		say "  the Docker engine was here before: it stays"
		return
	fi
	if [ -n "$(remembered engine-package)" ]; then
		say "  the Docker engine was installed by this script: stopping and removing it (--keep-engine leaves it)"
		stop_engine
		remove_packages engine-package
		say "  /var/lib/docker stays, with images and volumes that are not devcluster's: sudo rm -rf /var/lib/docker"
	else
		say "  the Docker engine was here before, and only started by this script: it stays and runs on"
	fi
	for file in $(remembered engine-file); do
		if [ -e "$file" ]; then
			say "  $file"
			as_root rm -f "$file"
		fi
	done
	for user in $(remembered engine-group); do as_root gpasswd --delete "$user" docker >/dev/null; done
}

stop_engine() {
	if [ -d /run/systemd/system ]; then
		as_root systemctl stop docker.socket docker
	elif [ -f /var/run/docker.pid ]; then
		as_root sh -c "kill $(cat /var/run/docker.pid)"
		tries=100
		while [ "$dry_run" = no ] && [ -f /var/run/docker.pid ] && [ "$tries" -gt 0 ]; do
			tries=$((tries - 1))
			sleep 0.2
		done
	fi
}
