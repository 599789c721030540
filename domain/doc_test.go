package domain_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The package comment in doc.go is the glossary: each exported type has an entry, and
// each entry of a sub-package has a type.
func TestGlossaryListsEveryExportedType(t *testing.T) {
	for _, folder := range []string{".", "account", "report", "notice"} {
		raw, err := os.ReadFile(filepath.Join(folder, "doc.go"))
		if err != nil {
			t.Fatal(err)
		}
		listed := map[string]bool{}
		for _, entry := range regexp.MustCompile(`(?m)^//\t(\w+(?:, \w+)*) {2,}\S`).FindAllStringSubmatch(string(raw), -1) {
			for _, name := range strings.Split(entry[1], ", ") {
				listed[name] = true
			}
		}
		types := exportedTypes(t, folder)
		for name := range types {
			if !listed[name] {
				t.Errorf("%s: doc.go does not list %s", folder, name)
			}
		}
		for name := range listed {
			if !types[name] && ast.IsExported(name) {
				t.Errorf("%s: doc.go lists %s, which is no exported type", folder, name)
			}
		}
		if len(types) == 0 {
			t.Errorf("%s has no exported types", folder)
		}
	}
}

func exportedTypes(t *testing.T, folder string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]bool{}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			general, ok := decl.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range general.Specs {
				if s, ok := spec.(*ast.TypeSpec); ok && s.Name.IsExported() {
					types[s.Name.Name] = true
				}
			}
		}
	}
	return types
}
