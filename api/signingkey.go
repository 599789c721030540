package api

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"suaraloket/web"
)

// signatureHeader carries the tablet's signature of the method, the path and the body, each
// followed by a line feed but the body.
const signatureHeader = "Tablet-Signature"

// checkSignature refuses a request with the key of a tablet that signs its requests, unless this
// one is signed.
func (s *Site) checkSignature(c *fiber.Ctx) error {
	key := web.Bearer(c)
	if key == "" {
		return c.Next()
	}
	text := c.Method() + "\n" + c.Path() + "\n" + string(c.Body())
	_, err := web.Within(func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.Kiosks.Signed(ctx, key, text, c.Get(signatureHeader))
	})
	if err != nil {
		return err
	}
	return c.Next()
}

// setSigningKey answers PUT /api/v1/kiosk/signing-key: the tablet sends the public key with which
// it signs its requests and the file of its queue.
func (s *Site) setSigningKey(c *fiber.Ctx) error {
	f, key, err := s.fromDevice(c)
	if err != nil {
		return err
	}
	public := f.Text("public_key")
	if err := f.Err(nil); err != nil {
		return err
	}
	_, err = web.Within(func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.Kiosks.SetSigningKey(ctx, key, public)
	})
	if err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
