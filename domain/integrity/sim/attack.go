package sim

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/integrity"
)

// Attack is a way to bend the score of one officer.
type Attack struct {
	Name string
	// Caught says that the rules are made for it: it moves a score by less than half of
	// what it moves without them.
	Caught bool
	tablet bool // it needs a tablet
	add    func(*scene)
}

// scene is the officer under attack, with the ratings that are added.
type scene struct {
	rng    *rand.Rand
	dates  []date
	target officer
	honest []integrity.Rating // of the target, in the order of time
	added  []integrity.Rating
}

// Attacks lists the attacks, first those that the rules are made for.
func Attacks() []Attack {
	every := []int{0, 1, 2, 3, 4}
	return []Attack{
		{"A1 own phone every 15 minutes", true, false, func(s *scene) { s.daily(every, 28, phone("own", 4)) }},
		{"A2 ten friends daily", true, false, func(s *scene) { s.daily(every, 10, friend(4)) }},
		{"A3 brigade of 50 in an evening", true, false, func(s *scene) { s.evening(50) }},
		{"A3 brigade of 50 over ten days", true, false, func(s *scene) { s.brigade(10) }},
		{"A4 ten presses of the tablet at the end of each day", true, true, func(s *scene) { s.dayEnd(10) }},
		{"A5 three fours after each low rating", true, true, func(s *scene) { s.answerLows(3) }},
		{"A6 a colleague's daily one in the chat", true, false, func(s *scene) { s.daily(every, 1, chat("colleague", 1)) }},
		{"a colleague's daily one on a page", false, false, func(s *scene) { s.daily(every, 1, phone("colleague", 1)) }},
		{"three posters a day, cookies cleared", false, false, func(s *scene) { s.daily(every, 3, cleared(4)) }},
		{"tablet 30 a day, spread out", false, true, func(s *scene) { s.daily(every, 30, press(4)) }},
		{"tablet 3 a day", false, true, func(s *scene) { s.daily(every, 3, press(4)) }},
		{"ten friends weekly, two a day", false, false, func(s *scene) { s.daily(every, 2, friendOfDay(4)) }},
		{"four friends weekly", false, false, func(s *scene) { s.daily([]int{0, 1, 2, 3}, 1, friendOfDay(4)) }},
	}
}

// shape makes a rating an attacker's; number counts those of the day, day those of the
// quarter.
type shape func(s *scene, r *integrity.Rating, day, number int)

func page(r *integrity.Rating, browser string, value int) {
	r.Channel, r.Assurance, r.Browser, r.Value = domain.ChannelPage, domain.AssurancePoster, browser, value
}

func phone(browser string, value int) shape {
	return func(_ *scene, r *integrity.Rating, _, _ int) { page(r, browser, value) }
}

func friend(value int) shape {
	return func(_ *scene, r *integrity.Rating, _, number int) { page(r, fmt.Sprintf("friend%d", number), value) }
}

func friendOfDay(value int) shape {
	return func(_ *scene, r *integrity.Rating, day, number int) {
		page(r, fmt.Sprintf("friend%d-%d", day%5, number), value)
	}
}

func cleared(value int) shape {
	return func(_ *scene, r *integrity.Rating, day, number int) {
		page(r, fmt.Sprintf("cleared%d-%d", day, number), value)
	}
}

func chat(author string, value int) shape {
	return func(_ *scene, r *integrity.Rating, _, _ int) {
		r.Channel, r.Assurance, r.Author, r.Value = domain.ChannelTelegram, domain.AssurancePoster, author, value
	}
}

func press(value int) shape {
	return func(s *scene, r *integrity.Rating, _, _ int) {
		r.Channel, r.Assurance, r.Kiosk, r.Value = domain.ChannelKiosk, domain.AssuranceDevice, s.target.tablet, value
	}
}

// rating makes one of the target at a time, with a service of the target.
func (s *scene) rating(at time.Time, day, number int, how shape) {
	r := integrity.Rating{
		ID: fmt.Sprintf("a%07d", len(s.added)), Officer: s.target.code, Unit: s.target.unit, Counter: s.target.code,
		Service: s.target.services[s.rng.IntN(len(s.target.services))], At: at, Day: domain.DayOf(at), Outside: closed(at),
	}
	how(s, &r, day, number)
	s.added = append(s.added, r)
}

// daily adds n ratings on the given days of every week, spread over the hours.
func (s *scene) daily(weekdays []int, n int, how shape) {
	for day := range s.dates {
		if !slices.Contains(weekdays, day%5) {
			continue
		}
		for i := range n {
			step := float64(closes-opens) / float64(n)
			minute := opens + (float64(i)+0.2+0.6*s.rng.Float64())*step
			s.rating(s.dates[day].midnight.Add(time.Duration(minute*float64(time.Minute))), day, i, how)
		}
	}
}

// evening adds ones of n people from photographs of the printed code.
func (s *scene) evening(n int) {
	for i := range n {
		s.rating(s.dates[30].midnight.Add(19*time.Hour+time.Duration(s.rng.IntN(180))*time.Minute), 30, i, cleared(1))
	}
}

// brigade adds the ones of 50 people on working days within the hours.
func (s *scene) brigade(days int) {
	for i := range 50 {
		day := 25 + i%days
		s.rating(s.dates[day].midnight.Add(opens*time.Minute+time.Duration(s.rng.IntN(closes-opens))*time.Minute), day, i, cleared(1))
	}
}

// dayEnd adds fours on the tablet, ten seconds apart, after closing.
func (s *scene) dayEnd(n int) {
	for day := range s.dates {
		for i := range n {
			s.rating(s.dates[day].midnight.Add(closes*time.Minute+time.Duration(10*i)*time.Second), day, i, press(4))
		}
	}
}

// answerLows adds fours on the tablet after each low rating there, from ten seconds on.
func (s *scene) answerLows(n int) {
	for _, low := range s.honest {
		if low.Value > 2 || low.Kiosk == "" {
			continue
		}
		for i := range n {
			s.rating(low.At.Add(time.Duration(10+15*i)*time.Second), 0, i, press(4))
		}
	}
}
