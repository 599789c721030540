package web

import (
	"fmt"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/js"
)

// scriptYear is the year of the oldest browser that reads the scripts: none is made
// shorter by a word that came after it.
const scriptYear = 2018

// lean makes a script or style sheet as short as what it says allows, and gives other
// files as they are. It fails on one that is not well formed.
func lean(ext string, body []byte) ([]byte, error) {
	if ext != ".css" && ext != ".js" {
		return body, nil
	}
	m := minify.New()
	m.Add(".css", &css.Minifier{})
	m.Add(".js", &js.Minifier{Version: scriptYear})
	small, err := m.Bytes(ext, body)
	if err != nil {
		return nil, fmt.Errorf("cannot be made lean: %w", err)
	}
	return small, nil
}
