package sim

// Kind is a kind of city. Spreads are standard deviations in logits of the cumulative
// logit model: the log odds of a rating above 1, 2 and 3 move by that much.
type Kind struct {
	Name string
	// Base says that the kind is one of the base scenarios, with stricter bounds.
	Base bool
	// Units with Officers each, who render some of the Services of their unit.
	Units, Officers, Services int
	// Ability, Service, Day and Week are the spreads of officers, services, and of the days
	// and weeks of one officer.
	Ability, Service, Day, Week float64
	// Page and Chat are the effects of these channels, which officers have in unequal parts.
	Page, Chat float64
	// Mood moves all values: 0 gives a mean of about 3.4.
	Mood float64
	// Extreme is the share of residents who know only 1 and 4.
	Extreme float64
}

// Plain is the city to which the other kinds are changes: services differ as much as
// officers.
func Plain() Kind {
	return Kind{
		Name: "plain", Base: true, Units: 6, Officers: 10, Services: 4,
		Ability: 0.5, Service: 0.5, Day: 0.3, Page: -0.2, Chat: -0.4,
	}
}

// Kinds lists the cities, the plain one first.
func Kinds() []Kind {
	changed := func(name string, change func(*Kind)) Kind {
		k := Plain()
		k.Name, k.Base = name, false
		change(&k)
		return k
	}
	return []Kind{
		Plain(),
		changed("services alike", func(k *Kind) { k.Base, k.Service = true, 0 }),
		changed("services differ little", func(k *Kind) { k.Base, k.Service = true, 0.25 }),
		changed("services differ much", func(k *Kind) { k.Service = 1 }),
		changed("officers differ little", func(k *Kind) { k.Ability = 0.25 }),
		changed("channels alike", func(k *Kind) { k.Page, k.Chat = 0, 0 }),
		changed("moods of days", func(k *Kind) { k.Day = 0.7 }),
		changed("moods of weeks", func(k *Kind) { k.Week = 0.3 }),
		changed("nearly all satisfied", func(k *Kind) { k.Mood = 1.2 }),
		changed("many dissatisfied", func(k *Kind) { k.Mood = -1.5 }),
		changed("extreme values", func(k *Kind) { k.Extreme = 0.5 }),
		changed("many services", func(k *Kind) { k.Services = 12 }),
		changed("small city", func(k *Kind) { k.Units, k.Officers = 3, 8 }),
	}
}
