# The habits of this repository; `just` lists them.

_list:
    @just --list --unsorted

# everything that needs no Docker engine: lints, unit tests, tests with the engine double
check:
    ./test.sh --quick

# what CI runs
test:
    ./test.sh

# the end-to-end tests whose names contain WORDS
e2e *WORDS:
    cargo test --locked --test e2e -- --test-threads=1 {{ WORDS }}

# the official end-to-end tests of Kubernetes whose names match FOCUS, on a cluster of their own (docs/conformance.md)
[positional-arguments]
conformance *FOCUS:
    @tests/conformance/run.sh "$@"

# the dashboard in Chromium, on a cluster of its own: FILEs of tests/browser, or --all
test-browser *OPTIONS:
    tests/browser/run.sh {{ OPTIONS }}

# start, an app, stop, start and delete in a virtual machine: Debian 13 with systemd and cgroup v2
test-vm *OPTIONS:
    tests/fixtures/python/build.sh
    cargo run --locked --quiet -- image build
    tests/vm/run.sh {{ OPTIONS }}

# builds the images that are missing
images *NAMES:
    cargo run --release --locked -- image build {{ NAMES }}

# measures `start` against the floor, loads against `docker save`, what addons cost and the dashboard with 10,000 pods, or one
bench WHAT="start load addons dashboard":
    for what in {{ WHAT }}; do just bench-$what || exit; done

[private]
bench-start:
    cargo bench --locked --bench start

[private]
bench-load:
    cargo bench --locked --bench load

[private]
bench-addons:
    cargo bench --locked --bench addons

[private]
bench-dashboard:
    tests/browser/run.sh --figures

# formats everything
format:
    cargo fmt
    cargo fmt --manifest-path images/agent/Cargo.toml
    cargo fmt --manifest-path images/dashboard/Cargo.toml
    gofmt -w images
    npm --prefix images/dashboard/web run format

# licences, advisories and sources of the dependencies
deny:
    cargo deny check
    cargo deny --manifest-path images/agent/Cargo.toml check
    cargo deny --manifest-path images/dashboard/Cargo.toml check

# installs the command line from this checkout, and starts a cluster
install:
    ./install.sh --start
