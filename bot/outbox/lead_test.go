package outbox

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// memoryLeases are leases in memory, by name.
type memoryLeases struct {
	mu     sync.Mutex
	holder string
	ends   time.Time
}

// AcquireLease implements domain.LeaseStore.
func (l *memoryLeases) AcquireLease(_ context.Context, _, holder string, length time.Duration) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.holder != holder && time.Now().Before(l.ends) {
		return false, nil
	}
	l.holder, l.ends = holder, time.Now().Add(length)
	return true, nil
}

// ReleaseLease implements domain.LeaseStore.
func (l *memoryLeases) ReleaseLease(_ context.Context, _, holder string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.holder == holder {
		l.ends = time.Time{}
	}
	return nil
}

// leads runs an outbox as an instance and reports on the channel when it leads.
func leads(t *testing.T, leases *memoryLeases, instance string) (leading chan struct{}, stop func()) {
	t.Helper()
	o := newBench(t, 0, deliver)
	leading = make(chan struct{}, 10)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		o.box.Lead(ctx, Lease{Store: leases, Name: "chat", Holder: instance}, func(ctx context.Context) {
			leading <- struct{}{}
			<-ctx.Done()
		})
	}()
	stop = sync.OnceFunc(func() { cancel(); <-done })
	t.Cleanup(stop)
	return leading, stop
}

// TestTheLeaseIsAcquiredWhenItEnds checks that another program leads within seconds after the
// lease of a killed program has ended.
func TestTheLeaseIsAcquiredWhenItEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		leases := &memoryLeases{holder: "killed", ends: began.Add(leaseTime)}
		leading, _ := leads(t, leases, "b")
		<-leading
		if took := time.Since(began); took < leaseTime || took > leaseTime+leaseRetry {
			t.Errorf("led after %v", took)
		}
	})
}

// TestAStopReleasesTheLease checks that a stop releases the lease, and that another program
// leads at its next try.
func TestAStopReleasesTheLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		leases := &memoryLeases{}
		first, stop := leads(t, leases, "a")
		<-first
		second, _ := leads(t, leases, "b")
		time.Sleep(time.Minute)
		select {
		case <-second:
			t.Fatal("two lead")
		default:
		}
		began := time.Now()
		stop()
		<-second
		if took := time.Since(began); took > leaseRetry {
			t.Errorf("led after %v", took)
		}
	})
}

// TestALostLeaseEndsTheWork checks that a leader stops its work when another instance holds
// its lease.
func TestALostLeaseEndsTheWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		leases := &memoryLeases{}
		leading, _ := leads(t, leases, "a")
		<-leading
		leases.mu.Lock()
		leases.holder, leases.ends = "b", time.Now().Add(time.Minute)
		leases.mu.Unlock()
		began := time.Now()
		<-leading // again, once the other lease has ended
		if took := time.Since(began); took < time.Minute || took > time.Minute+leaseRetry {
			t.Errorf("led again after %v", took)
		}
	})
}
