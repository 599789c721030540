// Package sim measures the method of domain/score on simulated cities, in which the fair
// quality of each officer is known: how well a score ranks officers compared with a plain
// mean and with the share of satisfied residents, how often its interval holds the truth,
// and how often two officers are called different the wrong way round.
//
//	Kind      a kind of city
//	City      its officers with their services
//	Result    what was measured with one number of ratings for each officer
//	Said      what is said about officers, and what of it is wrong
//
// The same seed gives the same city. The constants are estimated from a quarter before the
// one that is scored, in which officers have unequal numbers of ratings.
package sim
