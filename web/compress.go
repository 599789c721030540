package web

import (
	"bytes"
	"compress/gzip"
	"path"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Gzipped is a body in fewer bytes, nil where that is not worth it: fonts, pictures and
// recordings are compressed already.
func Gzipped(name string, body []byte) []byte {
	if !slices.Contains([]string{".css", ".js", ".svg", ".json", ".webmanifest", ".html"}, path.Ext(name)) || len(body) < 256 {
		return nil
	}
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil
	}
	if _, err := w.Write(body); err != nil || w.Close() != nil || out.Len() >= len(body) {
		return nil
	}
	return out.Bytes()
}

// takesGzip reads Accept-Encoding; a weight of 0 is a no, * speaks for what is not named.
func takesGzip(c *fiber.Ctx) bool {
	any := false
	for part := range strings.SplitSeq(c.Get(fiber.HeaderAcceptEncoding), ",") {
		coding, weight, _ := strings.Cut(strings.ReplaceAll(part, " ", ""), ";")
		weight = strings.TrimPrefix(weight, "q=")
		takes := weight == "" || strings.Trim(weight, "0.") != ""
		switch coding {
		case "gzip":
			return takes
		case "*":
			any = takes
		}
	}
	return any
}

// SendSmall sends the body, compressed where there is a smaller one that the reader takes.
func SendSmall(c *fiber.Ctx, body, small []byte) error {
	if small == nil {
		return c.Send(body)
	}
	c.Vary(fiber.HeaderAcceptEncoding)
	if !takesGzip(c) {
		return c.Send(body)
	}
	c.Set(fiber.HeaderContentEncoding, "gzip")
	return c.Send(small)
}
