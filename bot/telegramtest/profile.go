package telegramtest

import (
	"context"
	"encoding/json"
	"slices"
)

const maxDescription = 512 // characters (Docs: setMyDescription)

// Command is one entry of the bot's menu (Docs: BotCommand).
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// profile is what people see of the bot before and beside the chat, by language; "" is for the rest.
type profile struct {
	commands     map[string][]Command
	descriptions map[string]string
}

func newProfile() profile {
	return profile{commands: map[string][]Command{}, descriptions: map[string]string{}}
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
	}{wireUser: s.botUser(), CanJoinGroups: true}, nil
}

// setMyCommands keeps the menu of a language; scopes make no difference in private chats here.
func (s *Server) setMyCommands(_ context.Context, p params) (any, error) {
	var list []Command
	if json.Unmarshal([]byte(p["commands"]), &list) != nil {
		return nil, badRequest("can't parse commands JSON object")
	}
	for _, c := range list {
		if !commandName(c.Command) {
			return nil, badRequest("BOT_COMMAND_INVALID")
		}
		if n := utf16Len(c.Description); n < 1 || n > 256 {
			return nil, badRequest("BOT_COMMAND_DESCRIPTION_INVALID")
		}
	}
	if len(list) > 100 {
		return nil, badRequest("BOT_COMMANDS_TOO_MUCH")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.profile.commands[p["language_code"]] = list
	s.notify()
	return true, nil
}

// commandName: 1–32 lower-case letters, digits and underscores (Docs: BotCommand).
func commandName(name string) bool {
	if len(name) < 1 || len(name) > 32 {
		return false
	}
	return !slices.ContainsFunc([]byte(name), func(c byte) bool {
		return !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_')
	})
}

func (s *Server) setMyDescription(_ context.Context, p params) (any, error) {
	if utf16Len(p["description"]) > maxDescription {
		return nil, badRequest("BOT_DESCRIPTION_TOO_LONG")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.profile.descriptions[p["language_code"]] = p["description"]
	s.notify()
	return true, nil
}

// Commands are the bot's menu for a language, or else the menu for all.
func (s *Server) Commands(lang string) []Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	list, ok := s.profile.commands[lang]
	if !ok {
		list = s.profile.commands[""]
	}
	return slices.Clone(list)
}

// Description is what an empty chat shows in a language, or else in none.
func (s *Server) Description(lang string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if text, ok := s.profile.descriptions[lang]; ok {
		return text
	}
	return s.profile.descriptions[""]
}

// deleteWebhook has no webhook to delete; it drops what waits when told so (Docs: deleteWebhook).
func (s *Server) deleteWebhook(_ context.Context, p params) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.bool("drop_pending_updates") {
		s.queue.pending = nil
		s.notify()
	}
	return true, nil
}

func (s *Server) getWebhookInfo(context.Context, params) (any, error) {
	s.mu.Lock()
	allowed := s.queue.allowed
	s.mu.Unlock()
	return struct {
		URL            string   `json:"url"`
		HasCertificate bool     `json:"has_custom_certificate"`
		Pending        int      `json:"pending_update_count"`
		Allowed        []string `json:"allowed_updates,omitempty"`
	}{Pending: s.Queue(), Allowed: allowed}, nil
}
