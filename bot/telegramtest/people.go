package telegramtest

import (
	"context"
	"slices"
)

// getChat tells what the bot may know of a chat (Docs: ChatFullInfo), cut to its kind, names and picture.
func (s *Server) getChat(_ context.Context, p params) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.chatOf(p)
	if err != nil {
		return nil, err
	}
	full := struct {
		wireChat
		Photo *wirePicture `json:"photo,omitempty"`
	}{wireChat: c.wire()}
	if len(c.person.Photo) > 0 {
		f := s.pictureOf(c)
		full.Photo = &wirePicture{f.id, f.unique, f.id, f.unique}
	}
	return full, nil
}

// wirePicture is ChatPhoto (Docs).
type wirePicture struct {
	Small       string `json:"small_file_id"`
	SmallUnique string `json:"small_file_unique_id"`
	Big         string `json:"big_file_id"`
	BigUnique   string `json:"big_file_unique_id"`
}

// getUserProfilePhotos gives the picture of a person whom the bot has met.
func (s *Server) getUserProfilePhotos(_ context.Context, p params) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[p.int64("user_id", 0)]
	if c == nil || !c.private() || !c.met {
		return nil, badRequest("user not found")
	}
	photos := []any{}
	if len(c.person.Photo) > 0 {
		photos = append(photos, photoSizes(s.pictureOf(c).wire()))
	}
	return map[string]any{"total_count": len(photos), "photos": photos}, nil
}

// pictureOf is the file of a person's picture, kept when it is first asked for; the caller holds the lock.
func (s *Server) pictureOf(c *chat) *file {
	if c.picture == nil || !slices.Equal(c.picture.body, c.person.Photo) {
		c.picture = s.files.keep("photo", ".jpg", c.person.Photo)
	}
	return c.picture
}
