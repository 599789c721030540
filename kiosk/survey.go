package kiosk

import (
	"fmt"

	"suaraloket/domain"
)

// surveyView is one question of the full survey. The tablet shows one at a time.
type surveyView struct {
	Name     string // slug of the element, or the respondent's field
	Answers  bool   // a question about the unit; otherwise about the respondent
	Question string // text key
	Element  string // text key of the official name of the unsur, "" for none
	Choices  []surveyChoice
	Most     int // the maximum of a typed number, for a question without choices
}

// surveyChoice is one possible answer; Text is a text key.
type surveyChoice struct{ Value, Text string }

// Survey lists the questions after the thanks: the elements about the unit, in the order
// of the standard form, then the questions about the respondent.
func (tabletPage) Survey() []surveyView {
	var views []surveyView
	for _, e := range questions(false) {
		view := surveyView{Name: e.Slug, Answers: true, Question: "question." + e.Slug, Element: "element." + e.Slug}
		for value := 1; value <= 4; value++ {
			text := fmt.Sprintf("answer.%s.%d", e.Slug, value)
			view.Choices = append(view.Choices, surveyChoice{fmt.Sprint(value), text})
		}
		views = append(views, view)
	}
	return append(views,
		surveyView{Name: "sex", Question: "page.sex", Choices: choices("respondent.sex.", []string{"L", "P"})},
		surveyView{Name: "age", Question: "page.age", Most: domain.MaxAge},
		surveyView{Name: "education", Question: "page.education", Choices: choices("respondent.education.", domain.Educations())},
		surveyView{Name: "occupation", Question: "page.occupation", Choices: choices("respondent.occupation.", domain.Occupations())})
}

func choices(prefix string, values []string) []surveyChoice {
	var list []surveyChoice
	for _, value := range values {
		list = append(list, surveyChoice{value, prefix + value})
	}
	return list
}
