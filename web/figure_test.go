package web_test

import (
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strings"
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

// The figures that two officers see are different pictures: those of a kind differ in the colours
// of clothes, hair or veil and ground, and the kinds differ in what is on the head.
func TestFiguresAreDrawnDifferently(t *testing.T) {
	page, err := template.New("").Funcs(template.FuncMap{"shade": web.FigureShade}).ParseFiles("templates/partials/figure.html")
	if err != nil {
		t.Fatal(err)
	}
	fill := regexp.MustCompile(`fill="(#[0-9A-Fa-f]{6})"`)
	drawn := map[string]string{}
	shapes, colours := map[string]string{}, map[string][]string{} // by figure and by kind
	for _, figure := range web.Figures() {
		var out strings.Builder
		if err := page.ExecuteTemplate(&out, "figure", figure); err != nil {
			t.Fatal(err)
		}
		svg := out.String()
		if other, twice := drawn[svg]; twice {
			t.Errorf("%s is drawn as %s", figure, other)
		}
		drawn[svg] = figure
		kind := figure[:1]
		shape := fill.ReplaceAllString(svg, "")
		if known, ok := shapes[kind]; ok && known != shape {
			t.Errorf("%s has another shape than its kind", figure)
		}
		shapes[kind] = shape
		parts := []string{"ground", "cloth", "hair"}
		if kind == "a" {
			parts[2] = "veil"
		}
		for _, part := range parts {
			shade := web.FigureShade(figure, part)
			if !strings.Contains(svg, shade) {
				t.Errorf("%s is drawn without its %s", figure, part)
			}
			colours[kind+part] = append(colours[kind+part], shade)
		}
	}
	for part, list := range colours {
		slices.Sort(list)
		if n := len(slices.Compact(slices.Clone(list))); n != len(list) {
			t.Errorf("%s has %d colours in %d figures", part, n, len(list))
		}
	}
	if len(shapes) != 4 || shapes["a"] == shapes["b"] || shapes["b"] == shapes["c"] || shapes["c"] == shapes["d"] {
		t.Error("kinds of figures have the same shape")
	}
}
