package web

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"

	"github.com/evanw/esbuild/pkg/api"
)

// imports matches the static imports of scripts in the same folder.
var imports = regexp.MustCompile(`\b(?:from|import)\s+"(\./[a-z0-9-]+\.js)"`)

// addScripts adds scripts. A script that imports others becomes one file with all of them,
// so that a tablet on a slow network waits for one answer instead of forty; a script that
// is imported is no asset of its own. It fails on a missing import.
func (a *assets) addScripts(files fs.FS, names []string) error {
	bodies, importers, imported := map[string][]byte{}, map[string]bool{}, map[string]bool{}
	for _, name := range names {
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		bodies[name] = body
		for _, found := range imports.FindAllSubmatch(body, -1) {
			importers[name] = true
			imported[path.Join(path.Dir(name), string(found[1]))] = true
		}
	}
	for name, body := range bodies {
		var err error
		switch {
		case imported[name]:
			continue
		case importers[name]:
			body, err = bundle(files, name)
		default:
			body, err = minified(name, body)
		}
		if err != nil {
			return err
		}
		a.keep(name, body)
	}
	return nil
}

// bundle returns a module and all its imports as one minified module.
func bundle(files fs.FS, name string) ([]byte, error) {
	result := api.Build(api.BuildOptions{
		EntryPoints: []string{name}, Bundle: true, Format: api.FormatESModule, Plugins: []api.Plugin{loader(files)},
		Target: scriptYear, Charset: api.CharsetUTF8, MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
	})
	if err := complaints(name, result.Errors); err != nil {
		return nil, err
	}
	return result.OutputFiles[0].Contents, nil
}

// loader makes esbuild read imports from files instead of the disk.
func loader(files fs.FS) api.Plugin {
	const namespace = "assets"
	return api.Plugin{Name: namespace, Setup: func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: "."}, func(args api.OnResolveArgs) (api.OnResolveResult, error) {
			return api.OnResolveResult{Path: path.Join(path.Dir(args.Importer), args.Path), Namespace: namespace}, nil
		})
		build.OnLoad(api.OnLoadOptions{Filter: ".", Namespace: namespace}, func(args api.OnLoadArgs) (api.OnLoadResult, error) {
			body, err := fs.ReadFile(files, args.Path)
			text := string(body)
			return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, err
		})
	}}
}

// complaints joins esbuild's errors.
func complaints(name string, messages []api.Message) error {
	var list []error
	for _, m := range messages {
		file, line := name, 0
		if m.Location != nil {
			file, line = m.Location.File, m.Location.Line
		}
		list = append(list, fmt.Errorf("%s:%d: %s", file, line, m.Text))
	}
	return errors.Join(list...)
}
