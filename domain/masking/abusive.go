package masking

import (
	"slices"
	"strings"
)

// AbusiveWords is the default list of abusive words: Indonesian, Malay of Bangka, Javanese,
// English. A word that also criticizes, such as "kurang ajar", is none: the reader loses what
// was said.
func AbusiveWords() []string {
	return []string{
		"anjing", "anjeng", "anying", "anjir", "anjrit", "asu", "babi", "monyet", "kunyuk", "bangsat", "bajingan", "brengsek", "berengsek",
		"keparat", "kampret", "bedebah", "jahanam", "sialan", "setan", "iblis", "bangke", "laknat",
		"goblok", "goblog", "tolol", "bego", "bodoh", "bodo", "budo", "dungu", "idiot", "geblek", "sinting", "otak udang", "otak kosong",
		"kontol", "kontl", "kntl", "memek", "mmk", "pepek", "ngentot", "ngentod", "entot", "jembut", "peler", "pantek", "puki", "pukimak", "pukimai",
		"butuh kau", "tahi kucing", "tai kucing", "taik", "lonte", "pelacur", "perek", "jablay", "sundal", "bencong", "banci",
		"jancok", "jancuk", "dancok", "dancuk", "cukimai", "cukimak",
		"fuck", "fucking", "fucker", "motherfucker", "shit", "bullshit", "bitch", "asshole", "bastard", "moron", "stupid", "dumbass",
	}
}

// Words is a list of abusive words, ready to be searched for. The zero list is empty.
type Words struct{ phrases map[string][][]string }

// NewWords makes the list. An entry is a word of two letters or more, or several words. Small
// letters, repeated letters and digits for letters make no difference.
func NewWords(list []string) Words {
	w := Words{phrases: map[string][][]string{}}
	for _, entry := range list {
		phrase := plainWords(entry)
		for i, word := range phrase {
			phrase[i] = spelled(word)
		}
		if len(strings.Join(phrase, "")) >= 2 {
			w.phrases[phrase[0]] = append(w.phrases[phrase[0]], phrase)
		}
	}
	return w
}

// match gives how many words from i on are abusive, 0 for none.
func (w Words) match(p passage, i int) int {
	if len(w.phrases) == 0 {
		return 0
	}
	if n := w.spacedOut(p, i); n > 0 {
		return n
	}
	word := spelled(p.tokens[i].word)
	longest := 0
	for _, base := range bases(word) {
		for _, phrase := range w.phrases[base] {
			if n := len(phrase); n > longest && (n == 1 || base == word && w.continues(p, i, phrase)) && !p.meansAnimal(i, base) {
				longest = n
			}
		}
	}
	return longest
}

func (w Words) continues(p passage, i int, phrase []string) bool {
	if !p.joined(i, len(phrase)) {
		return false
	}
	for k := 1; k < len(phrase); k++ {
		if word := spelled(p.tokens[i+k].word); !slices.Contains(bases(word), phrase[k]) {
			return false
		}
	}
	return true
}

// leastSpaced is how many letters a word has at least that is found with blanks between them.
const leastSpaced = 4

// spacedOut finds "a n j i n g".
func (w Words) spacedOut(p passage, i int) int {
	if i > 0 && len(p.tokens[i-1].word) == 1 && p.joined(i-1, 2) {
		return 0 // the middle of one
	}
	var letters strings.Builder
	n := 0
	for i+n < len(p.tokens) && len(p.tokens[i+n].word) == 1 && p.joined(i, n+1) {
		letters.WriteString(p.tokens[i+n].word)
		n++
	}
	if word := spelled(letters.String()); n >= leastSpaced && slices.ContainsFunc(w.phrases[word], func(phrase []string) bool { return len(phrase) == 1 }) {
		return n
	}
	return 0
}

var digitLetters = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t")

// spelled gives a word without what hides it from a search: digits for letters, repeated
// letters, the digit that doubles a word.
func spelled(word string) string {
	if isDigits(word) {
		return word
	}
	word = digitLetters.Replace(strings.TrimSuffix(word, "2"))
	return string(slices.Compact([]rune(word)))
}

// bases lists a word and what it is without its ending.
func bases(word string) []string {
	list := []string{word}
	for _, ending := range []string{"nya", "lah", "kah", "mu", "ku", "pun"} {
		if base, found := strings.CutSuffix(word, ending); found && len(base) >= 3 {
			list = append(list, base)
		}
	}
	return list
}

// beside are words next to which the name of an animal means the animal: a city vaccinates
// dogs and inspects meat.
var beside = set(`vaksin vaksinasi divaksin suntik gigitan digigit gigit menggigit rabies ternak peternak peternakan beternak daging
	kandang seekor ekor pelihara peliharaan memelihara hewan liar hutan potong pemotongan rph flu virus kucing sapi kambing ayam shio
	jual penjual pedagang olahan halal gonggongan takut dikejar`)

func (p passage) meansAnimal(i int, word string) bool {
	if word != "anjing" && word != "babi" && word != "monyet" {
		return false
	}
	return i > 0 && p.joined(i-1, 2) && beside[p.tokens[i-1].word] || p.joined(i, 2) && beside[p.tokens[i+1].word]
}

// set makes a set of the words of a text.
func set(words string) map[string]bool {
	all := map[string]bool{}
	for _, word := range strings.Fields(words) {
		all[word] = true
	}
	return all
}
