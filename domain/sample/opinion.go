package sample

import (
	"math"
	"time"

	"suaraloket/domain"
)

// limits are the contentment between the values 1|2, 2|3 and 3|4 (ordered logit:
// McCullagh, Regression Models for Ordinal Data, 1980).
func limits() [3]float64 { return [3]float64{-2.9, -1.75, 0.1} }

// value is how content the resident is: by the officer, the service, the hour and
// the channel, and by what cannot be known.
func (v *visit) value(channel domain.Channel) int {
	who := v.city.nature[v.officer.Code]
	content := 0.15 + who.content + v.errand.feeling - who.drift*v.age()
	if hour := v.at.Hour(); hour == 11 || hour == 14 {
		content -= 0.15
	}
	if channel != domain.ChannelKiosk {
		content -= 0.15
	}
	u := v.rng.Float64()*0.998 + 0.001
	content += math.Log(u / (1 - u))
	value := 1
	for _, limit := range limits() {
		if content > limit {
			value++
		}
	}
	return value
}

// age is how long ago the visit was, 1 for nine months.
func (v *visit) age() float64 { return float64(v.city.start.Sub(v.at)) / float64(274*24*time.Hour) }

// form fills what each surface asks after the value. The chat asks nothing but a
// comment; only the phone page asks the whole survey.
func (v *visit) form(s *domain.Submission) {
	said := v.rng.Float64()
	switch s.Right.Channel {
	case domain.ChannelTelegram:
		return
	case domain.ChannelPage:
		if said < 0.41 {
			s.Answers, s.Respondent = v.survey(s.Value), v.respondent()
		} else if said < 0.66 {
			s.Answers = v.aboutOfficer(s.Value)
		}
	default:
		if said < 0.45 {
			s.Answers = v.aboutOfficer(s.Value)
		}
	}
	if v.chance(0.35) {
		s.Reasons = v.reasons(s.Value)
	}
}

func (v *visit) aboutOfficer(value int) domain.Answers {
	return domain.Answers{"kompetensi": v.near(value, 0.1), "perilaku": v.near(value, 0.15)}
}

// survey answers all nine elements.
func (v *visit) survey(value int) domain.Answers {
	answers := domain.Answers{}
	for _, e := range domain.Elements() {
		answers[e.Slug] = v.near(value, map[string]float64{
			"persyaratan": 0.05, "prosedur": -0.05, "waktu": -0.3 * v.errand.wait, "biaya": 0.3,
			"produk": 0.15, "kompetensi": 0.1, "perilaku": 0.15, "pengaduan": 0.1, "sarana": 0,
		}[e.Slug])
	}
	if v.errand.free && v.chance(0.97) {
		answers["biaya"] = 4
	}
	return answers
}

// near is the value itself or one beside it; lean shifts the chance upwards.
func (v *visit) near(value int, lean float64) int {
	switch r := v.rng.Float64(); {
	case r < 0.2+lean:
		value++
	case r > 0.82+lean:
		value--
	}
	return min(max(value, 1), 4)
}

// reasons ticks one or two that fit the value; a fee is very rare.
func (v *visit) reasons(value int) []string {
	if value < 3 && v.chance(0.008) {
		return []string{domain.ReasonFee}
	}
	fitting := domain.ReasonsFor(value)
	weights := []float64{0.5 + 0.15*v.city.nature[v.officer.Code].content, 0.45 - 0.3*v.errand.wait, 0.3}
	if value < 3 {
		weights = []float64{v.errand.wait, 0.3, 0.25}
	}
	picked := []string{fitting[draw(v.rng, weights)]}
	if other := fitting[draw(v.rng, weights)]; other != picked[0] && v.chance(0.5) {
		picked = append(picked, other)
	}
	return picked
}

// respondent is an invented resident; now and then a field is left empty.
func (v *visit) respondent() domain.Respondent {
	r := domain.Respondent{Sex: "P", Age: 17 + int(28*v.rng.Float64()+30*v.rng.Float64()*v.rng.Float64())}
	if v.chance(0.47) {
		r.Sex = "L"
	}
	r.Education = domain.Educations()[draw(v.rng, []float64{0.1, 0.16, 0.42, 0.01, 0.01, 0.07, 0.02, 0.17, 0.035, 0.005})]
	r.Occupation = domain.Occupations()[draw(v.rng, []float64{0.1, 0.02, 0.02, 0.28, 0.2, 0.08, 0.1, 0.14, 0.06})]
	if v.chance(0.08) {
		r.Age = 0
	}
	if v.chance(0.05) {
		r.Occupation = ""
	}
	return r
}
