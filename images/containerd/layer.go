package main

import (
	"archive/tar"
	"context"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/containerd/containerd/v2/pkg/archive"
	"github.com/containerd/continuity/sysx"
	"github.com/opencontainers/go-digest"
	"golang.org/x/sys/unix"
)

// incoming is a folder of containerd's disk where layers are unpacked before they have a place: from there they are moved
// by a rename.
type incoming struct {
	folder string
	count  int
}

// layer is an unpacked layer that lies for itself.
type layer struct {
	folder string
	diffID digest.Digest
	// Bytes of its archive.
	size int64
	// Folders that its archive only implies; they look like those below.
	implied []string
}

func newIncoming() (*incoming, error) {
	folder, err := os.MkdirTemp("/var/lib/containerd", "devcluster-incoming-")
	return &incoming{folder: folder}, err
}

func (i *incoming) remove() {
	_ = os.RemoveAll(i.folder)
}

// unpack unpacks the archive of one layer, as overlay wants it.
func (i *incoming) unpack(ctx context.Context, stream io.Reader) (*layer, error) {
	i.count++
	folder := filepath.Join(i.folder, strconv.Itoa(i.count))
	if err := os.Mkdir(folder, 0o755); err != nil {
		return nil, err
	}
	digester := digest.Canonical.Digester()
	counted := new(counter)
	stream = io.TeeReader(stream, io.MultiWriter(digester.Hash(), counted))
	paths := map[string]bool{}
	_, err := archive.Apply(ctx, folder, stream,
		archive.WithConvertWhiteout(archive.OverlayConvertWhiteout),
		archive.WithFilter(func(header *tar.Header) (bool, error) {
			name := path.Clean("/" + header.Name)
			paths[name] = paths[name] || header.Typeflag == tar.TypeDir
			return true, nil
		}),
	)
	if err != nil {
		return nil, err
	}
	// What pads the archive's end is part of its digest.
	if _, err := io.Copy(io.Discard, stream); err != nil {
		return nil, err
	}
	return &layer{folder: folder, diffID: digester.Digest(), size: int64(*counted), implied: implied(paths)}, nil
}

// implied are the parents of paths that are no listed folders themselves, those above first.
func implied(paths map[string]bool) []string {
	found := map[string]bool{}
	for name := range paths {
		for parent := name; parent != "/"; {
			parent = path.Dir(parent)
			if !paths[parent] {
				found[parent] = true
			}
		}
	}
	if !paths["/"] {
		found["/"] = true
	}
	sorted := make([]string, 0, len(found))
	for name := range found {
		sorted = append(sorted, name)
	}
	slices.Sort(sorted)
	return sorted
}

// inherit gives implied folders the looks of those below, which they would hide otherwise. `lower` are the folders of the
// layers below, the nearest first.
func (l *layer) inherit(lower []string) error {
	for _, name := range l.implied {
		for _, below := range lower {
			source, target := filepath.Join(below, name), filepath.Join(l.folder, name)
			var looks unix.Stat_t
			if unix.Lstat(source, &looks) != nil || looks.Mode&unix.S_IFMT != unix.S_IFDIR {
				continue
			}
			if err := copyLooks(source, target, &looks); err != nil {
				return err
			}
			break
		}
	}
	return nil
}

func copyLooks(source, target string, looks *unix.Stat_t) error {
	if err := os.Lchown(target, int(looks.Uid), int(looks.Gid)); err != nil {
		return err
	}
	if err := unix.Chmod(target, looks.Mode&0o7777); err != nil {
		return err
	}
	names, err := sysx.LListxattr(source)
	if err != nil {
		return err
	}
	for _, name := range names {
		// Overlay's own say what a folder hides, not what it looks like.
		if strings.HasPrefix(name, "trusted.overlay.") {
			continue
		}
		value, err := sysx.LGetxattr(source, name)
		if err != nil {
			return err
		}
		if err := sysx.LSetxattr(target, name, value, 0); err != nil {
			return err
		}
	}
	return unix.UtimesNanoAt(unix.AT_FDCWD, target, []unix.Timespec{looks.Atim, looks.Mtim}, unix.AT_SYMLINK_NOFOLLOW)
}

// counter counts the bytes that are written to it.
type counter int64

func (c *counter) Write(bytes []byte) (int, error) {
	*c += counter(len(bytes))
	return len(bytes), nil
}
