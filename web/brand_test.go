package web

import (
	"fmt"
	"regexp"
	"testing"

	"pgregory.net/rapid"
)

func TestContrastOfKnownPairs(t *testing.T) {
	for _, row := range []struct {
		a, b string
		want string
	}{{"#FFFFFF", "#000000", "21.00"}, {"#FFFFFF", "#FFFFFF", "1.00"}, {"#767676", "#FFFFFF", "4.54"}} {
		a, b := mustColour(t, row.a), mustColour(t, row.b)
		if got := fmt.Sprintf("%.2f", a.contrast(b)); got != row.want {
			t.Errorf("%s on %s: %s", row.a, row.b, got)
		}
	}
}

func mustColour(t interface{ Fatal(...any) }, s string) colour {
	c, err := parseColour(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestColoursHaveSixDigits(t *testing.T) {
	for _, wrong := range []string{"", "0E5A55", "#0E5A5", "#0E5A555", "#0G5A55", "red", "# 12345"} {
		if _, err := parseColour(wrong); err == nil {
			t.Errorf("%q is accepted as a colour", wrong)
		}
		if _, err := (Brand{Teal: wrong, Gold: "#C98A1B"}).sheet(); err == nil {
			t.Errorf("%q is accepted in a brand", wrong)
		}
	}
	if c := mustColour(t, "#0e5A55"); c.String() != "#0E5A55" {
		t.Errorf("%s", c)
	}
}

var shade = regexp.MustCompile(`--([a-z-]+):(#[0-9A-F]{6})`)

// TestAnyBrandIsReadable checks that text is readable with any colours of the city.
func TestAnyBrandIsReadable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hex := rapid.StringMatching(`#[0-9A-F]{6}`)
		sheet, err := Brand{Teal: hex.Draw(t, "teal"), Gold: hex.Draw(t, "gold")}.sheet()
		if err != nil {
			t.Fatal(err)
		}
		shades := map[string]colour{}
		for _, m := range shade.FindAllStringSubmatch(sheet, -1) {
			shades[m[1]] = mustColour(t, m[2])
		}
		for _, pair := range [][2]colour{
			{shades["brand"], shades["brand-tint"]}, {shades["brand"], white},
			{shades["brand-deep"], white}, {shades["gold-ink"], shades["gold-tint"]},
		} {
			if c := pair[0].contrast(pair[1]); c < 4.5 {
				t.Errorf("%s on %s: %.2f in %s", pair[0], pair[1], c, sheet)
			}
		}
	})
}

// TestFixedPairsAreReadable checks the pairs of fixed colours that base.css uses.
func TestFixedPairsAreReadable(t *testing.T) {
	raw, err := static.ReadFile("static/base.css")
	if err != nil {
		t.Fatal(err)
	}
	shades := map[string]colour{}
	for _, m := range regexp.MustCompile(`--([a-z0-9-]+):\s*(#[0-9A-Fa-f]{6})`).FindAllStringSubmatch(string(raw), -1) {
		shades[m[1]] = mustColour(t, m[2])
	}
	for _, ground := range []string{"paper", "card", "mute", "tint-1", "tint-2", "tint-3", "tint-4", "brand-tint", "gold-tint"} {
		for _, words := range []string{"ink", "soft"} {
			if c := shades[words].contrast(shades[ground]); c < 4.5 {
				t.Errorf("%s on %s: %.2f", words, ground, c)
			}
		}
	}
	for face := 1; face <= 4; face++ {
		drawn := shades[fmt.Sprintf("face-%d", face)]
		for _, ground := range []string{fmt.Sprintf("tint-%d", face), "card"} {
			if c := drawn.contrast(shades[ground]); c < 3 {
				t.Errorf("face %d on %s: %.2f", face, ground, c)
			}
		}
	}
	if c := shades["edge"].contrast(shades["card"]); c < 3 {
		t.Errorf("edge of inputs: %.2f", c)
	}
}
