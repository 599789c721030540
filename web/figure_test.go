package web_test

import (
	"fmt"
	"slices"
	"testing"

	"suaraloket/domain"
	"suaraloket/web"
)

// Officers without a photo differ by the colours of their figures, and keep the kind
// that the agency chose.
func TestFiguresDiffer(t *testing.T) {
	seen := map[string]int{}
	for n := range 240 {
		o := domain.Officer{Code: fmt.Sprintf("P-%02d", n)}
		figure := web.FigureOf(o)
		if !slices.Contains(web.Figures(), figure) || figure != web.FigureOf(o) {
			t.Fatalf("%s has the figure %q", o.Code, figure)
		}
		seen[figure]++
		for _, kind := range []string{"a", "b", "c", "d"} {
			o.Figure = kind
			if got := web.FigureOf(o); got[:1] != kind {
				t.Errorf("%s with %q has %q", o.Code, kind, got)
			}
		}
	}
	if len(seen) != len(web.Figures()) {
		t.Errorf("%d of %d figures are used", len(seen), len(web.Figures()))
	}
	for figure, n := range seen {
		if n > 30 { // of 240 in 24 figures
			t.Errorf("%d officers have the figure %s", n, figure)
		}
	}
}
