# shellcheck shell=bash disable=SC2034,SC2154 # Settings are for run.sh, or of it.
# Upstream's conformance tests of Gateway API: HTTPRoutes, GRPCRoutes and TLSRoutes, with all that Contour says of itself
# that it can beside what each has to be able to.
programs=gateway-tests
addons=ingress

image_names() {
	cat <<'NAMES'
echo-basic gcr.io/k8s-staging-gateway-api/echo-basic:v20240412-v1.0.0-394-g40c666fd
NAMES
}

# Limits of Contour 1.33, which leaves the same ones out of its own report.
features_not_run=(
	Mesh
	UDPRoute
	# https://github.com/projectcontour/contour/issues/7021
	HTTPRouteRequestPercentageMirror
)
tests_not_run=(
	# A Gateway asks for three addresses, a right one and two wrong ones; Contour looks at the first alone.
	# https://github.com/projectcontour/contour/issues/5922
	GatewayStaticAddresses
	# Asks a listener without a host name for a host that no route names, and expects 404. Contour has Envoy serve the
	# routes' hosts alone, and the connection ends. https://github.com/projectcontour/contour/pull/7306
	HTTPRouteHTTPSListener
	# The Gateway's name is longer than a label's value may be, and Contour makes a label of it.
	# https://github.com/kubernetes-sigs/gateway-api/issues/2592
	HTTPRouteInvalidParentRefSectionNameNotMatchingPort
	# Envoy takes the port off a request's host, and so it is not in the redirect.
	# https://github.com/envoyproxy/envoy/issues/17318
	HTTPRouteRedirectPortAndScheme
)

run_tests() {
	local log=$output/gateway.log outcome=0 tests='TestConformance/[^/]+ '
	printf 'The log is %s\n' "$log"
	# Go tells results as they come only to test2json, with marks before them.
	"$binaries/gateway.test" -test.v=test2json -test.timeout=1h -test.parallel="$procs" \
		--gateway-class=contour --conformance-profiles=GATEWAY-HTTP,GATEWAY-GRPC,GATEWAY-TLS --all-features \
		--exempt-features="$(by_commas "${features_not_run[@]}")" --skip-tests="$(by_commas "${tests_not_run[@]}")" \
		--cleanup-base-resources=false 2>&1 | sed -u 's/^\x16*//' | tee "$log" |
		grep --line-buffered -E "^--- (PASS: $tests|FAIL: )|^\s+(Error|Messages):\s|^panic: " || outcome=1
	grep -qE "^--- (PASS|FAIL): $tests" "$log" || fail "no test was run" "the log says why: $log"
	printf "\nLeft out, since Contour can't: %s\n" "$(by_commas "${features_not_run[@]}" "${tests_not_run[@]}")"
	printf '%d passed, %d failed\n' "$(grep -cE "^--- PASS: $tests" "$log")" "$(grep -cE "^--- FAIL: $tests" "$log")"
	return "$outcome"
}

by_commas() { (IFS=, && printf '%s' "$*"); }
