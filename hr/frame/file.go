package frame

import (
	"bytes"
	"encoding/base64"
	"html/template"
	"io"
	"mime/multipart"

	"github.com/gofiber/fiber/v2"

	"suaraloket/document"
)

// SendSheet answers with a CSV file in the format of an Indonesian spreadsheet:
// semicolons between fields, a byte order mark.
func SendSheet(c *fiber.Ctx, name string, rows [][]string) error {
	var out bytes.Buffer
	sheet, err := document.NewSheet(&out)
	if err != nil {
		return err
	}
	if err := sheet.WriteAll(rows); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`.csv"`)
	return c.Send(out.Bytes())
}

// ReadUpload reads an uploaded file.
func ReadUpload(header *multipart.FileHeader) ([]byte, error) {
	file, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(file)
}

// QRImage is the QR code of an address as the source of an image.
func QRImage(address string) (template.URL, error) {
	drawing, err := document.QRSVG(address)
	return template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(drawing))), err
}
