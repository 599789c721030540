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

// photoPath is the path prefix of photos; addresses end with photoSmall or photoLarge.
const (
	photoPath  = "/photos/"
	photoSmall = "-small.jpg"
	photoLarge = ".jpg"
)

// PhotoAddress is the address of a photo in the size for tablets and the chat.
func PhotoAddress(id string) string { return photoPath + id + photoLarge }

// SmallPhotoAddress is the address of a photo in the size for phones and lists.
func SmallPhotoAddress(id string) string { return photoPath + id + photoSmall }

// LineupAddress is the address of the group picture of a counter's officers, "" when there
// is none.
func LineupAddress(counter string, officers []domain.Officer) string {
	if lineup := domain.Lineup(officers); lineup != "" {
		return photoPath + counter + "/" + lineup + photoLarge
	}
	return ""
}

// FigureAddress is the address of an officer's drawn figure.
func (s *Shell) FigureAddress(o domain.Officer) (string, error) {
	return s.assets.address("figure-" + FigureOf(o) + ".svg")
}

// maxCachedPhotos limits the pictures in memory, of about 40 kB each. The cache serves
// the photos of today's officers while the database is away.
const maxCachedPhotos = 300

// PhotoRoutes serve the officers' photos. An address identifies a picture and reveals
// nothing about the officer. A picture is served as long as it is the photo of an officer.
type PhotoRoutes struct {
	shell  *Shell
	photos *domain.Photos
	cached *lru.Cache[string, []byte] // by the name of the picture, because a path has many spellings
}

// NewPhotoRoutes makes the routes.
func NewPhotoRoutes(shell *Shell, photos *domain.Photos) (*PhotoRoutes, error) {
	cached, err := lru.New[string, []byte](maxCachedPhotos)
	return &PhotoRoutes{shell: shell, photos: photos, cached: cached}, err
}

// Mount adds the routes to the application.
func (r *PhotoRoutes) Mount(app *fiber.App) {
	app.Get(photoPath+":file", r.photo)
	app.Get(photoPath+":counter/:file", r.lineup)
}

// photo answers GET /photos/{id}.jpg and /photos/{id}-small.jpg. While the database is
// away and the picture is not cached, it redirects to the officer's drawn figure.
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
	picture, err := r.cache(name, func(ctx context.Context) ([]byte, error) {
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
	picture, err := r.cache(named, func(ctx context.Context) ([]byte, error) {
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

// cache returns the cached picture of a name, or gets and caches it.
func (r *PhotoRoutes) cache(name string, get func(context.Context) ([]byte, error)) ([]byte, error) {
	if picture, ok := r.cached.Get(name); ok {
		return picture, nil
	}
	picture, err := Within(get)
	if err == nil {
		r.cached.Add(name, picture)
	}
	return picture, err
}

// photoAge is how long browsers and proxies may cache a picture. An address never changes
// its picture, but a removed photo has to disappear.
const photoAge = 24 * time.Hour

func sendPicture(c *fiber.Ctx, picture []byte, err error) error {
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "image/jpeg")
	c.Set(fiber.HeaderCacheControl, fmt.Sprintf("public, max-age=%.0f", photoAge.Seconds()))
	return c.Send(picture)
}
