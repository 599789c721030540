package web_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"suaraloket/web"
)

func TestScriptsAreBundledWithTheirImports(t *testing.T) {
	files := func(store string) fstest.MapFS {
		return fstest.MapFS{
			"kiosk/main.js":  {Data: []byte(`import { a } from "./store.js"; console.log(a);`)},
			"kiosk/store.js": {Data: []byte(store)},
			"phone.js":       {Data: []byte(`(function () { "use strict"; }());`)},
		}
	}
	one, err := web.ScriptAddresses(files("export const a = 1;"))
	if err != nil {
		t.Fatal(err)
	}
	two, err := web.ScriptAddresses(files("export const a = 2;"))
	if err != nil {
		t.Fatal(err)
	}
	if one["kiosk/main.js"] == two["kiosk/main.js"] {
		t.Error("a changed module does not change the address of its importer")
	}
	if one["kiosk/store.js"] != "" || one["phone.js"] == "" {
		t.Errorf("assets %v", one)
	}
	for name, store := range map[string]string{
		"a missing module": `import "./nothing.js";`, "a missing name": `export const b = 1;`, "no script": `export const = 1;`,
	} {
		if _, err := web.ScriptAddresses(files(store)); err == nil || !strings.Contains(err.Error(), "kiosk/") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
