package browsertest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/chromedp/chromedp"
)

//go:embed testdata/axe.min.js
var axeSource string

//go:embed contrast.js
var contrastSource string

// axeRules are the rules of WCAG 2.0, 2.1 and 2.2 at levels A and AA and axe's best practices.
// axeStrong is the contrast of level AAA, 7 : 1 for small text.
const (
	axeTags = `runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
		rules: {"target-size": {enabled: true}`
	axeRules = axeTags + "}"
	// axeLayout leaves out the contrast of colours, which takes a third of the time and does not depend
	// on the size of a window.
	axeLayout = axeTags + `, "color-contrast": {enabled: false}}`
	axeStrong = `runOnly: {type: "rule", values: ["color-contrast-enhanced"]}`
)

// finding is one rule of axe and the places that break it, or may break it.
type finding struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		Target  []any       `json:"target"` // selectors; lists of them inside shadow trees
		Summary string      `json:"failureSummary"`
		Any     []axeReason `json:"any"`
	} `json:"nodes"`
}

type axeReason struct {
	Message string          `json:"message"`
	Data    json.RawMessage `json:"data"` // an object, a list or nothing, by rule
}

// contrast is the ratio that a rule about contrast requires, such as "4.5:1"; "" for other
// rules.
func (r axeReason) contrast() string {
	var data struct {
		Needed string `json:"expectedContrastRatio"`
	}
	if json.Unmarshal(r.Data, &data) != nil {
		return ""
	}
	return data.Needed
}

// Barriers lists what axe finds on the page in its present state, one sentence each: the rule,
// the place and the remedy. Text whose contrast axe cannot compute is a finding unless every
// colour behind it passes. axe is injected through the debugger, to which the page's content
// policy does not apply.
func (b *Tab) Barriers() []string {
	b.t.Helper()
	return b.barriers(axeRules)
}

func (b *Tab) barriers(rules string) []string {
	b.t.Helper()
	if b.Text("typeof axe") != "object" {
		b.evaluate(axeSource + "; ''")
	}
	var found struct{ Violations, Incomplete []finding }
	// The page's clock is stopped, so that a screen that ends by itself stays during the check.
	answer := b.evaluate(`(function () { var ran = window.testClock && testClock.hold(); return axe.run(document, {resultTypes: ["violations", "incomplete"], elementRef: false, ` + rules + `})
		.then(function (r) { return JSON.stringify({violations: r.violations, incomplete: r.incomplete}); })
		.finally(function () { if (ran) { testClock.release(); } }); })()`)
	if err := json.Unmarshal([]byte(answer), &found); err != nil {
		b.t.Fatal(err)
	}
	var list []string
	for _, f := range found.Violations {
		for _, node := range f.Nodes {
			list = append(list, fmt.Sprintf("%s: %v: %s: %s", f.ID, node.Target, f.Help, oneLine(node.Summary)))
		}
	}
	for _, f := range found.Incomplete {
		if strings.HasPrefix(f.ID, "color-contrast") {
			list = append(list, b.unproven(f)...)
		}
	}
	return list
}

// Axe fails the test for each barrier on the page. The parameter what names the page's state.
func (b *Tab) Axe(what string) {
	b.t.Helper()
	b.axe(axeRules, what)
}

// AxeStrong fails the test for text whose contrast is less than level AAA requires.
func (b *Tab) AxeStrong(what string) {
	b.t.Helper()
	b.axe(axeStrong, what)
}

// axe fails the test for each barrier that the rules find.
func (b *Tab) axe(rules, what string) {
	b.t.Helper()
	for _, barrier := range b.barriers(rules) {
		b.t.Errorf("%s: %s", what, barrier)
	}
}

// unproven returns the text of which axe was unsure and that stays doubtful.
func (b *Tab) unproven(f finding) []string {
	b.t.Helper()
	var list []string
	for _, node := range f.Nodes {
		selector, plain := node.Target[0].(string)
		if !plain || len(node.Any) == 0 {
			list = append(list, fmt.Sprintf("%s: %v: cannot be determined", f.ID, node.Target))
			continue
		}
		needed := strings.TrimSuffix(node.Any[0].contrast(), ":1")
		if needed == "" {
			needed = "4.5"
		}
		doubt := b.evaluate(contrastSource + "(" + strconv.Quote(selector) + ", " + needed + ")")
		if doubt != "" {
			list = append(list, fmt.Sprintf("%s: %s: %s (%s)", f.ID, selector, doubt, node.Any[0].Message))
		}
	}
	return list
}

// evaluate returns the result of an expression, or of its promise, as text.
func (b *Tab) evaluate(expression string) string {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
	return text
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
