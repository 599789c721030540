package kiosk

import (
	"fmt"

	"suaraloket/domain"
)

// surveyView is one question of the full survey as the tablet asks it, one at a time.
type surveyView struct {
	Name     string // slug of the element, or the respondent's field
	Answers  bool   // about the unit; otherwise about the respondent
	Question string // text key
	Choices  []surveyChoice
	Most     int // the highest number that may be typed, where there are no choices
}

// surveyChoice is what may be touched; Text is a text key.
type surveyChoice struct{ Value, Text string }

// Survey lists what is left to ask after the thanks: the elements that judge the unit,
// in the order of the standard form, then the respondent's block.
func (tabletPage) Survey() []surveyView {
	var views []surveyView
	for _, e := range questions(false) {
		view := surveyView{Name: e.Slug, Answers: true, Question: "question." + e.Slug}
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

func choices(beginning string, values []string) []surveyChoice {
	var list []surveyChoice
	for _, value := range values {
		list = append(list, surveyChoice{value, beginning + value})
	}
	return list
}
