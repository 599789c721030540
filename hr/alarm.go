package hr

import (
	"context"
	"strings"
	"time"

	"suaraloket/domain/locale"
)

// alarmTime bounds the look for silent kiosks, which no page waits for longer.
const alarmTime = 2 * time.Second

// alarm tells those who answer for kiosks which are silent while their counters are
// manned. A fleet that cannot be asked leaves the page without the sentence.
func (s *Site) alarm(who visitor, texts locale.Texts) string {
	if !who.may(permitKiosks) {
		return ""
	}
	ctx, cancel := context.WithTimeout(context.Background(), alarmTime)
	defer cancel()
	fleet, err := s.Fleet.List(ctx, who.Actor)
	if err != nil {
		return ""
	}
	var counters []string
	for _, k := range fleet {
		if k.Alarm {
			counters = append(counters, k.Counter.Name+" ("+k.Counter.Code+")")
		}
	}
	if len(counters) == 0 {
		return ""
	}
	return texts.N("hr.alarm", int64(len(counters)), "counters", someOf(counters, texts))
}

// someOf lists the first names and how many more there are.
func someOf(names []string, texts locale.Texts) string {
	listed := strings.Join(names[:min(len(names), namesShown)], ", ")
	if more := len(names) - namesShown; more > 0 {
		listed += texts.N("hr.card.below.more", int64(more))
	}
	return listed
}
