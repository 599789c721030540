// Package sample makes the demo's city: Pangkalpinang with invented people and several
// months of invented ratings.
//
// Everything is computed from the start time and the number of months: two cities made
// with the same arguments are equal, rating for rating. Their ratings go through
// domain.Intake like any other; beyond the domain this package models only how satisfied
// the residents are.
//
// People are marked as samples by numbers that cannot be real: the serial of every
// NIP is 000, which is never given out.
package sample
