// Package publication decides what officers and heads see of new ratings: figures move in
// batches after closing, so that a page that is loaded again and again does not show what a
// single resident has pressed.
//
//	Publication, Publisher  the use case: publishes what is due (penerbitan)
//	Cell                    what is published of one officer at one unit in a quarter
//	Line                    a month, service and channel: the finest part of a cell
//	Sums                    the counted and held ratings of a line
//	Batch                   the ratings that became visible together and are not itemized yet
//	Rule                    how many ratings a batch has at least
//	Store                   the port
package publication
