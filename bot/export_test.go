package bot

// ReadButton reads a button's data and writes it again.
func ReadButton(text string) (written string, ok bool) {
	d, ok := parseData(text)
	return d.String(), ok
}

// RatingButton is the data of the longest button.
func RatingButton(value int, officer, pass string) string {
	return data{deed: deedRate, n: value, officer: officer, last: pass}.String()
}

// AnswerButton is the data of an answer to a question of the survey.
func AnswerButton(item, n int, pass string) string {
	return data{deed: deedAnswer, part: partWhole, item: item, n: n, last: pass}.String()
}

// SurveyButton is the data of a button that asks a question.
func SurveyButton(item int, pass string) string {
	return data{deed: deedSurvey, part: partWhole, item: item, last: pass}.String()
}

// Command reads a command.
func Command(text string) (name, payload string, ok bool) { return command(text) }

// Outline is what a log carries of an error.
func Outline(err error) string { return outline(err) }

// WithNote adds a text to a note.
func WithNote(comment, text string) string { return withNote(comment, text) }

// SecretOf is what Telegram brings with a pushed update.
func SecretOf(key []byte, token string) string { return secretOf(key, token) }

// Here is how many letters the bot has in hand.
func Here(b *Bot) int {
	b.outbox.mu.Lock()
	defer b.outbox.mu.Unlock()
	return b.outbox.waiting
}

// Thanked waits until every press that was pushed is answered.
func Thanked(b *Bot) { b.thanking.wait() }

// Forget makes the bot a program that has just started: which updates are done only the
// store knows.
func Forget(b *Bot) {
	b.recent.mu.Lock()
	defer b.recent.mu.Unlock()
	clear(b.recent.known)
	clear(b.recent.order)
}
