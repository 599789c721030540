package talk

import (
	"slices"
	"strings"
	"unicode"
)

// fewWords is the number of words from which on a text without a rating is likely a
// complaint or a question.
const fewWords = 3

// unrated answers a text that belongs to no rating: thanks and greetings in kind, anything
// that may be a complaint with the channel for complaints.
func (t *Talk) unrated(who resident, text string) Reply {
	words := wordsOf(text)
	switch {
	case t.consistsOf(words, "bot.words.thanks"):
		return Reply{Text: who.texts.T("bot.welcome.thanks")}
	case t.consistsOf(words, "bot.words.hello"):
		return Reply{Text: paragraphs(who.texts.T("bot.hello"), who.texts.T("bot.scan"))}
	case len(words) >= fewWords, t.contains(words, "bot.words.complaint"):
		return Reply{Text: paragraphs(who.texts.T("bot.complaint"), who.texts.T("bot.scan")), Rows: [][]Button{t.lapor(who)}}
	}
	return lost(who, "bot.lost")
}

// wordsOf gives the words of a text in small letters, without marks.
func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && r != '🙏' && r != '👍' })
}

// consistsOf reports whether all words are among those of a text, in any language: people
// mix them.
func (t *Talk) consistsOf(words []string, key string) bool {
	return len(words) > 0 && !slices.ContainsFunc(words, func(word string) bool { return !t.listed(word, key) })
}

func (t *Talk) contains(words []string, key string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return t.listed(word, key) })
}

func (t *Talk) listed(word, key string) bool {
	return slices.ContainsFunc(t.catalog.Languages(), func(lang string) bool {
		return slices.Contains(strings.Fields(t.catalog.In(lang).T(key)), word)
	})
}
