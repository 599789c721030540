package telegramtest

import "context"

// method is one method of the Bot API; its result becomes "result" of the answer.
type method func(s *Server, ctx context.Context, p params) (any, error)

// methods lists what the server understands, in lower case: Telegram ignores case here (Source: Query).
func methods() map[string]method {
	return map[string]method{
		"getme":                  (*Server).getMe,
		"getupdates":             (*Server).getUpdates,
		"sendmessage":            (*Server).sendMessage,
		"sendphoto":              (*Server).sendPhoto,
		"sendchataction":         (*Server).sendChatAction,
		"editmessagetext":        (*Server).editMessageText,
		"editmessagereplymarkup": (*Server).editMessageReplyMarkup,
		"deletemessage":          (*Server).deleteMessage,
		"answercallbackquery":    (*Server).answerCallbackQuery,
		"getuserprofilephotos":   (*Server).getUserProfilePhotos,
		"getchat":                (*Server).getChat,
		"leavechat":              (*Server).leaveChat,
		"getfile":                (*Server).getFile,
		"getmycommands":          (*Server).getMyCommands,
		"deletemycommands":       (*Server).deleteMyCommands,
		"getmydescription":       (*Server).getMyDescription,
		"setmyshortdescription":  (*Server).setMyShortDescription,
		"getmyshortdescription":  (*Server).getMyShortDescription,
		"setchatmenubutton":      (*Server).setChatMenuButton,
		"getchatmenubutton":      (*Server).getChatMenuButton,
		"setmycommands":          (*Server).setMyCommands,
		"setmydescription":       (*Server).setMyDescription,
		"setwebhook":             (*Server).setWebhook,
		"deletewebhook":          (*Server).deleteWebhook,
		"getwebhookinfo":         (*Server).getWebhookInfo,
	}
}
