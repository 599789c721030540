// Package integrity holds the rules that keep a few people from bending an officer's score:
// pure functions of the ratings of a unit in a period and of its served visits. Judge
// evaluates all of them. docs/score.md lists the rules with their figures.
//
// No rule holds a rating because it is low. All but run give the same result when every
// value v is replaced by 5−v. The rules read the times of ratings and never the order in
// which they arrived; ratings of one time are ordered by id.
//
//	Rating           what the rules read of one rating
//	Served           served visits by unit, service and day
//	Counts, Number   numbers of visits by their Source: entered, imported, from tickets
//	Visits           shows and enters served visits
//	UnitVisits       the served visits of a unit, with its services
//	ServedStore      the port for served visits
//	Thresholds       the numbers of the rules
//	Rule             the name of a rule
//	Finding          a rating that a rule holds, with the numbers on which it rests
//	Mark             a sign that does not hold: two streams of ratings differ
//
// An officer-day is one officer on one day in one unit.
package integrity

// Version names these rules. It changes whenever the same ratings and thresholds would get
// other findings.
const Version = "2027.2"
