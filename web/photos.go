package web

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	lru "github.com/hashicorp/golang-lru/v2"

	"suaraloket/domain"
	"suaraloket/domain/portrait"
)

// photoPath is beneath which photos lie; addresses end with photoSmall or photoLarge.
const (
	photoPath  = "/photos/"
	photoSmall = "-small.jpg"
	photoLarge = ".jpg"
)

// PhotoAddress is where a photo lies as tablets and the chat show it, SmallPhotoAddress
// as phones and lists do.
func PhotoAddress(id string) string { return photoPath + id + photoLarge }

// SmallPhotoAddress is that of the small one.
func SmallPhotoAddress(id string) string { return photoPath + id + photoSmall }

// LineupAddress is where the picture of a counter's officers lies, "" when there is none.
func LineupAddress(counter string, officers []domain.Officer) string {
	if lineup := domain.Lineup(officers); lineup != "" {
		return photoPath + counter + "/" + lineup + photoLarge
	}
	return ""
}

// FigureOf is the drawn figure of an officer; one that is not known is the plainest.
func FigureOf(o domain.Officer) string {
	switch o.Figure {
	case "a", "b", "d":
		return o.Figure
	}
	return "c"
}

// FigureAddress is where the drawn figure of an officer lies.
func (s *Shell) FigureAddress(o domain.Officer) (string, error) {
	return s.assets.address("figure-" + FigureOf(o) + ".svg")
}

// keptPhotos bounds how many pictures are held in memory, of some 40 kB: those of the
// people who serve today outlast the database.
const keptPhotos = 300

// PhotoRoutes serve the officers' photos. An address names a picture and says nothing
// of the officer; it is served as long as the picture is somebody's photo.
type PhotoRoutes struct {
	shell  *Shell
	photos *domain.Photos
	kept   *lru.Cache[string, []byte] // by the name of the picture: a path has many spellings
}

// NewPhotoRoutes makes the routes.
func NewPhotoRoutes(shell *Shell, photos *domain.Photos) (*PhotoRoutes, error) {
	kept, err := lru.New[string, []byte](keptPhotos)
	return &PhotoRoutes{shell: shell, photos: photos, kept: kept}, err
}

// Mount adds the routes to the application.
func (r *PhotoRoutes) Mount(app *fiber.App) {
	app.Get(photoPath+":file", r.photo)
	app.Get(photoPath+":counter/:file", r.lineup)
}

// photo answers GET /photos/{id}.jpg and /photos/{id}-small.jpg. While the database is
// away and the picture is not held, it leads to the officer's drawn figure.
func (r *PhotoRoutes) photo(c *fiber.Ctx) error {
	id, small := strings.CutSuffix(c.Params("file"), photoSmall)
	name := SmallPhotoAddress(id)
	if !small {
		id = strings.TrimSuffix(id, photoLarge)
		name = PhotoAddress(id)
	}
	owner, err := Within(func(ctx context.Context) (domain.Officer, error) { return r.photos.Owner(ctx, id) })
	if err != nil {
		return err
	}
	picture, err := r.keep(name, func(ctx context.Context) ([]byte, error) {
		photo, err := r.photos.Photo(ctx, id)
		if small {
			return photo.Small, err
		}
		return photo.Large, err
	})
	if errors.Is(err, domain.ErrUnavailable) {
		return r.figure(c, owner)
	}
	return sendPicture(c, picture, err)
}

func (r *PhotoRoutes) figure(c *fiber.Ctx, o domain.Officer) error {
	address, err := r.shell.FigureAddress(o)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Redirect(address, fiber.StatusFound)
}

// lineup answers GET /photos/{counter}/{lineup}.jpg while these officers are on duty.
func (r *PhotoRoutes) lineup(c *fiber.Ctx) error {
	named := strings.TrimSuffix(c.Params("file"), photoLarge)
	officers, err := Within(func(ctx context.Context) ([]domain.Officer, error) {
		return r.photos.Lineup(ctx, c.Params("counter"), named)
	})
	if err != nil {
		return err
	}
	picture, err := r.keep(named, func(ctx context.Context) ([]byte, error) {
		people := make([][]byte, len(officers))
		for i, o := range officers {
			if o.Photo == "" {
				continue
			}
			photo, err := r.photos.Photo(ctx, o.Photo)
			if err != nil {
				return nil, err
			}
			people[i] = photo.Large
		}
		return portrait.Lineup(people)
	})
	return sendPicture(c, picture, err)
}

// keep gives what is held under a name, or gets it.
func (r *PhotoRoutes) keep(name string, get func(context.Context) ([]byte, error)) ([]byte, error) {
	if picture, ok := r.kept.Get(name); ok {
		return picture, nil
	}
	picture, err := Within(get)
	if err == nil {
		r.kept.Add(name, picture)
	}
	return picture, err
}

// photoAge is for how long browsers and proxies may hold a picture: an address never
// shows another one, but who takes a photo away wants it gone.
const photoAge = 24 * time.Hour

func sendPicture(c *fiber.Ctx, picture []byte, err error) error {
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "image/jpeg")
	c.Set(fiber.HeaderCacheControl, fmt.Sprintf("public, max-age=%.0f", photoAge.Seconds()))
	return c.Send(picture)
}
