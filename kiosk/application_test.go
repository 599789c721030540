package kiosk_test

import (
	"bytes"
	"image/png"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
)

// tabletLoads lists the addresses that the tablet's page loads.
func tabletLoads(h *hall) []string {
	var found []string
	worker := h.Ask("GET", "/k/sw.js", "").Body
	for _, m := range regexp.MustCompile(`"address":"([^"]+)"`).FindAllStringSubmatch(worker, -1) {
		found = append(found, m[1])
	}
	return found
}

// The page is the same for all clients, and each part has the ETag of its version.
func TestApplicationIsTheSameForAllClients(t *testing.T) {
	h := openHall(t)
	one := h.Ask("GET", "/k", "", "Accept-Language", "en", "Cookie", "lang=en")
	two := h.Ask("GET", "/k?lang=en", "")
	if one.Body != two.Body || one.Header.Get("ETag") == "" || one.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("headers %v", one.Header)
	}
	version := strings.Trim(one.Header.Get("ETag"), `"`)
	worker := h.Ask("GET", "/k/sw.js", "")
	if !strings.Contains(worker.Body, version) || !strings.Contains(one.Body, version) ||
		worker.Header.Get("Service-Worker-Allowed") != "/k" || !strings.Contains(worker.Header.Get("Content-Type"), "javascript") {
		t.Errorf("worker %v", worker.Header)
	}
	if a := h.Ask("GET", "/k", "", "If-None-Match", one.Header.Get("ETag")); a.Status != 304 {
		t.Errorf("request with the ETag: %d", a.Status)
	}
	for _, m := range regexp.MustCompile(`(?:src|href)="(/assets/[^"]+)"`).FindAllStringSubmatch(one.Body, -1) {
		if !strings.Contains(worker.Body, m[1]) {
			t.Errorf("%s is not cached", m[1])
		}
	}
}

func TestManifestAndIcons(t *testing.T) {
	h := openHall(t)
	manifest := h.Ask("GET", "/k/manifest.webmanifest", "").JSON(t)
	if manifest["start_url"] != "/k" || manifest["scope"] != "/k" || !strings.Contains(manifest["name"].(string), "Kota Pangkalpinang") || manifest["theme_color"] != "#0E5A55" {
		t.Errorf("manifest %v", manifest)
	}
	for _, icon := range manifest["icons"].([]any) {
		icon := icon.(map[string]any)
		a := h.Ask("GET", icon["src"].(string), "")
		if a.Status != 200 || !strings.HasPrefix(a.Header.Get("Content-Type"), icon["type"].(string)) {
			t.Errorf("%v: %d %s", icon, a.Status, a.Header.Get("Content-Type"))
		}
		if icon["type"] != "image/png" {
			continue
		}
		picture, err := png.Decode(bytes.NewReader([]byte(a.Body)))
		check(t, err)
		if side := picture.Bounds().Dx(); !strings.HasPrefix(icon["sizes"].(string), "192") && side != 512 {
			t.Errorf("%v is %d wide", icon, side)
		}
	}
	if a := h.Ask("GET", "/k/icon-7.png", ""); a.Status != 404 {
		t.Errorf("unknown icon size: %d", a.Status)
	}
}

// An old tablet on a slow network loads the application quickly.
func TestApplicationIsSmall(t *testing.T) {
	h := openHall(t)
	line, device := 0, 0
	for _, address := range append(tabletLoads(h), "/k/sw.js") {
		if ext := filepath.Ext(address); ext == ".js" || ext == ".css" {
			line += len(h.Ask("GET", address, "", "Accept-Encoding", "gzip").Body)
			device += len(h.Ask("GET", address, "").Body)
		}
	}
	t.Logf("scripts and styles: %d bytes over the line, %d unpacked", line, device)
	if line >= 100_000 {
		t.Errorf("scripts and styles have %d bytes", line)
	}
}

// newWord matches functions that a browser of 2018 parses but does not have.
var newWord = regexp.MustCompile(`fromEntries|\.flat\(|\.flatMap\(|\.at\(|replaceAll|allSettled|matchAll|structuredClone|globalThis|queueMicrotask|randomUUID|AbortSignal\.|\.replaceChildren|trimStart|trimEnd`)

// A browser of 2018 runs every script as it is sent.
func TestScriptsRunInBrowsersOf2018(t *testing.T) {
	h := openHall(t)
	seen := 0
	for _, address := range append(tabletLoads(h), "/k/sw.js") {
		if filepath.Ext(address) != ".js" {
			continue
		}
		seen++
		script := h.Ask("GET", address, "").Body
		if word := newWord.FindString(script); word != "" {
			t.Errorf("%s: %s came after 2018", address, word)
		}
		if old, today := compiled(t, address, script, api.ES2018), compiled(t, address, script, api.ESNext); old != today {
			t.Errorf("%s needs more than ES2018", address)
		}
	}
	if seen < 4 {
		t.Errorf("only %d scripts", seen)
	}
}

func compiled(t *testing.T, name, script string, target api.Target) string {
	t.Helper()
	result := api.Transform(script, api.TransformOptions{Target: target, Sourcefile: name})
	for _, complaint := range append(result.Errors, result.Warnings...) {
		t.Errorf("%s: %s", name, complaint.Text)
	}
	return string(result.Code)
}

// The application is one file for each page, however many modules it has.
func TestScriptsImportNothing(t *testing.T) {
	h := openHall(t)
	imported := regexp.MustCompile(`\b(?:from|import) ?["']|\bimport\(`)
	if names := h.Shell.AssetNames("kiosk/"); !slices.Equal(names, []string{"kiosk/display.js", "kiosk/main.js"}) {
		t.Errorf("scripts %q", names)
	}
	for _, name := range []string{"kiosk/display.js", "kiosk/main.js"} {
		a := h.Ask("GET", h.Asset(name), "")
		if a.Status != 200 || !strings.Contains(a.Header.Get("Content-Type"), "javascript") {
			t.Fatalf("%s: %d %s", name, a.Status, a.Header.Get("Content-Type"))
		}
		if found := imported.FindString(a.Body); found != "" {
			t.Errorf("%s imports: %s", name, found)
		}
	}
}
