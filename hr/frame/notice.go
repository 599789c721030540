package frame

import (
	"context"
	"time"

	"suaraloket/domain/locale"
	"suaraloket/web"
)

// waiting warns visitors who see the whole city that the figures do not include every
// accepted rating yet. If the journal cannot be read, the page has no warning.
func (f *Frame) waiting(who Visitor, texts locale.Texts) string {
	if f.backlog == nil || !who.SeesCity() {
		return ""
	}
	backlog, err := web.Within(f.backlog)
	if err != nil || backlog.Ratings == 0 {
		return ""
	}
	return texts.N("hr.waiting", backlog.Ratings, "moment", texts.Moment(backlog.Oldest.In(f.Clock().Location())))
}

// refusedToken warns visitors who see the whole city that the chat is silent.
func (f *Frame) refusedToken(who Visitor, texts locale.Texts) string {
	if f.refused == nil || !who.SeesCity() || !f.refused() {
		return ""
	}
	return texts.T("hr.token_refused")
}

// alarmTimeout limits how long a page waits for the list of silent kiosks.
const alarmTimeout = 2 * time.Second

// alarm warns visitors who manage kiosks of silent kiosks at counters that are in
// service. If the fleet cannot be read, the page has no warning.
func (f *Frame) alarm(who Visitor, texts locale.Texts) string {
	if !who.May(ManageKiosks) {
		return ""
	}
	ctx, cancel := context.WithTimeout(context.Background(), alarmTimeout)
	defer cancel()
	fleet, err := f.fleet.List(ctx, who.Actor)
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
	return texts.N("hr.alarm", int64(len(counters)), "counters", FirstNames(counters, texts))
}
