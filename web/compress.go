package web

import (
	"bytes"
	"compress/gzip"
	"path"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Gzipped compresses a body. It returns nil when that does not pay: for small bodies, and
// for fonts, pictures and recordings, which are compressed already.
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

// acceptsGzip reads Accept-Encoding: weight 0 means no, * means all encodings that
// are not listed.
func acceptsGzip(c *fiber.Ctx) bool {
	any := false
	for part := range strings.SplitSeq(c.Get(fiber.HeaderAcceptEncoding), ",") {
		coding, weight, _ := strings.Cut(strings.ReplaceAll(part, " ", ""), ";")
		weight = strings.TrimPrefix(weight, "q=")
		accepted := weight == "" || strings.Trim(weight, "0.") != ""
		switch coding {
		case "gzip":
			return accepted
		case "*":
			any = accepted
		}
	}
	return any
}

// SendSmall sends the compressed body small if there is one and the client accepts gzip,
// and body otherwise.
func SendSmall(c *fiber.Ctx, body, small []byte) error {
	if small == nil {
		return c.Send(body)
	}
	c.Vary(fiber.HeaderAcceptEncoding)
	if !acceptsGzip(c) {
		return c.Send(body)
	}
	c.Set(fiber.HeaderContentEncoding, "gzip")
	return c.Send(small)
}
