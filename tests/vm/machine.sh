# shellcheck shell=bash
# The machine: QEMU with the disks, watched until it powers off or its time is over.
# shellcheck disable=SC2034,SC2154 # The settings are shared with run.sh.

# Seconds that the machine gets. Without KVM it takes about half of them on two idle cores.
machine_limit=3000
machine=

# What the machine's tests say comes at once, and is in run/results; run/console has what its kernel and systemd say.
boot_machine() {
	# Emulated, cmpxchg16b leaves wrong flags before QEMU 8, and an interrupt then ends the kernel; five levels of page
	# tables only make it slower.
	local accelerator=tcg,thread=multi processor=max,-cx16,-la57 began=$SECONDS
	if has_kvm; then accelerator=kvm processor=host; fi
	rm -rf "$work/run"
	mkdir -p "$work/run"
	: >"$work/run/results"
	say "booting with $accelerator; $machine_limit s at most"
	# snapshot=on: what is written to the disk goes to a file in TMPDIR that has no name, and ends with QEMU.
	# cache=unsafe: nothing is to survive.
	TMPDIR=$work/run timeout --kill-after=10 "$machine_limit" qemu-system-x86_64 \
		-nodefaults -no-user-config -no-reboot -display none -nic none \
		-accel "$accelerator" -cpu "$processor" -smp 2 -m 4G \
		-kernel "$disk_folder/kernel" -initrd "$disk_folder/initrd" \
		-append "root=LABEL=root rw console=ttyS0 panic=-1 mitigations=off" \
		-drive "id=root,file=$disk_folder/disk,format=raw,if=none,snapshot=on,cache=unsafe" \
		-drive "id=payload,file=$work/payload.img,format=raw,if=none,readonly=on" \
		-drive "id=images,file=$work/images.tar,format=raw,if=none,readonly=on" \
		-device virtio-blk-pci,drive=root -device virtio-blk-pci,drive=payload \
		-device virtio-blk-pci,drive=images,serial=images \
		-serial "file:$work/run/console" -serial "file:$work/run/results" </dev/null 9>&- &
	machine=$!
	tail --lines=+1 --follow --pid="$machine" "$work/run/results" 9>&- &
	local reader=$!
	machine_status=0
	wait "$machine" || machine_status=$?
	wait "$reader"
	machine=
	machine_seconds=$((SECONDS - began))
}

# A device alone tells nothing: in some sandboxes it is there, and KVM then emulates too, worse than QEMU does.
has_kvm() { [ -r /dev/kvm ] && [ -w /dev/kvm ] && grep --quiet --word-regexp --extended-regexp 'vmx|svm' /proc/cpuinfo; }

end_machine() {
	[ -n "$machine" ] || return 0
	# `timeout` hands the signal on to QEMU.
	kill "$machine" 2>/dev/null || true
	wait "$machine" || true
	machine=
}
