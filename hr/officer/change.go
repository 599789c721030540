package officer

import (
	"math"

	"suaraloket/domain/locale"
	"suaraloket/domain/report"
)

// changePart is a part of a change of the score, in points with one decimal and a sign.
type changePart struct {
	Name   string // the end of the text's key
	Points string
}

// changeParts lists what moved the score, without the ends of the scale where they moved nothing. As
// printed they add up to the difference of the printed scores.
func changeParts(c report.Change, texts locale.Texts) []changePart {
	if !c.Known {
		return nil
	}
	var list []changePart
	tenths := c.Tenths()
	for i, name := range [...]string{"own", "mix", "trust", "city", "cut"} {
		if name == "cut" && tenths[i] == 0 {
			continue
		}
		list = append(list, changePart{name, signed(float64(tenths[i])/10, 1, texts)})
	}
	return list
}

// signed writes a number with its sign.
func signed(x float64, decimals int, texts locale.Texts) string {
	sign := "+"
	switch {
	case x < 0:
		sign = "−"
	case x == 0:
		sign = ""
	}
	return sign + texts.Decimal(math.Abs(x), decimals)
}
