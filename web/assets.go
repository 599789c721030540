package web

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"
)

//go:embed static
var static embed.FS

// assets are files that browsers may cache for ever: their addresses contain a
// fingerprint of their content.
type assets struct {
	byName  map[string]string // base.css → /assets/base.1a2b3c4d.css
	content map[string]asset  // /assets/base.1a2b3c4d.css → bytes
}

type asset struct {
	mime  string
	body  []byte
	small []byte // gzipped, nil when that is not smaller
}

// shared are the files that every site uses.
var shared = NewAssets(static, "static")

// Assets are embedded files for browsers. They are minified and compressed on first use,
// once per process, which takes far longer than making a shell.
type Assets struct {
	prepared func() (*assets, error)
}

// NewAssets contains all files of a folder. Scripts may import scripts in the same folder
// by name and become one file with them, and style sheets may use files of the folder as url(name).
func NewAssets(site fs.FS, folder string) *Assets {
	return &Assets{prepared: sync.OnceValues(func() (*assets, error) {
		files, err := fs.Sub(site, folder)
		if err != nil {
			return nil, err
		}
		return prepare(files)
	})}
}

// AddAssets adds the files of a site to the shared files. Call it before App. It fails
// on a duplicate name.
func (s *Shell) AddAssets(own *Assets) error {
	prepared, err := own.prepared()
	if err != nil {
		return err
	}
	return s.assets.addAll(prepared)
}

func (a *assets) addAll(others *assets) error {
	for name, address := range others.byName {
		switch there, taken := a.byName[name]; {
		case taken && there != address:
			return fmt.Errorf("two assets are named %q", name)
		case !taken:
			a.byName[name], a.content[address] = address, others.content[address]
		}
	}
	return nil
}

func newAssets() *assets { return &assets{byName: map[string]string{}, content: map[string]asset{}} }

func prepare(files fs.FS) (*assets, error) {
	plain, scripts, styles, err := staticNames(files)
	if err != nil {
		return nil, err
	}
	a := newAssets()
	// Plain files first: style sheets need the full addresses of the fonts.
	for _, name := range append(plain, styles...) {
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		if err := a.add(name, body); err != nil {
			return nil, err
		}
	}
	return a, a.addScripts(files, scripts)
}

// staticNames lists the files by kind: plain files refer to no others, scripts import
// each other, style sheets refer to plain files.
func staticNames(files fs.FS) (plain, scripts, styles []string, err error) {
	err = fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || entry.IsDir():
		case path.Ext(name) == ".js":
			scripts = append(scripts, name)
		case path.Ext(name) == ".css":
			styles = append(styles, name)
		default:
			plain = append(plain, name)
		}
		return err
	})
	return plain, scripts, styles, err
}

func (a *assets) add(name string, body []byte) error {
	body, err := minified(name, body)
	if err != nil {
		return err
	}
	if path.Ext(name) == ".css" {
		body = a.linked(body)
	}
	a.keep(name, body)
	return nil
}

// keep adds a file as browsers get it.
func (a *assets) keep(name string, body []byte) {
	ext := path.Ext(name)
	sum := sha256.Sum256(body)
	address := "/assets/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:4]) + ext
	a.byName[name] = address
	a.content[address] = asset{mime: mimeOf(ext), body: body, small: Gzipped(name, body)}
}

// linked replaces url("name") with the address of the asset of that name.
func (a *assets) linked(css []byte) []byte {
	text := string(css)
	for name, address := range a.byName {
		for _, quote := range []string{`"`, `'`, ""} {
			text = strings.ReplaceAll(text, "url("+quote+name+quote+")", "url("+quote+address+quote+")")
		}
	}
	return []byte(text)
}

func mimeOf(ext string) string {
	switch ext {
	case ".woff2":
		return "font/woff2"
	case ".mp3":
		return "audio/mpeg"
	case ".webmanifest":
		return "application/manifest+json"
	}
	return mime.TypeByExtension(ext)
}

// File identifies an asset for a program that caches it.
type File struct {
	Address   string `json:"address"`
	Integrity string `json:"integrity"` // sha256-…, as browsers check it
}

// Files returns the named assets. It fails on an unknown name.
func (s *Shell) Files(names []string) ([]File, error) {
	files := make([]File, 0, len(names))
	for _, name := range names {
		address, err := s.assets.address(name)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(s.assets.content[address].body)
		files = append(files, File{Address: address, Integrity: "sha256-" + base64.StdEncoding.EncodeToString(sum[:])})
	}
	return files, nil
}

// AssetNames lists the asset names with a prefix, sorted.
func (s *Shell) AssetNames(prefix string) []string {
	var names []string
	for name := range s.assets.byName {
		if strings.HasPrefix(name, prefix) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Minify minifies a script that is served outside the assets.
func Minify(script []byte) ([]byte, error) { return minified("script.js", script) }

func (a *assets) address(name string) (string, error) {
	if address, ok := a.byName[name]; ok {
		return address, nil
	}
	return "", fmt.Errorf("no asset %q", name)
}

func (a *assets) mount(app *fiber.App) {
	app.Get("/assets/*", func(c *fiber.Ctx) error {
		found, ok := a.content[c.Path()]
		if !ok {
			return fiber.ErrNotFound
		}
		c.Set(fiber.HeaderContentType, found.mime)
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
		return SendSmall(c, found.body, found.small)
	})
}
