# shellcheck shell=sh
# Prints what a node's containerd has, in parts that each begin with a line of `@@`: the table of images, the index of
# those that are baked into the node image, the digests of all blobs that are there, and the manifests.
set -eu

blobs=/var/lib/containerd/io.containerd.content.v1.content/blobs/sha256
table=$(ctr --namespace k8s.io images ls)

echo "@@ images"
echo "$table"
echo "@@ baked"
cat /opt/baked/index.json 2>/dev/null || echo '{}'
echo
echo "@@ blobs"
ls "$blobs"

show() {
	[ -f "$blobs/$1" ] || return 0
	echo "@@ manifest sha256:$1"
	cat "$blobs/$1"
	echo
}
echo "$table" | while read -r _ _ digest _; do echo "${digest#sha256:}"; done | grep -x '[0-9a-f]\{64\}' | sort -u |
	while read -r target; do
		show "$target"
		# An index of several platforms: the node has the manifests of its own.
		if [ -f "$blobs/$target" ] && grep --quiet '"manifests"' "$blobs/$target"; then
			grep --only-matching 'sha256:[0-9a-f]\{64\}' "$blobs/$target" | sort -u |
				while read -r digest; do show "${digest#sha256:}"; done
		fi
	done
