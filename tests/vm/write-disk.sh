#!/bin/sh
# write-disk.sh ROOT FOLDER SIZE: called by mmdebstrap; writes the root file system to FOLDER/disk, beside its kernel.
set -eu

root=$1 folder=$2 size=$3
cp "$root"/boot/vmlinuz-* "$folder/kernel"
cp "$root"/boot/initrd.img-* "$folder/initrd"
# A view of the root without what mmdebstrap has mounted in it (/proc, /sys, /dev).
mkdir "$folder/view"
mount --bind "$root" "$folder/view"
trap 'umount "$folder/view" && rmdir "$folder/view"' EXIT
mke2fs -q -q -t ext4 -L root -d "$folder/view" "$folder/disk" "$size"
