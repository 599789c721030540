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

// photosPath is where photos are looked after; photoField is the form's for files.
const (
	photosPath = frame.Root + "/foto"
	photoField = "foto"
)

// photosView is the page on which HR and heads see who has a photo and bring many.
type photosView struct {
	Officers []domain.Officer // without a photo first
	With     int64            // how many of them have one
	Taken    []photoLine      // what became of the files that were brought
	Error    string           // why none was taken
}

// photoLine is what became of one file.
type photoLine struct {
	File    string `json:"file"`
	Officer string `json:"officer,omitempty"` // whose photo it is now
	Error   string `json:"error,omitempty"`
}

// photosAnswer is what the page's script reads.
type photosAnswer struct {
	Photos []photoLine `json:"photos"`
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

// takePhotos takes files that are named after officers, each by itself: what is wrong
// with one keeps no other back.
func (s *Section) takePhotos(c *fiber.Ctx, who frame.Visitor) error {
	files := photoFiles(c)
	if len(files) == 0 {
		return s.showPhotos(c, fiber.StatusUnprocessableEntity, who, photosView{Error: s.Texts(c).T("hr.photos.needed")})
	}
	lines, err := s.eachPhoto(c, files, func(ctx context.Context, name string, file []byte) (domain.Officer, error) {
		return s.Photos.PutNamed(ctx, who.Actor, name, file)
	})
	if err != nil {
		return err
	}
	if !web.WantsPage(c) {
		return c.JSON(photosAnswer{lines})
	}
	return s.showPhotos(c, fiber.StatusOK, who, photosView{Taken: lines})
}

// putPhoto takes the photo of one officer.
func (s *Section) putPhoto(c *fiber.Ctx, who frame.Visitor) error {
	code, files := domain.NormalCode(c.Params("code")), photoFiles(c)
	if len(files) == 0 {
		return domain.ErrPhotoFormat
	}
	put := func(ctx context.Context, _ string, file []byte) (domain.Officer, error) {
		return domain.Officer{}, s.Photos.Put(ctx, who.Actor, code, file)
	}
	if !web.WantsPage(c) {
		lines, err := s.eachPhoto(c, files[:1], put)
		if err != nil {
			return err
		}
		return c.JSON(photosAnswer{lines})
	}
	file, err := frame.ReadUpload(files[0])
	if err == nil {
		err = frame.Run(func(ctx context.Context) error { _, err := put(ctx, "", file); return err })
	}
	if err != nil {
		return err
	}
	return toPhoto(c, code)
}

func (s *Section) dropPhoto(c *fiber.Ctx, who frame.Visitor) error {
	code := domain.NormalCode(c.Params("code"))
	if err := frame.Run(func(ctx context.Context) error { return s.Photos.Drop(ctx, who.Actor, code) }); err != nil {
		return err
	}
	return toPhoto(c, code)
}

func toPhoto(c *fiber.Ctx, code string) error {
	return c.Redirect(frame.OfficerAddress(code, domain.Period{})+"#foto", fiber.StatusSeeOther)
}

// eachPhoto puts every file, and says of each what became of it. It ends at what is no
// refusal: whoever brings the same files again changes nothing.
func (s *Section) eachPhoto(c *fiber.Ctx, files []*multipart.FileHeader,
	put func(ctx context.Context, name string, file []byte) (domain.Officer, error)) (lines []photoLine, err error) {
	for _, header := range files {
		file, err := frame.ReadUpload(header)
		if err != nil {
			return nil, err
		}
		officer, err := web.Within(func(ctx context.Context) (domain.Officer, error) { return put(ctx, header.Filename, file) })
		line := photoLine{File: header.Filename, Officer: officer.Name}
		if refusal, refused := domain.Refusal(err); refused && refusal.Code != domain.CodeUnavailable {
			line.Officer, line.Error = "", s.photoRefusal(c, refusal)
		} else if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// photoRefusal says what is wrong with a file.
func (s *Section) photoRefusal(c *fiber.Ctx, refusal *domain.Error) string {
	if refusal.Is(domain.ErrOfficerUnknown) {
		return s.Texts(c).T("hr.photos.nobody")
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
