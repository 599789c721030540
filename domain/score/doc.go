// Package score turns counts of ratings into the figures that people read:
// the score of an officer with its interval (City, Score), the Wilson interval of the
// satisfied share (Wilson), and the index of a unit (IKMOf).
//
// Two measures live here and are never mixed. The score is this product's own
// measure of the feedback on one officer (Skor Umpan Balik Masyarakat). The IKM
// belongs to a unit and follows PermenPANRB 14/2017. An officer has no IKM.
//
// The score is an officer's difference from the other officers of the same services and
// channels, shrunk:
//
//	City, Score       a period's ratings; the score of one officer with all it came from
//	Constants           what a period is scored with, estimated from closed quarters
//	Cell, Day, Channel  the counts that both are computed from
//
// Everything is a pure function of its arguments and imports nothing but the standard
// library and gonum's matrices and distributions, so that a figure can be reproduced
// from its counts, its reference and the version of the method alone.
package score
