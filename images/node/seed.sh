#!/bin/sh
# Starts etcd and the API server once, and keeps what the API server writes into an empty etcd wherever it is: roles,
# priorities, flow schemas, API services. A new cluster's etcd begins with it, so that its API server only checks. What
# makes a cluster itself is left out: namespaces (their UIDs tell clusters apart), addresses, leases, configuration.
set -eu

snapshot=/opt/baked/etcd.snapshot
kept='^/registry/(apiregistration.k8s.io/apiservices|clusterrolebindings|clusterroles|flowschemas|priorityclasses|prioritylevelconfigurations|rolebindings|roles)/'
api=https://127.0.0.1:6443
deadline=120

work=$(mktemp -d)
cd "$work"
trap 'rm -rf "$work"' EXIT
# Programs that look at the name that they are called by.
ln -s /usr/local/bin/kubelet kube-apiserver
ln -s /usr/local/bin/etcdctl etcd
openssl ecparam -name prime256v1 -genkey -noout -out key
openssl ec -in key -pubout -out key.pub 2>/dev/null

./etcd --data-dir=etcd-data >etcd.log 2>&1 &
etcd=$!
./kube-apiserver --etcd-servers=http://127.0.0.1:2379 --cert-dir=certificates --authorization-mode=Node,RBAC \
	--service-account-issuer=https://kubernetes.default.svc.cluster.local \
	--service-account-key-file=key.pub --service-account-signing-key-file=key \
	--enable-bootstrap-token-auth --service-cluster-ip-range=10.96.0.0/12 \
	--advertise-address=192.0.2.1 --endpoint-reconciler-type=none >kube-apiserver.log 2>&1 &
server=$!

began=$(date +%s)
until kubectl --server="$api" --insecure-skip-tls-verify --username=nobody --password=none get --raw /readyz >/dev/null 2>&1; do
	if [ $(($(date +%s) - began)) -gt "$deadline" ] || ! kill -0 "$server" "$etcd"; then
		echo "the API server did not become ready; its last words:" >&2
		tail -n 20 etcd.log kube-apiserver.log >&2
		exit 1
	fi
	sleep 0.2
done
kill "$server"
wait "$server" || true

etcdctl get /registry/ --prefix --keys-only | grep . >all
grep -Ev "$kept" all >others
while read -r key; do
	etcdctl del "$key" >/dev/null
done <others
etcdctl snapshot save "$snapshot" >/dev/null 2>&1
kill "$etcd"
wait "$etcd" || true
echo "etcd begins with $(($(wc -l <all) - $(wc -l <others))) objects, $(($(stat -c %s "$snapshot") / 1024)) KiB"
