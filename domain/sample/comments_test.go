package sample

import (
	"slices"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/masking"
)

func TestEveryHeadingHasSentences(t *testing.T) {
	all := readPhrases()
	needed := append(domain.ReasonsFor(4), domain.ReasonsFor(1)...)
	needed = append(needed, "puas", "usul", "kecewa", "closing-good", "closing-bad", "number-good", "number-bad", "en-good", "en-bad")
	seen, total := map[string]bool{}, 0
	for _, heading := range needed {
		if len(all[heading]) < 2 {
			t.Errorf("%q has %d sentences", heading, len(all[heading]))
		}
	}
	for heading, list := range all {
		for _, sentence := range list {
			if seen[sentence] {
				t.Errorf("%q appears twice", sentence)
			}
			seen[sentence] = true
		}
		base, kind, _ := strings.Cut(heading, ":")
		if !slices.Contains(needed, base) || !slices.Contains([]string{"", "dokumen", "kesehatan"}, kind) {
			t.Errorf("no code uses %q", heading)
		}
		total += len(list)
	}
	if total < 120 {
		t.Errorf("%d sentences, want 120 or more", total)
	}
}

func TestPersonalNumbersAreMasked(t *testing.T) {
	all := readPhrases()
	for _, sentence := range append(all["number-good"], all["number-bad"]...) {
		if masking.Mask(sentence) == sentence {
			t.Errorf("%q is not masked", sentence)
		}
	}
}

func BenchmarkVisits(b *testing.B) {
	c := Make(time.Date(2026, 11, 23, 9, 14, 5, 0, time.FixedZone("WIB", 7*3600)), 9)
	for b.Loop() {
		n := 0
		for range c.Visits() {
			n++
		}
		b.ReportMetric(float64(n), "visits")
	}
}

// Nothing in the sentences is taken for an abusive word or a name, whether the officer is rated
// or another one is.
func TestSentencesAreNotScreened(t *testing.T) {
	c := Make(time.Date(2026, 11, 23, 9, 14, 5, 0, time.FixedZone("WIB", 7*3600)), 9)
	var names []string
	for _, o := range c.Officers() {
		names = append(names, o.Name, o.DisplayName)
	}
	screen := masking.Screen{Words: masking.NewWords(masking.AbusiveWords()), Names: masking.NewNames(names)}
	for heading, list := range readPhrases() {
		for _, sentence := range list {
			if got := screen.Mask(sentence); got != masking.Mask(sentence) {
				t.Errorf("[%s] %q became %q", heading, sentence, got)
			}
		}
	}
	for _, o := range c.Officers() {
		called := strings.Join(strings.Fields(o.DisplayName)[:2], " ")
		text := called + " menjelaskan syarat dengan sabar."
		if got := screen.Mask(text, o.Name, o.DisplayName); got != text {
			t.Errorf("%q became %q", text, got)
		}
		if got := screen.Mask(text); got == text || strings.Contains(got, strings.Fields(called)[1]) {
			t.Errorf("of another officer, %q became %q", text, got)
		}
	}
}
