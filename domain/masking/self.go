package masking

import (
	"slices"
	"strings"
)

// introductions are phrases after which people give their name; the longest first.
var introductions = phrases("perkenalkan nama saya adalah", "perkenalkan nama saya", "nama saya adalah", "nama saya", "nama aku", "nama kulo",
	"namaku adalah", "namaku", "saya bernama", "aku bernama", "perkenalkan saya", "perkenalkan aku", "kenalkan saya", "my name is", "my names")

// persons are phrases after which a name may follow, and mostly something else does.
var persons = phrases("saya", "aku", "i am", "im")

func phrases(list ...string) [][]string {
	var all [][]string
	for _, phrase := range list {
		all = append(all, strings.Fields(phrase))
	}
	return all
}

// maxNames is how many words a name has at most.
const maxNames = 4

// selfNamed gives the name that follows the words at i: after a phrase that introduces a name
// when sure, or else after a plain "saya". n is 0 for none.
func (p passage) selfNamed(i int, sure bool) (from, n int) {
	list, name := persons, p.bareName
	if sure {
		list, name = introductions, p.introducedName
	}
	for _, phrase := range list {
		if from = i + len(phrase); from < len(p.tokens) && p.reads(i, phrase) {
			return name(from)
		}
	}
	return 0, 0
}

// introducedName gives the name behind an introduction, written in any way.
func (p passage) introducedName(i int) (from, n int) {
	if gap := p.gap(i); len(gap) > 3 || strings.Trim(gap, " :,=\"'-\n") != "" {
		return 0, 0
	}
	for i+1 < len(p.tokens) && (honorifics[p.tokens[i].word] || titles[p.tokens[i].word]) && p.joined(i, 2) {
		i++
	}
	first := p.tokens[i]
	if !mayBeName(first) {
		return 0, 0
	}
	n = 1
	for n < maxNames && p.joined(i, n+1) && !strings.Contains(p.gap(i+n), "\n") {
		next := p.tokens[i+n]
		if !mayBeName(next) || next.form == small && !given[next.word] || next.form != small && strings.Contains(p.gap(i+n), ". ") {
			break
		}
		n++
	}
	return i, n
}

// bareName gives the name behind "saya": capitalized words between others. Among more
// capitalized words it is a text in which all are.
func (p passage) bareName(i int) (from, n int) {
	for i+n < len(p.tokens) && p.tokens[i+n].form == titled && p.gap(i+n) == " " {
		if !mayBeName(p.tokens[i+n]) {
			return 0, 0
		}
		n++
	}
	if n > maxNames {
		return 0, 0
	}
	return i, n
}

// mayBeName reports whether a word is none of the language.
func mayBeName(t token) bool {
	word := t.word
	if len([]rune(word)) < 2 || strings.ContainsAny(word, "0123456789") {
		return false
	}
	return given[word] || !stops[word] && !common[word] && !honorifics[word] && !titles[word] && !isVerb(word)
}

// isVerb reports whether a word has a prefix or an ending of verbs and adverbs.
func isVerb(word string) bool {
	hasPrefix := func(p string) bool { return strings.HasPrefix(word, p) }
	if len(word) >= 6 && slices.ContainsFunc([]string{"di", "ter", "ber", "mem", "men", "meng", "meny", "mer", "mel", "nge", "pem", "pen", "per", "pel", "ke"}, hasPrefix) {
		return true
	}
	return len(word) >= 6 && slices.ContainsFunc([]string{"nya", "kan", "lah", "kah", "pun"}, func(e string) bool { return strings.HasSuffix(word, e) })
}
