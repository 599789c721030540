// Package review is what is inspected by people: the reports of illegal fees, which are the
// Inspektorat's alone.
package review
