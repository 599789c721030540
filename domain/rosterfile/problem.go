package rosterfile

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is something wrong with a list. Key names its sentence below "import.problem.",
// Column the column below "import.column.", "" for the row or the list as a whole. Value is
// the cell, or its shape where the cell may identify a person.
type Problem struct {
	Key    string
	Column string
	Value  string
	Line   int // 0 for the list as a whole
}

// Error is the problem for a log; people read its sentence.
func (p Problem) Error() string {
	return fmt.Sprintf("line %d: %s %s %q", p.Line, p.Column, p.Key, p.Value)
}

// Problems are all problems of a list that is refused.
type Problems []Problem

// Error gives the problems in groups.
func (p Problems) Error() string {
	var lines []string
	for _, g := range p.Groups() {
		lines = append(lines, fmt.Sprintf("%s %s: %s (%s)", g.Column, g.Key, g.Lines.String(), strings.Join(g.Values, ", ")))
	}
	return strings.Join(lines, "\n")
}

// maxValues is how many different cells a group shows.
const maxValues = 3

// Group is the same problem in many lines.
type Group struct {
	Key, Column string
	Values      []string // up to three different ones
	N           int
	Lines       // without any the problem is that of the list
}

// Groups gathers equal problems, in the order in which they appear first.
func (p Problems) Groups() []Group {
	var groups []Group
	for _, problem := range p {
		at := slices.IndexFunc(groups, func(g Group) bool { return g.Key == problem.Key && g.Column == problem.Column })
		if at < 0 {
			at, groups = len(groups), append(groups, Group{Key: problem.Key, Column: problem.Column})
		}
		groups[at].take(problem)
	}
	return groups
}

func (g *Group) take(p Problem) {
	g.N++
	if p.Value != "" && len(g.Values) < maxValues && !slices.Contains(g.Values, p.Value) {
		g.Values = append(g.Values, p.Value)
	}
	if p.Line > 0 {
		g.Lines.add(p.Line)
	}
}
