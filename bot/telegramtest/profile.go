package telegramtest

import (
	"context"
	"encoding/json"
)

const (
	maxDescription = 512 // characters (Docs: setMyDescription)
	maxAbout       = 120 // characters (Docs: setMyShortDescription)
)

// profile is what people see of the bot before and beside the chat.
type profile struct {
	commands     map[menuKey][]Command
	descriptions map[string]string // by language; "" is for the rest
	abouts       map[string]string
	buttons      map[int64]json.RawMessage // by private chat; 0 is for the rest
}

func newProfile() profile {
	return profile{
		commands: map[menuKey][]Command{}, descriptions: map[string]string{}, abouts: map[string]string{},
		buttons: map[int64]json.RawMessage{},
	}
}

func (s *Server) getMe(context.Context, params) (any, error) {
	return struct {
		wireUser
		CanJoinGroups   bool `json:"can_join_groups"`
		ReadAll         bool `json:"can_read_all_group_messages"`
		SupportsInline  bool `json:"supports_inline_queries"`
		HasMainWebApp   bool `json:"has_main_web_app"`
		CanBusiness     bool `json:"can_connect_to_business"`
		HasTopicsEnable bool `json:"has_topics_enabled"`
	}{wireUser: s.botUser(), CanJoinGroups: true, ReadAll: s.opts.ReadsGroups}, nil
}

func (s *Server) setMyDescription(_ context.Context, p params) (any, error) {
	return s.describe(p, s.profile.descriptions, "description", maxDescription)
}

func (s *Server) setMyShortDescription(_ context.Context, p params) (any, error) {
	return s.describe(p, s.profile.abouts, "short_description", maxAbout)
}

// describe keeps a text for a language; the empty one removes it (Docs: setMyDescription).
func (s *Server) describe(p params, texts map[string]string, name string, most int) (any, error) {
	lang, err := p.language()
	if err != nil {
		return nil, err
	}
	if utf16Len(p.arg(name)) > most {
		return nil, badRequest("BOT_DESCRIPTION_TOO_LONG")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	texts[lang] = p.arg(name)
	if p.arg(name) == "" {
		delete(texts, lang)
	}
	s.notify()
	return true, nil
}

func (s *Server) getMyDescription(_ context.Context, p params) (any, error) {
	lang, err := p.language()
	return map[string]string{"description": s.Description(lang)}, err
}

func (s *Server) getMyShortDescription(_ context.Context, p params) (any, error) {
	lang, err := p.language()
	return map[string]string{"short_description": s.ShortDescription(lang)}, err
}

// Description is what an empty chat shows in a language, or else in none.
func (s *Server) Description(lang string) string { return s.described(s.profile.descriptions, lang) }

// ShortDescription is what the bot's page and links show in a language, or else in none.
func (s *Server) ShortDescription(lang string) string { return s.described(s.profile.abouts, lang) }

func (s *Server) described(texts map[string]string, lang string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if text, ok := texts[lang]; ok {
		return text
	}
	return texts[""]
}

// language reads language_code: nothing or two small letters (Source: validate_bot_language_code).
func (p params) language() (string, error) {
	lang := p.arg("language_code")
	small := func(c byte) bool { return c >= 'a' && c <= 'z' }
	if lang == "" || len(lang) == 2 && small(lang[0]) && small(lang[1]) {
		return lang, nil
	}
	return "", badRequest("invalid language code specified")
}

// setChatMenuButton keeps what stands beside the input of one chat or all (Docs: MenuButton).
func (s *Server) setChatMenuButton(_ context.Context, p params) (any, error) {
	raw := p.arg("menu_button")
	if raw == "" {
		raw = `{"type":"default"}`
	}
	var button struct {
		Type, Text string
		WebApp     struct{ URL string } `json:"web_app"`
	}
	if json.Unmarshal([]byte(raw), &button) != nil {
		return nil, badRequest("can't parse menu button JSON object")
	}
	switch button.Type {
	case "default", "commands":
	case "web_app":
		if button.Text == "" || button.WebApp.URL == "" {
			return nil, badRequest(`can't parse menu button: Can't find field "text"`)
		}
	default:
		return nil, badRequest("can't parse menu button: MenuButton has unsupported type")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.profile.buttons[p.int64("chat_id", 0)] = json.RawMessage(raw)
	s.notify()
	return true, nil
}

func (s *Server) getChatMenuButton(_ context.Context, p params) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, chat := range []int64{p.int64("chat_id", 0), 0} {
		if button, ok := s.profile.buttons[chat]; ok {
			return button, nil
		}
	}
	return json.RawMessage(`{"type":"default"}`), nil
}
