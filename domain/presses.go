package domain

import (
	"context"
	"sync"
	"time"
)

// presses are the tablets' ratings that are on their way into the store: the store
// cannot see them yet, and two that arrive at once must see each other.
type presses struct {
	mu       sync.Mutex
	underWay map[string][]press
}

type press struct {
	id string
	at time.Time
}

func newPresses() *presses { return &presses{underWay: map[string][]press{}} }

// enter notes a press and says whether another one of the device is nearer than interval.
func (p *presses) enter(device string, it press, interval time.Duration) (near bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, other := range p.underWay[device] {
		if other.id != it.id && it.at.Sub(other.at).Abs() < interval {
			near = true
		}
	}
	p.underWay[device] = append(p.underWay[device], it)
	return near
}

func (p *presses) leave(device string, it press) {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := p.underWay[device]
	for i := range list {
		if list[i] == it {
			list = append(list[:i], list[i+1:]...)
			break
		}
	}
	if p.underWay[device] = list; len(list) == 0 {
		delete(p.underWay, device)
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
	it := press{id: r.ID, at: r.RatedAt}
	near := in.presses.enter(r.Device, it, interval)
	done = func() { in.presses.leave(r.Device, it) }
	if !near {
		near, err = in.ratings.PressedBetween(ctx, r.Device, r.RatedAt.Add(-interval), r.RatedAt.Add(interval), r.ID)
	}
	if err != nil {
		done()
		return nil, err
	}
	if near {
		r.Hold(HoldBurst)
	}
	return done, nil
}
