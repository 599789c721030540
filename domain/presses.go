package domain

import (
	"context"
	"hash/maphash"
	"sync"
	"time"
)

// presses are the tablets' ratings that are on their way into the store: the store
// cannot see them yet, and two that arrive at once must see each other.
type presses struct {
	seed  maphash.Seed
	lanes [64]lane
}

// lane is looked at by one press at a time, and a tablet's presses share one.
// Otherwise two that arrive at once could each find the other and both be held.
type lane struct {
	mu       sync.Mutex
	underWay []press
}

type press struct {
	device string
	id     string
	at     time.Time
}

func newPresses() *presses { return &presses{seed: maphash.MakeSeed()} }

func (p *presses) laneOf(device string) *lane {
	return &p.lanes[maphash.String(p.seed, device)%uint64(len(p.lanes))]
}

func (l *lane) near(it press, interval time.Duration) bool {
	for _, other := range l.underWay {
		if other.device == it.device && other.id != it.id && it.at.Sub(other.at).Abs() < interval {
			return true
		}
	}
	return false
}

func (l *lane) leave(it press) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range l.underWay {
		if l.underWay[i] == it {
			l.underWay = append(l.underWay[:i], l.underWay[i+1:]...)
			return
		}
	}
}

// spacing holds a press that is nearer to another one of the same tablet than the
// limit allows, by the time at which they were made and in whatever order they
// arrive. The caller calls done when the rating is stored or refused.
func (in *Intake) spacing(ctx context.Context, r *Rating) (done func(), err error) {
	interval := in.limits.KioskInterval
	if r.Device == "" || interval <= 0 {
		return func() {}, nil
	}
	it := press{device: r.Device, id: r.ID, at: r.RatedAt}
	l := in.presses.laneOf(r.Device)
	l.mu.Lock()
	defer l.mu.Unlock()
	near := l.near(it, interval)
	if !near {
		near, err = in.ratings.PressedBetween(ctx, r.Device, r.RatedAt.Add(-interval), r.RatedAt.Add(interval), r.ID)
	}
	if err != nil {
		return nil, err
	}
	if near {
		r.Hold(HoldBurst)
	}
	l.underWay = append(l.underWay, it)
	return func() { l.leave(it) }, nil
}
