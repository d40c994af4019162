# shellcheck shell=bash
# The images that the tests' pods ask for: built by devcluster, loaded into the nodes under upstream's names.
# shellcheck disable=SC2154 # The settings are those of run.sh.

# Pairs of a folder below images/ and a name inside the nodes. In the container engine they keep devcluster's own
# names, so that what a user has pulled there is not replaced.
image_names() {
	cat <<'NAMES'
agnhost registry.k8s.io/e2e-test-images/agnhost:2.63.0
agnhost registry.k8s.io/e2e-test-images/agnhost:2.55
agnhost registry.k8s.io/e2e-test-images/glibc-dns-testing:2.0.0
busybox registry.k8s.io/e2e-test-images/busybox:1.37.0-1
nautilus registry.k8s.io/e2e-test-images/nautilus:1.8
nginx registry.k8s.io/e2e-test-images/nginx:1.15-4
nginx registry.k8s.io/e2e-test-images/nginx:1.27-0
nonewprivs registry.k8s.io/e2e-test-images/nonewprivs:1.4
nonroot registry.k8s.io/e2e-test-images/nonroot:1.5
sample-apiserver registry.k8s.io/e2e-test-images/sample-apiserver:1.29.2
NAMES
}

folders() { image_names | cut -d ' ' -f 1 | uniq; }

# tag_of FOLDER: the image's name in the engine.
tag_of() { devcluster image build --list | awk -v folder="$1" '$1 == folder { print $2 }'; }

build_images() {
	# shellcheck disable=SC2046 # One word a folder.
	devcluster image build node "$programs" $(folders)
	# The one folder of binaries that is current is all that the cache keeps.
	ln -s "${XDG_CACHE_HOME:-$HOME/.cache}"/devcluster/images/"$programs"/bin-* "$binaries"
}

load_images() {
	local folder node reference said
	for folder in $(folders); do
		devcluster image load "$(tag_of "$folder")"
	done
	for node in $(nodes); do
		while read -r folder reference; do
			said=$(docker exec "$node" ctr --namespace k8s.io images tag --force \
				"docker.io/$(tag_of "$folder")" "$reference" 2>&1 </dev/null) || fail "$node did not name $reference: $said"
		done < <(image_names)
	done
}
