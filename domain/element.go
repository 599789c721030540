package domain

import (
	"slices"
	"strings"
)

// Element is one of the nine unsur of the survey (PermenPANRB 14/2017). Slug is its
// key everywhere: the questionnaire asks about sarana before pengaduan, the list of
// unsur has them the other way round, so a position means nothing.
type Element struct {
	Slug    string
	Code    string // U1–U9, the order of the list of unsur
	Officer bool   // judges the officer (U6, U7) rather than the unit
}

// Elements lists the nine in the order of the list of unsur.
func Elements() []Element {
	return []Element{
		{Slug: "persyaratan", Code: "U1"},
		{Slug: "prosedur", Code: "U2"},
		{Slug: "waktu", Code: "U3"},
		{Slug: "biaya", Code: "U4"},
		{Slug: "produk", Code: "U5"},
		{Slug: "kompetensi", Code: "U6", Officer: true},
		{Slug: "perilaku", Code: "U7", Officer: true},
		{Slug: "pengaduan", Code: "U8"},
		{Slug: "sarana", Code: "U9"},
	}
}

// Questionnaire lists the nine in the order in which the standard form asks them.
func Questionnaire() []Element {
	all := Elements()
	all[7], all[8] = all[8], all[7]
	return all
}

// IsElement says whether slug names one of the nine.
func IsElement(slug string) bool {
	return slices.ContainsFunc(Elements(), func(e Element) bool { return e.Slug == slug })
}

// Answers are values 1–4 by element slug.
type Answers map[string]int

// Slugs lists what was answered, in the order of the list of unsur.
func (a Answers) Slugs() []string {
	var slugs []string
	for _, e := range Elements() {
		if _, ok := a[e.Slug]; ok {
			slugs = append(slugs, e.Slug)
		}
	}
	return slugs
}

// The reasons a resident can tick. ReasonFee reports an illegal fee: it goes to
// the inspectorate and is never shown to the officer.
const (
	ReasonFriendly   = "ramah"
	ReasonQuick      = "cepat"
	ReasonClear      = "jelas"
	ReasonLongWait   = "menunggu_lama"
	ReasonUnclear    = "kurang_jelas"
	ReasonUnfriendly = "kurang_ramah"
	ReasonFee        = "diminta_biaya"
)

// Satisfied says whether a value is one of the two good ones.
func Satisfied(value int) bool { return value >= 3 }

// ReasonsFor lists the reasons that fit a value, in reading order.
func ReasonsFor(value int) []string {
	if Satisfied(value) {
		return []string{ReasonFriendly, ReasonQuick, ReasonClear}
	}
	return []string{ReasonLongWait, ReasonUnclear, ReasonUnfriendly, ReasonFee}
}

// IsReason says whether slug names a reason.
func IsReason(slug string) bool {
	return slices.Contains(ReasonsFor(4), slug) || slices.Contains(ReasonsFor(1), slug)
}

// MaxAge is the highest valid age in years.
const MaxAge = 120

// Respondent is the survey's block about the person. It does not identify the person;
// every field may be empty.
type Respondent struct {
	Sex        string `json:"sex,omitempty"`        // L or P
	Age        int    `json:"age,omitempty"`        // years, 0 when not given
	Education  string `json:"education,omitempty"`  // SD SMP SMA D1 D2 D3 D4 S1 S2 S3
	Occupation string `json:"occupation,omitempty"` // pns tni polri swasta wirausaha pelajar tani rumah lainnya
}

// Educations lists the survey's choices in the order of the form.
func Educations() []string {
	return []string{"SD", "SMP", "SMA", "D1", "D2", "D3", "D4", "S1", "S2", "S3"}
}

// Occupations lists the survey's choices in the order of the form.
func Occupations() []string {
	return []string{"pns", "tni", "polri", "swasta", "wirausaha", "pelajar", "tani", "rumah", "lainnya"}
}

func (r Respondent) normal() Respondent {
	r.Sex = strings.ToUpper(strings.TrimSpace(r.Sex))
	r.Education = strings.ToUpper(strings.TrimSpace(r.Education))
	r.Occupation = strings.ToLower(strings.TrimSpace(r.Occupation))
	return r
}

func (r Respondent) check(bad *FieldErrors) {
	if r.Sex != "" && r.Sex != "L" && r.Sex != "P" {
		bad.Add("respondent.sex", "field_choice")
	}
	if r.Age < 0 || r.Age > MaxAge {
		bad.Add("respondent.age", "field_age")
	}
	if r.Education != "" && !slices.Contains(Educations(), r.Education) {
		bad.Add("respondent.education", "field_choice")
	}
	if r.Occupation != "" && !slices.Contains(Occupations(), r.Occupation) {
		bad.Add("respondent.occupation", "field_choice")
	}
}
