#!/bin/sh
# Sets devcluster up on this machine: a Docker engine, the tools that image builds need, the command line, shell
# completion and the node image. Everything that is there already is left as it is.
set -eu

usage() {
	cat <<'USAGE'
Sets up devcluster: finds or installs what it needs, and says what it does.

Usage: ./install.sh [OPTIONS]

  --start         go on to `devcluster start`
  --only PARTS    do only these, comma-separated: engine, tools, test-tools, browser-tools, vm-tools, cli, completion,
                  image (without this option, all but the tools for tests)
  --uninstall     remove all that this script put here, clusters first
  --keep-engine   with --uninstall: leave the Docker engine, even if this script installed it
  --dry-run       say what would be done, and do nothing
  -h, --help      show this

What goes where:
  ~/.local/bin/devcluster              the command line, built by cargo from this checkout
  ~/.local/share/devcluster/installed  the list of what this script installed
  ~/.cache/devcluster                  builds
USAGE
}

repository=$(cd "$(dirname "$0")" && pwd)
arguments=$*
bin=$HOME/.local/bin
data=${XDG_DATA_HOME:-$HOME/.local/share}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/devcluster
manifest=$data/devcluster/installed
engine_log=/var/log/devcluster-dockerd.log
parts=engine,tools,cli,completion,image
start=no uninstall=no keep_engine=no dry_run=no

# shellcheck source=scripts/install/words.sh
. "$repository/scripts/install/words.sh"
# shellcheck source=scripts/install/packages.sh
. "$repository/scripts/install/packages.sh"
# shellcheck source=scripts/install/engine.sh
. "$repository/scripts/install/engine.sh"
# shellcheck source=scripts/install/tools.sh
. "$repository/scripts/install/tools.sh"
# shellcheck source=scripts/install/devcluster.sh
. "$repository/scripts/install/devcluster.sh"
# shellcheck source=scripts/install/uninstall.sh
. "$repository/scripts/install/uninstall.sh"

while [ $# -gt 0 ]; do
	case $1 in
	--start) start=yes ;;
	--only)
		[ $# -gt 1 ] || usage_error "--only wants a list of parts"
		parts=$2
		shift
		;;
	--only=*) parts=${1#--only=} ;;
	--uninstall) uninstall=yes ;;
	--keep-engine) keep_engine=yes ;;
	--dry-run) dry_run=yes ;;
	-h | --help)
		usage
		exit 0
		;;
	*) usage_error "unknown option \`$1\`" ;;
	esac
	shift
done

if [ "$uninstall" = yes ]; then
	uninstall
	exit 0
fi

for part in $(echo "$parts" | tr ',' ' '); do
	case $part in
	engine) set_up_engine ;;
	tools) set_up_tools ;;
	test-tools) set_up_test_tools ;;
	browser-tools) set_up_browser_tools ;;
	vm-tools) set_up_vm_tools ;;
	cli) set_up_cli ;;
	completion) set_up_completion ;;
	image) set_up_image ;;
	*) usage_error "unknown part \`$part\`" ;;
	esac
done

if [ "$start" = yes ]; then
	act "$bin/devcluster" start
elif [ "$parts" = engine,tools,cli,completion,image ] && [ "$dry_run" = no ]; then
	say "done; next: devcluster start"
fi
