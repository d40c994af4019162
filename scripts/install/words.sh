# shellcheck shell=sh
# Words to the person at the terminal, and commands that change something.
# shellcheck disable=SC2154 # The settings are those of install.sh.

say() { printf '%s\n' "$*"; }

# fail WHAT [HINT]
fail() {
	printf 'error: %s\n' "$1" >&2
	[ $# -lt 2 ] || printf '\nhint: %s\n' "$2" >&2
	exit 3
}

usage_error() {
	printf 'error: %s\n\nhint: ./install.sh --help\n' "$1" >&2
	exit 2
}

has() { command -v "$1" >/dev/null 2>&1; }

# Runs a command that changes something; a dry run only shows it.
act() {
	if [ "$dry_run" = yes ]; then
		say "  would run: $*"
	else
		"$@"
	fi
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		act "$@"
	elif has sudo; then
		act sudo "$@"
	else
		fail "\`$*\` needs root, and sudo is not installed" "run this script as root"
	fi
}

# remember KIND VALUE: notes in the manifest what --uninstall has to remove.
remember() {
	[ "$dry_run" = no ] || return 0
	mkdir -p "$(dirname "$manifest")"
	grep -qxF "$1 $2" "$manifest" 2>/dev/null || printf '%s %s\n' "$1" "$2" >>"$manifest"
}

# remembered KIND: the values noted under that kind.
remembered() { [ ! -f "$manifest" ] || sed -n "s/^$1 //p" "$manifest"; }
