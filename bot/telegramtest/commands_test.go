package telegramtest_test

import (
	"fmt"
	"strings"
	"testing"
)

func (s *stage) menu(scope, lang, command string) {
	s.t.Helper()
	r := s.ask("setMyCommands", "scope", scope, "language_code", lang, "commands", `[{"command":"`+command+`","description":"x"}]`)
	if !r.OK {
		s.t.Fatalf("%s %s: %s", scope, lang, r.Text)
	}
}

func TestTheNarrowestMenuIsShown(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	must(t, s.Person(5, "Dewi", "id").Start(""))
	s.menu("", "", "umum")
	s.menu(`{"type":"all_private_chats"}`, "en", "private_en")
	s.menu(`{"type":"all_private_chats"}`, "", "pribadi")
	s.menu(`{"type":"chat","chat_id":5}`, "id", "dewi")
	s.menu(`{"type":"all_group_chats"}`, "", "grup")
	for _, c := range []struct {
		chat int64
		lang string
		want string
	}{{5, "id", "dewi"}, {5, "en", "private_en"}, {5, "jv", "pribadi"}, {6, "id", "pribadi"}} {
		if got := s.CommandsIn(c.chat, c.lang); len(got) != 1 || got[0].Command != c.want {
			t.Errorf("chat %d in %s: %+v, want %s", c.chat, c.lang, got, c.want)
		}
	}
}

func TestMenusThatAreRefused(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	one := func(command, description string) string {
		return fmt.Sprintf(`[{"command":%q,"description":%q}]`, command, description)
	}
	var many []string
	for i := range 101 {
		many = append(many, fmt.Sprintf(`{"command":"c%d","description":"x"}`, i))
	}
	for _, c := range []struct{ commands, scope, lang, text string }{
		{"{", "", "", "can't parse commands JSON object"},
		{one("", "x"), "", "", "command must be non-empty"},
		{one("Nilai", "x"), "", "", "BOT_COMMAND_INVALID"},
		{one("ni-lai", "x"), "", "", "BOT_COMMAND_INVALID"},
		{one(strings.Repeat("a", 33), "x"), "", "", "command length must not exceed 32"},
		{one("nilai", " "), "", "", "command description must be non-empty"},
		{one("nilai", strings.Repeat("é", 257)), "", "", "command description length must not exceed 256"},
		{"[" + strings.Join(many, ",") + "]", "", "", "BOT_COMMANDS_TOO_MUCH"},
		{one("nilai", "x"), "", "ind", "invalid language code specified"},
		{one("nilai", "x"), "{", "", "can't parse BotCommandScope JSON object"},
		{one("nilai", "x"), `{"type":"semua"}`, "", "can't parse BotCommandScope: Unsupported type specified"},
		{one("nilai", "x"), `{"type":"chat"}`, "", "can't parse BotCommandScope: Empty chat_id specified"},
		{one("nilai", "x"), `{"type":"chat","chat_id":77}`, "", "chat not found"},
		{one("nilai", "x"), `{"type":"chat_member","chat_id":77}`, "", "can't parse BotCommandScope: Invalid user_id specified"},
	} {
		r := s.ask("setMyCommands", "commands", c.commands, "scope", c.scope, "language_code", c.lang)
		if r.Status != 400 || r.Text != "Bad Request: "+c.text {
			t.Errorf("%.60s %s %s: %d %q", c.commands, c.scope, c.lang, r.Status, r.Text)
		}
	}
	s.ask("setMyCommands", "commands", `[{"command":" /nilai ","description":" Nilai "}]`)
	if got := s.Commands("id"); len(got) != 1 || got[0].Command != "nilai" || got[0].Description != "Nilai" {
		t.Errorf("tidied: %+v", got)
	}
	if r := s.ask("setMyCommands", "commands", "["+strings.Join(many[:100], ",")+"]"); !r.OK {
		t.Errorf("a hundred: %s", r.Text)
	}
}
