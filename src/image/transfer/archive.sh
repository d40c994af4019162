# shellcheck shell=sh
# Takes an image archive into a node's containerd. The second argument is a name that nothing else has: the images of
# the archive are found by it, whatever they are called there.
#   take BASE               imports standard input
#   name BASE NAME ID...    gives the images of those ids their whole names
#   drop BASE NAME ID...    removes what was taken in
# Ends with 65 where the archive turns out not to hold an image.
set -eu

work=$1 base=$2
shift 2

images() { ctr --namespace k8s.io images "$@"; }
# targets PATTERN: what the names stand for that look like it.
# shellcheck disable=SC2254
targets() { images ls | while read -r name _ digest _; do case $name in $1) echo "$digest" ;; esac; done; }
# An engine's image id is the hash of the configuration, which the manifest names, or of the manifest itself.
is_made_of() { [ "$1" = "$2" ] || ctr --namespace k8s.io content get "$1" | grep --quiet --fixed-strings "$2"; }
forget() {
	images ls -q | while read -r name; do
		case $name in "$base"[:@]*) images rm "$name" >/dev/null ;; esac
	done
}

case $work in
take)
	# --local: straight into containerd's store; its transfer service takes half as long again.
	images import --local --no-unpack=false --digests --base-name "$base" - >&2
	;;
name)
	while [ $# -gt 1 ]; do
		name=$1 id=$2 found=
		shift 2
		for target in $(targets "$base@*" | sort -u); do
			if is_made_of "$target" "$id"; then
				found=$target
				break
			fi
		done
		if [ -z "$found" ]; then
			echo "the archive does not hold $name, made of $id" >&2
			exit 65
		fi
		[ "$(targets "$name")" = "$found" ] || images tag --force "$base@$found" "$name" >/dev/null
		images label "$name" "devcluster.dev/image-id=$id" >/dev/null
	done
	forget
	;;
drop)
	forget
	while [ $# -gt 1 ]; do
		for target in $(targets "$1"); do
			if is_made_of "$target" "$2"; then images rm "$1" >/dev/null; fi
		done
		shift 2
	done
	# The end of a lease has containerd collect now what nothing holds, such as layers that came before the end was lost.
	lease=$(ctr --namespace k8s.io leases create)
	ctr --namespace k8s.io leases delete --sync "$lease" >/dev/null
	;;
esac
