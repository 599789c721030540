package web

import (
	"bytes"
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"
)

// colour is red, green and blue, each 0–255.
type colour [3]float64

// parseColour parses #RRGGBB.
func parseColour(s string) (colour, error) {
	n, err := strconv.ParseUint(strings.TrimPrefix(s, "#"), 16, 32)
	if err != nil || len(s) != 7 || s[0] != '#' {
		return colour{}, fmt.Errorf("colour %q is not of the form #RRGGBB", s)
	}
	return colour{float64(n >> 16), float64(n >> 8 & 255), float64(n & 255)}, nil
}

func (c colour) String() string {
	return fmt.Sprintf("#%02X%02X%02X", int(math.Round(c[0])), int(math.Round(c[1])), int(math.Round(c[2])))
}

// mix returns c with a share of 0–1 of other.
func (c colour) mix(other colour, share float64) colour {
	for i := range c {
		c[i] += (other[i] - c[i]) * share
	}
	return c
}

// luminance is the relative luminance of WCAG 2.2.
func (c colour) luminance() float64 {
	weights := [3]float64{0.2126, 0.7152, 0.0722}
	sum := 0.0
	for i, v := range c {
		v /= 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weights[i] * v
	}
	return sum
}

// contrast is the contrast ratio of WCAG 2.2, 1–21.
func (c colour) contrast(other colour) float64 {
	a, b := c.luminance(), other.luminance()
	return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}

var (
	white = colour{255, 255, 255}
	black = colour{0, 0, 0}
)

// readable is the minimum contrast of text with its background: 4.5 of WCAG AA, and a
// margin for rounding to whole shades.
const readable = 4.6

func tint(c colour) colour { return c.mix(white, 0.9) }

// legible darkens c until it is readable on its background, which may depend on c.
func (c colour) legible(background func(colour) colour) colour {
	for c.contrast(background(c)) < readable && c != black {
		c = c.mix(black, 0.06)
		if c.luminance() < 0.001 {
			return black
		}
	}
	return c
}

func (b Brand) colours() (brand, gold colour, err error) {
	if brand, err = parseColour(b.Teal); err == nil {
		gold, err = parseColour(b.Gold)
	}
	return brand, gold, err
}

// sheet derives all shades of the style sheets from the city's two colours, so that text
// is readable with any choice.
func (b Brand) sheet() (string, error) {
	brand, gold, err := b.colours()
	if err != nil {
		return "", err
	}
	brand = brand.legible(tint)
	goldTint := gold.mix(white, 0.84)
	goldInk := gold.mix(black, 0.3).legible(func(colour) colour { return goldTint })
	return fmt.Sprintf(":root{--brand:%s;--brand-deep:%s;--brand-tint:%s;--gold:%s;--gold-ink:%s;--gold-tint:%s}\n",
		brand, brand.mix(black, 0.27), tint(brand), gold, goldInk, goldTint), nil
}

// addBrand adds the assets in the brand's colours: the style sheet and the mark. It also
// adds the drawn figures as image files.
func (a *assets) addBrand(brand Brand) error {
	sheet, err := brand.sheet()
	if err != nil {
		return err
	}
	if err := a.add("brand.css", []byte(sheet)); err != nil {
		return err
	}
	partials, err := template.New("").Funcs(template.FuncMap{"shade": figureShade}).ParseFS(templates, "templates/partials/figure.html", "templates/partials/mark.html")
	if err != nil {
		return err
	}
	for _, figure := range Figures() {
		if err := a.addDrawing(partials, "figure", figure, "figure-"+figure+".svg", nil); err != nil {
			return err
		}
	}
	if err := a.addIconMask(brand); err != nil {
		return err
	}
	return a.addDrawing(partials, "mark", "", "mark.svg", strings.NewReplacer(
		`class="mark-field"`, `fill="`+brand.Teal+`"`,
		`class="mark-gold"`, `fill="`+brand.Gold+`"`,
		`class="mark-line"`, `fill="none" stroke="#FFF8E6" stroke-width="2.6" stroke-linecap="round"`))
}

func (a *assets) addDrawing(partials *template.Template, partial, arg, name string, colours *strings.Replacer) error {
	var out bytes.Buffer
	if err := partials.ExecuteTemplate(&out, partial, arg); err != nil {
		return err
	}
	drawing := strings.Replace(out.String(), "<svg ", `<svg xmlns="http://www.w3.org/2000/svg" `, 1)
	if colours != nil {
		drawing = colours.Replace(drawing)
	}
	return a.add(name, []byte(drawing))
}

// Asset returns the address of an asset, for answers without a template.
func (s *Shell) Asset(name string) (string, error) { return s.assets.address(name) }
