#!/usr/bin/env bash
# Lints what cargo does not: shell scripts by shellcheck, Go by gofmt.
set -euo pipefail

cd "$(dirname "$0")/.."

files() { git ls-files --cached --others --exclude-standard "$@"; }

scripts=()
while read -r file; do
	if [ -f "$file" ] && head -n 1 "$file" | grep -qE '^#!.*\b(ba)?sh$|^# shellcheck shell'; then scripts+=("$file"); fi
done < <(files)
shellcheck "${scripts[@]}"
echo "shellcheck: ${#scripts[@]} scripts are clean"

if command -v gofmt >/dev/null; then
	unformatted=$(files '*.go' | xargs gofmt -l)
	if [ -n "$unformatted" ]; then
		printf 'error: not formatted by gofmt:\n%s\n\nhint: gofmt -w images\n' "$unformatted" >&2
		exit 1
	fi
	echo "gofmt: clean"
fi
