package bot

import "time"

// Outline is what a log line contains of an error.
func Outline(err error) string { return outline(err) }

// SecretOf is the secret of a pushed update.
func SecretOf(key []byte, token string) string { return secretOf(key, token) }

// InMemory is the number of messages that the bot has in memory.
func InMemory(b *Bot) int { return b.outbox.Len() }

// WaitForAnswers waits until every press that was pushed is answered.
func WaitForAnswers(b *Bot) { b.answers.wait() }

// Forget makes the bot like a program that has just started: only the store knows which
// updates are done.
func Forget(b *Bot) { b.handled.keys.Purge() }

// SetDecideTime changes the time limit of one try to decide and store.
func SetDecideTime(b *Bot, limit time.Duration) { b.decideTime = limit }
