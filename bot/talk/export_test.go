package talk

// ReadButton reads a button's data and writes it again.
func ReadButton(text string) (written string, ok bool) {
	d, ok := parseData(text)
	return d.String(), ok
}

// RatingButton is the data of the longest button.
func RatingButton(value int, officer, pass string) string {
	return data{action: actionRate, n: value, officer: officer, last: pass}.String()
}

// AnswerButton is the data of an answer to a question of the survey.
func AnswerButton(item, n int, pass string) string {
	return data{action: actionAnswer, part: partWhole, item: item, n: n, last: pass}.String()
}

// SurveyButton is the data of a button that asks a question.
func SurveyButton(item int, pass string) string {
	return data{action: actionSurvey, part: partWhole, item: item, last: pass}.String()
}

// ReadCommand reads a command.
func ReadCommand(text string) (name, payload string, ok bool) { return command(text) }

// WithNote adds a text to a note.
func WithNote(comment, text, kept string) string { return withNote(comment, text, kept) }
