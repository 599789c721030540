package config

import (
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"suaraloket/cmd/suaraloket/programtest"
)

// TestTheProxiesCommentsAreAConfiguration: what they tell to write is taken.
func TestTheProxiesCommentsAreAConfiguration(t *testing.T) {
	for _, file := range []string{"nginx.conf", "Caddyfile"} {
		found := regexp.MustCompile(`(?m)^# {2,}(?:\S+:.*)\n(?:^# {3,}\S.*\n)*`).FindString(string(programtest.ReadFile(t, "../../../deploy/"+file)))
		c := Default()
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
