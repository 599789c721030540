package main

import (
	"context"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"suaraloket/cmd/suaraloket/programtest"

	"github.com/gofiber/fiber/v2"
	"go.yaml.in/yaml/v3"
)

// eventsPath is where tablets open their stream.
const eventsPath = "/api/v1/kiosk/events"

// TestTheProxiesNameRoutesThatExist, with the stream among them, which must not be held back.
func TestTheProxiesNameRoutesThatExist(t *testing.T) {
	c := defaults()
	c.Data, c.HTTP.Listen = t.TempDir(), "127.0.0.1:0"
	var routes []string
	for _, r := range build(t, c).public.GetRoutes() {
		if r.Method == fiber.MethodGet {
			routes = append(routes, r.Path)
		}
	}
	for file, path := range map[string]*regexp.Regexp{
		"nginx.conf": regexp.MustCompile(`(?m)^\s*location (?:= )?(\S+) \{`),
		"Caddyfile":  regexp.MustCompile(`(?m)^\s*(?:respond|reverse_proxy) (/\S+)`),
	} {
		text := string(programtest.ReadFile(t, "../../deploy/"+file))
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
		if !strings.Contains(text, " "+defaults().HTTP.Listen) {
			t.Errorf("%s asks another port than the program has", file)
		}
	}
}

// TestTheProxiesCommentsAreAConfiguration: what they tell to write is taken.
func TestTheProxiesCommentsAreAConfiguration(t *testing.T) {
	for _, file := range []string{"nginx.conf", "Caddyfile"} {
		found := regexp.MustCompile(`(?m)^# {2,}(?:\S+:.*)\n(?:^# {3,}\S.*\n)*`).FindString(string(programtest.ReadFile(t, "../../deploy/"+file)))
		c := defaults()
		decoder := yaml.NewDecoder(strings.NewReader(regexp.MustCompile(`(?m)^# {3}`).ReplaceAllString(found, "")))
		decoder.KnownFields(true)
		if err := decoder.Decode(&c); err != nil {
			t.Fatalf("%s: %v in\n%s", file, err, found)
		}
		if err := c.Validate(); err != nil || c.PublicURL == "" || len(c.HTTP.TrustedProxies) == 0 {
			t.Errorf("%s: %v, %+v", file, err, c.HTTP)
		}
	}
}

// TestTheProxyWaitsLongerThanAStreamIsSilent and holds none of it back.
func TestTheProxyWaitsLongerThanAStreamIsSilent(t *testing.T) {
	text := string(programtest.ReadFile(t, "../../deploy/nginx.conf"))
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

// TestTheUnitStartsThisProgram with a command, flags and variables that it has, and
// waits for its end.
func TestTheUnitStartsThisProgram(t *testing.T) {
	unit := string(programtest.ReadFile(t, "../../deploy/suaraloket.service"))
	value := func(key string) string {
		found := regexp.MustCompile(`(?m)^` + key + `=(.*)$`).FindStringSubmatch(unit)
		if found == nil {
			t.Fatalf("no %s", key)
		}
		return found[1]
	}
	words := strings.Fields(value("ExecStart"))
	if code := run(context.Background(), program{args: append(words[1:], "-h"), stdout: io.Discard, stderr: io.Discard}); words[0] != "/usr/local/bin/suaraloket" || code != exitOK {
		t.Errorf("%v: exit %d", words, code)
	}
	variables := map[string]string{}
	for _, found := range regexp.MustCompile(`SUARALOKET_[A-Z_]+`).FindAllString(unit, -1) {
		variables[found] = ""
	}
	if unknown := unknownVariables(variables); len(unknown) > 0 {
		t.Errorf("it names %v", unknown)
	}
	patience, err := time.ParseDuration(value("TimeoutStopSec") + "s")
	if err != nil || patience <= 2*time.Duration(defaults().HTTP.StopWithin) {
		t.Errorf("it waits %v for the end, %v", patience, err)
	}
}
