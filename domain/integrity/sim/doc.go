// Package sim measures the rules of domain/integrity on simulated cities: how many honest
// ratings they hold, and how far attacks move an officer's score without and with them.
//
//	Kind      a kind of honest city
//	City      one quarter of such a city
//	Attack    ratings that a person adds to bend one officer's score
//	Honest    what the rules hold in a city without attacks
//	Move      how far an attack moves the score
//
// The same seed gives the same city. The score is a plain mean that 20 ratings of the
// city's mean are added to, not the one that the program shows: it is here to compare moves.
package sim
