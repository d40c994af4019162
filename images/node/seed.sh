#!/bin/sh
# Starts etcd, the API server and the controller manager once, and keeps what these write into an empty etcd wherever it
# is: roles, priorities, flow schemas, API services, the controllers' accounts. A new cluster's etcd begins with it, so
# that they only check. What makes a cluster itself is left out: namespaces (their UIDs tell clusters apart), addresses,
# leases, configuration.
set -eu

snapshot=/opt/baked/etcd.snapshot
kept='^/registry/(apiregistration.k8s.io/apiservices|clusterrolebindings|clusterroles|flowschemas|priorityclasses|prioritylevelconfigurations|rolebindings|roles)/|^/registry/serviceaccounts/kube-system/.*(controller|binder|cleaner|collector|signer|publisher)'
api=https://127.0.0.1:6443
deadline=120

work=$(mktemp -d)
cd "$work"
trap 'rm -rf "$work"' EXIT
# Programs that look at the name that they are called by.
ln -s /usr/local/bin/kubelet kube-apiserver
ln -s /usr/local/bin/kubelet kube-controller-manager
ln -s /usr/local/bin/etcdctl etcd
openssl ecparam -name prime256v1 -genkey -noout -out key
openssl ec -in key -pubout -out key.pub 2>/dev/null
echo 'admin,admin,1,system:masters' >tokens
cat >kubeconfig <<KUBECONFIG
apiVersion: v1
kind: Config
clusters: [{ name: seed, cluster: { server: "$api", insecure-skip-tls-verify: true } }]
users: [{ name: admin, user: { token: admin } }]
contexts: [{ name: seed, context: { cluster: seed, user: admin } }]
current-context: seed
KUBECONFIG
export KUBECONFIG="$work/kubeconfig"

./etcd --data-dir=etcd-data >etcd.log 2>&1 &
etcd=$!
./kube-apiserver --etcd-servers=http://127.0.0.1:2379 --cert-dir=certificates --authorization-mode=Node,RBAC \
	--service-account-issuer=https://kubernetes.default.svc.cluster.local \
	--service-account-key-file=key.pub --service-account-signing-key-file=key \
	--token-auth-file=tokens --enable-bootstrap-token-auth --service-cluster-ip-range=10.96.0.0/12 \
	--advertise-address=192.0.2.1 --endpoint-reconciler-type=none >kube-apiserver.log 2>&1 &
server=$!

# fail WHAT: ends the build with what the programs said last.
fail() {
	echo "$1; the last words:" >&2
	tail -n 20 ./*.log >&2
	exit 1
}

# A deadline for each wait.
wait_for() {
	began=$(date +%s)
	until "$@"; do
		if ! kill -0 "$etcd" "$server"; then fail "etcd or the API server ended"; fi
		[ $(($(date +%s) - began)) -le "$deadline" ] || fail "$* did not come true within $deadline s"
		sleep 0.5
	done
}

is_ready() { kubectl get --raw /readyz >/dev/null 2>&1; }

# Accounts are made one after the other, at the start of the controllers: all are there when no more come.
has_accounts() {
	before=$accounts
	accounts=$(kubectl get serviceaccounts --namespace kube-system --output name | wc -l)
	[ "$accounts" -ge 30 ] && [ "$accounts" = "$before" ]
}

wait_for is_ready
./kube-controller-manager --kubeconfig=kubeconfig --leader-elect=false --use-service-account-credentials=true \
	--controllers='*,bootstrapsigner,tokencleaner' --service-account-private-key-file=key \
	--kube-api-qps=1000 --kube-api-burst=1000 >kube-controller-manager.log 2>&1 &
manager=$!
accounts=0
wait_for has_accounts
kill "$manager" "$server"
wait "$manager" "$server" || true

etcdctl get /registry/ --prefix --keys-only | grep . >all
grep -Ev "$kept" all >others
while read -r key; do
	etcdctl del "$key" >/dev/null
done <others
etcdctl snapshot save "$snapshot" >/dev/null 2>&1
kill "$etcd"
wait "$etcd" || true
echo "etcd begins with $(($(wc -l <all) - $(wc -l <others))) objects, $(($(stat -c %s "$snapshot") / 1024)) KiB"
