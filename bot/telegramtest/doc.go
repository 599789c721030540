// Package telegramtest is a pretend Telegram: a Bot API server that keeps everything in memory.
//
// A bot talks to it over HTTP as it would to api.telegram.org, by polling or by webhook, and a
// [Person] is at the other end of the chat, or in a [Group]. Tests drive persons from code; in
// the demo a visitor is a person through the page that [Server.Practice] serves, without a
// token and without a network.
//
// # Where the behaviour comes from
//
// "Docs" in comments means the Bot API reference and its guides, core.telegram.org/bots. "Source"
// means the published server, github.com/tdlib/telegram-bot-api, with the library tdlib/td that it
// is made of, whose wording of errors is used because bots match on it. "Library" means
// github.com/go-telegram/bot, whose requests are the strictest test of a server:
// chunked multipart without a length, an empty multipart body where a method has no parameters,
// JSON inside form fields. A number behind a repository is one of its issues, in which a
// maintainer of Telegram states the fact.
//
// # Common mistakes of bots
//
// A press waits for 150 seconds and is then forgotten; only other updates wait for a day. Under a
// webhook the messages of a chat come in order and the presses of a person come in order, but
// nothing keeps order between the two; a lost answer brings the same update_id again. A press that
// an app sends again ([Server.Resend]) has another update_id and another callback id. While an old
// webhook is replaced by one that is refused, there is none. An entity that does not fit the text
// is refused, and so is an edit that changes nothing.
//
// # Scripted faults
//
// [Server.Fail] scripts refusals, delays and closed connections for single calls; [Limits] are the
// flood limits, off unless asked for; [Delivery] shuffles and repeats updates. With [Options.Local]
// webhooks may be plain http at any address, which tests need.
//
// # What is left out
//
// Inline mode, payments, business accounts, reactions, topics, Markdown, reply keyboards (accepted,
// not shown), albums, HTML, and every method that the bot does not call. Files have ids and no
// content. Names of webhooks are not resolved, and new connections to them are not limited as the
// published server does. The waits before an answer of Telegram are left out too, as they would
// only slow tests down: three seconds for the same offset twice, and for a second 409 in a row.
package telegramtest
