package officer

import (
	"context"
	"mime/multipart"
	"slices"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// photosPath is the page that manages photos; photoField is the form field of the files.
const (
	photosPath = frame.Root + "/foto"
	photoField = "foto"
)

// photosView is the data of the page on which HR and heads upload many photos.
type photosView struct {
	Officers []domain.Officer // officers without a photo first
	With     int64            // the number of officers with a photo
	Results  []photoResult    // of the uploaded files
	Error    string           // why no file was accepted
}

// photoResult is the result of one uploaded file.
type photoResult struct {
	File    string `json:"file"`
	Officer string `json:"officer,omitempty"` // the name of the officer
	Error   string `json:"error,omitempty"`
}

// photosAnswer is the JSON answer to the page's script.
type photosAnswer struct {
	Photos []photoResult `json:"photos"`
}

func (s *Section) photos(c *fiber.Ctx, who frame.Visitor) error {
	return s.showPhotos(c, fiber.StatusOK, who, photosView{})
}

func (s *Section) showPhotos(c *fiber.Ctx, status int, who frame.Visitor, view photosView) (err error) {
	view.Officers, err = web.Within(func(ctx context.Context) ([]domain.Officer, error) { return s.Photos.Officers(ctx, who.Actor) })
	if err != nil {
		return err
	}
	for _, o := range view.Officers {
		if o.Photo != "" {
			view.With++
		}
	}
	slices.SortStableFunc(view.Officers, func(a, b domain.Officer) int { return min(len(a.Photo), 1) - min(len(b.Photo), 1) })
	return s.Show(c, status, "photos.html", who, frame.Page{Title: s.Texts(c).T("hr.photos.title"), Nav: "photos", Body: view})
}

// uploadPhotos accepts files that are named after officers. A refused file does not affect
// the others.
func (s *Section) uploadPhotos(c *fiber.Ctx, who frame.Visitor) error {
	files := photoFiles(c)
	if len(files) == 0 {
		return s.showPhotos(c, fiber.StatusUnprocessableEntity, who, photosView{Error: s.Texts(c).T("hr.photos.needed")})
	}
	results, err := s.putPhotos(c, files, func(ctx context.Context, name string, file []byte) (domain.Officer, error) {
		return s.Photos.PutNamed(ctx, who.Actor, name, file)
	})
	if err != nil {
		return err
	}
	if !web.WantsPage(c) {
		return c.JSON(photosAnswer{results})
	}
	return s.showPhotos(c, fiber.StatusOK, who, photosView{Results: results})
}

// putPhoto accepts the photo of one officer.
func (s *Section) putPhoto(c *fiber.Ctx, who frame.Visitor) error {
	code, files := domain.NormalCode(c.Params("code")), photoFiles(c)
	if len(files) == 0 {
		return domain.ErrPhotoFormat
	}
	put := func(ctx context.Context, _ string, file []byte) (domain.Officer, error) {
		return domain.Officer{}, s.Photos.Put(ctx, who.Actor, code, file)
	}
	if !web.WantsPage(c) {
		results, err := s.putPhotos(c, files[:1], put)
		if err != nil {
			return err
		}
		return c.JSON(photosAnswer{results})
	}
	file, err := frame.ReadUpload(files[0])
	if err == nil {
		err = frame.Run(func(ctx context.Context) error { _, err := put(ctx, "", file); return err })
	}
	if err != nil {
		return err
	}
	return redirectToPhoto(c, code)
}

func (s *Section) deletePhoto(c *fiber.Ctx, who frame.Visitor) error {
	code := domain.NormalCode(c.Params("code"))
	if err := frame.Run(func(ctx context.Context) error { return s.Photos.Drop(ctx, who.Actor, code) }); err != nil {
		return err
	}
	return redirectToPhoto(c, code)
}

func redirectToPhoto(c *fiber.Ctx, code string) error {
	return c.Redirect(frame.OfficerAddress(code, domain.Period{})+"#foto", fiber.StatusSeeOther)
}

// putPhotos stores every file and returns the result of each. It stops at the first error
// that is no refusal; a repeated upload of the same files is safe.
func (s *Section) putPhotos(c *fiber.Ctx, files []*multipart.FileHeader,
	put func(ctx context.Context, name string, file []byte) (domain.Officer, error)) (results []photoResult, err error) {
	for i, header := range files {
		if i >= domain.MaxPhotos {
			results = append(results, photoResult{File: header.Filename, Error: s.photoRefusal(c, domain.ErrPhotosMany)})
			continue
		}
		file, err := frame.ReadUpload(header)
		if err != nil {
			return nil, err
		}
		officer, err := web.Within(func(ctx context.Context) (domain.Officer, error) { return put(ctx, header.Filename, file) })
		result := photoResult{File: header.Filename, Officer: officer.Name}
		if refusal, refused := domain.Refusal(err); refused && refusal.Code != domain.CodeUnavailable {
			result.Officer, result.Error = "", s.photoRefusal(c, refusal)
		} else if err != nil {
			return nil, err
		}
		results = append(results, result)
	}
	return results, nil
}

// photoRefusal words the refusal of a file.
func (s *Section) photoRefusal(c *fiber.Ctx, refusal *domain.Error) string {
	if refusal.Is(domain.ErrOfficerUnknown) {
		return s.Texts(c).T("hr.photos.unknown")
	}
	return s.Texts(c).Refusal(refusal)
}

func photoFiles(c *fiber.Ctx) []*multipart.FileHeader {
	form, err := c.MultipartForm()
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(form.File[photoField], func(h *multipart.FileHeader) bool { return h.Filename == "" })
}
