package api_test

import (
	"fmt"
	"strings"
	"testing"

	"suaraloket/web/sitetest"
)

// A body of 60 kB that is wrong in every place gets a short answer, whatever is wrong: unknown
// elements, unknown reasons, wrong types, long names, also when a rating is changed.
func TestAnAnswerToAHostileBodyIsShort(t *testing.T) {
	many := func(format string, n int) string {
		parts := make([]string, n)
		for i := range parts {
			parts[i] = fmt.Sprintf(format, i)
		}
		return strings.Join(parts, ",")
	}
	long := strings.Repeat("n", 20_000)
	for name, fields := range map[string]string{
		"unknown elements":         `"answers":{` + many(`"e%d":1`, 4000) + `}`,
		"elements of a wrong type": `"answers":{` + many(`"e%d":""`, 4000) + `}`,
		"elements that are lists":  `"answers":{` + many(`"e%d":[]`, 4000) + `}`,
		"unknown reasons":          `"reasons":[` + many(`"r%d"`, 5000) + `]`,
		"reasons of a wrong type":  `"reasons":[` + many(`%d`, 8000) + `]`,
		"unknown fields":           many(`"f%d":{}`, 4000),
		"a long name":              `"answers":{"` + long + `":""}`,
		"a long name of a number":  `"answers":{"` + long + `":9}`,
		"a long reason":            `"reasons":["` + long + `"]`,
		"respondents":              `"respondent":{` + many(`"x%d":1`, 4000) + `}`,
	} {
		t.Run(name, func(t *testing.T) {
			h := openHall(t)
			body := sitetest.Rate(sitetest.KnownID, ","+fields)
			if len(body) > 64<<10 {
				t.Fatalf("the body has %d bytes", len(body))
			}
			posted := h.Tap(body)
			if a := h.Tap(sitetest.Rate(sitetest.KnownID)); a.Status != 201 && a.Status != 200 && a.Status != 409 {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
			patched := h.Patch(sitetest.KnownID, `{`+fields+`}`, "Authorization", "Bearer "+sitetest.TabletKey)
			for which, a := range map[string]answer{"POST": posted, "PATCH": patched} {
				if len(a.Body) > 8<<10 {
					t.Errorf("%s is answered with %d and %d bytes", which, a.Status, len(a.Body))
				}
			}
		})
	}
}
