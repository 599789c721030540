package telegramtest

import "context"

// method is one method of the Bot API; its result becomes "result" of the answer.
type method func(s *Server, ctx context.Context, p params) (any, error)

// methods returns the methods that the server knows, in lower case: Telegram ignores case here
// (Source: Query).
func methods() map[string]method {
	return map[string]method{
		"getme":               (*Server).getMe,
		"getupdates":          (*Server).getUpdates,
		"sendmessage":         (*Server).sendMessage,
		"editmessagetext":     (*Server).editMessageText,
		"answercallbackquery": (*Server).answerCallbackQuery,
		"setmycommands":       (*Server).setMyCommands,
		"setwebhook":          (*Server).setWebhook,
		"deletewebhook":       (*Server).deleteWebhook,
	}
}
