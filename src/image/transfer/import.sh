# shellcheck shell=sh
# Takes an image archive from standard input into a node's containerd. Arguments: the whole name and the id of each
# image that the archive holds. Ends with 65 where the node holds another image under a name than the one sent.
set -eu

images() { ctr --namespace k8s.io images "$@"; }

# --local: straight into containerd's store; its transfer service takes half as long again.
images import --local --no-unpack=false - >&2
while [ $# -gt 1 ]; do
	name=$1 id=$2
	shift 2
	target=$(images ls "name==\"$name\"" | while read -r found _ digest _; do [ "$found" != "$name" ] || echo "$digest"; done)
	if [ -z "$target" ]; then
		echo "the archive does not hold $name" >&2
		exit 65
	fi
	# An engine's image id is the hash of the configuration, which the manifest names, or of the manifest itself.
	if [ "$target" != "$id" ] && ! ctr --namespace k8s.io content get "$target" | grep --quiet --fixed-strings "$id"; then
		echo "$name is $target, which is not made of $id" >&2
		exit 65
	fi
	images label "$name" "devcluster.dev/image-id=$id" >/dev/null
done
