package integrity_test

import (
	"fmt"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/integrity"
)

// monday is 08.00 on a Monday in the city's zone.
func monday() time.Time {
	return time.Date(2027, 1, 4, 8, 0, 0, 0, time.FixedZone("WIB", 7*60*60))
}

// at makes a rating of officer P-01 with its id; the options set the rest.
func at(id string, when time.Time, options ...func(*integrity.Rating)) integrity.Rating {
	r := integrity.Rating{
		ID: id, Officer: "P-01", Unit: "DKC", Counter: "DKC-01", Channel: domain.ChannelPage,
		Assurance: domain.AssuranceSlot, Value: 3, At: when,
	}
	for _, option := range options {
		option(&r)
	}
	r.Day = domain.DayOf(r.At)
	return r
}

type option = func(*integrity.Rating)

func browser(name string) option { return func(r *integrity.Rating) { r.Browser = name } }
func author(name string) option {
	return func(r *integrity.Rating) { r.Channel, r.Author = domain.ChannelTelegram, name }
}
func officer(code string) option { return func(r *integrity.Rating) { r.Officer = code } }
func unit(code string) option    { return func(r *integrity.Rating) { r.Unit = code } }
func service(code string) option { return func(r *integrity.Rating) { r.Service = code } }
func value(v int) option         { return func(r *integrity.Rating) { r.Value = v } }
func poster(r *integrity.Rating) { r.Assurance = domain.AssurancePoster }
func typed(r *integrity.Rating)  { r.Assurance = domain.AssuranceTyped }
func outside(r *integrity.Rating) {
	r.Outside = true
}
func earlier(r *integrity.Rating) { r.Earlier = true }
func ticket(r *integrity.Rating)  { r.Assurance, r.Ticket = domain.AssuranceTicket, true }
func tablet(id string) option {
	return func(r *integrity.Rating) {
		r.Channel, r.Assurance, r.Kiosk = domain.ChannelKiosk, domain.AssuranceDevice, id
	}
}

// several makes n ratings with ids from the name, each a step after the one before.
func several(name string, n int, from time.Time, step time.Duration, options ...option) []integrity.Rating {
	list := make([]integrity.Rating, n)
	for i := range list {
		list[i] = at(fmt.Sprintf("%s%02d", name, i), from.Add(time.Duration(i)*step), options...)
	}
	return list
}

// daily makes n ratings on each of the days, from ten o'clock on.
func daily(name string, n, days int, options ...option) (list []integrity.Rating) {
	for day := range days {
		from := monday().AddDate(0, 0, day).Add(2 * time.Hour)
		list = append(list, several(fmt.Sprintf("%s%02d-", name, day), n, from, time.Minute, options...)...)
	}
	return list
}

// friends makes the ratings of daily by the same n people every day, on pages or, with typed
// codes, in chats.
func friends(n, days int, options ...option) []integrity.Rating {
	list := daily("a", n, days, options...)
	for i := range list {
		who := browser
		if list[i].Assurance == domain.AssuranceTyped {
			who = author
		}
		who(fmt.Sprint("friend", i%n))(&list[i])
	}
	return list
}
