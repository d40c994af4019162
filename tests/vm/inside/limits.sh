# shellcheck shell=bash
# Limits of pods: kubelet's word, and the kernel's files under the node's cgroup.

limits_are_set() {
	kubectl apply --filename - <<'POD'
apiVersion: v1
kind: Pod
metadata:
  name: limited
spec:
  containers:
    - name: limited
      image: flask-api:v1
      command: [sleep, infinity]
      resources:
        requests: { cpu: 100m, memory: 32Mi }
        limits: { cpu: 250m, memory: 64Mi }
POD
	kubectl wait --for=condition=Ready --timeout=120s pod limited
	limits_are_there
}

limits_are_there() {
	local uid pod container cgroup
	uid=$(kubectl get pod limited --output 'jsonpath={.metadata.uid}')
	pod=$(find /sys/fs/cgroup/system.slice -type d -path "*/kubelet/kubepods/burstable/pod$uid")
	container=$(kubectl get pod limited --output 'jsonpath={.status.containerStatuses[0].containerID}')
	container=$pod/${container#containerd://}
	for cgroup in "$pod" "$container"; do
		expect "$cgroup/memory.max" $((64 << 20)) "$(cat "$cgroup/memory.max")"
		expect "$cgroup/cpu.max" "25000 100000" "$(cat "$cgroup/cpu.max")"
	done
	expect "processes in the container's cgroup" 1 "$(wc -l <"$container/cgroup.procs")"
	expect "what the pod itself sees" $((64 << 20)) "$(kubectl exec limited -- cat /sys/fs/cgroup/memory.max)"
}

memory_is_limited() {
	kubectl apply --filename - <<'POD'
apiVersion: v1
kind: Pod
metadata:
  name: greedy
spec:
  restartPolicy: Never
  containers:
    - name: greedy
      image: flask-api:v1
      command: [python, -c, "b'x' * (256 << 20)"]
      resources:
        limits: { memory: 64Mi }
POD
	kubectl wait --for=jsonpath='{.status.phase}'=Failed --timeout=120s pod greedy
	expect "why it ended" OOMKilled \
		"$(kubectl get pod greedy --output 'jsonpath={.status.containerStatuses[0].state.terminated.reason}')"
}
