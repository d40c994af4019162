package main

import (
	"context"
	"fmt"

	"github.com/containerd/containerd/v2/client"
	"github.com/containerd/containerd/v2/core/remotes"
	"github.com/containerd/containerd/v2/core/remotes/docker"
	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// registrySource is a registry without TLS and a repository there.
type registrySource struct {
	Repository string `json:"repository"`
	User       string `json:"user"`
	Password   string `json:"password"`
	// Of the images' manifests, in the order in which they were asked for.
	Digests []digest.Digest `json:"digests"`
}

// pull takes images from the cluster's registry: only layers that the node lacks are moved.
func pull(ctx context.Context, containerd *client.Client, images []lookedFor, from registrySource) error {
	if len(from.Digests) != len(images) {
		return fmt.Errorf("%d digests are given for %d images", len(from.Digests), len(images))
	}
	credentials := func(string) (string, string, error) { return from.User, from.Password, nil }
	resolver := docker.NewResolver(docker.ResolverOptions{Hosts: docker.ConfigureDefaultRegistries(
		docker.WithPlainHTTP(docker.MatchAllHosts),
		docker.WithAuthorizer(docker.NewDockerAuthorizer(docker.WithAuthCreds(credentials))),
	)})
	for index, image := range images {
		source := fmt.Sprintf("%s@%s", from.Repository, from.Digests[index])
		if err := pullOne(ctx, containerd, resolver, source, image.wanted); err != nil {
			return fmt.Errorf("%s: %w", image.Name, err)
		}
	}
	return nil
}

func pullOne(ctx context.Context, containerd *client.Client, resolver remotes.Resolver, source string, image wanted) error {
	ctx, done, err := containerd.WithLease(ctx)
	if err != nil {
		return err
	}
	defer done(ctx)
	before, _ := containerd.ImageService().Get(ctx, image.Name)
	there, err := containerd.Pull(ctx, source,
		client.WithResolver(renaming{resolver, source, image.Name}),
		client.WithPullUnpack,
		client.WithPullLabel(idLabel, image.ID),
	)
	if err != nil {
		return err
	}
	config, err := there.Config(ctx)
	if err != nil {
		return err
	}
	if config.Digest.String() != image.ID && there.Target().Digest.String() != image.ID {
		return fmt.Errorf("the registry gave %s, which is not made of %s", config.Digest, image.ID)
	}
	return forget(ctx, containerd, before)
}

// renaming resolves one reference, and calls what it finds by another name.
type renaming struct {
	remotes.Resolver
	source, name string
}

func (r renaming) Resolve(ctx context.Context, reference string) (string, ocispec.Descriptor, error) {
	_, descriptor, err := r.Resolver.Resolve(ctx, reference)
	return r.name, descriptor, err
}

func (r renaming) Fetcher(ctx context.Context, _ string) (remotes.Fetcher, error) {
	return r.Resolver.Fetcher(ctx, r.source)
}
