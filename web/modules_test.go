package web_test

import (
	"testing"
	"testing/fstest"

	"suaraloket/web"
)

func TestModulesAreAddedAfterTheirImports(t *testing.T) {
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
		t.Error("a changed module does not change the address of its importer")
	}
	if _, err := web.ModuleAddresses(files(`import { b } from "./main.js";`)); err == nil {
		t.Error("an import cycle is accepted")
	}
	if _, err := web.ModuleAddresses(files(`import "./nothing.js";`)); err == nil {
		t.Error("an import of a missing module is accepted")
	}
}
