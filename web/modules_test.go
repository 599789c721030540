package web_test

import (
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"suaraloket/web"
)

// Every module that a script imports is served under the address that stands there.
func TestImportedModulesAreServed(t *testing.T) {
	s := shell(t, io.Discard, pangkalpinang())
	app := s.App()
	s.SetReady(true)
	address, err := s.Asset("kiosk/main.js")
	if err != nil {
		t.Fatal(err)
	}
	imported := regexp.MustCompile(`\b(?:from|import) ?"([^"]+)"`)
	seen := map[string]bool{address: true}
	for todo := []string{address}; len(todo) > 0; todo = todo[1:] {
		r, body := ask(t, app, "GET", todo[0])
		if r.StatusCode != 200 || !strings.Contains(r.Header.Get("Content-Type"), "javascript") {
			t.Fatalf("%s: %d %s", todo[0], r.StatusCode, r.Header.Get("Content-Type"))
		}
		for _, m := range imported.FindAllStringSubmatch(body, -1) {
			if !seen[m[1]] {
				seen[m[1]] = true
				todo = append(todo, m[1])
			}
		}
	}
	if len(seen) < 5 {
		t.Errorf("only %d modules", len(seen))
	}
}

func TestModulesAreAddedAfterWhatTheyImport(t *testing.T) {
	files := func(store string) fstest.MapFS {
		return fstest.MapFS{
			"kiosk/main.js":  {Data: []byte(`import { a } from "./store.js";`)},
			"kiosk/store.js": {Data: []byte(store)},
		}
	}
	one, err := web.ModuleAddresses(files("export const a = 1;"))
	if err != nil {
		t.Fatal(err)
	}
	two, err := web.ModuleAddresses(files("export const a = 2;"))
	if err != nil {
		t.Fatal(err)
	}
	if one["kiosk/main.js"] == two["kiosk/main.js"] {
		t.Error("a changed module leaves the address of its importer alone")
	}
	if _, err := web.ModuleAddresses(files(`import { b } from "./main.js";`)); err == nil {
		t.Error("a ring is taken")
	}
	if _, err := web.ModuleAddresses(files(`import "./nothing.js";`)); err == nil {
		t.Error("a module that is not there is taken")
	}
}
