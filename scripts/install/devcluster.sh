# shellcheck shell=sh
# The command line, shell completion and the images that clusters are made of.
# shellcheck disable=SC2154 # The settings are those of install.sh.

set_up_cli() {
	say "cli: building with cargo (minutes the first time)"
	(cd "$repository" && act cargo build --release --locked --bin devcluster) ||
		fail "cargo could not build devcluster; its messages are above" "cargo build --release --locked"
	built=${CARGO_TARGET_DIR:-$repository/target}/release/devcluster
	if cmp -s "$built" "$bin/devcluster"; then
		say "cli: $bin/devcluster is current"
	else
		act mkdir -p "$bin"
		# By a new file and a rename: a running devcluster keeps its own.
		act cp "$built" "$bin/.devcluster.new"
		act mv "$bin/.devcluster.new" "$bin/devcluster"
		say "cli: installed $bin/devcluster"
	fi
	remember file "$bin/devcluster"
	case :$PATH: in
	*:"$bin":*) ;;
	*) say "cli: $bin is not in PATH: log in again, or add to your shell's profile: export PATH=\"$bin:\$PATH\"" ;;
	esac
}

set_up_completion() {
	install_completion bash "$data/bash-completion/completions/devcluster"
	install_completion zsh "$data/zsh/site-functions/_devcluster"
	install_completion fish "${XDG_CONFIG_HOME:-$HOME/.config}/fish/completions/devcluster.fish"
	say "completion: bash, zsh, fish"
	if has zsh; then say "completion: zsh needs in ~/.zshrc, before compinit: fpath+=($data/zsh/site-functions)"; fi
}

# install_completion SHELL FILE
install_completion() {
	if [ "$dry_run" = yes ]; then
		say "  would write $2"
		return
	fi
	mkdir -p "$(dirname "$2")"
	"$bin/devcluster" completion "$1" >"$2" || fail "\`devcluster completion $1\` failed"
	remember file "$2"
}

set_up_image() {
	say "image: what clusters are made of"
	act "$bin/devcluster" image build ||
		fail "the images could not be made; the messages are above" "devcluster image build --verbose"
}
