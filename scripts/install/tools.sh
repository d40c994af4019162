# shellcheck shell=sh
# The tools that builds and tests need.
# shellcheck disable=SC2154 # The settings are those of install.sh.

set_up_tools() {
	if ! has cargo; then
		fail "found no cargo, which builds devcluster" "curl --proto '=https' -sSf https://sh.rustup.rs | sh"
	fi
	wanted=
	if ! has cc; then wanted="gcc libc6-dev"; fi
	if ! has mmdebstrap && ! registry_answers; then
		say "tools: no registry answers, so images are made from Debian packages"
		wanted="$wanted mmdebstrap"
		# mmdebstrap calls it, and a minimal Debian is without.
		has mount || wanted="$wanted mount"
	fi
	if ! has go && ! registry_answers; then
		fail "found no Go, which builds Kubernetes where no registry answers" \
			"install Go 1.26 or newer: https://go.dev/doc/install"
	fi
	# shellcheck disable=SC2086
	[ -z "$wanted" ] || install_packages package $wanted
	say "tools: $(cargo --version | cut -d' ' -f1,2)$(for tool in cc go mmdebstrap; do ! has $tool || printf ', %s' $tool; done)"
}

registry_state=unknown

# Whether the engine gets images from Docker Hub: asked once, with an image that builds need anyway.
registry_answers() {
	if [ "$registry_state" = unknown ]; then
		registry_state=no
		if [ "$dry_run" = no ] && engine_answers && timeout 120 docker pull --quiet debian:trixie-slim >/dev/null 2>&1; then
			registry_state=yes
		fi
	fi
	[ "$registry_state" = yes ]
}

set_up_test_tools() {
	wanted=
	has shellcheck || wanted="$wanted shellcheck"
	has curl || wanted="$wanted curl ca-certificates"
	# For the dashboard's page, which only its tests build.
	if ! has npm && engine_answers && ! registry_answers; then wanted="$wanted nodejs npm"; fi
	# shellcheck disable=SC2086
	[ -z "$wanted" ] || install_packages package $wanted
	say "test tools: shellcheck, curl"
}

# A virtual machine of Debian packages.
set_up_vm_tools() {
	wanted=
	has qemu-system-x86_64 || wanted="$wanted qemu-system-x86"
	has mmdebstrap || wanted="$wanted mmdebstrap"
	has mke2fs || wanted="$wanted e2fsprogs"
	has mount || wanted="$wanted mount"
	# shellcheck disable=SC2086
	[ -z "$wanted" ] || install_packages package $wanted
	say "VM tools: QEMU, mmdebstrap"
}
