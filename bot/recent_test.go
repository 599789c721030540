package bot

import (
	"strconv"
	"testing"
)

func TestRecentForgetsTheOldest(t *testing.T) {
	r := newRecent()
	r.add("")
	for i := range recentMost + 1 {
		r.add(strconv.Itoa(i))
		r.add(strconv.Itoa(i))
	}
	if r.has("") || r.has("0") || !r.has("1") || !r.has(strconv.Itoa(recentMost)) || len(r.known) != recentMost {
		t.Errorf("%d known", len(r.known))
	}
}
