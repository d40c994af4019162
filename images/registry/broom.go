package main

import (
	"context"
	"errors"
	"log"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/distribution/distribution/v3"
	"github.com/distribution/distribution/v3/registry/storage"
	"github.com/distribution/distribution/v3/registry/storage/driver"
	"github.com/distribution/distribution/v3/registry/storage/driver/filesystem"
	"github.com/distribution/reference"
)

// The one that all images are in.
var repository, _ = reference.WithName("images")

const (
	// Where distribution keeps what it got; not there before the first push.
	repositories = "/docker/registry/v2/repositories"
	// A push takes several requests; what it has brought so far belongs to no image yet.
	quiet = 2 * time.Minute
	look  = 30 * time.Second
)

// broom removes what no tagged image needs, while nobody uses the registry.
type broom struct {
	storage driver.StorageDriver
	// Held for reading by requests, for writing while it sweeps.
	swept sync.RWMutex
	// Whether something was pushed since the last sweep.
	pushed atomic.Bool
	// When the last request ended, in nanoseconds of Unix time.
	used atomic.Int64
}

func newBroom(folder string) (*broom, error) {
	storage, err := filesystem.FromParameters(map[string]any{"rootdirectory": folder})
	if err != nil {
		return nil, err
	}
	broom := &broom{storage: storage}
	// By a process before this one.
	_, err = storage.Stat(context.Background(), repositories)
	broom.pushed.Store(err == nil)
	return broom, nil
}

// around lets requests wait while it sweeps.
func (b *broom) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		b.swept.RLock()
		defer func() {
			b.used.Store(time.Now().UnixNano())
			b.swept.RUnlock()
		}()
		if request.Method == http.MethodPut {
			b.pushed.Store(true)
		}
		next.ServeHTTP(answer, request)
	})
}

func (b *broom) run(ctx context.Context) {
	ticks := time.NewTicker(look)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
		}
		if b.pushed.Load() && time.Since(time.Unix(0, b.used.Load())) > quiet {
			if err := b.sweep(ctx); err != nil {
				log.Printf("registry: sweep: %v", err)
			}
		}
	}
}

func (b *broom) sweep(ctx context.Context) error {
	// A request that is under way goes first, and with it the reason to sweep now.
	if !b.swept.TryLock() {
		return nil
	}
	defer b.swept.Unlock()
	b.pushed.Store(false)
	registry, err := storage.NewRegistry(ctx, b.storage, storage.EnableDelete)
	if err != nil {
		return err
	}
	if err := untagOld(ctx, registry); err != nil {
		return err
	}
	return storage.MarkAndSweep(ctx, b.storage, registry, storage.GCOpts{RemoveUntagged: true, Quiet: true})
}

// untagOld leaves each name's last tag. A tag begins with a name's hash, and each push has one of its own
// (src/image/transfer/registry.rs).
func untagOld(ctx context.Context, registry distribution.Namespace) error {
	images, err := registry.Repository(ctx, repository)
	if err != nil {
		return err
	}
	tags := images.Tags(ctx)
	all, err := tags.All(ctx)
	if errors.As(err, new(distribution.ErrRepositoryUnknown)) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, tag := range old(all) {
		if err := tags.Untag(ctx, tag); err != nil {
			return err
		}
	}
	return nil
}

// old are the tags that a later one of the same name has followed.
func old(tags []string) []string {
	last := map[string]string{}
	for _, tag := range tags {
		name, _, _ := strings.Cut(tag, "-")
		last[name] = max(last[name], tag)
	}
	return slices.DeleteFunc(slices.Clone(tags), func(tag string) bool {
		name, _, _ := strings.Cut(tag, "-")
		return last[name] == tag
	})
}
