package api

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain/wire"
	"suaraloket/web"
)

// body reads the body of a request that has to be a JSON object.
func body(c *fiber.Ctx) (wire.Fields, error) {
	if !isJSON(c.Get(fiber.HeaderContentType)) {
		return wire.Fields{}, web.ErrMediaType
	}
	return wire.Read(c.Body())
}

// isJSON says whether a Content-Type is JSON, with parameters or without.
func isJSON(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(strings.TrimSpace(kind), "application/json")
}

// milliseconds is a span of time, at most ten years: a clock may be that wrong.
func milliseconds(n int64) time.Duration {
	const most = 10 * 365 * 24 * int64(time.Hour/time.Millisecond)
	return time.Duration(min(max(n, -most), most)) * time.Millisecond
}

// plainText keeps what is printable ASCII, up to a length.
func plainText(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, text)
	return text[:min(len(text), most)]
}
