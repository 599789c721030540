package telegramtest

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// updateKinds are the names that allowed_updates may hold (Docs: Update).
func updateKinds() []string {
	return []string{
		"message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
		"edited_business_message", "deleted_business_messages", "message_reaction", "message_reaction_count",
		"inline_query", "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query",
		"purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member", "chat_join_request",
		"chat_boost", "removed_chat_boost",
	}
}

// known are the names that Telegram knows; others are ignored. None is nil.
func known(names []string) []string {
	var kinds []string
	for _, name := range names {
		name = strings.ToLower(name)
		if slices.Contains(updateKinds(), name) && !slices.Contains(kinds, name) {
			kinds = append(kinds, name)
		}
	}
	return kinds
}

// life is how long an update of this kind waits for the bot.
func (s *Server) life(kind string) time.Duration {
	if kind == "callback_query" {
		return s.opts.PressLife
	}
	return updateLife
}

// lane is a sequence of updates: a webhook gets the next update of a lane only after it
// accepted the one before (Source: webhook_queue_id of add_update, queues_ of
// WebhookActor). The messages of a chat are one lane, the presses of a person another, and
// there is no order between the two.
type lane struct {
	kind string
	id   int64
}

// laneOf derives the lane of an update from its content.
func laneOf(kind string, content json.RawMessage) lane {
	var about struct {
		Chat, From, User struct{ ID int64 }
		ID               json.RawMessage
	}
	// Unreadable content has no chat: it gets the lane of all such updates of its kind.
	_ = json.Unmarshal(content, &about)
	switch kind {
	case "message", "edited_message", "channel_post", "edited_channel_post":
		return lane{"chat", about.Chat.ID}
	case "my_chat_member", "chat_member":
		return lane{kind, about.Chat.ID}
	case "poll_answer":
		return lane{kind, about.User.ID}
	}
	return lane{kind, about.From.ID}
}
