// etcd, etcdctl and etcdutl in one static binary, picked by the name it is called by (argv[0]): much smaller than three.
package main

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/etcdctl/v3/ctlv3"
	"go.etcd.io/etcd/etcdutl/v3/etcdutl"
	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() {
	switch filepath.Base(os.Args[0]) {
	case "etcdctl":
		ctlv3.MustStart()
	case "etcdutl":
		utility := &cobra.Command{Use: "etcdutl", Short: "Works on etcd's data directory and snapshots", SilenceUsage: true}
		utility.AddCommand(
			etcdutl.NewDefragCommand(),
			etcdutl.NewSnapshotCommand(),
			etcdutl.NewHashKVCommand(),
			etcdutl.NewVersionCommand(),
			etcdutl.NewCompletionCommand(),
		)
		if utility.Execute() != nil {
			os.Exit(1)
		}
	default:
		etcdmain.Main(os.Args)
	}
}
