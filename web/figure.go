package web

import (
	"hash/fnv"

	"suaraloket/domain"
)

// figureKinds are the drawn figures for officers without a photo.
const figureKinds = "abcd"

// figureColours is how many colours each figure is drawn in, so that two officers at a counter
// look different.
const figureColours = 6

// FigureOf names the drawn figure of an officer: the kind that the agency chose, or one that
// follows from the code, in colours that follow from the code.
func FigureOf(o domain.Officer) string {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(o.Code))
	n := int(sum.Sum32() >> 8)
	kind := string(figureKinds[n%len(figureKinds)])
	switch o.Figure {
	case "a", "b", "c", "d":
		kind = o.Figure
	}
	return kind + string(rune('0'+n/len(figureKinds)%figureColours))
}

// Figures lists the drawn figures.
func Figures() []string {
	var all []string
	for _, kind := range figureKinds {
		for n := range figureColours {
			all = append(all, string(kind)+string(rune('0'+n)))
		}
	}
	return all
}

// shades are the colours of the parts of a figure.
var shades = map[string][figureColours]string{
	"ground": {"#DFEAE6", "#E6E4F0", "#F3E6DC", "#E4ECDD", "#F0E6EC", "#E2EBF2"},
	"cloth":  {"#8A7A4E", "#5B6B7F", "#7A4E5E", "#4E6B52", "#6B5A86", "#8A5A3C"},
	"veil":   {"#0E5A55", "#3B4F73", "#7A3E55", "#4F6A3A", "#5D4A7A", "#8A5A2B"},
	"fold":   {"#0A423F", "#2A3A57", "#5A2C3E", "#3A4F2A", "#44365A", "#68421D"},
	"hair":   {"#2B2420", "#4A3426", "#1F1B18", "#6E6A66", "#3A2A20", "#57473B"},
}

// figureShade is the colour of a part of a figure.
func figureShade(figure, part string) string { return shades[part][int(figure[1]-'0')%figureColours] }
