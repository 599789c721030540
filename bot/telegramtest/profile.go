package telegramtest

import "context"

// profile is the bot's menu.
type profile struct{ commands map[menuKey][]Command }

func newProfile() profile { return profile{commands: map[menuKey][]Command{}} }

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

// language reads language_code: nothing or two lower-case letters (Source:
// validate_bot_language_code).
func (p params) language() (string, error) {
	lang := p.arg("language_code")
	small := func(c byte) bool { return c >= 'a' && c <= 'z' }
	if lang == "" || len(lang) == 2 && small(lang[0]) && small(lang[1]) {
		return lang, nil
	}
	return "", badRequest("invalid language code specified")
}
