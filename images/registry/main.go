// A cluster's registry: upstream's distribution, with a password of the cluster's own before it and a broom behind it.
//
// The engine pushes layers that nodes lack, and nodes pull them. An image's name has one tag, so an image that was
// replaced has none; what only such images have is removed when nobody asks for anything.
package main

import (
	"context"
	"crypto/subtle"
	"errors"
	"log"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/distribution/distribution/v3/configuration"
	"github.com/distribution/distribution/v3/registry/handlers"
	_ "github.com/distribution/distribution/v3/registry/storage/driver/filesystem"
)

const (
	address = ":5000"
	folder  = "/var/lib/registry"
	user    = "devcluster"
	// Environment variable that holds the password.
	passwordVariable = "REGISTRY_PASSWORD"
	// For those who have no password.
	openAddress   = ":5002"
	shutdownLimit = 2 * time.Second
)

func main() {
	log.SetFlags(0)
	password := os.Getenv(passwordVariable)
	if password == "" {
		log.Fatalf("registry: %s is not set", passwordVariable)
	}
	if err := serve(password); err != nil {
		log.Fatalf("registry: %v", err)
	}
}

func serve(password string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	broom, err := newBroom(folder)
	if err != nil {
		return err
	}
	app := broom.around(handlers.NewApp(ctx, settings()))
	servers := []*http.Server{
		{Addr: address, Handler: guarded(password, app), ReadHeaderTimeout: time.Minute},
		{Addr: openAddress, Handler: open(app), ReadHeaderTimeout: time.Minute},
	}
	go broom.run(ctx)
	ended := make(chan error, len(servers))
	for _, server := range servers {
		go func() { ended <- server.ListenAndServe() }()
	}
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	limited, cancel := context.WithTimeout(context.Background(), shutdownLimit)
	defer cancel()
	for _, server := range servers {
		if err := server.Shutdown(limited); errors.Is(err, context.DeadlineExceeded) {
			_ = server.Close()
		}
	}
	return nil
}

func settings() *configuration.Configuration {
	// No cache of what is there: it would not notice the broom.
	settings := &configuration.Configuration{Storage: configuration.Storage{
		"filesystem": configuration.Parameters{"rootdirectory": folder},
		"delete":     configuration.Parameters{"enabled": true},
	}}
	// Uploads that are cut off go on in another process only after a restart of the container: nobody waits for them.
	// Else /v2/_catalog is empty.
	settings.Catalog.MaxEntries = 1000
	settings.HTTP.Secret = "one process"
	settings.Log.Level = "warn"
	return settings
}

// guarded lets requests through that carry the password.
func guarded(password string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		name, given, _ := request.BasicAuth()
		if name == user && subtle.ConstantTimeCompare([]byte(given), []byte(password)) == 1 {
			next.ServeHTTP(answer, request)
			return
		}
		answer.Header().Set("Www-Authenticate", `Basic realm="devcluster"`)
		http.Error(answer, strings.ToLower(http.StatusText(http.StatusUnauthorized)), http.StatusUnauthorized)
	})
}
