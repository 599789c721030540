package masking

import "strings"

// What replaces a hidden word or name.
const (
	Abusive   = "[kata kasar]"
	OtherName = "[nama petugas]"
	SelfName  = "[nama]"
)

// labels lists what a search takes for hidden already.
var labels = []string{Email, Account, Address, Plate, Number, Abusive, OtherName, SelfName}

// Screen hides, beside what Mask hides, abusive words, the names of other officers and the name
// that a resident gives of himself. The zero Screen knows no words and no officers. It is safe
// for concurrent use.
type Screen struct {
	Words Words
	Names Names
}

// Mask returns text with labels in place of what is hidden; everything else stays letter by
// letter. Names of the rated officer, own, stay. A label says nothing about the length of what
// it replaces. A text that was masked stays as it is.
func (s Screen) Mask(text string, own ...string) string {
	if text == "" {
		return text
	}
	rated := NewNames(own)
	for { // it ends: each round but the last leaves fewer words outside labels
		masked := s.once(Mask(text), rated)
		if masked == text {
			return text
		}
		text = masked
	}
}

func (s Screen) once(text string, own Names) string {
	f := fold(text)
	p := passage{text: f.text, tokens: tokensOf(f.text)}
	var spans []span
	for i := 0; i < len(p.tokens); {
		found, next := s.at(p, i, own)
		if found.label != "" {
			spans = append(spans, found)
		}
		i = next
	}
	return f.replace(text, spans)
}

// at gives what begins at a token, and the token at which the search continues.
func (s Screen) at(p passage, i int, own Names) (found span, next int) {
	if n := s.Words.match(p, i); n > 0 {
		return p.span(i, n, Abusive), i + n
	}
	if from, n := p.selfNamed(i, true); n > 0 {
		return p.span(from, n, SelfName), from + n
	}
	if n, other := s.Names.match(p, i, own); n > 0 {
		if !other {
			return span{}, i + n
		}
		return p.span(i, n, OtherName), i + n
	}
	if from, n := p.selfNamed(i, false); n > 0 && !s.named(p, from, n, own) {
		return p.span(from, n, SelfName), from + n
	}
	return span{}, i + 1
}

// named reports whether the words are an officer's: "yang melayani saya Siti Aminah".
func (s Screen) named(p passage, from, n int, own Names) bool {
	if known, _ := s.Names.match(p, from, own); known > 0 {
		return true
	}
	for _, t := range p.tokens[from : from+n] {
		if !own.words[t.word] {
			return false
		}
	}
	return true
}

// passage is a folded text with its words.
type passage struct {
	text   []byte
	tokens []token
}

func (p passage) span(i, n int, label string) span {
	return span{p.tokens[i].from, p.tokens[i+n-1].to, label}
}

// gap is the text between a word and the one before it.
func (p passage) gap(i int) string { return string(p.text[p.tokens[i-1].to:p.tokens[i].from]) }

// joined reports whether n words from i on are one expression: only blanks, dots and hyphens
// are between them.
func (p passage) joined(i, n int) bool {
	if i+n > len(p.tokens) {
		return false
	}
	for k := i + 1; k < i+n; k++ {
		if gap := p.gap(k); len(gap) > 3 || strings.Trim(gap, " .-_\n") != "" {
			return false
		}
	}
	return true
}

// reads reports whether the words of a phrase begin at i.
func (p passage) reads(i int, phrase []string) bool {
	if !p.joined(i, len(phrase)) {
		return false
	}
	for k, word := range phrase {
		if p.tokens[i+k].word != word {
			return false
		}
	}
	return true
}
