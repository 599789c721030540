package benchtest

import (
	"math"
	"slices"
	"sync"
	"time"
)

// stint is the calls of several clients in a measured time.
type stint struct {
	took  time.Duration
	ended int             // number of calls that ended within that time
	calls []time.Duration // durations of the calls that began within that time
}

func (s stint) plus(other stint) stint {
	return stint{s.took + other.took, s.ended + other.ended, slices.Concat(s.calls, other.calls)}
}

// perSecond returns the calls per second, 0 without a measured time.
func (s stint) perSecond() float64 {
	if s.took <= 0 {
		return 0
	}
	return float64(s.ended) / s.took.Seconds()
}

// quantile returns the shortest time within which the share q of all calls was answered.
func (s stint) quantile(q float64) time.Duration {
	if len(s.calls) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s.calls))
	return sorted[max(0, int(math.Ceil(q*float64(len(sorted))))-1)]
}

func (s stint) raw() map[string]float64 {
	return map[string]float64{
		"seconds": s.took.Seconds(), "calls": float64(len(s.calls)), "per_second": s.perSecond(),
		"p50_ms": s.quantile(0.50).Seconds() * 1000, "p95_ms": s.quantile(0.95).Seconds() * 1000,
		"p99_ms": s.quantile(0.99).Seconds() * 1000,
	}
}

// drive lets every client call in a loop, first to warm up and then for the measured time. It
// waits for the calls that began within that time: without them the quantiles would lack the
// slowest ones. A client stops at its first error.
func drive(warmUp, measured time.Duration, clients []func() error) (stint, error) {
	from := time.Now().Add(warmUp)
	until := from.Add(measured)
	each, errs := make([]stint, len(clients)), make([]error, len(clients))
	var running sync.WaitGroup
	for i, call := range clients {
		running.Go(func() { each[i], errs[i] = callUntil(from, until, call) })
	}
	running.Wait()
	total := stint{}
	for _, s := range each {
		total.ended += s.ended
		total.calls = append(total.calls, s.calls...)
	}
	total.took = measured
	return total, firstOf(errs)
}

func callUntil(from, until time.Time, call func() error) (stint, error) {
	s := stint{calls: make([]time.Duration, 0, 1<<13)}
	for begin := time.Now(); begin.Before(until); {
		if err := call(); err != nil {
			return s, err
		}
		end := time.Now()
		if begin.After(from) {
			s.calls = append(s.calls, end.Sub(begin))
		}
		if end.After(from) && end.Before(until) {
			s.ended++
		}
		begin = end
	}
	return s, nil
}

func firstOf(errs []error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// median returns the median of an odd number of values.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
