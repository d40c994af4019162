# shellcheck shell=bash
# The Flask app of the README, from its source to an answered request.

app_is_up() {
	timeout 900 devcluster up /srv/app
}

# In the background, after `up`: an emulated engine takes minutes to compress an image, and little else gets its turn then.
registry_knows_app() { expect "processes that prime the registry" "" "$(pgrep --full 'devcluster .* image prime' || true)"; }

app_answers() {
	local url
	url=$(devcluster service flask-api-service --url)
	curl --silent --show-error --fail --max-time 10 "$url" | grep 'Welcome to the AI Model API!'
	curl --silent --show-error --fail --max-time 10 --json '{"text": "nice"}' "$url/predict" | grep '"input_text":"nice"'
}

app_logs_and_exec() {
	devcluster logs flask-api | grep 'GET / HTTP'
	expect "python's answer" 42 "$(devcluster exec flask-api -- python -c 'print(6 * 7)')"
}
