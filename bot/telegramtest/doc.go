// Package telegramtest is a pretend Telegram: a Bot API server that keeps everything in memory.
//
// A bot talks to it over HTTP as it would to api.telegram.org, and a [Person] stands at the other
// end of the chat. Tests drive persons from code; the demo lets anyone be a person through the
// page that [Server.Practice] serves, without a token and without a network.
//
// # Where the behaviour comes from
//
// "Docs" in comments means the Bot API reference, core.telegram.org/bots/api. "Source" means the
// published server, github.com/tdlib/telegram-bot-api, whose wording of errors is used because
// bots match on it. "Library" means github.com/go-telegram/bot, whose way of writing requests is
// the strictest test of a server: chunked multipart without a length, an empty multipart body
// where a method has no parameters, JSON inside form fields.
//
// # What is left out
//
// Groups, channels, inline mode, payments, files that can be fetched back, Markdown, reply
// keyboards (accepted, shown to nobody), webhooks, and the server's own flood limits: a 429
// comes only from [Server.Fail]. The short forced wait that Telegram puts on a bot asking for
// the same offset twice within three seconds is left out too, as it would only slow tests down.
package telegramtest
