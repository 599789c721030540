package masking

import (
	"slices"
	"strings"
)

// Names are the names of officers, ready to be searched for. The zero list is empty.
type Names struct {
	tails map[string][]tail // by their first word
	words map[string]bool
}

// tail is a name of two words or more, or its end.
type tail struct {
	words []string
	whole bool
}

// NewNames makes the list of names with or without titles. Of each name it knows the words of
// two letters or more.
func NewNames(list []string) Names {
	n := Names{tails: map[string][]tail{}, words: map[string]bool{}}
	for _, name := range list {
		words := nameWords(name)
		for i, word := range words {
			n.words[word] = true
			if i+1 < len(words) {
				n.tails[word] = append(n.tails[word], tail{words[i:], i == 0})
			}
		}
	}
	return n
}

// nameWords gives the words of a name without titles: those behind a comma, those with a dot
// inside, and the usual ones before and behind.
func nameWords(name string) []string {
	name, _, _ = strings.Cut(name, ",")
	var list []string
	for _, part := range strings.Fields(name) {
		if strings.Contains(strings.TrimRight(part, "."), ".") {
			continue
		}
		for _, word := range plainWords(part) {
			if len([]rune(word)) >= 2 && !isDigits(word) && !titles[word] && !honorifics[word] {
				list = append(list, word)
			}
		}
	}
	return list
}

// match gives how many words from i on are an officer's name, 0 for none, and whether it is
// that of another officer than the rated one.
func (n Names) match(p passage, i int, own Names) (count int, other bool) {
	if count = own.longest(p, i); count > 0 && count >= n.longest(p, i) {
		return count, false
	}
	if count = n.longest(p, i); count > 0 {
		return count, true
	}
	t := p.tokens[i]
	if !n.words[t.word] || own.words[t.word] || i == 0 || !honorifics[p.tokens[i-1].word] || !p.joined(i-1, 2) {
		return 0, false
	}
	if common[t.word] && t.form != titled {
		return 0, false
	}
	return 1, true
}

// longest gives how many words from i on are two or more consecutive words of one name. Words
// that also mean something else are a name only as a whole one that is written as names are.
func (n Names) longest(p passage, i int) int {
	most := 0
	for _, name := range n.tails[p.tokens[i].word] {
		count := 1
		for count < len(name.words) && p.reads(i, name.words[:count+1]) {
			count++
		}
		if count < 2 || count <= most {
			continue
		}
		if slices.ContainsFunc(name.words[:count], func(w string) bool { return !common[w] }) ||
			name.whole && count == len(name.words) && p.titled(i, count) {
			most = count
		}
	}
	return most
}

func (p passage) titled(i, n int) bool {
	return !slices.ContainsFunc(p.tokens[i:i+n], func(t token) bool { return t.form == small })
}
