package telegramtest

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
)

// file is a file that a person has sent, without its content: the bot does not open it.
type file struct {
	id, unique string
	size       int
}

// files numbers the files.
type files struct{ count int }

// keep returns the ids of a content. The same content has the same unique id, but another id
// each time (Docs: PhotoSize).
func (f *files) keep(kind string, body []byte) file {
	f.count++
	sum := sha256.Sum256(append([]byte(kind), body...))
	return file{
		id:     "AgAC" + base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%s %d %x", kind, f.count, sum[:6])),
		unique: "AQAD" + base64.RawURLEncoding.EncodeToString(sum[:9]),
		size:   len(body),
	}
}

type wireFile struct {
	ID       string `json:"file_id"`
	Unique   string `json:"file_unique_id"`
	Size     int    `json:"file_size,omitempty"`
	Width    int    `json:"width,omitempty"`
	Height   int    `json:"height,omitempty"`
	Duration int    `json:"duration,omitempty"`
	Name     string `json:"file_name,omitempty"`
	MIME     string `json:"mime_type,omitempty"`
}

func (f file) wire() wireFile { return wireFile{ID: f.id, Unique: f.unique, Size: f.size} }
