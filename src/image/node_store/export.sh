# shellcheck shell=sh
# Writes an archive of a node's images, whose whole names are the arguments, to standard output. Ends when its standard
# input does: the engine goes on running a command whose output nobody takes, and that would wait for ever.
set -eu

exec 3<&0
# --local: its transfer service prints how far it is between the bytes.
ctr --namespace k8s.io images export --local /dev/stdout "$@" &
export=$!
{ cat && kill "$export"; } <&3 >/dev/null 2>&1 &
watch=$!
exec 3<&-

code=0
wait "$export" || code=$?
kill "$watch" 2>/dev/null || true
exit "$code"
