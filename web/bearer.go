package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Bearer returns the key of an Authorization header, "" when there is none.
func Bearer(c *fiber.Ctx) string {
	scheme, key, _ := strings.Cut(strings.TrimSpace(c.Get(fiber.HeaderAuthorization)), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(key)
}
