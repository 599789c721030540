package telegramtest

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// Command is one entry of the bot's menu (Docs: BotCommand).
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

const (
	maxCommands    = 100
	maxCommand     = 32
	maxCommandText = 256
)

// menuKey is the audience of a menu: the chats of a scope (Docs: BotCommandScope) with a
// phone language; "" is any.
type menuKey struct{ scope, lang string }

// menuOf reads scope and language_code of a call.
func (s *Server) menuOf(p params) (menuKey, error) {
	scope, err := s.scope(p.arg("scope"))
	if err != nil {
		return menuKey{}, err
	}
	lang, err := p.language()
	return menuKey{scope, lang}, err
}

// wireScope is BotCommandScope (Docs); chat_id may be a number or a name.
type wireScope struct {
	Type string
	Chat json.RawMessage `json:"chat_id"`
	User int64           `json:"user_id"`
}

// scope names the scope of a call (Source: get_bot_command_scope,
// check_bot_command_scope).
func (s *Server) scope(raw string) (string, error) {
	if raw == "" {
		return "default", nil
	}
	var w wireScope
	if json.Unmarshal([]byte(raw), &w) != nil {
		return "", badRequest("can't parse BotCommandScope JSON object")
	}
	switch w.Type {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
		return w.Type, nil
	case "chat", "chat_administrators", "chat_member":
		return s.scopeOfChat(w)
	}
	return "", badRequest("can't parse BotCommandScope: Unsupported type specified")
}

func (s *Server) scopeOfChat(w wireScope) (string, error) {
	chat := plain(w.Chat)
	if chat == "" || chat == "null" {
		return "", badRequest("can't parse BotCommandScope: Empty chat_id specified")
	}
	if w.Type == "chat_member" && w.User <= 0 {
		return "", badRequest("can't parse BotCommandScope: Invalid user_id specified")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.chatOf(params{args: map[string]string{"chat_id": chat}}); err != nil {
		return "", err
	}
	return strings.Join([]string{w.Type, chat, strconv.FormatInt(w.User, 10)}, " "), nil
}

// setMyCommands stores a menu (Docs: setMyCommands). Telegram trims entries and removes a
// leading slash (Source: set_commands).
func (s *Server) setMyCommands(_ context.Context, p params) (any, error) {
	var list []Command
	if p.arg("commands") != "" && json.Unmarshal([]byte(p.arg("commands")), &list) != nil {
		return nil, badRequest("can't parse commands JSON object")
	}
	for i := range list {
		if err := list[i].tidy(); err != nil {
			return nil, err
		}
	}
	if len(list) > maxCommands {
		return nil, badRequest("BOT_COMMANDS_TOO_MUCH")
	}
	key, err := s.menuOf(p)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.profile.commands[key] = list
	s.notify()
	return true, nil
}

// tidy trims an entry and refuses it when it is too long, empty or not 1–32 of a–z 0–9 _
// (Docs: BotCommand).
func (c *Command) tidy() error {
	c.Command = strings.TrimPrefix(strings.TrimSpace(c.Command), "/")
	c.Description = strings.TrimSpace(c.Description)
	switch {
	case c.Command == "":
		return badRequest("command must be non-empty")
	case len([]rune(c.Command)) > maxCommand:
		return badRequest("command length must not exceed 32")
	case c.Description == "":
		return badRequest("command description must be non-empty")
	case len([]rune(c.Description)) > maxCommandText:
		return badRequest("command description length must not exceed 256")
	case !commandName(c.Command):
		return badRequest("BOT_COMMAND_INVALID")
	}
	return nil
}

// commandName: 1–32 lower-case letters, digits and underscores (Docs: BotCommand).
func commandName(name string) bool {
	if len(name) < 1 || len(name) > maxCommand {
		return false
	}
	return !slices.ContainsFunc([]byte(name), func(c byte) bool {
		return !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_')
	})
}

// Commands returns the menu that a person with this phone language sees in a private chat with
// the bot.
func (s *Server) Commands(lang string) []Command { return s.CommandsIn(0, lang) }

// CommandsIn returns the menu of one private chat. The chat's own menu comes first, then that
// of all private chats, then the default; each in the language before any language (Docs:
// "Determining list of commands").
func (s *Server) CommandsIn(chatID int64, lang string) []Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	own := "chat " + strconv.FormatInt(chatID, 10) + " 0"
	for _, scope := range []string{own, "all_private_chats", "default"} {
		for _, l := range []string{lang, ""} {
			if list := s.profile.commands[menuKey{scope, l}]; len(list) > 0 {
				return slices.Clone(list)
			}
		}
	}
	return nil
}
