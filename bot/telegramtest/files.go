package telegramtest

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// maxDownload is the largest file that getFile gives out, in bytes (Docs: getFile).
const maxDownload = 20 << 20

// file is what persons and the bot have sent; it stays as long as the server.
type file struct {
	id, unique string
	path       string // under /file/bot<TOKEN>/
	kind       string // "photo", "voice", …: an id of one kind does not do for another
	body       []byte
}

type files struct {
	byID, byPath map[string]*file
}

func newFiles() files { return files{byID: map[string]*file{}, byPath: map[string]*file{}} }

// keep gives body an id. The same content has the same unique id, yet another id each time (Docs: PhotoSize).
func (f *files) keep(kind, extension string, body []byte) *file {
	n := len(f.byID) + 1
	sum := sha256.Sum256(append([]byte(kind), body...))
	kept := &file{
		id:     "AgAC" + base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%s %d %x", kind, n, sum[:6])),
		unique: "AQAD" + base64.RawURLEncoding.EncodeToString(sum[:9]),
		path:   kind + "s/file_" + strconv.Itoa(n) + extension, kind: kind, body: body,
	}
	f.byID[kept.id], f.byPath[kept.path] = kept, kept
	return kept
}

type wireFile struct {
	ID       string `json:"file_id"`
	Unique   string `json:"file_unique_id"`
	Size     int    `json:"file_size,omitempty"`
	Path     string `json:"file_path,omitempty"`
	Width    int    `json:"width,omitempty"`
	Height   int    `json:"height,omitempty"`
	Duration int    `json:"duration,omitempty"`
	Name     string `json:"file_name,omitempty"`
	MIME     string `json:"mime_type,omitempty"`
}

func (f *file) wire() wireFile { return wireFile{ID: f.id, Unique: f.unique, Size: len(f.body)} }

func (s *Server) getFile(_ context.Context, p params) (any, error) {
	if p.arg("file_id") == "" {
		return nil, badRequest("file_id not specified")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.files.byID[p.arg("file_id")]
	switch {
	case f == nil:
		return nil, badRequest("invalid file_id")
	case len(f.body) > maxDownload:
		return nil, badRequest("file is too big")
	}
	w := f.wire()
	w.Path = f.path
	return w, nil
}

// serveFile gives a file out at /file/bot<TOKEN>/<file_path>; it does not expire, as Telegram's may after an
// hour (Docs: getFile).
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request, rest string) {
	token, path, ok := splitPath(rest)
	s.mu.Lock()
	f := s.files.byPath[path]
	s.mu.Unlock()
	switch {
	case !ok || token == s.opts.Token && f == nil:
		refuse(w, &refusal{Status: http.StatusNotFound, Description: "Not Found"})
	case token != s.opts.Token:
		refuse(w, &refusal{Status: http.StatusUnauthorized, Description: "Unauthorized"})
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		refuse(w, &refusal{Status: http.StatusMethodNotAllowed, Description: "Method Not Allowed"})
	default:
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = w.Write(f.body) // the caller may have gone
	}
}

// inputFile is the file that a call sends: by upload, by the id of one that was sent before, or by an address,
// from which the server fetches nothing (Docs: "Sending files"). The caller holds the lock.
func (s *Server) inputFile(p params, name, kind, extension string) (*file, error) {
	if body, ok := p.upload(name); ok {
		return s.files.keep(kind, extension, body), nil
	}
	text := p.arg(name)
	if f := s.files.byID[text]; f != nil {
		if f.kind != kind {
			return nil, badRequest("can't use file of type " + title(f.kind) + " as " + title(kind))
		}
		return f, nil
	}
	if strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://") {
		return s.files.keep(kind, extension, []byte(text)), nil
	}
	return nil, badRequest("wrong remote file identifier specified: can't unserialize it")
}

func title(kind string) string { return strings.ToUpper(kind[:1]) + kind[1:] }
