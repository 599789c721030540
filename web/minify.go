package web

import (
	"fmt"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/js"
)

// scriptYear is the year of the oldest supported browser: the minifier uses no newer
// syntax.
const scriptYear = 2018

// minified minifies a script or style sheet and returns other files unchanged. It fails
// on a syntax error.
func minified(ext string, body []byte) ([]byte, error) {
	if ext != ".css" && ext != ".js" {
		return body, nil
	}
	m := minify.New()
	m.Add(".css", &css.Minifier{})
	m.Add(".js", &js.Minifier{Version: scriptYear})
	small, err := m.Bytes(ext, body)
	if err != nil {
		return nil, fmt.Errorf("cannot be minified: %w", err)
	}
	return small, nil
}
