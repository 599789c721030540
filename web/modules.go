package web

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
)

// addScripts adds scripts, each after those that it imports: their full addresses
// take the place of the names, so that a changed module changes all that lead to it.
// It fails on modules that import each other in a ring.
func (a *assets) addScripts(files fs.FS, names []string) error {
	m := modules{assets: a, files: files, imported: regexp.MustCompile(`(\b(?:from|import)\s+")(\./[a-z0-9-]+\.js)(")`)}
	for _, name := range names {
		if err := m.add(name, nil); err != nil {
			return err
		}
	}
	return nil
}

// modules are scripts that import each other by the names of files beside them.
type modules struct {
	assets   *assets
	files    fs.FS
	imported *regexp.Regexp // from "./name.js"
}

func (m modules) add(name string, importers []string) error {
	if _, there := m.assets.byName[name]; there {
		return nil
	}
	if slices.Contains(importers, name) {
		return fmt.Errorf("modules import each other: %v", append(importers, name))
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
