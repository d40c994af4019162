# shellcheck shell=sh
# Packages of the distribution.
# shellcheck disable=SC2154 # The settings are those of install.sh.

apt_is_fresh=no

refresh_packages() {
	[ "$apt_is_fresh" = no ] || return 0
	as_root apt-get update -qq || fail "apt-get could not get the list of packages; its messages are above" "sudo apt-get update"
	apt_is_fresh=yes
}

# install_packages KIND PACKAGE...: by apt; other distributions get the command to run.
install_packages() {
	kind=$1
	shift
	if ! has apt-get; then
		fail "found no apt-get to install $* with" "$(package_hint "$@"), then run ./install.sh again"
	fi
	refresh_packages
	say "  installing $*"
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null ||
		fail "apt-get could not install $*" "sudo apt-get install $*"
	for package in "$@"; do remember "$kind" "$package"; done
}

# The command with which this machine's distribution installs packages of Debian's names.
package_hint() {
	names=$*
	case $names in *docker.io*) names=docker ;; esac
	if has dnf; then
		[ "$names" != docker ] || names=moby-engine
		echo "sudo dnf install $names"
	elif has pacman; then
		echo "sudo pacman -S $names"
	elif has zypper; then
		echo "sudo zypper install $names"
	elif has apk; then
		echo "sudo apk add $names"
	else
		echo "install $names with your distribution's package manager"
	fi
}
