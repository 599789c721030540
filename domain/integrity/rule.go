package integrity

// Rule is the name of a rule.
type Rule string

// The rules. VisitTime is enforced when a rating comes in: with a visit the time is the
// server's. Stream marks; the others hold.
const (
	VisitTime   Rule = "visit_time"
	Hours       Rule = "hours"
	DeviceDay   Rule = "device_day"
	Author30d   Rule = "author_30d"
	WeakDay     Rule = "weak_day"
	Surge       Rule = "surge"
	Tablet10min Rule = "tablet_10min"
	ServedRule  Rule = "served"
	Coverage    Rule = "coverage"
	Run         Rule = "run"
	Stream      Rule = "stream"
)

// Rules lists all rules in the order in which they are shown.
func Rules() []Rule {
	return []Rule{VisitTime, Hours, DeviceDay, Author30d, WeakDay, Surge, Tablet10min, ServedRule, Coverage, Run, Stream}
}

// Evidence is what a rule counted. The texts integrity.<rule>.why have blanks of these names.
type Evidence struct {
	Count  int // ratings that the rule counted
	Limit  int // the most ratings that it accepts
	Window int // hours, tablet_10min, run: minutes; device_day, author_30d, weak_day, surge: days; otherwise 0
	Served int // visits with which it compared, 0 when unknown
}

// Finding says that a rule holds a rating, and why.
type Finding struct {
	Rating   string // the rating's id
	Rule     Rule
	Evidence Evidence
}

// Streams names two kinds of ratings that stream compares.
type Streams string

// Weak ratings (printed or typed code) against strong ones (tablet, ticket, rotating code),
// and the tablet against everything else.
const (
	WeakStrong Streams = "weak_strong"
	TabletRest Streams = "tablet_rest"
)

// Mark says that two streams of an officer's ratings differ more than chance and the usual
// gap explain. It never holds a rating: that would silence those who do not dare to rate in
// front of the officer.
type Mark struct {
	Rule           Rule
	Unit, Officer  string
	Streams        Streams
	N, RestN       int     // ratings of the first stream and of the second
	Mean, RestMean float64 // their means, 1–4
	Gap            float64 // the usual difference of the means in the unit
	Z              float64 // how many standard deviations the difference is away from Gap
}
