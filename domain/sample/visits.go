package sample

import (
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"suaraloket/domain"
)

// Visit is a rating of the history and the time at which it was given.
type Visit struct {
	At         time.Time
	Submission domain.Submission
}

// visit is a resident at a counter while the rating comes about.
type visit struct {
	city    *City
	rng     *rand.Rand
	desk    int
	at      time.Time
	errand  errand
	officer domain.Officer // who served; zero when a tenant's officer did
	several bool           // more than one was on duty
}

// Visits yields the history in order of time. Nothing lies after start. Every
// iteration gives the same.
func (c *City) Visits() iter.Seq[Visit] {
	return func(yield func(Visit) bool) {
		if c.months == 0 {
			return
		}
		end, index, pressed := c.start.Add(-quietBefore), 0, make([]int64, len(c.desks))
		for day := c.first; !day.After(end); day = day.AddDate(0, 0, 1) {
			for _, v := range c.day(day) {
				if v.at.After(end) {
					return
				}
				s := v.submission(strconv.Itoa(index))
				if s.Right.Channel == domain.ChannelKiosk {
					pressed[v.desk]++
					s.Seq = pressed[v.desk]
				}
				if !yield(Visit{At: v.at, Submission: s}) {
					return
				}
				index++
			}
		}
	}
}

// day lists the visits of all counters on a day, in order of time.
func (c *City) day(day time.Time) []*visit {
	var list []*visit
	for i := range c.desks {
		rng := dice(day, i, forOpinions)
		for _, at := range c.arrivals(i, day) {
			list = append(list, &visit{city: c, rng: rng, desk: i, at: at})
		}
	}
	slices.SortStableFunc(list, func(a, b *visit) int { return a.at.Compare(b.at) })
	return list
}

func (v *visit) chance(share float64) bool { return v.rng.Float64() < share }

// submission plays the visit: what was asked for, who served, how it was.
func (v *visit) submission(name string) domain.Submission {
	d := v.city.desks[v.desk]
	offered := d.counter.Services
	v.errand = v.city.demand[offered[v.rng.IntN(len(offered))].Code]
	v.serve()
	s := domain.Submission{ID: idOf("visit:" + name), Right: v.right(name), RatedAt: v.at, Lang: "id"}
	if v.chance(0.02) {
		s.Lang = "en"
	}
	if v.chance(0.9) {
		s.Service = v.errand.code
	}
	s.Officer = v.pick(d)
	s.Value = v.value(s.Right.Channel)
	v.form(&s)
	s.Comment = v.comment(s)
	return s
}

// serve settles who served: one of those on duty.
func (v *visit) serve() {
	onDuty := v.city.serving(v.city.desks[v.desk].counter.Code, v.at)
	v.officer, v.several = onDuty[v.rng.IntN(len(onDuty))], len(onDuty) > 1
}

// pick is what the resident or the tablet says about who served. With several on
// duty it must be said, and some residents are not sure.
func (v *visit) pick(d desk) string {
	sure := v.rng.Float64()
	switch {
	case !d.own():
		return ""
	case v.several && sure < 0.07:
		return domain.UnsureOfficer
	case !v.several && sure < 0.25:
		return ""
	}
	return v.officer.Code
}

func (v *visit) right(name string) domain.Right {
	right := domain.Right{Counter: v.city.desks[v.desk].counter.Code, Assurance: domain.AssurancePoster}
	switch way := v.rng.Float64(); {
	case way < 0.65:
		right.Channel, right.Assurance = domain.ChannelKiosk, domain.AssuranceDevice
		right.Kiosk = KioskID(right.Counter)
	case way < 0.87:
		right.Channel, right.Visit = domain.ChannelPage, hash("pass:" + name)[:16]
	default:
		right.Channel, right.Author = domain.ChannelTelegram, hash("author:" + name)[:32]
	}
	return right
}

func hash(name string) string {
	sum := sha256.Sum256([]byte("suaraloket:sample:" + name))
	return hex.EncodeToString(sum[:])
}
