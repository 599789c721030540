// Package sample is the demo's city: Pangkalpinang with invented people, several
// months of ratings and nothing that was ever real.
//
// Everything follows from the time of start and the number of months: two cities
// made with the same arguments are the same, rating for rating. The ratings are
// handed in through the domain's one door like any other; what this package knows
// beyond the domain is only how residents of a sample city feel.
//
// People are marked as samples by numbers that cannot be real: the serial of every
// NIP is 000, which is never given out.
package sample
