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

# start, an app, stop, start and delete in a virtual machine: Debian 13 with systemd and cgroup v2
test-vm *OPTIONS:
    tests/fixtures/python/build.sh
    cargo run --locked --quiet -- image build
    tests/vm/run.sh {{ OPTIONS }}

# builds the images that are missing
images *NAMES:
    cargo run --release --locked -- image build {{ NAMES }}

# measures `start` against the floor, loads against `docker save` and what addons cost, or only one: start, load, addons
bench WHAT="start load addons":
    for what in {{ WHAT }}; do cargo bench --locked --bench $what || exit; done

# formats everything
format:
    cargo fmt
    cargo fmt --manifest-path images/agent/Cargo.toml
    cargo fmt --manifest-path images/dashboard/Cargo.toml
    gofmt -w images

# licences, advisories and sources of the dependencies
deny:
    cargo deny check
    cargo deny --manifest-path images/agent/Cargo.toml check
    cargo deny --manifest-path images/dashboard/Cargo.toml check

# installs the command line from this checkout, and starts a cluster
install:
    ./install.sh --start
