package rosterfile

import (
	"fmt"
	"strings"
)

// Lines is a set of lines of a file, added in growing order.
type Lines struct{ ranges [][2]int }

func (l *Lines) add(line int) {
	if last := len(l.ranges) - 1; last >= 0 && line <= l.ranges[last][1]+1 {
		l.ranges[last][1] = max(l.ranges[last][1], line)
		return
	}
	l.ranges = append(l.ranges, [2]int{line, line})
}

// String gives the numbers, such as "2–601, 605".
func (l Lines) String() string {
	parts := make([]string, len(l.ranges))
	for i, r := range l.ranges {
		parts[i] = fmt.Sprint(r[0])
		if r[1] > r[0] {
			parts[i] += fmt.Sprintf("–%d", r[1])
		}
	}
	return strings.Join(parts, ", ")
}
