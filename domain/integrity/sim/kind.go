package sim

// Kind is a kind of honest city. Its numbers are per quarter of 13 weeks.
type Kind struct {
	Name string
	// Units with Officers each, who render Services of the unit.
	Units, Officers, Services int
	// Visits of an officer on a day, of which Rated are rated. Minutes is the mean time of
	// a visit.
	Visits, Rated, Minutes float64
	// Uneven is the spread of the visits between officers, 0 for none, 1 for a factor of e.
	Uneven float64
	// Tablet, Page and Chat are the weights of the channels. Printed is the share of the
	// phones' ratings that come from printed or typed codes; the rest comes from rotating
	// ones. Tickets is the share of them with a ticket instead.
	Tablet, Page, Chat, Printed, Tickets float64
	// Shared says that the officers of a unit share one tablet at the exit.
	Shared bool
	// NoTablet says that one officer of each unit has no tablet.
	NoTablet bool
	// Mood moves all values, in logits: 0 gives a mean of about 3.4. Ability, Service, Day
	// and Week are the spreads of officers, services, days and weeks.
	Mood, Ability, Service, Day, Week float64
	// Extreme is the share of residents who know only 1 and 4.
	Extreme float64
	// Families is the share of visits by two to four people who may all rate.
	Families float64
	// Regulars is the share of visits by a few people who come again and again.
	Regulars float64
	// Outreach is the number of days on which two officers of a unit serve in a village,
	// with twice the visits and without a tablet.
	Outreach int
	// Rush is the share of visits in the half hours before and after the lunch break.
	Rush float64
	// Late is the share of ratings from printed codes that come in the evening, from a photo.
	Late float64
	// Campaign is a week in which each unit asks everyone to rate: a factor of Rated, at
	// most 1 altogether.
	Campaign float64
}

// Plain is the city to which the other kinds are changes.
func Plain() Kind {
	return Kind{
		Name: "plain", Units: 6, Officers: 6, Services: 4, Visits: 16, Rated: 0.15, Minutes: 12, Uneven: 0.3,
		Tablet: 0.65, Page: 0.2, Chat: 0.15, Printed: 0.75, Ability: 0.5, Service: 0.3, Day: 0.2, Week: 0.15,
		Extreme: 0.1, Families: 0.05, Regulars: 0.02, Outreach: 2, Rush: 0.1, Late: 0.002,
	}
}

// Kinds lists the honest cities, the plain one first.
func Kinds() []Kind {
	changed := func(name string, change func(*Kind)) Kind {
		k := Plain()
		k.Name = name
		change(&k)
		return k
	}
	return []Kind{
		Plain(),
		changed("nearly all satisfied", func(k *Kind) { k.Mood = 1.5 }),
		changed("many dissatisfied", func(k *Kind) { k.Mood = -1.8 }),
		changed("extreme values", func(k *Kind) { k.Extreme = 0.7; k.Mood = -0.5 }),
		changed("unlike services", func(k *Kind) { k.Service = 1 }),
		changed("moods of days and weeks", func(k *Kind) { k.Day, k.Week = 0.7, 0.6 }),
		changed("phones only", func(k *Kind) { k.Tablet, k.Page, k.Chat = 0, 0.6, 0.4; k.Printed = 0.9 }),
		changed("one officer without a tablet", func(k *Kind) { k.NoTablet = true }),
		changed("chat", func(k *Kind) { k.Tablet, k.Page, k.Chat = 0.3, 0.1, 0.6 }),
		changed("tickets", func(k *Kind) { k.Tickets = 0.8; k.Rated = 0.25 }),
		changed("families", func(k *Kind) { k.Families = 0.2 }),
		changed("regulars", func(k *Kind) { k.Regulars = 0.1 }),
		changed("outreach every week", func(k *Kind) { k.Outreach = 13 }),
		changed("lunch breaks", func(k *Kind) { k.Rush = 0.5 }),
		changed("campaign", func(k *Kind) { k.Campaign = 3 }),
		changed("eager residents", func(k *Kind) { k.Rated = 0.35 }),
		changed("busy", func(k *Kind) { k.Visits, k.Minutes, k.Rated = 60, 5, 0.2 }),
		changed("one tablet at the exit", func(k *Kind) { k.Shared = true; k.Visits = 25 }),
		changed("uneven", func(k *Kind) { k.Uneven = 0.8; k.Rated = 0.2 }),
		changed("small units", func(k *Kind) { k.Units, k.Officers, k.Services = 18, 2, 2 }),
		changed("lone officers", func(k *Kind) { k.Units, k.Officers, k.Services, k.Outreach = 24, 1, 2, 0 }),
		changed("lone officers, phones only", func(k *Kind) {
			k.Units, k.Officers, k.Services, k.Outreach, k.Tablet, k.Printed = 24, 1, 2, 0, 0, 0.9
		}),
		changed("quiet", func(k *Kind) { k.Visits, k.Rated = 6, 0.1 }),
	}
}
