package server

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/cmd/suaraloket/config"
	"suaraloket/cmd/suaraloket/programtest"
)

// eventsPath is where tablets open their stream.
const eventsPath = "/api/v1/kiosk/events"

// TestTheProxiesNameRoutesThatExist, with the stream among them, which must not be held back.
func TestTheProxiesNameRoutesThatExist(t *testing.T) {
	c := config.Default()
	c.Data, c.HTTP.Listen = t.TempDir(), "127.0.0.1:0"
	var routes []string
	for _, r := range built(t, c).public.GetRoutes() {
		if r.Method == fiber.MethodGet {
			routes = append(routes, r.Path)
		}
	}
	for file, path := range map[string]*regexp.Regexp{
		"nginx.conf": regexp.MustCompile(`(?m)^\s*location (?:= )?(\S+) \{`),
		"Caddyfile":  regexp.MustCompile(`(?m)^\s*(?:respond|reverse_proxy) (/\S+)`),
	} {
		text := string(programtest.ReadFile(t, "../../../deploy/"+file))
		var named []string
		for _, found := range path.FindAllStringSubmatch(text, -1) {
			named = append(named, found[1])
			if !slices.Contains(routes, found[1]) {
				t.Errorf("%s names %s", file, found[1])
			}
		}
		if !slices.Contains(named, eventsPath) || !slices.Contains(named, "/metrics") {
			t.Errorf("%s names only %v", file, named)
		}
		if !strings.Contains(text, " "+config.Default().HTTP.Listen) {
			t.Errorf("%s asks another port than the program has", file)
		}
	}
}

// TestTheProxyWaitsLongerThanAStreamIsSilent and holds none of it back.
func TestTheProxyWaitsLongerThanAStreamIsSilent(t *testing.T) {
	text := string(programtest.ReadFile(t, "../../../deploy/nginx.conf"))
	_, stream, _ := strings.Cut(text, "location = "+eventsPath+" {")
	stream, _, _ = strings.Cut(stream, "}")
	found := regexp.MustCompile(`proxy_read_timeout (\S+);`).FindStringSubmatch(stream)
	if found == nil || !strings.Contains(stream, "proxy_buffering off;") {
		t.Fatalf("the stream's part is %q", stream)
	}
	if patience, err := time.ParseDuration(found[1]); err != nil || patience < time.Hour {
		t.Errorf("%v %v", patience, err)
	}
}
