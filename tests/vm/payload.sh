# shellcheck shell=bash
# What is handed to the machine: devcluster and the tests on one disk, the images on another.
# shellcheck disable=SC2154 # The settings are those of run.sh.

python=devcluster/vm-python:3.9-slim

prepare_payload() {
	local image images workers=0 folder=$work/payload
	rm -rf "$folder"
	mkdir -p "$folder"

	say "payload: building devcluster"
	cargo build --quiet --locked --bin devcluster || fail "cargo could not build devcluster; its messages are above" \
		"cargo build --locked"
	strip -o "$folder/devcluster" "${CARGO_TARGET_DIR:-target}/debug/devcluster"

	images=$("$folder/devcluster" image build --list --json |
		grep --only-matching --extended-regexp 'devcluster/(node|registry):[[:alnum:]]+' | sort --unique)
	[ "$(wc -w <<<"$images")" = 2 ] || fail "\`devcluster image build --list --json\` does not tell the images of clusters: $images"
	for image in $images; do
		docker image inspect "$image" >/dev/null 2>&1 || fail "the image \`$image\` is not in the engine" \
			"cargo run -- image build"
	done
	build_python
	# shellcheck disable=SC2086 # One word an image.
	save_images $images "$python"

	cp -R "$here/inside" "$folder/"
	# An emulated machine has enough to do with one node.
	has_kvm && workers=1
	cat >"$folder/settings" <<SETTINGS
python=$python
workers=$workers
SETTINGS
	rm -f "$work/payload.img"
	mke2fs -q -q -t ext4 -L payload -d "$folder" "$work/payload.img" 128M
	rm -rf "$folder"
}

# The machine has no network: its python:3.9-slim brings the packages that the app's Dockerfile installs.
build_python() {
	local context=$work/python
	docker image inspect python:3.9-slim >/dev/null 2>&1 || fail "the image python:3.9-slim is not in the engine" \
		"tests/fixtures/python/build.sh"
	rm -rf "$context"
	mkdir -p "$context"
	cp "$here/python/Dockerfile" templates/apps/flask-api/requirements.txt "$context"
	say "payload: the app's packages"
	docker build --quiet --force-rm --tag "$python" "$context" >"$work/python.log" 2>&1 ||
		fail "the image with the app's packages could not be built" "docker build $context; its output is in $work/python.log"
	rm -rf "$context"
}

# save_images IMAGE...: as one archive, written again only where it is of other images.
save_images() {
	local ids
	ids=$(docker image inspect --format '{{.Id}}' "$@")
	if [ -f "$work/images.tar" ] && [ "$(cat "$work/images.ids" 2>/dev/null)" = "$ids" ]; then return; fi
	say "payload: saving $*"
	rm -f "$work/images.ids"
	docker save --output "$work/images.tar" "$@" || fail "the images could not be saved" "docker save $* >/dev/null"
	echo "$ids" >"$work/images.ids"
}
