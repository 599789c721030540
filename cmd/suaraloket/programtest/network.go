package programtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

// Link is the network between the program and its database.
type Link struct {
	t     *testing.T
	Proxy *toxiproxy.Proxy
}

// NewLink starts a proxy before a database server.
func NewLink(t *testing.T, upstream string) *Link {
	t.Helper()
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	proxy := toxiproxy.NewProxy(server, "database", "127.0.0.1:0", upstream)
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Stop)
	return &Link{t: t, Proxy: proxy}
}

// The directions of a link, named as the proxy names them: to the database, and back.
const (
	Upstream   = "upstream"
	Downstream = "downstream"
)

// Spoil adds a fault in each direction given.
func (l *Link) Spoil(fault string, attributes string, directions ...string) {
	l.t.Helper()
	for _, direction := range directions {
		toxic := fmt.Sprintf(`{"name": %q, "type": %q, "stream": %q, "attributes": {%s}}`, direction, fault, direction, attributes)
		if _, err := l.Proxy.Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
			l.t.Fatal(err)
		}
	}
}

// Mend removes all faults.
func (l *Link) Mend() { l.Proxy.Toxics.ResetToxics(context.Background()) }

// RandomDirections picks the directions that fail. When only the answers are lost, the
// database has committed and the program does not know it.
func RandomDirections(random *rand.Rand) []string {
	return [][]string{{Downstream}, {Upstream}, {Upstream, Downstream}}[random.IntN(3)]
}

// RandomTime returns a random duration from 0 to below.
func RandomTime(random *rand.Rand, below time.Duration) time.Duration {
	return time.Duration(random.Int64N(int64(below) + 1))
}
