package web

import (
	"path"

	"github.com/evanw/esbuild/pkg/api"
)

// scriptYear is the language of the oldest supported browser, of 2018. Newer syntax is
// rewritten; functions that are newer are not.
const scriptYear = api.ES2018

// minified minifies a script or style sheet and returns other files unchanged. It fails
// on a syntax error.
func minified(name string, body []byte) ([]byte, error) {
	var kind api.Loader
	switch path.Ext(name) {
	case ".css":
		kind = api.LoaderCSS
	case ".js":
		kind = api.LoaderJS
	default:
		return body, nil
	}
	result := api.Transform(string(body), api.TransformOptions{
		Loader: kind, Sourcefile: name, Charset: api.CharsetUTF8, Target: scriptYear,
		MinifyWhitespace: true, MinifySyntax: true, MinifyIdentifiers: true,
	})
	return result.Code, complaints(name, result.Errors)
}
