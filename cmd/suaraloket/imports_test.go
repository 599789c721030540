package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// allowed lists what each room may import from the others. A room covers the folders
// beneath it that have no entry of their own. Surfaces never import each other or the
// repository.
func allowed() map[string][]string {
	domain := []string{"domain", "domain/score", "domain/report", "domain/account", "domain/notice", "domain/locale"}
	site := append([]string{"web", "document", "domain/wire"}, domain...)
	return map[string][]string{
		"domain":                     {"domain/audit", "domain/masking", "domain/portrait"},
		"domain/audit":               {},
		"domain/masking":             {},
		"domain/portrait":            {},
		"domain/score":               {},
		"domain/score/sim":           {"domain/score"},
		"domain/seal":                {},
		"domain/review":              {"domain", "domain/audit", "domain/integrity"},
		"domain/integrity":           {"domain", "domain/audit"},
		"domain/integrity/sim":       {"domain", "domain/integrity"},
		"domain/locale":              {"domain", "domain/report"},
		"domain/account":             {"domain", "domain/audit"},
		"domain/report":              {"domain", "domain/audit", "domain/score"},
		"domain/publication":         {"domain", "domain/score"},
		"domain/notice":              {"domain", "domain/audit", "domain/report", "domain/account"},
		"domain/rosterfile":          {"domain", "domain/integrity"},
		"domain/wire":                {"domain", "domain/audit"},
		"domain/sample":              {"domain", "domain/account"},
		"repository":                 {"domain", "domain/audit", "domain/masking", "domain/portrait", "domain/score", "domain/account", "domain/report", "domain/review", "domain/notice", "domain/publication", "domain/integrity"},
		"repository/testdb":          {"repository", "domain", "domain/report"},
		"repository/journal":         {"domain", "repository"},
		"web":                        {"domain", "domain/locale", "domain/portrait"},
		"web/sitetest":               append([]string{"api", "kiosk", "repository", "repository/testdb", "domain/integrity", "domain/masking", "domain/review", "domain/seal"}, site...),
		"document":                   {"domain", "domain/locale", "domain/report", "domain/rosterfile"},
		"api":                        site,
		"kiosk":                      append([]string{"domain/integrity"}, site...),
		"hr":                         append([]string{"hr/frame", "hr/board", "hr/officer", "hr/fleet", "hr/review", "hr/setting", "domain/integrity", "domain/review"}, site...),
		"hr/frame":                   site,
		"hr/chart":                   site,
		"hr/board":                   append([]string{"hr/frame", "hr/chart", "domain/review"}, site...),
		"hr/officer":                 append([]string{"hr/frame", "hr/chart", "domain/review"}, site...),
		"hr/fleet":                   append([]string{"hr/frame", "domain/integrity"}, site...),
		"hr/review":                  append([]string{"hr/frame", "domain/review", "domain/integrity"}, site...),
		"hr/setting":                 append([]string{"hr/frame", "domain/audit", "domain/review"}, site...),
		"bot":                        append([]string{"bot/backoff", "bot/outbox", "bot/talk", "domain/seal"}, domain...),
		"bot/backoff":                {},
		"bot/outbox":                 {"domain", "domain/seal", "bot/backoff"},
		"bot/talk":                   append([]string{"domain/seal", "domain/masking"}, domain...),
		"bot/telegramtest":           {},
		"cmd/suaraloket/programtest": {"bot/telegramtest", "domain", "domain/sample", "repository", "repository/testdb", "web/browsertest"},
		"cmd/suaraloket": append([]string{"cmd/suaraloket/config", "cmd/suaraloket/server", "bot", "domain/audit", "domain/rosterfile", "domain/sample", "hr", "repository"},
			site...),
		"cmd/suaraloket/config": {"bot", "domain", "domain/masking", "domain/integrity", "repository"},
		"cmd/suaraloket/server": append([]string{"cmd/suaraloket/config", "api", "bot", "bot/telegramtest", "hr", "kiosk", "repository", "repository/journal",
			"domain/audit", "domain/masking", "domain/review", "domain/seal", "domain/publication", "domain/integrity"},
			site...),
	}
}

// outside lists the libraries that the inner rooms may use; every other room may
// use what it needs.
func outside() map[string][]string {
	image, uuid := "golang.org/x/image/", []string{"github.com/google/uuid"}
	return map[string][]string{
		"domain": uuid,
		"domain/portrait": {image + "draw", image + "font", image + "font/gofont/gobold", image + "font/opentype",
			image + "math/fixed", image + "vector"},
		"domain/masking":       {"golang.org/x/text/unicode/norm"},
		"domain/account":       uuid,
		"domain/notice":        uuid,
		"domain/report":        {},
		"domain/score":         {"gonum.org/v1/gonum/mat", "gonum.org/v1/gonum/stat/distuv"},
		"domain/score/sim":     {"gonum.org/v1/gonum/stat"},
		"domain/seal":          {},
		"domain/review":        uuid,
		"domain/integrity":     {},
		"domain/integrity/sim": {},
		"domain/locale":        {},
		"domain/rosterfile":    append([]string{"golang.org/x/text/unicode/norm"}, uuid...),
		"domain/sample":        uuid,
		"domain/wire":          {},
		"domain/publication":   {},
		"domain/audit":         {},
	}
}

func TestTheHouseKeepsItsShape(t *testing.T) {
	rooms := allowed()
	seen := map[string]bool{}
	for file, imports := range imports(t) {
		room := roomOf(filepath.ToSlash(filepath.Dir(file)), rooms)
		if room == "" {
			t.Errorf("%s is in no room", file)
			continue
		}
		seen[room] = true
		for _, path := range imports {
			own, ours := strings.CutPrefix(path, "suaraloket/")
			switch {
			case ours && roomOf(own, rooms) != room && !slices.Contains(rooms[room], own):
				t.Errorf("%s imports %s", file, path)
			case !ours && !mayUse(room, path):
				t.Errorf("%s uses %s", file, path)
			}
		}
	}
	for room := range rooms {
		if !seen[room] {
			t.Errorf("room %s is empty", room)
		}
	}
}

func mayUse(room, path string) bool {
	if path == "net/http" || path == "database/sql" {
		return !strings.HasPrefix(room, "domain")
	}
	libraries, inner := outside()[room]
	return !inner || !strings.Contains(strings.Split(path, "/")[0], ".") || slices.Contains(libraries, path)
}

// roomOf gives the longest room that holds the folder.
func roomOf(folder string, rooms map[string][]string) string {
	for folder != "." && folder != "/" && folder != "" {
		if _, ok := rooms[folder]; ok {
			return folder
		}
		folder = filepath.ToSlash(filepath.Dir(folder))
	}
	return ""
}

// imports reads what every file of the program imports, tests left out.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	root := filepath.Join("..", "..")
	found := map[string][]string{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		if entry.IsDir() && (name == "tools" || name != "." && strings.HasPrefix(entry.Name(), ".")) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		found[name] = nil
		for _, spec := range file.Imports {
			text, _ := strconv.Unquote(spec.Path.Value)
			found[name] = append(found[name], text)
		}
		return nil
	})
	if err != nil || len(found) == 0 {
		t.Fatal(len(found), err)
	}
	return found
}
