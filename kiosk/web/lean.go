package web

import (
	"bytes"
	"regexp"
)

// lean leaves out of a script or style sheet what only those need who change it:
// indentation, empty lines, and comments that stand on lines of their own.
func lean(ext string, body []byte) []byte {
	switch ext {
	case ".css":
		body = regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAll(body, nil)
		body = regexp.MustCompile(`[ \t]*([{};,])[ \t]*`).ReplaceAll(body, []byte("$1"))
		body = regexp.MustCompile(`([a-z]): `).ReplaceAll(body, []byte("$1:"))
	case ".js":
		body = regexp.MustCompile(`(?m)^[ \t]*//.*$`).ReplaceAll(body, nil)
	default:
		return body
	}
	var out bytes.Buffer
	for line := range bytes.Lines(body) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			out.Write(line)
			out.WriteByte('\n')
		}
	}
	return out.Bytes()
}
