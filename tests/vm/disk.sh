# shellcheck shell=bash
# The machine's own disk: Debian 13 with systemd and Docker, made once of Debian's packages and kept.
# shellcheck disable=SC2154 # The settings are those of run.sh.

suite=trixie
mirror=${DEVCLUSTER_DEBIAN_MIRROR:-http://deb.debian.org/debian}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
# docker-buildx: Docker's own packages come with it, so `docker build` is BuildKit for most people.
packages=systemd-sysv,udev,dbus,linux-image-cloud-amd64,docker.io,docker-cli,docker-buildx,iproute2,curl
disk_size=8G

# Sets `disk_folder` to where `disk`, `kernel` and `initrd` are.
prepare_disk() {
	local cache=${XDG_CACHE_HOME:-$HOME/.cache}/devcluster/vm hash began=$SECONDS
	hash=$(cat "$here/disk.sh" "$here/write-disk.sh" "$here/devcluster-test.service" | sha256sum | cut -c1-12)
	disk_folder=$cache/$hash
	if [ -f "$disk_folder/disk" ]; then
		say "disk: $disk_folder is current"
		return
	fi
	say "disk: making Debian $suite of packages from $mirror (two minutes)"
	rm -rf "$cache"
	mkdir -p "$cache/new"
	make_disk "$cache/new" || fail "mmdebstrap could not make Debian $suite from \`$mirror\`; its messages are above" \
		"set DEVCLUSTER_DEBIAN_MIRROR to a mirror that this machine reaches"
	mv "$cache/new" "$disk_folder"
	say "disk: made $disk_folder in $((SECONDS - began)) s"
}

# make_disk FOLDER
make_disk() {
	local root=() options=()
	# Owners of files are kept only by root.
	[ "$(id -u)" = 0 ] || root=(sudo)
	[ ! -f "$keyring" ] || options+=("--keyring=$keyring")
	# shellcheck disable=SC2016 # mmdebstrap's $1 is the new root.
	"${root[@]}" mmdebstrap --quiet --variant=minbase --include="$packages" "${options[@]}" \
		--aptopt='Acquire::Languages "none"' --aptopt='APT::Install-Recommends "false"' \
		--dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' \
		--customize-hook="copy-in '$here/devcluster-test.service' /etc/systemd/system" \
		--customize-hook='chroot "$1" systemctl enable devcluster-test.service' \
		--customize-hook='rm -f "$1/etc/resolv.conf" && echo devcluster-vm >"$1/etc/hostname"' \
		--customize-hook="sh '$here/write-disk.sh' \"\$1\" '$1' $disk_size" \
		"$suite" /dev/null "$mirror" &&
		"${root[@]}" chown --recursive "$(id -u):$(id -g)" "$1"
}
