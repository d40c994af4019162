#!/bin/sh
# Copies programs, and the libraries and loader that they need, to the same paths under a folder.
# Usage: copy-with-libraries.sh FOLDER FILE...
set -eu

target=$1
shift

copy() {
	mkdir -p "$target$(dirname "$1")"
	cp -a -u "$(readlink -f "$1")" "$target$1"
}

for file in "$@"; do
	copy "$file"
	# The lines of ldd that name a file: "libc.so.6 => /lib/…/libc.so.6 (0x…)" and "/lib64/ld-linux-x86-64.so.2 (0x…)".
	ldd "$file" | sed -n 's/^.*[[:space:]]\(\/[^ ]*\) (0x.*$/\1/p' | while read -r library; do
		copy "$library"
	done
done
