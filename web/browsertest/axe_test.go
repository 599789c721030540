package browsertest_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"suaraloket/web/browsertest"
)

// serve answers every request with a page under the policy of the product's pages.
func serve(t *testing.T, body string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:")
		if strings.HasSuffix(r.URL.Path, ".css") {
			w.Header().Set("Content-Type", "text/css")
			_, _ = w.Write([]byte(`body { background: #fff; color: #111 } .pale { color: #bbb } .grey { color: #6b6b6b }
				.slope { background: linear-gradient(#fff, #555) }
				.choice { position: relative } .choice input { position: absolute; opacity: 0; width: 100%; height: 100%; z-index: 2 }`))
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(`<!doctype html><html lang="id"><head><title>Uji</title><link rel="icon" href="data:,">` +
			`<link rel="stylesheet" href="/a.css"></head><body><main><h1>Uji</h1>` + body + `</main></body></html>`))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// TestPlantedFaultsAreFound checks that each planted fault is reported with its place, and
// that a page without faults has no barriers.
func TestPlantedFaultsAreFound(t *testing.T) {
	b := browsertest.Open(t, 400, 600)
	for _, c := range []struct{ name, body, rule, place string }{
		{"none", `<p>Baik.</p>`, "", ""},
		{"pale words", `<p class="pale" id="pucat">Pucat sekali</p>`, "color-contrast", "#pucat"},
		{"a picture without words", `<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="9" height="9">`, "image-alt", "img"},
		{"a field without a name", `<input id="kosong">`, "label", "#kosong"},
		{"a button without a name", `<button id="bisu"></button>`, "button-name", "#bisu"},
		{"a heading left out", `<h4 id="dalam">Terlalu dalam</h4>`, "heading-order", "#dalam"},
		{"words on a slope", `<p class="slope" id="landai">Barangkali</p>`, "color-contrast", "#landai"},
		{"words behind a field", `<label class="choice"><input type="radio"><span>Terbaca</span></label>`, "", ""},
		{"pale words behind a field", `<label class="choice"><input type="radio"><span class="pale" id="pudar">Pucat</span></label>`, "color-contrast", "#pudar"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b.Goto(serve(t, c.body))
			found := b.Barriers()
			if c.rule == "" {
				if len(found) > 0 {
					t.Errorf("found %q", found)
				}
				return
			}
			if len(found) != 1 || !strings.HasPrefix(found[0], c.rule+":") || !strings.Contains(found[0], c.place) {
				t.Errorf("found %q, want %s at %s", found, c.rule, c.place)
			}
		})
	}
}

// TestStrongContrastAsksForMore checks that contrast that is sufficient for level AA is not
// sufficient for high contrast.
func TestStrongContrastAsksForMore(t *testing.T) {
	b := browsertest.Open(t, 400, 600)
	b.Goto(serve(t, `<p class="grey">Abu-abu</p>`))
	if found := b.Barriers(); len(found) > 0 {
		t.Errorf("found %q", found)
	}
	if found := b.StrongBarriers(); len(found) != 1 || !strings.HasPrefix(found[0], "color-contrast-enhanced:") {
		t.Errorf("found %q", found)
	}
}

// TestAxeIsTheVersionThatItsScriptNames checks that the copy of axe is the one that
// tools/axe.sh fetches.
func TestAxeIsTheVersionThatItsScriptNames(t *testing.T) {
	script, err := os.ReadFile(filepath.Join("..", "..", "tools", "axe.sh"))
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile(filepath.Join("testdata", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(source)
	if !strings.Contains(string(script), "sum="+hex.EncodeToString(sum[:])) {
		t.Errorf("tools/axe.sh does not name %x", sum)
	}
}
