package sim

import (
	"fmt"
	"math"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/integrity"
)

// visit is one visit of a resident or a family.
type visit struct {
	city    *City
	officer officer
	service string
	day     int
	end     time.Time
}

// rate adds the rating of a visit, and those of a family.
func (v *visit) rate() {
	c := v.city
	channel, person := v.channel(), v.person()
	at := v.after(channel)
	first := v.rating(channel, person, at)
	c.add(first)
	if c.rng.Float64() >= c.Kind.Families {
		return
	}
	for range 1 + []int{0, 0, 0, 0, 0, 0, 0, 1, 1, 2}[c.rng.IntN(10)] {
		at = at.Add(time.Duration(6+c.rng.IntN(60)) * time.Second)
		if c.rng.Float64() < 0.6 {
			c.add(v.relative(first, at))
		}
	}
}

// relative is what another one of the family says: mostly the same. On a page half of them
// use the same phone; a chat takes one rating of a person at a counter and day.
func (v *visit) relative(first integrity.Rating, at time.Time) integrity.Rating {
	person := first.Browser
	if person == "" || v.city.rng.Float64() < 0.5 {
		person = v.city.newcomer()
	}
	r := v.rating(first.Channel, person, at)
	if v.city.rng.Float64() < 0.6 {
		r.Value = first.Value
	}
	return r
}

// newcomer names a resident.
func (c *City) newcomer() string {
	c.people++
	return fmt.Sprintf("r%d", c.people)
}

// person is one of the few regulars of the unit, or a newcomer.
func (v *visit) person() string {
	if v.city.rng.Float64() < v.city.Kind.Regulars {
		return fmt.Sprintf("%s-r%d", v.officer.unit, v.city.rng.IntN(6))
	}
	return v.city.newcomer()
}

func (v *visit) channel() domain.Channel {
	k := v.city.Kind
	tablet := k.Tablet
	if v.officer.tablet == "" {
		tablet = 0
	}
	switch at := v.city.rng.Float64() * (tablet + k.Page + k.Chat); {
	case at < tablet:
		return domain.ChannelKiosk
	case at < tablet+k.Page:
		return domain.ChannelPage
	}
	return domain.ChannelTelegram
}

// after is when a rating comes: at the tablet at once, on a phone within the time of a visit.
func (v *visit) after(channel domain.Channel) time.Time {
	seconds := 5 + 35*v.city.rng.Float64()
	if channel != domain.ChannelKiosk {
		seconds = min(30+150*v.city.rng.ExpFloat64(), domain.VisitTime.Seconds())
	}
	return v.end.Add(time.Duration(seconds * float64(time.Second)))
}

func (v *visit) rating(channel domain.Channel, person string, at time.Time) integrity.Rating {
	r := integrity.Rating{
		Officer: v.officer.code, Unit: v.officer.unit, Counter: v.officer.code, Service: v.service,
		Channel: channel, Value: v.value(channel), At: at, Day: v.city.dates[v.day].day, Outside: closed(at),
	}
	if v.city.rng.Float64() < 0.15 {
		r.Service = ""
	}
	switch channel {
	case domain.ChannelKiosk:
		r.Kiosk, r.Assurance = v.officer.tablet, domain.AssuranceDevice
		return r
	case domain.ChannelPage:
		r.Browser = person
	default:
		r.Author = person
	}
	v.prove(&r)
	if r.Assurance == domain.AssurancePoster && v.city.rng.Float64() < v.city.Kind.Late {
		r.At = v.city.dates[v.day].midnight.Add(19*time.Hour + time.Duration(v.city.rng.IntN(120))*time.Minute)
		r.Outside = closed(r.At)
	}
	return r
}

// prove sets how a phone's rating proves the visit.
func (v *visit) prove(r *integrity.Rating) {
	k, rng := v.city.Kind, v.city.rng
	switch printed := rng.Float64(); {
	case rng.Float64() < k.Tickets:
		r.Assurance, r.Ticket = domain.AssuranceTicket, true
	case printed >= k.Printed && v.officer.tablet != "":
		r.Assurance = domain.AssuranceSlot
	case r.Channel == domain.ChannelTelegram && rng.Float64() < 0.15:
		r.Assurance = domain.AssuranceTyped
	default:
		r.Assurance = domain.AssurancePoster
	}
}

// closed says whether the unit is closed, with the tolerance of half an hour.
func closed(at time.Time) bool {
	minute := at.Hour()*60 + at.Minute()
	weekend := at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
	return weekend || minute < opens-30 || minute >= closes+30
}

// value is how content the resident is: ordered logit with the officer, the service, the
// channel, the day and the week (McCullagh, Regression Models for Ordinal Data, 1980).
func (v *visit) value(channel domain.Channel) int {
	c, k := v.city, v.city.Kind
	u := c.rng.Float64()*0.998 + 0.001
	content := 0.2 + k.Mood + v.officer.ability + math.Log(u/(1-u)) +
		c.mood(k.Service, mood{v.service, 0}) + c.mood(k.Day, mood{v.officer.unit, v.day}) + c.mood(k.Week, mood{v.officer.unit, -1 - v.day/5})
	if channel != domain.ChannelKiosk {
		content -= 0.15
	}
	value := 1
	for _, limit := range []float64{-2.9, -1.75, 0.1} {
		if content > limit {
			value++
		}
	}
	if c.rng.Float64() < k.Extreme {
		return 1 + 3*(value/3)
	}
	return value
}

// add gives the rating the next id.
func (c *City) add(r integrity.Rating) {
	r.ID = fmt.Sprintf("h%07d", len(c.Ratings))
	c.Ratings = append(c.Ratings, r)
}
