package rosterfile

import (
	"strings"

	"suaraloket/domain"
)

// unitCodes are the codes of units by code and by name, in small letters.
type unitCodes map[string][]string

func unitCodesOf(units []domain.Unit) unitCodes {
	codes := unitCodes{}
	for _, u := range units {
		code, name := strings.ToLower(u.Code), strings.ToLower(fold(u.Name))
		codes[code] = []string{u.Code}
		if name != code {
			codes[name] = append(codes[name], u.Code)
		}
	}
	return codes
}

// unit finds the unit of a line by its code or its name.
func (l line) unit(units unitCodes) string {
	text := l.text("unit")
	codes := units[strings.ToLower(text)]
	switch {
	case text == "":
		l.bad("unit", "missing", "")
	case len(codes) == 0:
		l.bad("unit", "unit", text)
	case len(codes) > 1:
		l.bad("unit", "unit_twice", text)
	default:
		return codes[0]
	}
	return ""
}
