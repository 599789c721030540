package api

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain/wire"
	"suaraloket/web"
)

// body reads the body of a request, which must be a JSON object.
func body(c *fiber.Ctx) (wire.Fields, error) {
	if !isJSON(c.Get(fiber.HeaderContentType)) {
		return wire.Fields{}, web.ErrMediaType
	}
	return wire.Read(c.Body())
}

// isJSON reports whether a Content-Type is JSON, with or without parameters.
func isJSON(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(strings.TrimSpace(kind), "application/json")
}

// milliseconds converts to a duration and limits it to ten years, so that a wrong clock
// causes no overflow.
func milliseconds(n int64) time.Duration {
	const most = 10 * 365 * 24 * int64(time.Hour/time.Millisecond)
	return time.Duration(min(max(n, -most), most)) * time.Millisecond
}

// plainText keeps the printable ASCII characters, up to a length.
func plainText(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, text)
	return text[:min(len(text), most)]
}
