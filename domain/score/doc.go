// Package score turns counts of ratings into the figures that people read:
// the score of an officer with its interval (Of), the Wilson interval of the
// satisfied share (Wilson), and the index of a unit (IKMOf).
//
// Two measures live here and are never mixed. The score is this product's own
// measure of the feedback on one officer (Skor Umpan Balik Masyarakat). The IKM
// belongs to a unit and follows PermenPANRB 14/2017. An officer has no IKM.
//
// Everything is a pure function of its arguments and imports nothing but the
// standard library, so that a figure can be reproduced from its counts, its
// reference and Method alone.
package score
