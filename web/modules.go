package web

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
)

// addScripts adds scripts, each after those that it imports, and replaces the imported
// names with their full addresses. So a changed module also changes the addresses of all
// modules that import it. It fails on an import cycle.
func (a *assets) addScripts(files fs.FS, names []string) error {
	m := modules{assets: a, files: files, imported: regexp.MustCompile(`(\b(?:from|import)\s+")(\./[a-z0-9-]+\.js)(")`)}
	for _, name := range names {
		if err := m.add(name, nil); err != nil {
			return err
		}
	}
	return nil
}

// modules are scripts that import scripts in the same folder by name.
type modules struct {
	assets   *assets
	files    fs.FS
	imported *regexp.Regexp // from "./name.js"
}

func (m modules) add(name string, importers []string) error {
	if _, added := m.assets.byName[name]; added {
		return nil
	}
	if slices.Contains(importers, name) {
		return fmt.Errorf("import cycle of modules: %v", append(importers, name))
	}
	body, err := fs.ReadFile(m.files, name)
	if err != nil {
		return err
	}
	for _, found := range m.imported.FindAllSubmatch(body, -1) {
		if err := m.add(beside(name, found[2]), append(importers, name)); err != nil {
			return err
		}
	}
	return m.assets.add(name, m.imported.ReplaceAllFunc(body, func(match []byte) []byte {
		found := m.imported.FindSubmatch(match)
		return slices.Concat(found[1], []byte(m.assets.byName[beside(name, found[2])]), found[3])
	}))
}

func beside(importer string, relative []byte) string {
	return path.Join(path.Dir(importer), string(relative))
}
